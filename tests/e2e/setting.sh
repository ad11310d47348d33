#!/bin/sh
# engines: both
# Settings of the unit: changed by who may, held to their floor, in force at
# once, and every change in the history that verifies.
. tests/e2e/lib
need jq
D=$T/d
z() { "$Z" --db "$D" "$@"; }
status 0 z db init --unit 某镇 >"$T/out" 2>"$T/err"
value() { z setting show "$1" --format json 2>"$T/err" | jq -r .value; }

status 0 z setting list --format json >"$T/list.json" 2>"$T/err"
fits setting-list "$T/list.json"
[ "$(jq '.settings | length' "$T/list.json")" -gt 100 ] || fail 'too few'
same "$(jq '[.settings[] | select(.own)] | length' "$T/list.json")" \
	"$(sql "$D/zicha.db" 'SELECT count(*) FROM setting_value')"
status 0 z setting list unit.small >"$T/out" 2>"$T/err"
same "$(wc -l <"$T/out")" 1

# Floors, types, names.
id=$(jq -r '[.settings[] | select(.type == "integer" and .min != null and
	.max != null)][0].id' "$T/list.json")
at() { jq -r ".settings[] | select(.id == \"$id\") | .$1" "$T/list.json"; }
was=$(at value)
for bad in $(($(at min) - 1)) $(($(at max) + 1)) many; do
	status 4 z setting set "$id" "$bad" >"$T/out" 2>"$T/err"
	has "$T/err" "$id must"
done
status 2 z setting set "$id" 1 2 >"$T/out" 2>"$T/err"
status 2 z setting set "$id" >"$T/out" 2>"$T/err"
status 2 z setting set no.such 1 >"$T/out" 2>"$T/err"
status 2 z setting show no.such >"$T/out" 2>"$T/err"
status 4 z setting set unit.small perhaps >"$T/out" 2>"$T/err"
same "$(value "$id")" "$was"
status 0 z setting set "$id" "$(at min)" >"$T/out" 2>"$T/err"
same "$(value "$id")" "$(at min)"
status 0 z setting set "$id" "$(at max)" >"$T/out" 2>"$T/err"
status 0 z setting show "$id" --format json >"$T/show.json" 2>"$T/err"
fits setting-show "$T/show.json"
same "$(jq -r '.history | map(.was + ">" + .is) | join(" ")' "$T/show.json")" \
	"$was>$(at min) $(at min)>$(at max)"
same "$(jq -r '.history[1].actor' "$T/show.json")" "$(id -un)"
status 0 z setting set "$id" --default >"$T/out" 2>"$T/err"
same "$(value "$id")" "$(at default)"
status 0 z setting show "$id" >"$T/out" 2>"$T/err"
same "$(grep -c ' → ' "$T/out")" 3

# Lists, truth in the words of both languages.
status 0 z setting set unit.small 是 >"$T/out" 2>"$T/err"
same "$(value unit.small)" 1
status 0 z setting set unit.small no >"$T/out" 2>"$T/err"
same "$(value unit.small)" 0
status 0 z setting set unit.words 甲词 乙词 >"$T/out" 2>"$T/err"
same "$(value unit.words)" '甲词
乙词'

# Nothing with a mark comes in.
for how in '' --confirmed; do
	status 5 z setting set unit.words '机密★10年' $how >"$T/out" 2>"$T/err"
done
status 4 z setting set unit.words '密级：机密' >"$T/out" 2>"$T/err"
has "$T/err" '\-\-confirmed'
same "$(value unit.words)" '甲词
乙词'

# In force at once, and only for who has the function.
status 0 z user add sys --full-name 王某 >"$T/out" 2>"$T/err"
status 0 z user grant sys platform_admin >"$T/out" 2>"$T/err"
z check run --target unit --format json >"$T/a.json" 2>"$T/err"
same "$(jq -r '.results[] | select(.check == "unit.people.admins_merged") |
	.verdict' "$T/a.json")" pass
status 0 z --as sys setting set unit.small 1 >"$T/out" 2>"$T/err"
has "$T/out" 'sys '
z check run --target unit --format json >"$T/a.json" 2>"$T/err"
same "$(jq -r '.results[] | select(.check == "unit.people.admins_merged") |
	.verdict' "$T/a.json")" not_applicable
same "$(jq -r '.results[] | select(.check == "unit.people.no_auditor") |
	.verdict' "$T/a.json")" fail
status 0 z user add li --full-name 李某 >"$T/out" 2>"$T/err"
status 0 z user grant li auditor >"$T/out" 2>"$T/err"
status 5 z --as li setting set unit.small 0 >"$T/out" 2>"$T/err"
same "$(value unit.small)" 1
z check run --target unit --format json >"$T/a.json" 2>"$T/err"
same "$(jq -r '.results[] | select(.check == "unit.people.no_auditor") |
	.verdict' "$T/a.json")" pass
status 0 z db verify >"$T/out" 2>"$T/err"
