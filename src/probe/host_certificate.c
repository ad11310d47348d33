/* certificate: X.509 certificates of services and users, the CA bundle left out. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径",
	    "file" },
	{ "subject", ZC_TEXT, "subject", "主体",
	    "common name" },
	{ "issuer", ZC_TEXT, "issuer", "颁发者",
	    "common name" },
	{ "not_before", ZC_TIME, "valid from", "生效",
	    "start" },
	{ "not_after", ZC_TIME, "valid until", "到期",
	    "end" },
	{ "key_type", ZC_TEXT, "key type", "密钥类型",
	    "rsa, ec, sm2, ed25519" },
	{ "bits", ZC_INT, "bits", "位数",
	    "bits" },
	{ "signature", ZC_TEXT, "signature", "签名算法",
	    "sha256-rsa, sm3-sm2, sha1-rsa …" },
	{ "self_signed", ZC_BOOL, "self-signed", "自签名",
	    "1 = issuer equals subject" },
	{ "private_readable", ZC_BOOL, "private key readable", "私钥可读",
	    "1 = a private key beside it is readable by group or others" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_certificate = {
	.table = "certificate",
	.en = "certificates",
	.zh = "证书",
	.mean = "X.509 certificates of services and users, the CA bundle left out",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
