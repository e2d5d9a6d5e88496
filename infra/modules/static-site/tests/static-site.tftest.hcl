mock_provider "google" {
  mock_resource "google_compute_global_address" {
    defaults = {
      address = "192.0.2.2"
    }
  }
}

variables {
  project_id    = "example-project"
  domain        = "play.example.org"
  signaling_url = "https://signal.example.org/base"
  labels        = { app = "signaling" }
}

run "files_can_be_read_and_not_listed" {
  command = plan

  assert {
    condition     = google_storage_bucket_iam_member.public.role == "roles/storage.legacyObjectReader" && google_storage_bucket_iam_member.public.member == "allUsers"
    error_message = "Everybody must be able to read files, and nothing more."
  }

  assert {
    condition     = google_storage_bucket.this.uniform_bucket_level_access && google_storage_bucket.this.name == "example-project-signaling-site"
    error_message = "No file may have rights of its own."
  }

  assert {
    condition     = google_storage_bucket.this.labels == tomap({ app = "signaling" }) && google_compute_global_forwarding_rule.https.labels == tomap({ app = "signaling" })
    error_message = "Labels must be on bucket and load balancer."
  }
}

run "the_page_finds_the_service" {
  command = plan

  variables {
    peerjs_key = "ours"
  }

  assert {
    condition     = jsondecode(nonsensitive(google_storage_bucket_object.config.content)) == { signaling = "https://signal.example.org/base", key = "ours" }
    error_message = "config.json must name the service and its key."
  }

  assert {
    condition     = google_storage_bucket_object.config.cache_control == "no-store" && google_storage_bucket_object.config.content_type == "application/json"
    error_message = "config.json must be asked for each time."
  }

  assert {
    condition     = anytrue([for header in google_compute_backend_bucket.this.custom_response_headers : strcontains(header, "connect-src 'self' https://signal.example.org wss://signal.example.org;")])
    error_message = "The policy must let the page reach the service, and that one alone."
  }
}

run "http_leads_to_https" {
  command = plan

  assert {
    condition     = one(google_compute_url_map.redirect.default_url_redirect).https_redirect && one(google_compute_url_map.redirect.default_url_redirect).redirect_response_code == "MOVED_PERMANENTLY_DEFAULT"
    error_message = "HTTP must be redirected for good."
  }

  assert {
    condition     = google_compute_global_forwarding_rule.redirect.port_range == "80" && google_compute_global_forwarding_rule.https.port_range == "443"
    error_message = "Both ports must be served."
  }

  assert {
    condition     = one(google_compute_managed_ssl_certificate.this.managed).domains == tolist(["play.example.org"]) && google_compute_ssl_policy.this.min_tls_version == "TLS_1_2"
    error_message = "The certificate must be of the domain."
  }
}

run "the_cdn_keeps_files_as_long_as_they_say" {
  command = plan

  assert {
    condition     = google_compute_backend_bucket.this.enable_cdn && one(google_compute_backend_bucket.this.cdn_policy).cache_mode == "USE_ORIGIN_HEADERS" && !one(google_compute_backend_bucket.this.cdn_policy).negative_caching
    error_message = "The CDN must go by the files' own headers."
  }
}

run "assets_are_uploaded_before_the_page" {
  assert {
    condition     = strcontains(output.upload_commands[0], "immutable' dist/assets gs://example-project-signaling-site/assets") && strcontains(output.upload_commands[1], "'no-cache' dist gs://example-project-signaling-site")
    error_message = "Hashed files come first and are kept; the rest is asked for again."
  }

  assert {
    condition     = output.dns_records == [{ name = "play.example.org", type = "A", data = "192.0.2.2" }] && output.origin == "https://play.example.org"
    error_message = "The record must lead to the load balancer."
  }
}

run "a_bucket_of_another_name_and_place" {
  command = plan

  variables {
    bucket_name   = "another-bucket"
    location      = "EUROPE-WEST1"
    force_destroy = false
  }

  assert {
    condition     = google_storage_bucket.this.name == "another-bucket" && google_storage_bucket.this.location == "EUROPE-WEST1" && !google_storage_bucket.this.force_destroy
    error_message = "The bucket must be as given."
  }
}

run "a_service_without_https_is_refused" {
  command = plan

  variables {
    signaling_url = "http://signal.example.org"
  }

  expect_failures = [var.signaling_url]
}

run "a_service_that_would_be_a_directive_of_its_own_is_refused" {
  command = plan

  variables {
    signaling_url = "https://signal.example.org; script-src *"
  }

  expect_failures = [var.signaling_url]
}

run "a_domain_with_a_scheme_is_refused" {
  command = plan

  variables {
    domain = "https://play.example.org"
  }

  expect_failures = [var.domain]
}

run "a_location_in_small_letters_is_refused" {
  command = plan

  variables {
    location = "europe-west1"
  }

  expect_failures = [var.location]
}

run "a_bucket_that_is_a_domain_is_refused" {
  command = plan

  variables {
    bucket_name = "play.example.org"
  }

  expect_failures = [var.bucket_name]
}

run "a_key_that_the_service_would_refuse_is_refused" {
  command = plan

  variables {
    peerjs_key = "a key"
  }

  expect_failures = [var.peerjs_key]
}
