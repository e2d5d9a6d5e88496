locals {
  # What each configuration asks of who applies it. Not in it: the hard stop, which hands out a role of the project, so that
  # whoever may make it may make himself owner; apply that one yourself.
  deploy_roles = {
    always = [
      "roles/browser", "roles/iam.serviceAccountAdmin", "roles/iam.serviceAccountUser", "roles/monitoring.editor", "roles/run.admin",
      "roles/secretmanager.admin", "roles/serviceusage.serviceUsageAdmin",
    ]
    scale_out   = ["roles/compute.networkAdmin", "roles/compute.securityAdmin", "roles/redis.admin"]
    static_site = ["roles/compute.loadBalancerAdmin", "roles/compute.networkAdmin", "roles/storage.admin"]
    turn        = ["roles/compute.admin"]
  }

  # A plan reads everything that is in the state once more, the values of secrets among it, on the project's own quota.
  plan_roles = ["roles/iam.securityReviewer", "roles/secretmanager.secretAccessor", "roles/serviceusage.serviceUsageConsumer", "roles/viewer"]

  accounts = {
    deploy = {
      title   = "Applies releases of ${var.repository}"
      subject = "${var.repository}:environment:${var.environment}"
      roles   = distinct(flatten([for feature in concat(["always"], tolist(var.features)) : local.deploy_roles[feature]]))
      state   = "roles/storage.objectAdmin"
      images  = "roles/artifactregistry.writer"
    }
    plan = {
      title   = "Plans pull requests of ${var.repository}"
      subject = "${var.repository}:pull_request"
      roles   = local.plan_roles
      state   = "roles/storage.objectViewer"
      images  = "roles/artifactregistry.reader"
    }
  }

  grants = merge([
    for name, account in local.accounts : { for role in account.roles : "${name} ${role}" => { account = name, role = role } }
  ]...)
}

resource "google_iam_workload_identity_pool" "this" {
  project                   = var.project_id
  workload_identity_pool_id = "${var.name}-github"
  display_name              = "GitHub"
  description               = "Workflows of ${var.repository}, which come with a token of GitHub instead of a key."
}

resource "google_iam_workload_identity_pool_provider" "this" {
  project                            = var.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.this.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  display_name                       = "GitHub Actions"

  # Not GitHub's own subject: in repositories made since summer 2026 that one has numbers of owner and repository in it.
  # https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
  attribute_mapping = {
    "google.subject" = "assertion.repository + (has(assertion.environment) ? ':environment:' + assertion.environment : ':' + assertion.event_name)"
  }

  # GitHub signs tokens for everybody's workflows: only this repository's are let in.
  attribute_condition = join(" && ", concat(
    ["assertion.repository == \"${var.repository}\""],
    var.repository_id == null ? [] : ["assertion.repository_id == \"${var.repository_id}\""],
  ))

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "this" {
  for_each = local.accounts

  project      = var.project_id
  account_id   = "${var.name}-${each.key}"
  display_name = each.value.title
}

# By subject: pull requests cannot take the account that applies, whatever their workflow says.
resource "google_service_account_iam_member" "workflow" {
  for_each = local.accounts

  service_account_id = google_service_account.this[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.this.name}/subject/${each.value.subject}"
}

resource "google_project_iam_member" "this" {
  for_each = local.grants

  project = var.project_id
  role    = each.value.role
  member  = google_service_account.this[each.value.account].member
}

# The provider asks for the password whenever it looks at Redis. Of Google's roles only one that may also delete Redis lets it.
resource "google_project_iam_custom_role" "redis_auth" {
  count = contains(var.features, "scale_out") ? 1 : 0

  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_redis_auth"
  title       = "Reads the password of ${var.name}'s Redis"
  permissions = ["redis.instances.getAuthString"]
}

resource "google_project_iam_member" "redis_auth" {
  count = contains(var.features, "scale_out") ? 1 : 0

  project = var.project_id
  role    = one(google_project_iam_custom_role.redis_auth[*].name)
  member  = google_service_account.this["plan"].member
}

resource "google_storage_bucket_iam_member" "state" {
  for_each = local.accounts

  bucket = var.state_bucket
  role   = each.value.state
  member = google_service_account.this[each.key].member
}

resource "google_artifact_registry_repository_iam_member" "images" {
  for_each = local.accounts

  project    = var.project_id
  location   = var.region
  repository = var.repository_name
  role       = each.value.images
  member     = google_service_account.this[each.key].member
}

# A budget belongs to the billing account, not to the project.
resource "google_billing_account_iam_member" "budget" {
  for_each = var.billing_account == null ? {} : { deploy = "roles/billing.costsManager", plan = "roles/billing.viewer" }

  billing_account_id = var.billing_account
  role               = each.value
  member             = google_service_account.this[each.key].member
}
