/* package: installed packages. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "package", "软件包",
	    "name" },
	{ "version", ZC_TEXT, "version", "版本",
	    "full version" },
	{ "arch", ZC_TEXT, "architecture", "架构",
	    "architecture" },
	{ "source_name", ZC_TEXT, "source package", "源码包",
	    "source package name" },
	{ "source_version", ZC_TEXT, "source version", "源码包版本",
	    "source package version" },
	{ "state", ZC_TEXT, "state", "状态",
	    "installed, half, config" },
	{ "vendor", ZC_TEXT, "vendor", "厂商",
	    "maintainer or vendor" },
	{ "section", ZC_TEXT, "section", "分类",
	    "section or group" },
	{ "installed_at", ZC_TIME, "installed", "安装时间",
	    "time of installation or last change" },
	{ "size", ZC_INT, "size", "大小",
	    "installed size in bytes" },
	{ "manager", ZC_TEXT, "manager", "体系",
	    "dpkg, rpm, flatpak, snap, linglong" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_package = {
	.table = "package",
	.en = "packages",
	.zh = "软件包",
	.mean = "installed packages",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
