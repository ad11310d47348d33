/* health: measured values of the machine's condition. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "disk_space, disk_wear, memory, temperature, battery, load, error" },
	{ "subject", ZC_TEXT, "subject", "对象",
	    "mount point, device, sensor" },
	{ "value", ZC_INT, "value", "数值",
	    "measured value" },
	{ "unit", ZC_TEXT, "unit", "单位",
	    "percent, celsius, hours, count" },
	{ "limit_value", ZC_INT, "limit", "限值",
	    "limit given by the device itself; null when none" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file read" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_health = {
	.table = "health",
	.en = "health",
	.zh = "运行状况",
	.mean = "measured values of the machine's condition",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
