/* address: one row per interface address. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "interface", ZC_TEXT, "interface", "接口",
	    "interface" },
	{ "family", ZC_TEXT, "family", "协议族",
	    "ipv4, ipv6" },
	{ "address", ZC_TEXT, "address", "地址",
	    "address" },
	{ "prefix", ZC_INT, "prefix length", "前缀长度",
	    "prefix length" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "loopback, link, private, public" },
	{ "method", ZC_TEXT, "method", "获取方式",
	    "static, dhcp, kernel, unknown" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_address = {
	.table = "address",
	.en = "addresses",
	.zh = "网络地址",
	.mean = "one row per interface address",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
