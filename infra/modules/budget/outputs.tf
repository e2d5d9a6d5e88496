output "id" {
  description = "Full name of the budget."
  value       = google_billing_budget.this.id
}

output "billing_account" {
  description = "ID of the billing account that the budget belongs to."
  value       = local.account_id
}

output "topic" {
  description = "Topic on which the hard stop hears what was spent; null without one."
  value       = one(google_pubsub_topic.spend[*].id)
}
