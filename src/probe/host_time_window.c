/* time_window: hosts.allow, hosts.deny, access.conf, time.conf. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "tcpwrappers, pam_access, pam_time" },
	{ "action", ZC_TEXT, "action", "动作",
	    "allow, deny" },
	{ "subject", ZC_TEXT, "subject", "对象",
	    "daemon or account list" },
	{ "clients", ZC_TEXT, "clients", "来源",
	    "clients or times" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file" },
	{ "line", ZC_INT, "line", "行号",
	    "line" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_time_window = {
	.table = "time_window",
	.en = "access limits",
	.zh = "接入限制",
	.mean = "hosts.allow, hosts.deny, access.conf, time.conf",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
