/* Good definitions load, layers replace, and texts show settings. */
#include "base/asset.h"
#include "base/item.h"
#include "catalog/catalog.h"

#include "zt.h"

#include <unistd.h>

#define CHECK \
	"id: host.usb.unregistered\n" \
	"title: {zh: '{host.usb.days} 天内', en: 'in {host.usb.days} days'}\n" \
	"covers: [T-27]\n" \
	"basis: [{law: GB/T 22239-2019, item: L3-8.1.10.2-a}]\n" \
	"target: host\n" \
	"applies: SELECT 1 FROM os\n" \
	"severity: medium\n" \
	"settings: [host.usb.days]\n" \
	"sound_when_partial: [usb_history]\n" \
	"query: |\n" \
	"  SELECT serial, 'x' AS extra FROM usb_history\n" \
	"  WHERE class = 'storage'\n" \
	"locator: [serial]\n" \
	"labels: {extra: {zh: 附加, en: extra, type: int}}\n" \
	"why: {zh: 因为, en: because}\n" \
	"fix: {zh: 整改, en: fix}\n" \
	"examples:\n" \
	"  - verdict: fail\n" \
	"    given:\n" \
	"      usb_history: [{serial: A1, class: storage, vendor: null}]\n" \
	"      medium: {status: partial, rows: [{serial: 'null'}]}\n" \
	"    settings: {host.usb.days: 7}\n" \
	"  - {verdict: pass, given: {usb_history: []}}\n" \
	"  - {verdict: unknown, given: {usb_history: denied}}\n"
#define SETTING(value) \
	"id: host.usb.days\ntitle: {zh: 天数, en: days}\ntype: integer\n" \
	"value: " value "\nmin: 1\nunit: days\n"
#define LEDGER \
	"id: medium\ntitle: {zh: 介质, en: media}\nfields:\n" \
	"  - {name: serial, type: serial, required: true, " \
	"label: {zh: 序列号, en: serial}}\n" \
	"  - {name: class, type: enum, " \
	"words: {a: {zh: 甲, en: a}, b: {zh: 乙, en: b}}, " \
	"label: {zh: 类别, en: class}}\n" \
	"examples:\n  - {accept: true, row: {serial: 1, class: b}}\n" \
	"  - {accept: false, row: {class: c}}\n"
#define RULE \
	"id: rule.app\ntitle: {zh: 软件, en: programs}\n" \
	"fields: [title, package]\nconfidence: S\n" \
	"entries:\n  - {id: qq, title: 腾讯 QQ, package: [qq, linuxqq*]}\n" \
	"  - {id: tim, package: tim}\n" \
	"examples:\n  - {field: package, value: linuxqq-x, entry: qq}\n" \
	"  - {field: package, value: bash}\n"
#define LIST \
	"id: list.a\ntitle: {zh: 检查表, en: list}\nitems:\n" \
	"  - {id: i1, domain: 域, text: {zh: 条款, en: clause}, " \
	"checks: [host.usb.unregistered]}\n" \
	"  - {id: i2, text: {zh: 条款, en: clause}, weight: 3, " \
	"ask: {zh: 问, en: ask}}\n"

static struct zc_asset
asset(const char *name, const char *text)
{
	return (struct zc_asset){ name, text, text + strlen(text) };
}

static const char *const tables[] = { "usb_history", "os" };

static void
count(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)zh;
	++*(size_t *)ctx;
	if (getenv("ZT_VERBOSE") != NULL)
		(void)fprintf(
		    stderr, "%s:%d:%d: %s\n", at->file, at->line, at->col, en);
}

static int
load(struct zc_catalog *c, const char *dir, size_t *faults)
{
	const struct zc_asset v[] = {
		asset("catalog/checks/host/usb/unregistered.yaml", CHECK),
		asset("catalog/settings/host.usb.days.yaml", SETTING("3")),
		asset("catalog/ledgers/medium.yaml", LEDGER),
		asset("catalog/rules/app.yaml", RULE),
		asset("catalog/checklists/a.yaml", LIST),
		asset("catalog/requirements.tsv",
		    "T-27\tUSB\n# no\nT-01\taccounts\n"),
	};
	struct zc_catalog_from from = { v, ZC_LEN(v), dir, tables,
		ZC_LEN(tables) };

	*faults = 0;
	return zc_catalog_load_from(c, &from, count, faults, NULL);
}

