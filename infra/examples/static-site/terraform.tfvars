# The page in a bucket behind a load balancer with a CDN, the service beside it. site_domain must be a domain of yours.
static_site = "bucket"
site_domain = "play.example.org"

budget_amount = 30
