#!/bin/sh
# Every query of a check is in the SQL that both engines take: each is prepared
# on PostgreSQL over the tables of a case, with stand-ins for the zc_ functions.
set -eu
z=${ZICHA:-build/asan/zicha}
tmp=${TMPDIR:-/tmp}/pg
for p in sqlite3 psql; do
	command -v "$p" >/dev/null || { echo "$p is not installed"; exit 77; }
done
pg=$(tests/lib/postgres.sh start) || exit "$?"
url=${pg#ZC_TEST_PG=}
trap 'tests/lib/postgres.sh stop "$url"' EXIT INT TERM
mkdir -p "$tmp/root/etc"
"$z" --db "$tmp/db" inspect --root "$tmp/root" --case "$tmp/e.case" \
	>"$tmp/out" 2>"$tmp/err" || :

# The tables, the functions, a stand-in for each setting, the queries.
{
	sqlite3 -readonly "$tmp/e.case" "SELECT sql || ';' FROM sqlite_master
		WHERE type = 'table' AND name NOT LIKE 'zc%'
		AND name NOT LIKE 'sqlite%'" | sed 's/ INTEGER/ BIGINT/g'
	for f in 'zc_now()' 'zc_bits(a bigint, b bigint)' \
		'zc_glob(a text, b text)' 'zc_in(a text, b text)'; do
		echo "CREATE FUNCTION $f RETURNS bigint LANGUAGE sql AS
			'SELECT 1::bigint';"
	done
} >"$tmp/schema.sql"
for f in catalog/settings/*.yaml; do
	name=$(sed -n 's/^id: *//p' "$f" | tr . _)
	case $(sed -n 's/^type: *//p' "$f") in
	integer | boolean) type=bigint ;;
	*) type=text ;;
	esac
	printf 's/\\([^:]\\):%s\\>/\\1NULL::%s/g\n' "$name" "$type"
done >"$tmp/settings.sed"
for f in catalog/checks/host/*/*.yaml; do
	awk -v f="$f" '
	function put() {
		sub(/;[ \n]*$/, "", text)
		gsub(/^"|"$/, "", text)
		if (text != "")
			printf "\\echo %s %s\nPREPARE q%d AS %s;\n" \
				"DEALLOCATE q%d;\n", f, key, n, text, n
		n++
		text = ""
	}
	/^[a-z_]+:/ {
		put()
		key = substr($1, 1, length($1) - 1)
		want = key == "query" || key == "applies" || key == "unknown"
		line = $0
		sub(/^[a-z_]+: */, "", line)
		if (want && line !~ /^[|>]/)
			text = line
		next
	}
	want { text = text "\n" $0 }
	END { put() }' "$f"
done | sed -f "$tmp/settings.sed" >"$tmp/queries.sql"
[ "$(grep -c ^PREPARE "$tmp/queries.sql")" -gt 500 ]

sql() {
	psql "$url" -q -f "$1"
}
sql "$tmp/schema.sql" >"$tmp/schema" 2>&1
if grep ERROR "$tmp/schema"; then
	exit 1
fi
# It refuses what only SQLite takes.
echo 'SELECT ifnull(1, 2);' >"$tmp/bad.sql"
sql "$tmp/bad.sql" 2>&1 | grep -q ERROR
sql "$tmp/queries.sql" >"$tmp/answers" 2>&1
if grep -B 1 -A 3 ERROR "$tmp/answers"; then
	exit 1
fi
