#include "probe/der.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/rd.h"

/* Universal tags of X.680. */
enum {
	T_INTEGER = 0x02,
	T_BITS = 0x03,
	T_OID = 0x06,
	T_UTF8 = 0x0c,
	T_T61 = 0x14,
	T_UTC = 0x17,
	T_GENERALIZED = 0x18,
	T_BMP = 0x1e,
	T_SEQ = 0x30,
	T_SET = 0x31,
	T_VERSION = 0xa0 /* [0] of TBSCertificate */
};

struct oid {
	const char *der; /* body of the OBJECT IDENTIFIER */
	size_t n;
	const char *name;
	int64_t bits; /* of a named curve */
};

#define OID(bytes, word, b) \
	{ \
		(bytes), sizeof(bytes) - 1, (word), (b) \
	}

/* RFC 8017, 5758, 8410; GM/T 0006 for 1.2.156.10197.1.501. */
static const struct oid signatures[] = {
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02", "md2-rsa", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", "md5-rsa", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", "sha1-rsa", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "rsa-pss", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "sha256-rsa", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", "sha384-rsa", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", "sha512-rsa", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", "sha224-rsa", 0),
	OID("\x2a\x86\x48\xce\x3d\x04\x01", "sha1-ecdsa", 0),
	OID("\x2a\x86\x48\xce\x3d\x04\x03\x01", "sha224-ecdsa", 0),
	OID("\x2a\x86\x48\xce\x3d\x04\x03\x02", "sha256-ecdsa", 0),
	OID("\x2a\x86\x48\xce\x3d\x04\x03\x03", "sha384-ecdsa", 0),
	OID("\x2a\x86\x48\xce\x3d\x04\x03\x04", "sha512-ecdsa", 0),
	OID("\x2a\x86\x48\xce\x38\x04\x03", "sha1-dsa", 0),
	OID("\x60\x86\x48\x01\x65\x03\x04\x03\x02", "sha256-dsa", 0),
	OID("\x2b\x65\x70", "ed25519", 0),
	OID("\x2b\x65\x71", "ed448", 0),
	OID("\x2a\x81\x1c\xcf\x55\x01\x83\x75", "sm3-sm2", 0),
	OID("\x2a\x81\x1c\xcf\x55\x01\x83\x78", "sm3-rsa", 0),
};

static const struct oid keys[] = {
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", "rsa", 0),
	OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "rsa", 0),
	OID("\x2a\x86\x48\xce\x3d\x02\x01", "ec", 0),
	OID("\x2a\x86\x48\xce\x38\x04\x01", "dsa", 0),
	OID("\x2b\x65\x70", "ed25519", 256),
	OID("\x2b\x65\x71", "ed448", 448),
	OID("\x2a\x81\x1c\xcf\x55\x01\x82\x2d", "sm2", 256),
};

/* RFC 5480, RFC 5639; GM/T 0006 for the SM2 curve. */
static const struct oid curves[] = {
	OID("\x2a\x86\x48\xce\x3d\x03\x01\x01", "ec", 192),
	OID("\x2a\x86\x48\xce\x3d\x03\x01\x07", "ec", 256),
	OID("\x2b\x81\x04\x00\x0a", "ec", 256),
	OID("\x2b\x81\x04\x00\x21", "ec", 224),
	OID("\x2b\x81\x04\x00\x22", "ec", 384),
	OID("\x2b\x81\x04\x00\x23", "ec", 521),
	OID("\x2b\x24\x03\x03\x02\x08\x01\x01\x07", "ec", 256),
	OID("\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", "ec", 384),
	OID("\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", "ec", 512),
	OID("\x2a\x81\x1c\xcf\x55\x01\x82\x2d", "sm2", 256),
};

static const struct oid *
find(const struct oid *v, size_t n, struct zc_str body)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_eq(body, (struct zc_str){ v[i].der, v[i].n }))
			return &v[i];
	return NULL;
}

