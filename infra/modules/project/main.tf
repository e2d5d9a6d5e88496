locals {
  # What every configuration needs: to read the project, to run a service, to keep its secrets and to watch it.
  always = [
    "artifactregistry.googleapis.com",
    "cloudbilling.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "iam.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "serviceusage.googleapis.com",
  ]

  by_feature = {
    budget      = ["billingbudgets.googleapis.com", "monitoring.googleapis.com"]
    build       = ["cloudbuild.googleapis.com", "logging.googleapis.com", "storage.googleapis.com"]
    github      = ["iamcredentials.googleapis.com", "sts.googleapis.com"]
    hard_stop   = ["cloudbuild.googleapis.com", "cloudfunctions.googleapis.com", "eventarc.googleapis.com", "pubsub.googleapis.com", "storage.googleapis.com"]
    monitoring  = ["monitoring.googleapis.com"]
    scale_out   = ["compute.googleapis.com", "redis.googleapis.com"]
    static_site = ["compute.googleapis.com", "storage.googleapis.com"]
    turn        = ["compute.googleapis.com"]
  }

  apis = toset(concat(local.always, flatten([for feature in var.features : local.by_feature[feature]])))
}

data "google_project" "this" {
  project_id = var.project_id
}

resource "google_project_service" "this" {
  for_each = local.apis

  project = var.project_id
  service = each.value

  # Something else in the project may use it, too.
  disable_on_destroy = false
}

# An API that was just enabled still answers "has not been used before or is disabled" for some seconds.
resource "time_sleep" "apis" {
  create_duration = "60s"

  triggers = {
    apis = join(",", sort([for api in google_project_service.this : api.service]))
  }
}
