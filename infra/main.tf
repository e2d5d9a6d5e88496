# One service on Cloud Run; each step up (Redis, TURN, a static site, a hard stop) is one variable. README.md has the order.

provider "google" {
  project               = var.project_id
  region                = var.region
  billing_project       = local.billing_project
  user_project_override = true
}

locals {
  billing_project = coalesce(var.billing_project, var.project_id)
  labels          = merge({ app = var.name, managed-by = "terraform" }, var.labels)

  stock         = can(regex("(^|/)peerjs-server([:@]|$)", coalesce(var.image, "-")))
  max_instances = coalesce(var.max_instances, var.scale_out ? 4 : 1)
  static_site   = var.static_site == "bucket" && var.site_domain != null
  networked     = var.scale_out || var.turn

  # The stock server has no /health; its root says its name.
  check = local.stock ? { path = "/", content = "PeerJS Server" } : { path = "/health", content = "ok" }

  # Null where the channel of the alerts is told.
  budget_email = var.budget_email == null && !var.monitoring ? var.alert_email : var.budget_email

  features = {
    budget      = var.budget_enabled
    hard_stop   = var.budget_enabled && var.hard_stop
    monitoring  = var.monitoring
    scale_out   = var.scale_out
    static_site = local.static_site
    turn        = var.turn
  }
}

module "project" {
  source = "./modules/project"

  project_id = var.project_id
  features   = [for feature, wanted in local.features : feature if wanted]
}

# By digest: a tag that was moved to a new image is a change that a plan shows, and what runs can be told exactly.
data "google_artifact_registry_docker_image" "latest" {
  count = var.image == null ? 1 : 0

  project       = var.project_id
  location      = var.region
  repository_id = var.name
  image_name    = "signaling:latest"
}

module "network" {
  count  = local.networked ? 1 : 0
  source = "./modules/network"

  project_id = module.project.project_id
  region     = var.region
  name       = var.name
}

module "redis" {
  count  = var.scale_out ? 1 : 0
  source = "./modules/redis"

  project_id     = module.project.project_id
  region         = var.region
  name           = var.name
  labels         = local.labels
  network_id     = one(module.network[*].network_id)
  tier           = var.redis_tier
  memory_size_gb = var.redis_memory_size_gb
}

module "secrets" {
  source = "./modules/secrets"

  project_id            = module.project.project_id
  name                  = var.name
  labels                = local.labels
  ticket_key_generation = var.ticket_key_generation
  turn                  = var.turn
  redis                 = var.scale_out
  redis_auth            = one(module.redis[*].auth_string)
}

module "turn" {
  count  = var.turn ? 1 : 0
  source = "./modules/turn"

  project_id     = module.project.project_id
  region         = var.region
  name           = var.name
  labels         = local.labels
  network_id     = one(module.network[*].network_id)
  subnet_id      = one(module.network[*].subnet_id)
  secret_id      = module.secrets.turn_secret_id
  instance_count = var.turn_instances
  machine_type   = var.turn_machine_type
  domain         = var.turn_domain
  acme_email     = var.turn_acme_email
}

module "signaling" {
  source = "./modules/signaling"

  project_id          = module.project.project_id
  project_number      = module.project.number
  region              = var.region
  name                = var.name
  labels              = local.labels
  image               = var.image == null ? one(data.google_artifact_registry_docker_image.latest[*].self_link) : var.image
  server              = local.stock ? "peerjs-server" : "signaling"
  peerjs_key          = var.peerjs_key
  allowed_origins     = var.allowed_origins == null ? null : concat(local.static_site ? ["https://${var.site_domain}"] : [], var.allowed_origins)
  min_instances       = var.min_instances
  max_instances       = local.max_instances
  concurrency         = var.concurrency
  cpu                 = var.cpu
  memory              = var.memory
  domain              = var.domain
  deletion_protection = var.deletion_protection
  environment         = var.environment
  secrets             = local.stock ? {} : module.secrets.environment
  redis               = var.scale_out ? { url = one(module.redis[*].url), ca_pem = one(module.redis[*].ca_pem) } : null
  network             = var.scale_out ? { network = one(module.network[*].network_id), subnetwork = one(module.network[*].subnet_id) } : null
  turn_urls           = flatten(module.turn[*].urls)
  stun_urls           = var.turn ? flatten(module.turn[*].stun_urls) : null
}

module "static_site" {
  count  = local.static_site ? 1 : 0
  source = "./modules/static-site"

  project_id    = module.project.project_id
  name          = var.name
  labels        = local.labels
  location      = upper(var.site_location)
  domain        = var.site_domain
  signaling_url = module.signaling.url
  peerjs_key    = var.peerjs_key
}

module "monitoring" {
  count  = var.monitoring ? 1 : 0
  source = "./modules/monitoring"

  project_id             = module.project.project_id
  name                   = var.name
  labels                 = local.labels
  service_name           = module.signaling.service_name
  location               = var.region
  host                   = module.signaling.host
  max_instances          = local.max_instances
  concurrency            = var.concurrency
  notification_email     = var.alert_email
  check                  = local.check
  instance_hours_per_day = 24 * var.min_instances + var.alert_instance_hours
  redis_instance_id      = one(module.redis[*].id)
  turn_addresses         = flatten(module.turn[*].addresses)
}

module "budget" {
  count  = var.budget_enabled ? 1 : 0
  source = "./modules/budget"

  project_id              = module.project.project_id
  project_number          = module.project.number
  project_billing_account = module.project.billing_account
  region                  = var.region
  name                    = var.name
  labels                  = local.labels
  billing_account         = var.billing_account
  amount                  = var.budget_amount
  currency                = var.budget_currency
  thresholds              = var.budget_thresholds
  email                   = local.budget_email
  notification_channels   = var.budget_email == null ? flatten(module.monitoring[*].notification_channels) : []
  hard_stop               = var.hard_stop
}
