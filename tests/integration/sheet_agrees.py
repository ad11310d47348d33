#!/usr/bin/python3
"""Tables made by other programs, read by us and by openpyxl and python-docx:
every cell must say the same. sheet_agrees.sh runs it: TOOL TMPDIR [CORPUS]."""
import datetime
import os
import re
import subprocess
import sys
import warnings
import zipfile

import docx
import openpyxl

warnings.simplefilter("ignore")
tool, tmp = sys.argv[1], sys.argv[2]
corpus = sys.argv[3] if len(sys.argv) > 3 else ""
faults = []
compared = 0


def run(*args):
    r = subprocess.run([tool, *args], capture_output=True)
    if r.returncode not in (0, 2):
        faults.append("%s: ended by %d: %s" % (args, r.returncode,
                                                r.stderr[-300:]))
    return r.returncode, r.stdout.decode("utf-8"), r.stderr.decode("utf-8")


def unescape(s):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]),
                  s)


def rows_of(path, *sheet):
    code, out, err = run("read", path, *sheet)
    if code != 0:
        return None, err
    cells = {}
    for line in out.split("\n"):
        p = line.split("\t", 4)
        if len(p) == 5 and p[0] != "note":
            cells[(int(p[0]), int(p[1]), int(p[2]))] = unescape(p[4])
    return cells, ""


def plain(s):
    s = re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), s)
    s = s.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b-\x1f\x7f]", " ", s).strip()


def same(value, text):
    if isinstance(value, bool):
        return text == ("TRUE" if value else "FALSE")
    if isinstance(value, datetime.datetime):
        v = value + datetime.timedelta(microseconds=500000)
        v = v.replace(microsecond=0)
        forms = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
        return text in [v.strftime(f) for f in forms]
    if isinstance(value, datetime.time):
        return text in [value.strftime(f) for f in ("%H:%M:%S", "%H:%M")]
    if isinstance(value, (int, float)):
        try:
            return abs(float(text) - value) <= 1e-13 * max(1, abs(value))
        except ValueError:
            return False
    return plain(str(value)) == plain(text)


def sheet_read(path):
    """Name of the sheet that we take for the first: macro sheets are none."""
    for line in run("read", path)[1].split("\n"):
        p = line.split("\t")
        if p[0] == "note" and p[1] == "1" and p[3] == "1":
            return unescape(p[4])
    return None


def compare_xlsx(path):
    global compared
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception:
        run("read", path)  # it must not crash, whatever it says
        return
    seen = [w for w in book.worksheets if w.sheet_state == "visible"]
    sheet = (seen or book.worksheets)[0]
    name = sheet_read(path)
    if name in book.sheetnames:
        sheet = book[name]
    ours, err = rows_of(path)
    if ours is None:
        faults.append("%s: only we cannot read it: %s" % (path, err))
        return
    for row in sheet.iter_rows():
        for c in row:
            text = ours.pop((1, c.row, c.column), "")
            if c.value is None or c.value == "":
                continue
            compared += 1
            if not same(c.value, text):
                faults.append("%s %s: %r is %r for us" %
                              (path, c.coordinate, c.value, text))
    for key, text in ours.items():
        if text != "":
            faults.append("%s %s: only we see %r" % (path, key, text))
    fill_xlsx(path, sheet)


def parts_of(path):
    with zipfile.ZipFile(path) as z:
        return {n: z.read(n) for n in z.namelist()}


def changed_parts(a, b, path):
    """Names of parts that differ; there must be one."""
    x, y = parts_of(a), parts_of(b)
    names = [n for n in x if x[n] != y.get(n)]
    if len(names) != 1 or list(x) != list(y):
        faults.append("%s: filled, these parts differ: %r" % (path, names))


