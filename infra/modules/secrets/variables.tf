variable "project_id" {
  description = "ID of the Google Cloud project."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's ID: 6 to 30 small letters, digits and hyphens, such as my-game-1234. Not its name, and not its number."
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

variable "ticket_key_generation" {
  description = "Counts the keys that tickets are signed with. One more draws a new key; the one before is still accepted."
  type        = number
  default     = 1

  validation {
    condition     = var.ticket_key_generation >= 1 && floor(var.ticket_key_generation) == var.ticket_key_generation
    error_message = "ticket_key_generation must be a whole number from 1; raise it by one to change the key."
  }
}

variable "turn" {
  description = "Whether to draw a secret for TURN servers."
  type        = bool
  default     = false
}

variable "redis" {
  description = "Whether there is a Redis whose password is to be kept."
  type        = bool
  default     = false
}

variable "redis_auth" {
  description = "The password of Redis, which Redis itself has drawn."
  type        = string
  default     = null
  sensitive   = true
}
