locals {
  # The key before the current one is kept, so that what it signed is good until it expires.
  ticket_generations = toset([
    for generation in [var.ticket_key_generation - 1, var.ticket_key_generation] : tostring(generation) if generation > 0
  ])

  # What is drawn here. Names are known at plan time, values are only in the state and in Secret Manager.
  drawn = merge(
    { for generation in local.ticket_generations : "ticket-key-${generation}" => random_password.ticket[generation].result },
    { "metrics-token" = random_password.metrics.result },
    var.turn ? { "turn-secret" = one(random_password.turn[*].result) } : {},
  )
  names = toset(concat(
    [for generation in local.ticket_generations : "ticket-key-${generation}"],
    ["metrics-token"],
    var.turn ? ["turn-secret"] : [],
    var.redis ? ["redis-auth"] : [],
  ))
}

# Without punctuation: coturn and shells would each want it quoted in their own way. 48 of 62 letters are 285 bits.
resource "random_password" "ticket" {
  for_each = local.ticket_generations

  length  = 48
  special = false
}

resource "random_password" "metrics" {
  length  = 32
  special = false
}

resource "random_password" "turn" {
  count = var.turn ? 1 : 0

  length  = 48
  special = false
}

resource "google_secret_manager_secret" "this" {
  for_each = local.names

  project   = var.project_id
  secret_id = "${var.name}-${each.value}"
  labels    = var.labels

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "this" {
  for_each = local.names

  secret      = google_secret_manager_secret.this[each.value].id
  secret_data = each.value == "redis-auth" ? var.redis_auth : local.drawn[each.value]

  lifecycle {
    create_before_destroy = true
  }
}
