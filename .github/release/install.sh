#!/bin/sh
# Made by .github/release/generate.
# Installs the program `recto` of a release: fetches the archive for this machine, compares it with its checksum, and puts the program into a folder.
#
#   install.sh [--version VERSION] [--sha256 CHECKSUM] [--to FOLDER] [--from ADDRESS]
#
# FOLDER is ~/.local/bin; ADDRESS is where the files of the release lie. Ends with 3 where there is no program for this machine or of this version,
# with 1 for every other fault; then nothing is installed.
set -eu

repository=
version=0.1.0
sha256=
to=${HOME:-.}/.local/bin
from=
while [ $# -gt 0 ]; do
    [ $# -gt 1 ] || { echo "install.sh: $1 needs a value" >&2; exit 1; }
    case $1 in
        --version) version=${2#v} ;;
        --sha256) sha256=$2 ;;
        --to) to=$2 ;;
        --from) from=$2 ;;
        *) echo "install.sh: unknown option $1" >&2; exit 1 ;;
    esac
    shift 2
done

if [ -z "$from" ]; then
    if [ -z "$repository" ]; then
        echo "install.sh: Recto is not published yet" >&2
        exit 3
    fi
    from=$repository/releases/download/v$version
fi

archive=tar.gz
case $(uname -s)-$(uname -m) in
    Linux-x86_64) target=x86_64-unknown-linux-musl ;;
    Linux-aarch64) target=aarch64-unknown-linux-musl ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    M[IS]*-x86_64) target=x86_64-pc-windows-msvc archive=zip ;;
    M[IS]*-aarch64) target=aarch64-pc-windows-msvc archive=zip ;;
    *) echo "install.sh: no Recto is released for $(uname -s) on $(uname -m)" >&2; exit 3 ;;
esac
name=recto-$version-$target

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# $1: a file of the release. 22 and 37 are curl's words for a file that is not there.
fetch() {
    status=0
    curl --fail --silent --show-error --location --retry 3 --output "$folder/$1" "$from/$1" || status=$?
    case $status in
        0) ;;
        22 | 37) echo "install.sh: there is no $from/$1" >&2; exit 3 ;;
        *) exit 1 ;;
    esac
}
fetch SHA256SUMS
fetch "$name.$archive"

if command -v sha256sum >/dev/null; then sum=$(sha256sum "$folder/$name.$archive"); else sum=$(shasum -a 256 "$folder/$name.$archive"); fi
sum=${sum%% *}
sum=${sum#\\}
listed=$(awk -v name="$name.$archive" '$2 == name || $2 == "*" name { print $1 }' "$folder/SHA256SUMS")
for wanted in "$listed" ${sha256:+"$sha256"}; do
    if [ "$sum" != "$wanted" ]; then
        echo "install.sh: $name.$archive has the checksum $sum, not ${wanted:-one in SHA256SUMS}; nothing is installed" >&2
        exit 1
    fi
done

case $archive in
    zip) unzip -q "$folder/$name.zip" -d "$folder" ;;
    *) tar -xzf "$folder/$name.tar.gz" -C "$folder" ;;
esac
mkdir -p "$to"
for program in recto recto.exe; do
    if [ -f "$folder/$name/$program" ]; then
        cp "$folder/$name/$program" "$to/.$program.new"
        chmod 755 "$to/.$program.new"
        mv "$to/.$program.new" "$to/$program"
        echo "$to/$program installed, version $version"
    fi
done
