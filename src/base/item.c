#include "base/item.h"

#include "base/utf8.h"

#define HEAD "zicha-items 1 "

bool
zc_item_next(const struct zc_items *items, const char *rule, size_t *i,
    struct zc_item *out)
{
	for (; *i < items->n; (*i)++) {
		if (strcmp(items->v[*i].rule, rule) == 0) {
			*out = items->v[(*i)++];
			return true;
		}
	}
	return false;
}

static void
write_text(struct zc_buf *b, const char *s, char end)
{
	for (; *s != '\0'; s++) {
		if (*s == '\\')
			zc_buf_cstr(b, "\\\\");
		else if (*s == '\t')
			zc_buf_cstr(b, "\\t");
		else if (*s == '\n')
			zc_buf_cstr(b, "\\n");
		else if (*s == '\r')
			zc_buf_cstr(b, "\\r");
		else
			zc_buf_char(b, *s);
	}
	zc_buf_char(b, end);
}

void
zc_items_write(const struct zc_items *items, struct zc_buf *b)
{
	zc_buf_fmt(b, HEAD "%zu\n", items->n);
	for (size_t i = 0; i < items->n; i++) {
		const struct zc_item *it = &items->v[i];

		write_text(b, it->rule, '\t');
		write_text(b, it->entry, '\t');
		write_text(b, it->field, '\t');
		write_text(b, it->value, '\n');
	}
}

/* The byte that an escape stands for, or '\0'. */
static char
unescape(char c)
{
	switch (c) {
	case '\\':
		return '\\';
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	default:
		return '\0';
	}
}

static int
read_text(
    struct zc_str s, struct zc_arena *a, const char **out, struct zc_err *e)
{
	size_t n = 0;
	char *p;

	/* Escaped it may take twice the room. */
	if (s.n > 2 * ZC_ITEM_TEXT_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "items: text over %d bytes",
		    ZC_ITEM_TEXT_MAX);
	p = zc_arena_get(a, s.n + 1);
	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "items: no room");
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\\') {
			c = ++i < s.n ? unescape(s.p[i]) : '\0';
			if (c == '\0')
				return ZC_FAIL(
				    e, ZC_EINPUT, "items: unknown escape");
		} else if (c == '\0') {
			return ZC_FAIL(e, ZC_EINPUT, "items: zero byte");
		}
		p[n++] = c;
	}
	if (n > ZC_ITEM_TEXT_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "items: text over %d bytes",
		    ZC_ITEM_TEXT_MAX);
	if (!zc_utf8_valid((struct zc_str){ p, n }))
		return ZC_FAIL(e, ZC_EINPUT, "items: not UTF-8");
	*out = p;
	return ZC_OK;
}

static int
read_item(struct zc_str line, struct zc_arena *a, struct zc_item *it,
    struct zc_err *e)
{
	const char **part[] = { &it->rule, &it->entry, &it->field, &it->value };
	struct zc_str piece;
	int rc;

	for (size_t i = 0; i < ZC_LEN(part); i++) {
		if (!zc_str_cut(&line, '\t', &piece))
			return ZC_FAIL(e, ZC_EINPUT, "items: too few fields");
		if (piece.n == 0 && i + 1 < ZC_LEN(part))
			return ZC_FAIL(e, ZC_EINPUT, "items: empty name");
		rc = read_text(piece, a, part[i], e);
		if (rc != ZC_OK)
			return rc;
	}
	if (line.p != NULL)
		return ZC_FAIL(e, ZC_EINPUT, "items: too many fields");
	return ZC_OK;
}

static int
read_head(struct zc_str *s, size_t *count, struct zc_err *e)
{
	struct zc_str line;
	int64_t n;

	if (s->n == 0 || !zc_str_cut(s, '\n', &line) ||
	    !zc_str_starts(line, HEAD) ||
	    !zc_str_int(zc_str_sub(line, strlen(HEAD), line.n), 10, &n) ||
	    n < 0)
		return ZC_FAIL(e, ZC_EINPUT, "items: no head line");
	if (n > ZC_ITEMS_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "items: over %d", ZC_ITEMS_MAX);
	/* A line takes seven bytes at least: do not trust the count alone. */
	if ((size_t)n > s->n / 7)
		return ZC_FAIL(e, ZC_EINPUT, "items: cut short");
	*count = (size_t)n;
	return ZC_OK;
}

int
zc_items_parse(
    struct zc_str s, struct zc_arena *a, struct zc_items *out, struct zc_err *e)
{
	struct zc_item *v;
	struct zc_str line;
	size_t n = 0;
	int rc;

	rc = read_head(&s, &n, e);
	if (rc != ZC_OK)
		return rc;
	v = zc_arena_array(a, n + 1, sizeof(*v));
	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "items: no room");
	for (size_t i = 0; i < n; i++) {
		if (s.n == 0 || memchr(s.p, '\n', s.n) == NULL ||
		    !zc_str_cut(&s, '\n', &line))
			return ZC_FAIL(e, ZC_EINPUT, "items: cut short");
		rc = read_item(line, a, &v[i], e);
		if (rc != ZC_OK)
			return rc;
	}
	if (s.n != 0)
		return ZC_FAIL(e, ZC_EINPUT, "items: more lines than counted");
	*out = (struct zc_items){ v, n };
	return ZC_OK;
}
