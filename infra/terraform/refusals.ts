/** What must not be planned, and a part of the sentence that says why. */
interface Refusal {
  /** As in a `.tfvars` file. */
  readonly variables: string;
  /** All of what Terraform says, in any order. */
  readonly sentences: readonly string[];
}

export const REFUSALS: readonly Refusal[] = [
  {
    // Variables are checked one by one, so that all of them are told at once.
    variables: `
      region            = "europe-west99"
      allowed_origins   = ["example.org"]
      budget_amount     = 0
      budget_thresholds = [50]
      budget_currency   = "euro"
      concurrency       = 2000
      memory            = "512"
      cpu               = 3
      image             = "https://example.org/image"
      domain            = "https://play.example.org"
      redis_tier        = "FREE"
      static_site       = "github"
      site_location     = "Mars"
      alert_email       = "me"
      alert_instance_hours = 0
      name              = "My Game"
      environment       = { TURN_SECRET = "for all to see" }
    `,
    sentences: [
      'There is no region of that name with Cloud Run',
      'allowed_origins must be origins as browsers send them: with https://',
      'budget_amount must be more than 0',
      'budget_thresholds must be parts of the budget',
      'budget_currency must be three capital letters',
      'concurrency must be a whole number from 1 to 1000',
      'memory must be a number with Mi or Gi behind it',
      'cpu must be 1, 2, 4, 6 or 8',
      'image must be an image such as',
      'domain must be a host name such as play.example.org',
      'redis_tier must be BASIC or STANDARD_HA',
      'static_site must be bucket or none',
      'site_location must be EU, US, ASIA, or a region',
      'alert_email must be an e-mail address',
      'alert_instance_hours must be more than 0',
      'name must be 3 to 19 small letters',
      'environment must not hold what has a variable of its own here',
    ],
  },
  {
    variables: 'max_instances = 3',
    sentences: ['without Redis instances do not know of each other'],
  },
  {
    variables: `
      min_instances = 5
      scale_out     = true
      cpu           = 0.5
      memory        = "4Gi"
    `,
    sentences: [
      'min_instances is 5, which is more than max_instances, 4',
      'one single player could be online',
      'Cloud Run wants memory from 128Mi to 1024Mi with cpu = 0.5, not 4Gi',
    ],
  },
  {
    variables: `
      image     = "docker.io/peerjs/peerjs-server:1.0.2"
      scale_out = true
    `,
    sentences: ['peerjs-server keeps everything in the memory of one process'],
  },
  {
    variables: 'static_site = "bucket"',
    sentences: ['static_site = "bucket" needs site_domain'],
  },
  {
    variables: `
      budget_enabled = false
      hard_stop      = true
    `,
    sentences: ['hard_stop stops when a budget is spent'],
  },
];
