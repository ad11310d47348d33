/* Starters: faults of their files, and what comes of answers. */
#include "base/asset.h"
#include "catalog/lint.h"
#include "catalog/starter.h"
#include "core/unitsql.h"
#include "probe/gather.h"

#include "zt.h"

struct heard {
	char en[16][240];
	size_t n;
};

static void
hear(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	struct heard *h = ctx;

	(void)at;
	ZT_TRUE(zh[0] != '\0');
	if (h->n < ZC_LEN(h->en))
		(void)snprintf(h->en[h->n], 240, "%s", en);
	h->n++;
}

static bool
told(const struct heard *h, const char *words)
{
	for (size_t i = 0; i < h->n && i < ZC_LEN(h->en); i++)
		if (strstr(h->en[i], words) != NULL)
			return true;
	return false;
}

static const char ledger[] =
    "id: folk\ntitle: {zh: 人, en: folk}\ngroup: org\nlist: [who]\n"
    "fields:\n"
    "  - {name: who, type: text, required: true, label: {zh: 谁, en: who}}\n"
    "  - {name: due_at, type: date, label: {zh: 期, en: due}}\n"
    "from: [{name: seen, match: [who], query: 'SELECT hostname AS who, "
    "target_id AS fact_target, last_seen AS fact_seen FROM fact_os'}]\n"
    "examples: [{accept: true, row: {who: a}}, {accept: false, row: {}}]\n";
static const char setting[] = "id: a.name\ntitle: {zh: 名, en: name}\n"
			      "type: text\nvalue: ''\n";

#define HEAD "id: s\ntitle: {zh: 起步, en: start}\nask:\n"
#define NAME "  - {name: unit, required: true, label: {zh: 名, en: name}}\n"
#define LIST \
	"  - {name: all, type: list, label: {zh: 人, en: all}, columns: " \
	"[{name: who, required: true, label: {zh: 谁, en: who}}]}\n"
#define SET "settings: [{setting: a.name, value: '{unit}'}]\n"
#define ROWS \
	"rows:\n  - {ledger: folk, each: all, row: {who: '{who}{year}'}}\n" \
	"  - {ledger: folk, ahead: due_at, row: {who: x, due_at: " \
	"'{year}-06-01'}}\n" \
	"  - {ledger: folk, when: {unit: [b, c]}, row: {who: '{unit}'}}\n"
#define YES(rows) \
	"examples:\n  - name: {zh: 例, en: x}\n    answers: {unit: b}\n" \
	"    lists: {all: [{who: 甲}, {who: 乙}]}\n" \
	"    rows: {folk: " rows "}\n    settings: {a.name: b}\n"
#define NO \
	"  - name: {zh: 缺, en: y}\n    answers: {nix: 1}\n" \
	"    refused: [unit, nix]\n"

static int
load(struct zc_catalog *c, const char *text, struct heard *h)
{
	struct zc_asset v[3] = {
		{ "catalog/ledgers/folk.yaml", ledger,
		    ledger + strlen(ledger) },
		{ "catalog/settings/a.yaml", setting,
		    setting + strlen(setting) },
		{ "catalog/starters/s.yaml", text, text + strlen(text) },
	};
	struct zc_catalog_from from = { v, 3, NULL, NULL, 0 };

	h->n = 0;
	return zc_catalog_load_from(c, &from, hear, h, NULL);
}

static void
expect(const char *text, const char *words)
{
	struct zc_catalog c;
	struct heard h;

	ZT_EQ(load(&c, text, &h), ZC_EINPUT);
	zc_catalog_fini(&c);
	if (!told(&h, words))
		zt_fail(__FILE__, __LINE__, "not told: %s but %s", words,
		    h.n > 0 ? h.en[0] : "nothing");
}

/* Lint tells it; NULL = nothing of starters at all. */
static void
expect_lint(const char *text, const char *words)
{
	struct zc_catalog c;
	struct zc_lint out;
	struct heard h;

	ZT_EQ(load(&c, text, &h), ZC_OK);
	h.n = 0;
	zc_lint_catalog(&c, NULL, hear, &h, &out);
	if (words == NULL ? h.n > 0 : !told(&h, words))
		zt_fail(__FILE__, __LINE__, "not told: %s but %s",
		    words == NULL ? "(clean)" : words,
		    h.n > 0 ? h.en[0] : "nothing");
	zc_catalog_fini(&c);
}

