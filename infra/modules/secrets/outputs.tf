locals {
  references = {
    for name in local.names : name => {
      secret_id = google_secret_manager_secret.this[name].secret_id
      version   = google_secret_manager_secret_version.this[name].version
    }
  }
}

output "environment" {
  description = "Which variable of the service holds which secret: names and versions, never values."
  value = merge(
    {
      TICKET_SECRET = local.references["ticket-key-${var.ticket_key_generation}"]
      METRICS_TOKEN = local.references["metrics-token"]
    },
    var.ticket_key_generation > 1 ? { TICKET_SECRET_PREVIOUS = local.references["ticket-key-${var.ticket_key_generation - 1}"] } : {},
    var.turn ? { TURN_SECRET = local.references["turn-secret"] } : {},
    var.redis ? { REDIS_PASSWORD = local.references["redis-auth"] } : {},
  )
}

output "turn_secret_id" {
  description = "ID of the secret that TURN servers share with the service, once it has a value; null without TURN."
  value       = var.turn ? google_secret_manager_secret.this["turn-secret"].id : null
  depends_on  = [google_secret_manager_secret_version.this]
}
