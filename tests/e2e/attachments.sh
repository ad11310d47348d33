#!/bin/sh
# engines: both
# Files that people attach: looked at for marks of secrecy before a byte of
# them is kept, kept below the data directory whatever the database is, and
# gone with the row that is purged.
. tests/e2e/lib
D=$T/d
z() { "$Z" --db "$D" "$@"; }
py=
for p in python3 /usr/bin/python3; do
	"$p" -c 'import openpyxl, docx' 2>/dev/null && py=$p && break
done
[ -n "$py" ] || cannot 'python3-openpyxl and python3-docx are not installed'
# files: how many are kept; nothing half-written may be among them.
files() { find "$D/files" /files -type f 2>/dev/null | wc -l | tr -d ' '; }
nowhere() {
	grep -rla -e "$1" "$D" "$T/out" "$T/err" >"$T/found" 2>/dev/null &&
		fail "$1 is in $(cat "$T/found")"
	return 0
}

status 0 z db init --unit 某镇 >"$T/out" 2>"$T/err"
"$py" - "$T" <<-'X'
	import sys, docx, openpyxl
	t = sys.argv[1]
	mark = '机密★10年'
	d = docx.Document()
	d.add_paragraph('PLANTEDWORD meeting')
	d.sections[0].header.paragraphs[0].text = mark
	d.save(t + '/strong.docx')
	d = docx.Document()
	d.add_paragraph('检查记录')
	d.save(t + '/good.docx')
	w = openpyxl.Workbook()
	w.active['A1'] = 'PLANTEDWORD'
	s = w.create_sheet('hidden')
	s.sheet_state = 'hidden'
	s['Z99'] = mark
	w.save(t + '/strong.xlsx')
	text = '第一行\nPLANTEDWORD\n%s\n正文\n' % mark
	for name, code in (('utf8', 'utf-8'), ('gbk', 'gb18030'),
	    ('utf16', 'utf-16')):
	    open('%s/strong-%s.txt' % (t, name), 'wb').write(text.encode(code))
	open(t + '/strong.html', 'w').write('<p>PLANTEDWORD</p>\n' + mark)
	open(t + '/medium.txt', 'w').write('密级：机密\n')
	open(t + '/good.txt', 'w').write('整改说明\n')
	open(t + '/page.html', 'w').write('<p>整改</p>')
	open(t + '/photo.jpg', 'wb').write(bytes([255, 216, 255, 224]) +
	    bytes(range(256)) * 8)
	open(t + '/%s.txt' % mark, 'w').write('PLANTEDWORD\n')
X

status 0 z ledger add hazard description=未设口令 found_at=2026-03-02 \
	>"$T/out" 2>"$T/err"
no=$(cut -f2 "$T/out")
set_file() {
	z ledger set hazard "$no" "evidence=@$1" ${2-}
}
for f in strong.docx strong.xlsx strong-utf8.txt strong-gbk.txt \
	strong-utf16.txt strong.html '机密★10年.txt'; do
	for how in '' --confirmed; do
		status 5 set_file "$T/$f" $how >"$T/out" 2>"$T/err"
		has "$T/err" 'carries a mark of a state secret'
		same "$(files)" 0
		nowhere PLANTEDWORD
	done
done

# What only looks like one, and what nobody can judge, asks.
for f in medium.txt photo.jpg page.html; do
	status 5 set_file "$T/$f" >"$T/out" 2>"$T/err"
	has "$T/err" '\-\-confirmed'
	same "$(files)" 0
done
has "$T/err" 'cannot be judged'
status 4 set_file "$T" >"$T/out" 2>"$T/err"
status 4 set_file "$T/none.txt" >"$T/out" 2>"$T/err"
same "$(files)" 0
status 0 set_file "$T/medium.txt" --confirmed >"$T/out" 2>"$T/err"
same "$(files)" 1
status 0 set_file "$T/good.docx" >"$T/out" 2>"$T/err"
same "$(files)" 2
sum=$(sha256sum "$T/good.docx" | cut -d' ' -f1)
status 0 z ledger show hazard "$no" >"$T/out" 2>"$T/err"
has "$T/out" "$sum"
cmp "$T/good.docx" "$D/files/$(printf %.2s "$sum")/$sum" || fail 'other bytes'

# With a new row, and the scan of a signed paper at a step.
status 0 z ledger add hazard description=二 found_at=2026-03-02 \
	evidence=@"$T/good.txt" >"$T/out" 2>"$T/err"
same "$(files)" 3
step() {
	z ledger step hazard "$no" assign owner=王某 department=办公室 \
		due_at=2099-01-01 --signer 局长 --signed 2026-03-03 "$@"
}
status 5 step --scan "$T/strong.docx" >"$T/out" 2>"$T/err"
has "$T/err" 'carries a mark of a state secret'
status 5 step --scan "$T/photo.jpg" >"$T/out" 2>"$T/err"
has "$T/err" 'cannot be judged'
same "$(files)" 3
status 0 step --scan "$T/photo.jpg" --confirmed --note STEPNOTE \
	>"$T/out" 2>"$T/err"
same "$(files)" 4
photo=$(sha256sum "$T/photo.jpg" | cut -d' ' -f1)
same "$(sql "$D/zicha.db" "SELECT scan FROM flow_step WHERE note='STEPNOTE'")" \
	"$photo"
status 0 z db verify >"$T/out" 2>"$T/err"

# The row goes, and every file it ever had; the other row keeps its own.
status 0 z db purge hazard "$no" --reason 误存 >"$T/out" 2>"$T/err"
same "$(files)" 1
same "$(sql "$D/zicha.db" "SELECT count(*) FROM flow_step
	WHERE note='STEPNOTE' OR scan='$photo'")" 0
same "$(sql "$D/zicha.db" 'SELECT count(*) FROM attachment
	WHERE purged_at IS NULL')" 1
status 0 z db verify >"$T/out" 2>"$T/err"
