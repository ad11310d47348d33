/* neighbour: ARP and NDP entries. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "address", ZC_TEXT, "address", "地址",
	    "address" },
	{ "mac", ZC_TEXT, "MAC address", "MAC 地址",
	    "MAC" },
	{ "interface", ZC_TEXT, "interface", "接口",
	    "interface" },
	{ "state", ZC_TEXT, "state", "状态",
	    "reachable, stale, permanent …" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_neighbour = {
	.table = "neighbour",
	.en = "neighbours",
	.zh = "邻居",
	.mean = "ARP and NDP entries",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
