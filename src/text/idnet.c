#include "text/idnet.h"

#include "text/idtext.h"

#include <arpa/inet.h>

struct addr {
	int family;
	unsigned char b[16];
};

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Separators stand after every `step` digits and are all the same. */
static bool
even_groups(struct zc_str s)
{
	size_t step, len = 0;
	char sep = '\0';

	if (s.n == 12)
		return true;
	step = s.n == 17 ? 2 : s.n == 14 ? 4 : 0;
	for (size_t i = 0; i < s.n; i++) {
		if (hex(s.p[i]) >= 0) {
			len++;
			continue;
		}
		if (len != step || (sep != '\0' && sep != s.p[i]))
			return false;
		sep = s.p[i];
		len = 0;
	}
	return step != 0 && len == step;
}

int
zc_idnet_mac(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	struct zc_str s, plain;
	unsigned char m[6] = { 0 };
	bool zero = true;
	int rc = zc_idtext_pack(t, "", a, &s, e);

	if (rc == ZC_OK)
		rc = zc_idtext_pack(s, ":-. ", a, &plain, e);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < plain.n && plain.n == 12; i++)
		if (hex(plain.p[i]) < 0)
			plain.n = 0;
	if (plain.n != 12 || !even_groups(s))
		return ZC_ID_REFUSE(e,
		    ZC_N("a MAC address has 12 characters 0-9 and A-F, such as "
			 "00:1A:2B:3C:4D:5E; see the network settings of the "
			 "device"));
	for (size_t i = 0; i < 6; i++) {
		m[i] = (unsigned char)(hex(plain.p[2 * i]) << 4 |
		    hex(plain.p[2 * i + 1]));
		zero = zero && m[i] == 0;
	}
	if (zero || (m[0] & 1) != 0)
		return ZC_ID_REFUSE(e,
		    ZC_N("this MAC address belongs to no device (it is zero or "
			 "a group address); see the network settings of the "
			 "device"));
	return zc_idtext_fmt(a, normal, e, "%02x:%02x:%02x:%02x:%02x:%02x",
	    m[0], m[1], m[2], m[3], m[4], m[5]);
}

/* Four decimal numbers; the dot may be 。 */
static bool
read_v4(struct zc_str s, unsigned char out[4])
{
	for (size_t i = 0; i < 4; i++) {
		unsigned v = 0;
		size_t n = 0;

		while (n < s.n && n < 4 && s.p[n] >= '0' && s.p[n] <= '9')
			v = v * 10 + (unsigned)(s.p[n++] - '0');
		if (n == 0 || n > 3 || v > 255)
			return false;
		out[i] = (unsigned char)v;
		s = zc_str_sub(s, n, s.n);
		if (i == 3)
			return s.n == 0;
		if (zc_str_starts(s, "."))
			s = zc_str_sub(s, 1, s.n);
		else if (zc_str_starts(s, "。"))
			s = zc_str_sub(s, strlen("。"), s.n);
		else
			return false;
	}
	return false;
}

static bool
read_addr(struct zc_str s, struct addr *out)
{
	char text[INET6_ADDRSTRLEN];

	*out = (struct addr){ .family = AF_INET };
	if (read_v4(s, out->b))
		return true;
	out->family = AF_INET6;
	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return strlen(text) == s.n && inet_pton(AF_INET6, text, out->b) == 1;
}

static const char *
show(const struct addr *ad, char text[INET6_ADDRSTRLEN])
{
	const char *p = inet_ntop(ad->family, ad->b, text, INET6_ADDRSTRLEN);

	return p == NULL ? "" : p;
}

int
zc_idnet_ip(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	char text[INET6_ADDRSTRLEN];
	struct addr ad;

	if (!read_addr(t, &ad))
		return ZC_ID_REFUSE(e,
		    ZC_N(
			"an IP address looks like 192.168.1.1 (four numbers up "
			"to 255) or fd00::1; put only one into a field"));
	return zc_idtext_fmt(a, normal, e, "%s", show(&ad, text));
}

/* Length of a mask whose ones are all in front, or -1. */
static int
mask_bits(const unsigned char m[4])
{
	uint32_t v = (uint32_t)m[0] << 24 | (uint32_t)m[1] << 16 |
	    (uint32_t)m[2] << 8 | m[3];
	int n = 0;

	while (n < 32 && (v & 0x80000000u) != 0) {
		v <<= 1;
		n++;
	}
	return v == 0 ? n : -1;
}

static int
prefix(struct zc_str s, int family)
{
	unsigned char m[4];

	if (s.n > 0 && s.n <= 3 && zc_idtext_digits(s))
		return (int)zc_idtext_value(s);
	if (family == AF_INET && read_v4(s, m))
		return mask_bits(m);
	return -1;
}

int
zc_idnet_cidr(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	size_t slash = zc_str_find(t, '/');
	char text[INET6_ADDRSTRLEN];
	struct addr ad;
	int n = -1, most;

	if (read_addr(zc_str_trim(zc_str_sub(t, 0, slash)), &ad))
		n = prefix(
		    zc_str_trim(zc_str_sub(t, slash + 1, t.n)), ad.family);
	most = ad.family == AF_INET ? 32 : 128;
	if (n < 0 || n > most)
		return ZC_ID_REFUSE(e,
		    ZC_N("a network looks like 192.168.1.0/24 or "
			 "192.168.1.0/255.255.255.0; the number behind the "
			 "slash is at most 32, for IPv6 128"));
	for (int i = n; i < most; i++)
		ad.b[i / 8] &= (unsigned char)~(0x80u >> i % 8);
	return zc_idtext_fmt(a, normal, e, "%s/%d", show(&ad, text), n);
}
