# zicha query: one question, questions through a pipe, the vocabulary, names
# that do not exist, and that nothing but SELECT is possible.
. tests/e2e/lib

make_root "$T/root"
ask() {
	status "$1" "$Z" --db "$T/db" query --root "$T/root" "$2" \
		>"$T/out" 2>"$T/err"
}
ask 0 "SELECT name FROM account WHERE uid = 1000"
has "$T/out" '^li'
ask 0 "SELECT a.name, g.grp FROM account a JOIN group_member g
	ON g.gid = a.gid WHERE a.uid = 1000"
has "$T/out" 'li *li'

# Lists of the catalogue reach the probes: Debian 12 has an end.
ask 0 'SELECT end_of_life > 0 AS known FROM os'
has "$T/out" '^1'
# When support of these ends is written nowhere that could be trusted: they are
# known, and their end is not.
for id in kylin uos openEuler anolis; do
	printf 'ID="%s"\nVERSION_ID="V10"\nNAME="x"\n' "$id" \
		>"$T/root/etc/os-release"
	ask 0 'SELECT domestic, end_of_life IS NULL AS open FROM os'
	has "$T/out" '^1  *1'
done
make_root "$T/root"
# Functions of definitions, and ledgers, are there.
ask 0 "SELECT zc_now() > 1700000000 AS now, count(*) AS n FROM medium"
has "$T/out" '^1  *0'

ask 2 'SELECT * FROM acount'
has "$T/err" 'acount'
has "$T/err" 'near:.* account'
ask 2 'SELECT usernam FROM account'
has "$T/err" 'usernam'
status 2 "$Z" --lang zh query --root "$T/root" 'SELECT * FROM acount' \
	>"$T/out" 2>"$T/err"
has "$T/err" '相近的名称：.*account'
ask 2 'SELECT FROM WHERE'
for sql in 'DELETE FROM account' 'DROP TABLE account' "ATTACH '$T/x' AS x" \
	'PRAGMA journal_mode=DELETE' 'CREATE TEMP TABLE t(a)' \
	'SELECT 1; INSERT INTO account(name) VALUES(1)'; do
	ask 2 "$sql"
	has "$T/err" 'only SELECT'
done
[ ! -e "$T/x" ] || fail 'ATTACH made a file'

# What was not fully seen is said beside the rows.
ask 0 'SELECT * FROM process'
has "$T/err" 'process: unsupported'

# The prompt through a pipe.
printf '%s\n' '.tables' '.schema account' 'SELECT count(*) AS n' 'FROM' \
	'account;' "SELECT ';' AS semicolon; SELECT 7 AS seven" |
	"$Z" --db "$T/db" query --root "$T/root" >"$T/out" 2>"$T/err" ||
	fail "the prompt ended with $?"
has "$T/out" '^account  *low  *administrator  *accounts'
has "$T/out" '^weak_password  *high  *administrator'
has "$T/out" 'uid *int *user id'
has "$T/out" '^4'
has "$T/out" '^;'
has "$T/out" '^7'
echo '.schema account' | "$Z" --db "$T/db" --lang zh query >"$T/out"
has "$T/out" 'uid *int *用户号 *用户号'
# It goes on after a mistake, and .quit ends it.
printf '%s\n' 'SELEC 1;' '.schema nowhere' 'SELECT 5 AS five;' '.quit' \
	'SELECT 6 AS six;' | "$Z" --db "$T/db" query --root "$T/root" \
	--format csv >"$T/out" 2>"$T/err" || fail "it ended with $?"
has "$T/out" '^5'
hasnot "$T/out" '^6'
has "$T/err" 'nowhere'
# Nothing was written: no data directory, no temporary file.
[ ! -e "$T/db" ] || fail 'a data directory was made'
exit 0
