#!/bin/sh
# Sheets per computer: printed, typed, taken back all or nothing; hazards in one
# step; who and what was not reached, persons, machines, media, networks apart.
. tests/e2e/lib
. tests/e2e/unitstore
unitstore "$T/d"

for p in 张某 李某 王某; do
	z ledger add person full_name="$p" in_service=yes department=办公室
done >/dev/null 2>"$T/err" || fail persons
for i in 1 2 3 4; do
	z ledger add computer asset_no=PC-0$i network_class=internet \
		responsible=王某 department=办公室 room=30$i hostname=pc-0$i
done >/dev/null 2>"$T/err" || fail computers
z ledger add computer asset_no=S-01 network_class=classified \
	secrecy_level=secret >/dev/null 2>"$T/err" || fail classified
z ledger add computer asset_no=OLD network_class=internet \
	retired_at=2026-01-01 >/dev/null 2>"$T/err" || fail retired
z ledger add medium medium_no=U-01 medium_kind=usb_disk \
	network_class=internet keeper=王某 >/dev/null 2>"$T/err" || fail medium
z ledger add network network_name=政务外网 network_class=intranet \
	network_kind=gov_extranet >/dev/null 2>"$T/err" || fail network
z ledger add inspection inspection_no=JC-1 inspection_title=年中自查 \
	begins_at=2026-01-01 ends_at=2036-12-31 computers_due=6 \
	>/dev/null 2>"$T/err" || fail inspection

# One page for each computer in use that is not classified.
status 0 z --lang zh ledger sheets JC-1 -o "$T/s.html" >"$T/out" 2>"$T/err"
same "$(grep -c 'class="sheet"' "$T/s.html")" 4
has "$T/s.html" '计算机逐机检查表'
has "$T/s.html" '□部分符合'
has "$T/s.html" '□已当场整改'
has "$T/s.html" '检查人（签字）'
hasnot "$T/s.html" 'S-01'
hasnot "$T/s.html" 'OLD'
has "$T/out" '涉密或待确认的对象不在此打印.* 1'
mkdir "$T/many"
status 0 z --lang zh ledger sheets JC-1 -o "$T/many" --format json \
	>"$T/out" 2>"$T/err"
same "$(ls "$T/many" | wc -l)" 8
fits ledger-sheets "$T/out"
status 0 z --lang zh ledger sheets JC-1 -o "$T/m.html" --for medium \
	>"$T/out" 2>"$T/err"
has "$T/m.html" 'U-01'
status 0 z --lang zh ledger sheets JC-1 -o "$T/x.html" \
	--items mlps_level2 >"$T/out" 2>"$T/err"
has "$T/x.html" '等级保护第二级'
status 2 z ledger sheets JC-1 -o "$T/x.pdf" >"$T/out" 2>"$T/err"
status 2 z ledger sheets JC-1 -o "$T/x.html" --items none \
	>"$T/out" 2>"$T/err"
status 4 z ledger sheets JC-9 -o "$T/x.html" >"$T/out" 2>"$T/err"

# Typed by hand: one good computer, one with problems, one left empty.
status 0 z --lang zh ledger sheets JC-1 -o "$T/s.xlsx" >"$T/out" 2>"$T/err"
cat >"$T/type.py" <<'X'
import sys, openpyxl
src, dst, how = sys.argv[1:4]
wb = openpyxl.load_workbook(src)
ws = wb.worksheets[0]
head = {str(c.value).strip(' *'): c.column for c in ws[1]}
def put(row, name, value):
    ws.cell(row, head[name], value)
