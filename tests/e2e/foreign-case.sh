# A case that somebody else made is hostile for show, diff, judge and export as
# it is for import: rows through the jail, results and ledgers not believed.
. tests/e2e/lib
need jq sqlite3

make_root "$T/root"
printf 'toor:x:0:0::/root:/bin/bash\n' >>"$T/root/etc/passwd"
status 1 "$Z" --db "$T/db" inspect --root "$T/root" --case "$T/own.case" \
	>"$T/out" 2>"$T/err"
verdict() {
	jq -r '.results[] | select(.check == "host.account.uid_zero") |
		.verdict' "$1"
}

# Ours: shown as it was judged, without a word.
status 0 "$Z" --db "$T/db" case show "$T/own.case" --format json \
	>"$T/own.json" 2>"$T/err"
same "$(verdict "$T/own.json")" fail
same "$(cat "$T/err")" ''

# Lies in the results, and ledgers that allow everything.
cp "$T/own.case" "$T/lies.case"
chmod u+w "$T/lies.case"
sqlite3 "$T/lies.case" "UPDATE zc_result SET verdict = 'pass', row_count = 0;
	DELETE FROM zc_evidence;
	UPDATE zc_table SET status = 'ok', reason = '' WHERE kind = 'ledger'"
for db in db db2; do
	status 0 "$Z" --db "$T/$db" case show "$T/lies.case" --format json \
		>"$T/lies.json" 2>"$T/err"
	has "$T/err" 'not made or taken in here'
	same "$(jq -S -c '.results' "$T/lies.json")" \
		"$(jq -S -c '.results' "$T/own.json")"
	[ ! -e "$T/db2" ] || fail 'a store was made by looking'
done
status 0 "$Z" --db "$T/db" case diff "$T/own.case" "$T/lies.case" \
	>"$T/out" 2>"$T/err"
same "$(grep -v '^incomparable.*unknown.*unknown$' "$T/out")" ''
status 0 "$Z" --db "$T/db" case judge "$T/lies.case" -o "$T/j" >"$T/out" \
	2>"$T/err"
same "$(sql "$T/j" "SELECT verdict FROM zc_result
	WHERE check_id = 'host.account.uid_zero'")" fail
same "$(sql "$T/j" "SELECT value FROM zc_meta WHERE key = 'case_digest'")" \
	"$(sha256sum "$T/lies.case" | cut -d' ' -f1)"

# A judgement replaces nothing.
status 4 "$Z" --db "$T/db" case judge "$T/lies.case" -o "$T/j" >"$T/out" \
	2>"$T/err"
has "$T/err" 'exists already'
printf 'mine' >"$T/mine"
status 4 "$Z" --db "$T/db" case judge "$T/lies.case" -o "$T/mine" >"$T/out" \
	2>"$T/err"
same "$(cat "$T/mine")" mine

# JSON lines are a case for every verb.
status 0 "$Z" --db "$T/db" case export "$T/lies.case" -o "$T/lies.jsonl" \
	2>"$T/err"
status 0 "$Z" --db "$T/db" case export "$T/own.case" -o "$T/own.jsonl" \
	2>"$T/err"
diff "$T/own.jsonl" "$T/lies.jsonl" >&3 || fail 'the exports differ'
status 0 "$Z" --db "$T/db" case show "$T/own.jsonl" --format json \
	>"$T/lines.json" 2>"$T/err"
same "$(jq -S -c .results "$T/lines.json")" \
	"$(jq -S -c .results "$T/own.json")"

# A view in the place of a table is no table: nothing of it was looked at.
cp "$T/lies.case" "$T/view.case"
sqlite3 "$T/view.case" "DROP TABLE account; CREATE VIEW account AS
	SELECT 'li' AS name, 1000 AS uid"
status 0 "$Z" --db "$T/db" case show "$T/view.case" --format json \
	>"$T/view.json" 2>"$T/err"
same "$(verdict "$T/view.json")" unknown

# Cut off, garbage: a sentence, no output.
cp "$T/own.case" "$T/cut.case"
chmod u+w "$T/cut.case"
truncate -s 20000 "$T/cut.case"
head -c 9000 /dev/urandom >"$T/noise.case"
for f in cut noise; do
	for verb in show judge export; do
		rm -f "$T/o"
		status 4 "$Z" --db "$T/db" case "$verb" "$T/$f.case" -o "$T/o" \
			>"$T/out" 2>"$T/err"
		has "$T/err" "$f.case"
		[ ! -e "$T/o" ] || fail "$verb of $f.case left a file"
	done
	status 4 "$Z" --db "$T/db" case diff "$T/own.case" "$T/$f.case" \
		>"$T/out" 2>"$T/err"
done

# What is new between two cases, first and in words.
printf 'toor2:x:0:0::/root:/bin/bash\n' >>"$T/root/etc/passwd"
status 1 "$Z" --db "$T/db" inspect --root "$T/root" --case "$T/next.case" \
	>"$T/out" 2>"$T/err"
status 0 "$Z" --db "$T/db" case diff "$T/own.case" "$T/next.case" >"$T/out" \
	2>"$T/err"
has "$T/out" '^new.host.account.uid_zero.*account=toor2'
same "$(awk -F'\t' '$1 == "incomparable" { late = 1 }
	$1 != "incomparable" && late { print }' "$T/out")" ''
status 0 "$Z" --db "$T/db" case diff "$T/next.case" "$T/own.case" >"$T/out" \
	2>"$T/err"
has "$T/out" '^gone.host.account.uid_zero.*account=toor2'
