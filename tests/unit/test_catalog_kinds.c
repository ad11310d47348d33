/* Faults of ledgers with flows, roles, indicators and calendars. */
#include "base/asset.h"
#include "catalog/coverage.h"
#include "catalog/lint.h"
#include "core/unitsql.h"

#include "zt.h"

struct heard {
	char en[24][240];
	char zh[24][240];
	int line[24];
	size_t n;
};

static void
hear(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	struct heard *h = ctx;

	if (h->n < ZC_LEN(h->en)) {
		(void)snprintf(h->en[h->n], 240, "%s", en);
		(void)snprintf(h->zh[h->n], 240, "%s", zh);
		h->line[h->n] = at->line;
	}
	h->n++;
}

/* What a ledger of loans refers to: an unchanging surrounding. */
static const char role[] =
    "id: keeper\ntitle: {zh: 保管员, en: keeper}\n"
    "rights: [{ledgers: [loan], actions: [read, step], scope: unit}]\n"
    "duties: {zh: 保管, en: keeps}\n"
    "examples: [{may: true, action: step, ledger: loan},"
    " {may: false, action: delete, ledger: loan}]\n";
static const char setting[] = "id: loan.days\ntitle: {zh: 天数, en: days}\n"
			      "type: integer\nvalue: 3\n";

static const char word[] = "id: loan.word\ntitle: {zh: 词, en: word}\n"
			   "type: text\nvalue: x\n";

#define HEAD \
	"id: loan\ntitle: {zh: 借用, en: loans}\nkey: no\ngroup: assets\n" \
	"list: [no]\nfields:\n" \
	"  - {name: no, type: text, unique: true, " \
	"label: {zh: 号, en: no}}\n" \
	"  - {name: who, type: person, label: {zh: 人, en: who}}\n" \
	"  - {name: due_at, type: date, label: {zh: 期, en: due}}\n"
#define STATES \
	"flow:\n  start: lent\n  states:\n" \
	"    - {name: lent, open: true, label: {zh: 借, en: lent}}\n" \
	"    - {name: back, final: true, label: {zh: 还, en: back}}\n"
#define GIVE \
	"    - {name: give, from: [lent], to: back, person: who, " \
	"label: {zh: 还, en: give}}\n"
#define PLAYED \
	"flow_examples:\n  - name: {zh: 例, en: x}\n    row: {no: 1}\n" \
	"    steps: [{do: give, by: 李某, refused: true}, {do: give}]\n" \
	"    ends: back\n"
#define FLOW STATES "  steps:\n" GIVE PLAYED

static int
load(struct zc_catalog *c, const char *file, const char *text, struct heard *h)
{
	struct zc_asset v[5] = {
		{ file, text, text + strlen(text) },
		{ "catalog/roles/keeper.yaml", role, role + strlen(role) },
		{ "catalog/settings/a.yaml", setting,
		    setting + strlen(setting) },
		{ "catalog/settings/b.yaml", word, word + strlen(word) },
		{ "catalog/ledgers/loan.yaml", HEAD, HEAD + strlen(HEAD) },
	};
	bool own = strcmp(file, v[4].name) == 0;
	struct zc_catalog_from from = { v, own ? 4 : 5, NULL, NULL, 0 };

	h->n = 0;
	return zc_catalog_load_from(c, &from, hear, h, NULL);
}

static bool
told(const struct heard *h, int line, const char *words)
{
	for (size_t i = 0; i < h->n && i < ZC_LEN(h->en); i++)
		if (strstr(h->en[i], words) != NULL && h->zh[i][0] != '\0' &&
		    (line == 0 || h->line[i] == line))
			return true;
	return false;
}

static void
explain(const struct heard *h, const char *words)
{
	zt_fail(__FILE__, __LINE__, "not told: %s", words);
	for (size_t i = 0; i < h->n && i < ZC_LEN(h->en); i++)
		zt_fail(
		    __FILE__, __LINE__, "  but %d: %s", h->line[i], h->en[i]);
}

/* Loading tells it, in both languages, at this line (0 = any). */
static void
expect(const char *file, const char *text, int line, const char *words)
{
	struct zc_catalog c;
	struct heard h;

	ZT_EQ(load(&c, file, text, &h), ZC_EINPUT);
	zc_catalog_fini(&c);
	if (!told(&h, line, words))
		explain(&h, words);
}

