#include "base/buf.h"

#include <stdarg.h>

static char empty[1];

void
zc_buf_init(struct zc_buf *b, size_t max)
{
	assert(max < SIZE_MAX / 4);
	*b = (struct zc_buf){ .p = empty, .max = max };
}

void
zc_buf_fini(struct zc_buf *b)
{
	if (b == NULL || b->p == NULL)
		return;
	if (b->p != empty)
		free(b->p);
	*b = (struct zc_buf){ .p = empty, .max = b->max };
}

void
zc_buf_clear(struct zc_buf *b)
{
	b->n = 0;
	b->rc = ZC_OK;
	if (b->p != empty)
		b->p[0] = '\0';
}

/* Make room for n more bytes and the '\0'. */
static bool
room(struct zc_buf *b, size_t n)
{
	size_t cap;
	char *p;

	if (b->rc != ZC_OK)
		return false;
	if (n > b->max - b->n) {
		b->rc = ZC_ELIMIT;
		return false;
	}
	if (b->n + n < b->cap)
		return true;
	cap = b->cap < 64 ? 64 : b->cap;
	while (cap < b->n + n + 1)
		cap *= 2;
	p = zc_fault_hit() ? NULL : realloc(b->p == empty ? NULL : b->p, cap);
	if (p == NULL) {
		b->rc = ZC_ENOMEM;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

void
zc_buf_add(struct zc_buf *b, const void *p, size_t n)
{
	if (n == 0 || !room(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
zc_buf_str(struct zc_buf *b, struct zc_str s)
{
	zc_buf_add(b, s.p, s.n);
}

void
zc_buf_cstr(struct zc_buf *b, const char *s)
{
	zc_buf_add(b, s, strlen(s));
}

void
zc_buf_char(struct zc_buf *b, char c)
{
	zc_buf_add(b, &c, 1);
}

void
zc_buf_fmt(struct zc_buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0 || !room(b, (size_t)n))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

struct zc_str
zc_buf_get(const struct zc_buf *b)
{
	return (struct zc_str){ b->p, b->n };
}
