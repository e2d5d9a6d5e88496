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

variable "domain" {
  type        = string
  description = "Host name of the page, such as play.example.org. Its A record must lead to the load balancer before Google gives out the certificate."

  validation {
    condition     = can(regex("^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain))
    error_message = "domain must be a host name in lower-case letters, such as play.example.org, without a scheme or a dot at the end."
  }
}

variable "location" {
  type        = string
  description = "Where the bucket lies: a region such as EUROPE-WEST1, or EU, US or ASIA."
  default     = "EU"

  validation {
    condition     = can(regex("^(EU|US|ASIA|[A-Z]+-[A-Z]+[0-9]+)$", var.location))
    error_message = "location must be EU, US, ASIA or a region, in capitals: EUROPE-WEST1."
  }
}

variable "bucket_name" {
  type        = string
  description = "Name of the bucket, unique in the world; null for PROJECT-NAME-site."
  default     = null

  validation {
    condition     = var.bucket_name == null ? true : can(regex("^[a-z0-9][-_a-z0-9]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name must be 3 to 63 lower-case letters, digits, hyphens and underscores, without dots: those would be domains to be verified."
  }
}

variable "force_destroy" {
  type        = bool
  description = "Whether the bucket may be destroyed with files in it: they can be built again."
  default     = true
}

variable "signaling_url" {
  type        = string
  description = "Where the signaling service is, such as https://signal.example.org or with a path. The page's policy lets it reach that origin alone, over HTTPS and WebSocket."

  validation {
    condition     = can(regex("^https://[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:[0-9]{1,5})?(/[-._~/A-Za-z0-9]*)?$", var.signaling_url))
    error_message = "signaling_url must be an address such as https://signal.example.org: a page over HTTPS may reach no other."
  }
}

variable "peerjs_key" {
  type        = string
  description = "The service's PEERJS_KEY."
  default     = "peerjs"

  validation {
    condition     = can(regex("^[-_A-Za-z0-9]{1,64}$", var.peerjs_key))
    error_message = "peerjs_key must be 1 to 64 letters, digits, hyphens and underscores."
  }
}
