#!/bin/sh
# A superior's checklist (XLSX) and problem list (DOCX): taken apart by columns,
# each item with its task or hazard, and back in the very same file.
. tests/e2e/lib
. tests/e2e/unitstore
unitstore "$T/d"

cat >"$T/make.py" <<'X'
import sys, copy, openpyxl, docx
from openpyxl.styles import Font
d = sys.argv[1]
HEAD = ['序号', '检查项目', '检查内容', '检查方法', '自查结果',
        '自查情况\n（说明）', '责任\n科室', '完成时限']
def checklist(name, change=None, head=HEAD):
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = '检查表'
    ws['A1'] = '2026年网络安全检查表'
    ws.merge_cells('A1:H1')
    ws['A2'] = '填报单位：          填报时间：'
    ws.merge_cells('A2:H2')
    for i, h in enumerate(head):
        ws.cell(4, i + 1, h).font = Font(bold=True)
    ws['A5'] = '一、组织领导'
    ws.merge_cells('A5:H5')
    ws['A6'], ws['B6'], ws['C6'], ws['H6'] = (
        1, '责任制', '成立领导小组，明确分管领导', '2026-12-15')
    ws['A7'], ws['C7'], ws['H7'] = 2, '签订网络安全责任书', '立即整改'
    ws.merge_cells('B6:B7')
    ws['A9'] = '二、技术防护'
    ws.merge_cells('A9:H9')
    ws['A10'], ws['C10'] = 3, '计算机安装杀毒软件并及时更新'
    ws['A11'], ws['C11'], ws['E11'] = 4, '不使用弱口令', '=IF(A1=1,"","")'
    ws['F10'] = '（此处已有文字）'
    ws['A13'] = '填表人：        审核人：'
    ws.merge_cells('A13:H13')
    if change:
        change(wb, ws)
    wb.save(d + '/' + name)
checklist('list.xlsx')
def no_text(wb, ws): ws['C7'] = None
checklist('hole.xlsx', no_text)
def empty(wb, ws):
    for r in range(5, 14):
        for c in range(1, 9):
            if type(ws.cell(r, c)).__name__ == 'Cell': ws.cell(r, c).value = None
checklist('empty.xlsx', empty)
checklist('heads.xlsx', None, ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'])
def cell_mark(wb, ws): ws['D10'] = '机密★10年\n水磨坪七号'
checklist('mark1.xlsx', cell_mark)
def sheet_mark(wb, ws):
    h = wb.create_sheet('底稿'); h['B3'] = '绝密★长期\n水磨坪七号'
    h.sheet_state = 'hidden'
checklist('mark2.xlsx', sheet_mark)
from openpyxl.comments import Comment
def note_mark(wb, ws): ws['C6'].comment = Comment('秘密★5年\n水磨坪七号', 'x')
checklist('mark3.xlsx', note_mark)
def prop_mark(wb, ws): wb.properties.title = '机密★10年 水磨坪七号'
checklist('mark4.xlsx', prop_mark)
def problems(name, change=None):
    doc = docx.Document()
    doc.add_heading('关于抽查发现问题的通报', 1)
    doc.add_paragraph('各单位：现将问题清单印发。')
    t = doc.add_table(rows=1, cols=6)
    for i, h in enumerate(['序号', '存在问题', '整改措施', '整改时限', '责任人',
                           '是否整改']):
        t.rows[0].cells[i].text = h
    c = t.add_row().cells
    c[0].merge(c[5]).text = '（一）网站方面'
    for a, b, x in (('1', '网站首页有错链3处', '12月10日前'),
                    ('2', '栏目超过一年未更新', '2026-12-10')):
        c = t.add_row().cells
        c[0].text, c[1].text, c[3].text = a, b, x
    t2 = doc.add_table(rows=1, cols=2)
    t2.rows[0].cells[0].text = '联系人'
    t2.rows[0].cells[1].text = '电话'
    if change:
        change(doc)
    doc.save(d + '/' + name)
problems('problems.docx')
def head(doc): doc.sections[0].header.paragraphs[0].text = '机密★10年 水磨坪七号'
problems('mark5.docx', head)
def para(doc):
    p = doc.add_paragraph()
    for w in ('绝', '密★', '长期', '　水磨坪七号'): p.add_run(w)
problems('mark6.docx', para)
def medium(doc): doc.paragraphs[1].text = '内部资料 注意保存'; doc.add_paragraph('密级：秘密')
problems('medium.docx', medium)
import struct, zlib
def png():
    def chunk(t, b):
        return (struct.pack('>I', len(b)) + t + b +
                struct.pack('>I', zlib.crc32(t + b)))
    return (b'\x89PNG\r\n\x1a\n' +
            chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(b'\0\0')) + chunk(b'IEND', b''))
def picture(doc):
    open(d + '/p.png', 'wb').write(png())
    doc.add_picture(d + '/p.png')
