# What the container is told. Settings: docs/operations.md; `--help` of peerjs-server for the stock image.
locals {
  stock = var.server == "peerjs-server"

  # Known before the service is there, unlike the address with a hash in it that Cloud Run gives as well.
  own_url = "https://${var.name}-${var.project_number}.${var.region}.run.app"
  url     = var.domain == null ? local.own_url : "https://${var.domain}"
  origins = var.allowed_origins == null ? null : distinct(concat([local.own_url, local.url], var.allowed_origins))

  # Some requests are left for the page, its files and health when all WebSockets are taken.
  sockets = max(1, floor(var.concurrency * 0.95))

  memory_mib = tonumber(regex("^[0-9]+", var.memory)) * (endswith(var.memory, "Gi") ? 1024 : 1)
  # https://cloud.google.com/run/docs/configuring/services/cpu and .../memory-limits
  most_memory_mib  = var.cpu < 0.5 ? 512 : var.cpu < 1 ? 1024 : { 1 = 4096, 2 = 8192, 4 = 16384, 6 = 24576, 8 = 32768 }[var.cpu]
  least_memory_mib = var.cpu < 1 ? 128 : { 1 = 128, 2 = 128, 4 = 2048, 6 = 4096, 8 = 4096 }[var.cpu]

  # Half of the memory is what clients that do not read may take, all together. The service wants at least its MESSAGE_MAX_BYTES.
  unread_bytes = max(
    tonumber(lookup(var.environment, "MESSAGE_MAX_BYTES", "262144")),
    floor(local.memory_mib * 1024 * 1024 / 2 / local.sockets),
  )

  defaults = merge(
    {
      NODE_ENV                           = "production"
      PEERJS_KEY                         = var.peerjs_key
      TRUST_PROXY                        = "1"
      REQUIRE_WSS                        = "true"
      CONCURRENT_LIMIT                   = tostring(local.sockets)
      BACKPRESSURE_CLOSE_THRESHOLD_BYTES = tostring(local.unread_bytes)
    },
    local.origins == null ? {} : { ALLOWED_ORIGINS = join(",", local.origins) },
    var.stun_urls == null ? {} : { STUN_URLS = join(",", var.stun_urls) },
    length(var.turn_urls) == 0 ? {} : { TURN_URLS = join(",", var.turn_urls) },
    # Clients dial Memorystore by address, and its certificate has none: the chain is checked against the instance's own authority.
    var.redis == null ? {} : { REDIS_URL = var.redis.url, REDIS_CA = var.redis.ca_pem, REDIS_TLS_VERIFY = "ca" },
  )
  environment = local.stock ? {} : merge(local.defaults, var.environment)

  stock_arguments = concat(
    ["--key", var.peerjs_key, "--path", "/", "--proxied", "true", "--concurrent_limit", tostring(local.sockets)],
    local.origins == null ? [] : flatten([for origin in local.origins : ["--cors", origin]]),
  )

  # https://cloud.google.com/run/docs/mapping-custom-domains
  domain_regions = [
    "asia-east1", "asia-northeast1", "asia-southeast1", "europe-north1", "europe-west1",
    "europe-west4", "us-central1", "us-east1", "us-east4", "us-west1",
  ]
}
