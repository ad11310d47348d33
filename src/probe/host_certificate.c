/* certificate: X.509 certificates of services and users, the CA bundle left
 * out. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/der.h"
#include "probe/expand.h"
#include "probe/pem.h"
#include "probe/probe.h"
#include "probe/walk.h"

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径", "file" },
	{ "subject", ZC_TEXT, "subject", "主体", "common name" },
	{ "issuer", ZC_TEXT, "issuer", "颁发者", "common name" },
	{ "not_before", ZC_TIME, "valid from", "生效", "start" },
	{ "not_after", ZC_TIME, "valid until", "到期", "end" },
	{ "key_type", ZC_TEXT, "key type", "密钥类型",
	    "rsa, ec, sm2, ed25519" },
	{ "bits", ZC_INT, "bits", "位数", "bits" },
	{ "signature", ZC_TEXT, "signature", "签名算法",
	    "sha256-rsa, sm3-sm2, sha1-rsa …" },
	{ "self_signed", ZC_BOOL, "self-signed", "自签名",
	    "1 = issuer equals subject" },
	{ "private_readable", ZC_BOOL, "private key readable", "私钥可读",
	    "1 = a private key beside it is readable by group or others" },

};

enum {
	FILE_MAX = 256 * 1024, /* bytes of a file of certificates */
	PER_FILE = 32,         /* more of them is a bundle of authorities */
	ENTRIES_MAX = 50000,   /* directory entries looked at per place */
	MS_MAX = 5000,
	DEPTH_MAX = 6
};

static const char *const places[] = { "/etc/ssl/certs", "/etc/ssl/private",
	"/etc/pki/tls", "/etc/nginx", "/etc/apache2", "/etc/httpd",
	"/etc/postfix", "/etc/dovecot", "/etc/ipsec.d", "/etc/swanctl",
	"/etc/openvpn", "/etc/ldap", "/etc/openldap", "/etc/mysql",
	"/etc/postgresql", "/etc/letsencrypt/live", "/etc/letsencrypt/archive",
	"/etc/haproxy", "/etc/kubernetes/pki", "/etc/cups/ssl", "/etc/docker",
	"/usr/local/nginx/conf", "/opt/nginx/conf" };

/* Bundles that the system makes of its authorities. */
static const char *const bundles[] = { "/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/pki/tls/certs/ca-bundle.trust.crt", "/etc/pki/tls/cert.pem" };

struct scan {
	const struct zc_look *l;
	struct zc_table *t;
};

static bool
is_candidate(const char *name)
{
	static const char *const ends[] = { ".pem", ".crt", ".cer", ".cert",
		".der", ".chain" };

	for (size_t i = 0; i < ZC_LEN(ends); i++)
		if (zc_str_ends(zc_str_of(name), ends[i]))
			return true;
	return false;
}

static bool
is_bundle(const char *path)
{
	for (size_t i = 0; i < ZC_LEN(bundles); i++)
		if (strcmp(path, bundles[i]) == 0)
			return true;
	return false;
}

static bool
readable_by_others(const struct zc_look *l, const char *path)
{
	struct stat st;

	/* Group ssl-cert may read keys by the distribution's own design. */
	return zc_fs_stat(l->root, path, &st, NULL) == ZC_OK &&
	    S_ISREG(st.st_mode) &&
	    ((st.st_mode & 04) != 0 ||
		((st.st_mode & 040) != 0 && st.st_gid != 0));
}

/* Put `end` for the suffix of the path. */
static const char *
sibling(struct zc_arena *a, const char *path, const char *end)
{
	const char *dot = strrchr(path, '.');
	size_t n = dot == NULL ? strlen(path) : (size_t)(dot - path);
	char *p = zc_arena_get(a, n + strlen(end) + 1);

	if (p == NULL)
		return NULL;
	memcpy(p, path, n);
	memcpy(p + n, end, strlen(end) + 1);
	return p;
}

/* -1 = no key beside it. */
static int
key_readable(const struct zc_look *l, const char *path)
{
	static const char *const ends[] = { ".key", "-key.pem", ".key.pem" };
	const char *p;
	struct zc_str s = zc_str_of(path);
	int found = -1;

	for (size_t i = 0; i < ZC_LEN(ends); i++) {
		p = sibling(l->a, path, ends[i]);
		if (p == NULL || strcmp(p, path) == 0 ||
		    !zc_fs_exists(l->root, p))
			continue;
		found = found == 1 || readable_by_others(l, p);
	}
	/* Let's Encrypt: fullchain.pem and privkey.pem in one directory. */
	if (found == -1 && zc_str_search(s, "/letsencrypt/") < s.n) {
		p = strrchr(path, '/');
		p = zc_arena_dup(l->a, path, (size_t)(p - path));
		p = p == NULL ? NULL : zc_fs_join(l->a, p, "privkey.pem");
		if (p != NULL && zc_fs_exists(l->root, p))
			found = readable_by_others(l, p);
	}
	return found;
}

