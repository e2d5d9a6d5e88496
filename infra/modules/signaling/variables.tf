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
  description = "Number of the project, which the service's address is made of."
  type        = string
}

variable "image" {
  description = "The image, with its registry, and a tag or a digest."
  type        = string

  validation {
    condition     = can(regex("^\\S+$", var.image))
    error_message = "image must be an image such as europe-west1-docker.pkg.dev/my-game/signaling/signaling:v1."
  }
}

variable "server" {
  description = "What is in the image: this repository's service, or the stock peerjs-server."
  type        = string
  default     = "signaling"

  validation {
    condition     = contains(["signaling", "peerjs-server"], var.server)
    error_message = "server must be signaling or peerjs-server."
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
  description = "Most instances that run; more than one needs Redis."
  type        = number
  default     = 1

  validation {
    condition     = var.max_instances >= 1 && var.max_instances <= 100 && floor(var.max_instances) == var.max_instances
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

variable "secrets" {
  description = "Variables of the service that Secret Manager holds, and where."
  type = map(object({
    secret_id = string
    version   = string
  }))
  default = {}
}

variable "redis" {
  description = "Where Redis is (rediss://host:port) and the certificates that vouch for it (PEM); null: there is none."
  type = object({
    url    = string
    ca_pem = string
  })
  default = null

  validation {
    condition     = var.redis == null ? true : startswith(var.redis.url, "rediss://")
    error_message = "redis.url must begin with rediss://, else tickets and chat cross the network in the clear."
  }
}

variable "network" {
  description = "Network and subnetwork that the service reaches into (Direct VPC egress); null: none."
  type = object({
    network    = string
    subnetwork = string
  })
  default = null
}

variable "stun_urls" {
  description = "STUN servers that browsers are told; null: the service's default; empty: none."
  type        = list(string)
  default     = null
}

variable "turn_urls" {
  description = "TURN servers that browsers are told; they need TURN_SECRET among the secrets."
  type        = list(string)
  default     = []
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