problems('picture.docx', picture)
X
mkdir "$T/f"
"$py" "$T/make.py" "$T/f" || fail 'no files'
z ledger add notice_in notice_no=SW-1 sender=市委网信办 notice_title=检查通知 \
	notice_kind=inspection due_at=2036-12-20 >/dev/null 2>"$T/err" ||
	fail notice
z ledger add notice_in notice_no=SW-2 sender=省委网信办 notice_title=抽查通报 \
	notice_kind=spot_check received_at=2026-01-02 due_at=2026-01-20 \
	>/dev/null 2>"$T/err" || fail notice
count() {
	sqlite3 "$D/zicha.db" "SELECT count(*) FROM $1"
}
nothing() {
	same "$(count superior_item) $(count task) $(count hazard)" '0 0 0'
	same "$(count attachment)" 0
	[ -z "$(find "$D" -path '*/files/*' -type f)" ] || fail 'a file was kept'
}

# Marks: in a cell, a hidden sheet, a comment, a property, a header, and cut
# into pieces; refused, and nothing of it stays anywhere.
for f in mark1.xlsx mark2.xlsx mark3.xlsx mark4.xlsx mark5.docx mark6.docx; do
	status 5 z ledger take "$T/f/$f" --notice SW-1 --owner 李某 \
		>"$T/out" 2>"$T/err"
	has "$T/err" 'mark of a state secret'
	status 5 z ledger take "$T/f/$f" --notice SW-1 --owner 李某 --confirmed \
		>"$T/out" 2>"$T/err"
	nowhere 水磨坪 '★'
	nothing
done
# What only looks like one, or cannot be looked at, is asked about.
status 5 z ledger take "$T/f/medium.docx" --notice SW-2 --into hazard \
	>"$T/out" 2>"$T/err"
has "$T/err" '--confirmed'
status 5 z ledger take "$T/f/picture.docx" --notice SW-2 --into hazard \
	>"$T/out" 2>"$T/err"
has "$T/err" 'pictures'
nothing
status 0 z ledger take "$T/f/picture.docx" --notice SW-2 --into hazard \
	--confirmed --dry-run >"$T/out" 2>"$T/err"
nothing

# Bad ones: a hole, no items, headings nobody knows, text, no such heading.
status 4 z --lang zh ledger take "$T/f/hole.xlsx" --notice SW-1 --owner 李某 \
	>"$T/out" 2>"$T/err"
has "$T/err" '^第 7 行 C7：.*没有要求或问题'
status 4 z ledger take "$T/f/empty.xlsx" --notice SW-1 --owner 李某 \
	>"$T/out" 2>"$T/err"
has "$T/err" 'no items'
status 4 z --lang zh ledger take "$T/f/heads.xlsx" --notice SW-1 \
	>"$T/out" 2>"$T/err"
has "$T/err" '没有找到写有要求或问题的列'
printf '序号,检查内容\n1,x\n' >"$T/f/l.csv"
status 4 z ledger take "$T/f/l.csv" --notice SW-1 >"$T/out" 2>"$T/err"
status 2 z ledger take "$T/f/list.xlsx" --notice SW-1 --map 丙=requirement \
	>"$T/out" 2>"$T/err"
status 2 z ledger take "$T/f/list.xlsx" --notice SW-1 --into nothing \
	>"$T/out" 2>"$T/err"
status 4 z ledger take "$T/f/list.xlsx" --notice SW-9 >"$T/out" 2>"$T/err"
# A task needs somebody; a login name would go back to the superior.
status 4 z ledger take "$T/f/list.xlsx" --notice SW-1 >"$T/out" 2>"$T/err"
has "$T/err" '^row 6'
nothing

# Columns nobody knows, named once and kept for the sender: next time by itself.
status 0 z ledger take "$T/f/heads.xlsx" --notice SW-1 --owner 李某 \
	--map 甲=seq_no --map 丙=requirement --map 戊=落实情况 --save-map \
	--dry-run >"$T/out" 2>"$T/err"
same "$(count list_mapping)" 0
status 0 z ledger take "$T/f/heads.xlsx" --notice SW-1 --owner 李某 \
	--map 甲=seq_no --map 丙=requirement --map 戊=落实情况 --map 己=reply \
	--save-map >"$T/out" 2>"$T/err"
same "$(count list_mapping)" 1
sqlite3 "$D/zicha.db" "DELETE FROM superior_item; DELETE FROM task"
status 0 z ledger take "$T/f/heads.xlsx" --notice SW-1 --owner 李某 \
	--format json >"$T/out" 2>"$T/err"
fits ledger-take "$T/out"
same "$(jq -c '[.items, ([.map[].field] | sort)]' "$T/out")" \
	'[4,["reply","requirement","seq_no","status"]]'
sqlite3 "$D/zicha.db" "DELETE FROM superior_item; DELETE FROM task"

# Known headings, broken over lines and with brackets; parts, foot, blank rows.
status 0 z --lang zh ledger take "$T/f/list.xlsx" --notice SW-1 --owner 李某 \
	>"$T/out" 2>"$T/err"