/* It loads, and lint (with the SQL) tells it; NULL = nothing at all. */
static void
expect_lint(const char *file, const char *text, const char *words)
{
	static const char *const used[] = { "loan.days", "loan.word", NULL };
	struct zc_lint out;
	struct zc_catalog c;
	struct heard h;
	int rc;

	rc = load(&c, file, text, &h);
	if (rc != ZC_OK)
		explain(&h, "(loads)");
	else {
		zc_lint_catalog(&c, used, hear, &h, &out);
		ZT_TRUE(zc_unitsql_lint(&c, hear, &h, NULL) >= 0);
		if (words == NULL ? h.n > 0 : !told(&h, 0, words))
			explain(&h, words == NULL ? "(clean)" : words);
	}
	zc_catalog_fini(&c);
}

#define LOAN "catalog/ledgers/loan.yaml"

static void
expect_field(const char *field, const char *words)
{
	char text[2000];

	(void)snprintf(text, sizeof(text), "%s  - %s\n", HEAD, field);
	expect(LOAN, text, 0, words);
}

ZT(kinds_ledger_fields_fit_their_type)
{
	expect_lint(LOAN, HEAD, NULL);
	expect_field("{name: a, type: text, label: {zh: 甲, en: a}, "
		     "words: {x: {zh: 乙, en: b}}}",
	    "type enum must have words");
	expect_field("{name: a, type: enum, label: {zh: 甲, en: a}, "
		     "words: {X: {zh: 乙, en: b}}}",
	    "values are lower-case letters");
	expect_field("{name: a, type: reference, label: {zh: 甲, en: a}}",
	    "type reference must name its ledger");
	expect_field("{name: a, type: reference, to: nix, "
		     "label: {zh: 甲, en: a}}",
	    "no ledger \"nix\"");
	expect_field("{name: a, type: date, max: 3, label: {zh: 甲, en: a}}",
	    "have min and max");
	expect_field("{name: a, type: text, max: 3, min: 4, "
		     "label: {zh: 甲, en: a}}",
	    "min is greater than max");
	expect_field("{name: a, type: text, pattern: '([', "
		     "label: {zh: 甲, en: a}}",
	    "no POSIX extended expression");
	expect_field("{name: a, type: integer, default: x, "
		     "label: {zh: 甲, en: a}}",
	    "does not fit the field's type");
	expect_field("{name: a, type: text, default: today(), "
		     "label: {zh: 甲, en: a}}",
	    "does not fit the field's type");
}

ZT(kinds_ledger_names_fields_that_are_there)
{
	expect(LOAN, HEAD "label_print: [nix]\n", 0, "no such field");
	expect(LOAN, HEAD "register: [nix]\n", 0, "no such field");
	expect(LOAN, HEAD "number: {field: nix, form: '{seq:4}'}\n", 10,
	    "must exist and be of type text");
	expect(LOAN, HEAD "number: {field: no, form: 'A-{year}'}\n", 10,
	    "needs one running number");
	expect(LOAN, HEAD "number: {field: no, form: '{day}-{seq:4}'}\n", 10,
	    "needs one running number");
	expect_lint(LOAN,
	    HEAD "number: {field: no, form: '{unit}-{year}{month}-{seq}'}\n",
	    NULL);
	expect(LOAN, HEAD "keep_years: viele\n", 0, "a number or one");
	expect(LOAN, HEAD "keep_years: '{loan.years}'\n", 10,
	    "no setting \"loan.years\"");
	expect(LOAN,
	    "id: loan\nkey: a\nfields:\n"
	    "  - {name: a, type: text, label: {zh: 甲, en: a}}\n",
	    2, "the key must be unique");
	expect(LOAN, "id: loan\nkey: a\nfields: []\n", 2, "to be its key");
	expect(LOAN, HEAD "from: [{name: s, query: SELECT 1, match: [nix]}]\n",
	    10, "no such field");
	expect_lint(LOAN, HEAD "keep_years: '{loan.days}'\n", NULL);
	expect_lint(LOAN, HEAD "label_print: [no, state]\n", NULL);
	expect(LOAN, "id: finding\nfields: []\n", 0, "a table of this name");
	expect(LOAN, "id: history\nfields: []\n", 0, "a table of this name");
	expect_lint(LOAN, HEAD "keep_years: '{loan.word}'\n",
	    "must be of type integer");
}

