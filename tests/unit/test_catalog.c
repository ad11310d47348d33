/* Every fault of a definition is told at its place; good ones load. */
#include "base/asset.h"
#include "catalog/catalog.h"

#include "zt.h"

/* What was complained of, and where; the first ones are kept. */
struct heard {
	size_t n;
	struct {
		int line, col;
		char zh[200], en[200], file[120];
	} v[16];
};

static void
hear(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	struct heard *h = ctx;

	if (h->n < ZC_LEN(h->v)) {
		h->v[h->n].line = at->line;
		h->v[h->n].col = at->col;
		(void)snprintf(h->v[h->n].zh, 200, "%s", zh);
		(void)snprintf(h->v[h->n].en, 200, "%s", en);
		(void)snprintf(h->v[h->n].file, 120, "%s", at->file);
	}
	h->n++;
}

static struct zc_asset
asset(const char *name, const char *text)
{
	return (struct zc_asset){ name, text, text + strlen(text) };
}

static const char *const tables[] = { "usb_history", "os" };

static int
load(struct zc_catalog *c, const struct zc_asset *v, size_t n, struct heard *h)
{
	struct zc_catalog_from from = { v, n, NULL, tables, ZC_LEN(tables) };

	memset(h, 0, sizeof(*h));
	return zc_catalog_load_from(c, &from, hear, h, NULL);
}

/* One fault at this place whose English sentence holds these words. */
static void
expect(const char *file, const char *text, int line, int col, const char *words)
{
	struct zc_asset v = asset(file, text);
	struct zc_catalog c;
	struct heard h;
	int rc = load(&c, &v, 1, &h);
	bool found = false;

	zc_catalog_fini(&c);
	if (rc != ZC_EINPUT)
		zt_fail(__FILE__, __LINE__, "%s: rc %d", words, rc);
	for (size_t i = 0; i < h.n && i < ZC_LEN(h.v); i++)
		if (h.v[i].line == line && h.v[i].col == col &&
		    strstr(h.v[i].en, words) != NULL && h.v[i].zh[0] != '\0')
			found = true;
	if (found)
		return;
	zt_fail(__FILE__, __LINE__, "not told at %d:%d: %s", line, col, words);
	for (size_t i = 0; i < h.n && i < ZC_LEN(h.v); i++)
		zt_fail(__FILE__, __LINE__, "  but %d:%d: %s", h.v[i].line,
		    h.v[i].col, h.v[i].en);
}

#define CHECK "catalog/checks/host/usb/odd.yaml"
#define SETTING "catalog/settings/a.yaml"
#define RULE "catalog/rules/a.yaml"
#define LEDGER "catalog/ledgers/medium.yaml"
#define LIST "catalog/checklists/a.yaml"

#define HEAD \
	"id: host.usb.odd\n" \
	"title: {zh: 标题, en: title}\n" \
	"target: host\n" \
	"severity: high\n" \
	"why: {zh: 因为, en: because}\n" \
	"fix: {zh: 整改, en: fix}\n"
#define QUERY "query: SELECT 1 FROM os\n"
#define EXAMPLES \
	"examples:\n" \
	"  - {verdict: fail, given: {os: [{id: x, container: null}]}}\n" \
	"  - {verdict: pass, given: {os: []}}\n" \
	"  - {verdict: unknown, given: {os: denied}}\n"

ZT(catalog_refuses_what_yaml_allows_and_we_do_not)
{
	expect(CHECK, "", 1, 1, "empty");
	expect(CHECK, "- a\n", 1, 1, "key: value");
	expect(CHECK, "id: a\n  b: c\n", 1, 5, "not well-formed");
	expect(CHECK, "id: [a, b\n", 2, 1, "not well-formed");
	expect(CHECK, "a: &x 1\nb: 2\n", 1, 7, "anchors");
	expect(CHECK, "a: 1\nb: *x\n", 2, 4, "anchors");
	expect(CHECK, "a: !!str 1\n", 1, 10, "tags");
	expect(CHECK, "<<: {a: 1}\n", 1, 1, "merge keys");
	expect(CHECK, "id: a\nid: b\n", 2, 1, "twice");
	expect(CHECK, "id: a\n---\nid: b\n", 2, 1, "one definition");
	expect(CHECK, "examples: [{given: {a: [], b: []}, given: {c: []}}]\n",
	    1, 36, "twice");
	expect(CHECK, "id: \xff\n", 1, 5, "UTF-8");
	expect(CHECK, "id: a\nx: \x1b[31m\n", 2, 4, "control");
	expect(CHECK, "id: a\nx: \"\\e[31m\"\n", 2, 4, "control");
	expect(CHECK, "x: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]\n", 1, 19,
	    "too deep");
	expect(CHECK, "? [a]\n: b\n", 1, 3, "key must be plain");
}

