#include "probe/ipaddr.h"

#include <arpa/inet.h>

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	0xff };

struct zc_ipaddr
zc_ipaddr_of(const void *p, size_t n)
{
	struct zc_ipaddr a = { 0 };

	if (n == 16 && memcmp(p, mapped, sizeof(mapped)) == 0) {
		p = (const unsigned char *)p + 12;
		n = 4;
	}
	if (n != 4 && n != 16)
		return a;
	a.family = n == 4 ? 4 : 6;
	memcpy(a.b, p, n);
	return a;
}

bool
zc_ipaddr_parse(struct zc_str s, struct zc_ipaddr *out)
{
	char text[64];
	unsigned char b[16];

	s = zc_str_trim(s);
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = zc_str_sub(s, 1, s.n - 2);
	s = zc_str_sub(s, 0, zc_str_find(s, '%'));
	if (s.n == 0 || s.n >= sizeof(text) || memchr(s.p, '\0', s.n) != NULL)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (inet_pton(AF_INET, text, b) == 1)
		*out = zc_ipaddr_of(b, 4);
	else if (inet_pton(AF_INET6, text, b) == 1)
		*out = zc_ipaddr_of(b, 16);
	else
		return false;
	return true;
}

const char *
zc_ipaddr_text(const struct zc_ipaddr *a, char out[48])
{
	out[0] = '\0';
	if (a->family != 0)
		(void)inet_ntop(
		    a->family == 4 ? AF_INET : AF_INET6, a->b, out, 48);
	return out;
}

struct block {
	unsigned char b[16];
	unsigned bits;
	const char *scope;
};

/* First match counts. RFC 6890 and the IANA special-purpose registries. */
static const struct block v4[] = {
	{ { 0, 0, 0, 0 }, 32, "any" },
	{ { 0 }, 8, "private" },
	{ { 127 }, 8, "loopback" },
	{ { 10 }, 8, "private" },
	{ { 172, 16 }, 12, "private" },
	{ { 192, 168 }, 16, "private" },
	{ { 100, 64 }, 10, "private" },
	{ { 198, 18 }, 15, "private" },
	{ { 169, 254 }, 16, "link" },
	{ { 224, 0, 0 }, 24, "link" },
	{ { 255, 255, 255, 255 }, 32, "link" },
	{ { 224 }, 4, "private" },
	{ { 240 }, 4, "private" },
};

static const struct block v6[] = {
	{ { 0 }, 128, "any" },
	{ { [15] = 1 }, 128, "loopback" },
	{ { 0xfe, 0x80 }, 10, "link" },
	{ { 0xff, 0x01 }, 16, "loopback" },
	{ { 0xff, 0x02 }, 16, "link" },
	{ { 0xff }, 8, "private" },
	{ { 0xfc }, 7, "private" },
	{ { 0xfe, 0xc0 }, 10, "private" },
};

static bool
inside(const unsigned char *p, const struct block *k)
{
	unsigned whole = k->bits / 8, left = k->bits % 8;

	if (memcmp(p, k->b, whole) != 0)
		return false;
	return left == 0 || (p[whole] ^ k->b[whole]) >> (8 - left) == 0;
}

static const char *
look_up(const unsigned char *p, const struct block *k, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (inside(p, &k[i]))
			return k[i].scope;
	}
	return "public";
}

const char *
zc_ipaddr_scope(const struct zc_ipaddr *a)
{
	/* RFC 6052: the well-known prefix of NAT64. */
	static const unsigned char nat64[12] = { 0, 0x64, 0xff, 0x9b };

	if (a->family == 4)
		return look_up(a->b, v4, ZC_LEN(v4));
	if (a->family != 6)
		return "";
	if (memcmp(a->b, nat64, sizeof(nat64)) == 0)
		return look_up(a->b + 12, v4, ZC_LEN(v4));
	return look_up(a->b, v6, ZC_LEN(v6));
}

bool
zc_ipaddr_public(const struct zc_ipaddr *a)
{
	return strcmp(zc_ipaddr_scope(a), "public") == 0;
}
