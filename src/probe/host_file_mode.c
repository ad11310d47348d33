/* file_mode: owner and mode of what matters, and what the walk of system directories found. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径",
	    "path" },
	{ "reason", ZC_TEXT, "listed because", "列入原因",
	    "key (from the list of important files), setuid, setgid, world_writable, unowned, sticky_missing, capability, home_file, device" },
	{ "type", ZC_TEXT, "type", "类型",
	    "file, directory, symlink, device" },
	{ "mode", ZC_INT, "mode", "权限",
	    "permission bits including setuid, setgid, sticky (decimal; shown octal)" },
	{ "owner", ZC_TEXT, "owner", "属主",
	    "owner name, or number" },
	{ "grp", ZC_TEXT, "group", "属组",
	    "group name, or number" },
	{ "uid", ZC_INT, "user id", "用户号",
	    "owner" },
	{ "gid", ZC_INT, "group id", "组号",
	    "group" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "owner package; empty = not owned by any" },
	{ "size", ZC_INT, "size", "大小",
	    "bytes" },
	{ "changed_at", ZC_TIME, "changed", "修改时间",
	    "modification time" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_file_mode = {
	.table = "file_mode",
	.en = "file modes",
	.zh = "文件权限",
	.mean = "owner and mode of what matters, and what the walk of system directories found",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