ZT(catalog_tells_each_fault_of_a_check_at_its_place)
{
	expect(CHECK, HEAD QUERY EXAMPLES "colour: red\n", 12, 1,
	    "unknown key \"colour\"; allowed here: id, title");
	expect(CHECK, "id: host.usb.odd\n" QUERY, 1, 1, "\"title\" is missing");
	expect(CHECK, HEAD QUERY, 1, 1, "no example with verdict pass");
	expect(CHECK, HEAD QUERY "review: true\n" EXAMPLES, 10, 3,
	    "no example with verdict manual");
	expect(CHECK, HEAD "examples: []\n", 1, 1, "either query or ask");
	expect(CHECK, HEAD QUERY "ask: {zh: 问, en: q}\n" EXAMPLES, 8, 6,
	    "either query or ask");
	expect(CHECK, HEAD QUERY EXAMPLES "review: yes\n", 12, 9,
	    "must be true or false");
	expect(CHECK, HEAD QUERY EXAMPLES "basis: [{law: a}]\n", 12, 9,
	    "\"item\" is missing");
	expect(CHECK, HEAD QUERY EXAMPLES "locator: serial\n", 12, 10,
	    "must be a list");
	expect(CHECK, HEAD QUERY EXAMPLES "locator: [a, '']\n", 12, 14,
	    "text that is not empty");
	expect(CHECK, HEAD QUERY EXAMPLES "labels: {n: {zh: 甲}}\n", 12, 13,
	    "\"en\" is missing");
	expect(CHECK, HEAD QUERY EXAMPLES "settings: [a.b]\n", 12, 12,
	    "no setting \"a.b\"");
	expect(CHECK, HEAD QUERY EXAMPLES "sound_when_partial: [nix]\n", 12, 22,
	    "no table of facts or ledger \"nix\"");
	expect(CHECK,
	    HEAD QUERY EXAMPLES "  - {verdict: good, given: {os: []}}\n", 12,
	    15, "\"verdict\" must be one of: pass, fail");
	expect(CHECK,
	    HEAD QUERY EXAMPLES "  - {verdict: pass, given: {os: gone}}\n", 12,
	    33, "a list of rows, or one of ok");
	expect(CHECK,
	    HEAD QUERY EXAMPLES "  - {verdict: pass, given: {sock: []}}\n", 12,
	    29, "no table of facts or ledger \"sock\"");
	expect(CHECK,
	    HEAD QUERY EXAMPLES
	    "  - {verdict: pass, given: {os: []}, settings: {a.b: 1}}\n",
	    12, 5, "the example sets \"a.b\"");
}

ZT(catalog_tells_faults_of_names_and_texts)
{
	static const char tail[] =
	    "target: host\nseverity: bad\n" QUERY EXAMPLES "title: {zh: 标题}\n"
	    "why: {zh: '{a.days} 天', en: x}\n"
	    "fix: {zh: '超过 {a.days} 天', en: '  '}\n";
	char text[2000];

	(void)snprintf(text, sizeof(text), "id: host.usb.other\n%s", tail);
	expect(CHECK, text, 1, 5, "named after the last part");
	(void)snprintf(text, sizeof(text), "id: site.usb.odd\n%s", tail);
	expect(CHECK, text, 1, 5, "must be target.family.name");
	(void)snprintf(text, sizeof(text), "id: host.Usb.odd\n%s", tail);
	expect(CHECK, text, 1, 5, "must be target.family.name");
	(void)snprintf(text, sizeof(text), "id: host.odd\n%s", tail);
	expect(CHECK, text, 1, 5, "must be target.family.name");
	(void)snprintf(text, sizeof(text), "id: host.usb.odd\n%s", tail);
	expect(CHECK, text, 3, 11, "must be one of: info, low, medium, high");
	expect(CHECK, text, 9, 8, "no English text");
	(void)snprintf(text, sizeof(text),
	    HEAD QUERY EXAMPLES "ask: {zh: '问 {a.days}', en: q}\n");
	expect(CHECK, text, 12, 11, "the text uses {a.days}");
}

ZT(catalog_tells_faults_of_settings)
{
	static const char head[] = "id: a.b\ntitle: {zh: 甲, en: a}\n";
	char t[400];

	(void)snprintf(t, sizeof(t), "%stype: integer\nvalue: x\n", head);
	expect(SETTING, t, 4, 8, "a whole number");
	(void)snprintf(t, sizeof(t), "%stype: list\nvalue: x\n", head);
	expect(SETTING, t, 4, 8, "must be a list");
	(void)snprintf(t, sizeof(t), "%stype: boolean\nvalue: 1\n", head);
	expect(SETTING, t, 4, 8, "true or false");
	(void)snprintf(t, sizeof(t), "%stype: text\nvalue: [1]\n", head);
	expect(SETTING, t, 4, 8, "must be text");
	(void)snprintf(t, sizeof(t), "%stype: text\nvalue: x\nmin: 1\n", head);
	expect(SETTING, t, 4, 8, "only type integer");
	(void)snprintf(
	    t, sizeof(t), "%stype: integer\nvalue: 1\nmin: 1.5\n", head);
	expect(SETTING, t, 5, 6, "a whole number");
	expect(SETTING, "id: days\n", 1, 5, "two parts or more");
}

