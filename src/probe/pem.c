#include "probe/pem.h"

bool
zc_pem_next(struct zc_str *rest, struct zc_str *label, struct zc_str *body)
{
	struct zc_str s = *rest, name;
	size_t n;

	n = zc_str_search(s, "-----BEGIN ");
	s = zc_str_sub(s, n, s.n);
	s = zc_str_sub(s, strlen("-----BEGIN "), s.n);
	n = zc_str_search(s, "-----");
	if (n == s.n)
		return false;
	name = zc_str_sub(s, 0, n);
	s = zc_str_sub(s, n + 5, s.n);
	n = zc_str_search(s, "-----END ");
	if (n == s.n)
		return false;
	*label = name;
	*body = zc_str_sub(s, 0, n);
	s = zc_str_sub(s, n + strlen("-----END "), s.n);
	n = zc_str_find(s, '\n');
	*rest = zc_str_sub(s, n, s.n);
	return true;
}

static int
value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

int
zc_pem_base64(struct zc_str text, struct zc_arena *a, struct zc_str *out,
    struct zc_err *e)
{
	unsigned bits = 0, have = 0;
	size_t n = 0;
	char *p = zc_arena_get(a, text.n / 4 * 3 + 4);
	int v;

	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for base64");
	for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
		if (text.p[i] == '\n' || text.p[i] == '\r' ||
		    text.p[i] == ' ' || text.p[i] == '\t')
			continue;
		v = value(text.p[i]);
		if (v < 0)
			return ZC_FAIL(e, ZC_EINPUT, "not base64");
		bits = (bits << 6 | (unsigned)v) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			p[n++] = (char)(bits >> have & 0xff);
		}
	}
	*out = (struct zc_str){ p, n };
	return ZC_OK;
}
