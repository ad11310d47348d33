/* power_event: boots, shutdowns, crashes, suspends. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "boot, shutdown, crash, suspend, resume" },
	{ "at", ZC_TIME, "time", "时间",
	    "when" },
	{ "kernel", ZC_TEXT, "kernel", "内核",
	    "kernel" },
	{ "source", ZC_TEXT, "source", "来源",
	    "wtmp, journal" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
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
	.run = run,
};
