/* access_control: SELinux, AppArmor, KySec, UOS security centre. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "mechanism", ZC_TEXT, "mechanism", "机制",
	    "selinux, apparmor, kysec, smack, uos" },
	{ "installed", ZC_BOOL, "installed", "已安装",
	    "1 = installed" },
	{ "state", ZC_TEXT, "state", "状态",
	    "enforcing, permissive, disabled, unknown" },
	{ "configured", ZC_TEXT, "configured", "配置状态",
	    "state after the next boot" },
	{ "policy", ZC_TEXT, "policy", "策略",
	    "policy name" },
	{ "profiles", ZC_INT, "profiles", "策略数",
	    "profiles loaded" },
	{ "enforced", ZC_INT, "enforced", "强制数",
	    "profiles in enforce mode" },
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

const struct zc_probe zc_probe_host_access_control = {
	.table = "access_control",
	.en = "mandatory access control",
	.zh = "强制访问控制",
	.mean = "SELinux, AppArmor, KySec, UOS security centre",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
