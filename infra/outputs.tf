output "server_url" {
  description = "Where the service is, and the game with it."
  value       = module.signaling.url
}

output "server_key" {
  description = "The key of PeerJS clients. It is part of addresses, and no secret."
  value       = var.peerjs_key
}

output "client_config" {
  description = "What a page elsewhere needs as its config.json."
  value       = { signaling = module.signaling.url, key = var.peerjs_key }
}

output "peerjs_options" {
  description = "What a stock PeerJS client needs: new Peer(id, options)."
  value       = { host = trimprefix(module.signaling.url, "https://"), port = 443, path = "/", key = var.peerjs_key, secure = true }
}

output "allowed_origins" {
  description = "Origins of the pages that may use the service; null: all."
  value       = module.signaling.origins
}

output "turn_urls" {
  description = "TURN servers that browsers are told; empty without TURN."
  value       = flatten(module.turn[*].urls)
}

output "site_url" {
  description = "Where the static site is; null without one."
  value       = one(module.static_site[*].url)

  precondition {
    condition     = var.static_site == "none" || var.site_domain != null
    error_message = "static_site = \"bucket\" needs site_domain: the load balancer gets its certificate for a domain of yours."
  }
}

output "site_upload_commands" {
  description = "Put the built page into the bucket, in this order, from the root of the repository; empty without a static site."
  value       = flatten(module.static_site[*].upload_commands)
}

output "dns_records" {
  description = "Records that your domains need: ask for them wherever the domains are."
  value       = concat(module.signaling.dns_records, flatten(module.static_site[*].dns_records), flatten(module.turn[*].dns_records))
}

output "dashboard" {
  description = "ID of the dashboard in Cloud Monitoring; null without monitoring."
  value       = one(module.monitoring[*].dashboard_id)
}

output "budget" {
  description = "Full name of the budget; null without one."
  value       = one(module.budget[*].id)

  precondition {
    condition     = var.budget_enabled || !var.hard_stop
    error_message = "hard_stop stops when a budget is spent: it needs budget_enabled = true."
  }
}

output "metrics_token_command" {
  description = "Shows the token that /metrics wants as Authorization: Bearer."
  value       = "gcloud secrets versions access latest --project=${var.project_id} --secret=${var.name}-metrics-token"
}
