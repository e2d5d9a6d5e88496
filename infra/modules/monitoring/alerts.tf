# Alerts, each with what to do about it. Of the spend itself, which Google knows some hours later, the budget tells.

resource "google_monitoring_alert_policy" "uptime" {
  project               = var.project_id
  display_name          = "${var.name}: does not answer"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels
  user_labels           = var.labels

  # Two of the three regions, so that it is not the way there.
  conditions {
    display_name = "${var.check.path} fails"

    condition_threshold {
      filter          = "resource.type = \"uptime_url\" AND metric.type = \"monitoring.googleapis.com/uptime_check/check_passed\" AND metric.labels.check_id = \"${google_monitoring_uptime_check_config.health.uptime_check_id}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "0s"

      aggregations {
        alignment_period     = "1800s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
      }
    }
  }

  # A policy may have six conditions: one for all servers, each of which is counted by itself.
  dynamic "conditions" {
    for_each = length(var.turn_addresses) > 0 ? ["TURN server fails"] : []

    content {
      display_name = conditions.value

      condition_threshold {
        filter          = "resource.type = \"uptime_url\" AND metric.type = \"monitoring.googleapis.com/uptime_check/check_passed\" AND resource.labels.host = one_of(${join(",", [for address in var.turn_addresses : "\"${address}\""])})"
        comparison      = "COMPARISON_GT"
        threshold_value = 1
        duration        = "0s"

        aggregations {
          alignment_period     = "1200s"
          per_series_aligner   = "ALIGN_NEXT_OLDER"
          cross_series_reducer = "REDUCE_COUNT_FALSE"
          group_by_fields      = ["resource.label.host"]
        }
      }
    }
  }

  documentation {
    content = "Two regions or more get no good answer. Cloud Run: look at the latest revision and its log. TURN: gcloud compute instances get-serial-port-output shows how far the start script came; games whose players need no relay go on."
  }
}

resource "google_monitoring_alert_policy" "errors" {
  project               = var.project_id
  display_name          = "${var.name}: errors"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels
  user_labels           = var.labels

  conditions {
    display_name = "More than ${var.errors_per_5_minutes} answers of 5xx in five minutes"

    condition_threshold {
      filter          = "${local.service} AND metric.type = \"run.googleapis.com/request_count\" AND metric.labels.response_code_class = \"5xx\""
      comparison      = "COMPARISON_GT"
      threshold_value = var.errors_per_5_minutes
      duration        = "0s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content = "Some 503 while a revision is replaced are to be expected. Others: the log at level error says which request failed; without any there, Cloud Run itself refused, mostly for want of instances or memory."
  }
}

# With one instance at most it would be true whenever somebody is there: then only how full it is says something.
resource "google_monitoring_alert_policy" "instances" {
  count = var.max_instances > 1 ? 1 : 0

  project               = var.project_id
  display_name          = "${var.name}: as many instances as allowed"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels
  user_labels           = var.labels

  conditions {
    display_name = "${var.max_instances} instances for ten minutes"

    condition_threshold {
      filter          = "${local.service} AND metric.type = \"run.googleapis.com/container/instance_count\" AND metric.labels.state = \"active\""
      comparison      = "COMPARISON_GT" # the API takes GT and LT alone
      threshold_value = var.max_instances - 1
      duration        = "600s"

      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_MAX"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content = "The next player may be turned away. Raise max_instances, and look whether the players are real: limits by address and the allowed origins are in docs/operations.md."
  }
}

resource "google_monitoring_alert_policy" "concurrency" {
  project               = var.project_id
  display_name          = "${var.name}: instances nearly full"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels
  user_labels           = var.labels

  conditions {
    display_name = "An instance serves more than 90 % of ${var.concurrency} requests at once for ten minutes"

    condition_threshold {
      filter          = "${local.service} AND metric.type = \"run.googleapis.com/container/max_request_concurrencies\""
      comparison      = "COMPARISON_GT"
      threshold_value = floor(var.concurrency * 0.9)
      duration        = "600s"

      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_PERCENTILE_99"
        cross_series_reducer = "REDUCE_MAX"
      }
    }
  }

  documentation {
    content = "Each open page is a request that lasts. With one instance allowed, the next step is scale_out; with several, Cloud Run starts another by itself until max_instances."
  }
}

# Instance time is what the bill is made of, and known within minutes.
resource "google_monitoring_alert_policy" "spend" {
  project               = var.project_id
  display_name          = "${var.name}: spends more than expected"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels
  user_labels           = var.labels

  conditions {
    display_name = "More than ${var.instance_hours_per_day} hours of instances in a day"

    condition_threshold {
      filter          = "${local.service} AND metric.type = \"run.googleapis.com/container/billable_instance_time\""
      comparison      = "COMPARISON_GT"
      threshold_value = var.instance_hours_per_day * 3600
      duration        = "0s"

      aggregations {
        alignment_period     = "86400s"
        per_series_aligner   = "ALIGN_SUM"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content = "An instance is paid for while at least one tab is open. It may be one that was forgotten in the background, or there are more players than you thought: infra/README.md says what that costs."
  }
}

resource "google_monitoring_alert_policy" "redis_memory" {
  count = var.redis_instance_id == null ? 0 : 1

  project               = var.project_id
  display_name          = "${var.name}: Redis nearly full"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels
  user_labels           = var.labels

  conditions {
    display_name = "More than 80 % of the memory for five minutes"

    condition_threshold {
      filter          = "${local.redis} AND metric.type = \"redis.googleapis.com/stats/memory/usage_ratio\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0.8
      duration        = "300s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content = "A full Redis refuses to write, which is as if it were away: peers of different instances no longer find each other. Raise redis_memory_size_gb."
  }
}