static void
expect_step(const char *step, const char *words)
{
	char text[4000];

	(void)snprintf(text, sizeof(text), "%s%s  steps:\n%s    - %s\n%s", HEAD,
	    STATES, GIVE, step, PLAYED);
	expect(LOAN, text, 17, words);
}

#define L ", label: {zh: 甲, en: a}"

ZT(kinds_flow_steps_name_what_is_there)
{
	expect_lint(LOAN, HEAD FLOW, NULL);
	expect_step("{name: a, from: [nix], to: back" L "}", "no such state");
	expect_step("{name: a, from: [lent], to: nix" L "}", "no such state");
	expect_step("{name: a, from: [back], to: lent" L "}",
	    "nothing can follow a final state");
	expect_step(
	    "{name: give, from: [lent], to: back" L "}", "appears twice");
	expect_step("{name: a, from: [lent], to: back, may: [nix]" L "}",
	    "no role \"nix\"");
	expect_step("{name: a, from: [lent], to: back, person: no" L "}",
	    "a field of type person");
	expect_step("{name: a, from: [lent], to: back, others: [nix]" L "}",
	    "a step that does not exist");
	expect_step("{name: a, from: [lent], to: back, asks: [nix]" L "}",
	    "no such field");
	expect_step("{name: a, from: [lent], to: back, sets: {nix: 1}" L "}",
	    "no such field");
	expect_step("{name: a, from: [lent], to: back, "
		    "sets: {due_at: actor()}" L "}",
	    "does not fit");
	expect_step("{name: a, from: [lent], to: back, rounds: two" L "}",
	    "a number or one");
	expect_step("{name: a, from: [lent], to: back, "
		    "creates: [{ledger: nix, query: SELECT 1}]" L "}",
	    "no ledger \"nix\"");
}

static void
expect_state(const char *state, const char *words)
{
	char text[4000];

	(void)snprintf(text, sizeof(text), "%s%s    - %s\n  steps:\n%s%s", HEAD,
	    STATES, state, GIVE, PLAYED);
	expect(LOAN, text, 15, words);
}

ZT(kinds_flow_states_are_reached_and_left)
{
	expect_state("{name: lost, final: true" L "}", "no step leads to");
	expect_state("{name: lost" L "}", "has no way out");
	expect_state("{name: lent" L "}", "appears twice");
	expect_state("{name: a, days: soon" L "}", "a number or one");
	expect_state("{name: a, days: '{nix.days}'" L "}", "no setting");
	expect_state("{name: a, days: 3h, working: true" L "}",
	    "cannot be counted in working days");
	expect_state("{name: a, days: 3, due: due_at" L "}", "not both");
	expect_state("{name: a, due: no" L "}", "a field of type date");
	expect_state("{name: a, overdue: [keeper]" L "}", "without a deadline");
	expect_state(
	    "{name: a, days: 3, overdue: [nix]" L "}", "no role \"nix\"");
	expect(LOAN,
	    HEAD "flow:\n  start: nix\n  states:\n"
		 "    - {name: lent, final: true" L "}\n  steps: []\n",
	    0, "no such state");
}

ZT(kinds_flow_is_proved_by_examples)
{
	expect(LOAN, HEAD STATES "  steps:\n" GIVE, 0,
	    "no flow example ends in a final state");
	expect(LOAN,
	    HEAD STATES "  steps:\n" GIVE
			"flow_examples:\n  - name: {zh: 例, en: x}\n"
			"    row: {no: 1}\n"
			"    steps: [{do: give, by: 李某}]\n    ends: back\n",
	    18, "a step that must be refused");
	expect(
	    LOAN, HEAD FLOW "    created: {nix: 1}\n", 0, "no ledger \"nix\"");
	expect(LOAN, HEAD FLOW "    created: {loan: x}\n", 0,
	    "must be a whole number");
	expect(LOAN, HEAD FLOW "    now: morgen\n", 0, "a date is");
	expect(LOAN, HEAD FLOW "    settings: {nix.a: 1}\n", 0,
	    "no setting \"nix.a\"");
	expect(LOAN,
	    HEAD STATES "  steps:\n" GIVE
			"flow_examples:\n  - name: {zh: 例, en: x}\n"
			"    row: {nix: 1}\n"
			"    steps: [{do: nix, role: nix, refused: true}]\n"
			"    ends: nix\n",
	    20, "no such step");
}

