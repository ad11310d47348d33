/* network_profile: connections kept by NetworkManager, ifupdown, networkd, wpa_supplicant, netplan, ifcfg. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称",
	    "profile name" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "wired, wireless, vpn, modem, bluetooth, pppoe, bridge …" },
	{ "interface", ZC_TEXT, "interface", "接口",
	    "bound interface" },
	{ "method", ZC_TEXT, "method", "获取方式",
	    "dhcp, static, shared (shares this computer's connection), disabled" },
	{ "shared", ZC_BOOL, "shared", "共享上网",
	    "1 = shares its connection to others" },
	{ "autoconnect", ZC_BOOL, "automatic", "自动连接",
	    "1 = connects by itself" },
	{ "last_used", ZC_TIME, "last used", "最近使用",
	    "time stamp kept by the manager" },
	{ "program", ZC_TEXT, "program", "程序",
	    "networkmanager, ifupdown, networkd, netplan, ifcfg, wpa_supplicant" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_network_profile = {
	.table = "network_profile",
	.en = "network profiles",
	.zh = "网络配置",
	.mean = "connections kept by NetworkManager, ifupdown, networkd, wpa_supplicant, netplan, ifcfg",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
