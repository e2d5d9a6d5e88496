# Money and alerts.

variable "monitoring" {
  description = "Whether to check the service from outside every now and then, and to have alerts and a dashboard."
  type        = bool
  default     = true
}

variable "alert_email" {
  description = "Who gets an e-mail when something is wrong, or the budget is being spent; null: nobody but the administrators of the billing account."
  type        = string
  default     = null

  validation {
    condition     = var.alert_email == null ? true : can(regex("^[^@\\s]+@[^@\\s]+[.][^@\\s]+$", var.alert_email))
    error_message = "alert_email must be an e-mail address."
  }
}

variable "alert_instance_hours" {
  description = "Hours of instances in a day, beside min_instances, above which there is an alert: one open tab keeps an instance awake, and an hour of it is 0.091 USD."
  type        = number
  default     = 12

  validation {
    condition     = var.alert_instance_hours > 0
    error_message = "alert_instance_hours must be more than 0."
  }
}

variable "budget_enabled" {
  description = "Whether to have a budget. It takes somebody who may make one on the billing account."
  type        = bool
  default     = true
}

variable "billing_account" {
  description = "Billing account of the budget, by its name or its ID; null: the one that pays for the project."
  type        = string
  default     = null

  validation {
    condition     = var.billing_account == null ? true : length(var.billing_account) > 0
    error_message = "billing_account must be a name such as \"My Billing Account\" or an ID such as 012345-6789AB-CDEF01; leave it out for the project's own."
  }
}

variable "budget_amount" {
  description = "What may be spent in a calendar month, in budget_currency."
  type        = number
  default     = 1

  validation {
    condition     = var.budget_amount > 0
    error_message = "budget_amount must be more than 0: a budget of nothing is always spent. Take 0.01 to hear of anything at all, or budget_enabled = false for no budget."
  }
}

variable "budget_currency" {
  description = "Currency of the budget (ISO 4217), which must be the billing account's; null: whatever that is, so that the default is 1 USD where an account is in USD."
  type        = string
  default     = null

  validation {
    condition     = var.budget_currency == null ? true : can(regex("^[A-Z]{3}$", var.budget_currency))
    error_message = "budget_currency must be three capital letters such as USD or EUR."
  }
}

variable "budget_thresholds" {
  description = "Parts of the budget at which an e-mail is sent: 0.5 is half of it."
  type        = list(number)
  default     = [0.5, 0.9, 1]

  validation {
    condition     = length(var.budget_thresholds) > 0 && alltrue([for threshold in var.budget_thresholds : threshold > 0 && threshold <= 10])
    error_message = "budget_thresholds must be parts of the budget, such as 0.5 for half of it: at least one, each above 0 and at most 10. 50 would be fifty times the budget."
  }
}

variable "budget_email" {
  description = "Who gets an e-mail about the budget; null: alert_email."
  type        = string
  default     = null

  validation {
    condition     = var.budget_email == null ? true : can(regex("^[^@\\s]+@[^@\\s]+[.][^@\\s]+$", var.budget_email))
    error_message = "budget_email must be an e-mail address."
  }
}

variable "hard_stop" {
  description = "Whether the project loses its billing account when the budget is spent. All of the project that costs something stops then, and some of it may be lost; read the README first."
  type        = bool
  default     = false
}
