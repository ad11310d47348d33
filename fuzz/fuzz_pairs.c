/*
 * Any text: tokens are valid UTF-8 without signs of SQL or of the query
 * languages, each of a query's tokens is a token of the index of the same
 * text, and quotation marks are even in number.
 */
#include "base/utf8.h"
#include "text/pairs.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* `token` stands between blanks in `all`. */
static bool
holds(struct zc_str all, struct zc_str token)
{
	struct zc_str one;

	while (zc_str_word(&all, &one))
		if (zc_str_eq(one, token))
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n < 4096 ? n : 4096 };
	struct zc_buf index, query;
	size_t marks = 0;

	zc_buf_init(&index, 1 << 20);
	zc_buf_init(&query, 1 << 20);
	zc_pairs_index(in, &index);
	zc_pairs_query(in, ZC_PAIRS_TSQUERY, &query);
	if (index.rc != ZC_OK || !zc_utf8_valid(zc_buf_get(&index)))
		abort();
	for (size_t i = 0; i < index.n; i++)
		if (index.p[i] != ' ' && !((unsigned char)index.p[i] >= 0x80) &&
		    !(index.p[i] >= '0' && index.p[i] <= '9') &&
		    !(index.p[i] >= 'a' && index.p[i] <= 'z'))
			abort();
	for (size_t i = 0; i < query.n; i++) {
		size_t to = i + 1;

		if (query.p[i] != '\'')
			continue;
		marks++;
		while (to < query.n && query.p[to] != '\'')
			to++;
		if (to == query.n)
			abort();
		marks++;
		if (!holds(zc_buf_get(&index),
			zc_str_sub(zc_buf_get(&query), i + 1, to - i - 1)))
			abort();
		i = to;
	}
	if (marks % 2 != 0 || (index.n == 0) != (query.n == 0))
		abort();
	zc_buf_fini(&index);
	zc_buf_fini(&query);
	return 0;
}
