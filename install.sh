#!/bin/sh
# Installs a release of Postrider for Linux or macOS, and checks what it has fetched:
#   curl -fsSL https://raw.githubusercontent.com/OWNER/postrider/main/install.sh | sh
# POSTRIDER_VERSION names a release, such as v0.1.0 (default: the latest), POSTRIDER_BIN the folder to install into
# (default: ~/.local/bin).
set -eu

releases="${POSTRIDER_RELEASES:-https://github.com/OWNER/postrider/releases}"
bin="${POSTRIDER_BIN:-$HOME/.local/bin}"
case "$bin" in
    /*) ;;
    *) bin="$PWD/$bin" ;;
esac

fail() {
    echo "error: $*" >&2
    exit 1
}

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64 | Linux-amd64) target=x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    *) fail "there is no release for $(uname -s) on $(uname -m); \`cargo install --git https://github.com/OWNER/postrider\` builds one" ;;
esac

if [ -n "${POSTRIDER_VERSION:-}" ]; then
    from="$releases/download/v${POSTRIDER_VERSION#v}"
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
check() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum -c "$1"
    elif command -v shasum >/dev/null 2>&1; then
        shasum -a 256 -c "$1"
    else
        fail "neither sha256sum nor shasum is there to check $archive; nothing was installed"
    fi
}
check "$archive.sha256" >/dev/null || fail "the checksum of $archive is wrong; nothing was installed"
tar -xzf "$archive"
# Beside the old one first: a program that runs can't be written over.
if ! { mkdir -p "$bin" && cp postrider "$bin/.postrider.new"; }; then
    fail "nothing can be written to $bin; POSTRIDER_BIN names another folder"
fi
chmod 755 "$bin/.postrider.new"
mv -f "$bin/.postrider.new" "$bin/postrider"

echo "installed $bin/postrider ($("$bin/postrider" --version))"
case ":$PATH:" in
    *":$bin:"*) ;;
    *) echo "$bin is not on your PATH; add this to your shell's profile: export PATH=\"$bin:\$PATH\"" ;;
esac
