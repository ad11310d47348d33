#include "probe/sshkey.h"

#include "base/rd.h"

#include <ctype.h>

static int
value64(char c)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c == '\0' ? NULL : strchr(set, c);

	return p == NULL ? -1 : (int)(p - set);
}

bool
zc_sshkey_base64(struct zc_str in, struct zc_arena *a, struct zc_str *out)
{
	char *p = zc_arena_get(a, in.n / 4 * 3 + 4);
	unsigned acc = 0, bits = 0;
	size_t n = 0;

	if (p == NULL)
		return false;
	for (size_t i = 0; i < in.n && in.p[i] != '='; i++) {
		int v = value64(in.p[i]);

		if (isspace((unsigned char)in.p[i]))
			continue;
		if (v == -1)
			return false;
		acc = (acc << 6 | (unsigned)v) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			p[n++] = (char)(acc >> bits & 0xff);
		}
	}
	*out = (struct zc_str){ p, n };
	return n > 0;
}

static struct zc_str
string(struct zc_rd *r)
{
	return zc_rd_bytes(r, zc_rd_be32(r));
}

/* Bits of a multiple precision integer, RFC 4251 5. */
static int64_t
bits_of(struct zc_str n)
{
	int64_t bits;

	while (n.n > 0 && n.p[0] == 0)
		n = zc_str_sub(n, 1, n.n);
	if (n.n == 0 || n.n > 8192)
		return 0;
	bits = (int64_t)(n.n - 1) * 8;
	for (unsigned top = (unsigned char)n.p[0]; top != 0; top >>= 1)
		bits++;
	return bits;
}

bool
zc_sshkey_blob(struct zc_str blob, struct zc_sshkey *out)
{
	struct zc_rd r;
	struct zc_str type;
	int64_t v;

	zc_rd_init(&r, blob.p, blob.n);
	type = string(&r);
	if (zc_str_is(type, "ssh-rsa")) {
		out->type = "rsa";
		(void)string(&r); /* public exponent */
		out->bits = bits_of(string(&r));
	} else if (zc_str_is(type, "ssh-dss")) {
		out->type = "dsa";
		out->bits = bits_of(string(&r));
	} else if (zc_str_starts(type, "ssh-ed25519") ||
	    zc_str_starts(type, "sk-ssh-ed25519")) {
		out->type = "ed25519";
		out->bits = 256;
	} else if (zc_str_search(type, "ecdsa-sha2-nistp") < type.n) {
		out->type = "ecdsa";
		type = zc_str_sub(type, zc_str_search(type, "nistp") + 5, 3);
		out->bits = zc_str_int(type, 10, &v) && v > 0 ? v : 0;
	} else {
		out->type = "";
		out->bits = 0;
		return !r.bad && type.n > 3 && type.n < 64;
	}
	return !r.bad;
}

static bool
is_type(struct zc_str w)
{
	return zc_str_starts(w, "ssh-") || zc_str_starts(w, "ecdsa-sha2-") ||
	    zc_str_starts(w, "sk-ssh-") || zc_str_starts(w, "sk-ecdsa-") ||
	    zc_str_starts(w, "sm2");
}

/* A word in which quotes may hold blanks. */
static struct zc_str
quoted_word(struct zc_str *rest)
{
	bool quoted = false;
	struct zc_str w;
	size_t n = 0;

	*rest = zc_str_trim(*rest);
	for (; n < rest->n; n++) {
		if (rest->p[n] == '\\' && n + 1 < rest->n)
			n++;
		else if (rest->p[n] == '"')
			quoted = !quoted;
		else if (!quoted && (rest->p[n] == ' ' || rest->p[n] == '\t'))
			break;
	}
	w = zc_str_sub(*rest, 0, n);
	*rest = zc_str_trim(zc_str_sub(*rest, n, rest->n));
	return w;
}

bool
zc_sshkey_line(struct zc_str line, struct zc_arena *a, struct zc_sshkey *out)
{
	struct zc_sshkey k = { .type = "", .options = { "", 0 } };
	struct zc_str w = quoted_word(&line), blob;

	if (!is_type(w)) {
		k.options = w;
		w = quoted_word(&line);
	}
	if (!is_type(w))
		return false;
	w = quoted_word(&line);
	if (!zc_sshkey_base64(w, a, &blob) || !zc_sshkey_blob(blob, &k))
		return false;
	k.comment = line;
	*out = k;
	return true;
}

