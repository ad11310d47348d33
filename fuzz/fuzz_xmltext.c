/*
 * xmltext: memory and a stream in small steps give the same events, and what
 * expat takes gives the same tags and text here.
 */
#include "codec/xmltext.h"

#include <expat.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct feed {
	struct zc_str rest;
	size_t step;
};

static int
fill(void *ctx, void *p, size_t n, size_t *got, struct zc_err *e)
{
	struct feed *f = ctx;

	(void)e;
	n = n < f->step ? n : f->step;
	n = n < f->rest.n ? n : f->rest.n;
	memcpy(p, f->rest.p, n);
	f->rest = zc_str_sub(f->rest, n, f->rest.n);
	*got = n;
	return ZC_OK;
}

/* Events as text; the end's code is returned. */
static int
events(struct zc_xmltext *x, struct zc_buf *b)
{
	int k;

	while ((k = zc_xmltext_next(x, NULL)) > 0) {
		if (k == ZC_XML_TEXT) {
			zc_xmltext_decode(b, x->raw, x->cdata);
			continue;
		}
		zc_buf_cstr(b, k == ZC_XML_OPEN ? "\1<" : "\1/");
		zc_buf_str(b, x->qname);
		zc_buf_char(b, '\2');
	}
	zc_xmltext_fini(x);
	return k;
}

static void
on_open(void *ctx, const char *name, const char **attrs)
{
	(void)attrs;
	zc_buf_cstr(ctx, "\1<");
	zc_buf_cstr(ctx, name);
	zc_buf_char(ctx, '\2');
}

static void
on_close(void *ctx, const char *name)
{
	zc_buf_cstr(ctx, "\1/");
	zc_buf_cstr(ctx, name);
	zc_buf_char(ctx, '\2');
}

static void
on_text(void *ctx, const char *s, int n)
{
	zc_buf_add(ctx, s, (size_t)n);
}

/* Expat takes it: so must we, and alike. */
static void
ask_oracle(struct zc_str in, int rc, struct zc_str mine)
{
	XML_Parser x = XML_ParserCreate(NULL);
	struct zc_buf b;

	zc_buf_init(&b, 1 << 24);
	XML_SetUserData(x, &b);
	XML_SetElementHandler(x, on_open, on_close);
	XML_SetCharacterDataHandler(x, on_text);
	if (XML_Parse(x, in.p, (int)in.n, 1) == XML_STATUS_OK) {
		if (rc != ZC_XML_END && rc != ZC_EUNSUP && rc != ZC_ELIMIT &&
		    memmem(in.p, in.n, "<!", 2) == NULL)
			abort();
		if (rc == ZC_XML_END && !zc_str_eq(mine, zc_buf_get(&b)))
			abort();
	}
	XML_ParserFree(x);
	zc_buf_fini(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct feed f;
	struct zc_str in;
	struct zc_xmltext x;
	struct zc_buf a, b;
	int ra, rb;

	if (n < 2 || n > 1 << 20)
		return 0;
	f.step = (size_t)p[0] + 1;
	in = (struct zc_str){ (const char *)p + 1, n - 1 };
	f.rest = in;
	zc_buf_init(&a, 1 << 24);
	zc_buf_init(&b, 1 << 24);
	zc_xmltext_init(&x, fill, &f);
	ra = events(&x, &a);
	zc_xmltext_init_str(&x, in);
	rb = events(&x, &b);
	/* UTF-16 comes from streams only. */
	if (rb != ZC_EUNSUP &&
	    (ra != rb || !zc_str_eq(zc_buf_get(&a), zc_buf_get(&b))))
		abort();
	ask_oracle(in, ra, zc_buf_get(&a));
	zc_buf_fini(&a);
	zc_buf_fini(&b);
	return 0;
}
