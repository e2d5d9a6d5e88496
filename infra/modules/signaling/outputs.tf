output "url" {
  description = "Where the service is: your domain, or the address that Cloud Run gives."
  value       = local.url
}

output "origins" {
  description = "Origins of the pages that may use the service; null: all."
  value       = local.origins
}

output "host" {
  description = "Host of the address that Cloud Run gives, which answers whether or not a domain of yours does."
  value       = trimprefix(local.own_url, "https://")
}

output "service_name" {
  description = "Name of the Cloud Run service."
  value       = google_cloud_run_v2_service.this.name
}

output "service_account" {
  description = "E-mail of the account that the service runs as."
  value       = google_service_account.this.email
}

output "dns_records" {
  description = "Records that your domain needs; empty without one, and until Google knows the domain to be yours."
  value = flatten([
    for mapping in google_cloud_run_domain_mapping.this : [
      for status in mapping.status : [
        for record in coalesce(status.resource_records, []) : { name = var.domain, type = record.type, data = record.rrdata }
      ]
    ]
  ])
}
