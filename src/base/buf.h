/*
 * buf: an owned, growing byte string with a mandatory maximum. It always ends
 * in '\0' (not counted). The first error sticks; ask once at the end.
 */
#ifndef ZC_BUF_H
#define ZC_BUF_H

#include "base/base.h"

struct zc_buf {
	char *p; /* never NULL */
	size_t n;
	size_t cap;
	size_t max; /* most bytes it may hold */
	int rc;     /* ZC_OK, ZC_ELIMIT or ZC_ENOMEM; then nothing is added */
};

void zc_buf_init(struct zc_buf *b, size_t max);
void zc_buf_fini(struct zc_buf *b);
/* Empty it and forget the error; keeps the memory. */
void zc_buf_clear(struct zc_buf *b);

void zc_buf_add(struct zc_buf *b, const void *p, size_t n);
void zc_buf_str(struct zc_buf *b, struct zc_str s);
void zc_buf_cstr(struct zc_buf *b, const char *s);
void zc_buf_char(struct zc_buf *b, char c);
void zc_buf_fmt(struct zc_buf *b, const char *fmt, ...) ZC_PRINTF(2, 3);

/* What it holds, borrowed until the next change. */
struct zc_str zc_buf_get(const struct zc_buf *b);

#endif