ZT(starter_examples_count_the_rows)
{
	expect_lint(HEAD NAME LIST SET ROWS YES("4") NO, NULL);
	expect_lint(HEAD NAME LIST SET ROWS YES("3") NO, "so many rows");
	expect_lint(HEAD NAME LIST ROWS YES("4") NO, "does not come out so");
	expect_lint(HEAD NAME LIST SET
	    "rows: [{ledger: folk, row: {nix: 1}}]\n" YES("1") NO,
	    "no such field");
	expect_lint(HEAD NAME LIST SET
	    "rows: [{ledger: folk, row: {due_at: '2026-01-01'}}]\n" YES("1") NO,
	    "does not take this row");
	expect_lint(
	    HEAD NAME LIST SET ROWS YES(
		"4") "  - name: {zh: 缺, en: y}\n    answers: {unit: a}\n"
		     "    refused: [unit]\n",
	    "must be refused");
}

ZT(starter_names_what_is_asked)
{
	expect(HEAD NAME
	    "rows: [{ledger: folk, row: {who: '{nix}'}}]\n" YES("1") NO,
	    "neither a question nor a column");
	expect(HEAD NAME
	    "rows: [{ledger: folk, each: unit, row: {who: a}}]\n" YES("1") NO,
	    "no such list question");
	expect(HEAD NAME "rows: [{ledger: folk, when: {nix: 1}, row: "
			 "{who: a}}]\n" YES("1") NO,
	    "no such question");
	expect(HEAD NAME NAME ROWS YES("1") NO, "used twice");
	expect(HEAD NAME
	    "  - {name: e, type: enum, label: {zh: 选, en: e}}\n" ROWS YES("1")
		NO,
	    "an enum has words");
	expect(HEAD NAME
	    "  - {name: l, type: list, label: {zh: 单, en: l}}\n" ROWS YES("1")
		NO,
	    "a list has columns");
	expect(HEAD NAME LIST SET ROWS YES("4"), "two examples at least");
	expect(HEAD NAME "rows: [{ledger: nix, row: {who: a}}]\n" YES("1") NO,
	    "no ledger \"nix\"");
}

struct made {
	char text[400];
};

static int
note(void *ctx, const struct zc_starter_made *m, struct zc_err *e)
{
	struct made *v = ctx;
	size_t n = strlen(v->text);

	(void)e;
	(void)snprintf(v->text + n, sizeof(v->text) - n, "%s%s=%s;", m->ledger,
	    m->setting, m->ledger[0] != '\0' ? m->row.v[0].text : m->value);
	return ZC_OK;
}

ZT(starter_fills_templates_in_order)
{
	struct zc_cell unit = { .col = "unit", .text = "c" },
		       who = { .col = "who", .text = "甲" };
	struct zc_cells values = { &unit, 1 }, row = { &who, 1 };
	struct zc_given list = { .table = "all", .rows = &row, .nrows = 1 };
	struct zc_starter_answers a = { &values, &list, 1, "2026-10-01" };
	struct made m = { "" };
	struct zc_catalog c;
	struct zc_arena arena;
	struct heard h;

	zc_arena_init(&arena, 1 << 20);
	ZT_EQ(load(&c, HEAD NAME LIST SET ROWS YES("4") NO, &h), ZC_OK);
	/* June is past: that row is not made. */
	ZT_EQ(zc_starter_make_all(
		  zc_catalog_starter(&c, "s"), &a, &arena, note, &m, NULL),
	    ZC_OK);
	ZT_STR(zc_str_of(m.text), "a.name=c;folk=甲2026;folk=c;");
	zc_catalog_fini(&c);
	zc_arena_fini(&arena);
}

ZT(starter_tells_which_facts_are_read)
{
	struct zc_catalog c;
	struct heard h;
	bool *read = calloc(zc_nprobes, sizeof(*read));
	size_t n = 0;

	assert(read != NULL);
	ZT_EQ(load(&c, HEAD NAME LIST SET ROWS YES("4") NO, &h), ZC_OK);
	ZT_EQ(zc_unitsql_facts(&c, read, NULL), ZC_OK);
	for (size_t i = 0; i < zc_nprobes; i++) {
		n += read[i];
		if (read[i])
			ZT_STR(zc_str_of(zc_probes[i]->table), "os");
	}
	ZT_EQ(n, 1);
	zc_catalog_fini(&c);
	free(read);
}
