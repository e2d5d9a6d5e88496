terraform {
  required_version = ">= 1.7"

  # The bucket is what bootstrap/ made: terraform init -backend-config=bucket=...
  backend "gcs" {
    prefix = "signaling"
  }

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.6"
    }
    time = {
      source  = "hashicorp/time"
      version = "~> 0.12"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.6"
    }
  }
}