/* openssh-key-v1: PROTOCOL.key of OpenSSH. */
static bool
openssh(struct zc_str body, struct zc_arena *a, struct zc_sshkey *k)
{
	struct zc_str raw, cipher, blob;
	struct zc_rd r;

	if (!zc_sshkey_base64(body, a, &raw))
		return false;
	zc_rd_init(&r, raw.p, raw.n);
	if (!zc_str_eq(zc_rd_bytes(&r, 15), ZC_S("openssh-key-v1\0")))
		return false;
	cipher = string(&r);
	(void)string(&r); /* kdf */
	(void)string(&r); /* its options */
	if (zc_rd_be32(&r) < 1)
		return false;
	blob = string(&r);
	if (r.bad)
		return false;
	k->encrypted = !zc_str_is(cipher, "none");
	return zc_sshkey_blob(blob, k);
}

static bool
putty(struct zc_str file, struct zc_sshkey *k)
{
	struct zc_str line, type;

	if (!zc_str_starts(file, "PuTTY-User-Key-File-") ||
	    !zc_str_line(&file, &line))
		return false;
	type = zc_str_sub(line, zc_str_find(line, ':'), line.n);
	k->type = zc_str_search(type, "rsa") < type.n ? "rsa"
	    : zc_str_search(type, "dss") < type.n     ? "dsa"
	    : zc_str_search(type, "ed25519") < type.n ? "ed25519"
	    : zc_str_search(type, "ecdsa") < type.n   ? "ecdsa"
						      : "";
	while (zc_str_line(&file, &line))
		if (zc_str_starts(line, "Encryption:")) {
			k->encrypted = zc_str_search(line, "none") == line.n;
			return true;
		}
	return false;
}

/* Length of the next DER element with this tag; false when it is another. */
static bool
der(struct zc_rd *r, uint8_t tag, size_t *n)
{
	size_t more;

	if (zc_rd_u8(r) != tag)
		return false;
	*n = zc_rd_u8(r);
	if (*n < 0x80)
		return !r->bad;
	more = *n & 0x7f;
	if (more > 4)
		return false;
	for (*n = 0; more > 0; more--)
		*n = *n << 8 | zc_rd_u8(r);
	return !r->bad;
}

/* Modulus of a PKCS #1 RSA key: SEQUENCE { version, n, … }, RFC 8017. */
static int64_t
pkcs1_bits(struct zc_str body, struct zc_arena *a)
{
	struct zc_str raw;
	struct zc_rd r;
	size_t n;

	if (!zc_sshkey_base64(body, a, &raw))
		return 0;
	zc_rd_init(&r, raw.p, raw.n);
	if (!der(&r, 0x30, &n) || !der(&r, 0x02, &n))
		return 0;
	zc_rd_skip(&r, n);
	if (!der(&r, 0x02, &n))
		return 0;
	return bits_of(zc_rd_bytes(&r, n));
}

bool
zc_sshkey_private(struct zc_str file, struct zc_arena *a, struct zc_sshkey *out)
{
	struct zc_sshkey k = {
		.type = "", .options = { "", 0 }, .comment = { "", 0 }
	};
	struct zc_str head, body;
	size_t end;

	if (putty(file, &k)) {
		*out = k;
		return true;
	}
	file = zc_str_trim(file);
	if (!zc_str_starts(file, "-----BEGIN ") || !zc_str_line(&file, &head) ||
	    zc_str_search(head, "PRIVATE KEY-----") == head.n)
		return false;
	end = zc_str_search(file, "-----END");
	if (end == file.n)
		return false;
	body = zc_str_sub(file, 0, end);
	if (zc_str_search(head, "OPENSSH") < head.n) {
		if (!openssh(body, a, &k))
			return false;
	} else {
		k.encrypted = zc_str_search(head, "ENCRYPTED") < head.n ||
		    zc_str_search(body, "ENCRYPTED") < body.n;
		k.type = zc_str_search(head, " RSA ") < head.n ? "rsa"
		    : zc_str_search(head, " EC ") < head.n     ? "ecdsa"
		    : zc_str_search(head, " DSA ") < head.n    ? "dsa"
							       : "";
		if (strcmp(k.type, "rsa") == 0 && !k.encrypted)
			k.bits = pkcs1_bits(body, a);
	}
	*out = k;
	return true;
}
