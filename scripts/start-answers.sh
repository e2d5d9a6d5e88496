#!/usr/bin/env bash
# Starts the game as a person would, waits for the printed address, and asks it for the page.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp)
# A process group of its own, as under a terminal: npm does not pass signals on to what it runs.
set -m
PORT=${PORT:-9000} npm start >"$out" 2>&1 &
pid=$!
set +m
trap 'kill -INT -- "-$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -f "$out"' EXIT
for _ in $(seq 300); do
  address=$(grep -oE 'http://[^ ]+' "$out" | head -n 1 || true)
  [ -n "$address" ] && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 1
done
[ -n "${address:-}" ] || { cat "$out"; exit 1; }
curl --fail --silent --show-error "$address" | grep -q '<div id="root">'
echo "npm start serves the page at $address"
