/* download: downloads whose domain or file type hits a rule. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "browser", ZC_TEXT, "browser", "浏览器",
	    "browser" },
	{ "domain", ZC_TEXT, "domain", "域名",
	    "domain" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file name without path" },
	{ "category", ZC_TEXT, "category", "类别",
	    "category of the rule" },
	{ "at", ZC_TIME, "time", "时间",
	    "time" },
	{ "size", ZC_INT, "size", "大小",
	    "bytes" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_download = {
	.table = "download",
	.en = "downloads",
	.zh = "下载痕迹",
	.mean = "downloads whose domain or file type hits a rule",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
