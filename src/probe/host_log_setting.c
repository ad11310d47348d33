/* log_setting: journald, rsyslog, syslog-ng, logrotate, auditd settings. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "journald, rsyslog, syslog-ng, logrotate, auditd, audisp" },
	{ "name", ZC_TEXT, "setting", "设置项",
	    "setting; for rsyslog: rule, remote, module" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value" },
	{ "number", ZC_INT, "number", "数值",
	    "number" },
	{ "remote", ZC_TEXT, "remote", "远程目标",
	    "remote log server" },
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

const struct zc_probe zc_probe_host_log_setting = {
	.table = "log_setting",
	.en = "log settings",
	.zh = "日志设置",
	.mean = "journald, rsyslog, syslog-ng, logrotate, auditd settings",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
