output "network_id" {
  description = "The network as projects/P/global/networks/N, for Redis, TURN and Cloud Run."
  value       = google_compute_network.this.id
}

output "network_name" {
  description = "The network's name."
  value       = google_compute_network.this.name
}

output "subnet_id" {
  description = "The subnet as projects/P/regions/R/subnetworks/S, for TURN and Cloud Run."
  value       = google_compute_subnetwork.this.id
}

output "subnet_name" {
  description = "The subnet's name."
  value       = google_compute_subnetwork.this.name
}

output "subnet_cidr" {
  description = "The subnet's range."
  value       = google_compute_subnetwork.this.ip_cidr_range
}
