#include "codec/xmltext.h"

#include "base/utf8.h"

enum {
	WINDOW = 128 * 1024, /* bytes asked for at once */
	PIECE = 64 * 1024,   /* text longer than this comes in pieces */
	NAMES_MAX = 64 * 1024
};

void
zc_xmltext_init(struct zc_xmltext *x, zc_xmltext_fill fill, void *ctx)
{
	*x = (struct zc_xmltext){ .fill = fill, .ctx = ctx, .owned = true };
}

void
zc_xmltext_init_str(struct zc_xmltext *x, struct zc_str s)
{
	bool wide = s.n >= 2 &&
	    (memcmp(s.p, "\xff\xfe", 2) == 0 ||
		memcmp(s.p, "\xfe\xff", 2) == 0 || s.p[0] == '\0' ||
		s.p[1] == '\0');

	/* A window that is never written to; UTF-16 is refused at its begin. */
	*x = (struct zc_xmltext){ .p = (char *)(uintptr_t)s.p,
		.n = s.n,
		.eof = true,
		.utf16 = wide };
}

void
zc_xmltext_fini(struct zc_xmltext *x)
{
	if (x == NULL)
		return;
	if (x->owned)
		free(x->p);
	free(x->names);
	x->p = NULL;
	x->names = NULL;
}

