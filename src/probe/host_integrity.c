/* integrity: packaged files that differ from the package database. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径",
	    "path" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "package" },
	{ "state", ZC_TEXT, "state", "状态",
	    "changed, missing, unreadable" },
	{ "config", ZC_BOOL, "configuration", "配置文件",
	    "1 = a configuration file, where a change is normal" },
	{ "program", ZC_BOOL, "program", "程序文件",
	    "1 = executable or library" },
	{ "algorithm", ZC_TEXT, "algorithm", "算法",
	    "md5, sha256" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_integrity = {
	.table = "integrity",
	.en = "package integrity",
	.zh = "软件包完整性",
	.mean = "packaged files that differ from the package database",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_HIGH,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
