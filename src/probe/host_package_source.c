/* package_source: repositories configured. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "apt, dnf" },
	{ "uri", ZC_TEXT, "address", "地址",
	    "address" },
	{ "suite", ZC_TEXT, "suite", "套件",
	    "suite or repository id" },
	{ "enabled", ZC_BOOL, "enabled", "启用",
	    "1 = in use" },
	{ "verified", ZC_BOOL, "signature checked", "校验签名",
	    "0 = trusted=yes or gpgcheck=0" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "local, private, public by host name or address" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file" },
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

const struct zc_probe zc_probe_host_package_source = {
	.table = "package_source",
	.en = "package sources",
	.zh = "软件源",
	.mean = "repositories configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
