/* trace_gap: places where traces should be and are not. */
#include "base/fs.h"
#include "probe/gapempty.h"
#include "probe/probe.h"
#include "probe/tree.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "log_gap, log_emptied, log_stopped, log_missing, log_to_null, "
	    "history_off, history_emptied, cleaner_tool, clock_set_back, "
	    "journal_volatile, journal_trimmed, record_zeroed, "
	    "usb_trace_conflict" },
	{ "subject", ZC_TEXT, "subject", "对象", "log, file or account" },
	{ "from_at", ZC_TIME, "from", "起", "start of the gap" },
	{ "to_at", ZC_TIME, "to", "止", "end of the gap" },
	{ "detail", ZC_TEXT, "detail", "说明", "what was seen" },
	{ "source", ZC_TEXT, "source", "来源", "file" },
};

struct found {
	struct zc_gaps *g;
	const char *name;
};

static int
tool_path(void *ctx, const char *path)
{
	const struct found *f = ctx;
	struct zc_gap r = { .kind = "cleaner_tool",
		.subject = f->name,
		.source = path,
		.detail = "" };

	return zc_gap_put(f->g, &r);
}

/* dpkg keeps a list of the files of each installed package. */
static int
tool_package(struct zc_gaps *g, const char *name, const char *package)
{
	static const char *const ends[] = { ".list", ":amd64.list",
		":arm64.list", ":loong64.list" };
	char path[300];

	for (size_t i = 0; i < ZC_LEN(ends); i++) {
		struct zc_gap r = { .kind = "cleaner_tool",
			.subject = name,
			.source = path,
			.detail = package };

		(void)snprintf(path, sizeof(path),
		    "/var/lib/dpkg/info/%.200s%s", package, ends[i]);
		if (zc_fs_exists(g->l->root, path))
			return zc_gap_put(g, &r);
	}
	return ZC_OK;
}

/* Programs made for wiping traces, by rule.cleaner. */
static int
tools(struct zc_gaps *g)
{
	struct zc_item it;
	size_t i = 0;
	int rc = ZC_OK;
	bool any = false;

	while (rc == ZC_OK &&
	    zc_item_next(&g->l->items, "rule.cleaner", &i, &it)) {
		struct found f = { .g = g, .name = it.entry };

		any = true;
		if (strcmp(it.field, "path") == 0)
			rc = zc_tree_glob(
			    g->l, g->t, "/", it.value, tool_path, &f);
		else if (strcmp(it.field, "package") == 0)
			rc = tool_package(g, it.entry, it.value);
	}
	if (rc == ZC_OK && !any)
		zc_miss(g->t, "rule.cleaner",
		    ZC_N("the list of cleaning programs is missing"));
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_gaps g = { .l = l, .t = t, .e = e };
	struct zc_journal j;
	int open = zc_journal_open(l, &j, e), rc = ZC_OK;

	if (open == ZC_OK)
		g.journal = &j;
	else if (open == ZC_ENOMEM)
		return open;
	if (zc_users_load(l, t, &g.users) == ZC_ENOMEM)
		rc = ZC_FAIL(e, ZC_ENOMEM, "traces: no room");
	if (rc == ZC_OK)
		rc = zc_power_read(l, t, g.journal, &g.powers, e);
	if (rc == ZC_OK)
		rc = zc_gapempty_load(&g);
	if (rc == ZC_OK)
		rc = zc_gaps_text(&g);
	if (rc == ZC_OK)
		rc = zc_gaps_journal(&g);
	if (rc == ZC_OK)
		rc = zc_gaps_records(&g);
	if (rc == ZC_OK)
		rc = zc_gaps_history(&g);
	if (rc == ZC_OK)
		rc = tools(&g);
	if (open == ZC_OK) {
		(void)zc_journal_miss(&j, t);
		zc_journal_close(&j);
	}
	/* Opens the journal for itself, so last. */
	if (rc == ZC_OK)
		rc = zc_gaps_usb(&g);
	if (g.logs == 0 && g.journal == NULL)
		zc_miss(t, "/var/log", ZC_N("no log to search for gaps"));
	if (open == ZC_EACCES || open == ZC_EUNSUP)
		zc_miss(t, "/var/log/journal",
		    ZC_N("the journal cannot be read on this computer"));
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_trace_gap = {
	.table = "trace_gap",
	.en = "signs of cleaning",
	.zh = "清理迹象",
	.mean = "places where traces should be and are not",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.load = zc_journal_load,
	.run = run,
};
