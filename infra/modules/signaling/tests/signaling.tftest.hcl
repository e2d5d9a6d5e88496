mock_provider "google" {}
mock_provider "time" {}

variables {
  project_id     = "my-game-1234"
  project_number = "123456789012"
  region         = "europe-west1"
  image          = "europe-west1-docker.pkg.dev/my-game-1234/signaling/signaling:v1"
  labels         = { app = "signaling" }
  secrets        = { TICKET_SECRET = { secret_id = "signaling-ticket-key-1", version = "3" } }
}

run "alone_it_is_one_instance_that_takes_many_websockets" {
  command = plan

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].timeout == "3600s"
    error_message = "A WebSocket is cut off with its request."
  }
  assert {
    condition     = google_cloud_run_v2_service.this.template[0].max_instance_request_concurrency == 1000
    error_message = "One instance takes as many WebSockets as Cloud Run lets it."
  }
  assert {
    condition     = local.environment.CONCURRENT_LIMIT == "950"
    error_message = "Some requests must be left for the page and health when all WebSockets are taken."
  }
  assert {
    condition     = length(google_cloud_run_v2_service.this.template[0].vpc_access) == 0
    error_message = "Without Redis there is nothing to reach."
  }
  assert {
    condition     = google_cloud_run_v2_service.this.template[0].scaling[0].min_instance_count == 0 && google_cloud_run_v2_service.this.template[0].scaling[0].max_instance_count == 1
    error_message = "Nothing runs while nobody is there, and never more than one."
  }
  assert {
    condition = (
      google_cloud_run_v2_service.this.template[0].containers[0].resources[0].cpu_idle &&
      google_cloud_run_v2_service.this.template[0].containers[0].resources[0].startup_cpu_boost &&
      google_cloud_run_v2_service.this.template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "512Mi" })
    )
    error_message = "One vCPU that is paid for during requests, and more of it at the start."
  }
  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].http_get[0].path == "/serving"
    error_message = "It is ready when /serving says so; /readyz would also wait for Redis."
  }
  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].liveness_probe[0].http_get[0].path == "/healthz"
    error_message = "It is to be restarted when /healthz does not answer."
  }
  assert {
    condition = one([
      for env in google_cloud_run_v2_service.this.template[0].containers[0].env : env.value_source[0].secret_key_ref[0] if env.name == "TICKET_SECRET"
    ]).version == "3"
    error_message = "A change of a secret must make a new revision: the version is named, not latest."
  }
  assert {
    condition     = [for grant in google_secret_manager_secret_iam_member.this : "${grant.role} ${grant.secret_id}"] == ["roles/secretmanager.secretAccessor signaling-ticket-key-1"]
    error_message = "The account may read its own secrets and nothing else."
  }
  assert {
    condition     = google_cloud_run_v2_service_iam_member.public.member == "allUsers" && google_cloud_run_v2_service_iam_member.public.role == "roles/run.invoker"
    error_message = "Browsers come without an account of Google's."
  }
  assert {
    condition     = google_cloud_run_v2_service.this.labels == tomap({ app = "signaling" }) && google_cloud_run_v2_service.this.template[0].labels == tomap({ app = "signaling" })
    error_message = "Service and revisions must be labelled: bills are read by label."
  }
}

run "a_ticket_key_keeps_its_grant_when_a_new_one_takes_its_place" {
  command = plan

  variables {
    secrets = {
      TICKET_SECRET          = { secret_id = "signaling-ticket-key-2", version = "1" }
      TICKET_SECRET_PREVIOUS = { secret_id = "signaling-ticket-key-1", version = "3" }
    }
  }

  assert {
    condition     = keys(google_secret_manager_secret_iam_member.this) == ["signaling-ticket-key-1", "signaling-ticket-key-2"]
    error_message = "By variable, the grant of the old key would be taken away and given anew at the same time."
  }
}

run "clients_may_come_to_any_instance" {
  command = plan

  variables {
    max_instances = 4
    redis         = { url = "rediss://10.0.0.3:6378", ca_pem = "-----BEGIN CERTIFICATE-----" }
    network       = { network = "projects/my-game-1234/global/networks/signaling", subnetwork = "projects/my-game-1234/regions/europe-west1/subnetworks/signaling" }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].session_affinity == false
    error_message = "Sessions need no affinity: it would only keep clients on an instance that is full."
  }
  assert {
    condition     = google_cloud_run_v2_service.this.template[0].scaling[0].max_instance_count == 4
    error_message = "With Redis there may be several instances."
  }
  assert {
    condition = (
      google_cloud_run_v2_service.this.template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY" &&
      google_cloud_run_v2_service.this.template[0].vpc_access[0].connector == null
    )
    error_message = "The network is reached directly, and only for private addresses."
  }
  assert {
    condition     = local.environment.REDIS_URL == "rediss://10.0.0.3:6378" && local.environment.REDIS_TLS_VERIFY == "ca" && startswith(local.environment.REDIS_CA, "-----BEGIN")
    error_message = "Redis is spoken to over TLS, and must show a certificate of its own authority."
  }
}

run "clients_that_do_not_read_cannot_fill_the_memory" {
  command = plan

  variables {
    memory = "2Gi"
  }

  assert {
    condition     = tonumber(local.environment.BACKPRESSURE_CLOSE_THRESHOLD_BYTES) * tonumber(local.environment.CONCURRENT_LIMIT) <= 1024 * 1024 * 1024
    error_message = "All clients together may leave at most half of the memory unread."
  }
}

run "the_stock_server_gets_its_own_arguments_and_probes" {
  command = plan

  variables {
    server          = "peerjs-server"
    image           = "docker.io/peerjs/peerjs-server:1.0.2"
    secrets         = {}
    allowed_origins = ["https://example.org"]
  }

  assert {
    condition = google_cloud_run_v2_service.this.template[0].containers[0].args == tolist([
      "--key", "peerjs", "--path", "/", "--proxied", "true", "--concurrent_limit", "950",
      "--cors", "https://signaling-123456789012.europe-west1.run.app", "--cors", "https://example.org",
    ])
    error_message = "peerjs-server takes its settings as arguments."
  }
  assert {
    condition     = length(google_cloud_run_v2_service.this.template[0].containers[0].env) == 0
    error_message = "peerjs-server knows none of the variables."
  }
  assert {
    condition = (
      google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].tcp_socket[0].port == 8080 &&
      length(google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].http_get) == 0 &&
      google_cloud_run_v2_service.this.template[0].containers[0].liveness_probe[0].http_get[0].path == "/"
    )
    error_message = "peerjs-server has neither /serving nor /healthz."
  }
}

run "more_than_one_instance_needs_redis" {
  command = plan

  variables {
    max_instances = 2
  }

  expect_failures = [google_cloud_run_v2_service.this]
}

run "a_part_of_a_cpu_has_one_request_at_a_time" {
  command = plan

  variables {
    cpu = 0.5
  }

  expect_failures = [google_cloud_run_v2_service.this]
}

run "a_part_of_a_cpu_is_given_in_thousandths" {
  command = plan

  variables {
    cpu         = 0.5
    concurrency = 1
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].resources[0].limits.cpu == "500m"
    error_message = "Cloud Run wants 500m, not 0.5."
  }
}

run "domains_are_mapped_where_cloud_run_can" {
  command = plan

  variables {
    region = "europe-west3"
    domain = "play.example.org"
  }

  expect_failures = [google_cloud_run_domain_mapping.this]
}

run "a_secret_is_not_for_the_environment" {
  command = plan

  variables {
    environment = { TICKET_SECRET = "readable for all who may see the service" }
  }

  expect_failures = [var.environment]
}