ZT(catalog_loads_every_key_of_a_check)
{
	struct zc_catalog c;
	const struct zc_check *k;
	size_t faults;

	ZT_EQ(load(&c, NULL, &faults), ZC_OK);
	ZT_EQ(faults, 0);
	k = zc_catalog_check(&c, "host.usb.unregistered");
	ZT_TRUE(k != NULL);
	if (k == NULL)
		return;
	ZT_EQ(k->severity, ZC_MEDIUM);
	ZT_STR(zc_str_of(k->applies), "SELECT 1 FROM os");
	ZT_STR(zc_str_of(k->covers.v[0]), "T-27");
	ZT_STR(zc_str_of(k->basis[0].item), "L3-8.1.10.2-a");
	ZT_STR(zc_str_of(k->labels[0].name), "extra");
	ZT_STR(zc_str_of(k->labels[0].text.zh), "附加");
	ZT_STR(zc_str_of(k->labels[0].type), "int");
	ZT_STR(zc_str_of(k->ask.zh), "");
	ZT_STR(zc_str_of(k->locator.v[0]), "serial");
	ZT_EQ(k->nexamples, 3);
	ZT_EQ(k->examples[0].ngiven, 2);
	ZT_STR(zc_str_of(k->examples[0].given[1].status), "partial");
	ZT_STR(zc_str_of(k->examples[2].given[0].status), "denied");
	ZT_STR(zc_str_of(k->examples[0].settings.v[0].text), "7");
	/* A bare null is no value, a quoted one is the word. */
	ZT_TRUE(k->examples[0].given[0].rows[0].v[2].text == NULL);
	ZT_STR(zc_str_of(k->examples[0].given[1].rows[0].v[0].text), "null");
	ZT_EQ(k->examples[1].at.line, 23);
	ZT_EQ(k->examples[1].at.col, 5);
	zc_catalog_fini(&c);
}

ZT(catalog_loads_the_other_kinds)
{
	struct zc_catalog c;
	struct zc_items items = { NULL, 0 };
	struct zc_arena a;
	size_t faults;

	ZT_EQ(load(&c, NULL, &faults), ZC_OK);
	zc_arena_init(&a, 1 << 16);
	ZT_EQ(zc_catalog_items(&c, &a, &items, NULL), ZC_OK);
	ZT_EQ(items.n, 4);
	ZT_STR(zc_str_of(items.v[2].value), "linuxqq*");
	ZT_STR(zc_str_of(items.v[3].entry), "tim");
	ZT_EQ(c.nledgers, 1);
	ZT_TRUE(c.ledgers[0].fields[0].required);
	ZT_STR(zc_str_of(c.ledgers[0].fields[1].words[1].name), "b");
	ZT_TRUE(!c.ledgers[0].examples[1].accept);
	ZT_EQ(c.checklists[0].items[0].weight, 1);
	ZT_EQ(c.checklists[0].items[1].weight, 3);
	ZT_STR(zc_str_of(c.checklists[0].items[1].ask.en), "ask");
	ZT_EQ(c.nrequirements, 2);
	ZT_STR(
	    zc_str_of(zc_catalog_requirement(&c, "T-01")->title), "accounts");
	ZT_TRUE(zc_catalog_check(&c, "host.usb.none") == NULL);
	ZT_EQ(strlen(c.digest), 64);
	zc_arena_fini(&a);
	zc_catalog_fini(&c);
}

ZT(catalog_render_puts_settings_into_the_text)
{
	struct zc_catalog c;
	struct zc_arena a;
	size_t faults;

	ZT_EQ(load(&c, NULL, &faults), ZC_OK);
	zc_arena_init(&a, 1 << 16);
	ZT_STR(zc_str_of(zc_catalog_render(&c, c.checks[0].title.zh, &a)),
	    "3 天内");
	ZT_STR(zc_str_of(zc_catalog_render(&c,
		   "{host.usb.days}{host.usb.days} {no.such} ${HOME} {", &a)),
	    "33 {no.such} ${HOME} {");
	zc_arena_fini(&a);
	zc_catalog_fini(&c);
}

