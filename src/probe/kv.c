#include "probe/kv.h"

#include "base/buf.h"

/* Longest joined line, in bytes. */
enum {
	JOIN_MAX = 65536
};

void
zc_kv_init(
    struct zc_kv_rd *r, struct zc_str text, unsigned flags, struct zc_arena *a)
{
	*r = (struct zc_kv_rd){
		.rest = text, .a = a, .flags = flags, .section = { "", 0 }
	};
	/* A byte order mark is no part of the first key. */
	if (zc_str_starts(text, "\xef\xbb\xbf"))
		r->rest = zc_str_sub(text, 3, text.n);
}

static bool
ends_in_join(struct zc_str s)
{
	return s.n > 0 && s.p[s.n - 1] == '\\';
}

bool
zc_kv_line(
    struct zc_str *rest, struct zc_arena *a, int64_t *line, struct zc_str *out)
{
	struct zc_str s;
	struct zc_buf b;
	char *p;

	if (!zc_str_line(rest, &s))
		return false;
	(*line)++;
	*out = s;
	if (!ends_in_join(s))
		return true;
	zc_buf_init(&b, JOIN_MAX);
	do {
		if (ends_in_join(s))
			s.n--;
		zc_buf_str(&b, s);
		zc_buf_char(&b, ' ');
		if (!zc_str_line(rest, &s))
			break;
		(*line)++;
		if (!ends_in_join(s)) {
			zc_buf_str(&b, s);
			break;
		}
	} while (b.rc == ZC_OK);
	p = zc_arena_dup(a, b.p, b.n);
	if (p != NULL)
		*out = (struct zc_str){ p, b.n };
	else
		out->n--;
	zc_buf_fini(&b);
	return true;
}

struct zc_str
zc_kv_unquote(struct zc_str s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    s.p[s.n - 1] == s.p[0])
		return zc_str_sub(s, 1, s.n - 2);
	return s;
}

static size_t
key_end(struct zc_str s, unsigned flags)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if ((flags & ZC_KV_EQ) != 0 && s.p[i] == '=')
			break;
		if ((flags & ZC_KV_COLON) != 0 && s.p[i] == ':')
			break;
		if ((flags & ZC_KV_BLANK) != 0 &&
		    (s.p[i] == ' ' || s.p[i] == '\t'))
			break;
	}
	return i;
}

static struct zc_str
cut_tail(struct zc_str s)
{
	char quote = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (quote != 0 && s.p[i] == quote)
			quote = 0;
		else if (quote == 0 && (s.p[i] == '"' || s.p[i] == '\''))
			quote = s.p[i];
		else if (quote == 0 && s.p[i] == '#' &&
		    (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			return zc_str_trim(zc_str_sub(s, 0, i));
	}
	return s;
}

static void
split(struct zc_str s, unsigned flags, struct zc_kv *out)
{
	size_t n = key_end(s, flags);
	struct zc_str v = zc_str_trim(zc_str_sub(s, n, s.n));

	out->key = zc_str_trim(zc_str_sub(s, 0, n));
	/* "key = value" met with the blank first, or the separator itself. */
	if (v.n > 0 &&
	    ((v.p[0] == '=' && (flags & ZC_KV_EQ) != 0) ||
		(v.p[0] == ':' && (flags & ZC_KV_COLON) != 0)))
		v = zc_str_trim(zc_str_sub(v, 1, v.n));
	if ((flags & ZC_KV_TAIL) != 0)
		v = cut_tail(v);
	out->value = zc_kv_unquote(v);
	out->text = s;
}

static bool
is_section(struct zc_kv_rd *r, struct zc_str s)
{
	size_t n;

	if ((r->flags & ZC_KV_SECTION) == 0 || s.n == 0 || s.p[0] != '[')
		return false;
	n = zc_str_find(s, ']');
	r->section = zc_str_trim(zc_str_sub(s, 1, n == 0 ? 0 : n - 1));
	return true;
}

bool
zc_kv_next(struct zc_kv_rd *r, struct zc_kv *out)
{
	struct zc_str s;
	int64_t first;
	bool got;

	for (;;) {
		first = r->line + 1;
		if ((r->flags & ZC_KV_JOIN) != 0) {
			got = zc_kv_line(&r->rest, r->a, &r->line, &s);
		} else {
			got = zc_str_line(&r->rest, &s);
			r->line++;
		}
		if (!got)
			return false;
		s = zc_str_trim(s);
		if (s.n == 0 || s.p[0] == '#' ||
		    ((r->flags & ZC_KV_SEMI) != 0 && s.p[0] == ';') ||
		    is_section(r, s))
			continue;
		split(s, r->flags, out);
		if (out->key.n == 0)
			continue;
		out->section = r->section;
		out->line = first;
		return true;
	}
}

int
zc_kv_bool(struct zc_str s)
{
	static const char *const yes[] = { "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };
	size_t i;

	for (i = 0; i < ZC_LEN(yes); i++) {
		if (zc_str_isi(s, yes[i]))
			return 1;
		if (zc_str_isi(s, no[i]))
			return 0;
	}
	return -1;
}

bool
zc_kv_has(struct zc_str s, const char *word)
{
	struct zc_str piece, w;

	while (zc_str_cut(&s, ',', &piece))
		while (zc_str_word(&piece, &w))
			if (zc_str_isi(w, word))
				return true;
	return false;
}
