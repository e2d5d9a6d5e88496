mock_provider "google" {
  mock_resource "google_iam_workload_identity_pool" {
    defaults = {
      name = "projects/123456789012/locations/global/workloadIdentityPools/signaling-github"
    }
  }
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/my-game-1234/serviceAccounts/mock@my-game-1234.iam.gserviceaccount.com"
      email  = "mock@my-game-1234.iam.gserviceaccount.com"
      member = "serviceAccount:mock@my-game-1234.iam.gserviceaccount.com"
    }
  }
}

variables {
  project_id      = "my-game-1234"
  region          = "europe-west1"
  repository      = "octocat/game"
  repository_id   = "1296269"
  state_bucket    = "my-game-1234-signaling-state"
  repository_name = "signaling"
}

run "each_workflow_takes_its_own_account_and_no_other" {
  assert {
    condition     = google_iam_workload_identity_pool_provider.this.attribute_condition == "assertion.repository == \"octocat/game\" && assertion.repository_id == \"1296269\""
    error_message = "GitHub signs tokens for everybody's workflows."
  }
  assert {
    condition     = google_iam_workload_identity_pool_provider.this.oidc[0].issuer_uri == "https://token.actions.githubusercontent.com"
    error_message = "Tokens are GitHub's."
  }
  assert {
    condition     = endswith(google_service_account_iam_member.workflow["deploy"].member, "/subject/octocat/game:environment:production")
    error_message = "Only jobs in the environment apply."
  }
  assert {
    condition     = endswith(google_service_account_iam_member.workflow["plan"].member, "/subject/octocat/game:pull_request")
    error_message = "Only pull requests plan."
  }
  assert {
    condition     = alltrue([for member in google_service_account_iam_member.workflow : startswith(member.member, "principal://")])
    error_message = "A principalSet would let more than one subject in."
  }
  assert {
    condition = (
      !strcontains(google_iam_workload_identity_pool_provider.this.attribute_mapping["google.subject"], "assertion.sub") &&
      strcontains(google_iam_workload_identity_pool_provider.this.attribute_mapping["google.subject"], "has(assertion.environment) ?")
    )
    error_message = "GitHub's own subject is not the same in old and new repositories; and a job may have no environment."
  }
  assert {
    condition = toset([for name, grant in google_project_iam_member.this : grant.role if startswith(name, "plan ")]) == toset([
      "roles/iam.securityReviewer", "roles/secretmanager.secretAccessor", "roles/serviceusage.serviceUsageConsumer", "roles/viewer",
    ])
    error_message = "Plans read, and count on the project's quota, since the provider says so."
  }
  assert {
    condition     = google_storage_bucket_iam_member.state["plan"].role == "roles/storage.objectViewer" && google_artifact_registry_repository_iam_member.images["plan"].role == "roles/artifactregistry.reader"
    error_message = "Plans read the state and images, and write neither."
  }
}

run "with_redis_a_plan_may_read_its_password_and_not_touch_it" {
  variables {
    features = ["scale_out"]
  }

  assert {
    condition     = google_project_iam_custom_role.redis_auth[0].permissions == toset(["redis.instances.getAuthString"])
    error_message = "The provider fails to read a Redis whose password it may not have."
  }
  assert {
    condition     = google_project_iam_member.redis_auth[0].role == google_project_iam_custom_role.redis_auth[0].name && google_project_iam_member.redis_auth[0].member == google_service_account.this["plan"].member
    error_message = "It is for the account that plans."
  }
}

run "applying_makes_nobody_an_owner" {
  variables {
    features = ["scale_out", "static_site", "turn"]
  }

  assert {
    condition = length(setintersection(
      [for grant in google_project_iam_member.this : grant.role],
      ["roles/owner", "roles/editor", "roles/resourcemanager.projectIamAdmin", "roles/iam.securityAdmin", "roles/iam.serviceAccountTokenCreator"],
    )) == 0
    error_message = "Whoever may hand out roles of the project may make himself owner."
  }
}

run "the_hard_stop_is_not_for_a_workflow" {
  command = plan

  variables {
    features = ["hard_stop"]
  }

  expect_failures = [var.features]
}
