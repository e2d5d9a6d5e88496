variable "project_id" {
  type        = string
  description = "ID of the Google Cloud project."

  validation {
    condition     = can(regex("^[a-z][-a-z0-9]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project ID: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "region" {
  type        = string
  description = "Region of Google Cloud, for instance europe-west1."

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be the name of a region, such as europe-west1; a zone has one letter more."
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

variable "subnet_cidr" {
  type        = string
  description = "Private IPv4 range of the subnet. Cloud Run holds two addresses an instance, and those of the old revision for 20 minutes after a deploy: 1,024 are enough for 250 instances."
  default     = "10.20.0.0/22"

  validation {
    condition     = can(cidrnetmask(var.subnet_cidr)) && can(regex("^(10|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168)\\.", var.subnet_cidr))
    error_message = "subnet_cidr must be a private IPv4 range (of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16), such as 10.20.0.0/22."
  }

  validation {
    condition     = try(cidrsubnet(var.subnet_cidr, 0, 0) == var.subnet_cidr, false)
    error_message = "subnet_cidr must begin with its own first address: 10.20.0.0/22, not 10.20.0.1/22."
  }

  validation {
    condition     = try(tonumber(split("/", var.subnet_cidr)[1]) >= 16 && tonumber(split("/", var.subnet_cidr)[1]) <= 26, false)
    error_message = "subnet_cidr must be between /16 and /26: Direct VPC egress of Cloud Run wants 64 addresses or more."
  }
}
