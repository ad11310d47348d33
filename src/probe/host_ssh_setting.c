/* ssh_setting: effective sshd settings: Include and Match resolved, defaults filled in. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "setting", "设置项",
	    "keyword in lower case" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value as written" },
	{ "number", ZC_INT, "number", "数值",
	    "value as a number or seconds; null when not numeric" },
	{ "match_on", ZC_TEXT, "match", "匹配条件",
	    "condition of the Match block; empty = global" },
	{ "origin", ZC_TEXT, "origin", "出处",
	    "file or default" },
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

const struct zc_probe zc_probe_host_ssh_setting = {
	.table = "ssh_setting",
	.en = "SSH server settings",
	.zh = "SSH 服务设置",
	.mean = "effective sshd settings: Include and Match resolved, defaults filled in",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
