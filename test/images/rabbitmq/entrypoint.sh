#!/bin/bash
# As root, hands the data folder to the server's user and becomes that user; then runs the command.
set -Eeuo pipefail

cookie=/var/lib/rabbitmq/.erlang.cookie

if [[ ${1:-} == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  # Before anything else can: a health check that runs as root would make one that the server cannot read, and it dies.
  if [ ! -s "$cookie" ]; then
    (umask 077; head -c 24 /dev/urandom | base64 | tr -d '/+=\n' >"$cookie")
  fi
  chmod 400 "$cookie"
  find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq: {} +
  exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups -- "$@"
fi
exec "$@"
