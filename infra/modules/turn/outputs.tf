locals {
  keys = [for index in range(var.instance_count) : tostring(index + 1)]
  # By address where no name is needed: that works before the DNS records do.
  urls = {
    for key, instance in local.instances : key => concat(
      [for transport in ["udp", "tcp"] : "turn:${google_compute_address.public[key].address}:${local.ports.plain}?transport=${transport}"],
      local.tls ? ["turns:${instance.host}:${local.ports.https}?transport=tcp"] : [],
    )
  }
}

output "urls" {
  description = "What the service hands out as TURN_URLS: UDP, TCP and, with a domain, TLS on 443 of each server. 5349 listens too, for who only knows the name."
  value       = flatten([for key in local.keys : local.urls[key]])
}

output "stun_urls" {
  description = "The same servers for STUN_URLS; they answer everybody."
  value       = [for key in local.keys : "stun:${google_compute_address.public[key].address}:${local.ports.plain}"]
}

output "addresses" {
  description = "Public addresses of the servers."
  value       = [for key in local.keys : google_compute_address.public[key].address]
}

output "dns_records" {
  description = "Records to be made for TLS; none without a domain."
  value = [
    for key in local.keys : {
      name = local.instances[key].host
      type = "A"
      data = google_compute_address.public[key].address
    } if local.tls
  ]
}

output "instances" {
  description = "Names and zones of the servers, for gcloud compute."
  value       = [for key in local.keys : { name = local.instances[key].name, zone = local.instances[key].zone }]
}

output "service_account" {
  description = "E-mail of the account that the servers run as."
  value       = google_service_account.this.email
}