ZT(catalog_upper_layer_replaces_by_id)
{
	static const struct zt_file up[] = {
		{ "settings/mine.yaml", SETTING("9"), 0 },
		{ "README.md", "hello", 0 },
		{ "checks/deep/er/.swp", "[", 0 },
	};
	struct zc_catalog c, d;
	size_t faults;
	int fd = zt_dir(up, ZC_LEN(up));

	ZT_EQ(load(&c, zt_dir_path(), &faults), ZC_OK);
	ZT_EQ(load(&d, NULL, &faults), ZC_OK);
	ZT_EQ(c.nsettings, 1);
	ZT_STR(zc_str_of(c.settings[0].value), "9");
	ZT_TRUE(strcmp(c.digest, d.digest) != 0);
	zc_catalog_fini(&c);
	zc_catalog_fini(&d);
	close(fd);
}

ZT(catalog_upper_layer_loses_nothing_in_silence)
{
	static const struct zt_file up[] = {
		{ "check/a.yaml", "id: a", 0 },   /* no such folder */
		{ "lost.yaml", "id: a", 0 },      /* in no folder */
		{ "settings/a.txt", "id: a", 0 }, /* not .yaml */
		{ "settings/b.yaml", SETTING("4"), 0 },
		{ "settings/c.yaml", SETTING("5"), 0 }, /* twice */
		{ "checks/bad.yaml", "a: [", 0 },
		{ "checks/gone.yaml", NULL, 0 }, /* a folder */
	};
	struct zc_catalog c;
	size_t faults;
	int fd = zt_dir(up, ZC_LEN(up));

	ZT_EQ(symlinkat(".", fd, "checks/loop"), 0);
	ZT_EQ(symlinkat("/etc/nowhere", fd, "checks/dangling.yaml"), 0);
	ZT_EQ(load(&c, zt_dir_path(), &faults), ZC_EINPUT);
	ZT_EQ(faults, 7);
	zc_catalog_fini(&c);
	close(fd);
	ZT_EQ(load(&c, "/no/such/folder", &faults), ZC_ENOENT);
	zc_catalog_fini(&c);
}

/* Names that only a replaced definition uses may be gone. */
ZT(catalog_forgets_what_a_layer_replaced)
{
	static const struct zt_file up[] = {
		{ "checks/x/odd.yaml",
		    "id: host.x.odd\ntitle: {zh: 标, en: t}\ntarget: host\n"
		    "severity: low\nask: {zh: 问, en: q}\n"
		    "why: {zh: 因, en: y}\nfix: {zh: 改, en: f}\n",
		    0 },
	};
	const struct zc_asset v[] = {
		asset("catalog/checks/odd.yaml",
		    "id: host.x.odd\ntitle: {zh: 标, en: t}\ntarget: host\n"
		    "severity: low\nask: {zh: 问, en: q}\n"
		    "settings: [old.one]\n"
		    "why: {zh: 因, en: y}\nfix: {zh: 改, en: f}\n"),
	};
	struct zc_catalog c;
	int fd = zt_dir(up, ZC_LEN(up));
	struct zc_catalog_from from = { v, 1, NULL, NULL, 0 };
	size_t faults = 0;

	ZT_EQ(zc_catalog_load_from(&c, &from, count, &faults, NULL), ZC_EINPUT);
	ZT_EQ(faults, 1);
	zc_catalog_fini(&c);
	from.dir = zt_dir_path();
	ZT_EQ(zc_catalog_load_from(&c, &from, count, &faults, NULL), ZC_OK);
	zc_catalog_fini(&c);
	close(fd);
}

