#!/bin/sh
# Installs a release of Postrider for Linux or macOS, and checks what it has fetched:
#   curl -fsSL https://raw.githubusercontent.com/OWNER/postrider/main/install.sh | sh
# POSTRIDER_VERSION names a release, such as v0.1.0 (default: the latest); POSTRIDER_BIN the folder that the program goes to
# (default: ~/.local/bin).
set -eu

releases="${POSTRIDER_RELEASES:-https://github.com/OWNER/postrider/releases}"
bin="${POSTRIDER_BIN:-$HOME/.local/bin}"

fail() {
    echo "error: $*" >&2
    exit 1
}

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64 | Linux-amd64) target=x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    *) fail "there is no release for $(uname -s) on $(uname -m); \`cargo install --git\` builds one" ;;
esac

if [ -n "${POSTRIDER_VERSION:-}" ]; then
    from="$releases/download/$POSTRIDER_VERSION"
else
    from="$releases/latest/download"
fi

fetch() {
    if command -v curl >/dev/null 2>&1; then
        curl -fsSL --retry 3 -o "$2" "$1"
    elif command -v wget >/dev/null 2>&1; then
        wget -q -O "$2" "$1"
    else
        fail "neither curl nor wget is there"
    fi || fail "$1 could not be fetched"
}

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
archive="postrider-$target.tar.gz"
fetch "$from/$archive" "$folder/$archive"
fetch "$from/$archive.sha256" "$folder/$archive.sha256"

cd "$folder"
if command -v sha256sum >/dev/null 2>&1; then
    sha256sum -c "$archive.sha256" >/dev/null 2>&1 || fail "the checksum of $archive is wrong; nothing was installed"
else
    shasum -a 256 -c "$archive.sha256" >/dev/null 2>&1 || fail "the checksum of $archive is wrong; nothing was installed"
fi
tar -xzf "$archive"
mkdir -p "$bin"
# Beside the old one first: a program that runs can't be written over.
cp postrider "$bin/.postrider.new"
chmod 755 "$bin/.postrider.new"
mv -f "$bin/.postrider.new" "$bin/postrider"

echo "installed $bin/postrider ($("$bin/postrider" --version))"
case ":$PATH:" in
    *":$bin:"*) ;;
    *) echo "$bin is not on your PATH; add this to your shell's profile: export PATH=\"$bin:\$PATH\"" ;;
esac
