/* audit_rule: rules in force (live) or configured. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "watch, syscall, control" },
	{ "path", ZC_TEXT, "path", "路径",
	    "watched path" },
	{ "permissions", ZC_TEXT, "permissions", "操作",
	    "rwxa" },
	{ "syscalls", ZC_TEXT, "system calls", "系统调用",
	    "names, comma separated" },
	{ "key", ZC_TEXT, "key", "标记",
	    "key" },
	{ "text", ZC_TEXT, "rule", "规则",
	    "rule as written" },
	{ "origin", ZC_TEXT, "origin", "出处",
	    "live or file" },
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

const struct zc_probe zc_probe_host_audit_rule = {
	.table = "audit_rule",
	.en = "audit rules",
	.zh = "审计规则",
	.mean = "rules in force (live) or configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
