# A network of its own for what is private: Redis, the way of Cloud Run to it (Direct VPC egress), and TURN servers.
#
# Redis needs no range here: with direct peering Memorystore takes a free one and peers its network with this one, and
# nothing is left behind that would keep the network from being destroyed.

resource "google_compute_network" "this" {
  project                 = var.project_id
  name                    = var.name
  description             = "Redis and TURN servers of ${var.name}, and the way of Cloud Run to them."
  auto_create_subnetworks = false
  routing_mode            = "REGIONAL"
}

resource "google_compute_subnetwork" "this" {
  project                  = var.project_id
  name                     = var.name
  region                   = var.region
  network                  = google_compute_network.this.id
  ip_cidr_range            = var.subnet_cidr
  private_ip_google_access = true
}

# Says what is implied for a network without rules, so that it can be seen, and logged when it is needed. Whatever is
# to be reached opens its own ports, and for its own instances only.
resource "google_compute_firewall" "deny_ingress" {
  project       = var.project_id
  name          = "${var.name}-deny-ingress"
  description   = "Nothing comes in unless a rule with a higher priority lets it."
  network       = google_compute_network.this.id
  direction     = "INGRESS"
  priority      = 65534
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }
}
