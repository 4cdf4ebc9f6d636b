#!/usr/bin/env bash
# Installs the timers that start bot before each close. One command, safe to repeat, from any folder.
#
#   sudo deployment/install-scheduler.sh               system-wide, paper account
#   sudo deployment/install-scheduler.sh --live        real money
#   deployment/install-scheduler.sh --user             for this user alone, without root
#
# Everything else is handed on to `bot schedule install` (see its --help). The program is build/release/bot beside this
# folder, else the bot in PATH; where there is neither, it is built. Configuration and secrets are those of the folder
# above this one (config/config.local.yaml, .env), or --config FILE.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
arguments=()
mode=--paper
previous=''
for argument in "$@"; do
  case $argument in
    -h | --help) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    --paper | --live) mode='' ;;
  esac
  # These are of the folder the person stands in.
  if [[ $previous == --config || $previous == --prefix ]]; then argument=$(realpath -m "$argument"); fi
  arguments+=("$argument")
  previous=$argument
done
[[ -z $mode ]] || arguments+=("$mode")

bot=$here/../build/release/bot
if [[ ! -x $bot ]]; then bot=$(command -v bot || true); fi
if [[ -z $bot ]]; then
  echo "install-scheduler: there is no bot yet; building it"
  "$here/../tools/setup" build
  "$here/../tools/build" release --target bot
  bot=$here/../build/release/bot
fi
cd "$here/.." # its config/config.local.yaml and .env are the ones to install
exec "$(realpath "$bot")" schedule install "${arguments[@]}"
