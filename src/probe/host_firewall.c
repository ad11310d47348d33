/* firewall: one row per firewall mechanism found. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "mechanism", "机制",
	    "nftables, iptables, ip6tables, firewalld, ufw, kernel" },
	{ "installed", ZC_BOOL, "installed", "已安装",
	    "1 = its program is installed" },
	{ "enabled", ZC_BOOL, "enabled", "自启",
	    "1 = started at boot" },
	{ "active", ZC_BOOL, "active", "生效",
	    "1 = rules are in force now (live) or will be (offline)" },
	{ "input_policy", ZC_TEXT, "inbound policy", "入站默认策略",
	    "accept, drop, reject; empty when unknown" },
	{ "forward_policy", ZC_TEXT, "forward policy", "转发默认策略",
	    "accept, drop, reject" },
	{ "output_policy", ZC_TEXT, "outbound policy", "出站默认策略",
	    "accept, drop, reject" },
	{ "rules", ZC_INT, "rules", "规则数",
	    "number of rules" },
	{ "default_deny", ZC_BOOL, "denies by default", "默认拒绝",
	    "1 = inbound traffic that no rule allows is dropped or rejected" },
	{ "source", ZC_TEXT, "source", "来源",
	    "kernel or file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_firewall = {
	.table = "firewall",
	.en = "firewall",
	.zh = "防火墙",
	.mean = "one row per firewall mechanism found",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
