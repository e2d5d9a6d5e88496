mock_provider "google" {
  mock_resource "google_redis_instance" {
    defaults = {
      host            = "10.0.0.3"
      port            = 6378
      auth_string     = "password"
      server_ca_certs = [{ cert = "first" }, { cert = "second" }]
    }
  }
}

variables {
  project_id = "example-project"
  region     = "europe-west1"
  network_id = "projects/example-project/global/networks/signaling"
  labels     = { app = "signaling" }
}

run "password_tls_and_the_private_network_alone" {
  command = plan

  assert {
    condition     = google_redis_instance.this.auth_enabled && google_redis_instance.this.transit_encryption_mode == "SERVER_AUTHENTICATION"
    error_message = "Redis must ask for a password and speak TLS."
  }

  assert {
    condition     = google_redis_instance.this.authorized_network == var.network_id
    error_message = "Redis must be reached from the given network."
  }

  assert {
    condition     = google_redis_instance.this.redis_version == "REDIS_7_2" && google_redis_instance.this.redis_configs["maxmemory-policy"] == "noeviction"
    error_message = "Redis must be 7.2 and throw nothing away."
  }
}

run "the_smallest_by_default" {
  command = plan

  assert {
    condition     = google_redis_instance.this.tier == "BASIC" && google_redis_instance.this.memory_size_gb == 1
    error_message = "The default must be the cheapest."
  }

  assert {
    condition     = !anytrue([for config in google_redis_instance.this.persistence_config : config.persistence_mode == "RDB"])
    error_message = "Nothing is written to disk unless asked for."
  }

  assert {
    condition     = google_redis_instance.this.labels == tomap({ app = "signaling" })
    error_message = "Labels must be on it."
  }
}

run "highly_available_with_snapshots" {
  command = plan

  variables {
    tier               = "STANDARD_HA"
    memory_size_gb     = 5
    snapshot_period    = "TWELVE_HOURS"
    maintenance_window = { day = "SUNDAY", hour = 0 }
  }

  assert {
    condition     = google_redis_instance.this.tier == "STANDARD_HA" && google_redis_instance.this.memory_size_gb == 5
    error_message = "Tier and memory must be as given."
  }

  assert {
    condition     = one(google_redis_instance.this.persistence_config).rdb_snapshot_period == "TWELVE_HOURS"
    error_message = "Snapshots must be as often as given."
  }

  assert {
    condition     = one(one(google_redis_instance.this.maintenance_policy).weekly_maintenance_window).day == "SUNDAY"
    error_message = "The maintenance window must be as given."
  }
}

run "the_url_has_tls_and_no_password" {
  assert {
    condition     = output.url == "rediss://10.0.0.3:6378"
    error_message = "The URL must be rediss:// with address and port alone."
  }

  assert {
    condition     = output.ca_pem == "first\nsecond"
    error_message = "While Google replaces the authority, both must be trusted."
  }

  assert {
    condition     = output.auth_string == "password"
    error_message = "The password must be handed on by itself."
  }
}

run "an_unknown_tier_is_refused" {
  command = plan

  variables {
    tier = "PREMIUM"
  }

  expect_failures = [var.tier]
}

run "half_a_gibibyte_is_refused" {
  command = plan

  variables {
    memory_size_gb = 1.5
  }

  expect_failures = [var.memory_size_gb]
}

run "more_memory_than_there_is_is_refused" {
  command = plan

  variables {
    memory_size_gb = 301
  }

  expect_failures = [var.memory_size_gb]
}

run "a_day_that_does_not_exist_is_refused" {
  command = plan

  variables {
    maintenance_window = { day = "Tuesday", hour = 3 }
  }

  expect_failures = [var.maintenance_window]
}

run "an_hour_that_does_not_exist_is_refused" {
  command = plan

  variables {
    maintenance_window = { day = "TUESDAY", hour = 24 }
  }

  expect_failures = [var.maintenance_window]
}

run "an_unknown_snapshot_period_is_refused" {
  command = plan

  variables {
    snapshot_period = "DAILY"
  }

  expect_failures = [var.snapshot_period]
}

run "a_network_without_its_project_is_refused" {
  command = plan

  variables {
    network_id = "signaling"
  }

  expect_failures = [var.network_id]
}

run "labels_in_capitals_are_refused" {
  command = plan

  variables {
    labels = { App = "signaling" }
  }

  expect_failures = [var.labels]
}
