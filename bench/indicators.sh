#!/bin/sh
# All indicators of a unit with 100,000 rows, on both engines: the invented
# unit with its two years, and $ZC_BENCH_ROWS rows (by default 100,000) of
# hazards, computers and media beside. Wall time of the whole command, the
# best of five. Exits 1 when the goal was missed.
set -eu
cd "$(dirname "$0")/.."
rows=${ZC_BENCH_ROWS:-100000}
zicha=$PWD/build/zicha
dir=$(mktemp -d)
url=
trap 'rm -rf "$dir"; [ -z "$url" ] || tests/lib/postgres.sh stop "$url"' EXIT
missed=0
goal=2

year=$(date +%Y)
awk -v n="$rows" -v year="$year" -v dir="$dir" 'BEGIN {
	h = dir "/hazard.csv"; c = dir "/computer.csv"; m = dir "/medium.csv"
	print "description,found_at,hazard_source,kind,severity,owner,due_at" >h
	print "asset_no,network_class,responsible,serial" >c
	print "medium_no,medium_kind,network_class,medium_state,keeper" >m
	split("machine self_check notice", source)
	split("technical management duty", kind)
	split("high medium low", severity)
	for (i = 0; i < n / 2; i++)
		printf "隐患 %d,%d-%02d-%02d,%s,%s,%s,职工%d,%d-12-31\n", i, \
			year - i % 2, 1 + i % 9, 1 + i % 28, source[1 + i % 3], \
			kind[1 + i % 3], severity[1 + i % 3], i % 80, year >h
	for (i = 0; i < n * 3 / 10; i++)
		printf "PC-%06d,%s,职工%d,SN%07d\n", i, \
			i % 2 ? "intranet" : "internet", i % 80, i >c
	for (i = 0; i < n / 5; i++)
		printf "U-%06d,usb_disk,intranet,in_use,职工%d\n", i, i % 80 >m
}'

# measure NAME WHERE
measure() {
	"$zicha" --lang en --db "$2" db init --sample >/dev/null
	for ledger in hazard computer medium; do
		"$zicha" --lang en --db "$2" --as u004 ledger import "$ledger" \
			"$dir/$ledger.csv" >"$dir/out" 2>&1 || {
			head -5 "$dir/out" >&2
			exit 2
		}
	done
	best=999999
	for _ in 1 2 3 4 5; do
		a=$(date +%s%N)
		"$zicha" --lang en --db "$2" indicator --now --format json \
			>"$dir/all.json"
		b=$(date +%s%N)
		best=$(awk "BEGIN { s = ($b - $a) / 1e9
			print s < $best ? s : $best }")
	done
	n=$(grep -c '"better":' "$dir/all.json" || :)
	awk -v name="$1" -v n="$n" -v s="$best" -v goal=$goal 'BEGIN {
		printf "%s all %d indicators (s) %.2f <= %s %s\n", name, n, s,
			goal, s <= goal ? "reached" : "missed"
		exit s > goal || n == 0 }' || missed=1
}

echo "unit of $rows rows; load $(cut -d' ' -f1-3 /proc/loadavg)"
mkdir "$dir/d"
measure SQLite "$dir/d"
if url=$(tests/lib/postgres.sh start); then
	url=${url#ZC_TEST_PG=}
	psql -X -q "$url" -c 'CREATE DATABASE a'
	ZICHA_DATA=$dir/files
	export ZICHA_DATA
	measure PostgreSQL "postgresql://zicha@/a?host=${url##*host=}"
else
	url=
	echo 'PostgreSQL is not installed here'
fi
[ "$missed" -eq 0 ]
