mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/my-game-1234/serviceAccounts/signaling-build@my-game-1234.iam.gserviceaccount.com"
      member = "serviceAccount:signaling-build@my-game-1234.iam.gserviceaccount.com"
    }
  }
}
mock_provider "time" {}

variables {
  project_id = "my-game-1234"
  region     = "europe-west1"
  labels     = { app = "signaling" }
}

run "old_images_go_and_the_newest_stay" {
  assert {
    condition = toset([for policy in google_artifact_registry_repository.this.cleanup_policies : "${policy.id} ${policy.action}"]) == toset([
      "keep-newest KEEP", "delete-old DELETE",
    ])
    error_message = "Images cost something by lying about; the last ones are the way back."
  }
  assert {
    condition = [
      for policy in google_artifact_registry_repository.this.cleanup_policies : policy.condition[0].older_than if policy.action == "DELETE"
    ] == ["1209600s"]
    error_message = "Fourteen days, in seconds: the API takes no other unit."
  }
  assert {
    condition     = google_artifact_registry_repository.this.labels == tomap({ app = "signaling" }) && google_storage_bucket.source.labels == tomap({ app = "signaling" })
    error_message = "Labels must be on both."
  }
}

run "a_build_reads_its_source_and_no_other_bucket" {
  assert {
    condition     = google_storage_bucket_iam_member.build_source.bucket == "my-game-1234-signaling-source" && google_storage_bucket_iam_member.build_source.role == "roles/storage.objectViewer"
    error_message = "The state lies in another bucket of the project."
  }
  assert {
    condition     = google_project_iam_member.build_logs.role == "roles/logging.logWriter"
    error_message = "Of the project's roles it has the one for logs."
  }
  assert {
    condition     = toset(keys(time_sleep.build_grants.triggers)) == toset(["images", "logs", "source"])
    error_message = "The command is told when all of the grants are known."
  }
}

run "nothing_to_roll_back_to_is_refused" {
  command = plan

  variables {
    keep_versions = 0
  }

  expect_failures = [var.keep_versions]
}
