#!/usr/bin/env bash
# Which Recto a step wants: `version` and `key`, as outputs of the step. Takes ACTION, the folder of the action, and VERSION and SHA256 as the step
# gives them, which may be empty. The key changes with all that the program could come from.
set -euo pipefail

own=$(sed -n '/^version = "/{s///;s/".*//p;q;}' "$ACTION/Cargo.toml")
version=${VERSION:-$own}
version=${version#v}
if [[ ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
    printf '::error::`version` is no version, such as %s\n' "$own"
    exit 2
fi
sum() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
source=$(cd "$ACTION" && find Cargo.toml Cargo.lock src schema .github -type f | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cat | sum)
key=$(printf '%s\n' "$version" "$SHA256" "$source" | sum)
printf 'version=%s\nkey=%s\n' "$version" "${version}-${key%% *}" >>"$GITHUB_OUTPUT"
