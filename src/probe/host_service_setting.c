/* service_setting: settings of well-known network services. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "vsftpd, snmpd, redis, mysql, postgresql, nginx, apache, x11, cups, avahi, rsync, telnet, bind, postfix, docker, tomcat, mongodb, dovecot, squid, kubelet" },
	{ "name", ZC_TEXT, "setting", "设置项",
	    "setting" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value, secrets replaced by 'set' or 'default'" },
	{ "number", ZC_INT, "number", "数值",
	    "number" },
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

const struct zc_probe zc_probe_host_service_setting = {
	.table = "service_setting",
	.en = "service settings",
	.zh = "服务设置",
	.mean = "settings of well-known network services",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
