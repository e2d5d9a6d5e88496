mock_provider "google" {
  mock_resource "google_compute_address" {
    defaults = {
      address = "192.0.2.1"
    }
  }

  mock_resource "google_service_account" {
    defaults = {
      email = "signaling-turn@example-project.iam.gserviceaccount.com"
    }
  }
}

variables {
  project_id = "example-project"
  region     = "europe-west1"
  network_id = "projects/example-project/global/networks/signaling"
  subnet_id  = "projects/example-project/regions/europe-west1/subnetworks/signaling"
  secret_id  = "signaling-turn-secret"
  labels     = { app = "signaling" }
}

run "one_small_locked_down_machine" {
  assert {
    condition     = keys(google_compute_instance.this) == ["1"] && google_compute_instance.this["1"].machine_type == "e2-micro"
    error_message = "The default must be one e2-micro."
  }

  assert {
    condition     = google_compute_instance.this["1"].zone == "europe-west1-b"
    error_message = "The zone must lie in the region."
  }

  assert {
    condition     = one(google_compute_instance.this["1"].shielded_instance_config).enable_secure_boot
    error_message = "The machine must boot what is signed only."
  }

  assert {
    condition     = google_compute_instance.this["1"].metadata["enable-oslogin"] == "TRUE" && google_compute_instance.this["1"].metadata["block-project-ssh-keys"] == "TRUE"
    error_message = "Who may log in must be a matter of IAM."
  }

  assert {
    condition     = google_compute_instance.this["1"].labels == tomap({ app = "signaling" }) && google_compute_address.public["1"].labels == tomap({ app = "signaling" })
    error_message = "Labels must be on machine and address."
  }

  assert {
    condition     = length(google_compute_firewall.ssh) == 0
    error_message = "SSH must be closed."
  }
}

run "its_account_reads_the_one_secret_and_nothing_else" {
  assert {
    condition     = google_secret_manager_secret_iam_member.shared_secret.role == "roles/secretmanager.secretAccessor" && google_secret_manager_secret_iam_member.shared_secret.secret_id == "projects/example-project/secrets/signaling-turn-secret"
    error_message = "The role must be for the one secret."
  }

  assert {
    condition     = google_secret_manager_secret_iam_member.shared_secret.member == "serviceAccount:signaling-turn@example-project.iam.gserviceaccount.com" && one(google_compute_instance.this["1"].service_account).email == google_service_account.this.email
    error_message = "The machine must run as the account that has the role."
  }

  assert {
    condition     = strcontains(google_compute_instance.this["1"].metadata_startup_script, "projects/example-project/secrets/signaling-turn-secret/versions/latest:access")
    error_message = "The start script must read the latest version of the secret."
  }
}

run "without_a_domain_only_the_ports_of_turn_are_open" {
  assert {
    condition     = [for allow in google_compute_firewall.turn.allow : "${allow.protocol} ${join(",", allow.ports)}" if allow.protocol == "tcp"] == ["tcp 3478"]
    error_message = "TCP must be open on 3478 alone."
  }

  assert {
    condition     = [for allow in google_compute_firewall.turn.allow : join(",", allow.ports) if allow.protocol == "udp"] == ["3478,49152-65535"]
    error_message = "UDP must be open on 3478 and for relayed addresses alone."
  }

  assert {
    condition     = google_compute_firewall.turn.target_service_accounts == toset(["signaling-turn@example-project.iam.gserviceaccount.com"])
    error_message = "The rule must be for the servers alone."
  }

  assert {
    condition     = google_compute_firewall.deny_private.direction == "EGRESS" && contains(google_compute_firewall.deny_private.destination_ranges, "10.0.0.0/8")
    error_message = "Servers must not reach private addresses."
  }

  assert {
    condition     = output.urls == ["turn:192.0.2.1:3478?transport=udp", "turn:192.0.2.1:3478?transport=tcp"] && output.stun_urls == ["stun:192.0.2.1:3478"]
    error_message = "UDP and TCP must be handed out, by address."
  }

  assert {
    condition     = output.dns_records == []
    error_message = "No records are needed."
  }

  assert {
    condition     = !strcontains(google_compute_instance.this["1"].metadata_startup_script, "certbot")
    error_message = "No certificate is to be asked for."
  }
}