static int
emit(struct scan *s, const char *path, const struct zc_der_cert *c, int key,
    struct zc_err *e)
{
	struct zc_table *t = s->t;

	zc_put_cstr(t, "path", path);
	zc_put(t, "subject", c->subject);
	zc_put(t, "issuer", c->issuer);
	zc_put_int(t, "not_before", c->not_before);
	zc_put_int(t, "not_after", c->not_after);
	zc_put_cstr(t, "key_type", c->key_type);
	if (c->bits > 0)
		zc_put_int(t, "bits", c->bits);
	zc_put_cstr(t, "signature", c->signature);
	zc_put_int(t, "self_signed", c->self_issued);
	if (key >= 0)
		zc_put_int(t, "private_readable", key);
	return zc_row(t, e);
}

static bool
is_cert_label(struct zc_str label)
{
	return zc_str_is(label, "CERTIFICATE") ||
	    zc_str_is(label, "X509 CERTIFICATE") ||
	    zc_str_is(label, "TRUSTED CERTIFICATE");
}

/* Collect up to PER_FILE certificates; *n is more when it is a bundle. */
static int
read_pem(struct zc_arena *a, struct zc_str text, struct zc_der_cert *out,
    size_t *n, bool *key, bool *bad, struct zc_err *e)
{
	struct zc_str label, body, der;
	int rc;

	while (zc_pem_next(&text, &label, &body)) {
		if (zc_str_ends(label, "PRIVATE KEY"))
			*key = true;
		if (!is_cert_label(label))
			continue;
		if (*n == PER_FILE) {
			(*n)++;
			return ZC_OK;
		}
		rc = zc_pem_base64(body, a, &der, e);
		if (rc == ZC_OK)
			rc = zc_der_cert(der, a, &out[*n], e);
		if (rc == ZC_ENOMEM)
			return rc;
		if (rc == ZC_OK)
			(*n)++;
		else
			*bad = true;
	}
	return ZC_OK;
}

static int
one_file(struct scan *s, const char *path, struct zc_err *e)
{
	struct zc_der_cert certs[PER_FILE];
	bool key = false, bad = false;
	struct zc_arena a; /* many files: their bytes go with each */
	struct zc_str text;
	size_t n = 0;
	int rc, beside;

	zc_arena_init(&a, 4 * FILE_MAX);
	rc = zc_fs_read(s->l->root, path, FILE_MAX, &a, &text, NULL);
	if (rc != ZC_OK) {
		zc_miss_rc(s->t, path, rc);
		rc = ZC_OK;
		goto out;
	}
	if (text.n > 0 && text.p[0] == 0x30) {
		rc = zc_der_cert(text, &a, &certs[0], NULL);
		n = rc == ZC_OK;
		bad = rc != ZC_OK;
	} else {
		rc = read_pem(&a, text, certs, &n, &key, &bad, e);
		if (rc != ZC_OK)
			goto out;
	}
	rc = ZC_OK;
	if (bad)
		zc_miss(s->t, path, ZC_N("holds a damaged certificate"));
	if (n > PER_FILE)
		goto out; /* a bundle of authorities */
	beside =
	    key ? readable_by_others(s->l, path) : key_readable(s->l, path);
	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = emit(s, path, &certs[i], i == 0 ? beside : -1, e);
out:
	zc_arena_fini(&a);
	return rc;
}

static int
visit(void *ctx, const struct zc_walk_at *at, struct zc_err *e)
{
	struct scan *s = ctx;
	const char *path;

	if (!S_ISREG(at->st->st_mode) || !is_candidate(at->name) ||
	    is_bundle(at->path))
		return ZC_OK;
	path = zc_arena_dup(s->l->a, at->path, strlen(at->path));
	if (path == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	return one_file(s, path, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct scan s = { .l = l, .t = t };
	int rc;

	/* The walk visits no links: authorities under /etc/ssl are links. */
	for (size_t i = 0; i < ZC_LEN(places); i++) {
		struct zc_walk w = { .max_entries = ENTRIES_MAX,
			.max_ms = MS_MAX,
			.max_depth = DEPTH_MAX,
			.visit = visit,
			.ctx = &s };

		rc = zc_walk_run(l, t, places[i], &w, e);
		if (rc == ZC_EACCES)
			zc_miss_rc(t, places[i], rc);
		else if (rc != ZC_OK && rc != ZC_ENOENT)
			return rc;
	}
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_certificate = {
	.table = "certificate",
	.en = "certificates",
	.zh = "证书",
	.mean =
	    "X.509 certificates of services and users, the CA bundle left out",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
