#!/usr/bin/env bash
# The emergency stop: ends a run in flight (which cancels its own orders and reconciles), removes timers, units, program
# and log rotation; keeps ledger, configuration, secrets and logs, and names each. Safe to repeat, from any folder.
#
#   sudo deployment/uninstall-scheduler.sh [--user]
#
# Everything else is handed on to `bot schedule uninstall`.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
case ${1-} in
  -h | --help) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
esac
for bot in /opt/portfolio-rebalance/bin/bot "$HOME/.local/lib/portfolio-rebalance/bin/bot" "$here/../build/release/bot" \
  "$(command -v bot || true)"; do
  if [[ -x $bot ]]; then exec "$bot" schedule uninstall "$@"; fi
done
# No program to ask, so by hand: what is running is stopped all the same.
scope=()
units=/etc/systemd/system
for argument in "$@"; do
  if [[ $argument == --user ]]; then scope=(--user) units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user; fi
done
shopt -s nullglob
found=("$units"/portfolio-rebalance.* "$units"/portfolio-rebalance-*)
for unit in "${found[@]}"; do
  case $unit in *.timer | *.path) systemctl "${scope[@]}" disable --now "$(basename "$unit")" || true ;; esac
done
systemctl "${scope[@]}" stop 'portfolio-rebalance*' || true
if ((${#found[@]})); then rm -rf -- "${found[@]}"; fi
systemctl "${scope[@]}" daemon-reload || true
echo "uninstall-scheduler: no bot was found to ask; ${#found[@]} unit files were removed, everything else was left"
