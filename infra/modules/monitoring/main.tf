# Whether the service answers. What is worth an alert is in alerts.tf, what there is to see in dashboard.tf.

locals {
  # Filters of Cloud Monitoring.
  service = "resource.type = \"cloud_run_revision\" AND resource.labels.service_name = \"${var.service_name}\" AND resource.labels.location = \"${var.location}\""
  redis   = var.redis_instance_id == null ? "" : "resource.type = \"redis_instance\" AND resource.labels.instance_id = \"${var.redis_instance_id}\""

  channels      = google_monitoring_notification_channel.email[*].id
  turn_port     = 3478
  check_regions = ["EUROPE", "USA_VIRGINIA", "ASIA_PACIFIC"]
}

resource "google_monitoring_notification_channel" "email" {
  count = var.notification_email == null ? 0 : 1

  project      = var.project_id
  display_name = "Alerts of ${var.name}"
  type         = "email"
  labels       = { email_address = var.notification_email }
  user_labels  = var.labels
}

resource "google_monitoring_uptime_check_config" "health" {
  project          = var.project_id
  display_name     = "${var.name}: ${var.check.path}"
  period           = var.uptime_period
  timeout          = "30s"
  selected_regions = local.check_regions
  user_labels      = var.labels

  http_check {
    path         = var.check.path
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  content_matchers {
    content = var.check.content
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = var.project_id
      host       = var.host
    }
  }
}

resource "google_monitoring_uptime_check_config" "turn" {
  count = length(var.turn_addresses)

  project          = var.project_id
  display_name     = "${var.name}: TURN ${count.index + 1}"
  period           = "300s"
  timeout          = "10s"
  selected_regions = local.check_regions
  user_labels      = var.labels

  tcp_check {
    port = local.turn_port
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = var.project_id
      host       = var.turn_addresses[count.index]
    }
  }
}
