locals {
  # An ID such as 012345-6789AB-CDEF01 is used as it is; anything else is the name that people gave the account.
  by_id      = can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", coalesce(var.billing_account, "-")))
  by_name    = var.billing_account != null && !local.by_id
  account_id = local.by_name ? one(data.google_billing_account.named[*].id) : local.by_id ? var.billing_account : var.project_billing_account

  tell_others = var.email != null || length(var.notification_channels) > 0 || var.hard_stop
}

data "google_billing_account" "named" {
  count = local.by_name ? 1 : 0

  display_name    = var.billing_account
  open            = true
  lookup_projects = false
}

resource "google_monitoring_notification_channel" "email" {
  count = var.email == null ? 0 : 1

  project      = var.project_id
  display_name = "Budget of ${var.name}"
  type         = "email"
  labels       = { email_address = var.email }
  user_labels  = var.labels
}

resource "google_billing_budget" "this" {
  billing_account = local.account_id
  display_name    = "${var.name} (${var.project_id})"

  budget_filter {
    projects        = ["projects/${var.project_number}"]
    calendar_period = "MONTH"
  }

  amount {
    specified_amount {
      currency_code = var.currency
      units         = tostring(floor(var.amount))
      nanos         = floor((var.amount - floor(var.amount)) * 1000000000 + 0.5) # rounded: 2.55 is a little less than that
    }
  }

  dynamic "threshold_rules" {
    for_each = var.thresholds
    content {
      threshold_percent = threshold_rules.value
    }
  }

  # Administrators of the billing account get an e-mail in any case.
  dynamic "all_updates_rule" {
    for_each = local.tell_others ? [true] : []
    content {
      monitoring_notification_channels = concat(google_monitoring_notification_channel.email[*].id, var.notification_channels)
      pubsub_topic                     = one(google_pubsub_topic.spend[*].id)
    }
  }

  lifecycle {
    precondition {
      condition     = try(length(local.account_id) > 0, false)
      error_message = "No billing account is known: link the project to one (gcloud billing projects link), or name one by billing_account, or leave the budget out with budget_enabled = false."
    }
  }
}
