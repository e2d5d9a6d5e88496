# Opt-in: when the budget is spent, the project loses its billing account, and with it everything that costs something.
# budget -> Pub/Sub topic -> push subscription -> function -> Cloud Billing API

resource "google_pubsub_topic" "spend" {
  count = var.hard_stop ? 1 : 0

  project = var.project_id
  name    = "${var.name}-spend"
  labels  = var.labels
}

# The function runs, and is called, as this account.
resource "google_service_account" "stop" {
  count = var.hard_stop ? 1 : 0

  project      = var.project_id
  account_id   = "${var.name}-stop"
  display_name = "Unlinks billing when the budget of ${var.name} is spent"
}

resource "google_project_iam_member" "stop" {
  count = var.hard_stop ? 1 : 0

  project = var.project_id
  role    = "roles/billing.projectManager"
  member  = one(google_service_account.stop[*].member)
}

# Its image is built as an account of its own, with the three roles that a build of a function needs.
resource "google_service_account" "stop_build" {
  count = var.hard_stop ? 1 : 0

  project      = var.project_id
  account_id   = "${var.name}-stopbuild"
  display_name = "Builds the function that unlinks billing"
}

resource "google_project_iam_member" "stop_build" {
  for_each = var.hard_stop ? toset(["roles/logging.logWriter", "roles/artifactregistry.writer"]) : []

  project = var.project_id
  role    = each.value
  member  = one(google_service_account.stop_build[*].member)
}

# Cloud Functions copies sources into buckets of this name. Not all buckets: the state is in one of the others.
resource "google_project_iam_member" "stop_build_sources" {
  count = var.hard_stop ? 1 : 0

  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = one(google_service_account.stop_build[*].member)

  condition {
    title      = "sources of functions"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-\")"
  }
}

# A build that begins before its grants are known everywhere fails, and the function with it.
# https://github.com/hashicorp/terraform-provider-google/issues/20571
resource "time_sleep" "stop_grants" {
  count = var.hard_stop ? 1 : 0

  create_duration = "90s"

  depends_on = [
    google_project_iam_member.stop,
    google_project_iam_member.stop_build,
    google_project_iam_member.stop_build_sources,
  ]
}

data "archive_file" "stop" {
  count = var.hard_stop ? 1 : 0

  type        = "zip"
  output_path = "${path.root}/.terraform/${var.name}-stop.zip"

  dynamic "source" {
    for_each = toset(["index.js", "package.json", "stop-billing.ts"])
    content {
      filename = source.value
      content  = file("${path.module}/function/${source.value}")
    }
  }
}

resource "google_storage_bucket" "stop" {
  count = var.hard_stop ? 1 : 0

  project                     = var.project_id
  name                        = "${var.project_id}-${var.name}-stop"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true
  labels                      = var.labels
}

# Named by its content: a change of the function is a new object, and the function is built anew.
resource "google_storage_bucket_object" "stop" {
  count = var.hard_stop ? 1 : 0

  bucket = one(google_storage_bucket.stop[*].name)
  name   = "${one(data.archive_file.stop[*].output_md5)}.zip"
  source = one(data.archive_file.stop[*].output_path)
}

resource "google_cloudfunctions2_function" "stop" {
  count = var.hard_stop ? 1 : 0

  project     = var.project_id
  location    = var.region
  name        = "${var.name}-stop"
  description = "Unlinks the billing account of ${var.project_id} when its budget is spent."
  labels      = var.labels

  build_config {
    runtime         = "nodejs22"
    entry_point     = "stopBilling"
    service_account = one(google_service_account.stop_build[*].id)

    source {
      storage_source {
        bucket = one(google_storage_bucket.stop[*].name)
        object = one(google_storage_bucket_object.stop[*].name)
      }
    }
  }

  service_config {
    service_account_email = one(google_service_account.stop[*].email)
    available_memory      = "256Mi"
    max_instance_count    = 1
    timeout_seconds       = 60
    environment_variables = { PROJECT_ID = var.project_id }
  }

  depends_on = [time_sleep.stop_grants]
}

# Nobody but the subscription may call it.
resource "google_cloud_run_v2_service_iam_member" "stop" {
  count = var.hard_stop ? 1 : 0

  project  = var.project_id
  location = var.region
  name     = one(google_cloudfunctions2_function.stop[*].name)
  role     = "roles/run.invoker"
  member   = one(google_service_account.stop[*].member)
}

resource "google_pubsub_subscription" "stop" {
  count = var.hard_stop ? 1 : 0

  project              = var.project_id
  name                 = "${var.name}-stop"
  topic                = one(google_pubsub_topic.spend[*].id)
  labels               = var.labels
  ack_deadline_seconds = 60

  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  push_config {
    # The service's own address: its token is made for whom it is sent to, and that is whom Cloud Run takes it from.
    push_endpoint = one(google_cloudfunctions2_function.stop[*].service_config[0].uri)

    oidc_token {
      service_account_email = one(google_service_account.stop[*].email)
    }
  }
}
