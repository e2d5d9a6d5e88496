variable "project_id" {
  type        = string
  description = "ID of the Google Cloud project."

  validation {
    condition     = can(regex("^[a-z][-a-z0-9]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project ID: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter."
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

variable "service_name" {
  type        = string
  description = "Name of the Cloud Run service."

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,47}[a-z0-9])?$", var.service_name))
    error_message = "service_name must be the name of a Cloud Run service: lower-case letters, digits and hyphens."
  }
}

variable "location" {
  type        = string
  description = "Region of the Cloud Run service."

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.location))
    error_message = "location must be the name of a region, such as europe-west1."
  }
}

variable "host" {
  type        = string
  description = "Host name under which the service is reached, without a scheme."

  validation {
    condition     = can(regex("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$", var.host))
    error_message = "host must be a host name alone, without https:// and without a path."
  }
}

variable "max_instances" {
  type        = number
  description = "How many instances the service may have at most."

  validation {
    condition     = var.max_instances >= 1 && floor(var.max_instances) == var.max_instances
    error_message = "max_instances must be a whole number, 1 or more."
  }
}

variable "concurrency" {
  type        = number
  description = "How many requests, WebSockets among them, one instance serves at once."

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 1000 && floor(var.concurrency) == var.concurrency
    error_message = "concurrency must be a whole number from 1 to 1000."
  }
}

variable "notification_email" {
  type        = string
  description = "Who is written to when something is wrong; null for nobody: alerts are then seen in the console alone."
  default     = null

  validation {
    condition     = var.notification_email == null ? true : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", var.notification_email))
    error_message = "notification_email must be an e-mail address."
  }
}

variable "check" {
  type = object({
    path    = string
    content = string
  })
  description = "What is asked for from outside, and what has to be in the answer. Not /healthz: Google's front end keeps paths that end in z for itself."
  default = {
    path    = "/health"
    content = "ok"
  }

  validation {
    condition     = startswith(var.check.path, "/") && !endswith(var.check.path, "z")
    error_message = "check.path must begin with a slash and not end in z, such as /health: what ends in z does not reach the service."
  }
}

variable "uptime_period" {
  type        = string
  description = "How often each of three regions asks. Each question may start an instance where none runs: every 15 minutes are about 8,600 a month."
  default     = "900s"

  validation {
    condition     = contains(["60s", "300s", "600s", "900s"], var.uptime_period)
    error_message = "uptime_period must be 60s, 300s, 600s or 900s."
  }
}

variable "errors_per_5_minutes" {
  type        = number
  description = "How many answers with a status of 5xx in five minutes are worth an alert, if there are more."
  default     = 5

  validation {
    condition     = var.errors_per_5_minutes >= 0 && floor(var.errors_per_5_minutes) == var.errors_per_5_minutes
    error_message = "errors_per_5_minutes must be a whole number, 0 or more."
  }
}

variable "instance_hours_per_day" {
  type        = number
  description = "How many hours of instances in 24 hours are worth an alert, if there are more."
  default     = 12

  validation {
    condition     = var.instance_hours_per_day > 0
    error_message = "instance_hours_per_day must be more than 0."
  }
}

variable "redis_instance_id" {
  type        = string
  description = "The Memorystore instance to watch, as projects/P/locations/R/instances/N; null for none."
  default     = null

  validation {
    condition     = var.redis_instance_id == null ? true : can(regex("^projects/[^/]+/locations/[^/]+/instances/[^/]+$", var.redis_instance_id))
    error_message = "redis_instance_id must be projects/P/locations/R/instances/N."
  }
}

variable "turn_addresses" {
  type        = list(string)
  description = "Addresses of the TURN servers to watch: whether they take a TCP connection on 3478."
  default     = []

  validation {
    condition     = alltrue([for address in var.turn_addresses : can(cidrnetmask("${address}/32"))])
    error_message = "turn_addresses must be IPv4 addresses."
  }
}
