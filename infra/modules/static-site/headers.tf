# What browsers are told with the files. static-site.test.ts compares all of it with what the service itself sends.

locals {
  signaling_origin = regex("^https://[^/]+", var.signaling_url)
  connect          = "connect-src 'self' ${local.signaling_origin} ${replace(local.signaling_origin, "https://", "wss://")}"

  # The service and the page have one host there, and two here.
  security_headers = {
    for name, value in jsondecode(file("${path.module}/security-headers.json")) :
    name => replace(value, "connect-src 'self'", local.connect)
  }

  cache_control = {
    # Their names hold hashes of what is in them.
    assets = "public, max-age=31536000, immutable"
    config = "no-store"
    # Asked for again each time, by ETag.
    rest = "no-cache"
  }
}
