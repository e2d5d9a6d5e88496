mock_provider "google" {
  mock_resource "google_monitoring_uptime_check_config" {
    defaults = {
      uptime_check_id = "signaling-health-abc"
    }
  }

  mock_resource "google_monitoring_notification_channel" {
    defaults = {
      id = "projects/example-project/notificationChannels/1"
    }
  }
}

variables {
  project_id    = "example-project"
  service_name  = "signaling"
  location      = "europe-west1"
  host          = "signaling-abc.a.run.app"
  max_instances = 1
  concurrency   = 1000
  labels        = { app = "signaling" }
}

run "the_check_asks_for_health_over_https" {
  command = plan

  assert {
    condition     = one(google_monitoring_uptime_check_config.health.http_check).path == "/health" && one(google_monitoring_uptime_check_config.health.http_check).validate_ssl
    error_message = "The path must not end in z, and the certificate must be good."
  }

  assert {
    condition     = one(google_monitoring_uptime_check_config.health.monitored_resource).labels["host"] == "signaling-abc.a.run.app" && length(google_monitoring_uptime_check_config.health.selected_regions) >= 3
    error_message = "Google wants three regions or more."
  }

  assert {
    condition     = google_monitoring_uptime_check_config.health.user_labels == tomap({ app = "signaling" }) && google_monitoring_alert_policy.errors.user_labels == tomap({ app = "signaling" })
    error_message = "Labels must be on checks and policies."
  }
}

run "one_instance_is_no_alert_without_anybody_to_write_to" {
  assert {
    condition     = sort(keys(output.alert_policy_ids)) == tolist(["concurrency", "errors", "spend", "uptime"])
    error_message = "With one instance at most, that there is one says nothing."
  }

  assert {
    condition     = length(output.notification_channels) == 0 && length(google_monitoring_alert_policy.uptime.notification_channels) == 0
    error_message = "Nobody is to be written to."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.uptime.conditions[0].condition_threshold[0].filter, "check_id = \"signaling-health-abc\"") && length(google_monitoring_alert_policy.uptime.conditions) == 1
    error_message = "The alert must be about this check."
  }

  assert {
    condition     = google_monitoring_alert_policy.concurrency.conditions[0].condition_threshold[0].threshold_value == 900
    error_message = "The alert must come before the instance is full."
  }
}

run "everything_watched_and_everything_mailed" {
  variables {
    max_instances      = 10
    concurrency        = 250
    notification_email = "admin@example.org"
    redis_instance_id  = "projects/example-project/locations/europe-west1/instances/signaling"
    turn_addresses     = ["192.0.2.1", "192.0.2.2"]
  }

  assert {
    condition     = sort(keys(output.alert_policy_ids)) == tolist(["concurrency", "errors", "instances", "redis_memory", "spend", "uptime"])
    error_message = "Instances and Redis must be watched too."
  }

  assert {
    condition = alltrue([
      for policy in concat(
        [google_monitoring_alert_policy.uptime, google_monitoring_alert_policy.errors, google_monitoring_alert_policy.concurrency, google_monitoring_alert_policy.spend],
        google_monitoring_alert_policy.instances, google_monitoring_alert_policy.redis_memory,
      ) : policy.notification_channels == tolist(["projects/example-project/notificationChannels/1"])
    ])
    error_message = "Each alert must be sent."
  }

  assert {
    condition     = google_monitoring_alert_policy.instances[0].conditions[0].condition_threshold[0].threshold_value == 9
    error_message = "The alert must come at the maximum, which is above 9."
  }

  assert {
    condition = alltrue([
      for policy in concat(
        [google_monitoring_alert_policy.uptime, google_monitoring_alert_policy.errors, google_monitoring_alert_policy.concurrency, google_monitoring_alert_policy.spend],
        google_monitoring_alert_policy.instances, google_monitoring_alert_policy.redis_memory,
      ) : alltrue([for condition in policy.conditions : contains(["COMPARISON_GT", "COMPARISON_LT"], condition.condition_threshold[0].comparison)])
    ])
    error_message = "The API refuses all other comparisons, though the provider takes them."
  }

  assert {
    condition     = length(google_monitoring_uptime_check_config.turn) == 2 && strcontains(google_monitoring_alert_policy.uptime.conditions[1].condition_threshold[0].filter, "one_of(\"192.0.2.1\",\"192.0.2.2\")")
    error_message = "Each TURN server must be watched."
  }

  assert {
    condition     = google_monitoring_notification_channel.email[0].labels == tomap({ email_address = "admin@example.org" })
    error_message = "The channel must be the given address."
  }
}

