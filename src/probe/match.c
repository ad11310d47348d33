#include "probe/match.h"

#include <arpa/inet.h>

static char
fold(char c, bool nocase)
{
	return nocase && c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
zc_match(const char *pattern, struct zc_str s, bool nocase)
{
	const char *p = pattern, *star = NULL;
	size_t i = 0, back = 0;

	while (i < s.n) {
		if (*p == '*') {
			star = p++;
			back = i;
		} else if (*p == '?' ||
		    (*p != '\0' && fold(*p, nocase) == fold(s.p[i], nocase))) {
			p++;
			i++;
		} else if (star != NULL) {
			/* Let the last star take one byte more. */
			p = star + 1;
			i = ++back;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return *p == '\0';
}

struct zc_str
zc_match_host(struct zc_str uri)
{
	size_t n = zc_str_search(uri, "://"), i;

	if (n < uri.n)
		uri = zc_str_sub(uri, n + 3, uri.n);
	for (n = 0; n < uri.n && strchr("/?#", uri.p[n]) == NULL; n++)
		continue;
	uri.n = n;
	for (i = n; i > 0 && uri.p[i - 1] != '@'; i--)
		continue;
	uri = zc_str_sub(uri, i, uri.n);
	if (uri.n > 0 && uri.p[0] == '[') {
		uri = zc_str_sub(uri, 1, uri.n);
		return zc_str_sub(uri, 0, zc_str_find(uri, ']'));
	}
	n = zc_str_find(uri, ':');
	/* Two colons: an IPv6 address without brackets. */
	if (n < uri.n &&
	    zc_str_find(zc_str_sub(uri, n + 1, uri.n), ':') == uri.n - n - 1)
		uri.n = n;
	return uri;
}

static const char *
scope4(uint32_t a)
{
	if (a >> 24 == 127)
		return "local";
	if (a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8 ||
	    a >> 16 == 0xa9fe || a >> 22 == 0x191)
		return "private"; /* RFC 1918, 3927, 6598 */
	return "public";
}

static const char *
scope6(const unsigned char a[16])
{
	static const unsigned char one[16] = { [15] = 1 };

	if (memcmp(a, one, 16) == 0)
		return "local";
	if ((a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80))
		return "private"; /* RFC 4193, 4291 */
	return "public";
}

static bool
private_name(struct zc_str host)
{
	static const char *const ends[] = { ".local", ".lan", ".internal",
		".intranet", ".home", ".corp", ".localdomain", ".home.arpa" };

	for (size_t i = 0; i < ZC_LEN(ends); i++)
		if (zc_str_ends(host, ends[i]))
			return true;
	return zc_str_find(host, '.') == host.n;
}

const char *
zc_match_scope(struct zc_str uri)
{
	struct zc_str host = zc_match_host(uri);
	unsigned char a[16];
	struct in_addr v4;
	char text[256];

	if (zc_str_starts(uri, "file:") || zc_str_starts(uri, "cdrom:") ||
	    zc_str_starts(uri, "copy:") || zc_str_starts(uri, "/"))
		return "local";
	if (host.n == 0 || host.n >= sizeof(text))
		return "public"; /* not known to be near: take it for far */
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	if (zc_str_isi(host, "localhost"))
		return "local";
	if (inet_pton(AF_INET, text, &v4) == 1)
		return scope4(ntohl(v4.s_addr));
	if (inet_pton(AF_INET6, text, a) == 1)
		return scope6(a);
	return private_name(host) ? "private" : "public";
}
