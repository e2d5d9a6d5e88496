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

variable "keep_versions" {
  description = "So many images are kept whatever their age, to roll back to."
  type        = number
  default     = 5

  validation {
    condition     = var.keep_versions >= 1 && floor(var.keep_versions) == var.keep_versions
    error_message = "keep_versions must be a whole number from 1, else there is nothing to roll back to."
  }
}

variable "delete_after_days" {
  description = "Days after which other images are deleted."
  type        = number
  default     = 14

  validation {
    condition     = var.delete_after_days >= 1 && floor(var.delete_after_days) == var.delete_after_days
    error_message = "delete_after_days must be a whole number of days from 1."
  }
}
