# Memorystore for Redis 7.2: by which several instances of the service find each other's peers.

resource "google_redis_instance" "this" {
  project        = var.project_id
  region         = var.region
  name           = var.name
  display_name   = "Realm of ${var.name}"
  labels         = var.labels
  redis_version  = "REDIS_7_2"
  tier           = var.tier
  memory_size_gb = var.memory_size_gb

  authorized_network      = var.network_id
  connect_mode            = "DIRECT_PEERING"
  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"

  redis_configs = {
    # A full Redis is to say no, not to forget peers: the service takes that for an outage, and says so.
    maxmemory-policy = "noeviction"
  }

  maintenance_policy {
    weekly_maintenance_window {
      day = var.maintenance_window.day

      start_time {
        hours   = var.maintenance_window.hour
        minutes = 0
        seconds = 0
        nanos   = 0
      }
    }
  }

  dynamic "persistence_config" {
    for_each = var.snapshot_period[*]

    content {
      persistence_mode    = "RDB"
      rdb_snapshot_period = persistence_config.value
    }
  }
}
