/* kernel_module: modules loaded, and those of the list of interest. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "module", "模块",
	    "name with underscores" },
	{ "loaded", ZC_BOOL, "loaded", "已加载",
	    "1 = loaded now" },
	{ "available", ZC_BOOL, "available", "可加载",
	    "1 = module file exists for the kernel" },
	{ "blocked", ZC_BOOL, "blocked", "已禁用",
	    "1 = install /bin/false or blacklist" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file that blocks it" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_kernel_module = {
	.table = "kernel_module",
	.en = "kernel modules",
	.zh = "内核模块",
	.mean = "modules loaded, and those of the list of interest",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
