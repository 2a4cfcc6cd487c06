#!/usr/bin/env bash
# test_in_bare_root.sh FOLDER [deb|archive]: installs the Debian package of FOLDER in a bare Debian 12 (debootstrap), starts the archive in another one that
# has nothing but what packaging/archive_needs.txt names, and draws a picture with the bundled model in each. Needs root, a network and
# about 3 GB of disk; the bare system is kept in FOLDER/bare for the next time.
set -euo pipefail
[ "$(id -u)" -eq 0 ] || exec sudo "$0" "$@"
here="$(dirname "$(readlink -f "$0")")"
folder="$(readlink -f "$1")"
which="${2:-both}"
bare="$folder/../bare_root"
mirror="${MIRROR:-http://deb.debian.org/debian}"

mkdir -p "$bare"
bare="$(readlink -f "$bare")"
if [ ! -f "$bare/base.tar" ]; then
    rm -rf "$bare/base"
    debootstrap --variant=minbase bookworm "$bare/base" "$mirror" >"$bare/debootstrap.log" 2>&1 || { tail -5 "$bare/debootstrap.log" >&2; exit 1; }
    # The machine's own way to the archive, a proxy included.
    cp /etc/resolv.conf "$bare/base/etc/resolv.conf"
    apt-config dump Acquire | sed 's/ "/ "/' >"$bare/base/etc/apt/apt.conf.d/90host"
    tar -C "$bare/base" -cf "$bare/base.tar" .
    rm -rf "$bare/base"
fi

root=""
close() {
    [ -n "$root" ] || return 0
    umount "$root/proc" "$root/dev" 2>/dev/null || true
    rm -rf --one-file-system "$root"
}
trap close EXIT
open() { # NAME
    close
    root="$bare/$1"
    rm -rf --one-file-system "$root"
    mkdir -p "$root"
    tar -C "$root" -xf "$bare/base.tar"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    inside apt-get update -qq
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
draws() { # PROGRAM: a picture, and what it says of itself
    inside "$@" --version
    inside "$@" devices | head -1
    inside "$@" generate --prompt "a red apple" --steps 8 --seed 7 --device cpu --output /root/apple.png 2>&1 | tail -1
    inside test -s /root/apple.png
    inside timeout 60 env QT_QPA_PLATFORM=offscreen "$@" gallery show /root/apple.png | grep -q "a red apple"
}
# The window opens and stays: 124 is the timeout's.
opens() {
    local code=0
    inside env QT_QPA_PLATFORM=offscreen DISPLAY=:none timeout 5 "$@" >"$bare/window.log" 2>&1 || code=$?
    [ "$code" -eq 124 ] || { cat "$bare/window.log" >&2; echo "the window ended with $code" >&2; exit 1; }
}

test_deb() {
    echo "== the Debian package in a bare Debian 12"
    open deb
    cp "$folder"/imagelab_*.deb "$root/tmp/imagelab.deb"
    inside apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends /tmp/imagelab.deb >"$bare/apt.log" 2>&1 || { tail -20 "$bare/apt.log" >&2; exit 1; }
    draws imagelab
    opens imagelab
    inside bash -c 'zcat /usr/share/man/man1/imagelab.1.gz | head -1 | grep -q IMAGELAB'
    inside bash -n /usr/share/bash-completion/completions/imagelab
    inside apt-get remove -y -qq -o Dpkg::Use-Pty=0 imagelab >/dev/null
    [ ! -e "$root/usr/share/imagelab" ] || { echo "files are left behind" >&2; exit 1; }
}

test_archive() {
    echo "== the archive in a bare Debian 12 with what archive_needs.txt names"
    open archive
    grep -v '^#' "$here/archive_needs.txt" | xargs chroot "$root" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends >"$bare/apt.log" 2>&1 || { tail -20 "$bare/apt.log" >&2; exit 1; }
    mkdir "$root/opt/some folder"
    tar -C "$root/opt/some folder" -xf "$folder"/imagelab-*.tar.xz
    program="$(cd "$root" && echo "opt/some folder"/imagelab-*/bin/imagelab)"
    draws "/$program"
    opens "/$program"
}

[ "$which" = archive ] || test_deb
[ "$which" = deb ] || test_archive
echo "== installed, started and drawn"
