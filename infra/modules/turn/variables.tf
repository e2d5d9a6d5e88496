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

variable "labels" {
  type        = map(string)
  description = "Labels of all resources that take them."
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][-_a-z0-9]{0,62}$", key)) && can(regex("^[-_a-z0-9]{0,63}$", value))])
    error_message = "labels must consist of lower-case letters, digits, hyphens and underscores, 63 at most, and keys must begin with a letter."
  }
}

variable "network_id" {
  type        = string
  description = "The network of the instances, as projects/P/global/networks/N: its firewall gets the rules."

  validation {
    condition     = can(regex("^(https://.+/)?projects/[^/]+/global/networks/[^/]+$", var.network_id))
    error_message = "network_id must be the ID of a network: projects/P/global/networks/N."
  }
}

variable "subnet_id" {
  type        = string
  description = "The subnet of the instances, in the same region, as projects/P/regions/R/subnetworks/S."

  validation {
    condition     = can(regex("^(https://.+/)?projects/[^/]+/regions/[^/]+/subnetworks/[^/]+$", var.subnet_id))
    error_message = "subnet_id must be the ID of a subnet: projects/P/regions/R/subnetworks/S."
  }
}

variable "secret_id" {
  type        = string
  description = "The Secret Manager secret that holds the secret shared with the service (letters, digits and + / = . _ - only), by its name or as projects/P/secrets/S. The instances read its latest version when they start."

  validation {
    condition     = can(regex("^(projects/[^/]+/secrets/)?[-_A-Za-z0-9]{1,255}$", var.secret_id))
    error_message = "secret_id must be the name of a secret, or projects/P/secrets/S; never the secret itself."
  }
}

variable "instance_count" {
  type        = number
  description = "How many servers, each with a static address; clients are told all of them. Each costs a machine and an address, used or not."
  default     = 1

  validation {
    condition     = contains(range(1, 9), var.instance_count)
    error_message = "instance_count must be a whole number from 1 to 8: each browser tries all of them."
  }
}

variable "zones" {
  type        = list(string)
  description = "Letters of the zones of the region over which the instances are spread. Nearly all regions have b and c."
  default     = ["b", "c"]

  validation {
    condition     = length(var.zones) > 0 && alltrue([for zone in var.zones : can(regex("^[a-z]$", zone))])
    error_message = "zones must be letters such as [\"b\", \"c\"], one at least; the region is put before them."
  }
}

variable "machine_type" {
  type        = string
  description = "Machine type of the instances. One e2-micro is free in us-west1, us-central1 and us-east1, its address not."
  default     = "e2-micro"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*-[a-z0-9-]+$", var.machine_type))
    error_message = "machine_type must be the name of a machine type, such as e2-micro or e2-small."
  }
}

variable "image" {
  type        = string
  description = "Image family of the instances, as PROJECT/FAMILY: a Debian whose package coturn is 4.6 or newer."
  default     = "debian-cloud/debian-12"

  validation {
    condition     = can(regex("^[^/]+/[^/]+$", var.image))
    error_message = "image must be PROJECT/FAMILY, such as debian-cloud/debian-12."
  }
}

variable "disk_gb" {
  type        = number
  description = "Size of the standard disk of each instance in GB."
  default     = 10

  validation {
    condition     = var.disk_gb >= 10 && floor(var.disk_gb) == var.disk_gb
    error_message = "disk_gb must be a whole number, 10 or more: the image needs them."
  }
}

variable "domain" {
  type        = string
  description = "Domain below which each server gets a name (turn-1.DOMAIN, ...), for TLS on 443 and 5349; null for none. The records in dns_records must be made; certificates come by themselves, from Let's Encrypt, once names lead here."
  default     = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain))
    error_message = "domain must be a domain name in lower-case letters, such as example.org, without a scheme or a dot at the end."
  }
}

variable "acme_email" {
  type        = string
  description = "Whom Let's Encrypt may write to about the certificates; null for nobody. Only used with a domain."
  default     = null

  validation {
    condition     = var.acme_email == null ? true : can(regex("^[-+._A-Za-z0-9]+@[-.A-Za-z0-9]+\\.[A-Za-z]{2,}$", var.acme_email))
    error_message = "acme_email must be an e-mail address."
  }
}

variable "realm" {
  type        = string
  description = "TURN's realm; null for the domain, or turn without one. Clients need not know it."
  default     = null

  validation {
    condition     = var.realm == null ? true : can(regex("^[-.A-Za-z0-9]{1,127}$", var.realm))
    error_message = "realm must be 1 to 127 letters, digits, dots and hyphens."
  }
}

variable "relay_ports" {
  type = object({
    min = number
    max = number
  })
  description = "UDP ports of relayed addresses, both included; each allocation takes one. The default is that of RFC 8656."
  default = {
    min = 49152
    max = 65535
  }

  validation {
    condition     = var.relay_ports.min >= 10000 && var.relay_ports.min < var.relay_ports.max && var.relay_ports.max <= 65535
    error_message = "relay_ports must be a range from 10000 up to 65535 at most: the ports below are for what the server listens on."
  }
}

variable "user_quota" {
  type        = number
  description = "Allocations that one ID may have at once on one server. A browser takes one for each URL that it is told, times the networks it is in, times its connections; what it does not give back lives on for ten minutes."
  default     = 24

  validation {
    condition     = var.user_quota >= 1 && floor(var.user_quota) == var.user_quota
    error_message = "user_quota must be a whole number, 1 or more: 0 would be no limit."
  }
}

variable "total_quota" {
  type        = number
  description = "Allocations of all together on one server. Times max_bps it bounds what a server can be made to send, and so the bill."
  default     = 200

  validation {
    condition     = var.total_quota >= 1 && floor(var.total_quota) == var.total_quota
    error_message = "total_quota must be a whole number, 1 or more: 0 would be no limit."
  }
}

variable "max_bps" {
  type        = number
  description = "Bytes per second of one allocation in each direction. Enough for games; raise it where voice or video are to be relayed."
  default     = 16384

  validation {
    condition     = var.max_bps >= 1024 && floor(var.max_bps) == var.max_bps
    error_message = "max_bps must be a whole number of bytes per second, 1024 or more: 0 would be no limit."
  }
}

variable "ssh_source_ranges" {
  type        = list(string)
  description = "IPv4 ranges that may reach SSH (OS Login). None by default; [\"35.235.240.0/20\"] is Google's tunnel: gcloud compute ssh --tunnel-through-iap."
  default     = []

  validation {
    condition     = alltrue([for range in var.ssh_source_ranges : can(cidrnetmask(range)) && !endswith(range, "/0")])
    error_message = "ssh_source_ranges must be IPv4 ranges such as 192.0.2.7/32, and not the whole internet."
  }
}
