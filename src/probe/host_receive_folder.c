/* receive_folder: folders in which chat, mail and cloud programs leave files. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "program", ZC_TEXT, "program", "程序",
	    "program by the rule list" },
	{ "path", ZC_TEXT, "path", "路径",
	    "folder" },
	{ "files", ZC_INT, "files", "文件数",
	    "number of files" },
	{ "documents", ZC_INT, "documents", "文档数",
	    "number of office documents and pictures" },
	{ "bytes", ZC_INT, "bytes", "字节数",
	    "total size" },
	{ "newest", ZC_TIME, "newest", "最新时间",
	    "newest change" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_receive_folder = {
	.table = "receive_folder",
	.en = "receive folders",
	.zh = "接收目录",
	.mean = "folders in which chat, mail and cloud programs leave files",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
