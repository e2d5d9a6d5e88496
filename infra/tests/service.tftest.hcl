# How variables of the root reach the service.

mock_provider "google" {
  source = "./tests/mocks"
}
mock_provider "random" {}
mock_provider "time" {}

variables {
  project_id = "my-game-1234"
}

run "a_domain_is_the_address_and_an_origin" {
  command = plan

  variables {
    domain          = "play.example.org"
    allowed_origins = ["https://other.example", "http://localhost:5173"]
  }

  assert {
    condition     = output.server_url == "https://play.example.org" && output.peerjs_options.host == "play.example.org"
    error_message = "The address must be the domain."
  }
  assert {
    condition = toset(output.allowed_origins) == toset([
      "https://play.example.org", "https://signaling-123456789012.europe-west1.run.app", "https://other.example", "http://localhost:5173",
    ])
    error_message = "The domain, the address of Cloud Run and what was asked for must be let in."
  }
}

run "all_origins_may_be_let_in" {
  command = plan

  variables {
    allowed_origins = null
  }

  assert {
    condition     = output.allowed_origins == null
    error_message = "null lets in all origins."
  }
}

run "each_step_up_is_one_variable_with_its_apis" {
  command = plan

  variables {
    scale_out   = true
    turn        = true
    hard_stop   = true
    static_site = "bucket"
    site_domain = "play.example.org"
  }

  assert {
    condition     = local.max_instances > 1
    error_message = "scale_out must be all that is needed for several instances."
  }
  assert {
    condition = length(setsubtract([
      "run.googleapis.com", "secretmanager.googleapis.com", "billingbudgets.googleapis.com", "monitoring.googleapis.com",
      "redis.googleapis.com", "compute.googleapis.com", "cloudfunctions.googleapis.com", "pubsub.googleapis.com",
    ], module.project.apis)) == 0
    error_message = "Everything that is used needs its API."
  }
  assert {
    condition     = output.site_url != null
    error_message = "The site must have an address."
  }
}

run "the_bucket_of_the_site_may_be_in_a_region" {
  command = plan

  variables {
    static_site   = "bucket"
    site_domain   = "play.example.org"
    site_location = "europe-west1"
  }

  assert {
    condition     = output.site_url == "https://play.example.org/"
    error_message = "A region in small letters is what all other variables take."
  }
}

run "without_alerts_the_budget_still_finds_its_reader" {
  command = plan

  variables {
    monitoring  = false
    alert_email = "me@example.org"
  }

  assert {
    condition     = local.budget_email == "me@example.org"
    error_message = "alert_email is also for the budget."
  }
}

run "an_image_of_another_name_is_this_service" {
  command = plan

  variables {
    image = "europe-west1-docker.pkg.dev/my-game-1234/signaling/signaling:peerjs-server"
  }

  assert {
    condition     = !local.stock
    error_message = "Only the name of the image says what it is, not its tag."
  }
}

run "a_hard_stop_needs_a_budget" {
  command = plan

  variables {
    hard_stop      = true
    budget_enabled = false
  }

  expect_failures = [output.budget]
}
