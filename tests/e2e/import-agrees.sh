# One inspection, taken in as a case and as JSON lines, is judged the same as
# where it was made; many cases of the collector come in at once.
# engines: both
. tests/e2e/lib
need sqlite3

make_root "$T/root"
printf 'toor:x:0:0::/root:/bin/bash\n' >>"$T/root/etc/passwd"
printf 'a\001b\tc:x:77:77:\377:/home/a:/bin/sh\n' >>"$T/root/etc/passwd"
printf '@include /etc/nowhere\n@include /etc/shadow\n' >>"$T/root/etc/sudoers"

facts="SELECT name, status, reason, detail, row_count, window_from, window_to,
	(SELECT count(*) FROM zc_miss WHERE table_name = name) FROM zc_table
	WHERE kind = 'fact' ORDER BY name"
results='SELECT check_id, verdict, severity, reason, detail, row_count FROM
	zc_result ORDER BY check_id'
evidence='SELECT check_id, finding_key, cells FROM zc_evidence
	ORDER BY check_id, finding_key, cells'
of() {
	sql "$1" "$facts" >"$2.facts"
	sql "$1" "$results" >"$2.results"
	sql "$1" "$evidence" >"$2.evidence"
}
agree() {
	for kind in facts results evidence; do
		diff "$T/$1.$kind" "$T/$2.$kind" >&3 ||
			fail "$1 and $2 differ in $kind"
	done
}
three_ways() {
	name=$1
	of "$T/$name.case" "$T/own"
	[ -s "$T/own.results" ] || fail 'no results'
	status 0 "$Z" --db "$T/db" case export "$T/$name.case" \
		-o "$T/$name.jsonl"
	for form in case jsonl; do
		rm -rf "$T/in"
		status 0 "$Z" --db "$T/in" case import "$T/$name.$form" \
			>"$T/out" 2>"$T/err"
		of "$T"/in/cases/*.case "$T/$form"
		agree own "$form"
	done
}

status '1' "$Z" --db "$T/db" inspect --root "$T/root" --case "$T/a.case" \
	>"$T/out" 2>"$T/err"
three_ways a

# This computer, as who has no rights: places are missed in many tables.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	cp "$Z" "$T/zicha"
	chmod 755 "$TMPDIR" "$T/zicha"
	mkdir "$T/u"
	chown 65534:65534 "$T/u"
	got=0
	setpriv --reuid=65534 --regid=65534 --clear-groups "$T/zicha" \
		--db "$T/u/db" inspect --skip integrity,malware_hit,file_walk \
		--case "$T/u/b.case" >"$T/out" 2>"$T/err" || got=$?
	if [ "$got" = 1 ] || [ "$got" = 3 ]; then
		mv "$T/u/b.case" "$T/b.case"
		three_ways b
		same "$(sql "$T/b.case" "SELECT group_concat(name) FROM zc_table
			WHERE status = 'ok' AND name IN
			(SELECT table_name FROM zc_miss)")" ''
	fi
fi

# Many at once, made by the collector; one of them is no case.
[ -x "$C" ] || exit 0
mkdir "$T/many"
for i in 1 2 3; do
	cp -r "$T/root" "$T/root$i"
	printf 'office-%s\n' "$i" >"$T/root$i/etc/hostname"
	printf '%032d\n' "$((i * 7654321))" >"$T/root$i/etc/machine-id"
	status 0 "$C" --root "$T/root$i" -o "$T/many/$i.case" >"$T/out" \
		2>"$T/err"
done
printf 'SQLite format 3' >"$T/many/broken.case"
status 4 "$Z" --db "$T/in3" case import "$T/many" >"$T/out" 2>"$T/err"
has "$T/err" 'broken.case'
same "$(sql "$T/in3/zicha.db" 'SELECT hostname FROM target ORDER BY hostname' |
	paste -sd, -)" office-1,office-2,office-3
same "$(sql "$T/in3/zicha.db" "SELECT count(*) FROM finding WHERE
	check_id = 'host.account.uid_zero' AND cells LIKE '%toor%'")" 3
rm "$T/many/broken.case"
findings=$(sql "$T/in3/zicha.db" 'SELECT * FROM finding ORDER BY 1')
status 0 "$Z" --db "$T/in3" case import "$T/many" >"$T/out" 2>"$T/err"
same "$(sql "$T/in3/zicha.db" 'SELECT * FROM finding ORDER BY 1')" "$findings"

# The collector sees what the whole program sees.
printf 'office-1\n' >"$T/root/etc/hostname"
status '1' "$Z" --db "$T/db" inspect --root "$T/root1" --case "$T/w.case" \
	>"$T/out" 2>"$T/err"
# Without the details: some tell how long it took.
seen='SELECT name, status, reason, row_count FROM zc_table
	WHERE kind = "fact" ORDER BY name'
sql "$T/w.case" "$seen" >"$T/whole"
sql "$T/many/1.case" "$seen" >"$T/portable"
diff "$T/whole" "$T/portable" >&3 || fail 'the collector sees otherwise'
exit 0
