variable "project_id" {
  description = "ID of the Google Cloud project."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's ID: 6 to 30 small letters, digits and hyphens, such as my-game-1234. Not its name, and not its number."
  }
}

variable "region" {
  description = "Region of Google Cloud in which everything is made."
  type        = string
  default     = "europe-west1"

  # https://cloud.google.com/run/docs/locations
  validation {
    condition = contains([
      "africa-south1", "asia-east1", "asia-east2", "asia-northeast1", "asia-northeast2", "asia-northeast3", "asia-south1",
      "asia-south2", "asia-southeast1", "asia-southeast2", "asia-southeast3", "australia-southeast1", "australia-southeast2",
      "europe-central2", "europe-north1", "europe-north2", "europe-southwest1", "europe-west1", "europe-west2", "europe-west3",
      "europe-west4", "europe-west6", "europe-west8", "europe-west9", "europe-west10", "europe-west12", "me-central1",
      "me-central2", "me-west1", "northamerica-northeast1", "northamerica-northeast2", "northamerica-south1",
      "southamerica-east1", "southamerica-west1", "us-central1", "us-east1", "us-east4", "us-east5", "us-south1", "us-west1",
      "us-west2", "us-west3", "us-west4",
    ], var.region)
    error_message = "There is no region of that name with Cloud Run: region must be one such as europe-west1 or us-central1 (gcloud run regions list has them all); a zone such as europe-west1-b is not one."
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

variable "billing_project" {
  description = "Project on whose quota calls of Google's APIs count; null: project_id."
  type        = string
  default     = null

  validation {
    condition     = var.billing_project == null ? true : can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.billing_project))
    error_message = "billing_project must be a project's ID, such as my-game-1234. For the account that pays see billing_account."
  }
}