/* Another flow beside the good one, that only lint can judge. */
static void
expect_odd(const char *step, const char *words)
{
	char text[4000];

	(void)snprintf(text, sizeof(text), "%s%s  steps:\n%s    - %s\n%s", HEAD,
	    STATES, GIVE, step, PLAYED);
	expect_lint(LOAN, text, words);
}

ZT(kinds_flow_lint_looks_over_all_definitions)
{
	expect_odd("{name: a, from: [lent], to: back" L "}",
	    "nobody can do this step");
	expect_odd(
	    "{name: a, from: [lent], to: back, when: SELECT 1" L "}", NULL);
	expect_odd("{name: give2, from: [lent], to: back" L ", person: who, "
		   "steps_on: [{ledger: loan, step: nix, "
		   "query: SELECT id FROM loan}]}",
	    "has no such step");
	expect_lint(LOAN,
	    "id: loan\ntitle: {zh: 借, en: l}\nfields:\n"
	    "  - {name: no, type: text, label: {zh: 号, en: no}}\n",
	    "without list and group");
	expect_lint(LOAN, HEAD FLOW "    given: {loan: [{nix: 1}]}\n",
	    "the ledger has no such field");
	expect_lint(LOAN,
	    HEAD STATES "  steps:\n" GIVE
			"flow_examples:\n  - name: {zh: 例, en: x}\n"
			"    row: {no: 1, due_at: soon}\n"
			"    steps: [{do: give, by: 李某, refused: true}]\n"
			"    ends: back\n",
	    "soon: the value does not fit");
}

ZT(kinds_sql_is_prepared_on_an_empty_schema)
{
#define RULE(sql) \
	HEAD "rules:\n  - {say: {zh: 错, en: no}, query: \"" sql "\"}\n"
	expect_lint(LOAN,
	    RULE("SELECT 1 FROM loan WHERE id = zc_row() AND due_at < "
		 "zc_today() - {loan.days} * 86400"),
	    NULL);
	expect_lint(LOAN, RULE("SELECT nix FROM loan"), "no such column: nix");
	expect_lint(LOAN, RULE("SELECT 1 FROM nix"), "no such table: nix");
	expect_lint(LOAN, RULE("DELETE FROM loan"), "only SELECT");
	expect_lint(LOAN, RULE("SELECT ifnull(no, 1) FROM loan"),
	    "not the same on both databases");
	expect_lint(LOAN, RULE("SELECT 1 FROM sqlite_schema"), "only SELECT");
	expect_lint(LOAN, RULE("SELECT 1 FROM loan; SELECT 2"), "one query");
	expect_lint(LOAN, RULE("SELECT no FROM loan LIMIT 1"),
	    "LIMIT without ORDER BY");
	expect_lint(
	    LOAN, RULE("SELECT 1 FROM loan WHERE true"), "write 1 and 0");
	expect_lint(LOAN, RULE("SELECT CAST(no AS INTEGER) FROM loan"),
	    "CAST to BIGINT");
	expect_lint(
	    LOAN, RULE("SELECT 1 FROM loan WHERE no = :x"), "no parameters");
	expect_lint(LOAN, RULE("SELECT 'true limit' FROM fact_os"), NULL);
	expect_odd("{name: a, from: [lent], to: back, person: who" L ", "
		   "creates: [{ledger: loan, "
		   "query: 'SELECT who, who AS nix FROM loan'}]}",
	    "column nix is none of those wanted");
	expect_odd("{name: a, from: [lent], to: back, person: who" L ", "
		   "steps_on: [{ledger: loan, step: a, "
		   "query: 'SELECT id, no FROM loan'}]}",
	    "one column, the id");
	expect_lint(LOAN,
	    HEAD "from:\n  - {name: s, match: [no], "
		 "query: SELECT hostname AS who FROM fact_os}\n",
	    "column no of match is missing");
}

#define KEEPER "catalog/roles/other.yaml"
#define OTHER \
	"id: other\ntitle: {zh: 别的, en: other}\n" \
	"duties: {zh: 做事, en: works}\n"
#define NO "examples: [{may: false, action: read, ledger: loan}]\n"

