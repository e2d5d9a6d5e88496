resource "google_artifact_registry_repository" "this" {
  project       = var.project_id
  location      = var.region
  repository_id = var.name
  description   = "Images of the signaling service."
  format        = "DOCKER"
  labels        = var.labels

  # The newest stay whatever their age; what is kept wins over what is deleted. Cloud Run has its own copy of what it runs.
  cleanup_policies {
    id     = "keep-newest"
    action = "KEEP"
    most_recent_versions {
      keep_count = var.keep_versions
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"
    condition {
      tag_state  = "ANY"
      older_than = "${var.delete_after_days * 24 * 60 * 60}s"
    }
  }
}

# Builds run as this account rather than as the project's default one, which may do nearly everything, or nothing.
resource "google_service_account" "build" {
  project      = var.project_id
  account_id   = "${var.name}-build"
  display_name = "Builds the image of ${var.name}"
}

resource "google_artifact_registry_repository_iam_member" "build" {
  project    = var.project_id
  location   = google_artifact_registry_repository.this.location
  repository = google_artifact_registry_repository.this.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.build.member
}

resource "google_project_iam_member" "build_logs" {
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.build.member
}

# Where `gcloud builds submit` puts the source. A bucket of its own, so that builds cannot read the state.
resource "google_storage_bucket" "source" {
  project                     = var.project_id
  name                        = "${var.project_id}-${var.name}-source"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true
  labels                      = var.labels

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  lifecycle_rule {
    condition {
      age = 7
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket_iam_member" "build_source" {
  bucket = google_storage_bucket.source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.build.member
}

# Cloud Build refuses at once a build whose account may not read its source; a grant takes up to a minute to be known everywhere.
resource "time_sleep" "build_grants" {
  create_duration = "60s"

  triggers = {
    source = google_storage_bucket_iam_member.build_source.id
    images = google_artifact_registry_repository_iam_member.build.id
    logs   = google_project_iam_member.build_logs.id
  }
}
