mock_provider "google" {
  source = "./tests/mocks"
}
mock_provider "random" {}
mock_provider "time" {}

run "lets_in_the_page_of_the_bucket" {
  command = plan

  assert {
    condition     = length(module.static_site) == 1 && contains(output.allowed_origins, "https://play.example.org")
    error_message = "The service must let in the page that is in the bucket."
  }
  assert {
    condition     = contains(output.allowed_origins, output.server_url)
    error_message = "The service still serves the page itself, too."
  }
}
