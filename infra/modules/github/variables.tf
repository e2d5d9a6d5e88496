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

variable "repository" {
  description = "The GitHub repository whose workflows may plan and apply, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must be owner/name, such as octocat/hello-world, without https://github.com/."
  }
}

variable "repository_id" {
  description = "Its number (gh api repos/OWNER/NAME --jq .id), so that who takes over the name later gets nothing; null: only the name is checked."
  type        = string
  default     = null

  validation {
    condition     = var.repository_id == null ? true : can(regex("^[0-9]+$", var.repository_id))
    error_message = "repository_id must be a number."
  }
}

variable "environment" {
  description = "The GitHub environment that a job must run in to apply; give it required reviewers."
  type        = string
  default     = "production"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+$", var.environment))
    error_message = "environment must be the name of a GitHub environment of letters, digits, hyphens and underscores."
  }
}

variable "features" {
  description = "What is going to be applied, beyond the service itself; each needs roles of its own."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for feature in var.features : contains(["scale_out", "static_site", "turn"], feature)])
    error_message = "features may only hold scale_out, static_site and turn. The hard stop is not for a workflow: apply it yourself."
  }
}

variable "state_bucket" {
  description = "Bucket of the state."
  type        = string
}

variable "repository_name" {
  description = "Name of the Artifact Registry repository."
  type        = string
}

variable "billing_account" {
  description = "ID of the billing account on which the workflow keeps the budget; null: it may not."
  type        = string
  default     = null

  validation {
    condition     = var.billing_account == null ? true : can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.billing_account))
    error_message = "billing_account must be the ID of a billing account, such as 012345-6789AB-CDEF01."
  }
}
