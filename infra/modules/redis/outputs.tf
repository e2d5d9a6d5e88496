output "id" {
  description = "The instance as projects/P/locations/R/instances/N, for monitoring. Known before there is one."
  value       = "projects/${google_redis_instance.this.project}/locations/${google_redis_instance.this.region}/instances/${google_redis_instance.this.name}"
}

output "host" {
  description = "Private address; only the given network reaches it."
  value       = google_redis_instance.this.host
}

output "port" {
  description = "Port, TLS only."
  value       = google_redis_instance.this.port
}

output "url" {
  description = "What the service wants as REDIS_URL; without the password."
  value       = "rediss://${google_redis_instance.this.host}:${google_redis_instance.this.port}"
}

output "auth_string" {
  description = "The password, for the secret that the service reads as REDIS_PASSWORD."
  value       = google_redis_instance.this.auth_string
  sensitive   = true
}

output "ca_pem" {
  description = "All certificate authorities that the server's certificate may come from, PEM, for REDIS_CA: while one is replaced there are two. Not secret."
  value       = join("\n", google_redis_instance.this.server_ca_certs[*].cert)
}
