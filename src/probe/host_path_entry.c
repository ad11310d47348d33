/* path_entry: directories of the administrator's PATH. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "directory", ZC_TEXT, "directory", "目录",
	    "directory as written" },
	{ "exists_dir", ZC_BOOL, "exists", "存在",
	    "1 = exists" },
	{ "writable_by_others", ZC_BOOL, "writable by others", "他人可写",
	    "1 = group or others may write" },
	{ "relative", ZC_BOOL, "relative", "相对路径",
	    "1 = empty, dot or not absolute" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_path_entry = {
	.table = "path_entry",
	.en = "search path",
	.zh = "搜索路径",
	.mean = "directories of the administrator's PATH",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
