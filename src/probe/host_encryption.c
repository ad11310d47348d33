/* encryption: LUKS, fscrypt, eCryptfs, ZFS, encrypted swap. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "device", ZC_TEXT, "device", "设备",
	    "device or directory" },
	{ "mechanism", ZC_TEXT, "mechanism", "机制",
	    "luks, plain, fscrypt, ecryptfs, zfs" },
	{ "path", ZC_TEXT, "path", "路径",
	    "mount point or directory covered" },
	{ "cipher", ZC_TEXT, "cipher", "算法",
	    "cipher when known" },
	{ "active", ZC_BOOL, "active", "生效",
	    "1 = open now" },
	{ "source", ZC_TEXT, "source", "来源",
	    "source" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_encryption = {
	.table = "encryption",
	.en = "encryption at rest",
	.zh = "加密",
	.mean = "LUKS, fscrypt, eCryptfs, ZFS, encrypted swap",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
