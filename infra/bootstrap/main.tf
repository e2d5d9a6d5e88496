# What must be there before anything else: a place for the state, one for images, and, if wanted, the way in for GitHub's workflows.
# Its own state stays on the machine that runs it. It holds no secret, and all that it describes can be imported again.

provider "google" {
  project               = var.project_id
  region                = var.region
  billing_project       = var.project_id
  user_project_override = true
}

locals {
  labels = merge({ app = var.name, managed-by = "terraform" }, var.labels)
}

module "project" {
  source = "../modules/project"

  project_id = var.project_id
  features   = setunion(["build", "budget"], var.github_repository == null ? [] : ["github"])
}

resource "google_storage_bucket" "state" {
  project                     = module.project.project_id
  name                        = "${var.project_id}-${var.name}-state"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.destroy_state
  labels                      = local.labels

  # The state of yesterday is the way back from a mistake of today.
  versioning {
    enabled = true
  }

  lifecycle_rule {
    condition {
      num_newer_versions = 20
      with_state         = "ARCHIVED"
    }
    action {
      type = "Delete"
    }
  }
}

module "registry" {
  source = "../modules/registry"

  project_id = module.project.project_id
  region     = var.region
  name       = var.name
  labels     = local.labels
}

module "github" {
  count  = var.github_repository == null ? 0 : 1
  source = "../modules/github"

  project_id      = module.project.project_id
  region          = var.region
  name            = var.name
  repository      = var.github_repository
  repository_id   = var.github_repository_id
  environment     = var.github_environment
  features        = var.github_features
  billing_account = var.github_billing_account
  state_bucket    = google_storage_bucket.state.name
  repository_name = module.registry.repository_id
}
