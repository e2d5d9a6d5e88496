output "url" {
  description = "Where the page is."
  value       = "https://${var.domain}/"
}

output "origin" {
  description = "The page's origin, for the service's ALLOWED_ORIGINS."
  value       = "https://${var.domain}"
}

output "address" {
  description = "Public address of the load balancer."
  value       = google_compute_global_address.this.address
}

output "dns_records" {
  description = "Records to be made; the certificate follows within an hour."
  value       = [{ name = var.domain, type = "A", data = google_compute_global_address.this.address }]
}

output "bucket" {
  description = "The bucket's name."
  value       = google_storage_bucket.this.name
}

output "config" {
  description = "What config.json beside the page holds. Terraform writes it."
  value       = local.config
}

output "upload_commands" {
  description = "Put what npm run build made (dist/) into the bucket, in this order: no page may name files that are not there yet. Old assets stay, for tabs that are open. What was compressed in advance is left out: the CDN compresses."
  value = [
    "gcloud storage rsync --recursive --exclude='.*\\.(br|gz)$' --cache-control='${local.cache_control.assets}' dist/assets gs://${google_storage_bucket.this.name}/assets",
    "gcloud storage rsync --exclude='.*\\.(br|gz)$|^config\\.json$' --cache-control='${local.cache_control.rest}' dist gs://${google_storage_bucket.this.name}",
  ]
}
