#!/usr/bin/env bash
# Puts Recto into RUNNER_TEMP/recto: the released program of VERSION, or, where there is none, that of the action's own source. Takes ACTION,
# VERSION and SHA256, which may be empty. An archive with another checksum ends the step.
set -euo pipefail

folder=$RUNNER_TEMP/recto
if [[ -x $folder/recto || -x $folder/recto.exe ]]; then
    exit 0
fi
status=0
sh "$ACTION/.github/release/install.sh" --version "$VERSION" --sha256 "$SHA256" --to "$folder" || status=$?
# 3: there is no such program; all else is a fault.
if ((status != 3)); then
    exit "$status"
fi
own=$(sed -n '/^version = "/{s///;s/".*//p;q;}' "$ACTION/Cargo.toml")
if [[ $VERSION != "$own" || -n $SHA256 ]]; then
    printf '::error::there is no released Recto %s for this machine, and the source of this action is %s\n' "$VERSION" "$own"
    exit 2
fi
printf 'building Recto %s from the source of the action\n' "$own"
cargo install --locked --path "$ACTION" --root "$RUNNER_TEMP/recto-build"
mkdir -p "$folder"
cp "$RUNNER_TEMP/recto-build/bin/"recto* "$folder/"
