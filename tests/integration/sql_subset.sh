#!/bin/sh
# Every query of a check is in the SQL that both engines take: each is prepared
# on PostgreSQL over the tables of a case, with stand-ins for the zc_ functions.
set -eu
z=${ZICHA:-build/asan/zicha}
tmp=${TMPDIR:-/tmp}/pg
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
for p in "${bin:-/nowhere}/initdb" sqlite3 psql; do
	command -v "$p" >/dev/null || { echo "$p is not installed"; exit 77; }
done
as=
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || { echo 'no setpriv'; exit 77; }
	as='setpriv --reuid=65534 --regid=65534 --clear-groups'
fi
# A socket's path is short.
dir=$(mktemp -d /tmp/zcpg.XXXXXX)
stop() {
	$as "$bin/pg_ctl" -D "$dir/db" -m immediate stop >/dev/null 2>&1 || :
	rm -rf "$dir"
}
trap stop EXIT INT TERM
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
} >"$dir/schema.sql"
for f in catalog/settings/*.yaml; do
	name=$(sed -n 's/^id: *//p' "$f" | tr . _)
	case $(sed -n 's/^type: *//p' "$f") in
	integer | boolean) type=bigint ;;
	*) type=text ;;
	esac
	printf 's/\\([^:]\\):%s\\>/\\1NULL::%s/g\n' "$name" "$type"
done >"$dir/settings.sed"
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
done | sed -f "$dir/settings.sed" >"$dir/queries.sql"
[ "$(grep -c ^PREPARE "$dir/queries.sql")" -gt 500 ]

[ -z "$as" ] || chown -R 65534:65534 "$dir"
$as "$bin/initdb" -D "$dir/db" -U zicha -A trust -E UTF8 --no-locale \
	>"$tmp/init" 2>&1
$as "$bin/pg_ctl" -D "$dir/db" -w -l "$dir/log" \
	-o "-k $dir -c listen_addresses= -c fsync=off" start >"$tmp/start"
sql() {
	$as psql -h "$dir" -U zicha -d postgres -q -f "$1"
}
sql "$dir/schema.sql" >"$tmp/schema" 2>&1
if grep ERROR "$tmp/schema"; then
	exit 1
fi
# It refuses what only SQLite takes.
echo 'SELECT ifnull(1, 2);' >"$dir/bad.sql"
sql "$dir/bad.sql" 2>&1 | grep -q ERROR
sql "$dir/queries.sql" >"$tmp/answers" 2>&1
if grep -B 1 -A 3 ERROR "$tmp/answers"; then
	exit 1
fi
