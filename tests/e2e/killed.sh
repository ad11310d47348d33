# SIGKILL in the middle: the next run works, and what was killed goes on.
# engines: both
. tests/e2e/lib
need sqlite3

make_root "$T/root"
case=$T/k.case
killed=0
try=0
while [ $killed = 0 ] && [ $try -lt 10 ]; do
	try=$((try + 1))
	rm -f "$case" "$case-wal" "$case-shm"
	"$Z" --db "$T/db" inspect --root "$T/root" --case "$case" \
		>"$T/out" 2>"$T/err" &
	pid=$!
	n=0
	while [ $n -lt 2000 ]; do
		n=$((n + 1))
		some=$(sqlite3 -readonly "$case" 'SELECT count(*) FROM zc_table
			WHERE status IS NOT NULL AND ms > 0' 2>/dev/null) || some=0
		[ "${some:-0}" -lt $((5 + try)) ] || break
		kill -0 $pid 2>/dev/null || break
	done
	kill -KILL $pid 2>/dev/null
	got=0
	wait $pid 2>/dev/null || got=$?
	[ $got != 137 ] || killed=1
done
[ $killed = 1 ] || fail 'it was always finished before it was killed'
# The workers die with it.
sleep 1

status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/root" >"$T/out" 2>"$T/err"
status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/root" --case "$case" \
	>"$T/out" 2>"$T/err"
same "$(sqlite3 -readonly "$case" 'PRAGMA integrity_check')" ok
same "$(sql "$case" "SELECT value FROM zc_meta WHERE key = 'sealed'")" 1
same "$(sql "$case" 'SELECT count(*) FROM zc_table WHERE status IS NULL')" 0
# Nothing came in twice.
same "$(sql "$case" 'SELECT count(*) - count(DISTINCT line) FROM account')" 0
same "$(sql "$T/db/zicha.db" 'SELECT count(*) FROM case_file')" 2
exit 0
