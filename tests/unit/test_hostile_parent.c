/* Workers that were taken over, as the parent sees them: streams of bytes. */
#include "unit/zt.h"

#include "probe/table.h"

#include <fcntl.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "text", ZC_TEXT, "text", "文本", "" },
	{ "flag", ZC_BOOL, "flag", "标志", "" },
};

/* Rows of 4 KiB without end: a disk would be full of them. */
static int
run_flood(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static char text[ZC_TABLE_TEXT_MAX];
	int rc = ZC_OK;

	(void)l;
	memset(text, 'x', sizeof(text));
	while (rc == ZC_OK) {
		zc_put(t, "text", (struct zc_str){ text, sizeof(text) });
		t->rows = 0; /* its own limit does not bind it */
		rc = zc_row(t, e);
	}
	return rc;
}

static int
say(struct zc_table *t, const char *bytes, size_t n)
{
	(void)!t->send(t->ctx, (struct zc_str){ bytes, n });
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

#define SAYS(id, bytes) \
	static int run_##id( \
	    const struct zc_look *l, struct zc_table *t, struct zc_err *e) \
	{ \
		(void)l, (void)e; \
		return say(t, bytes, sizeof(bytes) - 1); \
	}

/* The terminal must not obey a row, a path or a reason. */
SAYS(escape_row, "R\x07\0\0\0\2\1\0\0\0\x1b\0")
SAYS(escape_path, "M\x09\0\0\0\1\0\0\0\x1b\0\0\0\0")
SAYS(escape_reason, "C\x0a\0\0\0\0\1\0\0\0\x1b\0\0\0\0")
SAYS(bidi, "R\x09\0\0\0\2\3\0\0\0\xe2\x81\xa6\0")
/* A number where text belongs, a flag of 2, too few and too many columns. */
SAYS(wrong_type, "R\x0a\0\0\0\1\1\0\0\0\0\0\0\0\0")
SAYS(flag_of_two, "R\x0a\0\0\0\0\1\2\0\0\0\0\0\0\0")
SAYS(short_row, "R\1\0\0\0\0")
SAYS(long_row, "R\3\0\0\0\0\0\0")
/* Lengths that lie; messages that only foreign cases have. */
SAYS(huge, "R\xff\xff\xff\xff")
SAYS(text_over_end, "R\x07\0\0\0\2\xff\xff\xff\x7f\0\0")
SAYS(other_table, "T\4\0\0\0\0\0\0\0")
SAYS(meta, "S\x0a\0\0\0\1\0\0\0k\1\0\0\0v")
SAYS(no_cover, "C\x09\0\0\0\x63\0\0\0\0\0\0\0\0")

#define PROBE(id) \
	{ \
		.table = #id, .en = #id, .zh = #id, .mean = "", .cols = cols, \
		.ncols = ZC_LEN(cols), .looks = ZC_LIVE | ZC_ROOT, \
		.run = run_##id, .seconds = 20 \
	}

static const struct zc_probe flood = PROBE(flood);
static const struct zc_probe liars[] = { PROBE(escape_row), PROBE(escape_path),
	PROBE(escape_reason), PROBE(bidi), PROBE(wrong_type),
	PROBE(flag_of_two), PROBE(short_row), PROBE(long_row), PROBE(huge),
	PROBE(text_over_end), PROBE(other_table), PROBE(meta),
	PROBE(no_cover) };

static int64_t bytes, ends;
static struct zc_outcome last;

static int
begin(void *ctx, const struct zc_probe *p, struct zc_err *e)
{
	(void)ctx, (void)p, (void)e;
	return ZC_OK;
}

static int
row(void *ctx, const struct zc_probe *p, const struct zc_fact *v,
    struct zc_err *e)
{
	(void)ctx, (void)p, (void)e;
	bytes += (int64_t)v[0].s.n;
	return ZC_OK;
}

static int
miss(void *ctx, const struct zc_probe *p, struct zc_str path,
    struct zc_str reason, struct zc_err *e)
{
	(void)ctx, (void)p, (void)path, (void)reason, (void)e;
	bytes++;
	return ZC_OK;
}

static int
end(void *ctx, const struct zc_probe *p, const struct zc_outcome *o,
    struct zc_err *e)
{
	(void)ctx, (void)p, (void)e;
	last = *o;
	ends++;
	return ZC_OK;
}

static void
gather(const struct zc_probe *p)
{
	struct zc_sink sink = {
		.begin = begin, .row = row, .miss = miss, .end = end
	};
	struct zc_look look = { .root = open("/", O_PATH | O_DIRECTORY) };

	bytes = ends = 0;
	last = (struct zc_outcome){ 0 };
	ZT_EQ(zc_gather(&look, &p, 1, 1, &sink, NULL), ZC_OK);
	ZT_EQ(ends, 1);
	(void)close(look.root);
}

ZT(hostile_parent_a_table_without_end_is_cut_and_said_to_be)
{
	gather(&flood);
	ZT_EQ(last.cover, ZC_COVER_PARTIAL);
	ZT_TRUE(strstr(last.reason, "more than a table may hold") != NULL);
	ZT_TRUE(bytes > ZC_TABLE_BYTES_MAX / 2);
	ZT_TRUE(bytes <= ZC_TABLE_BYTES_MAX);
}

ZT(hostile_parent_believes_no_liar)
{
	for (size_t i = 0; i < ZC_LEN(liars); i++) {
		gather(&liars[i]);
		if (last.cover != ZC_COVER_ERROR || bytes != 0)
			zt_fail(__FILE__, __LINE__, "%s: %s, %lld",
			    liars[i].table, zc_cover_word(last.cover),
			    (long long)bytes);
	}
}