def fill_xlsx(path, sheet):
    """A cell below all others: the rest stays what it was."""
    global compared
    out = os.path.join(tmp, "filled-corpus.xlsx")
    row = sheet.max_row + 2
    code, _, err = run("fill", path, out, "1", str(row), "3", "填写")
    if code != 0:
        faults.append("%s: not filled: %s" % (path, err))
        return
    changed_parts(path, out, path)
    a = openpyxl.load_workbook(path)[sheet.title]
    b = openpyxl.load_workbook(out)[sheet.title]
    if b.cell(row=row, column=3).value != "填写":
        faults.append("%s: the value is not there" % path)
    for cells in a.iter_rows():
        for c in cells:
            compared += 1
            got = b[c.coordinate]
            same = got.value == c.value or str(got.value) == str(c.value) or (
                "ormula" in type(c.value).__name__)
            if not same or got.style_id != c.style_id:
                faults.append("%s %s: changed" % (path, c.coordinate))


def fill_docx(path, doc, ours):
    """The first cell that takes a value: every other text stays."""
    out = os.path.join(tmp, "filled-corpus.docx")
    for table, row, col in list(ours)[:20]:
        code, _, err = run("fill", path, out, str(table), str(row), str(col),
                           "填写")
        if code != 0:
            continue  # a picture, a table, or covered from above
        changed_parts(path, out, path)
        got, _ = rows_of(out)
        want = dict(ours)
        want[(table, row, col)] = "填写"
        if got != want:
            faults.append("%s: filled %r, others changed" % (path, row))
        if len(docx.Document(out).paragraphs) != len(doc.paragraphs):
            faults.append("%s: filled, paragraphs changed" % path)
        return


def compare_docx(path):
    """Tables whose cells neither span nor hold tables: python-docx repeats
    spanned cells and knows no inner text of a nested one."""
    global compared
    try:
        doc = docx.Document(path)
    except Exception:
        run("read", path)
        return
    ours, err = rows_of(path)
    if ours is None:
        faults.append("%s: only we cannot read it: %s" % (path, err))
        return
    fill_docx(path, doc, ours)
    tables = [t for t in doc.element.body.iterchildren()
              if t.tag.endswith("}tbl")]
    if len(list(doc.element.body.iter(
            "{%s}tbl" % doc.element.nsmap["w"]))) != len(tables):
        return
    for i, table in enumerate(doc.tables, 1):
        xml = table._tbl.xml
        if re.search("gridSpan|vMerge|gridBefore|w:sdt|w:sym|w:del |w:ins "
                     "|AlternateContent|w:moveTo|w:smartTag|w:hyperlink"
                     "|w:noBreakHyphen|w:ruby|w:fldSimple|w:pict", xml):
            continue
        for r, row in enumerate(table.rows, 1):
            for c, cell in enumerate(row.cells, 1):
                compared += 1
                want = "\n".join(p.text for p in cell.paragraphs)
                text = ours.get((i, r, c), "")
                if want.rstrip("\n") != text.rstrip("\n"):
                    faults.append("%s table %d row %d column %d: %r is %r" %
                                  (path, i, r, c, want, text))


