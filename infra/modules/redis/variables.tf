variable "project_id" {
  type        = string
  description = "ID of the Google Cloud project."

  validation {
    condition     = can(regex("^[a-z][-a-z0-9]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project ID: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "region" {
  type        = string
  description = "Region of Google Cloud, for instance europe-west1."

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be the name of a region, such as europe-west1; a zone has one letter more."
  }
}

variable "name" {
  type        = string
  description = "Prefix of the names of all resources."
  default     = "signaling"

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$", var.name))
    error_message = "name must be 1 to 20 lower-case letters, digits and hyphens, beginning with a letter: the names made from it have a limit."
  }
}

variable "labels" {
  type        = map(string)
  description = "Labels of all resources that take them."
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][-_a-z0-9]{0,62}$", key)) && can(regex("^[-_a-z0-9]{0,63}$", value))])
    error_message = "labels must consist of lower-case letters, digits, hyphens and underscores, 63 at most, and keys must begin with a letter."
  }
}

variable "network_id" {
  type        = string
  description = "The network from which Redis can be reached, as projects/P/global/networks/N."

  validation {
    condition     = can(regex("^(https://.+/)?projects/[^/]+/global/networks/[^/]+$", var.network_id))
    error_message = "network_id must be the ID of a network: projects/P/global/networks/N."
  }
}

variable "tier" {
  type        = string
  description = "BASIC: one node, a few minutes without Redis when it is maintained or moved, and empty after that. STANDARD_HA: a replica in another zone takes over within seconds, for about twice the price or more."
  default     = "BASIC"

  validation {
    condition     = contains(["BASIC", "STANDARD_HA"], var.tier)
    error_message = "tier must be BASIC (one node) or STANDARD_HA (with a replica)."
  }
}

variable "memory_size_gb" {
  type        = number
  description = "Memory in GiB; it is what is paid for. Can be raised later without a new instance."
  default     = 1

  validation {
    condition     = var.memory_size_gb >= 1 && var.memory_size_gb <= 300 && floor(var.memory_size_gb) == var.memory_size_gb
    error_message = "memory_size_gb must be a whole number from 1 to 300."
  }
}

variable "maintenance_window" {
  type = object({
    day  = string
    hour = number
  })
  description = "The hour of the week, in UTC, that Google may choose for maintenance."
  default = {
    day  = "TUESDAY"
    hour = 3
  }

  validation {
    condition     = contains(["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"], var.maintenance_window.day)
    error_message = "maintenance_window.day must be a day of the week in capitals, such as TUESDAY."
  }

  validation {
    condition     = contains(range(24), var.maintenance_window.hour)
    error_message = "maintenance_window.hour must be a whole number from 0 to 23 (UTC)."
  }
}

variable "snapshot_period" {
  type        = string
  description = "How often the content is written to disk, from where a lost node is filled again; null for never. Kept IDs and the last messages of rooms are in Redis alone; who is online comes back by itself."
  default     = null

  validation {
    condition     = var.snapshot_period == null ? true : contains(["ONE_HOUR", "SIX_HOURS", "TWELVE_HOURS", "TWENTY_FOUR_HOURS"], var.snapshot_period)
    error_message = "snapshot_period must be null, ONE_HOUR, SIX_HOURS, TWELVE_HOURS or TWENTY_FOUR_HOURS."
  }
}
