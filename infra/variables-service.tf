# The service itself.

variable "image" {
  description = "Image to run, with its registry and a tag or a digest; the stock peerjs/peerjs-server is taken, too. null: the one that infra/cloudbuild.yaml built last."
  type        = string
  default     = null

  validation {
    condition     = var.image == null ? true : can(regex("^[a-z0-9][a-z0-9._/-]*[a-z0-9](:[A-Za-z0-9_][A-Za-z0-9._-]*)?(@sha256:[0-9a-f]{64})?$", var.image))
    error_message = "image must be an image such as europe-west1-docker.pkg.dev/my-game/signaling/signaling:v1, without https://."
  }
}

variable "peerjs_key" {
  description = "The key of PeerJS clients."
  type        = string
  default     = "peerjs"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.peerjs_key))
    error_message = "peerjs_key must be 1 to 64 letters, digits, hyphens or underscores."
  }
}

variable "allowed_origins" {
  description = "Origins of further pages that may use the service, beside its own; null: those of all pages."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in coalesce(var.allowed_origins, []) : can(regex("^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$", origin))])
    error_message = "allowed_origins must be origins as browsers send them: with https:// (or http://), the port if it is not the usual one, and nothing behind it, such as https://example.org."
  }
}

variable "environment" {
  description = "Further settings of the service (docs/operations.md), limits for instance; they win over those that are set here."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, value in var.environment : can(regex("^[A-Z][A-Z0-9_]*$", name))])
    error_message = "environment must have names such as RATE_LIMIT_CONN_PER_10S: capital letters, digits and underscores."
  }

  validation {
    condition = length(setintersection(keys(var.environment), [
      "ALLOWED_ORIGINS", "METRICS_TOKEN", "PEERJS_KEY", "PEERJS_PATH", "PORT", "REDIS_CA", "REDIS_PASSWORD", "REDIS_TLS_VERIFY", "REDIS_URL",
      "TICKET_SECRET", "TICKET_SECRET_PREVIOUS", "TURN_SECRET", "TURN_URLS",
    ])) == 0
    error_message = "environment must not hold what has a variable of its own here (ALLOWED_ORIGINS, PEERJS_KEY, PORT, REDIS_*, TURN_*) and never a secret: it would be readable for all who may see the service."
  }

  validation {
    condition     = length(setintersection(keys(var.environment), ["JWT_SECRET"])) == 0
    error_message = "environment is readable for all who may see the service: JWT_SECRET does not belong there. Use JWKS_URL, which needs no secret."
  }
}

variable "min_instances" {
  description = "Instances that always run; 0: none while nobody is there, and the first one waits some seconds."
  type        = number
  default     = 0

  validation {
    condition     = var.min_instances >= 0 && floor(var.min_instances) == var.min_instances
    error_message = "min_instances must be a whole number from 0."
  }
}

variable "max_instances" {
  description = "Most instances that run; null: 1, and 4 with scale_out. More than one needs scale_out."
  type        = number
  default     = null

  validation {
    condition     = var.max_instances == null ? true : var.max_instances >= 1 && var.max_instances <= 100 && floor(var.max_instances) == var.max_instances
    error_message = "max_instances must be a whole number from 1 to 100."
  }
}

variable "concurrency" {
  description = "Most requests, and so most WebSockets, at a time on one instance."
  type        = number
  default     = 1000

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 1000 && floor(var.concurrency) == var.concurrency
    error_message = "concurrency must be a whole number from 1 to 1000, the most that Cloud Run has."
  }
}

variable "cpu" {
  description = "vCPUs of an instance. One process uses one."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 4, 6, 8], var.cpu) || (var.cpu >= 0.08 && var.cpu < 1)
    error_message = "cpu must be 1, 2, 4, 6 or 8, or a part of one from 0.08: Cloud Run has nothing in between."
  }
}

variable "memory" {
  description = "Memory of an instance."
  type        = string
  default     = "512Mi"

  validation {
    condition     = can(regex("^[1-9][0-9]*(Mi|Gi)$", var.memory))
    error_message = "memory must be a number with Mi or Gi behind it, such as 512Mi."
  }
}

variable "domain" {
  description = "A domain of yours for the service; null: the address that Cloud Run gives."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", var.domain))
    error_message = "domain must be a host name such as play.example.org, without https:// and without a path."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the service."
  type        = bool
  default     = false
}

variable "ticket_key_generation" {
  description = "Counts the keys that tickets are signed with. One more draws a new key; the one before is still accepted."
  type        = number
  default     = 1

  validation {
    condition     = var.ticket_key_generation >= 1 && floor(var.ticket_key_generation) == var.ticket_key_generation
    error_message = "ticket_key_generation must be a whole number from 1; raise it by one to change the key."
  }
}
