#include "probe/xmlattr.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Offset behind the '>' that ends the tag at `s`; quotes may hold '>'. */
static size_t
tag_end(struct zc_str s)
{
	char quote = '\0';

	for (size_t i = 0; i < s.n; i++) {
		if (quote != '\0') {
			if (s.p[i] == quote)
				quote = '\0';
		} else if (s.p[i] == '"' || s.p[i] == '\'') {
			quote = s.p[i];
		} else if (s.p[i] == '>') {
			return i + 1;
		}
	}
	return s.n;
}

bool
zc_xmltag_next(struct zc_str *rest, struct zc_xmltag *out)
{
	struct zc_str s = *rest, tag;
	size_t at, n = 0;

	for (;;) {
		at = zc_str_find(s, '<');
		s = zc_str_sub(s, at, s.n);
		if (s.n < 3) {
			*rest = zc_str_sub(s, s.n, 0);
			return false;
		}
		if (!zc_str_starts(s, "<!--"))
			break;
		at = zc_str_search(s, "-->");
		s = zc_str_sub(s, at, s.n);
	}
	at = tag_end(s);
	tag = zc_str_sub(s, 1, at >= 2 ? at - 2 : 0);
	*rest = zc_str_sub(s, at, s.n);
	while (n < tag.n && !is_space(tag.p[n]) && !(n > 0 && tag.p[n] == '/'))
		n++;
	out->name = zc_str_sub(tag, 0, n);
	out->attrs = zc_str_sub(tag, n, tag.n);
	return true;
}

static void
utf8(struct zc_buf *b, int64_t c)
{
	if (c < 0x80) {
		zc_buf_char(b, (char)c);
	} else if (c < 0x800) {
		zc_buf_char(b, (char)(0xc0 | c >> 6));
		zc_buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		zc_buf_char(b, (char)(0xe0 | c >> 12));
		zc_buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		zc_buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else {
		zc_buf_char(b, (char)(0xf0 | c >> 18));
		zc_buf_char(b, (char)(0x80 | (c >> 12 & 0x3f)));
		zc_buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		zc_buf_char(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* One entity at the front of `s` ("&amp;…"); its length, 0 = none known. */
static size_t
entity(struct zc_str s, struct zc_buf *b)
{
	static const struct {
		const char *name;
		char c;
	} known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' } };
	struct zc_str num;
	size_t end;
	int64_t v;

	for (size_t i = 0; i < ZC_LEN(known); i++)
		if (zc_str_starts(s, known[i].name)) {
			zc_buf_char(b, known[i].c);
			return strlen(known[i].name);
		}
	end = zc_str_find(zc_str_sub(s, 0, 12), ';');
	if (!zc_str_starts(s, "&#") || end < 3 || end >= s.n || end >= 12)
		return 0;
	num = zc_str_sub(s, 2, end - 2);
	if (num.p[0] == 'x' ? !zc_str_int(zc_str_sub(num, 1, num.n), 16, &v)
			    : !zc_str_int(num, 10, &v))
		return 0;
	if (v < 1 || v > 0x10ffff)
		return 0;
	utf8(b, v);
	return end + 1;
}

static void
decode(struct zc_str s, struct zc_buf *b)
{
	size_t i = 0, n;

	while (i < s.n) {
		n = s.p[i] == '&' ? entity(zc_str_sub(s, i, s.n), b) : 0;
		if (n == 0)
			zc_buf_char(b, s.p[i++]);
		else
			i += n;
	}
}

bool
zc_xmltag_attr(const struct zc_xmltag *tag, const char *name, struct zc_buf *b)
{
	struct zc_str s = tag->attrs, key, value;
	size_t at;

	zc_buf_clear(b);
	while ((at = zc_str_find(s, '=')) < s.n) {
		key = zc_str_trim(zc_str_sub(s, 0, at));
		s = zc_str_trim(zc_str_sub(s, at + 1, s.n));
		if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\''))
			return false;
		value = zc_str_sub(s, 1, s.n);
		at = zc_str_find(value, s.p[0]);
		s = zc_str_sub(value, at + 1, value.n);
		if (zc_str_is(key, name)) {
			decode(zc_str_sub(value, 0, at), b);
			return true;
		}
	}
	return false;
}

void
zc_uri_text(struct zc_str uri, struct zc_buf *b)
{
	struct zc_str s = uri, hex;
	size_t at, end;
	int64_t v;

	zc_buf_clear(b);
	if (zc_str_starts(s, "file://")) {
		s = zc_str_sub(s, 7, s.n);
		at = zc_str_find(s, '/'); /* a host name may stand here */
		s = zc_str_sub(s, at, s.n);
	} else if ((at = zc_str_search(s, "://")) < s.n) {
		zc_buf_str(b, zc_str_sub(s, 0, at + 3));
		s = zc_str_sub(s, at + 3, s.n);
		end = zc_str_find(s, '/');
		at = zc_str_find(zc_str_sub(s, 0, end), '@');
		if (at < end)
			s = zc_str_sub(s, at + 1, s.n);
	}
	for (size_t i = 0; i < s.n; i++) {
		hex = zc_str_sub(s, i + 1, 2);
		if (s.p[i] == '%' && hex.n == 2 && hex.p[0] != '-' &&
		    zc_str_int(hex, 16, &v) && v > 0) {
			zc_buf_char(b, (char)v);
			i += 2;
		} else {
			zc_buf_char(b, s.p[i]);
		}
	}
}
