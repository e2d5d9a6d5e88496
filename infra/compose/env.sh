#!/bin/sh
# Makes infra/compose/.env: new secrets, and the address at which browsers reach this machine.
#   sh infra/compose/env.sh [IP address]
set -eu
cd "$(dirname "$0")"

if [ -e .env ]; then
  echo "There is an .env already, and instances that share its secrets: remove it first if you want new ones." >&2
  exit 1
fi

# Relayed games go through it, so localhost will not do for them.
address=${1:-$(hostname -I 2>/dev/null | cut -d ' ' -f 1 || true)}
address=${address:-$(ipconfig getifaddr en0 2>/dev/null || true)}
address=${address:-127.0.0.1}

case $address in
  *[!0-9.]*) echo "$address is not an IPv4 address." >&2; exit 1 ;;
esac

secret() {
  od -An -N 24 -tx1 /dev/urandom | tr -d ' \n'
}

umask 077
cat >.env <<END
PUBLIC_ADDRESS=$address
PORT=8080
REDIS_PASSWORD=$(secret)
TICKET_SECRET=$(secret)
TURN_SECRET=$(secret)
METRICS_TOKEN=$(secret)
END
echo "infra/compose/.env is there, for http://$address:8080"
