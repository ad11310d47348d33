/* ssh_key: host keys, authorized keys, private keys lying in homes. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "host, authorized, private" },
	{ "account", ZC_TEXT, "account", "账户",
	    "owner; empty for host keys" },
	{ "type", ZC_TEXT, "type", "类型",
	    "rsa, ed25519, ecdsa, dsa" },
	{ "bits", ZC_INT, "bits", "位数",
	    "key length; null when not known" },
	{ "encrypted", ZC_BOOL, "encrypted", "有口令保护",
	    "1 = private key needs a pass phrase" },
	{ "options", ZC_TEXT, "options", "限制",
	    "options before an authorized key (from=, command= …)" },
	{ "comment", ZC_TEXT, "comment", "备注",
	    "comment of the key" },
	{ "path", ZC_TEXT, "path", "路径",
	    "file" },
	{ "mode", ZC_INT, "mode", "权限",
	    "permission bits of the file" },
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

const struct zc_probe zc_probe_host_ssh_key = {
	.table = "ssh_key",
	.en = "SSH keys",
	.zh = "SSH 密钥",
	.mean = "host keys, authorized keys, private keys lying in homes",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
