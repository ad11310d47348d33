/* listener: one row per listening socket. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "protocol", ZC_TEXT, "protocol", "协议",
	    "tcp, tcp6, udp, udp6" },
	{ "address", ZC_TEXT, "address", "地址",
	    "local address" },
	{ "port", ZC_INT, "port", "端口",
	    "local port" },
	{ "scope", ZC_TEXT, "scope", "可达范围",
	    "loopback, link, private, public, any" },
	{ "exposed", ZC_BOOL, "reachable", "对外可达",
	    "1 = not loopback only" },
	{ "pid", ZC_INT, "process id", "进程号",
	    "owner" },
	{ "process", ZC_TEXT, "process", "进程",
	    "name of the owner; empty when not permitted" },
	{ "program", ZC_TEXT, "program", "程序路径",
	    "executable of the owner" },
	{ "account", ZC_TEXT, "account", "账户",
	    "owner's user" },
	{ "service", ZC_TEXT, "service", "服务",
	    "systemd unit" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_listener = {
	.table = "listener",
	.en = "listeners",
	.zh = "监听端口",
	.mean = "one row per listening socket",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
