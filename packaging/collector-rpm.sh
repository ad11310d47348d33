#!/bin/sh
# Make an rpm package of the portable collector:
# collector-rpm.sh BINARY VERSION OUTPUT-DIRECTORY
set -eu
command -v rpmbuild >/dev/null 2>&1 || {
	echo 'rpmbuild is not installed; on Debian: apt-get install rpm' >&2
	exit 1
}
binary=$1
version=$2
mkdir -p "$3"
out=$(cd "$3" && pwd)
here=$(dirname "$0")/collector
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/src"
install -m 755 "$binary" "$work/src/zicha-collect"
strip --strip-unneeded "$work/src/zicha-collect"
gzip -9nc "$here/zicha-collect.1" >"$work/src/zicha-collect.1.gz"
# A version of rpm has no hyphen.
rpmbuild -bb --quiet --define "_topdir $work" \
	--define "_sourcedir $work/src" --define "_rpmdir $work/rpm" \
	--define "zicha_version $(printf '%s' "$version" | tr - '~')" \
	"$here/zicha-collect.spec"
find "$work/rpm" -name '*.rpm' -exec cp {} "$out/" \;
