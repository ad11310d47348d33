/* screen_lock: idle lock settings per desktop and account. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "desktop", ZC_TEXT, "desktop", "桌面",
	    "gnome, ukui, dde, kde, xfce, mate, cinnamon, terminal" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account; empty = system default" },
	{ "enabled", ZC_BOOL, "enabled", "启用",
	    "1 = locks" },
	{ "idle_seconds", ZC_INT, "idle seconds", "空闲秒数",
	    "idle time before the screen blanks" },
	{ "lock_seconds", ZC_INT, "lock delay", "锁定延时",
	    "delay from blank to lock, seconds" },
	{ "locked_down", ZC_BOOL, "enforced", "强制",
	    "1 = users cannot change it" },
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

const struct zc_probe zc_probe_host_screen_lock = {
	.table = "screen_lock",
	.en = "screen lock",
	.zh = "锁屏设置",
	.mean = "idle lock settings per desktop and account",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
