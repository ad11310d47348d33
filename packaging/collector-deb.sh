#!/bin/sh
# Make a Debian package of the portable collector:
# collector-deb.sh BINARY VERSION OUTPUT-DIRECTORY
set -eu
binary=$1
version=$2
out=$3
here=$(dirname "$0")/collector
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

arch=$(dpkg --print-architecture)
root=$work/root
chmod 755 "$work"
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/man/man1"
install -m 755 "$binary" "$root/usr/bin/zicha-collect"
strip --strip-unneeded "$root/usr/bin/zicha-collect"
gzip -9nc "$here/zicha-collect.1" \
	>"$root/usr/share/man/man1/zicha-collect.1.gz"
chmod 644 "$root/usr/share/man/man1/zicha-collect.1.gz"
# The newest symbol version of glibc that the binary really uses.
glibc=$(objdump -T "$binary" | grep -o 'GLIBC_[0-9.]*' | sort -uV |
	tail -n 1 | cut -d _ -f 2)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" \
	-e "s/@DEPENDS@/libc6 (>= $glibc), libsqlite3-0, zlib1g/" \
	"$here/control.in" >"$root/DEBIAN/control"
chmod -R g-w,o-w "$root"
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz -b "$root" \
	"$out/zicha-collect_${version}_$arch.deb"
