mock_provider "google" {}
mock_provider "time" {}

variables {
  project_id = "my-game-1234"
}

run "each_feature_has_its_apis" {
  command = plan

  variables {
    features = ["turn", "budget"]
  }

  assert {
    condition     = length(setsubtract(["run.googleapis.com", "compute.googleapis.com", "billingbudgets.googleapis.com"], keys(google_project_service.this))) == 0
    error_message = "What is used must be enabled."
  }
  assert {
    condition     = length(setintersection(["redis.googleapis.com", "pubsub.googleapis.com"], keys(google_project_service.this))) == 0
    error_message = "What is not used is left alone."
  }
  assert {
    condition     = alltrue([for api in google_project_service.this : api.disable_on_destroy == false])
    error_message = "Something else in the project may use it, too."
  }
}

run "a_feature_that_nobody_knows_is_refused" {
  command = plan

  variables {
    features = ["blockchain"]
  }

  expect_failures = [var.features]
}
