output "state_bucket" {
  description = "Bucket for the state of infra/."
  value       = google_storage_bucket.state.name
}

output "image_repository" {
  description = "Where images go, without a tag."
  value       = "${module.registry.repository}/signaling"
}

output "build_command" {
  description = "Builds the image in the cloud, from the root of the repository."
  value = join(" ", [
    "gcloud builds submit --project=${var.project_id} --config=infra/cloudbuild.yaml --ignore-file=infra/.gcloudignore",
    "--service-account=${module.registry.build_service_account}",
    "--gcs-source-staging-dir=gs://${module.registry.source_bucket}/source",
    "--substitutions=_IMAGE=${module.registry.repository}/signaling",
    ".",
  ])
}

output "init_command" {
  description = "Tells infra/ where its state is, from the root of the repository."
  value       = "terraform -chdir=infra init -backend-config=bucket=${google_storage_bucket.state.name}"
}

output "github_variables" {
  description = "Variables (not secrets) of the GitHub repository that the deploy workflow reads; empty without github_repository."
  value = var.github_repository == null ? {} : {
    GCP_PROJECT_ID                 = var.project_id
    GCP_REGION                     = var.region
    GCP_WORKLOAD_IDENTITY_PROVIDER = one(module.github[*].provider_name)
    GCP_DEPLOY_SERVICE_ACCOUNT     = one(module.github[*].service_accounts).deploy
    GCP_PLAN_SERVICE_ACCOUNT       = one(module.github[*].service_accounts).plan
    IMAGE_REPOSITORY               = "${module.registry.repository}/signaling"
    TF_STATE_BUCKET                = google_storage_bucket.state.name
  }
}
