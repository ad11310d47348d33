# Exit statuses, and what goes to standard output.
# engines: both
. tests/e2e/lib
need jq sqlite3

make_root "$T/root"
# A catalogue of one check, so that "nothing found" exists.
mkdir -p "$T/k/checks/host"
check() {
	cat >"$T/k/checks/host/only.yaml"
}

status 2 "$Z" >"$T/out" 2>"$T/err"
status 2 "$Z" nonsense >"$T/out" 2>"$T/err"
status 2 "$Z" --db >"$T/out" 2>"$T/err"
status 2 "$Z" inspect --nonsense >"$T/out" 2>"$T/err"
status 2 "$Z" inspect --format nonsense >"$T/out" 2>"$T/err"
status 2 "$Z" inspect --skip nonsense >"$T/out" 2>"$T/err"
status 2 "$Z" query --nonsense x >"$T/out" 2>"$T/err"
status 2 "$Z" query --root "$T/root" 'DELETE FROM account' >"$T/out" 2>"$T/err"
has "$T/err" 'only SELECT'
status 0 "$Z" --version >"$T/out" 2>"$T/err"
status 0 "$Z" inspect --help >"$T/out" 2>"$T/err"
status 4 "$Z" --db "$T/db" inspect --root "$T/nowhere" >"$T/out" 2>"$T/err"
has "$T/err" "$T/nowhere"
# The sentence with its values, in Chinese.
status 4 "$Z" --lang zh --db "$T/db" case show "$T/nowhere.case" >"$T/out" \
	2>"$T/err"
has "$T/err" "$T/nowhere.case：无法读取"

# What cannot be written is said before the work; what is not there as well.
status 4 "$Z" --db "$T/db0" inspect --root "$T/root" -o "$T/no/x.html" \
	>"$T/out" 2>"$T/err"
has "$T/err" "$T/no/x.html"
[ ! -e "$T/db0" ] || fail 'inspected in vain'
status 4 "$Z" --db "$T/db0" finding list >"$T/out" 2>"$T/err"
has "$T/err" 'zicha inspect first'
[ ! -e "$T/db0" ] || fail 'a store was made by looking'

# A fault in it: 1.
printf 'toor:x:0:0::/root:/bin/bash\n' >>"$T/root/etc/passwd"
status 1 "$Z" --db "$T/db" inspect --root "$T/root" --case "$T/one.case" \
	--format json >"$T/out" 2>"$T/err"
jq -e . "$T/out" >/dev/null || fail 'no valid JSON'
same "$(jq -s length "$T/out")" 1
jq -e '.schema and .inspection and .target and .coverage and .results and
	.summary' "$T/out" >/dev/null || fail 'not the object promised'
jq -e '[.results[] | select(.verdict == "pass")] | length > 0' "$T/out" \
	>/dev/null || fail 'what passes is left out'
same "$(jq -r '[.results[] | select(.check ==
	"host.account.uid_zero") | .verdict] | join(",")' "$T/out")" fail
has "$T/err" 'non-classified'

# The same by case show, and text on standard output is the report alone.
status 0 "$Z" --db "$T/db" case show "$T/one.case" --format json >"$T/out2" \
	2>"$T/err"
same "$(jq -S -c .results "$T/out")" "$(jq -S -c .results "$T/out2")"

# query: JSON and CSV with nothing else.
status 0 "$Z" query --root "$T/root" --format json \
	"SELECT name, uid FROM account WHERE uid = 0 ORDER BY name" >"$T/out" \
	2>"$T/err"
same "$(jq -c . "$T/out")" '[{"name":"root","uid":0},{"name":"toor","uid":0}]'
status 0 "$Z" query --root "$T/root" --format csv \
	"SELECT name FROM account WHERE uid = 0 ORDER BY name" >"$T/out" 2>"$T/err"
same "$(tr -d '\r' <"$T/out" | tr '\n' ' ')" 'name root toor '
exit 0
