/* wireless_network: every network ever joined, from all sources. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "ssid", ZC_TEXT, "network name", "网络名称",
	    "SSID" },
	{ "security", ZC_TEXT, "security", "加密方式",
	    "open, wep, wpa, wpa2, wpa3, unknown" },
	{ "account", ZC_TEXT, "account", "账户",
	    "who keeps it; empty = system" },
	{ "last_used", ZC_TIME, "last used", "最近使用",
	    "last time joined; null when unknown" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file or log" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_wireless_network = {
	.table = "wireless_network",
	.en = "wireless networks joined",
	.zh = "曾连无线网络",
	.mean = "every network ever joined, from all sources",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
