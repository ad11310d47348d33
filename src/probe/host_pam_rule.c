/* pam_rule: one row per line of each service's stack, includes expanded. */
#include "probe/mask.h"
#include "probe/pam.h"

static const struct zc_col cols[] = {
	{ "service", ZC_TEXT, "service", "服务",
	    "PAM service: login, sshd, su, sudo, system-auth, common-auth …" },
	{ "type", ZC_TEXT, "type", "类型", "auth, account, password, session" },
	{ "position", ZC_INT, "position", "次序",
	    "position in the expanded stack of that service and type, from 1" },
	{ "control", ZC_TEXT, "control", "控制",
	    "required, requisite, sufficient, optional or [..]" },
	{ "module", ZC_TEXT, "module", "模块", "base name without .so" },
	{ "arguments", ZC_TEXT, "arguments", "参数",
	    "arguments, space separated" },
	{ "file", ZC_TEXT, "file", "文件", "file the line stands in" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_pam pam = { 0 };
	int rc;

	rc = zc_pam_load(l, t, &pam);
	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("no PAM configuration on this system"), "/etc/pam.d");
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/pam.d was not read");
	for (size_t i = 0; rc == ZC_OK && i < pam.n; i++) {
		const struct zc_pam_rule *r = &pam.v[i];

		zc_put_cstr(t, "service", r->service);
		zc_put_cstr(t, "type", r->type);
		zc_put_int(t, "position", r->position);
		zc_put_cstr(t, "control", r->control);
		zc_put(t, "module", r->module);
		zc_mask_put(t, "arguments", r->args);
		zc_put_cstr(t, "file", r->file);
		zc_put_int(t, "line", r->line);
		rc = zc_row(t, e);
	}
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_pam_rule = {
	.table = "pam_rule",
	.en = "PAM rules",
	.zh = "PAM 规则",
	.mean = "one row per line of each service's stack, includes expanded",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
