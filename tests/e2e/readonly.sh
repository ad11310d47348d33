# A data directory that cannot be written: the sentence names it and a remedy.
. tests/e2e/lib

make_root "$T/root"
mkdir "$T/ro"
if [ "$(id -u)" = 0 ]; then
	mount -t tmpfs tmpfs "$T/ro" 2>/dev/null ||
		cannot 'no file system can be mounted here'
	trap 'umount "$T/ro"' EXIT
	mkdir "$T/ro/db"
	mount -o remount,ro "$T/ro"
else
	mkdir "$T/ro/db"
	chmod 555 "$T/ro" "$T/ro/db"
fi
for dir in "$T/ro/db" "$T/ro/new"; do
	status 4 "$Z" --db "$dir" inspect --root "$T/root" >"$T/out" 2>"$T/err"
	has "$T/err" "$dir"
	has "$T/err" '--db'
	hasnot "$T/err" 'disk is full'
done
# A report and a case at a place that cannot be written.
status 4 "$Z" --db "$T/db" inspect --root "$T/root" -o "$T/ro/r.html" \
	>"$T/out" 2>"$T/err"
has "$T/err" "$T/ro/r.html"
status 4 "$Z" --db "$T/db" inspect --root "$T/root" --case "$T/ro/a.case" \
	>"$T/out" 2>"$T/err"
has "$T/err" "$T/ro/a.case"
# In Chinese as well.
status 4 "$Z" --lang zh --db "$T/ro/db" inspect --root "$T/root" \
	>"$T/out" 2>"$T/err"
has "$T/err" "$T/ro/db"
has "$T/err" '管理员'
exit 0
