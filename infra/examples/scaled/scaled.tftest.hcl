mock_provider "google" {
  source = "./tests/mocks"
}
mock_provider "random" {}
mock_provider "time" {}

run "has_a_redis_that_all_instances_share" {
  command = plan

  assert {
    condition     = length(module.redis) == 1 && length(module.network) == 1 && local.max_instances == 4
    error_message = "Several instances must have a Redis in a network."
  }
  assert {
    condition     = contains(keys(module.secrets.environment), "REDIS_PASSWORD")
    error_message = "The password of Redis must come from Secret Manager."
  }
  assert {
    condition     = var.deletion_protection
    error_message = "This configuration protects the service."
  }
}
