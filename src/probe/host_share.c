/* share: directories offered to the network by Samba and NFS. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径",
	    "directory that is shared" },
	{ "name", ZC_TEXT, "name", "共享名",
	    "share name" },
	{ "via", ZC_TEXT, "service", "服务",
	    "samba or nfs" },
	{ "guest", ZC_BOOL, "guest access", "匿名访问",
	    "1 = no login needed" },
	{ "writable", ZC_BOOL, "writable", "可写",
	    "1 = clients may write" },
	{ "clients", ZC_TEXT, "clients", "允许的客户端",
	    "hosts allowed; empty = everyone" },
	{ "root_kept", ZC_BOOL, "root kept", "保留 root 权限",
	    "1 = no_root_squash or admin users" },
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

const struct zc_probe zc_probe_host_share = {
	.table = "share",
	.en = "shares",
	.zh = "共享目录",
	.mean = "directories offered to the network by Samba and NFS",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
