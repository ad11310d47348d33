#!/bin/sh
# The store on both engines: import against the engine's own bulk insert, pages
# of a list, verification. ZC_BENCH_ROWS (default 1000000) rows; -f gives the
# PostgreSQL of the bench its own server, with fsync off as for the tests.
set -eu
cd "$(dirname "$0")/.."
rows=${ZC_BENCH_ROWS:-1000000}
make -s build/bench/store
dir=$(mktemp -d)
url=
trap 'rm -rf "$dir"; [ -z "$url" ] || tests/lib/postgres.sh stop "$url"' EXIT

echo "store, SQLite, $rows rows"
build/bench/store "$dir/a.db" "$dir/b.db" "$rows"
rm -f "$dir"/*
if url=$(tests/lib/postgres.sh start); then
	url=${url#ZC_TEST_PG=}
	psql -q "$url" -c 'CREATE DATABASE a' -c 'CREATE DATABASE b'
	echo "store, PostgreSQL, $rows rows"
	build/bench/store "postgresql://zicha@/a?host=${url##*host=}" \
		"postgresql://zicha@/b?host=${url##*host=}" "$rows"
else
	url=
	echo 'PostgreSQL is not installed here'
fi
