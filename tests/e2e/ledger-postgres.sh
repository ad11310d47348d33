#!/bin/sh
# The same ledgers on PostgreSQL: examples, an import, two writers at once.
. tests/e2e/lib
. tests/e2e/office
need psql python3
pg=$(tests/lib/postgres.sh start) || cannot 'PostgreSQL is not installed'
url=${pg#ZC_TEST_PG=}
trap 'tests/lib/postgres.sh stop "$url"' EXIT
p() { psql -q -t -A -d "$1" -c "$2"; }
p "$url" 'CREATE DATABASE examples' || fail 'no database'
p "$url" 'CREATE DATABASE office' || fail 'no database'
db() { printf '%s' "$url" | sed "s|@/[a-z]*|@/$1|"; }

D=$(db examples)
status 0 z ledger test >"$T/out" 2>"$T/err"
has "$T/out" ', 0 failed'

D=$(db office)
z ledger list >/dev/null 2>&1 && fail 'a store without a unit was opened'
p "$D" "INSERT INTO unit(id, parent, name, kind, code)
	VALUES(1, 0, '县局', 'bureau', '');
	INSERT INTO unit_closure(anc, des, depth) VALUES(1, 1, 0)" ||
	fail 'no unit'
python3 - "$T/many.csv" <<-'X'
	import sys
	with open(sys.argv[1], 'w') as f:
	    f.write('资产编号,网络,责任人\n')
	    for i in range(5000):
	        f.write('N-%06d,互联网,职工%d\n' % (i, i % 50))
X
status 0 z ledger import t_computer "$T/many.csv" >"$T/out" 2>"$T/err"
has "$T/out" 'added 5000'
status 4 z ledger import t_computer "$T/many.csv" >"$T/out" 2>"$T/err"
same "$(p "$D" 'SELECT count(*) FROM t_computer')" 5000
status 0 z ledger list t_computer --search N-000007 >"$T/out" 2>"$T/err"
status 5 z ledger add t_fix computer=N-000007 sent_at=2026-03-02 \
	back_at=2026-03-01 >"$T/out" 2>"$T/err"
has "$T/err" 'it came back before it was sent'

# Two writers: no number twice, none lost, the chain of history whole.
add10() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		z ledger add t_fix computer=N-000007 || echo failed
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
same "$(p "$D" 'SELECT count(DISTINCT fix_no) FROM t_fix')" 20
same "$(p "$D" 'SELECT max(seq) FROM history')" \
	"$(p "$D" 'SELECT count(*) FROM history')"
