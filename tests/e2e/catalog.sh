# Definitions of a unit's own: what is wrong is told with its place in both
# languages, what is right covers rows, the manual prints every kind.
. tests/e2e/lib

d=$T/catalog
mkdir -p "$d/ledgers" "$d/roles" "$d/indicators"
cat >"$d/roles/lender.yaml" <<-'X'
	id: lender
	title: {zh: 借出人, en: lender}
	covers: [RO-23]
	rights: [{ledgers: [loan], actions: [read, step], scope: unit}]
	duties: {zh: 管理借用, en: looks after loans}
	examples:
	  - {may: true, action: step, ledger: loan}
	  - {may: false, action: delete, ledger: loan}
X
cat >"$d/indicators/loans.yaml" <<-'X'
	id: loans
	title: {zh: 借出数, en: loans}
	covers: [I-01]
	unit: {zh: 件, en: items}
	period: moment
	query: SELECT count(*) AS numerator FROM loan WHERE state = 'lent'
	needs: [loan]
	examples:
	  - {given: {loan: []}, numerator: 0}
	  - {given: {loan: absent}, met: unknown}
X
# loan STEP-RIGHTS GATE: the ledger, with what may do its only step and what
# refuses it.
loan() {
	cat >"$d/ledgers/loan.yaml" <<-X
		id: loan
		title: {zh: 借用, en: loans}
		covers: [W-38, L-51]
		key: no
		group: assets
		list: [no, who]
		fields:
		  - {name: no, type: text, unique: true, label: {zh: 编号, en: number}}
		  - {name: who, type: person, label: {zh: 借用人, en: borrower}}
		  - {name: due_at, type: date, label: {zh: 应还, en: due}}
		flow:
		  start: lent
		  states:
		    - {name: lent, open: true, due: due_at, label: {zh: 借出, en: lent}}
		    - {name: back, final: true, label: {zh: 归还, en: returned}}
		  steps:
		    - name: give
		      label: {zh: 归还, en: give back}
		      from: [lent]
		      to: back
		      may: [$1]
		      refuse: [{query: "$2", say: {zh: 不可, en: no}}]
		flow_examples:
		  - name: {zh: 例, en: x}
		    row: {no: A}
		    steps: [{do: give, by: 张某, refused: true}, {do: give, by: 李某, role: lender}]
		    ends: back
	X
}

loan lender 'SELECT 1 FROM loan WHERE id = zc_row() AND who IS NULL'
status 0 "$Z" --catalog "$d" catalog lint >"$T/out" 2>"$T/err"
has "$T/out" '^0 faults'
status 0 "$Z" --catalog "$d" catalog coverage W-38 L-51 I-01 RO-23 >"$T/out"
has "$T/out" '^W-38.*ledger:loan(record,1,.*loan.yaml:24)'
has "$T/out" '^L-51.*ledger:loan'
has "$T/out" '^I-01.*indicator:loans(report,2,.*loans.yaml:9)'
has "$T/out" '^RO-23.*role:lender(right,2,'
has "$T/out" '^4 / 4 requirements are covered'
[ "$(wc -l <"$T/out")" -eq 5 ] || fail 'coverage of four rows prints others'
# Without the directory nothing covers them.
status 0 "$Z" catalog coverage 'W-38' >"$T/out"
has "$T/out" 'nothing covers it yet'

# A role that is not there: found when loading, both languages, with the place.
loan nobody 'SELECT 1 FROM loan'
status 4 "$Z" --catalog "$d" catalog lint >"$T/out" 2>"$T/err"
has "$T/err" 'loan.yaml:21:.*no role "nobody"'
status 4 "$Z" --lang zh --catalog "$d" catalog lint >"$T/out" 2>"$T/err"
has "$T/err" 'loan.yaml:21:.*没有名为“nobody”的角色'

# SQL that only one of the databases understands: found by lint.
loan lender "SELECT ifnull(no, '') FROM loan"
status 1 "$Z" --catalog "$d" catalog lint >"$T/out" 2>"$T/err"
has "$T/err" 'loan.yaml:22:.*ifnull is not the same on both'

# A name that the store has for itself.
mkdir "$T/more" "$T/more/ledgers"
printf 'id: history\ntitle: {zh: 史, en: h}\nfields: []\n' \
	>"$T/more/ledgers/history.yaml"
status 4 "$Z" --catalog "$T/more" catalog lint >"$T/out" 2>"$T/err"
has "$T/err" 'the store has a table of this name'

status 0 "$Z" catalog docs >"$T/kinds"
for k in calendar indicator ledger role; do
	has "$T/kinds" "^$k\$"
	status 0 "$Z" --lang zh catalog docs $k >"$T/out"
	has "$T/out" '必填'
done
