#!/usr/bin/env bash
# Runs Recto as a step says: COMMAND, FORMAT, and PATHS and OPTIONS with one argument a line. Nothing of it is split into words, and nothing is
# taken for a pattern or a command of the shell.
set -euo pipefail

set -- --untrusted "$COMMAND"
if [[ -n $FORMAT ]]; then
    set -- "$@" --format "$FORMAT"
fi
while IFS= read -r line; do
    line=${line%$'\r'}
    if [[ -n $line ]]; then set -- "$@" "$line"; fi
done <<<"$OPTIONS"
set -- "$@" --
while IFS= read -r line; do
    line=${line%$'\r'}
    if [[ -n $line ]]; then set -- "$@" "$line"; fi
done <<<"$PATHS"
exec "$RUNNER_TEMP/recto/recto" "$@"
