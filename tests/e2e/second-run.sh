# Two inspections on the same data at once: the second says so and changes
# nothing.
# engines: both
. tests/e2e/lib
need flock sqlite3

make_root "$T/root"
mkdir -p "$T/db"
status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/root" >"$T/out" 2>"$T/err"
cases=$(ls "$T/db/cases")
# Hold it as a run does that has just begun; then two real runs.
got=0
flock -x "$T/db/lock" "$Z" --db "$T/db" inspect --root "$T/root" \
	>"$T/out" 2>"$T/err" || got=$?
same "$got" 4
has "$T/err" 'Another inspection is running'
same "$(ls "$T/db/cases")" "$cases"

"$Z" --db "$T/db" inspect --root "$T/root" >"$T/out1" 2>"$T/err1" &
a=$!
"$Z" --db "$T/db" inspect --root "$T/root" >"$T/out2" 2>"$T/err2" &
b=$!
ga=0
wait $a || ga=$?
gb=0
wait $b || gb=$?
case "$ga $gb" in
[013]' '4 | 4' '[013]) ;;
[013]' '[013])
	# One had ended before the other began: rare, and right.
	;;
*) fail "exit statuses $ga and $gb" ;;
esac
[ "$ga" != 4 ] || has "$T/err1" 'Another inspection is running'
[ "$gb" != 4 ] || has "$T/err2" 'Another inspection is running'
sound "$T/db"
exit 0
