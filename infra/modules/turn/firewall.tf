# Rules are for the instances' service account: nobody can put on its tag by mistake.

resource "google_compute_firewall" "turn" {
  project                 = var.project_id
  name                    = "${var.name}-turn"
  description             = "STUN and TURN, relayed addresses${local.tls ? ", TLS, and the challenges of Let's Encrypt on port 80" : ""}."
  network                 = var.network_id
  direction               = "INGRESS"
  source_ranges           = ["0.0.0.0/0"]
  target_service_accounts = [google_service_account.this.email]

  allow {
    protocol = "udp"
    ports    = [tostring(local.ports.plain), "${var.relay_ports.min}-${var.relay_ports.max}"]
  }

  allow {
    protocol = "tcp"
    ports    = [for port in concat([local.ports.plain], local.tls ? [80, local.ports.https, local.ports.tls] : []) : tostring(port)]
  }
}

resource "google_compute_firewall" "ssh" {
  count = length(var.ssh_source_ranges) > 0 ? 1 : 0

  project                 = var.project_id
  name                    = "${var.name}-turn-ssh"
  description             = "SSH to the TURN servers."
  network                 = var.network_id
  direction               = "INGRESS"
  source_ranges           = var.ssh_source_ranges
  target_service_accounts = [google_service_account.this.email]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# coturn refuses these addresses itself. Should it ever be talked round, Redis is still out of reach.
resource "google_compute_firewall" "deny_private" {
  project                 = var.project_id
  name                    = "${var.name}-turn-deny-private"
  description             = "TURN servers reach nothing private."
  network                 = var.network_id
  direction               = "EGRESS"
  destination_ranges      = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"]
  target_service_accounts = [google_service_account.this.email]

  deny {
    protocol = "all"
  }
}
