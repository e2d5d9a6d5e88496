mock_provider "google" {}

# Not mocked: it is to be seen what is drawn.
provider "random" {}

variables {
  project_id = "my-game-1234"
  labels     = { app = "signaling" }
}

run "alone_it_has_a_ticket_key_and_a_token_for_metrics" {
  assert {
    condition     = keys(output.environment) == ["METRICS_TOKEN", "TICKET_SECRET"]
    error_message = "What the service needs without Redis and TURN."
  }
  assert {
    condition     = google_secret_manager_secret_version.this["ticket-key-1"].secret_data == random_password.ticket["1"].result && length(random_password.ticket["1"].result) == 48
    error_message = "The key must be drawn."
  }
}

run "a_new_generation_keeps_the_key_before_it" {
  variables {
    ticket_key_generation = 2
  }

  assert {
    condition     = output.environment.TICKET_SECRET.secret_id == "signaling-ticket-key-2" && output.environment.TICKET_SECRET_PREVIOUS.secret_id == "signaling-ticket-key-1"
    error_message = "Tickets of the old key are good until they expire."
  }
  assert {
    condition     = random_password.ticket["1"].result != random_password.ticket["2"].result
    error_message = "The new key must be another one."
  }
}

run "each_step_up_has_its_secret" {
  variables {
    turn       = true
    redis      = true
    redis_auth = "drawn-by-redis"
  }

  assert {
    condition     = keys(output.environment) == ["METRICS_TOKEN", "REDIS_PASSWORD", "TICKET_SECRET", "TURN_SECRET"]
    error_message = "Redis and TURN each need a secret."
  }
  assert {
    condition     = google_secret_manager_secret_version.this["redis-auth"].secret_data == "drawn-by-redis"
    error_message = "The password is the one that Redis has drawn."
  }
  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.labels == tomap({ app = "signaling" })])
    error_message = "Secrets must be labelled."
  }
}