run "charts_lie_side_by_side_and_are_of_this_service" {
  variables {
    redis_instance_id = "projects/example-project/locations/europe-west1/instances/signaling"
  }

  assert {
    condition     = length(jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles) == 11
    error_message = "Service, Redis and checks must be seen."
  }

  assert {
    condition     = length(distinct([for tile in jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles : "${try(tile.xPos, 0)} ${try(tile.yPos, 0)}"])) == 11
    error_message = "No chart may lie on another."
  }

  assert {
    condition = alltrue([
      for tile in jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles :
      can(regex("service_name = \"signaling\"|instances/signaling\"|signaling-abc.a.run.app", tile.widget.xyChart.dataSets[0].timeSeriesQuery.timeSeriesFilter.filter))
    ])
    error_message = "Each chart must be of this service, its Redis or its checks."
  }
}

run "without_redis_there_is_no_chart_of_it" {
  assert {
    condition     = !strcontains(google_monitoring_dashboard.this.dashboard_json, "redis")
    error_message = "What is not there cannot be seen."
  }
}

run "half_a_day_of_instances_is_more_than_expected" {
  command = plan

  assert {
    condition     = google_monitoring_alert_policy.spend.conditions[0].condition_threshold[0].threshold_value == 43200 && google_monitoring_alert_policy.spend.conditions[0].condition_threshold[0].aggregations[0].alignment_period == "86400s"
    error_message = "Twelve hours of instance time within 24 are the default."
  }
}

run "another_server_is_asked_in_another_way" {
  command = plan

  variables {
    check = { path = "/", content = "PeerJS Server" }
  }

  assert {
    condition     = one(google_monitoring_uptime_check_config.health.http_check).path == "/" && one(google_monitoring_uptime_check_config.health.content_matchers).content == "PeerJS Server"
    error_message = "The check must be the given one."
  }
}

run "a_path_that_google_keeps_for_itself_is_refused" {
  command = plan

  variables {
    check = { path = "/healthz", content = "ok" }
  }

  expect_failures = [var.check]
}

run "a_host_with_a_scheme_is_refused" {
  command = plan

  variables {
    host = "https://signaling-abc.a.run.app"
  }

  expect_failures = [var.host]
}

run "no_instances_are_refused" {
  command = plan

  variables {
    max_instances = 0
  }

  expect_failures = [var.max_instances]
}

run "more_at_once_than_cloud_run_allows_is_refused" {
  command = plan

  variables {
    concurrency = 1001
  }

  expect_failures = [var.concurrency]
}

run "an_address_that_is_no_email_is_refused" {
  command = plan

  variables {
    notification_email = "admin"
  }

  expect_failures = [var.notification_email]
}

run "a_period_that_google_does_not_know_is_refused" {
  command = plan

  variables {
    uptime_period = "120s"
  }

  expect_failures = [var.uptime_period]
}

run "a_negative_number_of_errors_is_refused" {
  command = plan

  variables {
    errors_per_5_minutes = -1
  }

  expect_failures = [var.errors_per_5_minutes]
}

run "the_name_of_redis_alone_is_refused" {
  command = plan

  variables {
    redis_instance_id = "signaling"
  }

  expect_failures = [var.redis_instance_id]
}

run "a_turn_server_without_an_address_is_refused" {
  command = plan

  variables {
    turn_addresses = ["turn-1.example.org"]
  }

  expect_failures = [var.turn_addresses]
}

run "a_zone_is_no_location" {
  command = plan

  variables {
    location = "europe-west1-b"
  }

  expect_failures = [var.location]
}

run "a_service_in_capitals_is_refused" {
  command = plan

  variables {
    service_name = "Signaling"
  }

  expect_failures = [var.service_name]
}