void
zc_xmltext_char(struct zc_buf *b, uint32_t c)
{
	char t[4];
	size_t n = 0;

	if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		c = 0xFFFD;
	if (c < 0x80) {
		t[n++] = (char)c;
	} else if (c < 0x800) {
		t[n++] = (char)(0xC0 | c >> 6);
		t[n++] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		t[n++] = (char)(0xE0 | c >> 12);
		t[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		t[n++] = (char)(0x80 | (c & 0x3F));
	} else {
		t[n++] = (char)(0xF0 | c >> 18);
		t[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		t[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		t[n++] = (char)(0x80 | (c & 0x3F));
	}
	zc_buf_add(b, t, n);
}

/* UTF-16 units in s as UTF-8 behind the window; *used bytes were taken. */
static int
widen(struct zc_xmltext *x, const unsigned char *s, size_t n, size_t *used)
{
	struct zc_buf b;
	size_t i = 0;
	int rc;

	zc_buf_init(&b, n * 2 + 8);
	while (i + 2 <= n) {
		uint32_t c = x->big ? (uint32_t)s[i] << 8 | s[i + 1]
				    : (uint32_t)s[i + 1] << 8 | s[i];
		uint32_t d;

		if (c >= 0xD800 && c < 0xDC00) {
			if (i + 4 > n)
				break;
			d = x->big ? (uint32_t)s[i + 2] << 8 | s[i + 3]
				   : (uint32_t)s[i + 3] << 8 | s[i + 2];
			if (d >= 0xDC00 && d < 0xE000) {
				c = 0x10000 + ((c - 0xD800) << 10) +
				    (d - 0xDC00);
				i += 2;
			}
		}
		zc_xmltext_char(&b, c);
		i += 2;
	}
	rc = b.rc;
	if (rc == ZC_OK) {
		memcpy(x->p + x->n, b.p, b.n);
		x->n += b.n;
	}
	*used = i;
	zc_buf_fini(&b);
	return rc;
}

/* Read UTF-16 into at most `room` bytes of the window. */
static int
fill_wide(struct zc_xmltext *x, size_t room, struct zc_err *e)
{
	unsigned char in[16384 + 4];
	size_t got = 0, used = 0, want = room / 3;
	int rc;

	want = want > 16384 ? 16384 : want;
	memcpy(in, x->odd, x->nodd);
	rc = x->fill(x->ctx, in + x->nodd, want, &got, e);
	if (rc != ZC_OK)
		return rc;
	x->eof = got == 0;
	if (x->eof && x->nodd > 0)
		return ZC_FAIL(e, ZC_EINPUT, "text ends inside a character");
	got += x->nodd;
	rc = widen(x, in, got, &used);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "no room for text");
	x->nodd = got - used;
	memcpy(x->odd, in + used, x->nodd);
	return ZC_OK;
}

/* At least one byte more behind the window, unless the input is at its end. */
static int
more(struct zc_xmltext *x, struct zc_err *e)
{
	size_t got = 0;
	int rc;

	if (x->eof)
		return ZC_OK;
	if (x->at > 0) {
		memmove(x->p, x->p + x->at, x->n - x->at);
		x->base += x->at;
		x->n -= x->at;
		x->at = 0;
	}
	if (x->cap - x->n < 16) {
		size_t cap = x->cap == 0 ? WINDOW : x->cap * 2;
		char *p;

		if (cap > 2 * ZC_XMLTEXT_TOKEN_MAX)
			return ZC_FAIL(e, ZC_ELIMIT, "a tag is too long");
		p = zc_fault_hit() ? NULL : realloc(x->p, cap);
		if (p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for text");
		x->p = p;
		x->cap = cap;
	}
	if (x->utf16)
		return fill_wide(x, x->cap - x->n, e);
	rc = x->fill(x->ctx, x->p + x->n, x->cap - x->n, &got, e);
	if (rc != ZC_OK)
		return rc;
	x->n += got;
	x->eof = got == 0;
	return ZC_OK;
}

/* XML 1.0 appendix F: the first bytes tell the family of encodings. */
static int
begin(struct zc_xmltext *x, struct zc_err *e)
{
	unsigned char h[4] = { 0 };
	int rc = ZC_OK;

	x->begun = true;
	if (x->owned == false && x->utf16)
		return ZC_FAIL(e, ZC_EUNSUP, "the part is in UTF-16");
	while (rc == ZC_OK && x->n < 4 && !x->eof)
		rc = more(x, e);
	if (rc != ZC_OK)
		return rc;
	if (x->p == NULL)
		return ZC_OK; /* nothing came */
	memcpy(h, x->p, x->n < 4 ? x->n : 4);
	if (x->n >= 3 && memcmp(h, "\xef\xbb\xbf", 3) == 0) {
		x->at = 3;
		return ZC_OK;
	}
	x->big = (h[0] == 0xFE && h[1] == 0xFF) || (h[0] == 0 && h[1] == '<');
	x->utf16 = x->n >= 2 &&
	    (x->big || (h[0] == 0xFF && h[1] == 0xFE) ||
		(h[0] == '<' && h[1] == 0));
	if (x->utf16 && x->owned) {
		unsigned char *copy = malloc(x->n);
		size_t n = x->n, used = 0;

		if (copy == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for text");
		memcpy(copy, x->p, n);
		free(x->p);
		x->cap = n * 2 + WINDOW;
		x->p = malloc(x->cap);
		x->n = 0;
		rc = x->p == NULL ? ZC_ENOMEM : widen(x, copy, n, &used);
		x->nodd = n - used;
		memcpy(x->odd, copy + used, x->nodd);
		free(copy);
		if (rc != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for text");
		/* The mark itself became U+FEFF. */
		if (x->n >= 3 && memcmp(x->p, "\xef\xbb\xbf", 3) == 0)
			x->at = 3;
	}
	return ZC_OK;
}

/* Is `needle` at the place? 1 yes, 0 no, negative error. */
static int
looking_at(struct zc_xmltext *x, const char *needle, struct zc_err *e)
{
	size_t n = strlen(needle);
	int rc;

	while (x->n - x->at < n && !x->eof) {
		rc = more(x, e);
		if (rc != ZC_OK)
			return rc;
	}
	return x->n - x->at >= n && memcmp(x->p + x->at, needle, n) == 0;
}

/* Offset from x->at behind the next `needle`, from `from` on. */
static int
find_end(struct zc_xmltext *x, size_t from, const char *needle, size_t *len,
    struct zc_err *e)
{
	size_t k = strlen(needle), seen = from;
	int rc;

	for (;;) {
		struct zc_str s = { x->p + x->at, x->n - x->at };
		struct zc_str rest = zc_str_sub(s, seen, s.n);
		size_t at = zc_str_search(rest, needle);

		if (at < rest.n) {
			*len = seen + at + k;
			return ZC_OK;
		}
		if (x->eof)
			return ZC_FAIL(e, ZC_EINPUT, "the text is cut short");
		if (s.n > ZC_XMLTEXT_TOKEN_MAX)
			return ZC_FAIL(e, ZC_ELIMIT, "a tag is too long");
		if (s.n >= from + k)
			seen = s.n - k + 1;
		rc = more(x, e);
		if (rc != ZC_OK)
			return rc;
	}
}

/* Length of the tag at x->at, '>' counted; '>' may stand in quotes. */
static int
tag_length(struct zc_xmltext *x, size_t *len, struct zc_err *e)
{
	size_t i = 1;
	char quote = 0;
	int rc;

	for (;;) {
		const char *p = x->p + x->at;
		size_t n = x->n - x->at;

		for (; i < n; i++) {
			if (quote != 0) {
				quote = p[i] == quote ? 0 : quote;
			} else if (p[i] == '>') {
				*len = i + 1;
				return ZC_OK;
			} else if (p[i] == '"' || p[i] == '\'') {
				quote = p[i];
			} else if (p[i] == '<') {
				return ZC_FAIL(
				    e, ZC_EINPUT, "a tag does not end");
			}
		}
		if (x->eof)
			return ZC_FAIL(e, ZC_EINPUT, "the text is cut short");
		if (n > ZC_XMLTEXT_TOKEN_MAX)
			return ZC_FAIL(e, ZC_ELIMIT, "a tag is too long");
		rc = more(x, e);
		if (rc != ZC_OK)
			return rc;
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void
set_name(struct zc_xmltext *x, struct zc_str q)
{
	size_t colon = zc_str_find(q, ':');

	x->qname = q;
	x->name = colon < q.n ? zc_str_sub(q, colon + 1, q.n) : q;
}

static int
push(struct zc_xmltext *x, struct zc_str q, struct zc_err *e)
{
	if (x->depth == ZC_XMLTEXT_DEPTH_MAX || q.n > NAMES_MAX / 2)
		return ZC_FAIL(e, ZC_ELIMIT, "nested too deeply");
	if (x->names_n + q.n > x->names_cap) {
		size_t cap = x->names_cap == 0 ? 1024 : x->names_cap * 2;
		char *p;

		while (cap < x->names_n + q.n)
			cap *= 2;
		if (cap > NAMES_MAX)
			return ZC_FAIL(e, ZC_ELIMIT, "nested too deeply");
		p = zc_fault_hit() ? NULL : realloc(x->names, cap);
		if (p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for names");
		x->names = p;
		x->names_cap = cap;
	}
	x->marks[x->depth++] = (uint32_t)x->names_n;
	memcpy(x->names + x->names_n, q.p, q.n);
	x->names_n += q.n;
	return ZC_OK;
}

static int
pop(struct zc_xmltext *x, struct zc_str q, struct zc_err *e)
{
	size_t from = x->depth == 0 ? 0 : x->marks[x->depth - 1];

	if (x->depth == 0 || x->names_n - from != q.n ||
	    memcmp(x->names + from, q.p, q.n) != 0)
		return ZC_FAIL(e, ZC_EINPUT, "tags do not match");
	x->names_n = from;
	x->depth--;
	return ZC_OK;
}

/* <name attrs> or <name attrs/> or </name>, at x->at. */
static int
take_tag(struct zc_xmltext *x, struct zc_err *e)
{
	struct zc_str t, q;
	size_t len = 0, i;
	bool close;
	int rc = tag_length(x, &len, e);

	if (rc != ZC_OK)
		return rc;
	t = (struct zc_str){ x->p + x->at + 1, len - 2 };
	x->start = x->base + x->at;
	x->stop = x->start + len;
	x->at += len;
	close = t.n > 0 && t.p[0] == '/';
	if (close)
		t = zc_str_sub(t, 1, t.n);
	x->empty = !close && t.n > 0 && t.p[t.n - 1] == '/';
	if (x->empty)
		t.n--;
	for (i = 0; i < t.n && !is_blank(t.p[i]); i++)
		continue;
	q = zc_str_sub(t, 0, i);
	if (q.n == 0 || memchr(q.p, '=', q.n) != NULL ||
	    memchr(q.p, '"', q.n) != NULL)
		return ZC_FAIL(e, ZC_EINPUT, "a tag has no name");
	set_name(x, q);
	x->attrs = zc_str_sub(t, i, t.n);
	if (close) {
		rc = pop(x, q, e);
		return rc == ZC_OK ? ZC_XML_CLOSE : rc;
	}
	if (x->depth == 0 && x->seen_root)
		return ZC_FAIL(e, ZC_EINPUT, "there are two roots");
	x->seen_root = true;
	rc = push(x, q, e);
	x->closing = x->empty;
	return rc == ZC_OK ? ZC_XML_OPEN : rc;
}

/* How much of a long text can be given out: no entity, no character cut. */
static size_t
safe_cut(const char *p, size_t n)
{
	size_t cut = n;

	for (size_t i = n; i-- > 0 && n - i < 16;)
		if (p[i] == '&' && memchr(p + i, ';', n - i) == NULL)
			cut = i;
	while (cut > 0 && (p[cut - 1] & 0xC0) == 0x80 && n - cut < 20)
		cut--;
	if (cut > 0 && ((p[cut - 1] & 0xC0) == 0xC0 || p[cut - 1] == '\r'))
		cut--;
	return cut > 0 ? cut : n;
}

static int
take_text(struct zc_xmltext *x, struct zc_err *e)
{
	size_t seen = 0, n;
	int rc;

	for (;;) {
		const char *p = x->p + x->at;
		const char *lt;

		n = x->n - x->at;
		lt = memchr(p + seen, '<', n - seen);
		if (lt != NULL) {
			n = (size_t)(lt - p);
			break;
		}
		if (x->eof)
			break;
		if (n > PIECE) {
			n = safe_cut(p, n);
			break;
		}
		seen = n;
		rc = more(x, e);
		if (rc != ZC_OK)
			return rc;
	}
	x->raw = (struct zc_str){ x->p + x->at, n };
	x->cdata = false;
	x->start = x->base + x->at;
	x->stop = x->start + n;
	x->at += n;
	if (x->depth > 0)
		return ZC_XML_TEXT;
	if (zc_str_trim(x->raw).n > 0)
		return ZC_FAIL(e, ZC_EINPUT, "text stands outside the root");
	return ZC_XML_END; /* nothing to tell: go on */
}

/* The declaration may name an encoding: XML 1.0 section 4.3.3. */
static int
check_declaration(struct zc_str pi, struct zc_err *e)
{
	struct zc_str name, value, rest;

	if (!zc_str_starts(pi, "<?xml") || pi.n < 7 || !is_blank(pi.p[5]))
		return ZC_OK;
	rest = zc_str_sub(pi, 5, pi.n - 7);
	while (zc_xmltext_attr(&rest, &name, &value))
		if (zc_str_is(name, "encoding") &&
		    !zc_str_isi(value, "utf-8") && !zc_str_isi(value, "utf8") &&
		    !zc_str_isi(value, "us-ascii") &&
		    !zc_str_isi(value, "utf-16") &&
		    !zc_str_isi(value, "utf-16le") &&
		    !zc_str_isi(value, "utf-16be"))
			return ZC_FAIL(
			    e, ZC_EUNSUP, "the text is in another encoding");
	return ZC_OK;
}

/* <?…?>, <!--…-->, <![CDATA[…]]>; ZC_XML_END = passed over. */
static int
take_special(struct zc_xmltext *x, struct zc_err *e)
{
	static const struct {
		const char *head, *tail;
	} forms[] = { { "<?", "?>" }, { "<!--", "-->" },
		{ "<![CDATA[", "]]>" } };
	size_t len = 0, head;
	int rc = 0;

	for (size_t i = 0; i < ZC_LEN(forms); i++) {
		struct zc_str all;

		rc = looking_at(x, forms[i].head, e);
		if (rc < 0)
			return rc;
		if (rc == 0)
			continue;
		head = strlen(forms[i].head);
		rc = find_end(x, head, forms[i].tail, &len, e);
		if (rc != ZC_OK)
			return rc;
		all = (struct zc_str){ x->p + x->at, len };
		x->start = x->base + x->at;
		x->stop = x->start + len;
		x->at += len;
		if (i == 0)
			return check_declaration(all, e);
		if (i == 1)
			return ZC_XML_END;
		if (x->depth == 0)
			return ZC_FAIL(
			    e, ZC_EINPUT, "text stands outside the root");
		x->raw = zc_str_sub(all, head, len - head - 3);
		x->cdata = true;
		return ZC_XML_TEXT;
	}
	return ZC_FAIL(e, ZC_EINPUT, "it declares a document type");
}

int
zc_xmltext_next(struct zc_xmltext *x, struct zc_err *e)
{
	int rc = x->begun ? ZC_OK : begin(x, e);

	if (rc != ZC_OK)
		return rc;
	if (x->closing) {
		x->closing = false;
		x->names_n = x->marks[--x->depth];
		return ZC_XML_CLOSE;
	}
	for (;;) {
		while (x->n - x->at < 2 && !x->eof) {
			rc = more(x, e);
			if (rc != ZC_OK)
				return rc;
		}
		if (x->at == x->n)
			break;
		if (x->p[x->at] != '<')
			rc = take_text(x, e);
		else if (x->n - x->at >= 2 &&
		    (x->p[x->at + 1] == '!' || x->p[x->at + 1] == '?'))
			rc = take_special(x, e);
		else
			rc = take_tag(x, e);
		if (rc != ZC_XML_END)
			return rc;
	}
	if (x->depth > 0 || !x->seen_root)
		return ZC_FAIL(e, ZC_EINPUT, "the text is cut short");
	return ZC_XML_END;
}

int
zc_xmltext_skip(struct zc_xmltext *x, struct zc_err *e)
{
	unsigned depth = x->depth;
	int k;

	do {
		k = zc_xmltext_next(x, e);
		if (k < 0)
			return k;
	} while (k != ZC_XML_CLOSE || x->depth >= depth);
	return ZC_OK;
}

bool
zc_xmltext_attr(struct zc_str *attrs, struct zc_str *name, struct zc_str *value)
{
	const char *p = attrs->p, *end = p + attrs->n, *from, *colon = NULL;
	const char *q;

	while (p < end && is_blank(*p))
		p++;
	from = p;
	for (; p < end && *p != '=' && !is_blank(*p); p++)
		if (*p == ':')
			colon = p;
	*name = (struct zc_str){ from, (size_t)(p - from) };
	if (colon != NULL)
		*name = zc_str_sub(*name, (size_t)(colon - from) + 1, name->n);
	while (p < end && is_blank(*p))
		p++;
	if (p == end || *p != '=')
		return false;
	for (p++; p < end && is_blank(*p); p++)
		continue;
	if (p == end || (*p != '"' && *p != '\''))
		return false;
	q = memchr(p + 1, *p, (size_t)(end - p - 1));
	if (q == NULL)
		return false;
	*value = (struct zc_str){ p + 1, (size_t)(q - p - 1) };
	*attrs = (struct zc_str){ q + 1, (size_t)(end - q - 1) };
	return true;
}

struct zc_str
zc_xmltext_get(const struct zc_xmltext *x, const char *name)
{
	struct zc_str rest = x->attrs, k, v;

	while (zc_xmltext_attr(&rest, &k, &v))
		if (zc_str_is(k, name))
			return v;
	return (struct zc_str){ "", 0 };
}

/* The reference at s (behind '&'): bytes used with its ';', 0 = none. */
static size_t
entity(struct zc_buf *b, struct zc_str s)
{
	static const struct {
		const char *name;
		char c;
	} named[] = { { "lt;", '<' }, { "gt;", '>' }, { "amp;", '&' },
		{ "quot;", '"' }, { "apos;", '\'' } };
	size_t n = zc_str_find(zc_str_sub(s, 0, 12), ';');
	struct zc_str digits;
	int64_t v;
	bool hex;

	for (size_t i = 0; i < ZC_LEN(named); i++)
		if (zc_str_starts(s, named[i].name)) {
			zc_buf_char(b, named[i].c);
			return strlen(named[i].name);
		}
	if (n >= 12 || n >= s.n || s.p[0] != '#')
		return 0;
	hex = n > 1 && s.p[1] == 'x';
	digits = zc_str_sub(s, hex ? 2 : 1, n - (hex ? 2 : 1));
	if (digits.n == 0 || digits.p[0] == '-' ||
	    !zc_str_int(digits, hex ? 16 : 10, &v))
		return 0;
	zc_xmltext_char(b, v > 0x10FFFF ? 0 : (uint32_t)v);
	return n + 1;
}

void
zc_xmltext_decode(struct zc_buf *b, struct zc_str raw, bool cdata)
{
	size_t from = 0, i = 0, n;

	if ((cdata || memchr(raw.p, '&', raw.n) == NULL) &&
	    memchr(raw.p, '\r', raw.n) == NULL) {
		zc_buf_str(b, raw);
		return;
	}
	for (; i < raw.n; i++) {
		if (raw.p[i] == '\r') {
			zc_buf_add(b, raw.p + from, i - from);
			if (i + 1 == raw.n || raw.p[i + 1] != '\n')
				zc_buf_char(b, '\n');
			from = i + 1;
		} else if (raw.p[i] == '&' && !cdata) {
			zc_buf_add(b, raw.p + from, i - from);
			n = entity(b, zc_str_sub(raw, i + 1, raw.n));
			from = i;
			if (n > 0) {
				i += n;
				from = i + 1;
			}
		}
	}
	zc_buf_add(b, raw.p + from, raw.n - from);
}

void
zc_xmltext_escape(struct zc_buf *b, struct zc_str text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '<':
			zc_buf_cstr(b, "&lt;");
			break;
		case '>':
			zc_buf_cstr(b, "&gt;");
			break;
		case '&':
			zc_buf_cstr(b, "&amp;");
			break;
		case '"':
			zc_buf_cstr(b, "&quot;");
			break;
		default:
			/* XML 1.0 has no characters below blank but three. */
			if ((unsigned char)text.p[i] >= 0x20 ||
			    text.p[i] == '\t' || text.p[i] == '\n')
				zc_buf_char(b, text.p[i]);
			break;
		}
	}
}
