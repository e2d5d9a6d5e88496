variable "project_id" {
  description = "ID of the Google Cloud project."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's ID: 6 to 30 small letters, digits and hyphens, such as my-game-1234. Not its name, and not its number."
  }
}

variable "region" {
  description = "Region in which everything is made."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "region must be a region such as europe-west1, not a zone (europe-west1-b) and not a continent (EU)."
  }
}

variable "name" {
  description = "What the names of all resources begin with."
  type        = string
  default     = "signaling"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,17}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 19 small letters, digits and hyphens, beginning with a letter and not ending in a hyphen, such as signaling."
  }
}

variable "labels" {
  description = "Labels of all resources that can have some."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "labels may only have small letters, digits, hyphens and underscores, at most 63 of them, and keys must begin with a letter."
  }
}

variable "project_number" {
  description = "Number of the project whose spend counts."
  type        = string
}

variable "project_billing_account" {
  description = "ID of the billing account that the project is linked to."
  type        = string
}

variable "billing_account" {
  description = "Billing account by its name or its ID; null: the project's own."
  type        = string
  default     = null
}

variable "amount" {
  description = "What may be spent in a calendar month."
  type        = number
  default     = 1

  validation {
    condition     = var.amount > 0
    error_message = "amount must be more than 0: the smallest budget that makes sense is one that tells you that anything was spent at all, such as 0.01."
  }
}

variable "currency" {
  description = "Currency of the amount (ISO 4217), which must be the billing account's; null: whatever that is."
  type        = string
  default     = null

  validation {
    condition     = var.currency == null ? true : can(regex("^[A-Z]{3}$", var.currency))
    error_message = "currency must be three capital letters such as USD or EUR."
  }
}

variable "thresholds" {
  description = "Parts of the amount at which an e-mail is sent: 0.5 is half of it."
  type        = list(number)
  default     = [0.5, 0.9, 1]

  validation {
    condition     = length(var.thresholds) > 0 && alltrue([for threshold in var.thresholds : threshold > 0 && threshold <= 10])
    error_message = "thresholds must be parts of the amount, such as 0.5 for half of it: at least one, each above 0 and at most 10. 50 would be fifty times the budget."
  }
}

variable "email" {
  description = "Who gets an e-mail, beside the administrators of the billing account; null: nobody."
  type        = string
  default     = null

  validation {
    condition     = var.email == null ? true : can(regex("^[^@\\s]+@[^@\\s]+[.][^@\\s]+$", var.email))
    error_message = "email must be an e-mail address."
  }
}

variable "notification_channels" {
  description = "Channels of Cloud Monitoring that are told, too."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.notification_channels) <= 4
    error_message = "notification_channels must be four at most: a budget has five, one of which may be email."
  }
}

variable "hard_stop" {
  description = "Whether the project loses its billing account when the amount is spent. Everything in it that costs something stops, and some of it may be deleted."
  type        = bool
  default     = false
}
