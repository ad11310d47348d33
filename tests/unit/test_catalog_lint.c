/* What lint and coverage say of definitions that loaded. */
#include "base/asset.h"
#include "catalog/coverage.h"
#include "catalog/lint.h"

#include "zt.h"

static void
ignore(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)at;
	(void)zh;
	(void)en;
}

/* Lint one definition that must load. */
static struct zc_lint
lint(const char *file, const char *text, const char *const *used)
{
	struct zc_asset v = { file, text, text + strlen(text) };
	struct zc_catalog_from from = { &v, 1, NULL, NULL, 0 };
	struct zc_lint out = { 99, 99 };
	struct zc_catalog c;

	ZT_EQ(zc_catalog_load_from(&c, &from, ignore, NULL, NULL), ZC_OK);
	zc_lint_catalog(&c, used, ignore, NULL, &out);
	zc_catalog_fini(&c);
	return out;
}

static bool
glob(const char *pattern, const char *value)
{
	return zc_lint_match(pattern, zc_str_of(value));
}

ZT(lint_match_is_whole_text_without_case_with_stars)
{
	ZT_TRUE(glob("Linux*", "linuxQQ"));
	ZT_TRUE(glob("*.baidu.com", "pan.baidu.com"));
	ZT_TRUE(!glob("*.baidu.com", "baidu.com"));
	ZT_TRUE(!glob("qq", "qqx"));
	ZT_TRUE(!glob("qq", "q"));
	ZT_TRUE(glob("*", ""));
	ZT_TRUE(glob("a*b*c", "aXbYbZc"));
	ZT_TRUE(!glob("a*b*c", "aXbYbZ"));
	ZT_TRUE(!glob("", "x"));
}

#define RULE(examples) \
	"id: rule.a\ntitle: {zh: 规则, en: rule}\nfields: [p, q]\n" \
	"entries: [{id: x, p: 'a*'}, {id: y, p: b, q: c}]\n" \
	"examples: [" examples "]\n"
#define FILE_RULE "catalog/rules/a.yaml"

ZT(lint_holds_a_rule_to_its_examples)
{
	ZT_EQ(lint(FILE_RULE, RULE("{field: p, value: Abc, entry: x}"), NULL)
		  .faults,
	    0);
	ZT_EQ(lint(FILE_RULE, RULE("{field: p, value: c}"), NULL).faults, 0);
	ZT_EQ(lint(FILE_RULE, RULE("{field: p, value: abc}"), NULL).faults, 1);
	ZT_EQ(lint(FILE_RULE, RULE("{field: p, value: abc, entry: y}"), NULL)
		  .faults,
	    1);
	ZT_EQ(lint(FILE_RULE, RULE("{field: q, value: abc, entry: x}"), NULL)
		  .faults,
	    1);
}

#define SETTING(rest) \
	"id: a.b\ntitle: {zh: 设置, en: s}\ntype: integer\n" rest "\n"
#define FILE_SETTING "catalog/settings/a.yaml"

ZT(lint_holds_settings_to_their_bounds)
{
	static const char *const used[] = { "a.b", NULL };

	ZT_EQ(lint(FILE_SETTING, SETTING("value: 3\nmin: 3\nmax: 3"), used)
		  .faults,
	    0);
	ZT_EQ(lint(FILE_SETTING, SETTING("value: 2\nmin: 3"), used).faults, 1);
	ZT_EQ(lint(FILE_SETTING, SETTING("value: 4\nmax: 3"), used).faults, 1);
	ZT_EQ(lint(FILE_SETTING, SETTING("value: 4"), used).warnings, 0);
	ZT_EQ(lint(FILE_SETTING, SETTING("value: 4"), NULL).warnings, 1);
}

ZT(lint_wants_answers_and_chinese)
{
	static const char bare[] = "id: l\ntitle: {zh: 表, en: l}\nitems:\n"
				   "  - {id: a, text: {zh: 条款, en: c}}\n";
	static const char latin[] = "id: l\ntitle: {zh: list, en: l}\nitems:\n"
				    "  - {id: a, text: {zh: 条款, en: c}, "
				    "ask: {zh: 问, en: q}}\n";

	ZT_EQ(lint("catalog/checklists/a.yaml", bare, NULL).faults, 1);
	ZT_EQ(lint("catalog/checklists/a.yaml", latin, NULL).faults, 1);
}

/* Does a ledger with one field of the type take this value? */
static bool
takes(const char *type, const char *value)
{
	struct zc_ledger_field f = {
		.name = "x", .type = type, .def = "", .pattern = ""
	};
	struct zc_ledger l = { .fields = &f, .nfields = 1, .number_field = "" };
	struct zc_cell cell = { "x", value };
	struct zc_cells row = { &cell, 1 };

	return zc_lint_row(&l, &row) == NULL;
}

