#!/bin/sh
# engines: both
# Examples of checks of a unit run over real tables: states, years, steps and
# roles count, a ledger that is not kept is not seen, and a wrong example is
# told with its line.
. tests/e2e/lib
mkdir -p "$T/c/checks/unit"
cp -r tests/office/* "$T/c/"
cat >"$T/c/checks/unit/returned.yaml" <<'X'
id: unit.t.returned
title: {zh: 本年退回过, en: sent back this year}
covers: [W-02]
target: unit
severity: low
query: |
  SELECT h.hazard_no, h.state AS now_in, zc_year(s.at_time) AS year
  FROM t_hazard h JOIN flow_step s ON s.ledger = 't_hazard' AND s.row_id = h.id
  WHERE s.step = 'send_back' AND h.state = 'assigned'
    AND zc_year(s.at_time) = zc_year(zc_now())
    AND EXISTS (SELECT 1 FROM user_role r WHERE r.role = 't_head')
locator: [hazard_no]
labels:
  now_in: {zh: 状态, en: state, type: text}
  year: {zh: 年, en: year, type: int}
why: {zh: 测试。, en: A test.}
fix: {zh: 测试。, en: A test.}
examples:
  - verdict: fail
    given:
      t_hazard:
        - {description: 甲, state: found}
        - {description: 乙, state: assigned}
      user_role: [{user_name: ju, role: t_head}]
      flow_step: [{ledger: t_hazard, row_id: 2, step: send_back, at_time: '-3d'}]
  - verdict: pass
    given:
      t_hazard:
        - {description: 甲, state: assigned}
        - {description: 乙, state: found}
      user_role: [{user_name: ju, role: t_head}]
      flow_step: [{ledger: t_hazard, row_id: 2, step: send_back, at_time: '-3d'}]
  - verdict: pass
    given:
      t_hazard: [{description: 甲, state: assigned}]
      user_role: [{user_name: ju, role: t_head}]
      flow_step: [{ledger: t_hazard, row_id: 1, step: send_back, at_time: '-300d'}]
  - verdict: pass
    given:
      t_hazard: [{description: 甲, state: assigned}]
      user_role: [{user_name: ju, role: t_head, to_at: '-5d'}]
      flow_step: [{ledger: t_hazard, row_id: 1, step: send_back, at_time: '-3d'}]
  - verdict: fail
    given:
      t_hazard: [{description: 丙, state: assigned}]
      user_role: [{user_name: ju, role: t_head, from_at: '-9d'}]
      flow_step: [{ledger: t_hazard, row_id: 1, step: send_back, at_time: '-2h'}]
  - {verdict: pass, given: {t_hazard: []}}
  - {verdict: unknown, given: {t_hazard: absent}}
X
check() {
	"$Z" --db "$T/$1" --catalog "$T/c" check test unit.t >"$T/out" 2>"$T/err"
}
status 0 check one
has "$T/out" '^1 checks, 7 examples, 0 with faults'
# Each example in turn the wrong way round.
cp "$T/c/checks/unit/returned.yaml" "$T/keep"
n=0
for line in $(grep -n verdict: "$T/c/checks/unit/returned.yaml" |
	cut -d: -f1); do
	n=$((n + 1))
	sed -i "$line s/fail/pass/; t
		$line s/pass/fail/; t
		$line s/absent/[]/" "$T/c/checks/unit/returned.yaml"
	status 1 check "wrong$n"
	has "$T/err" "returned.yaml:$line:"
	cp "$T/keep" "$T/c/checks/unit/returned.yaml"
done
same "$n" 7
# What is no table, column or row there.
wrong() {
	cp "$T/keep" "$T/c/checks/unit/returned.yaml"
	sed -i "$1" "$T/c/checks/unit/returned.yaml"
	n=$((n + 1))
	status 1 check "wrong$n"
	has "$T/err" "$2"
}
wrong 's/row_id: 2/row_id: 9/' 'has no such row'
wrong 's/description: 乙/no_such: 乙/' 'no_such'
wrong 's/h.state AS now_in/h.no_such AS now_in/' 'no_such'
wrong 's/^  now_in:.*//' 'column now_in has no label'
wrong 's/      user_role:/      indicator_value:/' 'not of indicator_value'
