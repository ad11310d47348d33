/* boot: one row: how the machine boots. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "firmware", ZC_TEXT, "firmware", "固件",
	    "efi or bios" },
	{ "secure_boot", ZC_BOOL, "secure boot", "安全启动",
	    "1 = on; null when not known" },
	{ "tpm", ZC_TEXT, "trusted module", "可信模块",
	    "tpm, tcm; empty when none" },
	{ "loader", ZC_TEXT, "loader", "引导程序",
	    "grub2, systemd-boot …" },
	{ "password", ZC_BOOL, "loader password", "引导口令",
	    "1 = set" },
	{ "config_file", ZC_TEXT, "configuration", "配置文件",
	    "loader configuration" },
	{ "kernel_line", ZC_TEXT, "kernel command line", "内核命令行",
	    "command line" },
	{ "lockdown", ZC_TEXT, "lockdown", "锁定模式",
	    "none, integrity, confidentiality" },
	{ "measured", ZC_BOOL, "measured", "度量启动",
	    "1 = IMA or measured boot logs exist" },
	{ "rescue_auth", ZC_BOOL, "rescue needs password", "救援模式需口令",
	    "1 = rescue and emergency shells ask for the root password" },
	{ "ctrl_alt_del", ZC_BOOL, "Ctrl-Alt-Del restarts", "快捷键重启",
	    "1 = the key combination restarts the machine" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_boot = {
	.table = "boot",
	.en = "boot",
	.zh = "引导",
	.mean = "one row: how the machine boots",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
