mock_provider "google" {
  mock_data "google_billing_account" {
    defaults = {
      id = "FEDCBA-987654-3210FE"
    }
  }
  mock_resource "google_service_account" {
    defaults = {
      id     = "projects/my-game-1234/serviceAccounts/mock@my-game-1234.iam.gserviceaccount.com"
      email  = "mock@my-game-1234.iam.gserviceaccount.com"
      member = "serviceAccount:mock@my-game-1234.iam.gserviceaccount.com"
    }
  }
}
mock_provider "archive" {}
mock_provider "time" {}

variables {
  project_id              = "my-game-1234"
  project_number          = "123456789012"
  project_billing_account = "012345-6789AB-CDEF01"
  region                  = "europe-west1"
}

run "by_default_it_is_one_and_tells_at_half" {
  command = plan

  assert {
    condition     = google_billing_budget.this.billing_account == "012345-6789AB-CDEF01"
    error_message = "The project's own billing account pays."
  }
  assert {
    condition     = google_billing_budget.this.amount[0].specified_amount[0].units == "1" && google_billing_budget.this.amount[0].specified_amount[0].nanos == 0
    error_message = "The default is 1."
  }
  assert {
    condition     = contains(google_billing_budget.this.threshold_rules[*].threshold_percent, 0.5)
    error_message = "The first e-mail comes at 50 %."
  }
  assert {
    condition     = google_billing_budget.this.budget_filter[0].projects == toset(["projects/123456789012"])
    error_message = "Only what this project spends counts."
  }
  assert {
    condition     = length(google_pubsub_topic.spend) + length(google_cloudfunctions2_function.stop) + length(google_project_iam_member.stop) == 0
    error_message = "Nothing may stop the project unasked."
  }
}

run "cents_are_not_lost" {
  command = plan

  variables {
    amount   = 2.55
    currency = "EUR"
  }

  assert {
    condition = google_billing_budget.this.amount[0].specified_amount[0] == {
      units = "2", nanos = 550000000, currency_code = "EUR"
    }
    error_message = "2.55 EUR are 2 units and 550,000,000 nanos."
  }
}

run "an_account_is_found_by_its_name" {
  command = plan

  variables {
    billing_account = "My Billing Account"
  }

  assert {
    condition     = google_billing_budget.this.billing_account == "FEDCBA-987654-3210FE"
    error_message = "The name must be looked up."
  }
}

run "an_account_is_taken_by_its_id" {
  command = plan

  variables {
    billing_account = "ABCDEF-012345-6789AB"
  }

  assert {
    condition     = google_billing_budget.this.billing_account == "ABCDEF-012345-6789AB" && length(data.google_billing_account.named) == 0
    error_message = "An ID needs no look-up."
  }
}

run "without_a_billing_account_it_is_refused" {
  command = plan

  variables {
    project_billing_account = ""
  }

  expect_failures = [google_billing_budget.this]
}

run "a_budget_of_nothing_is_refused" {
  command = plan

  variables {
    amount = 0
  }

  expect_failures = [var.amount]
}

run "the_hard_stop_can_unlink_this_project_and_do_nothing_else" {
  variables {
    hard_stop = true
  }

  assert {
    condition     = one(google_billing_budget.this.all_updates_rule).pubsub_topic == google_pubsub_topic.spend[0].id
    error_message = "The budget must tell the function what was spent."
  }
  assert {
    condition     = google_project_iam_member.stop[0].role == "roles/billing.projectManager" && google_project_iam_member.stop[0].project == "my-game-1234"
    error_message = "It may change this project's billing account: no role on the billing account itself."
  }
  assert {
    condition     = google_cloud_run_v2_service_iam_member.stop[0].member != "allUsers" && google_pubsub_subscription.stop[0].push_config[0].oidc_token[0].service_account_email == google_service_account.stop[0].email
    error_message = "Only the subscription may call it."
  }
  assert {
    condition     = google_pubsub_subscription.stop[0].push_config[0].push_endpoint == google_cloudfunctions2_function.stop[0].service_config[0].uri
    error_message = "The token is made for the address that is called: it must be the service's own."
  }
  assert {
    condition     = google_project_iam_member.stop_build_sources[0].condition[0].expression == "resource.name.startsWith(\"projects/_/buckets/gcf-v2-\")"
    error_message = "Builds must not read the bucket of the state."
  }
  assert {
    condition     = toset([for source in data.archive_file.stop[0].source : source.filename]) == toset(["index.js", "package.json", "stop-billing.ts"])
    error_message = "The function is these files, without tests."
  }
}
