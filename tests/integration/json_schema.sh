#!/bin/sh
# What is printed as JSON is of the published form, and the checker itself
# notices what is not.
set -eu
z=${ZICHA:-build/asan/zicha}
tmp=${TMPDIR:-/tmp}
root=$tmp/root
mkdir -p "$root/etc" "$root/var/lib/dpkg"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo 'root::20000:0:99999:7:::' >"$root/etc/shadow"
echo 'root:x:0:' >"$root/etc/group"
printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n' \
	>"$root/etc/os-release"
: >"$root/var/lib/dpkg/status"

# faults FILE [SCHEMA]
faults() {
	jq -n -r --slurpfile s "docs/formats/${2:-inspection}.schema.json" \
		--slurpfile v "$1" -f tests/schema.jq
}
none() {
	faults "$@" >"$tmp/faults"
	[ ! -s "$tmp/faults" ] || {
		head "$tmp/faults"
		exit 1
	}
}

for lang in zh en; do
	status=0
	$z --lang $lang --db "$tmp/db" inspect --root "$root" --format json \
		>"$tmp/$lang.json" 2>"$tmp/err" || status=$?
	case $status in
	0 | 1 | 3) ;;
	*)
		cat "$tmp/err"
		exit 1
		;;
	esac
	none "$tmp/$lang.json"
done
# Reasons are in the language asked for, to the last one.
for lang in zh en; do
	jq -r '[.coverage[], .results[]] | .[].reason | select(. != "")' \
		"$tmp/$lang.json" | sort -u >"$tmp/$lang.reasons"
	[ -s "$tmp/$lang.reasons" ]
done
jq -R -e -n '[inputs | test("[\\p{Han}]")] | all' "$tmp/zh.reasons" >/dev/null
jq -R -e -n '[inputs | test("[\\p{Han}]")] | any | not' "$tmp/en.reasons" \
	>/dev/null
# The other outputs for programs.
for all in '' --all; do
	# shellcheck disable=SC2086 # one word or none
	$z --db "$tmp/db" finding list $all --format json >"$tmp/f.json"
	none "$tmp/f.json" finding
	[ "$(jq '.findings | length' "$tmp/f.json")" -gt 0 ]
done
jq '.findings[0].workflow = "gone"' "$tmp/f.json" >"$tmp/bad.json"
faults "$tmp/bad.json" finding | grep -q workflow
$z query --root "$root" --format json 'SELECT name, uid, last_login,
	1.5 AS f FROM account' >"$tmp/q.json"
none "$tmp/q.json" query
[ "$(jq length "$tmp/q.json")" = 1 ]
jq '.[0].name = []' "$tmp/q.json" >"$tmp/bad.json"
faults "$tmp/bad.json" query | grep -q name
for f in "$tmp"/db/cases/*.case; do
	$z --db "$tmp/db" case export "$f" >"$tmp/c.jsonl"
done
# A few of each kind of line: the checker starts anew for each.
jq -c 'keys[0]' "$tmp/c.jsonl" | sort -u >"$tmp/kinds"
[ "$(wc -l <"$tmp/kinds")" -ge 3 ]
head -n 60 "$tmp/c.jsonl" >"$tmp/some"
while read -r line; do
	printf '%s\n' "$line" >"$tmp/line.json"
	none "$tmp/line.json" case
done <"$tmp/some"
echo '{"row": {"name": ["x"]}}' >"$tmp/bad.json"
faults "$tmp/bad.json" case | grep -q 'none of the forms'
# Every check of a computer is in the result: none is left out.
[ "$(jq '.results | length' "$tmp/zh.json")" = \
	"$($z check list | grep -c '^host\.')" ]
# Nothing passes over a table that was not fully seen.
[ "$(jq '[.coverage[] | select(.status != "ok") | .table] as $not
	| [.results[] | select(.verdict == "pass") | .tables | split(" ")[]]
	| map(select(IN($not[]))) | length' "$tmp/zh.json")" = 0 ]
# Planted faults of the form are noticed.
jq '.results[0].verdict = "fine"' "$tmp/zh.json" >"$tmp/bad.json"
faults "$tmp/bad.json" | grep -q 'results\[0\].verdict'
jq 'del(.summary.high)' "$tmp/zh.json" >"$tmp/bad.json"
faults "$tmp/bad.json" | grep -q 'summary: lacks high'
