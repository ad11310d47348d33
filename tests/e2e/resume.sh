# Ctrl-C leaves a valid case that is not sealed; the next run goes on with it
# and does not look again at what it has.
. tests/e2e/lib
need sqlite3

make_root "$T/root"
# Something to do for long enough: many homes with many files.
i=0
while [ $i -lt 300 ]; do
	d=$T/root/home/u$i
	mkdir -p "$d/.ssh" "$d/a/b/c" "$d/.config/google-chrome/Default"
	printf 'u%d:x:%d:%d::/home/u%d:/bin/bash\n' $i $((2000 + i)) \
		$((2000 + i)) $i >>"$T/root/etc/passwd"
	: >"$d/.bash_history"
	cp "$d/.bash_history" "$d/.ssh/authorized_keys"
	i=$((i + 1))
done

case=$T/half.case
stopped=0
try=0
# The signal has to come between the first table and the last.
while [ $stopped = 0 ] && [ $try -lt 10 ]; do
	try=$((try + 1))
	rm -f "$case" "$case-wal" "$case-shm"
	"$Z" --db "$T/db" inspect --root "$T/root" --case "$case" \
		>"$T/out" 2>"$T/err" &
	pid=$!
	n=0
	while [ $n -lt 2000 ]; do
		n=$((n + 1))
		done_tables=$(sqlite3 -readonly "$case" 'SELECT count(*) FROM
			zc_table WHERE status IS NOT NULL AND kind = "fact"' \
			2>/dev/null) || done_tables=0
		[ "${done_tables:-0}" -lt $((25 + try)) ] || break
		kill -0 $pid 2>/dev/null || break
	done
	kill -INT $pid 2>/dev/null
	got=0
	wait $pid || got=$?
	[ $got != 6 ] || stopped=1
done
[ $stopped = 1 ] || fail "never stopped with status 6 (last: $got)"
# The command it names is a whole one: program, data, root.
has "$T/err" "^  [^ ]*zicha.* --db $T/db inspect --case $case --root $T/root"

same "$(sqlite3 "$case" 'PRAGMA integrity_check')" ok
same "$(sql "$case" "SELECT count(*) FROM zc_meta WHERE key = 'sealed'")" 0
all=$(sql "$case" "SELECT count(*) FROM zc_table WHERE kind = 'fact'")
had=$(sql "$case" "SELECT count(*) FROM zc_table WHERE kind = 'fact' AND
	status IS NOT NULL AND ms > 0")
[ "$had" -gt 0 ] || fail 'nothing was kept'
[ "$had" -lt "$all" ] || fail 'nothing was left to do'
# A mark that would go if a finished table were gathered again.
first=$(sql "$case" "SELECT name FROM zc_table WHERE kind = 'fact' AND
	status = 'ok' AND ms > 0 ORDER BY name LIMIT 1")
sqlite3 "$case" "UPDATE zc_table SET ms = 987654 WHERE name = '$first'"

# Not a file that somebody else could have made.
chmod 666 "$case"
status 5 "$Z" --db "$T/db" inspect --root "$T/root" --case "$case" \
	>"$T/out" 2>"$T/err"
has "$T/err" "one's own"
chmod 600 "$case"
status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/root" --case "$case" \
	>"$T/out" 2>"$T/err"
same "$(sql "$case" "SELECT ms FROM zc_table WHERE name = '$first'")" 987654
same "$(sql "$case" "SELECT value FROM zc_meta WHERE key = 'sealed'")" 1
same "$(sql "$case" "SELECT count(*) FROM zc_table WHERE kind = 'fact' AND
	status IS NULL")" 0
[ ! -e "$case-wal" ] && [ ! -e "$case-journal" ] || fail 'a journal is left'

# Sealed: no more of it, and that has nothing to do with classified computers.
status 5 "$Z" --db "$T/db" inspect --root "$T/root" --case "$case" \
	>"$T/out" 2>"$T/err"
has "$T/err" 'sealed'
hasnot "$T/err" 'secrecy administration'
exit 0
