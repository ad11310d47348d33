#include "store/row_sum.h"

#include "base/sha256.h"

void
zc_row_sum_order(const char *const *names, size_t n, struct zc_row_order *out)
{
	assert(n <= ZC_ROW_CELLS);
	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = out->n;

		if (strcmp(names[i], "search") == 0)
			continue;
		for (; k > 0 && strcmp(names[out->at[k - 1]], names[i]) > 0;
		     k--)
			out->at[k] = out->at[k - 1];
		out->at[k] = (unsigned char)i;
		out->n++;
	}
}

static void
put64(unsigned char *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

void
zc_row_sum(const struct zc_row_order *o, const char *const *names,
    const struct zc_val *v, char out[65])
{
	struct zc_sha256 s;
	unsigned char head[9];

	zc_sha256_init(&s);
	for (size_t i = 0; i < o->n; i++) {
		const struct zc_val *c = &v[o->at[i]];
		const char *name = names[o->at[i]];

		if (c->type == ZC_VAL_NULL)
			continue;
		zc_sha256_add(&s, name, strlen(name) + 1);
		head[0] = c->type == ZC_VAL_INT ? 'i' : 's';
		put64(
		    head + 1, c->type == ZC_VAL_INT ? (uint64_t)c->i : c->s.n);
		zc_sha256_add(&s, head, sizeof(head));
		if (c->type == ZC_VAL_TEXT)
			zc_sha256_add(&s, c->s.p, c->s.n);
	}
	zc_sha256_hex(&s, out);
}

/* JSON (RFC 8259): what must be escaped is, and nothing else. */
static void
json_text(struct zc_buf *b, struct zc_str s)
{
	size_t from = 0;

	zc_buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		zc_buf_add(b, s.p + from, i - from);
		if (c >= 0x20) {
			zc_buf_char(b, '\\');
			zc_buf_char(b, (char)c);
		} else {
			zc_buf_fmt(b, "\\u%04x", c);
		}
		from = i + 1;
	}
	zc_buf_add(b, s.p + from, s.n - from);
	zc_buf_char(b, '"');
}

static void
json_val(struct zc_buf *b, const struct zc_val *v)
{
	if (v->type == ZC_VAL_TEXT)
		json_text(b, v->s);
	else if (v->type == ZC_VAL_INT)
		zc_buf_fmt(b, "%lld", (long long)v->i);
	else
		zc_buf_add(b, "null", 4);
}

void
zc_row_sum_body(struct zc_buf *b, const char *col, const struct zc_val *before,
    const struct zc_val *after)
{
	zc_buf_add(b, b->n == 0 ? "{\"" : ",\"", 2);
	zc_buf_add(b, col, strlen(col));
	zc_buf_add(b, "\":[", 3);
	json_val(b, before);
	zc_buf_char(b, ',');
	json_val(b, after);
	zc_buf_char(b, ']');
}

void
zc_row_sum_body_end(struct zc_buf *b)
{
	zc_buf_cstr(b, b->n == 0 ? "{}" : "}");
}
