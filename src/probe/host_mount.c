/* mount: mounted file systems and fstab entries. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "device", ZC_TEXT, "device", "设备",
	    "device" },
	{ "path", ZC_TEXT, "mount point", "挂载点",
	    "where" },
	{ "fs", ZC_TEXT, "file system", "文件系统",
	    "type" },
	{ "options", ZC_TEXT, "options", "选项",
	    "options, secrets masked" },
	{ "noexec", ZC_BOOL, "noexec", "禁止执行",
	    "noexec" },
	{ "nosuid", ZC_BOOL, "nosuid", "禁止提权",
	    "nosuid" },
	{ "nodev", ZC_BOOL, "nodev", "禁止设备",
	    "nodev" },
	{ "readonly", ZC_BOOL, "read-only", "只读",
	    "ro" },
	{ "network", ZC_BOOL, "network", "网络",
	    "1 = network file system" },
	{ "removable", ZC_BOOL, "removable", "可移动",
	    "1 = on a removable or USB device" },
	{ "encrypted", ZC_BOOL, "encrypted", "已加密",
	    "1 = on dm-crypt or an encrypting file system; null when not known" },
	{ "size", ZC_INT, "size", "容量",
	    "bytes" },
	{ "used_percent", ZC_INT, "used", "已用百分比",
	    "percent" },
	{ "source", ZC_TEXT, "source", "来源",
	    "live, fstab, systemd" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_mount = {
	.table = "mount",
	.en = "mounts",
	.zh = "挂载",
	.mean = "mounted file systems and fstab entries",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
