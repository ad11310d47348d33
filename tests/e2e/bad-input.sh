#!/bin/sh
# Files that no clerk would write, and disks, clocks and hands that fail: every
# bad cell is named, nothing of the file is kept, nothing of the store is lost.
. tests/e2e/lib
. tests/e2e/office
need python3
office "$T/d"

rows() {
	sqlite3 "$T/d/zicha.db" "SELECT count(*) FROM $1"
}
# measured FILE …: import it with the memory and the time it took in $T/use.
measured() {
	python3 - "$T/use" "$Z" --db "$D" --catalog "$top/tests/office" "$@" \
		<<-'X'
		import resource, subprocess, sys
		rc = subprocess.call(sys.argv[2:])
		u = resource.getrusage(resource.RUSAGE_CHILDREN)
		open(sys.argv[1], 'w').write('%d\n' % (u.ru_maxrss // 1024))
		sys.exit(rc)
	X
}
# MiB a program may take for 100,000 rows; sanitizers take several times that.
most=700
case $Z in *asan*) most=3000 ;; esac

# 100,000 rows: GBK and UTF-8 lines in one file, an error in every 500th row.
python3 - "$T/mixed.csv" <<-'X'
	import sys
	with open(sys.argv[1], 'wb') as f:
	    f.write('资产编号,网络,MAC 地址,责任人,购置日期,价格\n'.encode())
	    for i in range(100000):
	        net = '电话网' if i % 500 == 499 else '互联网'
	        day = '2025-02-30' if i % 500 == 250 else '2025-02-03'
	        line = 'N-%06d,%s,,职工%d,%s,%d.50\n' % (i, net, i, day, i % 90)
	        f.write(line.encode('gb18030' if i % 1000 == 700 else 'utf-8'))
X
status 4 measured ledger import t_computer "$T/mixed.csv" >"$T/out" 2>"$T/err"
same "$(rows t_computer)" 0
has "$T/err" '^row 501 B501: "network"'
has "$T/err" '^row 252 E252: "bought"'
[ "$(cat "$T/use")" -lt "$most" ] || fail "$(cat "$T/use") MiB"
# Said once each, or counted: nobody reads 300,000 lines.
python3 - "$T/all-bad.csv" <<-'X'
	import sys
	with open(sys.argv[1], 'w') as f:
	    f.write('资产编号,网络,购置日期,价格\n')
	    for i in range(100000):
	        f.write('N-%06d,电话网,明天,很贵\n' % i)
X
status 4 measured ledger import t_computer "$T/all-bad.csv" \
	>"$T/out" 2>"$T/err"
same "$(rows t_computer)" 0
[ "$(cat "$T/use")" -lt "$most" ] || fail "$(cat "$T/use") MiB"
has "$T/err" '^row 2 B2: "network"'
[ "$(wc -c <"$T/err")" -lt 1000000 ] ||
	fail "$(wc -c <"$T/err") bytes of complaints"

# Strange bytes: each of these is refused with a sentence, or taken as text.
python3 - "$T" <<-'X'
	import sys
	d = sys.argv[1] + '/'
	head = '资产编号,网络,备注\n'
	def w(name, data):
	    open(d + name, 'wb').write(data)
	w('nul.csv', (head + 'B-1,互联网,a').encode() + b'\0' + b'b\n')
	w('huge.csv', (head + 'B-2,互联网,' + 'x' * (10 << 20) + '\n').encode())
	w('wide.csv', (','.join('列%d' % i for i in range(1000)) + '\n' +
	    ','.join(str(i) for i in range(1000)) + '\n').encode())
	w('open.csv', (head + 'B-4,互联网,"never closed\n').encode())
	w('bytes.csv', bytes(range(256)) * 400)
	w('empty.csv', b'')
	w('only-bom.csv', b'\xef\xbb\xbf')
	w('bom.csv', b'\xef\xbb\xbf' + (head + 'B-5,互联网,一\n').encode())
	w('bom16.csv', (head + 'B-6,互联网,二\n').encode('utf-16'))
	w('rtl.csv', (head + 'B-7,互联网,\u202e\u2066三\u2069\n').encode())
	w('formula.csv', (head + 'B-8,互联网,=1+1\nB-9,互联网,+cmd|x\n' +
	    'B-10,互联网,@SUM(A1)\nB-11,互联网,-2+3\n').encode())
	w('long-line.csv', (head + 'B-12,互联网,' + '\n' * 100000).encode())
X
for f in nul huge wide bytes empty only-bom; do
	status '3|4|5' measured ledger import t_computer "$T/$f.csv" \
		>"$T/out" 2>"$T/err"
	[ -s "$T/err" ] || fail "$f.csv: no sentence"
	[ "$(wc -c <"$T/err")" -lt 100000 ] || fail "$f.csv: too much is said"
	[ "$(cat "$T/use")" -lt "$most" ] || fail "$f: $(cat "$T/use") MiB"
	same "$(rows t_computer)" 0
done
# A quote that never ends is a character: the lines behind it are rows still.
for f in open bom bom16 formula long-line; do
	status 0 z ledger import t_computer "$T/$f.csv" >"$T/out" 2>"$T/err"
done
same "$(rows t_computer)" 8
status 0 z ledger export t_computer -o "$T/out.csv" 2>"$T/err"
for f in '=1+1' '+cmd|x' '@SUM' '-2+3'; do
	hasnot "$T/out.csv" "[,\"]$f"
done
# Marks that turn text around would hide what a cell says.
status 4 z ledger import t_computer "$T/rtl.csv" >"$T/out" 2>"$T/err"
has "$T/err" '^row 2 C2: .*direction'
same "$(sqlite3 "$T/d/zicha.db" "SELECT count(*) FROM t_computer
	WHERE remark LIKE '%' || char(8238) || '%'")" 0

# Two importers of one file at once: one of them, whole.
python3 - "$T/two.csv" <<-'X'
	import sys
	with open(sys.argv[1], 'w') as f:
	    f.write('资产编号,网络\n')
	    for i in range(20000):
	        f.write('T-%06d,互联网\n' % i)
X
n=$(rows t_computer)
z ledger import t_computer "$T/two.csv" >"$T/a" 2>&1 &
a=$!
z ledger import t_computer "$T/two.csv" >"$T/b" 2>&1 &
b=$!
wait "$a"
ra=$?
wait "$b"
rb=$?
case $ra-$rb in
0-[1-9] | [1-9]-0) ;;
*) cat "$T/a" "$T/b" >&2 && fail "two importers ended in $ra and $rb" ;;
esac
same "$(rows t_computer)" $((n + 20000))
status 0 z db verify >"$T/out" 2>"$T/err"

