variable "project_id" {
  description = "ID of the Google Cloud project."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's ID: 6 to 30 small letters, digits and hyphens, such as my-game-1234. Not its name, and not its number."
  }
}

variable "features" {
  description = "What is going to be used, beyond the service itself; each needs APIs of its own."
  type        = set(string)
  default     = []

  validation {
    condition = alltrue([for feature in var.features : contains(
      ["budget", "build", "github", "hard_stop", "monitoring", "scale_out", "static_site", "turn"], feature
    )])
    error_message = "features may only hold budget, build, github, hard_stop, monitoring, scale_out, static_site and turn."
  }
}
