# What Google would answer, where a configuration goes on with the answer.

mock_data "google_project" {
  defaults = {
    number          = "123456789012"
    billing_account = "012345-6789AB-CDEF01"
  }
}

mock_data "google_billing_account" {
  defaults = {
    id = "FEDCBA-987654-3210FE"
  }
}

mock_data "google_artifact_registry_docker_image" {
  defaults = {
    self_link = "europe-west1-docker.pkg.dev/my-game-1234/signaling/signaling@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
}

mock_resource "google_service_account" {
  defaults = {
    name   = "projects/my-game-1234/serviceAccounts/mock@my-game-1234.iam.gserviceaccount.com"
    email  = "mock@my-game-1234.iam.gserviceaccount.com"
    member = "serviceAccount:mock@my-game-1234.iam.gserviceaccount.com"
  }
}

mock_resource "google_secret_manager_secret_version" {
  defaults = {
    version = "7"
  }
}

mock_resource "google_iam_workload_identity_pool" {
  defaults = {
    name = "projects/123456789012/locations/global/workloadIdentityPools/signaling-github"
  }
}
