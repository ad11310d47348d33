/* plain_credential: places that hold a password or key in plain text; never the text itself. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "netrc, pgpass, my_cnf, git, smb, history, config, script, browser, wifi, vpn, mail, cloud, fstab" },
	{ "account", ZC_TEXT, "account", "账户",
	    "owner" },
	{ "path", ZC_TEXT, "path", "路径",
	    "file" },
	{ "line", ZC_INT, "line", "行号",
	    "line" },
	{ "name", ZC_TEXT, "key", "键名",
	    "name of the key, never the value" },
	{ "mode", ZC_INT, "mode", "权限",
	    "permission bits" },
	{ "readable_by_others", ZC_BOOL, "readable by others", "他人可读",
	    "1 = group or others may read" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_plain_credential = {
	.table = "plain_credential",
	.en = "stored credentials",
	.zh = "明文凭据",
	.mean = "places that hold a password or key in plain text; never the text itself",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