ZT(lint_row_knows_the_types_of_ledgers)
{
	ZT_TRUE(takes("date", "2024-02-29") && !takes("date", "2023-02-29"));
	ZT_TRUE(!takes("date", "2024-13-01") && !takes("date", "2024/01/01"));
	ZT_TRUE(takes("mac", "00:1b:44:11:3A:b7") && !takes("mac", "00:1b"));
	ZT_TRUE(takes("ip", "10.0.0.1") && takes("ip", "fe80::1"));
	ZT_TRUE(!takes("ip", "10.0.0.256") && !takes("ip", "host"));
	/* The specimen number of GB 11643-1999. */
	ZT_TRUE(takes("id_number", "11010519491231002X"));
	ZT_TRUE(!takes("id_number", "110105194912310021"));
	ZT_TRUE(takes("money", "12.50") && !takes("money", "12.505"));
	ZT_TRUE(takes("money", "-3") && !takes("money", "."));
	ZT_TRUE(takes("integer", "-3") && !takes("integer", "3.0"));
	ZT_TRUE(takes("phone", "0571-8888 1234") && !takes("phone", "abc"));
	ZT_TRUE(takes("boolean", "true") && !takes("boolean", "yes"));
	ZT_TRUE(takes("email", "a@b.cn") && !takes("email", "a@b"));
	ZT_TRUE(!takes("email", "@b.cn") && !takes("email", "a b@c.cn"));
	ZT_TRUE(takes("url", "https://a.cn/x") && !takes("url", "a.cn"));
	ZT_TRUE(takes("domain", "www.a.gov.cn") && takes("domain", "政务.cn"));
	ZT_TRUE(!takes("domain", "a..cn") && !takes("domain", "a.cn/x"));
	ZT_TRUE(takes("text", "anything"));
}

ZT(lint_row_computes_the_check_character_of_credit_codes)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char code[19] = "91350100M000100Y4?";
	int good = 0;

	/* GB 32100-2015 gives 91350100M000100Y43 as its worked example. */
	for (size_t i = 0; set[i] != '\0'; i++) {
		code[17] = set[i];
		good += takes("credit_code", code);
	}
	ZT_EQ(good, 1);
	ZT_TRUE(takes("credit_code", "91350100M000100Y43"));
	ZT_TRUE(!takes("credit_code", "91350100M000100Y4I"));
}

ZT(coverage_sees_from_only_in_the_code)
{
	ZT_TRUE(zc_coverage_reads("SELECT 1 From os"));
	ZT_TRUE(zc_coverage_reads("SELECT '''' FROM os"));
	ZT_TRUE(!zc_coverage_reads("SELECT 'x from y'"));
	ZT_TRUE(!zc_coverage_reads("SELECT 1 -- from os"));
	ZT_TRUE(!zc_coverage_reads("SELECT 1 /* from */"));
	ZT_TRUE(!zc_coverage_reads("SELECT fromage, from_at"));
	ZT_TRUE(!zc_coverage_reads("SELECT 'open FROM os"));
}

struct seen {
	char text[400];
};

static int
note(void *ctx, const struct zc_requirement *r, const struct zc_covering *v,
    size_t n, struct zc_err *e)
{
	struct seen *s = ctx;
	size_t at = strlen(s->text);

	(void)e;
	at +=
	    (size_t)snprintf(s->text + at, sizeof(s->text) - at, "%s:", r->id);
	for (size_t i = 0; i < n; i++)
		if (v[i].lack == NULL)
			at +=
			    (size_t)snprintf(s->text + at, sizeof(s->text) - at,
				"%s %s %s,", v[i].kind, v[i].id, v[i].how);
	return ZC_OK;
}

ZT(coverage_counts_only_what_has_proof)
{
	const char *one[] = { "R-1" }, *two[] = { "R-1", "R-2" };
	struct zc_requirement req[] = { { "R-1", "a", 0 }, { "R-2", "b", 0 },
		{ "R-3", "c", 0 } };
	struct zc_example played[3] = { { .verdict = "pass" } };
	struct zc_check checks[] = {
		{ .id = "a",
		    .covers = { two, 2 },
		    .query = "SELECT 1",
		    .examples = played,
		    .nexamples = 3 },
		{ .id = "b",
		    .covers = { one, 1 },
		    .query = "SELECT 1 FROM os",
		    .examples = played,
		    .nexamples = 3 },
		{ .id = "c", .covers = { one, 1 } },
	};
	struct zc_ledger ledgers[] = { { .id = "m", .covers = { two, 2 } } };
	struct zc_rule rules[] = {
		{ .id = "r",
		    .covers = { two, 2 },
		    .nvalues = 1,
		    .nexamples = 1 },
	};
	struct zc_catalog c = { .checks = checks,
		.nchecks = 3,
		.ledgers = ledgers,
		.nledgers = 1,
		.rules = rules,
		.nrules = 1,
		.requirements = req,
		.nrequirements = 3 };
	struct seen s = { "" };

	ZT_EQ(zc_coverage(&c, note, &s, NULL), ZC_OK);
	ZT_STR(zc_str_of(s.text),
	    "R-1:check b machine,check c person,rule r data,"
	    "R-2:rule r data,R-3:");
}