ZT(kinds_roles_are_proved_and_exclude_each_other)
{
	expect_lint(KEEPER, OTHER NO, NULL);
	expect(KEEPER, OTHER "examples: []\n", 4, "at least one");
	expect(KEEPER,
	    OTHER "examples: [{may: true, action: read, ledger: loan}]\n", 4,
	    "no example with may: false");
	expect(KEEPER,
	    OTHER NO "rights: [{ledgers: ['*'], actions: [read], "
		     "scope: own}]\n",
	    4, "no example with may: true");
	expect(KEEPER,
	    OTHER NO "rights: [{ledgers: [nix], actions: [fly], "
		     "scope: all}]\n",
	    5, "\"actions\" must be one of: read");
	expect(KEEPER,
	    OTHER NO "rights: [{ledgers: [nix], actions: [read], "
		     "scope: own}]\n",
	    5, "no ledger \"nix\"");
	expect(KEEPER, OTHER NO "not_with: [nix]\n", 5, "no role \"nix\"");
	expect(
	    KEEPER, OTHER NO "not_with: [other]\n", 0, "cannot exclude itself");
	expect(KEEPER, OTHER NO "functions: [fly]\n", 5, "must be one of");
	expect(KEEPER, "id: another\n", 1, "named after the id");
	expect_lint(
	    KEEPER, OTHER NO "not_with: [keeper]\n", "does not name this one");
	expect_lint(KEEPER, OTHER NO "small_unit_with: [keeper]\n",
	    "does not name this one");
	expect_lint(KEEPER,
	    OTHER "rights: [{ledgers: ['*'], actions: [read], scope: own}]\n"
		  "examples: [{may: false, action: read, ledger: loan}, "
		  "{may: true, action: read, ledger: loan}]\n",
	    "must not be allowed and is");
	expect_lint(KEEPER,
	    OTHER "rights: [{ledgers: ['*'], actions: [read], scope: own}]\n"
		  "examples: [{may: true, action: edit, ledger: loan}, "
		  "{may: false, action: edit, ledger: loan}]\n",
	    "must be allowed and is not");
}

#define COUNT "catalog/indicators/count.yaml"
#define INDICATOR \
	"id: count\ntitle: {zh: 个数, en: count}\nunit: {zh: 个, en: n}\n" \
	"needs: [loan]\n"
#define MOMENT INDICATOR "period: moment\n"
#define Q "query: SELECT count(*) AS numerator FROM loan\n"
#define RATIO \
	"query: SELECT count(*) AS numerator, count(no) AS denominator " \
	"FROM loan\n"
#define TWO \
	"examples:\n  - {given: {loan: [{no: 1}]}, numerator: 1}\n" \
	"  - {given: {loan: absent}, met: unknown}\n"

ZT(kinds_indicators_know_when_they_are_unknown)
{
	expect_lint(COUNT, MOMENT Q TWO, NULL);
	expect_lint(COUNT, MOMENT RATIO TWO, NULL);
	expect(COUNT, MOMENT Q "examples: [{given: {loan: []}}]\n", 7,
	    "two examples or more");
	expect(COUNT,
	    MOMENT RATIO
	    "examples:\n  - {given: {loan: []}, numerator: 1, "
	    "denominator: 2}\n  - {given: {loan: []}, numerator: 1, "
	    "denominator: 2}\n",
	    8, "no example with denominator 0");
	expect(COUNT, MOMENT "query: SELECT 1 FROM loan\n" TWO, 0,
	    "no column numerator");
	expect(COUNT, MOMENT Q TWO "scale: 0\n", 0, "greater than 0");
	expect(COUNT, MOMENT Q TWO "decimals: 9\n", 0, "0 to 6");
	expect(COUNT, MOMENT Q TWO "target: {op: '>=', value: much}\n", 0,
	    "a number or one");
	expect(COUNT, MOMENT Q TWO "target: {op: '>=', value: 1}\n", 8,
	    "whether it is met");
	expect(COUNT, INDICATOR "period: year\n" Q TWO, 8, "a period is");
	expect(COUNT,
	    MOMENT Q "examples:\n  - {given: {loan: []}, period: 2026-Q5}\n"
		     "  - {given: {loan: []}, numerator: 1.5}\n",
	    8, "a period is");
	expect(COUNT,
	    MOMENT Q "examples:\n  - {given: {loan: []}, met: 'true'}\n"
		     "  - {given: {loan: []}, numerator: 1.5}\n",
	    9, "whole numbers");
	expect_lint(COUNT, MOMENT Q TWO "rows: SELECT nix FROM loan\n",
	    "no such column");
	expect_lint(COUNT,
	    MOMENT "query: SELECT 1 AS numerator, 2 AS third FROM loan\n" TWO,
	    "column third is none of those wanted");
	expect_lint(COUNT,
	    MOMENT Q "examples:\n  - {given: {loan: [{nix: 1}]}}\n"
		     "  - {given: {}}\n",
	    "does not give this ledger of needs");
}

