/* firewall_rule: one row per rule. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "mechanism", "机制",
	    "nftables, iptables, firewalld, ufw" },
	{ "chain", ZC_TEXT, "chain", "链",
	    "family/table/chain or zone" },
	{ "hook", ZC_TEXT, "hook", "挂接点",
	    "input, forward, output; empty when not a base chain" },
	{ "position", ZC_INT, "position", "次序",
	    "position" },
	{ "action", ZC_TEXT, "action", "动作",
	    "accept, drop, reject, jump, other" },
	{ "protocol", ZC_TEXT, "protocol", "协议",
	    "tcp, udp, icmp, any" },
	{ "port", ZC_TEXT, "port", "端口",
	    "destination port or range; empty = any" },
	{ "source_address", ZC_TEXT, "source address", "来源地址",
	    "source; empty = anyone" },
	{ "interface", ZC_TEXT, "interface", "接口",
	    "input interface" },
	{ "text", ZC_TEXT, "rule", "规则",
	    "the rule in words" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_firewall_rule = {
	.table = "firewall_rule",
	.en = "firewall rules",
	.zh = "防火墙规则",
	.mean = "one row per rule",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
