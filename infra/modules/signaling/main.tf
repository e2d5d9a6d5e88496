resource "google_service_account" "this" {
  project      = var.project_id
  account_id   = "${var.name}-run"
  display_name = "Runs ${var.name}"
}

# All that the service may do in the project is to read its own secrets. By secret, not by variable: a ticket key that goes from
# one variable to another keeps its grant, which would else be taken away and given at the same time.
resource "google_secret_manager_secret_iam_member" "this" {
  for_each = toset([for secret in var.secrets : secret.secret_id])

  project   = var.project_id
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this.member

  # The revision that is replaced reads what it was given until the new one is there.
  lifecycle {
    create_before_destroy = true
  }
}

# Cloud Run checks at once whether a new revision may read its secrets; a grant takes some seconds to be known everywhere.
resource "time_sleep" "grants" {
  count = length(var.secrets) > 0 ? 1 : 0

  create_duration = "30s"
  triggers        = { for name, grant in google_secret_manager_secret_iam_member.this : name => grant.id }
}

resource "google_cloud_run_v2_service" "this" {
  project             = var.project_id
  location            = var.region
  name                = var.name
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = var.deletion_protection
  labels              = var.labels

  template {
    labels          = var.labels
    service_account = google_service_account.this.email

    # The longest there is: a WebSocket lives as long as its request.
    timeout                          = "3600s"
    max_instance_request_concurrency = var.concurrency

    # Instances find each other's clients through Redis; it does not matter which one a client comes to.
    session_affinity = false

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = var.max_instances
    }

    # Straight into the network, without a connector that costs something when nobody plays.
    dynamic "vpc_access" {
      for_each = var.network[*]
      content {
        egress = "PRIVATE_RANGES_ONLY"
        network_interfaces {
          network    = vpc_access.value.network
          subnetwork = vpc_access.value.subnetwork
        }
      }
    }

    containers {
      image = var.image
      args  = local.stock ? local.stock_arguments : null

      ports {
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = var.cpu < 1 ? "${var.cpu * 1000}m" : tostring(var.cpu)
          memory = var.memory
        }
        cpu_idle          = true # paid for while there are requests only, an open WebSocket being one
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.environment
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = var.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value.secret_id
              version = env.value.version
            }
          }
        }
      }

      startup_probe {
        period_seconds    = 2
        timeout_seconds   = 2
        failure_threshold = 60

        dynamic "http_get" {
          for_each = local.stock ? [] : ["/serving"]
          content {
            path = http_get.value
          }
        }

        dynamic "tcp_socket" {
          for_each = local.stock ? [8080] : []
          content {
            port = tcp_socket.value
          }
        }
      }

      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3

        http_get {
          path = local.stock ? "/" : "/healthz"
        }
      }
    }
  }

  lifecycle {
    # Google writes zeros there, beside template.scaling; the provider would want to take them away in each plan.
    ignore_changes = [scaling]

    precondition {
      condition     = var.max_instances == 1 || var.redis != null
      error_message = "max_instances is ${var.max_instances}, but without Redis instances do not know of each other: players on different ones could not meet. Set scale_out = true, or max_instances = 1."
    }
    precondition {
      condition     = !local.stock || (var.max_instances == 1 && var.redis == null && length(var.secrets) + length(var.turn_urls) + length(var.environment) == 0)
      error_message = "peerjs-server keeps everything in the memory of one process, and knows neither Redis nor TURN nor the settings of this repository's service. Set scale_out = false, turn = false, max_instances = 1 and environment = {}, or run the image of this repository."
    }
    precondition {
      condition     = var.min_instances <= var.max_instances
      error_message = "min_instances is ${var.min_instances}, which is more than max_instances, ${var.max_instances}."
    }
    precondition {
      condition     = var.cpu >= 1 || var.concurrency == 1
      error_message = "Cloud Run lets an instance with less than a whole vCPU have one request at a time, and a WebSocket is a request: with cpu = ${var.cpu} one single player could be online. Set cpu = 1."
    }
    precondition {
      condition     = local.memory_mib <= local.most_memory_mib && local.memory_mib >= local.least_memory_mib
      error_message = "Cloud Run wants memory from ${local.least_memory_mib}Mi to ${local.most_memory_mib}Mi with cpu = ${var.cpu}, not ${var.memory}."
    }
  }

  depends_on = [time_sleep.grants]
}

# Browsers come without an account.
resource "google_cloud_run_v2_service_iam_member" "public" {
  project  = var.project_id
  location = google_cloud_run_v2_service.this.location
  name     = google_cloud_run_v2_service.this.name
  role     = "roles/run.invoker"
  member   = "allUsers"
}

resource "google_cloud_run_domain_mapping" "this" {
  count = var.domain == null ? 0 : 1

  project  = var.project_id
  location = var.region
  name     = var.domain

  metadata {
    namespace = var.project_id
    labels    = var.labels
  }

  spec {
    route_name = google_cloud_run_v2_service.this.name
  }

  lifecycle {
    precondition {
      condition     = contains(local.domain_regions, var.region)
      error_message = "Cloud Run maps domains in some regions only, and ${var.region} is none of them: ${join(", ", local.domain_regions)}."
    }
  }
}
