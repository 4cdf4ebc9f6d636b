#!/bin/sh
# `docker run bot fetch` and `docker compose run app bot fetch` are the same; the configuration that was mounted is used
# unless the command names another.
set -eu
[ "${1:-}" != bot ] || shift
config=/etc/portfolio-rebalance/config.local.yaml
if [ -r "$config" ]; then
  named=no
  for argument in "$@"; do
    case $argument in --config | --config=*) named=yes ;; esac
  done
  [ "$named" = yes ] || set -- --config "$config" "$@"
fi
exec /opt/portfolio-rebalance/bin/bot "$@"
