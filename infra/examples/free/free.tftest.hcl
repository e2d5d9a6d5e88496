mock_provider "google" {
  source = "./tests/mocks"
}
mock_provider "random" {}
mock_provider "time" {}

run "is_one_small_service_with_a_budget_that_lets_in_its_own_page" {
  command = plan

  assert {
    condition     = length(module.network) + length(module.redis) + length(module.turn) + length(module.static_site) == 0
    error_message = "The free configuration must not make anything that costs something by being there."
  }
  assert {
    condition     = local.max_instances == 1 && var.min_instances == 0
    error_message = "Without Redis there may be one instance; while nobody plays, none."
  }
  assert {
    condition     = output.server_url == "https://signaling-123456789012.europe-west1.run.app"
    error_message = "The address must be the one that is known before the service is there."
  }
  assert {
    condition     = contains(output.allowed_origins, output.server_url)
    error_message = "The service must let in the page that it serves itself."
  }
  assert {
    condition     = output.client_config == { signaling = output.server_url, key = "peerjs" } && output.server_key == "peerjs"
    error_message = "A page elsewhere must be told the address and the key."
  }
  assert {
    condition     = var.budget_amount == 1 && contains(var.budget_thresholds, 0.5) && length(module.budget) == 1 && !var.hard_stop
    error_message = "The budget is 1, tells at 50 % of it, and stops nothing unasked."
  }
}
