/* network_profile: connections kept by NetworkManager, ifupdown, networkd,
 * wpa_supplicant, netplan, ifcfg. */
#include "probe/probe.h"

#include "probe/netconf.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称", "profile name" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "wired, wireless, vpn, modem, bluetooth, pppoe, bridge …" },
	{ "interface", ZC_TEXT, "interface", "接口", "bound interface" },
	{ "method", ZC_TEXT, "method", "获取方式",
	    "dhcp, static, shared (shares this computer's connection), "
	    "disabled" },
	{ "shared", ZC_BOOL, "shared", "共享上网",
	    "1 = shares its connection to others" },
	{ "autoconnect", ZC_BOOL, "automatic", "自动连接",
	    "1 = connects by itself" },
	{ "last_used", ZC_TIME, "last used", "最近使用",
	    "time stamp kept by the manager" },
	{ "program", ZC_TEXT, "program", "程序",
	    "networkmanager, ifupdown, networkd, netplan, ifcfg, "
	    "wpa_supplicant" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
};

static int
emit(struct zc_table *t, const struct zc_netconf *v, struct zc_err *e)
{
	zc_put(t, "name", v->name);
	if (v->kind[0] != '\0')
		zc_put_cstr(t, "kind", v->kind);
	if (v->interface.n > 0)
		zc_put(t, "interface", v->interface);
	if (v->method[0] != '\0')
		zc_put_cstr(t, "method", v->method);
	if (v->shared >= 0)
		zc_put_int(t, "shared", v->shared);
	if (v->autoconnect >= 0)
		zc_put_int(t, "autoconnect", v->autoconnect);
	zc_put_int(t, "last_used", v->last_used);
	zc_put_cstr(t, "program", v->program);
	zc_put_cstr(t, "file", v->file);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_netconfs c;
	int rc;

	rc = zc_netconf_load(l, t, &c, e);
	for (size_t i = 0; rc == ZC_OK && i < c.n; i++)
		rc = emit(t, &c.v[i], e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_network_profile = {
	.table = "network_profile",
	.en = "network profiles",
	.zh = "网络配置",
	.mean = "connections kept by NetworkManager, ifupdown, networkd, "
		"wpa_supplicant, netplan, ifcfg",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
