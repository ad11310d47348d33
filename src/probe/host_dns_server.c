/* dns_server: one row per server configured. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "address", ZC_TEXT, "address", "地址",
	    "server address" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "loopback, link, private, public" },
	{ "interface", ZC_TEXT, "interface", "接口",
	    "interface it belongs to; empty = global" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_dns_server = {
	.table = "dns_server",
	.en = "DNS servers",
	.zh = "域名服务器",
	.mean = "one row per server configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
