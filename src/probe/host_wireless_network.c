/* wireless_network: every network ever joined, from all sources. */
#include "probe/probe.h"

#include "probe/netconf.h"

static const struct zc_col cols[] = {
	{ "ssid", ZC_TEXT, "network name", "网络名称", "SSID" },
	{ "security", ZC_TEXT, "security", "加密方式",
	    "open, wep, wpa, wpa2, wpa3, unknown" },
	{ "account", ZC_TEXT, "account", "账户",
	    "who keeps it; empty = system" },
	{ "last_used", ZC_TIME, "last used", "最近使用",
	    "last time joined; null when unknown" },
	{ "source", ZC_TEXT, "source", "来源", "file or log" },
};

static int
emit(struct zc_table *t, const struct zc_netconf *v, struct zc_err *e)
{
	zc_put(t, "ssid", v->ssid);
	zc_put_cstr(
	    t, "security", v->security[0] != '\0' ? v->security : "unknown");
	if (v->account.n > 0)
		zc_put(t, "account", v->account);
	zc_put_int(t, "last_used", v->last_used);
	zc_put_cstr(t, "source", v->file);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_netconfs c;
	int rc;

	rc = zc_netconf_load(l, t, &c, e);
	for (size_t i = 0; rc == ZC_OK && i < c.n; i++) {
		/* A network that this computer offers is none it joined. */
		if (c.v[i].ssid.n > 0 && c.v[i].shared != 1)
			rc = emit(t, &c.v[i], e);
	}
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
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