# A row that was changed behind our back is named.
id=$(sqlite3 "$T/d/zicha.db" "SELECT id FROM t_computer
	WHERE asset_no = 'T-000007'")
sqlite3 "$T/d/zicha.db" "UPDATE t_computer SET room = '999' WHERE id = $id"
status '1|4|5|6' z db verify >"$T/out" 2>"$T/err"
cat "$T/out" "$T/err" >"$T/said"
has "$T/said" "test computers"
has "$T/said" "$id"
sqlite3 "$T/d/zicha.db" "UPDATE t_computer SET room = NULL WHERE id = $id"
status 0 z db verify >"$T/out" 2>"$T/err"

# No room on the disk: for an import, a backup, an attachment.
[ "$(id -u)" = 0 ] || cannot 'needs root to mount a small file system'
mkdir "$T/small"
mount -t tmpfs -o size=24m tmpfs "$T/small" 2>/dev/null ||
	cannot 'no file system can be mounted here'
trap 'umount "$T/small"' EXIT
cp "$T/d/zicha.db" "$T/small/"
D=$T/small
small() {
	sqlite3 "$D/zicha.db" "SELECT count(*) FROM $1"
}
z ledger add t_hazard description=未锁门 >"$T/out" 2>"$T/err"
z ledger step t_hazard YH-"$(date +%Y)"-0001 assign owner=王某 \
	due_at=2099-01-01 >"$T/out" 2>"$T/err" || fail 'no step'
n=$(small t_computer)
python3 - "$T/more.csv" <<-'X'
	import sys
	with open(sys.argv[1], 'w') as f:
	    f.write('资产编号,网络,备注\n')
	    for i in range(30000):
	        f.write('M-%06d,互联网,%s\n' % (i, '备注' * 20))
X
dd if=/dev/urandom of="$T/scan.pdf" bs=1k count=2000 2>/dev/null
free=$(df --output=avail -k "$D" | tail -n 1)
dd if=/dev/zero of="$D/ballast" bs=1k count=$((free - 700)) 2>/dev/null || :
ls "$D" >"$T/before"
status '1|3|4|5|6' z ledger import t_computer "$T/more.csv" >"$T/out" 2>"$T/err"
has "$T/err" 'disk full\|is full\|no space\|No space'
same "$(small t_computer)" "$n"
status '1|3|4|5|6' z db backup "$D/copy.zcb" >"$T/out" 2>"$T/err"
has "$T/err" 'disk full\|is full\|no space\|No space'
status '1|3|4|5|6' z ledger step t_hazard YH-"$(date +%Y)"-0001 fix \
	--confirmed --scan "$T/scan.pdf" --signer 王某 --signed 2026-01-01 \
	>"$T/out" 2>"$T/err"
has "$T/err" 'disk full\|is full\|no space\|No space'
# What was there is there, and nothing half written beside it.
find "$D" -type f ! -name 'zicha.db*' ! -name ballast >"$T/left"
same "$(cat "$T/left")" ''
rm "$D/ballast"
status 0 z db verify >"$T/out" 2>"$T/err"
status 0 z ledger add t_hazard description=又一处 >"$T/out" 2>"$T/err"
status 0 z db backup "$T/copy.zcb" >"$T/out" 2>"$T/err"
