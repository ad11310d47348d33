/* external_contact: every trace of reaching a public address or Internet name. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "connection, browser, package, ntp, mail, dns, dhcp, history, log" },
	{ "remote", ZC_TEXT, "remote", "对端",
	    "address or domain" },
	{ "at", ZC_TIME, "time", "时间",
	    "when; null when the source has no time" },
	{ "first_at", ZC_TIME, "first time", "首次时间",
	    "first time seen in that source" },
	{ "times", ZC_INT, "times", "次数",
	    "how often in that source" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account; empty = system" },
	{ "program", ZC_TEXT, "program", "程序",
	    "program that left the trace" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file, log or kernel table" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_external_contact = {
	.table = "external_contact",
	.en = "traces of external contact",
	.zh = "外联痕迹",
	.mean = "every trace of reaching a public address or Internet name",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