ZT(kinds_calendars_hold_dates)
{
	static const char file[] = "catalog/calendars/a.yaml";

#define CAL "id: a\ntitle: {zh: 日历, en: calendar}\n"
	expect_lint(file,
	    CAL "off: ['2026-01-01', '2026-02-28']\nwork: ['2026-01-04']\n",
	    NULL);
	expect(file, CAL "off: ['2026-02-29']\n", 0, "this is no date");
	expect(file, CAL "off: ['2026-02-02', '2026-02-01']\n", 0,
	    "dates must rise");
	expect(file, CAL "off: ['2026-01-01']\nwork: ['2026-01-05']\n", 0,
	    "a working day anyway");
	expect(file, CAL "off: ['2026-01-04']\nwork: ['2026-01-04']\n", 0,
	    "both off and worked");
}

ZT(kinds_what_is_read_is_all_there)
{
	struct zc_catalog c;
	struct heard h;
	const struct zc_ledger *l;

	ZT_EQ(load(&c, LOAN, HEAD FLOW, &h), ZC_OK);
	l = zc_catalog_ledger(&c, "loan");
	ZT_STR(zc_str_of(l->key), "no");
	ZT_STR(zc_str_of(l->same_person), "reason");
	ZT_STR(zc_str_of(l->flow.start), "lent");
	ZT_EQ(l->flow.nstates, 2);
	ZT_TRUE(l->flow.states[0].open && l->flow.states[1].final);
	ZT_STR(zc_str_of(l->flow.steps[0].person), "who");
	ZT_TRUE(l->flow.steps[0].when == NULL);
	ZT_TRUE(l->flow_examples[0].steps[0].refused);
	ZT_STR(zc_str_of(l->flow_examples[0].ends), "back");
	ZT_STR(
	    zc_str_of(zc_catalog_role(&c, "keeper")->rights[0].scope), "unit");
	ZT_TRUE(zc_catalog_role(&c, "nix") == NULL);
	zc_catalog_fini(&c);
	ZT_EQ(load(&c, COUNT, MOMENT Q TWO, &h), ZC_OK);
	ZT_EQ(zc_catalog_indicator(&c, "count")->scale, 1);
	ZT_STR(zc_str_of(zc_catalog_indicator(&c, "count")->target_op), "");
	zc_catalog_fini(&c);
}

ZT(kinds_classified_ledgers_are_off_until_named)
{
	struct zc_ledger l = { .id = "secret", .classified = true };

	ZT_STR(zc_str_of(zc_catalog_mode(&l, "")), "off");
	ZT_STR(zc_str_of(zc_catalog_mode(&l, "secrets\nother")), "off");
	ZT_STR(zc_str_of(zc_catalog_mode(&l, "other\nsecret")), "full");
	ZT_STR(zc_str_of(zc_catalog_mode(&l, " secret : count ")), "count");
	ZT_STR(zc_str_of(zc_catalog_mode(&l, "secret:nix")), "off");
	l.classified = false;
	ZT_STR(zc_str_of(zc_catalog_mode(&l, "")), "full");
}

static int
tell(void *ctx, const struct zc_requirement *r, const struct zc_covering *v,
    size_t n, struct zc_err *e)
{
	struct heard *h = ctx;

	(void)e;
	for (size_t i = 0; i < n && h->n < ZC_LEN(h->en); i++)
		(void)snprintf(h->en[h->n++], 240, "%s %s %s", r->id, v[i].kind,
		    v[i].lack == NULL ? "counts" : v[i].lack);
	return ZC_OK;
}