has "$T/out" '^自查情况 （说明） → 情况说明'
has "$T/out" '^分类标题: 第 5 行: 一、组织领导'
has "$T/out" '^未作为事项的行: 第 13 行: 填表人'
has "$T/out" '事项 4  转为任务 4'
same "$(sqlite3 "$D/zicha.db" 'SELECT seq_no, part, place_row,
	place_cells FROM superior_item ORDER BY id')" '1|责任制|6|status=5;reply=6
2|责任制|7|status=5;reply=6
3|二、技术防护|10|status=5;reply=!6
4|二、技术防护|11|status=5;reply=6'
same "$(sqlite3 "$D/zicha.db" "SELECT remark FROM superior_item
	WHERE seq_no = '2'")" '时限要求：立即整改'
status 4 z ledger take "$T/f/list.xlsx" --notice SW-1 --owner 李某 \
	>"$T/out" 2>"$T/err"
same "$(count superior_item)" 4
item() {
	sqlite3 "$D/zicha.db" "SELECT item_no FROM superior_item
		WHERE notice_no = '$1' AND seq_no = '$2'"
}
for i in 1 3 4; do
	status 0 z ledger set superior_item "$(item SW-1 $i)" status=符合 \
		reply="第${i}项已落实 a<b" >"$T/out" 2>"$T/err"
done
status 0 z --lang zh ledger set superior_item "$(item SW-1 4)" status=不符合 \
	>"$T/out" 2>"$T/err"
# The task of the second one answers for it.
status 0 z ledger step task "$(sqlite3 "$D/zicha.db" "SELECT linked_no
	FROM superior_item WHERE seq_no = '2'")" finish result=责任书已签订 \
	>"$T/out" 2>"$T/err"
status 0 z ledger give SW-1 -o "$T/back.xlsx" --format json \
	>"$T/out" 2>"$T/err"
fits ledger-give "$T/out"
same "$(jq -c '[.filled, [.not_put[] | [.number, .field, .why]]]' "$T/out")" \
	'[5,[["2","done_at","no_column"],["3","reply","occupied"],["4","status","busy"]]]'
cat >"$T/look.py" <<'X'
import sys, openpyxl, docx
if sys.argv[1].endswith('.xlsx'):
    ws = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
    for a in sys.argv[2:]: print(ws[a].value)
    print(sorted(str(r) for r in ws.merged_cells.ranges), ws['A4'].font.b)
else:
    for t in docx.Document(sys.argv[1]).tables:
        for r in t.rows: print('|'.join(c.text for c in r.cells))
X
"$py" "$T/look.py" "$T/back.xlsx" A1 E6 F6 F7 F10 E11 F11 >"$T/out"
same "$(cat "$T/out")" "2026年网络安全检查表
符合
第1项已落实 a<b
责任书已签订
（此处已有文字）
=IF(A1=1,\"\",\"\")
第4项已落实 a<b
['A13:H13', 'A1:H1', 'A2:H2', 'A5:H5', 'A9:H9', 'B6:B7'] True"
status 4 z ledger give SW-1 -o "$T/back.xlsx" >"$T/out" 2>"$T/err"
status 0 z ledger gaps SW-1 --format json >"$T/out" 2>"$T/err"
fits ledger-gaps "$T/out"
same "$(jq -c '[.items, (.unanswered | length), (.overdue | length),
	[.not_conforming[].number]]' "$T/out")" '[4,0,0,["4"]]'

# A problem list as hazards; what was checked off answers for its item.
status 4 z ledger give SW-2 -o "$T/back.docx" >"$T/out" 2>"$T/err"
status 0 z --lang zh ledger take "$T/f/problems.docx" --notice SW-2 \
	--into hazard >"$T/out" 2>"$T/err"
has "$T/out" '分类标题: 第 1 个表第 2 行: （一）网站方面'
has "$T/out" '未作为事项的行: 第 2 个表第 1 行: 联系人'
has "$T/out" '转为隐患 2'
status 0 z --lang zh ledger gaps SW-2 >"$T/out" 2>"$T/err"
has "$T/out" '^未填报的事项 2 / 2'
has "$T/out" '^逾期的事项 1 / 2'
sqlite3 "$D/zicha.db" "UPDATE hazard SET state = 'checked_off',
	measure = '已修复错链' WHERE object_name = 'SW-2 1'"
status 0 z ledger give SW-2 -o "$T/back.docx" >"$T/out" 2>"$T/err"
"$py" "$T/look.py" "$T/back.docx" >"$T/out"
has "$T/out" '^1|网站首页有错链3处|已修复错链|12月10日前||已整改$'
has "$T/out" '^2|栏目超过一年未更新||2026-12-10||$'
# What was kept is what came, byte for byte.
cmp -s "$T/f/problems.docx" "$(find "$D/files" -name "$(sha256sum \
	<"$T/f/problems.docx" | cut -c1-64)")" || fail 'another file was kept'
