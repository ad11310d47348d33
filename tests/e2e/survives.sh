# Findings over several inspections: the same, fixed, not seen, come back; and
# an old case that comes late changes nothing.
# engines: both
. tests/e2e/lib
need sqlite3

make_root "$T/root"
passwd=$T/root/etc/passwd
plant() {
	printf 'toor:x:0:0::/root:/bin/bash\n' >>"$passwd"
}
fix() {
	sed -i '/^toor:/d' "$passwd"
}
inspect() {
	# Cases are told apart by the second.
	sleep 1.1
	status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/root" "$@" \
		>"$T/out" 2>"$T/err"
}
store() {
	sql "$T/db/zicha.db" "$1"
}
uid_zero() {
	store "SELECT $1 FROM finding WHERE check_id = 'host.account.uid_zero'
		AND cells LIKE '%toor%'"
}

plant
inspect --case "$T/first.case"
first=$(store 'SELECT finding_key FROM finding ORDER BY 1')
[ -n "$first" ] || fail 'nothing was found'
same "$(uid_zero detection)" present
key=$(uid_zero finding_key)
inspect
same "$(store 'SELECT finding_key FROM finding ORDER BY 1')" "$first"
same "$(store "SELECT count(*) FROM finding WHERE detection <> 'present'")" 0
same "$(uid_zero recurrence)" 0

# Not seen is not fixed.
inspect --skip account
same "$(uid_zero detection)" stale
status 5 "$Z" --db "$T/db" finding step "$key" check_off >"$T/out" 2>"$T/err"
inspect
same "$(uid_zero detection)" present

# Fixed, seen to be fixed, checked off.
fix
inspect
same "$(uid_zero detection)" absent_verified
status 0 "$Z" --db "$T/db" finding step "$key" check_off 'looked at it' \
	>"$T/out" 2>"$T/err"
same "$(uid_zero workflow)" checked_off

# Left out after that: still checked off, no new finding.
inspect --skip account
same "$(uid_zero workflow)" checked_off

# And it comes back: numbered.
plant
inspect
same "$(uid_zero recurrence)" 1
same "$(uid_zero detection)" present
same "$(uid_zero workflow)" found
same "$(uid_zero finding_key)" "$key"
status 0 "$Z" --db "$T/db" finding show "$key" >"$T/out" 2>"$T/err"
has "$T/out" 'looked at it'

# The first case once more, as it is and as JSON lines: nothing changes.
before=$(store 'SELECT * FROM finding ORDER BY finding_key')
events=$(store 'SELECT count(*) FROM finding_event')
status 0 "$Z" --db "$T/db" case export "$T/first.case" -o "$T/first.jsonl" \
	>"$T/out" 2>"$T/err"
for f in first.case first.jsonl first.case; do
	status 0 "$Z" --db "$T/db" case import "$T/$f" >"$T/out" 2>"$T/err"
	same "$(store 'SELECT * FROM finding ORDER BY finding_key')" "$before"
	same "$(store 'SELECT count(*) FROM finding_event')" "$events"
done
exit 0
