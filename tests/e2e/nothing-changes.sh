# Nothing of what is inspected changes: contents, modes, and, where the file
# system keeps them strictly, access times.
. tests/e2e/lib
need sqlite3 sha256sum find

tree=$T/root
strict=0
mkdir "$tree"
if mount -t tmpfs -o strictatime,size=16m tmpfs "$tree" 2>/dev/null; then
	strict=1
	trap 'umount "$tree"' EXIT
fi
make_root "$tree"
mkdir -p "$tree/home/li/.mozilla/firefox/x.default"
sqlite3 "$tree/home/li/.mozilla/firefox/x.default/places.sqlite" \
	'CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url TEXT,
	last_visit_date INTEGER, title TEXT, visit_count INTEGER);
	INSERT INTO moz_places VALUES(1, "https://example.com/", 1, "x", 1);'
ln -s /etc/passwd "$tree/home/li/link"
# Listing a directory and reading a link would set their own access times:
# names are listed before, times are asked for by lstat alone.
find "$tree" -print | sort >"$T/list"
find "$tree" -exec touch -h -d '2026-01-02 03:04:05' {} +

times='%X %Y %Z'
[ $strict = 1 ] || times='%Y %Z'
picture() {
	xargs -d '\n' stat -c "%n %f %u %g %s $times" <"$T/list"
}
contents() {
	find "$tree" -type f -print0 | sort -z | xargs -0 sha256sum
	find "$tree" -type l -printf '%P %l\n' | sort
}

picture >"$T/before"
status '0|1|3' "$Z" --db "$T/db" inspect --root "$tree" >"$T/out" 2>"$T/err"
picture >"$T/after"
diff "$T/before" "$T/after" >&3 || fail 'the root was changed'

contents >"$T/before"
status '0|1|3' "$Z" --db "$T/db" inspect --root "$tree" >"$T/out" 2>"$T/err"
status 0 "$Z" query --root "$tree" 'SELECT name FROM account' >"$T/names"
has "$T/names" '^li'
contents >"$T/after"
diff "$T/before" "$T/after" >&3 || fail 'contents were changed'
exit 0
