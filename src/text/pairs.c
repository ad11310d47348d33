#include "text/pairs.h"

#include "text/fold.h"

enum {
	WORD_MAX = 64 /* characters of a word */
};

enum kind {
	DIVIDER,
	HAN,
	LETTER
};

/* Narrow, and in lower case where one number is added for it. */
static uint32_t
plain(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c = c - 0xFF01 + '!';
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
	    (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) ||
	    (c >= 0x410 && c <= 0x42F))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40F)
		return c + 0x50;
	return c;
}

static enum kind
kind_of(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
		    ? LETTER
		    : DIVIDER;
	if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD) ||
	    c == 0x3007 || (c >= 0x3041 && c <= 0x3096) ||
	    (c >= 0x30A1 && c <= 0x30FA) || (c >= 0xAC00 && c <= 0xD7A3))
		return HAN;
	if ((c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) ||
	    (c >= 0x370 && c <= 0x3FF && c != 0x37E && c != 0x387) ||
	    (c >= 0x400 && c <= 0x481) || (c >= 0x48A && c <= 0x52F))
		return LETTER;
	return DIVIDER;
}

/* One character, ready to be written. */
struct one {
	char p[4];
	size_t n;
};

/* Takes the runs of one kind off a text, character by character. */
struct reader {
	struct zc_str rest;
	enum kind kind; /* of `c` */
	struct one c;
};

static void
write_one(uint32_t v, struct one *o)
{
	unsigned char *p = (unsigned char *)o->p;

	if (v < 0x80) {
		p[0] = (unsigned char)v;
		o->n = 1;
	} else if (v < 0x800) {
		p[0] = (unsigned char)(0xC0 | v >> 6);
		p[1] = (unsigned char)(0x80 | (v & 0x3F));
		o->n = 2;
	} else if (v < 0x10000) {
		p[0] = (unsigned char)(0xE0 | v >> 12);
		p[1] = (unsigned char)(0x80 | (v >> 6 & 0x3F));
		p[2] = (unsigned char)(0x80 | (v & 0x3F));
		o->n = 3;
	} else {
		p[0] = (unsigned char)(0xF0 | v >> 18);
		p[1] = (unsigned char)(0x80 | (v >> 12 & 0x3F));
		p[2] = (unsigned char)(0x80 | (v >> 6 & 0x3F));
		p[3] = (unsigned char)(0x80 | (v & 0x3F));
		o->n = 4;
	}
}

/* The next character into r->c; false at the end. */
static bool
step(struct reader *r)
{
	uint32_t v;
	size_t k;

	if (r->rest.n == 0) {
		r->kind = DIVIDER;
		return false;
	}
	v = plain(zc_fold_point(r->rest, &k));
	r->rest = zc_str_sub(r->rest, k, r->rest.n);
	r->kind = kind_of(v);
	write_one(v, &r->c);
	return true;
}

/* How tokens are put down: as an index, or as a query. */
struct sink {
	struct zc_buf *out;
	int query;  /* -1 index, else enum zc_pairs_for */
	size_t n;   /* tokens so far */
	size_t run; /* tokens of this run so far */
};

static void
begin(struct sink *s)
{
	if (s->query == ZC_PAIRS_FTS5)
		zc_buf_cstr(s->out,
		    s->run > 0     ? " "
			: s->n > 0 ? " AND \""
				   : "\"");
	else if (s->query == ZC_PAIRS_TSQUERY)
		zc_buf_cstr(s->out,
		    s->run > 0     ? " <-> '"
			: s->n > 0 ? " & '"
				   : "'");
	else if (s->n > 0)
		zc_buf_char(s->out, ' ');
	s->n++;
	s->run++;
}

static void
end(struct sink *s)
{
	if (s->query == ZC_PAIRS_TSQUERY)
		zc_buf_char(s->out, '\'');
}

/* The run is over; `open` = its token may go on. */
static void
close_run(struct sink *s, bool open)
{
	if (s->query == ZC_PAIRS_FTS5 && s->run > 0)
		zc_buf_cstr(s->out, open ? "\"*" : "\"");
	else if (s->query == ZC_PAIRS_TSQUERY && s->run > 0 && open)
		zc_buf_cstr(s->out, ":*");
	s->run = 0;
}

static void
token(struct sink *s, const struct one *a, const struct one *b)
{
	begin(s);
	zc_buf_add(s->out, a->p, a->n);
	if (b != NULL)
		zc_buf_add(s->out, b->p, b->n);
	end(s);
}

/* r->c is the first of a Han run; leaves the reader behind the run. */
static void
han_run(struct reader *r, struct sink *s)
{
	struct one last = r->c;
	size_t n = 1;

	while (step(r) && r->kind == HAN) {
		token(s, &last, &r->c);
		last = r->c;
		n++;
	}
	if (n == 1 || s->query < 0)
		token(s, &last, NULL);
	close_run(s, n == 1);
}

static void
word_run(struct reader *r, struct sink *s)
{
	size_t n = 0;

	do {
		if (n % WORD_MAX == 0) {
			if (n > 0)
				end(s);
			begin(s);
		}
		zc_buf_add(s->out, r->c.p, r->c.n);
		n++;
	} while (step(r) && r->kind == LETTER);
	end(s);
	close_run(s, true);
}

static void
run_all(struct zc_str in, struct sink *s)
{
	struct reader r = { .rest = in };

	(void)step(&r);
	for (;;) {
		if (r.kind == HAN)
			han_run(&r, s);
		else if (r.kind == LETTER)
			word_run(&r, s);
		else if (!step(&r))
			return;
	}
}

void
zc_pairs_index(struct zc_str in, struct zc_buf *out)
{
	struct sink s = { .out = out, .query = -1 };

	run_all(in, &s);
}

void
zc_pairs_query(struct zc_str in, enum zc_pairs_for what, struct zc_buf *out)
{
	struct sink s = { .out = out, .query = (int)what };

	run_all(in, &s);
}
