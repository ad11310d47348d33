#!/bin/sh
# engines: both
# Figures of the sample unit: a year that was kept stays as it was, whatever
# is edited later; the store is backed up while it is written, restored,
# copied, verified, and purged.
. tests/e2e/lib
need jq
z() { "$Z" --db "$T/d" "$@"; }
figure() {
	"$Z" --db "$T/d" indicator "$@" --format json 2>"$T/err" |
		jq -r '.indicators[0] | .value // .met'
}
status 0 z db init --sample >"$T/out" 2>"$T/err"
status 0 z db verify >"$T/out" 2>"$T/err"

# Every figure, with its schema.
status 0 z indicator --year 2025 --compare --group --rows --format json \
	>"$T/all.json" 2>"$T/err"
jq -n -r --slurpfile s docs/formats/indicator.schema.json \
	--slurpfile v "$T/all.json" -f tests/schema.jq >"$T/faults" ||
	fail 'cannot be checked'
[ ! -s "$T/faults" ] || fail "$(head -5 "$T/faults")"
same "$(figure hazards_found --year 2025)" \
	"$(sql "$T/d/zicha.db" "SELECT count(*) FROM hazard WHERE
	found_at >= 1735689600 AND found_at < 1767225600 AND deleted_at IS NULL")"
status 0 z indicator --year 2025 --format csv >"$T/out" 2>"$T/err"
has "$T/out" '^"hazards_found",'
# People read the rows behind a figure with the labels of the ledger.
status 0 z --lang zh indicator hazards_found --year 2025 --rows >"$T/out" \
	2>"$T/err"
has "$T/out" '隐患编号.*发现日期.*严重程度.*状态'
has "$T/out" '2025-[0-9-]*	.*	\(高\|中\|低\)	'
hasnot "$T/out" '17[0-9]\{8\}'
status 2 z --lang zh indicator --year 25 >"$T/out" 2>"$T/err"
has "$T/err" '25 不是年份'
status 2 z indicator no_such >"$T/out" 2>"$T/err"
status 5 z indicator --year 2999 --freeze >"$T/out" 2>"$T/err"
# Nothing in a year nobody kept: not 0, not 100 %.
same "$(figure hazards_rectified --year 2019)" unknown

# The checks of the unit run over the same tables, and become findings.
status 1 z check run --target unit --format json >"$T/check.json" 2>"$T/err"
jq -n -r --slurpfile s docs/formats/check-run.schema.json \
	--slurpfile v "$T/check.json" -f tests/schema.jq >"$T/faults" ||
	fail 'cannot be checked'
[ ! -s "$T/faults" ] || fail "$(head -5 "$T/faults")"
jq -e '.results[] | select(.check == "unit.medium.overdue") |
	.verdict == "fail" and .rows > 0' "$T/check.json" >/dev/null ||
	fail 'the overdue medium of the sample is not found'
jq -e '[.results[] | select(.reason | test("could not be carried"))] == []' \
	"$T/check.json" >/dev/null || fail 'a check cannot be carried out'
z finding list >"$T/out" 2>"$T/err"
has "$T/out" 'Media that are overdue'

# Kept for good.
was=$(figure hazards_rectified --year 2025)
same "$was" 100.0
status 0 z indicator --year 2025 --freeze >"$T/out" 2>"$T/err"
has "$T/err" 'kept now: 2'
status 0 z --as u004 ledger add hazard found_at=2025-05-05 description=补登 \
	>"$T/out" 2>"$T/err"
same "$(figure hazards_rectified --year 2025)" "$was"
live=$(figure hazards_rectified --year 2025 --now)
[ "$live" != "$was" ] || fail 'the ledger did not change'
status 0 z indicator --year 2025 --freeze >"$T/out" 2>"$T/err"
has "$T/err" 'kept now: 0'
status 0 z indicator hazards_rectified --year 2026 --compare \
	>"$T/out" 2>"$T/err"
has "$T/out" "2025: $was (as kept on"
status 0 z db verify >"$T/out" 2>"$T/err"

# A day of a ledger is that day wherever it is read, with no hour.
status 1 z check run --target unit >"$T/out" 2>"$T/err"
key=$(z finding list --format json 2>"$T/err" |
	jq -r 'first(.findings[] | select(.check == "unit.hazard.overdue")).key')
TZ=Asia/Shanghai "$Z" --db "$T/d" finding show "$key" >"$T/out" 2>"$T/err" ||
	fail "finding show $key"
has "$T/out" '=20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$'
hasnot "$T/out" '=20[0-9-]* [0-9][0-9]:'

# Backup while somebody writes; a restore is the same store.
(for i in 1 2 3 4 5 6 7 8; do
	z --as u004 ledger add hazard description="同时 $i" >/dev/null 2>&1 || :
done) &
status 0 z db backup "$T/b.zicha" >"$T/out" 2>"$T/err"
wait
status 4 z db backup "$T/b.zicha" >"$T/out" 2>"$T/err"
status 0 z db backup "$T/b2.zicha" >"$T/out" 2>"$T/err"
status 0 "$Z" --db "$T/r" db restore "$T/b2.zicha" >"$T/out" 2>"$T/err"
status 0 "$Z" --db "$T/r" db verify >"$T/out" 2>"$T/err"
z db heads >"$T/h1"
"$Z" --db "$T/r" db heads >"$T/h2"
cmp "$T/h1" "$T/h2" || fail 'the restored history is another'
status '4|5' "$Z" --db "$T/r" db restore "$T/b2.zicha" >"$T/out" 2>"$T/err"
head -c 5000 "$T/b2.zicha" >"$T/cut.zicha"
status 4 "$Z" --db "$T/x" db restore "$T/cut.zicha" >"$T/out" 2>"$T/err"
echo 'a letter, and no backup at all' >"$T/letter.txt"
status 4 "$Z" --db "$T/x" db restore "$T/letter.txt" >"$T/out" 2>"$T/err"
has "$T/err" 'letter.txt: is no backup of zicha'
to=$T/c
[ "$ENGINE" != postgres ] || to=$(store_url "$T/c")
status 0 z db copy "$to" >"$T/out" 2>"$T/err"
"$Z" --db "$T/c" db heads >"$T/h2" 2>"$T/err"
cmp "$T/h1" "$T/h2" || fail 'the copied history is another'

# Changed past the program: named.
[ "$ENGINE" = postgres ] || sqlite3 "$T/r/zicha.db" \
	"UPDATE hazard SET severity = 'low' WHERE id = (SELECT min(id)
	FROM hazard WHERE severity = 'high')"
[ "$ENGINE" = postgres ] || {
	status 1 "$Z" --db "$T/r" db verify >"$T/out" 2>"$T/err"
	has "$T/out" 'hazards and their rectification'
}

# What must go goes, and the backups that hold it are named.
no=$(z ledger list hazard --search 补登 | tail -1 | cut -d' ' -f1)
status 2 z db purge hazard "$no" >"$T/out" 2>"$T/err"
status 0 z db purge hazard "$no" --reason 误录 >"$T/out" 2>"$T/err"
has "$T/out" 'b2.zicha'
status 0 z db verify >"$T/out" 2>"$T/err"
