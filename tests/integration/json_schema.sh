#!/bin/sh
# What inspect prints as JSON is of the published form, in both languages, and
# the checker itself notices what is not.
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

faults() {
	jq -n -r --slurpfile s docs/formats/inspection.schema.json \
		--slurpfile v "$1" -f tests/schema.jq
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
	faults "$tmp/$lang.json" >"$tmp/faults"
	if [ -s "$tmp/faults" ]; then
		head "$tmp/faults"
		exit 1
	fi
done
# Every check of the catalogue is in the result: none is left out.
[ "$(jq '.results | length' "$tmp/zh.json")" = \
	"$($z check list | wc -l)" ]
# Nothing passes over a table that was not fully seen.
[ "$(jq '[.coverage[] | select(.status != "ok") | .table] as $not
	| [.results[] | select(.verdict == "pass") | .tables | split(" ")[]]
	| map(select(IN($not[]))) | length' "$tmp/zh.json")" = 0 ]
# Planted faults of the form are noticed.
jq '.results[0].verdict = "fine"' "$tmp/zh.json" >"$tmp/bad.json"
faults "$tmp/bad.json" | grep -q 'results\[0\].verdict'
jq 'del(.summary.high)' "$tmp/zh.json" >"$tmp/bad.json"
faults "$tmp/bad.json" | grep -q 'summary: lacks high'
