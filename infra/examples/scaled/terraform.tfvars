# Several instances that share a Redis. Redis costs something day and night.
scale_out = true

redis_tier           = "BASIC"
redis_memory_size_gb = 1

min_instances = 1
max_instances = 4
memory        = "1Gi"

# The next apply must not take the service away by mistake.
deletion_protection = true

budget_amount = 100