def made_here():
    path = os.path.join(tmp, "made.xlsx")
    book = openpyxl.Workbook()
    s = book.active
    s.title = "检查表"
    s.append(["序号", "检查项", "日期", "结果", "证件号", "时间"])
    for i in range(200):
        s.append([i, "检查项 %d\n第二行 <&>" % i,
                  datetime.date(1999, 1, 1) + datetime.timedelta(days=97 * i),
                  i % 3 == 0, "33010619900101%04d" % i,
                  datetime.datetime(2024, 2, 29, 13, i % 60, 7)])
        s.cell(row=i + 2, column=3).number_format = 'yyyy"年"m"月"d"日"'
    s["D5"] = None
    s["H3"] = 12.5
    s["H4"] = "=1+1"
    s.merge_cells("J1:K3")
    s["J1"] = "合并"
    book.create_sheet("另一张")["B2"] = "二"
    book.save(path)
    compare_xlsx(path)
    ours, _ = rows_of(path, "另一张")
    if ours != {(1, 2, 2): "二"}:
        faults.append("sheet by name: %r" % ours)
    # Filled by us, read by them; what was there stays.
    out = os.path.join(tmp, "filled.xlsx")
    run("fill", path, out, "1", "5", "4", "不合格\n已整改")
    a, b = openpyxl.load_workbook(path), openpyxl.load_workbook(out)
    for w in a.worksheets:
        for row in w.iter_rows():
            for c in row:
                got = b[w.title][c.coordinate]
                want = c.value
                if w.title == "检查表" and c.coordinate == "D5":
                    want = "不合格\n已整改"
                if got.value != want or got.style_id != c.style_id:
                    faults.append("filled %s: %r" % (c.coordinate, got.value))
    if run("fill", path, out, "1", "4", "8", "x")[0] != 2:
        faults.append("a formula was filled")


def made_docx():
    path = os.path.join(tmp, "made.docx")
    doc = docx.Document()
    doc.add_heading("附件：自查表")
    t = doc.add_table(rows=4, cols=3)
    for r in range(4):
        for c in range(3):
            t.cell(r, c).text = "" if c == 2 else "格 %d-%d\n换行" % (r, c)
    doc.add_paragraph("第二部分")
    doc.add_table(rows=1, cols=1).cell(0, 0).text = "二"
    doc.save(path)
    compare_docx(path)
    out = os.path.join(tmp, "filled.docx")
    run("fill", path, out, "1", "2", "3", "符合 <&>\n附图")
    a, b = docx.Document(path), docx.Document(out)
    for i, table in enumerate(a.tables):
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row.cells):
                want = cell.text
                if (i, r, c) == (0, 1, 2):
                    want = "符合 <&>\n附图"
                if b.tables[i].cell(r, c).text != want:
                    faults.append("filled %d %d %d: %r" %
                                  (i, r, c, b.tables[i].cell(r, c).text))
    if [p.text for p in a.paragraphs] != [p.text for p in b.paragraphs]:
        faults.append("paragraphs changed")


def written_by_us():
    path = os.path.join(tmp, "ours.xlsx")
    run("write", path, "50")
    book = openpyxl.load_workbook(path)
    s = book.worksheets[0]
    want = ["330106199001000000", 0, datetime.datetime(2024, 2, 1), "在用"]
    if [c.value for c in s[2]][:4] != want:
        faults.append("written: %r" % [c.value for c in s[2]][:4])
    if s.max_row != 51 or s.freeze_panes != "A2":
        faults.append("written: %r %r" % (s.max_row, s.freeze_panes))
    if book.sheetnames != ["台账", "填写说明"]:
        faults.append("written: %r" % book.sheetnames)
    lists = [str(v.formula1) for v in s.data_validations.dataValidation]
    if lists != ['"在用,停用,报废"']:
        faults.append("written: %r" % lists)
    compare_xlsx(path)


made_here()
made_docx()
written_by_us()
files = 0
if os.path.exists(os.path.join(corpus, "MANIFEST.tsv")):
    for line in open(os.path.join(corpus, "MANIFEST.tsv"), encoding="utf-8"):
        name = line.split("\t")[0]
        path = os.path.join(corpus, name)
        if not os.path.exists(path):
            continue
        files += 1
        if name.endswith((".xlsx", ".xlsm")):
            compare_xlsx(path)
        elif name.endswith(".docx"):
            compare_docx(path)
        elif name.endswith((".csv", ".txt", ".xls", ".et", ".ods", ".xlsb",
                            ".zip", ".pptx", ".wps", ".doc", ".pdf")):
            run("read", path)
        else:
            files -= 1
print("%d cells compared, %d files of the corpus" % (compared, files))
for f in faults[:30]:
    print(f)
sys.exit(1 if faults or compared < 1500 else 0)
