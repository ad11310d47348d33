# A data directory on a disk without room: a clear sentence, nothing half
# written is left behind, and with room it works.
. tests/e2e/lib
need mount dd

[ "$(id -u)" = 0 ] || cannot 'needs root to mount a small file system'
make_root "$T/root"
mkdir "$T/small"
mount -t tmpfs -o size=1m tmpfs "$T/small" 2>/dev/null ||
	cannot 'no file system can be mounted here'
trap 'umount "$T/small"' EXIT

tried=0
# Full from the beginning, and full at different moments on the way.
for free in 0 8 40 100 200 300 400; do
	rm -rf "$T/small"/*
	dd if=/dev/zero of="$T/small/ballast" bs=1k count=$((1024 - free)) \
		2>/dev/null
	got=0
	"$Z" --db "$T/small/db" inspect --root "$T/root" --page >"$T/out" \
		2>"$T/err" || got=$?
	[ "$got" -gt 3 ] || continue
	tried=$((tried + 1))
	[ "$got" = 4 ] || {
		cat "$T/err" >&2
		fail "$free KiB free: exit status $got"
	}
	has "$T/err" 'full'
	left=$(find "$T/small" -name '*.part' -o -name '*.html' -size 0)
	same "$left" ''
	# With room it works, on the same data.
	rm "$T/small/ballast"
	mount -o remount,size=32m "$T/small"
	status '0|1|3' "$Z" --db "$T/small/db" inspect --root "$T/root" \
		--page >"$T/out" 2>"$T/err"
	find "$T/small/db/reports" -name '*.html' | grep -q . ||
		fail "$free KiB free, then room: no report"
	rm -rf "$T/small"/*
	mount -o remount,size=1m "$T/small"
done
[ $tried -ge 3 ] || fail "the disk was full only $tried times"

# The report of -o, too: whole or not at all.
mount -o remount,size=32m "$T/small"
status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/root" --format html \
	-o "$T/small/r.html" >"$T/out" 2>"$T/err"
cp "$T/small/r.html" "$T/whole.html"
dd if=/dev/zero of="$T/small/ballast" bs=1k 2>/dev/null
status 4 "$Z" --db "$T/db" inspect --root "$T/root" --format html \
	-o "$T/small/r.html" >"$T/out" 2>"$T/err"
has "$T/err" 'full'
cmp "$T/small/r.html" "$T/whole.html" || fail 'the old report is spoilt'
[ ! -e "$T/small/r.html.part" ] || fail 'a half-written report is left'
exit 0