n = {}
for r in range(2, ws.max_row + 1):
    pc = ws.cell(r, head['检查对象']).value
    n[pc] = n.get(pc, 0) + 1
    if pc in ('PC-01', 'PC-02') or how == 'all':
        put(r, '检查结果', '符合')
        put(r, '取得方式', '询问' if pc == 'PC-02' else '人工')
        if n[pc] == 1:
            put(r, '检查人', '李某')
            put(r, '检查日期', '2026-03-02')
    if pc == 'PC-01' and n[pc] == 3:
        put(r, '检查结果', '不符合')
        put(r, '情况说明', '没有设置开机口令')
        put(r, '已当场整改', '是')
    if pc == 'PC-01' and n[pc] == 6:
        put(r, '检查结果', '部分符合')
        put(r, '情况说明', '病毒库停在去年')
    if how == 'bad' and pc == 'PC-01' and n[pc] == 1:
        put(r, '检查结果', '还行')
    if how == 'bad' and pc == 'PC-01' and n[pc] == 15:
        put(r, '检查对象', 'PC-99')
    if how == 'bad' and pc == 'PC-02' and n[pc] == 1:
        put(r, '检查结果', '不符合')
    if how == 'bad' and pc == 'PC-02' and n[pc] == 15:
        put(r, '检查对象', 'S-01')
    if how == 'bad' and pc == 'PC-02' and n[pc] == 3:
        put(r, '取得方式', '机检')
    if how == 'bad' and pc == 'PC-02' and n[pc] == 4:
        put(r, '检查任务', 'JC-2')
    if how == 'mark' and pc == 'PC-01' and n[pc] == 3:
        put(r, '情况说明', '机密★10年\n水磨坪七号')
    if how == 'beside' and pc == 'PC-01' and n[pc] == 1:
        wb.create_sheet('x')['A1'] = '机密★10年\n水磨坪七号'
    if how == 'place' and pc == 'PC-01' and n[pc] == 1:
        put(r, '地点', '机密★10年\n水磨坪七号')
    if how == 'medium' and pc == 'PC-01' and n[pc] == 3:
        put(r, '情况说明', '密级：秘密')
    if how == 'other' and pc == 'PC-01' and n[pc] == 1:
        put(r, '检查结果', '不符合')
        put(r, '情况说明', '标识脱落')
wb.save(dst)
X
type() {
	"$py" "$T/type.py" "$T/s.xlsx" "$T/$1.xlsx" "$1" || fail "$1.xlsx"
}
type good
type bad
type mark
type beside
type place
type medium
type other
count() {
	sqlite3 "$D/zicha.db" "SELECT count(*) FROM $1 WHERE deleted_at IS NULL"
}

# Every bad cell by its place; nothing is kept.
status 5 z --lang zh ledger import check_record "$T/bad.xlsx" \
	--inspection JC-1 --hazards >"$T/out" 2>"$T/err"
has "$T/err" '^第 2 行 I2：'
has "$T/err" '^第 16 行 C16：台账中没有这个在用的对象'
has "$T/err" '^第 17 行.*情况说明'
has "$T/err" '^第 31 行 C31：该对象涉密或待确认'
has "$T/err" '^第 19 行 J19：.*“人工”或“询问”'
has "$T/err" '^第 20 行 A20：这一行属于另一次检查任务'
same "$(count check_record)" 0
same "$(count hazard)" 0

# A mark in one cell: refused, and nothing of it stays anywhere.
status 5 z --lang zh ledger import check_record "$T/mark.xlsx" \
	--inspection JC-1 --hazards >"$T/out" 2>"$T/err"
has "$T/err" '^第 4 行 K4：'
nowhere 水磨坪七号 '机密★10年'
same "$(count check_record)" 0

# Also where no row is: another sheet; and in what is not kept.
for f in beside place; do
	status 5 z --lang zh ledger import check_record "$T/$f.xlsx" \
		--inspection JC-1 --hazards --confirmed >"$T/out" 2>"$T/err"
	nowhere 水磨坪七号 '机密★10年'
	same "$(count check_record)" 0
done
# What only looks like one is asked about.
status 5 z ledger import check_record "$T/medium.xlsx" --inspection JC-1 \
	>"$T/out" 2>"$T/err"
same "$(count check_record)" 0
status 0 z ledger import check_record "$T/medium.xlsx" --inspection JC-1 \
	--confirmed --dry-run >"$T/out" 2>"$T/err"

# Tried, then taken; again it changes nothing.
status 0 z ledger import check_record "$T/good.xlsx" --inspection JC-1 \
	--dry-run >"$T/out" 2>"$T/err"
