/* os: one row: what system this is. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "family", ZC_TEXT, "family", "系统家族",
	    "linux, windows; empty when not recognised" },
	{ "id", ZC_TEXT, "id", "系统标识",
	    "os-release ID in lower case: debian, uos, kylin, openeuler, anolis" },
	{ "name", ZC_TEXT, "name", "系统名称",
	    "name as the system prints it" },
	{ "version", ZC_TEXT, "version", "版本",
	    "version as printed" },
	{ "release", ZC_TEXT, "release", "版本代号",
	    "major version or code name: 12, V10, 22.03" },
	{ "package_system", ZC_TEXT, "package system", "软件包体系",
	    "dpkg or rpm; empty when neither is found" },
	{ "kernel", ZC_TEXT, "kernel", "内核版本",
	    "running kernel, or the newest installed one of an offline root" },
	{ "arch", ZC_TEXT, "architecture", "架构",
	    "x86_64, aarch64, loongarch64" },
	{ "hostname", ZC_TEXT, "host name", "主机名",
	    "static host name" },
	{ "graphical", ZC_BOOL, "graphical", "图形界面",
	    "1 = a desktop or display manager is installed" },
	{ "container", ZC_TEXT, "container", "容器",
	    "container engine it runs in; empty when none" },
	{ "virtual", ZC_TEXT, "virtual machine", "虚拟机",
	    "hypervisor; empty when physical or unknown" },
	{ "booted_at", ZC_TIME, "booted", "开机时间",
	    "time of the last boot" },
	{ "installed_at", ZC_TIME, "installed", "安装时间",
	    "best evidence of the installation date" },
	{ "end_of_life", ZC_TIME, "end of life", "停止维护日期",
	    "end of free security support, from the rule list os_lifecycle" },
	{ "domestic", ZC_BOOL, "domestic", "国产系统",
	    "1 = a domestic system by the rule list" },
	{ "timezone", ZC_TEXT, "time zone", "时区",
	    "zone name" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_os = {
	.table = "os",
	.en = "operating system",
	.zh = "操作系统",
	.mean = "one row: what system this is",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
