#!/bin/sh
# The store on both engines: import against the engine's own bulk insert, pages
# of a list, verification. $ZC_BENCH_ROWS rows, by default 1,000,000. The
# PostgreSQL is one of its own, without fsync, as for the tests. Exits 1 when a
# goal was missed.
set -eu
cd "$(dirname "$0")/.."
rows=${ZC_BENCH_ROWS:-1000000}
make -s build/bench/store
dir=$(mktemp -d)
url=
trap 'rm -rf "$dir"; [ -z "$url" ] || tests/lib/postgres.sh stop "$url"' EXIT
missed=0

# measure NAME WHERE EMPTY
measure() {
	build/bench/store "$2" "$3" "$rows" >"$dir/out"
	awk -v name="$1" '
	$3 == ">=" || $3 == "<=" {
		ok = $3 == ">=" ? $2 >= $4 : $2 <= $4
		print name, $0, (ok ? "reached" : "missed")
		missed += !ok
		next
	}
	{ print name, $0 }
	END { exit missed > 0 }' "$dir/out" || missed=1
}

echo "store of $rows rows; load $(cut -d' ' -f1-3 /proc/loadavg)"
measure SQLite "$dir/a.db" "$dir/b.db"
rm -f "$dir"/b.db*
if url=$(tests/lib/postgres.sh start); then
	url=${url#ZC_TEST_PG=}
	psql -X -q "$url" -c 'CREATE DATABASE a' -c 'CREATE DATABASE b'
	measure PostgreSQL "postgresql://zicha@/a?host=${url##*host=}" \
		"postgresql://zicha@/b?host=${url##*host=}"
	psql -X -q "$url" -c 'DROP DATABASE b' -c 'CREATE DATABASE b'
	build/bench/store copy "$dir/a.db" \
		"postgresql://zicha@/b?host=${url##*host=}" "$dir/back.db" \
		>"$dir/out" || missed=1
	sed 's/^/copy to PostgreSQL and back: /' "$dir/out"
else
	url=
	echo 'PostgreSQL is not installed here'
fi
[ "$missed" -eq 0 ]
