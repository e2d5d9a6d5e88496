output "project_id" {
  description = "ID of the project, known once its APIs answer: take it from here to be made after them."
  value       = var.project_id
  depends_on  = [time_sleep.apis]
}

output "number" {
  description = "Number of the project, which Google's own addresses are made of."
  value       = data.google_project.this.number
}

output "billing_account" {
  description = "ID of the billing account that pays for the project; empty when there is none, or who asks may not see it."
  value       = data.google_project.this.billing_account
}

output "apis" {
  description = "The APIs that are enabled."
  value       = local.apis
}
