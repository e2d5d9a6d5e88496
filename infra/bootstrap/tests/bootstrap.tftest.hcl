mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/my-game-1234/serviceAccounts/mock@my-game-1234.iam.gserviceaccount.com"
      email  = "mock@my-game-1234.iam.gserviceaccount.com"
      member = "serviceAccount:mock@my-game-1234.iam.gserviceaccount.com"
    }
  }
  mock_resource "google_iam_workload_identity_pool" {
    defaults = {
      name = "projects/123456789012/locations/global/workloadIdentityPools/signaling-github"
    }
  }
}
mock_provider "time" {}

variables {
  project_id = "my-game-1234"
}

run "alone_it_makes_places_for_state_and_images" {
  assert {
    condition     = google_storage_bucket.state.versioning[0].enabled && google_storage_bucket.state.public_access_prevention == "enforced" && !google_storage_bucket.state.force_destroy
    error_message = "The state holds secrets: older versions are kept, nobody from outside sees it, and it is not deleted by mistake."
  }
  assert {
    condition     = output.image_repository == "europe-west1-docker.pkg.dev/my-game-1234/signaling/signaling"
    error_message = "The root looks the image up where the build puts it."
  }
  assert {
    condition     = strcontains(output.build_command, "_IMAGE=${output.image_repository}") && endswith(output.build_command, " .")
    error_message = "The command must build into the repository, from the root of the source."
  }
  assert {
    condition     = length(module.github) == 0 && length(output.github_variables) == 0
    error_message = "Nobody is let in from GitHub unasked."
  }
}

run "a_repository_gets_what_its_workflow_reads" {
  variables {
    github_repository = "octocat/game"
  }

  assert {
    condition = toset(keys(output.github_variables)) == toset([
      "GCP_DEPLOY_SERVICE_ACCOUNT", "GCP_PLAN_SERVICE_ACCOUNT", "GCP_PROJECT_ID", "GCP_REGION",
      "GCP_WORKLOAD_IDENTITY_PROVIDER", "IMAGE_REPOSITORY", "TF_STATE_BUCKET",
    ])
    error_message = "The deploy workflow reads these."
  }
}
