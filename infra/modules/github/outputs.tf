output "provider_name" {
  description = "Full name of the Workload Identity provider."
  value       = google_iam_workload_identity_pool_provider.this.name
}

output "service_accounts" {
  description = "E-mails of the accounts that workflows take: deploy and plan."
  value       = { for name, account in google_service_account.this : name => account.email }
}

output "subjects" {
  description = "Which workflow may take which account, as GitHub names it."
  value       = { for name, account in local.accounts : name => account.subject }
}
