# TURN servers: coturn on small machines. They relay for players whose networks let no direct path through, and for
# those who hide their addresses.
#
# One static address each, all of them handed out. The next step would be an external passthrough network load
# balancer (google_compute_region_backend_service, protocol UNSPECIFIED, session affinity CLIENT_IP) before a managed
# instance group: one address for many machines, at the price of a forwarding rule.

locals {
  tls   = var.domain != null
  ports = { plain = 3478, tls = 5349, https = 443 }

  instances = {
    for index in range(var.instance_count) : tostring(index + 1) => {
      name = "${var.name}-turn-${index + 1}"
      zone = "${var.region}-${var.zones[index % length(var.zones)]}"
      host = local.tls ? "turn-${index + 1}.${var.domain}" : null
      # Not all at once when security updates want a restart: one after the other through the night, UTC.
      reboot_time = format("%02d:30", (1 + index) % 24)
    }
  }

  secret = startswith(var.secret_id, "projects/") ? var.secret_id : "projects/${var.project_id}/secrets/${var.secret_id}"

  settings = {
    for key, instance in local.instances : key => templatefile("${path.module}/templates/turnserver.conf.tftpl", {
      private_address = google_compute_address.private[key].address
      public_address  = google_compute_address.public[key].address
      ports           = local.ports
      relay_ports     = var.relay_ports
      realm           = coalesce(var.realm, var.domain, "turn")
      user_quota      = var.user_quota
      total_quota     = var.total_quota
      max_bps         = var.max_bps
      tls             = local.tls
    })
  }
}

resource "google_compute_address" "public" {
  for_each = local.instances

  project      = var.project_id
  region       = var.region
  name         = each.value.name
  address_type = "EXTERNAL"
  labels       = var.labels
}

resource "google_compute_address" "private" {
  for_each = local.instances

  project      = var.project_id
  region       = var.region
  name         = "${each.value.name}-private"
  address_type = "INTERNAL"
  subnetwork   = var.subnet_id
  labels       = var.labels
}

resource "google_service_account" "this" {
  project      = var.project_id
  account_id   = "${var.name}-turn"
  display_name = "TURN servers of ${var.name}"
  description  = "Reads the shared secret of the TURN servers, and nothing else."
}

resource "google_secret_manager_secret_iam_member" "shared_secret" {
  project   = var.project_id
  secret_id = local.secret
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.this.email}"
}

resource "google_compute_instance" "this" {
  for_each = local.instances

  project                   = var.project_id
  zone                      = each.value.zone
  name                      = each.value.name
  description               = "TURN server"
  machine_type              = var.machine_type
  labels                    = var.labels
  allow_stopping_for_update = true

  # A change of it makes a new instance with the same addresses. Let's Encrypt gives out five certificates a week for
  # a name, so not more often than that with a domain.
  metadata_startup_script = templatefile("${path.module}/templates/startup.sh.tftpl", {
    settings    = local.settings[each.key]
    secret      = local.secret
    host        = each.value.host
    acme_email  = var.acme_email
    reboot_time = each.value.reboot_time
  })

  metadata = {
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "TRUE"
    serial-port-enable     = "FALSE"
  }

  boot_disk {
    initialize_params {
      image  = var.image
      size   = var.disk_gb
      type   = "pd-standard"
      labels = var.labels
    }
  }

  network_interface {
    subnetwork = var.subnet_id
    network_ip = google_compute_address.private[each.key].address

    access_config {
      nat_ip = google_compute_address.public[each.key].address
    }
  }

  service_account {
    email = google_service_account.this.email
    # What it may do is what its roles say; narrower scopes are a relic.
    scopes = ["cloud-platform"]
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  lifecycle {
    precondition {
      condition     = var.total_quota <= var.relay_ports.max - var.relay_ports.min + 1
      error_message = "total_quota is larger than the number of relay_ports: each allocation takes a port."
    }
  }

  # They read it when they start.
  depends_on = [google_secret_manager_secret_iam_member.shared_secret]
}