run "several_servers_with_tls_are_all_handed_out" {
  variables {
    instance_count = 3
    domain         = "example.org"
    acme_email     = "admin@example.org"
    relay_ports    = { min = 50000, max = 50999 }
  }

  assert {
    condition     = [for instance in output.instances : instance.zone] == ["europe-west1-b", "europe-west1-c", "europe-west1-b"]
    error_message = "Servers must be spread over the zones."
  }

  assert {
    condition     = length(output.urls) == 9 && contains(output.urls, "turns:turn-3.example.org:443?transport=tcp")
    error_message = "Each server must be handed out over UDP, TCP and TLS."
  }

  assert {
    condition     = output.dns_records[2] == { name = "turn-3.example.org", type = "A", data = "192.0.2.1" }
    error_message = "Each server needs a record of its own."
  }

  assert {
    condition     = [for allow in google_compute_firewall.turn.allow : join(",", allow.ports) if allow.protocol == "tcp"] == ["3478,80,443,5349"]
    error_message = "TLS and the challenges need their ports."
  }

  assert {
    condition     = [for allow in google_compute_firewall.turn.allow : join(",", allow.ports) if allow.protocol == "udp"] == ["3478,50000-50999"]
    error_message = "Firewall and coturn must agree on the relayed ports."
  }

  assert {
    condition     = strcontains(google_compute_instance.this["2"].metadata_startup_script, "--email admin@example.org --cert-name turn-2.example.org")
    error_message = "Each server must ask for its own name."
  }

  assert {
    condition     = length(distinct([for instance in google_compute_instance.this : regex("Reboot-Time \"([0-9:]+)\"", instance.metadata_startup_script)[0]])) == 3
    error_message = "Servers must not restart all at once."
  }
}

run "ssh_is_opened_for_named_ranges" {
  command = plan

  variables {
    ssh_source_ranges = ["35.235.240.0/20"]
  }

  assert {
    condition     = google_compute_firewall.ssh[0].source_ranges == toset(["35.235.240.0/20"]) && one(google_compute_firewall.ssh[0].allow).ports == tolist(["22"])
    error_message = "SSH must be open for the given range alone."
  }
}

run "ssh_for_the_whole_internet_is_refused" {
  command = plan

  variables {
    ssh_source_ranges = ["0.0.0.0/0"]
  }

  expect_failures = [var.ssh_source_ranges]
}

run "no_server_at_all_is_refused" {
  command = plan

  variables {
    instance_count = 0
  }

  expect_failures = [var.instance_count]
}

run "more_servers_than_browsers_try_are_refused" {
  command = plan

  variables {
    instance_count = 9
  }

  expect_failures = [var.instance_count]
}

run "a_whole_zone_is_no_letter" {
  command = plan

  variables {
    zones = ["europe-west1-b"]
  }

  expect_failures = [var.zones]
}

run "a_machine_type_without_a_size_is_refused" {
  command = plan

  variables {
    machine_type = "small"
  }

  expect_failures = [var.machine_type]
}

run "a_domain_with_a_scheme_is_refused" {
  command = plan

  variables {
    domain = "https://example.org"
  }

  expect_failures = [var.domain]
}

run "an_address_that_is_no_email_is_refused" {
  command = plan

  variables {
    domain     = "example.org"
    acme_email = "admin; reboot"
  }

  expect_failures = [var.acme_email]
}

run "a_realm_that_would_be_a_line_of_its_own_is_refused" {
  command = plan

  variables {
    realm = "example\nallow-loopback-peers"
  }

  expect_failures = [var.realm]
}

run "relayed_ports_among_those_listened_on_are_refused" {
  command = plan

  variables {
    relay_ports = { min = 3000, max = 6000 }
  }

  expect_failures = [var.relay_ports]
}

run "more_allocations_than_ports_are_refused" {
  command = plan

  variables {
    relay_ports = { min = 50000, max = 50099 }
    total_quota = 101
  }

  expect_failures = [google_compute_instance.this["1"]]
}

run "no_quota_is_refused" {
  command = plan

  variables {
    user_quota  = 0
    total_quota = 0
    max_bps     = 0
  }

  expect_failures = [var.user_quota, var.total_quota, var.max_bps]
}

run "a_disk_too_small_for_the_image_is_refused" {
  command = plan

  variables {
    disk_gb = 5
  }

  expect_failures = [var.disk_gb]
}

run "an_image_without_its_project_is_refused" {
  command = plan

  variables {
    image = "debian-12"
  }

  expect_failures = [var.image]
}

run "the_secret_itself_is_refused_in_place_of_its_name" {
  command = plan

  variables {
    secret_id = "aGVsbG8gd29ybGQ+/w=="
  }

  expect_failures = [var.secret_id]
}

run "names_of_network_and_subnet_alone_are_refused" {
  command = plan

  variables {
    network_id = "signaling"
    subnet_id  = "signaling"
  }

  expect_failures = [var.network_id, var.subnet_id]
}
