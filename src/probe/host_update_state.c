/* update_state: one row. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "lists_at", ZC_TIME, "lists dated", "更新列表日期",
	    "date of the newest package list; null when there is none" },
	{ "last_upgrade", ZC_TIME, "last upgrade", "最近一次升级",
	    "last time packages were upgraded" },
	{ "automatic", ZC_BOOL, "automatic", "自动更新",
	    "1 = unattended upgrades are switched on" },
	{ "program", ZC_TEXT, "program", "程序",
	    "unattended-upgrades, dnf-automatic, packagekit …" },
	{ "reboot_needed", ZC_BOOL, "restart needed", "待重启",
	    "1 = a newer kernel or a marker waits for a restart" },
	{ "newest_kernel", ZC_TEXT, "newest kernel", "最新内核",
	    "newest installed kernel" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_update_state = {
	.table = "update_state",
	.en = "state of updating",
	.zh = "更新状态",
	.mean = "one row",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
