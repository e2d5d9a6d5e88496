mock_provider "google" {
  source = "./tests/mocks"
}
mock_provider "random" {}
mock_provider "time" {}

run "has_a_turn_server_and_still_no_redis" {
  command = plan

  assert {
    condition     = length(module.turn) == 1 && length(module.network) == 1 && length(module.redis) == 0
    error_message = "TURN needs a network and nothing else."
  }
  assert {
    condition     = contains(keys(module.secrets.environment), "TURN_SECRET")
    error_message = "The service and its TURN servers must share a secret from Secret Manager."
  }
}
