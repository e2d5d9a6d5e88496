mock_provider "google" {}

variables {
  project_id = "example-project"
  region     = "europe-west1"
}

run "nothing_comes_in_unless_a_rule_lets_it" {
  command = plan

  assert {
    condition     = google_compute_network.this.auto_create_subnetworks == false
    error_message = "The network must not make subnets in all regions."
  }

  assert {
    condition     = one(google_compute_firewall.deny_ingress.deny).protocol == "all" && google_compute_firewall.deny_ingress.source_ranges == toset(["0.0.0.0/0"])
    error_message = "All protocols from everywhere must be denied."
  }

  assert {
    condition     = google_compute_firewall.deny_ingress.priority > 1000
    error_message = "The rule must not win over those that open ports (1000 by default)."
  }
}

run "the_default_subnet_has_room_for_direct_vpc_egress" {
  command = plan

  assert {
    condition     = tonumber(split("/", google_compute_subnetwork.this.ip_cidr_range)[1]) <= 26
    error_message = "Cloud Run wants a /26 or larger."
  }

  assert {
    condition     = google_compute_subnetwork.this.region == "europe-west1" && google_compute_subnetwork.this.private_ip_google_access
    error_message = "The subnet must be in the given region and reach Google's own services privately."
  }
}

run "another_range_is_taken" {
  command = plan

  variables {
    name        = "other"
    subnet_cidr = "192.168.4.0/26"
  }

  assert {
    condition     = output.subnet_cidr == "192.168.4.0/26" && output.network_name == "other"
    error_message = "Name and range must be as given."
  }
}

run "a_range_too_small_for_direct_vpc_egress_is_refused" {
  command = plan

  variables {
    subnet_cidr = "10.20.0.0/27"
  }

  expect_failures = [var.subnet_cidr]
}

run "a_public_range_is_refused" {
  command = plan

  variables {
    subnet_cidr = "8.8.0.0/22"
  }

  expect_failures = [var.subnet_cidr]
}

run "an_address_inside_of_its_range_is_refused" {
  command = plan

  variables {
    subnet_cidr = "10.20.0.1/22"
  }

  expect_failures = [var.subnet_cidr]
}

run "what_is_no_range_is_refused" {
  command = plan

  variables {
    subnet_cidr = "large"
  }

  expect_failures = [var.subnet_cidr]
}

run "a_zone_is_no_region" {
  command = plan

  variables {
    region = "europe-west1-b"
  }

  expect_failures = [var.region]
}

run "a_project_number_is_refused" {
  command = plan

  variables {
    project_id = "123456"
  }

  expect_failures = [var.project_id]
}

run "a_name_too_long_for_what_is_made_from_it_is_refused" {
  command = plan

  variables {
    name = "a-name-of-21-letters-"
  }

  expect_failures = [var.name]
}
