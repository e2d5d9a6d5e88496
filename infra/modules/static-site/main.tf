# The built client in a bucket, behind a load balancer: HTTPS with Google's certificate, Google's CDN, our headers.
# Routes of the page stand in the fragment, so there is no address that would have to lead to index.html.

locals {
  bucket = coalesce(var.bucket_name, "${var.project_id}-${var.name}-site")
  config = { signaling = var.signaling_url, key = var.peerjs_key }
}

resource "google_storage_bucket" "this" {
  project                     = var.project_id
  name                        = local.bucket
  location                    = var.location
  labels                      = var.labels
  force_destroy               = var.force_destroy
  uniform_bucket_level_access = true

  website {
    main_page_suffix = "index.html"
  }
}

# Files can be read, but not listed.
resource "google_storage_bucket_iam_member" "public" {
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.legacyObjectReader"
  member = "allUsers"
}

resource "google_storage_bucket_object" "config" {
  bucket        = google_storage_bucket.this.name
  name          = "config.json"
  content       = jsonencode(local.config)
  content_type  = "application/json"
  cache_control = local.cache_control.config
}

resource "google_compute_backend_bucket" "this" {
  project                 = var.project_id
  name                    = "${var.name}-site"
  description             = "The page of ${var.name}."
  bucket_name             = google_storage_bucket.this.name
  compression_mode        = "AUTOMATIC"
  custom_response_headers = [for name, value in local.security_headers : "${name}: ${value}"]
  enable_cdn              = true

  cdn_policy {
    # As long as the files say, see headers.tf.
    cache_mode = "USE_ORIGIN_HEADERS"
    # What is asked for during an upload may be there a second later.
    negative_caching = false
  }
}

resource "google_compute_global_address" "this" {
  project = var.project_id
  name    = "${var.name}-site"
  labels  = var.labels
}

resource "google_compute_managed_ssl_certificate" "this" {
  project = var.project_id
  # Another domain needs another certificate, which must be there before the old one goes.
  name = "${var.name}-site-${substr(sha256(var.domain), 0, 8)}"

  managed {
    domains = [var.domain]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_ssl_policy" "this" {
  project         = var.project_id
  name            = "${var.name}-site"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_url_map" "https" {
  project         = var.project_id
  name            = "${var.name}-site"
  default_service = google_compute_backend_bucket.this.id
}

resource "google_compute_target_https_proxy" "this" {
  project          = var.project_id
  name             = "${var.name}-site"
  url_map          = google_compute_url_map.https.id
  ssl_certificates = [google_compute_managed_ssl_certificate.this.id]
  ssl_policy       = google_compute_ssl_policy.this.id
}

resource "google_compute_global_forwarding_rule" "https" {
  project               = var.project_id
  name                  = "${var.name}-site-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
  labels                = var.labels
}

resource "google_compute_url_map" "redirect" {
  project = var.project_id
  name    = "${var.name}-site-redirect"

  default_url_redirect {
    https_redirect         = true
    strip_query            = false
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
  }
}

resource "google_compute_target_http_proxy" "redirect" {
  project = var.project_id
  name    = "${var.name}-site-redirect"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_global_forwarding_rule" "redirect" {
  project               = var.project_id
  name                  = "${var.name}-site-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.redirect.id
  labels                = var.labels
}