ZT(catalog_goes_on_after_files_that_are_no_yaml)
{
	const struct zc_asset v[] = {
		asset("catalog/settings/1.yaml", "a: [b\n"),
		asset("catalog/settings/2.yaml", SETTING("3")),
		asset("catalog/settings/3.yaml", "\n\n- {a\n"),
		asset("catalog/settings/4.yaml", "&a *a\n"),
		asset("catalog/settings/5.yaml", "\t- x\n"),
		asset("catalog/requirements.tsv", "T-1\nT-2\tx\nT-2\ty\n"),
	};
	struct zc_catalog_from from = { v, ZC_LEN(v), NULL, NULL, 0 };
	struct zc_catalog c;
	size_t faults = 0;

	ZT_EQ(zc_catalog_load_from(&c, &from, count, &faults, NULL), ZC_EINPUT);
	ZT_EQ(c.nsettings, 1);
	ZT_TRUE(faults >= 6);
	zc_catalog_fini(&c);
}

ZT(catalog_load_survives_every_failed_allocation)
{
	struct zc_catalog c;
	size_t faults;
	int rc = ZC_ENOMEM;
	unsigned n;

	for (n = 1; rc == ZC_ENOMEM && n < 5000; n++) {
		zc_fault_arm(n);
		rc = load(&c, NULL, &faults);
		zc_fault_arm(0);
		zc_catalog_fini(&c);
	}
	ZT_EQ(rc, ZC_OK);
	ZT_TRUE(n > 100);
}

ZT(catalog_docs_name_every_key_of_every_kind)
{
	static const char *const keys[] = { "`work`", "`sound_when_partial`",
		"`weight`", "`denominator`", "`same_person`", "`not_with`",
		"`entries`", "`confidence`", "`each`" };
	struct zc_arena a;
	const char *zh, *en;

	zc_arena_init(&a, 1 << 20);
	for (size_t i = 0; zc_catalog_kinds[i] != NULL; i++) {
		ZT_EQ(
		    zc_catalog_docs(zc_catalog_kinds[i], "zh", &a, &zh), ZC_OK);
		ZT_EQ(
		    zc_catalog_docs(zc_catalog_kinds[i], "en", &a, &en), ZC_OK);
		ZT_TRUE(strstr(zh, keys[i]) != NULL);
		ZT_TRUE(strstr(en, keys[i]) != NULL);
		ZT_TRUE(strstr(zh, "必填") != NULL);
		ZT_TRUE(strstr(en, "Required") != NULL);
	}
	ZT_EQ(zc_catalog_docs("nothing", "en", &a, &en), ZC_ENOENT);
	zc_arena_fini(&a);
}

/* The sample that a document prints must itself be a good definition. */
ZT(catalog_docs_print_samples_that_load)
{
	/* The role names a ledger that is not there, the checklist a check. */
	static const struct {
		const char *file;
		size_t faults;
	} kinds[] = { { "calendars/a", 0 }, { "checks/unregistered", 0 },
		{ "checklists/a", 1 }, { "indicators/a", 0 },
		{ "ledgers/a", 0 }, { "roles/a", 3 }, { "rules/a", 0 },
		{ "settings/a", 0 }, { "starters/a", 2 } };
	struct zc_arena a;
	const char *page, *from, *to;
	char name[64];

	zc_arena_init(&a, 1 << 20);
	for (size_t i = 0; zc_catalog_kinds[i] != NULL; i++) {
		struct zc_catalog c;
		struct zc_asset v;
		struct zc_catalog_from src = { &v, 1, NULL, NULL, 0 };
		size_t faults = 0;

		ZT_EQ(zc_catalog_docs(zc_catalog_kinds[i], "zh", &a, &page),
		    ZC_OK);
		from = strstr(page, "```yaml\n") + 8;
		to = strstr(from, "```");
		(void)snprintf(
		    name, sizeof(name), "catalog/%s.yaml", kinds[i].file);
		v = (struct zc_asset){ name, from, to };
		ZT_EQ(zc_catalog_load_from(&c, &src, count, &faults, NULL),
		    kinds[i].faults > 0 ? ZC_EINPUT : ZC_OK);
		ZT_EQ(faults, kinds[i].faults);
		zc_catalog_fini(&c);
	}
	zc_arena_fini(&a);
}
