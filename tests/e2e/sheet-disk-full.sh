# A table for a disk without room: a clear sentence, what stood there before
# stays, and nothing half written is left behind.
. tests/e2e/lib
need mount dd make

[ "$(id -u)" = 0 ] || cannot 'needs root to mount a small file system'
make -s VARIANT=asan build/tools/sheet-asan
mkdir "$T/small"
mount -t tmpfs -o size=1m tmpfs "$T/small" 2>/dev/null ||
	cannot 'no file system can be mounted here'
trap 'umount "$T/small"' EXIT

tried=0
for name in t.csv t.xlsx; do
	for free in 4 60 300; do
		rm -rf "$T/small"/*
		echo before >"$T/small/$name"
		dd if=/dev/zero of="$T/small/ballast" bs=1k \
			count=$((1024 - free)) 2>/dev/null || :
		got=0
		build/tools/sheet-asan write "$T/small/$name" 8000 \
			2>"$T/err" || got=$?
		[ "$got" = 2 ] || {
			cat "$T/err" >&2
			fail "$name, $free KiB free: exit status $got"
		}
		has "$T/err" 'disk full'
		same "$(cat "$T/small/$name")" before
		same "$(ls "$T/small")" "ballast
$name"
		tried=$((tried + 1))
	done
done
same "$tried" 6
rm "$T/small/ballast"
mount -o remount,size=64m "$T/small"
for name in t.csv t.xlsx; do
	build/tools/sheet-asan write "$T/small/$name" 8000
	build/tools/sheet-asan time "$T/small/$name" >"$T/out"
	same "$(cut -d' ' -f1 "$T/out")" 8001
done
