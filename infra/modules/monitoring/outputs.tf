output "uptime_check_id" {
  description = "ID of the check from outside."
  value       = google_monitoring_uptime_check_config.health.uptime_check_id
}

output "dashboard_id" {
  description = "The dashboard as projects/N/dashboards/ID."
  value       = google_monitoring_dashboard.this.id
}

output "notification_channels" {
  description = "IDs of the channels that alerts are sent to, for the budget; none without an e-mail address."
  value       = local.channels
}

output "alert_policy_ids" {
  description = "IDs of the alert policies by what they watch."
  value = merge(
    {
      uptime      = google_monitoring_alert_policy.uptime.id
      errors      = google_monitoring_alert_policy.errors.id
      concurrency = google_monitoring_alert_policy.concurrency.id
      spend       = google_monitoring_alert_policy.spend.id
    },
    { for policy in google_monitoring_alert_policy.instances : "instances" => policy.id },
    { for policy in google_monitoring_alert_policy.redis_memory : "redis_memory" => policy.id },
  )
}
