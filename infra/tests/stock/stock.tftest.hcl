mock_provider "google" {
  source = "./tests/mocks"
}
mock_provider "random" {}
mock_provider "time" {}

variables {
  project_id      = "my-game-1234"
  peerjs_key      = "my-key"
  allowed_origins = ["https://example.org"]
}

run "the_stock_server_is_known_by_its_name" {
  command = plan

  variables {
    image = "docker.io/peerjs/peerjs-server:1.0.2"
  }

  assert {
    condition     = local.stock && length(data.google_artifact_registry_docker_image.latest) == 0
    error_message = "peerjs-server must get its own arguments and probes."
  }
  assert {
    condition     = local.check == { path = "/", content = "PeerJS Server" }
    error_message = "peerjs-server has no /health: its alert would never end."
  }
}
