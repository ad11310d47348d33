#include "probe/json.h"

void
zc_json_init(struct zc_json *j, struct zc_unpack *u)
{
	memset(j, 0, sizeof(*j));
	j->u = u;
	j->want_value = true;
}

/* Next byte without taking it, or -1 at the end. */
static int
peek(struct zc_json *j)
{
	if (j->at == j->n) {
		j->at = j->n = 0;
		if (zc_unpack_read(j->u, j->in, sizeof(j->in), &j->n, NULL) !=
		    ZC_OK) {
			j->bad = true;
			j->n = 0;
		}
	}
	return j->at < j->n ? j->in[j->at] : -1;
}

static int
take(struct zc_json *j)
{
	int c = peek(j);

	j->at += c != -1;
	return c;
}

static int
peek_text(struct zc_json *j)
{
	int c = peek(j);

	while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
		j->at++;
		c = peek(j);
	}
	return c;
}

static void
put(struct zc_json *j, unsigned c)
{
	if (j->len < ZC_JSON_TEXT)
		j->text[j->len++] = (char)c;
	else
		j->cut = true;
}

static void
put_code(struct zc_json *j, unsigned c)
{
	if (c < 0x80) {
		put(j, c);
	} else if (c < 0x800) {
		put(j, 0xc0 | c >> 6);
		put(j, 0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		put(j, 0xe0 | c >> 12);
		put(j, 0x80 | (c >> 6 & 0x3f));
		put(j, 0x80 | (c & 0x3f));
	} else {
		put(j, 0xf0 | c >> 18);
		put(j, 0x80 | (c >> 12 & 0x3f));
		put(j, 0x80 | (c >> 6 & 0x3f));
		put(j, 0x80 | (c & 0x3f));
	}
}

static bool
take_hex(struct zc_json *j, unsigned *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		int c = take(j), d;

		if (c >= '0' && c <= '9')
			d = c - '0';
		else if (c >= 'a' && c <= 'f')
			d = c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			d = c - 'A' + 10;
		else
			return false;
		*out = *out << 4 | (unsigned)d;
	}
	return true;
}

/* Behind "\u": a surrogate pair is one character; a lone half is U+FFFD. */
static bool
take_unicode(struct zc_json *j)
{
	unsigned hi, lo;

	if (!take_hex(j, &hi))
		return false;
	if (hi < 0xd800 || hi > 0xdfff) {
		put_code(j, hi);
		return true;
	}
	if (hi > 0xdbff || peek(j) != '\\') {
		put_code(j, 0xfffd);
		return true;
	}
	(void)take(j);
	if (take(j) != 'u' || !take_hex(j, &lo) || lo < 0xdc00 || lo > 0xdfff)
		return false;
	put_code(j, 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00));
	return true;
}

static bool
take_string(struct zc_json *j)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	int c = take(j);

	j->len = 0;
	j->cut = false;
	if (c != '"')
		return false;
	for (c = take(j); c != '"'; c = take(j)) {
		const char *s;

		if (c < 0x20) /* control character, or -1: the end */
			return false;
		if (c != '\\') {
			put(j, (unsigned)c);
			continue;
		}
		c = take(j);
		if (c == 'u') {
			if (!take_unicode(j))
				return false;
			continue;
		}
		s = c <= 0 ? NULL : strchr(names, c);
		if (s == NULL)
			return false;
		put(j, (unsigned char)values[s - names]);
	}
	return true;
}

static bool
take_other(struct zc_json *j)
{
	static const char *const words[] = { "true", "false", "null" };
	int c = peek(j);
	struct zc_str s;

	j->len = 0;
	j->cut = false;
	while ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' ||
	    c == '+' || c == '.' || c == 'E') {
		put(j, (unsigned)take(j));
		c = peek(j);
	}
	s = zc_json_text(j);
	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (zc_str_is(s, words[i]))
			return true;
	return s.n > 0 && ((s.p[0] >= '0' && s.p[0] <= '9') || s.p[0] == '-');
}

static enum zc_json_token
fail(struct zc_json *j)
{
	j->bad = true;
	return ZC_JSON_ERROR;
}

static enum zc_json_token
open_one(struct zc_json *j)
{
	if (j->depth == ZC_JSON_DEPTH)
		return fail(j);
	j->stack[j->depth++] = (char)take(j);
	j->first = true;
	j->want_value = j->stack[j->depth - 1] == '[';
	return ZC_JSON_OPEN;
}

static enum zc_json_token
value(struct zc_json *j)
{
	int c = peek_text(j);

	j->want_value = false;
	j->first = false;
	if (c == '{' || c == '[')
		return open_one(j);
	if (c == '"')
		return take_string(j) ? ZC_JSON_STRING : fail(j);
	return take_other(j) ? ZC_JSON_OTHER : fail(j);
}

enum zc_json_token
zc_json_next(struct zc_json *j)
{
	int c = peek_text(j);
	char in = j->depth > 0 ? j->stack[j->depth - 1] : 0;

	if (j->bad)
		return ZC_JSON_ERROR;
	if (in == 0 && j->done)
		return c == -1 ? ZC_JSON_END : fail(j);
	if (in != 0 && c == (in == '{' ? '}' : ']') &&
	    (j->first || !j->want_value)) {
		(void)take(j);
		j->depth--;
		j->first = j->want_value = false;
		j->done = j->depth == 0;
		return ZC_JSON_CLOSE;
	}
	if (in == 0 || j->want_value) {
		j->done = in == 0;
		return value(j);
	}
	if (!j->first) {
		if (take(j) != ',')
			return fail(j);
		if (in == '[')
			return value(j);
		c = peek_text(j);
	}
	if (c != '"' || !take_string(j) || peek_text(j) != ':')
		return fail(j);
	(void)take(j);
	j->first = false;
	j->want_value = true;
	return ZC_JSON_KEY;
}

struct zc_str
zc_json_text(const struct zc_json *j)
{
	return (struct zc_str){ j->text, j->len };
}

bool
zc_json_skip(struct zc_json *j)
{
	int depth = j->depth;
	enum zc_json_token k;

	do {
		k = zc_json_next(j);
		if (k == ZC_JSON_ERROR || k == ZC_JSON_END)
			return false;
	} while (j->depth > depth || k == ZC_JSON_KEY);
	return true;
}
