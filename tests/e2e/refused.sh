# Computers marked classified are not looked at, in any way of marking.
. tests/e2e/lib
need sqlite3

make_root "$T/root"
say='recognised by the secrecy administration'
status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/root" --case "$T/a.case" \
	>"$T/out" 2>"$T/err"

mkdir -p "$T/root/etc/zicha"
: >"$T/root/etc/zicha/classified"
status 5 "$Z" --db "$T/db" inspect --root "$T/root" --case "$T/b.case" \
	>"$T/out" 2>"$T/err"
has "$T/err" "$say"
[ ! -e "$T/b.case" ] || fail 'a case was made'
status 5 "$Z" query --root "$T/root" 'SELECT * FROM account' >"$T/out" \
	2>"$T/err"
has "$T/err" "$say"
hasnot "$T/out" root
if [ -x "$C" ]; then
	status 5 "$C" --root "$T/root" -o "$T/b.case" >"$T/out" 2>"$T/err"
	has "$T/err" "$say"
	[ ! -e "$T/b.case" ] || fail 'the collector made a case'
fi
status 5 "$Z" --lang zh --db "$T/db" inspect --root "$T/root" >"$T/out" \
	2>"$T/err"
has "$T/err" '保密行政管理部门认可的检查工具'
rm -r "$T/root/etc/zicha"

# By the unit's own setting.
mkdir -p "$T/catalog/settings"
cat >"$T/catalog/settings/host.classified.yaml" <<-'X'
	id: host.classified
	title: {zh: 涉密计算机, en: Classified computer}
	type: boolean
	value: true
X
status 5 "$Z" --db "$T/db" --catalog "$T/catalog" inspect --root "$T/root" \
	--case "$T/b.case" >"$T/out" 2>"$T/err"
has "$T/err" "$say"
[ ! -e "$T/b.case" ] || fail 'a case was made'

# A case that came from one, in both forms.
status 0 "$Z" --db "$T/db" case export "$T/a.case" -o "$T/c.jsonl"
sed -i '1s/"meta":{/"meta":{"classified":"1",/' "$T/c.jsonl"
cp "$T/a.case" "$T/c.case"
chmod u+w "$T/c.case"
sqlite3 "$T/c.case" "INSERT INTO zc_meta VALUES('classified', '1')"
for f in c.jsonl c.case; do
	status 5 "$Z" --db "$T/db2" case import "$T/$f" >"$T/out" 2>"$T/err"
	has "$T/err" "$say"
	same "$(find "$T/db2/cases" -type f)" ''
	for verb in show judge export; do
		status 5 "$Z" --db "$T/db2" case "$verb" "$T/$f" >"$T/out" \
			2>"$T/err"
		has "$T/err" "$say"
		same "$(cat "$T/out")" ''
	done
	status 5 "$Z" --db "$T/db" case diff "$T/a.case" "$T/$f" >"$T/out" \
		2>"$T/err"
done
exit 0
