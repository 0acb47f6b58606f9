#!/bin/bash
# Follows the contract of Docker Hub's `consul` image: `agent …` gets the data and configuration folders,
# CONSUL_BIND_ADDRESS and CONSUL_CLIENT_ADDRESS become flags, CONSUL_LOCAL_CONFIG becomes a file.
set -Eeuo pipefail

[ -z "${CONSUL_LOCAL_CONFIG:-}" ] || printf %s "$CONSUL_LOCAL_CONFIG" >/consul/config/local.json

case ${1:-} in
  -*) set -- consul "$@" ;;
  agent)
    shift
    set -- consul agent -data-dir=/consul/data -config-dir=/consul/config \
      ${CONSUL_BIND_ADDRESS:+"-bind=$CONSUL_BIND_ADDRESS"} \
      ${CONSUL_CLIENT_ADDRESS:+"-client=$CONSUL_CLIENT_ADDRESS"} "$@"
    ;;
  *) if consul "${1:-}" --help 2>&1 | grep -q "consul ${1:-}"; then set -- consul "$@"; fi ;;
esac

if [ "${1:-}" = consul ] && [ "$(id -u)" = 0 ]; then
  chown -R consul /consul
  exec setpriv --reuid=consul --regid=consul --init-groups -- "$@"
fi
exec "$@"
