/* connection: one row per connected socket. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "protocol", ZC_TEXT, "protocol", "协议",
	    "tcp, tcp6, udp, udp6" },
	{ "local_address", ZC_TEXT, "local address", "本机地址",
	    "local address" },
	{ "local_port", ZC_INT, "local port", "本机端口",
	    "local port" },
	{ "remote_address", ZC_TEXT, "remote address", "对端地址",
	    "remote address" },
	{ "remote_port", ZC_INT, "remote port", "对端端口",
	    "remote port" },
	{ "remote_scope", ZC_TEXT, "remote scope", "对端范围",
	    "loopback, link, private, public" },
	{ "state", ZC_TEXT, "state", "状态",
	    "established, syn_sent …" },
	{ "pid", ZC_INT, "process id", "进程号",
	    "owner" },
	{ "process", ZC_TEXT, "process", "进程",
	    "name of the owner" },
	{ "account", ZC_TEXT, "account", "账户",
	    "owner's user" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_connection = {
	.table = "connection",
	.en = "connections",
	.zh = "网络连接",
	.mean = "one row per connected socket",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