/* One tag-length-value; a length of more than four bytes is refused. */
static uint8_t
tlv(struct zc_rd *r, struct zc_str *body)
{
	uint8_t tag = zc_rd_u8(r), n = zc_rd_u8(r);
	size_t len = n;

	if (n >= 0x80) {
		n &= 0x7f;
		if (n == 0 || n > 4)
			r->bad = true;
		for (len = 0; n > 0 && !r->bad; n--)
			len = len << 8 | zc_rd_u8(r);
	}
	*body = zc_rd_bytes(r, len);
	return r->bad ? 0 : tag;
}

/* The body of the next element, which must be of `want`. */
static struct zc_str
need(struct zc_rd *r, uint8_t want)
{
	struct zc_str body = { "", 0 };

	if (tlv(r, &body) != want)
		r->bad = true;
	return r->bad ? (struct zc_str){ "", 0 } : body;
}

static struct zc_rd
inside(struct zc_str body)
{
	struct zc_rd r;

	zc_rd_init(&r, body.p, body.n);
	return r;
}

static void
add_rune(struct zc_buf *b, uint32_t c)
{
	if (c < 0x80) {
		zc_buf_char(b, (char)c);
	} else if (c < 0x800) {
		zc_buf_char(b, (char)(0xc0 | c >> 6));
		zc_buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else {
		zc_buf_char(b, (char)(0xe0 | c >> 12));
		zc_buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		zc_buf_char(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* A DirectoryString as UTF-8: BMP is UCS-2, T61 in practice Latin-1. */
static int
text_of(uint8_t tag, struct zc_str s, struct zc_arena *a, struct zc_str *out,
    struct zc_err *e)
{
	struct zc_buf b;
	struct zc_rd r;
	char *p;
	int rc = ZC_OK;

	zc_buf_init(&b, 4096);
	zc_rd_init(&r, s.p, s.n);
	if (tag == T_BMP)
		while (zc_rd_left(&r) >= 2)
			add_rune(&b, zc_rd_be16(&r));
	else if (tag == T_T61)
		while (zc_rd_left(&r) > 0)
			add_rune(&b, zc_rd_u8(&r));
	else
		zc_buf_str(&b, zc_str_sub(s, 0, 2048));
	p = zc_arena_dup(a, b.p, b.n);
	if (p == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "no room for a name");
	else
		*out = (struct zc_str){ p, b.n };
	zc_buf_fini(&b);
	return rc;
}

/* Common name (2.5.4.3), else organisation (2.5.4.10), else unit (.11). */
static int
name_of(
    struct zc_str seq, struct zc_arena *a, struct zc_str *out, struct zc_err *e)
{
	static const char rank[] = { 3, 10, 11 };
	struct zc_rd sets = inside(seq);
	struct zc_str best = { "", 0 };
	size_t best_rank = ZC_LEN(rank), i;
	uint8_t best_tag = T_UTF8;

	while (zc_rd_left(&sets) > 0 && !sets.bad) {
		struct zc_rd set = inside(need(&sets, T_SET));
		struct zc_rd pair = inside(need(&set, T_SEQ));
		struct zc_str oid = need(&pair, T_OID), value;
		uint8_t tag = tlv(&pair, &value);

		if (pair.bad || oid.n != 3 || !zc_str_starts(oid, "\x55\x04"))
			continue;
		for (i = 0; i < best_rank; i++)
			if (oid.p[2] == rank[i])
				break;
		if (i >= best_rank)
			continue;
		best_rank = i;
		best = value;
		best_tag = tag;
	}
	return text_of(best_tag, best, a, out, e);
}

static int
two(struct zc_rd *r)
{
	int a = zc_rd_u8(r) - '0', b = zc_rd_u8(r) - '0';

	if (a < 0 || a > 9 || b < 0 || b > 9)
		r->bad = true;
	return a * 10 + b;
}

/* RFC 5280 4.1.2.5: UTCTime YYMMDDHHMMSSZ, years 50…99 are 19xx. */
static int64_t
when(struct zc_rd *r)
{
	struct zc_str s = { "", 0 };
	uint8_t tag = tlv(r, &s);
	struct zc_rd in = inside(s);
	int year, month, day, h, m, sec = 0;

	if (tag != T_UTC && tag != T_GENERALIZED) {
		r->bad = true;
		return 0;
	}
	year = two(&in);
	if (tag == T_GENERALIZED)
		year = year * 100 + two(&in);
	else
		year += year < 50 ? 2000 : 1900;
	month = two(&in);
	day = two(&in);
	h = two(&in);
	m = two(&in);
	if (zc_rd_left(&in) >= 2)
		sec = two(&in);
	if (in.bad || month < 1 || month > 12 || day < 1 || day > 31) {
		r->bad = true;
		return 0;
	}
	return zc_clock_utc(year, month, day, h, m, sec);
}

/* Bits of a positive INTEGER. */
static int64_t
bits_of(struct zc_str n)
{
	int64_t bits;
	unsigned char top;

	while (n.n > 0 && n.p[0] == 0)
		n = zc_str_sub(n, 1, n.n);
	if (n.n == 0)
		return 0;
	bits = (int64_t)n.n * 8;
	for (top = (unsigned char)n.p[0]; (top & 0x80) == 0;
	     top = (unsigned char)(top << 1))
		bits--;
	return bits;
}

static void
key_of(struct zc_str spki, struct zc_der_cert *c)
{
	struct zc_rd r = inside(spki), alg = inside(need(&r, T_SEQ)), rsa;
	const struct oid *o = find(keys, ZC_LEN(keys), need(&alg, T_OID));
	struct zc_str bits = need(&r, T_BITS);

	c->key_type = o == NULL ? "other" : o->name;
	c->bits = o == NULL ? 0 : o->bits;
	if (o == NULL || bits.n < 1)
		return;
	if (strcmp(o->name, "rsa") == 0) {
		rsa = inside(zc_str_sub(bits, 1, bits.n));
		rsa = inside(need(&rsa, T_SEQ));
		c->bits = bits_of(need(&rsa, T_INTEGER));
	} else if (strcmp(o->name, "dsa") == 0) {
		rsa = inside(need(&alg, T_SEQ));
		c->bits = bits_of(need(&rsa, T_INTEGER));
	} else if (strcmp(o->name, "ec") == 0) {
		o = find(curves, ZC_LEN(curves), need(&alg, T_OID));
		if (o != NULL) {
			c->key_type = o->name;
			c->bits = o->bits;
		}
	}
}

int
zc_der_cert(struct zc_str der, struct zc_arena *a, struct zc_der_cert *out,
    struct zc_err *e)
{
	struct zc_der_cert c = { .key_type = "other", .signature = "other" };
	struct zc_rd top = inside(der), outer = inside(need(&top, T_SEQ));
	struct zc_rd tbs = inside(need(&outer, T_SEQ)), alg, time;
	struct zc_str issuer, subject, spki, body;
	const struct oid *o;
	int rc;

	/* version [0] is optional */
	if (zc_rd_left(&tbs) > 0 && *tbs.p == T_VERSION)
		(void)tlv(&tbs, &body);
	(void)need(&tbs, T_INTEGER); /* serial number */
	alg = inside(need(&tbs, T_SEQ));
	o = find(signatures, ZC_LEN(signatures), need(&alg, T_OID));
	if (o != NULL)
		c.signature = o->name;
	issuer = need(&tbs, T_SEQ);
	time = inside(need(&tbs, T_SEQ));
	c.not_before = when(&time);
	c.not_after = when(&time);
	subject = need(&tbs, T_SEQ);
	spki = need(&tbs, T_SEQ);
	if (top.bad || outer.bad || tbs.bad || alg.bad || time.bad)
		return ZC_FAIL(e, ZC_EINPUT, "not an X.509 certificate");
	key_of(spki, &c);
	c.self_issued = zc_str_eq(issuer, subject);
	rc = name_of(issuer, a, &c.issuer, e);
	if (rc == ZC_OK)
		rc = name_of(subject, a, &c.subject, e);
	if (rc == ZC_OK)
		*out = c;
	return rc;
}
