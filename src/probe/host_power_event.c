/* power_event: boots, shutdowns, crashes, suspends. */
#include "probe/power.h"
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "boot, shutdown, crash, suspend, resume" },
	{ "at", ZC_TIME, "time", "时间", "when" },
	{ "kernel", ZC_TEXT, "kernel", "内核", "kernel" },
	{ "source", ZC_TEXT, "source", "来源", "wtmp, journal" },
};

static int
put(struct zc_table *t, const struct zc_power *p, struct zc_err *e)
{
	static const char *const kinds[] = { "boot", "shutdown", "crash",
		"suspend", "resume" };

	zc_put_cstr(t, "kind", kinds[p->kind]);
	zc_put_int(t, "at", p->at);
	zc_put_cstr(t, "kernel", p->kernel);
	zc_put_cstr(t, "source", p->source);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_journal j;
	struct zc_powers p = { 0 };
	int64_t from = 0, to = 0;
	int open = zc_journal_open(l, &j, NULL), rc;

	if (open == ZC_EACCES)
		zc_miss(t, "/var/log/journal",
		    ZC_N("some journal files were not read"));
	else if (open == ZC_EUNSUP)
		zc_miss(t, "/var/log/journal",
		    ZC_N("the journal cannot be read on this computer"));
	rc = zc_power_read(l, t, open == ZC_OK ? &j : NULL, &p, e);
	if (open == ZC_OK) {
		(void)zc_journal_miss(&j, t);
		zc_journal_close(&j);
	}
	for (size_t i = 0; rc == ZC_OK && i < p.n; i++) {
		if (from == 0 || p.v[i].at < from)
			from = p.v[i].at;
		if (p.v[i].at > to)
			to = p.v[i].at;
		rc = put(t, &p.v[i], e);
	}
	if (rc != ZC_OK)
		return rc;
	zc_window(t, from, to);
	if (p.full)
		zc_miss(t, "/var/log/wtmp", ZC_N("more events than are kept"));
	if (!p.wtmp && open != ZC_OK)
		return zc_cover(t,
		    open == ZC_EACCES ? ZC_COVER_DENIED : ZC_COVER_ABSENT,
		    ZC_N("neither wtmp nor a journal could be read"), NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_power_event = {
	.table = "power_event",
	.en = "power events",
	.zh = "开关机记录",
	.mean = "boots, shutdowns, crashes, suspends",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.load = zc_journal_load,
	.run = run,
};
