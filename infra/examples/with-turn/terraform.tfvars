# The free service, and a TURN server of your own for players whose networks let no direct path through.
turn           = true
turn_instances = 1

# Without a domain there is no TURN over TLS, which the strictest networks need.
# turn_domain     = "turn.example.org"
# turn_acme_email = "admin@example.org"

budget_amount = 20
