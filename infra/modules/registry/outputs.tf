output "repository" {
  description = "The repository's address; images are below it."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.this.repository_id}"
}

output "repository_id" {
  description = "The repository's own name."
  value       = google_artifact_registry_repository.this.repository_id
}

output "build_service_account" {
  description = "Full name of the account that builds run as, once it may."
  value       = google_service_account.build.name
  depends_on  = [time_sleep.build_grants]
}

output "source_bucket" {
  description = "Bucket for the source of builds."
  value       = google_storage_bucket.source.name
}
