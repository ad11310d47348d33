# Real journal files, made by systemd's own tool, packed by each method and
# damaged: what is in them is found, and what could not be read is told.
. tests/e2e/lib
need python3 xz
remote=
for d in /usr/lib/systemd /lib/systemd; do
	[ ! -x $d/systemd-journal-remote ] || remote=$d/systemd-journal-remote
done
[ -n "$remote" ] || cannot 'systemd-journal-remote is not installed'
ldconfig -p 2>/dev/null | grep -q 'libsystemd.so.0' ||
	cannot 'libsystemd is not installed'

make=$top/tests/tools/journal-make
R=$T/root
make_root "$R"
dir=$R/var/log/journal/0123456789abcdef0123456789abcdea
mkdir -p "$dir"
"$make" export >"$T/export"
# fresh yes|no: the journal, with long fields packed (zstd) or not.
fresh() {
	rm -f "$dir"/*
	"$remote" --compress="$1" -o "$dir/system.journal" "$T/export" \
		>"$T/out" 2>&1 || fail 'no journal was made'
}
# ask SQL: rows to $T/out, what was not fully seen to $T/err
ask() {
	status 0 "$Z" --db "$T/db" query --root "$R" --format csv "$1" \
		>"$T/out" 2>"$T/err"
	sed -i -e 1d -e 's/\r$//' "$T/out"
}
whole() {
	ask "SELECT oldest, newest, largest_gap FROM log_source
		WHERE name = 'journal'"
	same "$(cat "$T/out")" 1768003200,1768100400,7
	hasnot "$T/err" log_source
	ask "SELECT serial, first_seen, last_seen, product LIKE 'xxxx%'
		FROM usb_history ORDER BY serial"
	same "$(cat "$T/out")" 'A1B2,1768017600,1768017660,0
C3D4,1768021200,1768021260,1'
	hasnot "$T/err" usb_history
	ask 'SELECT kind, at FROM power_event ORDER BY at'
	same "$(cat "$T/out")" 'boot,1768003200
shutdown,1768050005
boot,1768089600
suspend,1768093200
resume,1768096800'
	ask 'SELECT kind, from_at, to_at FROM trace_gap'
	same "$(cat "$T/out")" log_gap,1768021260,1768050000
	hasnot "$T/err" trace_gap
}

# A unit failed when the last word of the manager about it says so.
for u in bad mended good; do
	mkdir -p "$R/usr/lib/systemd/system"
	printf '[Service]\nExecStart=/bin/%s\n' $u \
		>"$R/usr/lib/systemd/system/$u.service"
done
failures="SELECT name, failed FROM service WHERE name IN
	('bad.service', 'good.service', 'mended.service') ORDER BY name"
ask "$failures"
same "$(cat "$T/out")" 'bad.service,
good.service,
mended.service,'
fresh yes
ask "$failures"
same "$(cat "$T/out")" 'bad.service,1
good.service,0
mended.service,0'
whole
fresh no
whole
for how in lz4 xz; do
	fresh no
	"$make" $how "$dir/system.journal"
	whole
done

# Damaged: never "ok", and what is left is still shown.
for how in cut head zero noise list; do
	fresh yes
	"$make" $how "$dir/system.journal"
	for t in log_source usb_history power_event trace_gap; do
		ask "SELECT * FROM $t"
		grep -q "^$t: " "$T/err" || fail "$how: $t seems whole"
	done
done
fresh yes
cp "$dir/system.journal" "$dir/system@1-1.journal~"
"$make" cut "$dir/system@1-1.journal~"
ask 'SELECT serial FROM usb_history ORDER BY serial'
same "$(cat "$T/out")" 'A1B2
C3D4'
has "$T/err" 'usb_history: partial'

# The beginning was removed although there is room for all of it.
fresh yes
"$make" first "$dir/system.journal"
ask "SELECT detail FROM trace_gap WHERE kind = 'journal_trimmed'"
# On a disk that is nearly full systemd itself would have removed it.
df -P "$dir" | awk 'NR == 2 { exit $4 < $2 * 0.22 }' &&
	has "$T/out" 5000
mkdir -p "$R/etc/systemd"
printf '[Journal]\nSystemMaxUse=8M\n' >"$R/etc/systemd/journald.conf"
ask "SELECT detail FROM trace_gap WHERE kind = 'journal_trimmed'"
same "$(cat "$T/out")" ''
exit 0
