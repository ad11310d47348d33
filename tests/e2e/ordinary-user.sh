# Without administrator rights everything that can be seen is seen, and the
# report says what root would add.
. tests/e2e/lib
need sqlite3

if [ "$(id -u)" = 0 ]; then
	need setpriv
	# The program must be reachable, and the directory its own.
	cp "$Z" "$T/zicha"
	chmod 755 "$TMPDIR" "$T/zicha"
	mkdir "$T/u"
	chown 65534:65534 "$T/u"
	as() {
		setpriv --reuid=65534 --regid=65534 --clear-groups \
			--no-new-privs "$@"
	}
	as "$T/zicha" --version >/dev/null 2>&1 ||
		cannot 'the temporary directory is closed to others'
else
	cp "$Z" "$T/zicha"
	mkdir "$T/u"
	as() {
		"$@"
	}
fi
skip=integrity,malware_hit,file_walk
status '1|3' as "$T/zicha" --lang zh --db "$T/u/db" inspect --skip $skip \
	--case "$T/u/a.case" >"$T/out" 2>"$T/err"
has "$T/out" '以管理员身份运行还可查看：.*口令状态'
status 0 as "$T/zicha" --lang zh --db "$T/u/db" case show "$T/u/a.case" \
	--format html >"$T/page" 2>"$T/err"
has "$T/page" '以管理员身份运行还可查看：.*口令状态'
same "$(sql "$T/u/a.case" "SELECT status FROM zc_table
	WHERE name = 'password'")" denied
same "$(sql "$T/u/a.case" "SELECT count(*) FROM zc_result
	WHERE verdict = 'pass' AND ' ' || tables || ' ' LIKE '% password %'")" 0
same "$(sql "$T/u/a.case" "SELECT value FROM zc_meta
	WHERE key = 'user'")" 'ordinary user'
# Root needs no such line.
if [ "$(id -u)" = 0 ]; then
	status '0|1|3' "$T/zicha" --lang zh --db "$T/db" inspect --skip $skip \
		>"$T/out" 2>"$T/err"
	hasnot "$T/out" '以管理员身份运行还可查看'
fi
exit 0
