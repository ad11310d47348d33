/* kernel_setting: sysctl values in force (live) and configured. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "setting", "参数",
	    "dotted name" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value" },
	{ "number", ZC_INT, "number", "数值",
	    "value as number" },
	{ "origin", ZC_TEXT, "origin", "出处",
	    "live or file" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file that sets it" },
	{ "line", ZC_INT, "line", "行号",
	    "line" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_kernel_setting = {
	.table = "kernel_setting",
	.en = "kernel settings",
	.zh = "内核参数",
	.mean = "sysctl values in force (live) and configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