has "$T/out" 'nothing was saved'
same "$(count check_record)" 0
status 0 z ledger import check_record "$T/good.xlsx" --inspection JC-1 \
	--hazards --format json >"$T/out" 2>"$T/err"
fits ledger-sheets-import "$T/out"
same "$(jq -c '[.rows, .added, .left_empty, .hazards]' "$T/out")" \
	'[60,30,30,2]'
same "$(count check_record)" 30
same "$(sqlite3 "$D/zicha.db" "SELECT count(*) FROM check_record
	WHERE obtained = 'asked' AND checker = '李某'")" 15
# Put right on the spot waits for its test, the other one for its owner.
same "$(sqlite3 "$D/zicha.db" \
	'SELECT state FROM hazard ORDER BY id' | tr '\n' ' ')" \
	'to_retest found '
status 0 z ledger import check_record "$T/good.xlsx" --inspection JC-1 \
	--hazards --format json >"$T/out" 2>"$T/err"
same "$(jq -c '[.added, .same, .hazards]' "$T/out")" '[0,30,0]'
same "$(count hazard)" 2

# Another answer for the same item is a fault, or a change when wanted.
status 4 z ledger import check_record "$T/other.xlsx" --inspection JC-1 \
	>"$T/out" 2>"$T/err"
has "$T/err" '^row 2 G2: .*--update'
status 0 z ledger import check_record "$T/other.xlsx" --inspection JC-1 \
	--update --format json >"$T/out" 2>"$T/err"
same "$(jq -c '[.changed, .same]' "$T/out")" '[1,29]'

# Inspected by machine: a case of a computer with the host name of the ledger.
now=$(date +%s)
sqlite3 "$D/zicha.db" "INSERT INTO target(id, hostname, first_seen, last_seen)
	VALUES('t1', 'PC-03', $now, $now);
	INSERT INTO case_file(digest, id, target_id, rules, path, started,
	finished, imported) VALUES('x', 'c', 't1', '', '', $now, $now, $now)" ||
	fail 'no case'
status 0 z ledger coverage JC-1 --format json >"$T/out" 2>"$T/err"
fits ledger-coverage "$T/out"
same "$(jq -c '.kinds[] | select(.kind == "computer") | [.due, .planned,
	.machine, .imported, .hand, .asked, .not_checked]' "$T/out")" \
	'[4,6,1,0,1,1,1]'
same "$(jq -r '.kinds[] | select(.kind == "computer") |
	(.missing[].name, .classified[])' "$T/out" | tr '\n' ' ')" 'PC-04 S-01 '
same "$(jq -c '[.kinds[] | [.kind, .due, .not_checked]]' "$T/out")" \
	'[["person",3,3],["computer",4,1],["medium",1,1],["network",1,1]]'
status 0 z --lang zh ledger coverage JC-1 >"$T/out" 2>"$T/err"
has "$T/out" '^计算机: 应查 4  机检 1  导入 0  人工 1  询问 1  未检查 1$'
has "$T/out" '未检查: PC-04  王某  办公室  304'
# Two computers of one name cannot be told apart: no machine inspection.
z ledger set computer PC-04 hostname=pc-03 >/dev/null 2>"$T/err"
status 0 z ledger coverage JC-1 --format json >"$T/out" 2>"$T/err"
same "$(jq -c '.kinds[] | select(.kind == "computer") | .machine' \
	"$T/out")" 0
# … unless the serial number tells which one it is.
z ledger set computer PC-04 serial=SN12345678 >/dev/null 2>"$T/err"
sqlite3 "$D/zicha.db" "INSERT INTO fact_hardware(target_id, row_sum, unit_id,
	case_digest, first_seen, last_seen, gone, kind, serial)
	VALUES('t1', 'a', 1, 'x', $now, $now, 0, 'system', 'SN12345678')" ||
	fail 'no fact'
status 0 z ledger coverage JC-1 --format json >"$T/out" 2>"$T/err"
same "$(jq -c '.kinds[] | select(.kind == "computer") | [.machine,
	.missing[].name]' "$T/out")" '[1,"PC-03"]'
