/* interface: one row per interface. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "interface", "接口",
	    "name" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "wired, wireless, bluetooth, modem, tether, virtual, bridge, bond, vpn, loopback, unknown" },
	{ "mac", ZC_TEXT, "MAC address", "MAC 地址",
	    "lower case with colons" },
	{ "up", ZC_BOOL, "up", "启用",
	    "administratively up" },
	{ "carrier", ZC_BOOL, "link", "有链路",
	    "carrier present" },
	{ "speed", ZC_INT, "speed", "速率",
	    "Mbit/s" },
	{ "driver", ZC_TEXT, "driver", "驱动",
	    "kernel driver" },
	{ "bus", ZC_TEXT, "bus", "总线",
	    "pci, usb, virtual …" },
	{ "promiscuous", ZC_BOOL, "promiscuous", "混杂模式",
	    "1 = promiscuous" },
	{ "has_address", ZC_BOOL, "has address", "有地址",
	    "1 = holds an address that is not link-local" },
	{ "source", ZC_TEXT, "source", "来源",
	    "kernel, or configuration file for an offline root" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_interface = {
	.table = "interface",
	.en = "interfaces",
	.zh = "网络接口",
	.mean = "one row per interface",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
