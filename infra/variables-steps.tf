# The steps up: each is one variable, and some to shape it.

variable "scale_out" {
  description = "Whether several instances may run, with a Redis that they share."
  type        = bool
  default     = false
}

variable "redis_tier" {
  description = "BASIC: one Redis, which is empty after a failure. STANDARD_HA: a second one takes over."
  type        = string
  default     = "BASIC"

  validation {
    condition     = contains(["BASIC", "STANDARD_HA"], var.redis_tier)
    error_message = "redis_tier must be BASIC or STANDARD_HA."
  }
}

variable "redis_memory_size_gb" {
  description = "Memory of Redis, in GiB."
  type        = number
  default     = 1

  validation {
    condition     = var.redis_memory_size_gb >= 1 && var.redis_memory_size_gb <= 300 && floor(var.redis_memory_size_gb) == var.redis_memory_size_gb
    error_message = "redis_memory_size_gb must be a whole number from 1 to 300."
  }
}

variable "turn" {
  description = "Whether to run TURN servers, for players whose networks let no direct path through."
  type        = bool
  default     = false
}

variable "turn_instances" {
  description = "How many TURN servers; all their addresses are handed out."
  type        = number
  default     = 1

  validation {
    condition     = var.turn_instances >= 1 && var.turn_instances <= 8 && floor(var.turn_instances) == var.turn_instances
    error_message = "turn_instances must be a whole number from 1 to 8."
  }
}

variable "turn_machine_type" {
  description = "Machine of a TURN server."
  type        = string
  default     = "e2-micro"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*-[a-z0-9-]+$", var.turn_machine_type))
    error_message = "turn_machine_type must be a machine type such as e2-micro."
  }
}

variable "turn_domain" {
  description = "Domain of the TURN servers, for TURN over TLS; null: without TLS."
  type        = string
  default     = null

  validation {
    condition     = var.turn_domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", var.turn_domain))
    error_message = "turn_domain must be a host name such as turn.example.org, without a scheme."
  }
}

variable "turn_acme_email" {
  description = "Whom the certificate authority may write to about the certificate of turn_domain; null: nobody."
  type        = string
  default     = null

  validation {
    condition     = var.turn_acme_email == null ? true : can(regex("^[^@\\s]+@[^@\\s]+[.][^@\\s]+$", var.turn_acme_email))
    error_message = "turn_acme_email must be an e-mail address."
  }
}

variable "static_site" {
  description = "Where the page is, beside the service, which always serves it as well: bucket (behind a load balancer with a CDN), or none."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["bucket", "none"], var.static_site)
    error_message = "static_site must be bucket or none."
  }
}

variable "site_domain" {
  description = "Domain of the static site; needed with static_site = \"bucket\"."
  type        = string
  default     = null

  validation {
    condition     = var.site_domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", var.site_domain))
    error_message = "site_domain must be a host name such as play.example.org, without https:// and without a path."
  }
}

variable "site_location" {
  description = "Where the bucket of the static site is: a region, or EU, US or ASIA."
  type        = string
  default     = "EU"

  validation {
    condition     = can(regex("^(EU|US|ASIA|[a-z]+-[a-z]+[0-9]{1,2})$", var.site_location))
    error_message = "site_location must be EU, US, ASIA, or a region such as europe-west1."
  }
}