ZT(catalog_tells_faults_of_rules)
{
	static const char head[] =
	    "id: rule.a\ntitle: {zh: 甲, en: a}\nfields: [path]\n";
	char t[400];

	(void)snprintf(t, sizeof(t), "%sentries: [{id: x, pth: y}]\n", head);
	expect(RULE, t, 4, 19, "field \"pth\" is not in fields");
	(void)snprintf(t, sizeof(t), "%sentries: [{path: y}]\n", head);
	expect(RULE, t, 4, 11, "no id");
	(void)snprintf(t, sizeof(t),
	    "%sentries: [{id: x, path: y}, {id: x, path: z}]\n", head);
	expect(RULE, t, 4, 34, "appears twice");
	(void)snprintf(t, sizeof(t), "%sentries: []\n", head);
	expect(RULE, t, 4, 10, "at least one");
	(void)snprintf(
	    t, sizeof(t), "%sentries: [{id: x, path: [a, '']}]\n", head);
	expect(RULE, t, 4, 29, "1 to 4096 bytes");
}

ZT(catalog_tells_faults_of_ledgers_and_checklists)
{
	static const char list[] = "title: {zh: 甲, en: a}\nitems:\n"
				   "  - {id: x, text: {zh: 甲, en: a}, "
				   "checks: [host.a.b], weight: -1}\n"
				   "  - {id: x, text: {zh: 甲, en: a}}\n";
	char t[600];

	expect(LEDGER, "id: select\n", 1, 5, "reserved word");
	expect(LEDGER, "id: user\n", 1, 5, "reserved word");
	expect(LEDGER, "id: zc_x\n", 1, 5, "reserved word or prefix");
	expect(LEDGER, "id: Medium\n", 1, 5, "cannot be a table");
	expect(LEDGER, "id: a.b\n", 1, 5, "cannot be a table");
	expect(LEDGER, "id: usb_history\n", 1, 1, "name of a table of facts");
	expect(LEDGER,
	    "id: m\nfields:\n"
	    "  - {name: state, type: text, label: {zh: 甲, en: a}}\n",
	    3, 12, "every ledger has a column");
	expect(LEDGER,
	    "id: m\nfields:\n"
	    "  - {name: a, type: enum, label: {zh: 甲, en: a}}\n",
	    3, 5, "must have words");
	expect(LEDGER,
	    "id: m\nfields:\n"
	    "  - {name: a, type: text, label: {zh: 甲, en: a}}\n"
	    "  - {name: a, type: text, label: {zh: 甲, en: a}}\n"
	    "examples:\n  - {accept: true, row: {b: 1}}\n",
	    4, 12, "appears twice");
	expect(LEDGER,
	    "id: m\nfields: []\nexamples:\n"
	    "  - {accept: true, row: {b: 1}}\n",
	    4, 5, "a column \"b\" that does not exist");
	(void)snprintf(t, sizeof(t), "id: l\n%s", list);
	expect(LIST, t, 4, 44, "no check \"host.a.b\"");
	expect(LIST, t, 4, 63, "not below 0");
	expect(LIST, t, 5, 5, "clause id \"x\" appears twice");
}

ZT(catalog_reports_all_faults_of_all_files)
{
	const struct zc_asset v[] = {
		asset(SETTING, "id: a.b\nbad: 1\n"),
		asset(RULE, "id: [\n"),
		asset("catalog/checks/host/x.yml", "id: a\n"),
		asset("catalog/checks/.hidden", "id: ["),
		asset("catalog/checks/README.md", "["),
		asset("catalog/plans/later.yaml", "["),
	};
	struct zc_catalog c;
	struct heard h;

	ZT_EQ(load(&c, v, ZC_LEN(v), &h), ZC_EINPUT);
	/* Unknown key, three missing keys; syntax; the file's ending. */
	ZT_EQ(h.n, 6);
	ZT_STR(zc_str_of(h.v[0].file), SETTING);
	ZT_STR(zc_str_of(h.v[4].file), RULE);
	ZT_STR(zc_str_of(h.v[5].file), "catalog/checks/host/x.yml");
	zc_catalog_fini(&c);
}