ZT(coverage_wants_of_each_family_its_kind)
{
	const char *ids[] = { "I-01", "L-01", "RO-01", "W-01" };
	struct zc_requirement req[] = { { "I-01", "a", 0 }, { "L-01", "b", 2 },
		{ "RO-01", "c", 0 }, { "W-01", "d", 0 } };
	struct zc_flow_do step = { .refused = true };
	struct zc_flow_example played = { .steps = &step, .nsteps = 1 };
	struct zc_ledger l = { .id = "l",
		.covers = { ids, 4 },
		.nfields = 1,
		.flow_examples = &played,
		.nflow_examples = 1 };
	struct zc_catalog c = { .ledgers = &l,
		.nledgers = 1,
		.requirements = req,
		.nrequirements = 4 };
	struct heard h = { .n = 0 };

	ZT_EQ(zc_coverage(&c, tell, &h, NULL), ZC_OK);
	ZT_STR(zc_str_of(h.en[0]), "I-01 ledger an indicator is wanted");
	ZT_STR(zc_str_of(h.en[1]), "L-01 ledger too few fields");
	ZT_STR(zc_str_of(h.en[2]), "RO-01 ledger a role is wanted");
	ZT_STR(zc_str_of(h.en[3]),
	    "W-01 ledger a flow with a refused example is wanted");
	l.nfields = 2;
	l.flow.nstates = 1;
	h.n = 0;
	ZT_EQ(zc_coverage(&c, tell, &h, NULL), ZC_OK);
	ZT_STR(zc_str_of(h.en[1]), "L-01 ledger counts");
	ZT_STR(zc_str_of(h.en[3]), "W-01 ledger counts");
	step.refused = false;
	h.n = 0;
	ZT_EQ(zc_coverage(&c, tell, &h, NULL), ZC_OK);
	ZT_STR(zc_str_of(h.en[3]),
	    "W-01 ledger a flow with a refused example is wanted");
}

static const char *
row_fault(struct zc_ledger_field f, const char *value)
{
	struct zc_ledger l = { .fields = &f, .nfields = 1, .number_field = "" };
	struct zc_cell cell = { "x", value };
	struct zc_cells row = { &cell, 1 };
	const char *why;

	f.name = "x";
	if (f.pattern == NULL)
		f.pattern = "";
	if (f.def == NULL)
		f.def = "";
	why = zc_lint_row(&l, &row);
	return why == NULL ? "" : why;
}

ZT(lint_row_tells_why)
{
	struct zc_word a = { "a", { "甲", "a" } };
	struct zc_ledger_field text = {
		.type = "text", .required = true, .has_max = true, .max = 2
	};
	struct zc_ledger_field money = {
		.type = "money", .has_min = true, .min = 10
	};
	struct zc_ledger_field of = {
		.type = "enum", .words = &a, .nwords = 1
	};
	struct zc_ledger_field code = { .type = "text", .pattern = "^[A-Z]+$" };

	ZT_STR(zc_str_of(row_fault(text, NULL)), "required");
	ZT_STR(zc_str_of(row_fault(text, "")), "required");
	ZT_STR(zc_str_of(row_fault(text, "中文")), "");
	ZT_STR(zc_str_of(row_fault(text, "中文字")), "range");
	ZT_STR(zc_str_of(row_fault(money, "9.99")), "range");
	ZT_STR(zc_str_of(row_fault(money, "10.00")), "");
	ZT_STR(zc_str_of(row_fault(of, "a")), "");
	ZT_STR(zc_str_of(row_fault(of, "甲")), "type");
	ZT_STR(zc_str_of(row_fault(code, "AB")), "");
	ZT_STR(zc_str_of(row_fault(code, "Ab")), "pattern");
	text.def = "x";
	ZT_STR(zc_str_of(row_fault(text, NULL)), "");
}

ZT(kinds_survive_every_failed_allocation)
{
	static const char text[] = HEAD
	    "number: {field: no, form: 'A-{seq:4}'}\n"
	    "keep_years: '{loan.days}'\n"
	    "rules: [{query: SELECT 1 FROM loan, say: {zh: 错, en: no}}]\n"
	    "from: [{name: s, query: SELECT no FROM loan, match: [no]}]\n" FLOW
	    "    given: {loan: [{no: 1}]}\n"
	    "    settings: {loan.days: 2}\n    created: {loan: 0}\n";
	struct zc_catalog c;
	struct heard h;
	int rc = ZC_ENOMEM;
	unsigned n;

	for (n = 1; rc == ZC_ENOMEM && n < 5000; n++) {
		zc_fault_arm(n);
		rc = load(&c, LOAN, text, &h);
		zc_fault_arm(0);
		zc_catalog_fini(&c);
	}
	ZT_EQ(rc, ZC_OK);
	ZT_TRUE(n > 100);
	for (rc = ZC_ENOMEM, n = 1; rc == ZC_ENOMEM && n < 5000; n++) {
		zc_fault_arm(n);
		rc = load(&c, COUNT, MOMENT Q TWO, &h);
		zc_fault_arm(0);
		zc_catalog_fini(&c);
	}
	ZT_EQ(rc, ZC_OK);
}
