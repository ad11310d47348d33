# The report in every form: Chinese and English, hostile names, valid JSON.
. tests/e2e/lib
need sqlite3 xgettext python3

esc=$(printf '\033')
r=$T/r
make_root "$r"
# Names that would be markup, a colour, a line of their own, or turn the text.
bad="$r/usr/bin/<img src=x onerror=1>${esc}[31mred"
line="$r/usr/bin/a
  forged line"
turn="$r/usr/bin/$(printf 'x\342\200\256exe')"
for f in "$bad" "$line" "$turn"; do
	printf x >"$f"
	chmod 4755 "$f"
done
printf 'PRETTY_NAME="<script>alert(1)</script>%s[31m"\n' "$esc" \
	>>"$r/etc/os-release"
printf '<b>host</b>\n' >"$r/etc/hostname"

look() {
	status '0|1|3' "$Z" --db "$T/db" --lang "$1" inspect --root "$r" \
		--target report --case "$T/$1.case" --format text \
		-o "$T/$1.txt" >"$T/out" 2>"$T/err"
	for f in html json; do
		status 0 "$Z" --db "$T/db" --lang "$1" case show "$T/$1.case" \
			--format "$f" -o "$T/$1.$f" >"$T/out" 2>"$T/err"
	done
	status 0 "$Z" --db "$T/db" --lang "$1" case show "$T/$1.case" \
		>"$T/$1.stdout" 2>"$T/err"
}
look zh
look en

has "$T/zh.html" '<html lang="zh-CN">'
has "$T/en.html" '<html lang="en">'
for l in zh en; do
	h=$T/$l.html
	# The page needs nothing else and runs nothing.
	hasnot "$h" 'https\{0,1\}://'
	hasnot "$h" '<script'
	hasnot "$h" '<link'
	hasnot "$h" '<img'
	hasnot "$h" '<b>host'
	hasnot "$h" ' on[a-z]*="'
	# The planted names were seen, and are harmless.
	has "$h" '&lt;img src=x onerror=1&gt;'
	has "$h" '&lt;b&gt;host&lt;/b&gt;'
	for f in "$h" "$T/$l.txt" "$T/$l.stdout" "$T/$l.json"; do
		hasnot "$f" "$esc"
		hasnot "$f" "$(printf '\342\200\256')"
	done
	has "$T/$l.txt" 'forged line'
	# The notice once in the text: the terminal shows another at start.
	same "$(grep -c '自查，不替代\|does not replace' "$T/$l.txt")" 1
	# How a person's judgement gets in.
	has "$T/$l.txt" 'zicha ledger add answer check_id='
	has "$h" 'zicha ledger add answer check_id='
	hasnot "$T/$l.txt" '^  forged line'
	# Text says the same on a pipe and in a file.
	cmp "$T/$l.txt" "$T/$l.stdout" || fail "$l: text differs on a pipe"
	python3 - "$T/$l.json" <<-'P' || fail "$l: JSON"
		import json, sys
		o = json.load(open(sys.argv[1], encoding="utf-8"))
		assert o["schema"] == 1, o["schema"]
		assert len(o["results"]) > 500
		assert all(r["verdict"] for r in o["results"])
	P
done

for g in 高风险 需整改 需人工核实 未能检查 已检查项未发现问题 不适用; do
	has "$T/zh.html" "<h2>$g"
	has "$T/zh.txt" "$g"
done
# The summary comes last: that is what remains on a screen.
tail -n 12 "$T/zh.txt" >"$T/tail"
has "$T/tail" '本次自查结果'
has "$T/tail" '覆盖范围'
has "$T/zh.html" 'class="brief"'
has "$T/zh.html" '本机自查发现高风险'

# A closed set's word is Chinese there, and as it is stored in English.
has "$T/zh.html" '缺少</i> 系统日志'
has "$T/en.html" 'missing</i> log'
hasnot "$T/en.html" 'missing=log'

# English has no Chinese beside names from the system and the rules.
python3 - "$T/en.html" "$T/en.txt" <<'P' || fail 'Chinese in the English report'
import re, sys
bad = 0
for name in sys.argv[1:]:
    for line in open(name, encoding="utf-8"):
        # Fonts and names of rules and laws are quoted as they are.
        line = re.sub(r'<style>.*|Basis .*', '', line)
        if re.search('[\u4e00-\u9fff]', line):
            print(name, line.strip()[:160])
            bad += 1
sys.exit(bad > 0)
P

# Chinese shows no msgid of the program.
xgettext --from-code=UTF-8 -L C -k -kZC_N -kzc_tr:2 --no-location --no-wrap \
	-o "$T/code.pot" src/*/*.c || fail xgettext
python3 - "$T/code.pot" "$T/zh.html" "$T/zh.txt" <<'P' || fail 'untranslated'
import html, re, sys
ids = []
for block in open(sys.argv[1], encoding="utf-8").read().split("\n\n"):
    m = re.search(r'^msgid ((?:".*"\n?)+)', block, re.M)
    if m:
        ids.append("".join(re.findall(r'"(.*)"', m.group(1)))
                   .replace('\\"', '"').replace("\\n", "\n"))
# Words alone may be names (log, medium, ok); texts have a blank inside.
ids = [i for i in ids if " " in i.strip() and re.search("[a-z]{2}", i)]
assert len(ids) > 200, len(ids)
bad = 0
for name in sys.argv[2:]:
    text = html.unescape(open(name, encoding="utf-8").read())
    for i in ids:
        for part in re.split(r"\{\d\}", i):
            if len(part.strip()) > 7 and " " in part.strip() and part in text:
                print(name, repr(part))
                bad += 1
sys.exit(bad > 0)
P

# Single words of the report itself, where they stand alone.
for w in yes no ok partial absent denied none high medium low note; do
	hasnot "$T/zh.html" ">$w</\(td\|span\|b\|i\)>"
done
exit 0
