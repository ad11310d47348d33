/* route: one row per route. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "family", ZC_TEXT, "family", "协议族",
	    "ipv4, ipv6" },
	{ "destination", ZC_TEXT, "destination", "目的",
	    "network/prefix; default for 0/0" },
	{ "is_default", ZC_BOOL, "default route", "默认路由",
	    "1 = default route" },
	{ "gateway", ZC_TEXT, "gateway", "网关",
	    "gateway" },
	{ "interface", ZC_TEXT, "interface", "接口",
	    "interface" },
	{ "metric", ZC_INT, "metric", "度量",
	    "metric" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_route = {
	.table = "route",
	.en = "routes",
	.zh = "路由",
	.mean = "one row per route",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
