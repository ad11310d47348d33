#!/bin/sh
# Ledgers as files: template, dry run, every bad cell named, all or nothing, a
# kill in the middle of 100,000 rows, two writers, formulas, the way back.
. tests/e2e/lib
. tests/e2e/office
need python3
office "$T/d"

# The template comes back filled.
status 0 z ledger template t_computer -o "$T/t.xlsx" 2>"$T/err"
[ -s "$T/t.xlsx" ] || fail 'no template'
status 0 z ledger import t_computer "$T/t.xlsx" >"$T/out" 2>"$T/err"
has "$T/out" 'rows read 0'

# Every bad cell by row, column and address; nothing is kept.
cat >"$T/bad.csv" <<-'X'
	资产编号,网络,MAC 地址,价格,房间
	PC-1,互联网,00:1a:2b:3c:4d:01,100,101
	PC-2,电话网,00:1a:2b:3c:4d:02,两千,101
	PC-3,,00:1a:2b:3c:4d:01,100,101
	PC-1,互联网,,100,1x
X
status 4 z ledger import t_computer "$T/bad.csv" >"$T/out" 2>"$T/err"
has "$T/err" '^row 3 B3: "network"'
has "$T/err" '^row 3 D3: "price"'
has "$T/err" '^row 4 B4: "network" must be given'
has "$T/err" '^row 4 C4: "MAC address".*as in row 2'
has "$T/err" '^row 5 A5: "asset number".*as in row 2'
has "$T/err" '^row 5 E5: "room"'
has "$T/out" 'rows with faults 3'
status 0 z ledger list t_computer >"$T/out" 2>"$T/err"
same "$(wc -l <"$T/out")" 1

# GBK as spreadsheets here write it; an unknown column is not lost silently.
printf '资产编号,网络,楼层\nPC-7,互联网,3\n' |
	iconv -f UTF-8 -t GBK >"$T/gbk.csv"
status 4 z ledger import t_computer "$T/gbk.csv" >"$T/out" 2>"$T/err"
has "$T/err" '楼层'
status 0 z ledger import t_computer "$T/gbk.csv" --map '楼层=-' --dry-run \
	>"$T/out" 2>"$T/err"
has "$T/out" 'nothing was saved'
status 4 z ledger import t_computer "$T/gbk.csv" --map '楼层=房间' \
	>"$T/out" 2>"$T/err"
has "$T/err" '^row 2 C2: "room"'
status 0 z ledger import t_computer "$T/gbk.csv" --map '楼层=-' \
	>"$T/out" 2>"$T/err"
has "$T/out" 'added 1'
status 0 z --lang zh ledger show t_computer PC-7 --history >"$T/out" 2>"$T/err"
has "$T/out" '取得方式: 导入'
has "$T/out" '导入：'

# By the key: a fault without --update, a change with it.
printf 'asset_no,network,room\nPC-7,互联网,305\nPC-8,office,306\n' \
	>"$T/up.csv"
status 4 z ledger import t_computer "$T/up.csv" >"$T/out" 2>"$T/err"
has "$T/err" '^row 2 A2: .*--update'
status 0 z ledger import t_computer "$T/up.csv" --update >"$T/out" 2>"$T/err"
has "$T/out" 'added 1  changed 1'
status 0 z ledger import t_computer "$T/up.csv" --update >"$T/out" 2>"$T/err"
has "$T/out" 'added 0  changed 0  same as before 2'

# A mark in one cell of a file: nothing of it anywhere.
printf 'asset_no,network,remark\nPC-9,互联网,绝密★长期\n' >"$T/mark.csv"
status 5 z ledger import t_computer "$T/mark.csv" >"$T/out" 2>"$T/err"
has "$T/err" '^row 2 C2: '
hasnot "$T/err" '绝密'
hasnot "$T/d/zicha.db" '绝密★长期'

# Formulas go out as text.
status 0 z ledger set t_computer PC-8 'remark==cmd|calc' 2>"$T/err"
status 0 z ledger export t_computer -o "$T/out.csv" 2>"$T/err"
has "$T/out.csv" "'=cmd|calc"
status 0 z ledger export t_computer -o "$T/out.xlsx" 2>"$T/err"
status 0 z ledger export t_computer -o "$T/out.html" 2>"$T/err"
has "$T/out.html" '<td>PC-8</td>'
status 0 z ledger export t_computer -o "$T/labels.txt" --labels 2>"$T/err"
has "$T/labels.txt" 'asset number: PC-8'
status 2 z ledger export t_computer -o "$T/out.pdf" 2>"$T/err"
status 4 z ledger export t_computer -o "$T/nowhere/out.csv" 2>"$T/err"
has "$T/err" "nowhere/out.csv: cannot be written"
# … and what went out comes in again unchanged.
status 0 z ledger import t_computer "$T/out.xlsx" --update \
	>"$T/out" 2>"$T/err"
has "$T/out" 'same as before 2'

# 100,000 rows, killed in the middle: all of the file or nothing of it.
python3 - "$T/many.csv" <<-'X'
	import sys
	with open(sys.argv[1], 'w') as f:
	    f.write('资产编号,网络,MAC 地址,责任人,购置日期,价格\n')
	    for i in range(100000):
	        m = '%012x' % (0x020000000000 + i)
	        m = ':'.join(m[k:k + 2] for k in range(0, 12, 2))
	        f.write('N-%06d,互联网,%s,职工%d,2025-0%d-11,%d.50\n' %
	                (i, m, i % 500, i % 9 + 1, i % 9000))
X
for wait in 0.5 1 1.5 2 3 4; do
	"$Z" --db "$D" --catalog tests/office ledger import t_computer \
		"$T/many.csv" >"$T/out" 2>"$T/err" &
	pid=$!
	sleep "$wait"
	: >"$T/err"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	n=$(sqlite3 "$T/d/zicha.db" 'SELECT count(*) FROM t_computer')
	case $n in
	2) ;;
	100002) break ;;
	*) fail "$n rows after a kill" ;;
	esac
done
if [ "$n" = 2 ]; then
	status 0 z ledger import t_computer "$T/many.csv" >"$T/out" 2>"$T/err"
	has "$T/out" 'added 100000'
fi
same "$(sqlite3 "$T/d/zicha.db" 'SELECT count(*) FROM t_computer')" 100002
same "$(sqlite3 "$T/d/zicha.db" "SELECT count(*) FROM history
	WHERE act = 'import' AND ledger = 't_computer'")" 100003

# Two writers at once: no number twice, nothing lost.
add10() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		z ledger add t_fix computer=PC-7 || echo failed
	done
}
add10 >"$T/a" 2>&1 &
a=$!
add10 >"$T/b" 2>&1 &
b=$!
wait "$a"
wait "$b"
hasnot "$T/a" failed
hasnot "$T/b" failed
same "$(sqlite3 "$T/d/zicha.db" \
	'SELECT count(DISTINCT fix_no) FROM t_fix')" 20
