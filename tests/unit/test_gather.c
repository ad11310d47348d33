/* Rows on their way from a probe to a sink; probes that go wrong. */
#include "unit/zt.h"

#include "probe/table.h"

#include <signal.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称", "" },
	{ "n", ZC_INT, "number", "数", "" },
	{ "flag", ZC_BOOL, "flag", "标志", "" },
	{ "at", ZC_TIME, "time", "时间", "" },
};

static int
run_good(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	int rc = ZC_OK;

	(void)l;
	for (int i = 0; i < 3000 && rc == ZC_OK; i++) {
		zc_put_cstr(t, "name", "中文\x1b");
		zc_put_int(t, "n", i);
		zc_put_int(t, "flag", 7);
		zc_put_int(t, "at", 0);
		rc = zc_row(t, e);
	}
	zc_window(t, 10, 20);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

static int
run_missing(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	zc_miss(t, "/secret\xff", "not permitted");
	zc_miss_rc(t, "/not/there", ZC_ENOENT);
	zc_miss_rc(t, "/big", ZC_ELIMIT);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

static int
run_crash(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	zc_put_cstr(t, "name", "before the crash");
	(void)!zc_row(t, e);
	(void)!zc_table_flush(t);
	_exit(3);
}

static int
run_hang(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)t;
	(void)e;
	while (pause() == -1)
		continue;
	return ZC_OK;
}

static int
run_rubbish(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char bytes[] = "R\x08\0\0\0rubbish!and more of it";

	(void)l;
	(void)e;
	(void)!t->send(t->ctx, (struct zc_str){ bytes, sizeof(bytes) });
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

static int
run_silent(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)t;
	(void)e;
	return ZC_OK;
}

static int
run_denied(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)t;
	return ZC_FAIL(e, ZC_EACCES, "the door is shut");
}

#define PROBE(id) \
	{ \
		.table = #id, .en = #id, .zh = #id, .mean = "", .cols = cols, \
		.ncols = ZC_LEN(cols), .looks = ZC_LIVE | ZC_ROOT, \
		.run = run_##id, .seconds = 1 \
	}

static const struct zc_probe probes[] = { PROBE(good), PROBE(missing),
	PROBE(crash), PROBE(hang), PROBE(rubbish), PROBE(silent),
	PROBE(denied) };

/* A sink that counts per table, in the order of `probes`. */
struct count {
	int64_t begins, rows, misses, ends, sum;
	struct zc_outcome o;
	char path[64];
};

static struct count counts[ZC_LEN(probes)];
static int stop_after, fail_row;

static struct count *
of(const struct zc_probe *p)
{
	return &counts[p - probes];
}

static int
begin(void *ctx, const struct zc_probe *p, struct zc_err *e)
{
	(void)ctx;
	(void)e;
	of(p)->begins++;
	return ZC_OK;
}

static int
row(void *ctx, const struct zc_probe *p, const struct zc_fact *v,
    struct zc_err *e)
{
	(void)ctx;
	of(p)->rows++;
	of(p)->sum += v[1].i;
	if (strcmp(p->table, "good") == 0) {
		ZT_STR(v[0].s, "中文\\x1B");
		ZT_EQ(v[2].i, 1);
		ZT_TRUE(v[3].is_null);
	}
	if (fail_row > 0 && --fail_row == 0)
		return ZC_FAIL(e, ZC_EIO, "the disk is full");
	return ZC_OK;
}

static int
miss(void *ctx, const struct zc_probe *p, struct zc_str path,
    struct zc_str reason, struct zc_err *e)
{
	(void)ctx;
	(void)reason;
	(void)e;
	if (of(p)->misses++ == 0)
		(void)snprintf(of(p)->path, sizeof(of(p)->path), "%.*s",
		    (int)path.n, path.p);
	return ZC_OK;
}

static int
end(void *ctx, const struct zc_probe *p, const struct zc_outcome *o,
    struct zc_err *e)
{
	(void)ctx;
	(void)e;
	of(p)->ends++;
	of(p)->o = *o;
	return ZC_OK;
}

static bool
stop(void *ctx)
{
	(void)ctx;
	return stop_after > 0 && --stop_after == 0;
}

static int
gather(unsigned jobs)
{
	const struct zc_probe *all[ZC_LEN(probes)];
	struct zc_sink sink = { .begin = begin,
		.row = row,
		.miss = miss,
		.end = end,
		.stop = stop };
	struct zc_look look = { .now = 1, .unit = "", .words = "" };
	int rc;

	memset(counts, 0, sizeof(counts));
	for (size_t i = 0; i < ZC_LEN(probes); i++)
		all[i] = &probes[i];
	look.root = zt_dir(NULL, 0);
	rc = zc_gather(&look, all, ZC_LEN(all), jobs, &sink, NULL);
	close(look.root);
	return rc;
}

static void
is(const char *table, enum zc_cover cover, const char *reason)
{
	for (size_t i = 0; i < ZC_LEN(probes); i++)
		if (strcmp(probes[i].table, table) == 0) {
			ZT_EQ(counts[i].begins, 1);
			ZT_EQ(counts[i].ends, 1);
			ZT_EQ(counts[i].o.cover, cover);
			ZT_STR(zc_str_of(counts[i].o.reason), reason);
		}
}

ZT(gather_probe_that_goes_wrong_costs_its_own_table_only)
{
	for (unsigned jobs = 1; jobs <= 4; jobs += 3) {
		ZT_EQ(gather(jobs), ZC_OK);
		is("good", ZC_COVER_OK, "");
		ZT_EQ(counts[0].rows, 3000);
		ZT_EQ(counts[0].sum, 3000 * 2999 / 2);
		ZT_EQ(counts[0].o.rows, 3000);
		ZT_EQ(counts[0].o.window_from, 10);
		is("missing", ZC_COVER_PARTIAL,
		    "some places could not be read");
		ZT_EQ(counts[1].misses, 2);
		ZT_STR(zc_str_of(counts[1].path), "/secret\\xFF");
		is("crash", ZC_COVER_ERROR,
		    "the worker ended without a result");
		is("hang", ZC_COVER_ERROR, "took too long");
		is("rubbish", ZC_COVER_ERROR,
		    "the worker sent something unexpected");
		is("silent", ZC_COVER_ERROR,
		    "the worker ended without a result");
		is("denied", ZC_COVER_DENIED, "looking failed");
		ZT_STR(zc_str_of(counts[6].o.detail), "the door is shut");
	}
}

ZT(gather_stops_when_the_user_says_so)
{
	stop_after = 1;
	ZT_EQ(gather(2), ZC_ESTOP);
	stop_after = 0;
	/* Nothing is left running, and nothing is called finished. */
	ZT_EQ(counts[3].ends, 0);
}

ZT(gather_ends_when_the_sink_fails)
{
	fail_row = 5;
	ZT_EQ(gather(2), ZC_EIO);
	fail_row = 0;
	ZT_EQ(counts[0].ends, 0);
}

/* Messages as one row's probe sends them, into `b`. */
static int
keep(void *ctx, struct zc_str bytes)
{
	zc_buf_str(ctx, bytes);
	return ZC_OK;
}

static void
messages(struct zc_buf *b)
{
	struct zc_table t;

	zc_table_init(&t, &probes[0], keep, b);
	zc_put_cstr(&t, "name", "x");
	zc_put_int(&t, "n", -1);
	ZT_EQ(zc_row(&t, NULL), ZC_OK);
	zc_miss(&t, "/a", "why");
	zc_window(&t, 1, 2);
	(void)zc_cover(&t, ZC_COVER_DENIED, "because", "of this");
	ZT_EQ(zc_table_flush(&t), ZC_OK);
	zc_table_fini(&t);
}

ZT(table_decodes_what_it_encodes)
{
	struct zc_message m;
	struct zc_str in;
	struct zc_buf b;
	size_t used;

	zc_buf_init(&b, 65536);
	messages(&b);
	in = zc_buf_get(&b);
	ZT_EQ(zc_table_decode(&probes[0], in, &m, &used), ZC_OK);
	ZT_STR(m.row[0].s, "x");
	ZT_EQ(m.row[1].i, -1);
	ZT_TRUE(m.row[2].is_null && m.row[3].is_null);
	in = zc_str_sub(in, used, in.n);
	ZT_EQ(zc_table_decode(&probes[0], in, &m, &used), ZC_OK);
	ZT_STR(m.path, "/a");
	in = zc_str_sub(in, used, in.n);
	ZT_EQ(zc_table_decode(&probes[0], in, &m, &used), ZC_OK);
	ZT_EQ(m.to, 2);
	in = zc_str_sub(in, used, in.n);
	ZT_EQ(zc_table_decode(&probes[0], in, &m, &used), ZC_OK);
	ZT_EQ(m.cover, ZC_COVER_DENIED);
	ZT_STR(m.path, "of this");
	in = zc_str_sub(in, used, in.n);
	ZT_EQ(in.n, 0);
	zc_buf_fini(&b);
}

ZT(table_cut_message_is_incomplete_and_wrong_one_is_rubbish)
{
	struct zc_message m;
	struct zc_buf b;
	size_t used, rubbish = 0;

	zc_buf_init(&b, 65536);
	messages(&b);
	for (size_t n = 0; n < 20; n++)
		ZT_EQ(zc_table_decode(
			  &probes[0], (struct zc_str){ b.p, n }, &m, &used),
		    ZC_ENOENT);
	for (size_t i = 0; i < b.n; i++) {
		for (int bit = 0; bit < 8; bit++) {
			b.p[i] = (char)(b.p[i] ^ 1 << bit);
			rubbish += zc_table_decode(&probes[0], zc_buf_get(&b),
				       &m, &used) == ZC_EINPUT;
			b.p[i] = (char)(b.p[i] ^ 1 << bit);
		}
	}
	ZT_TRUE(rubbish > 0);
	/* A length that would not fit any buffer of ours. */
	memcpy(b.p, "R\xff\xff\xff\xff", 5);
	ZT_EQ(
	    zc_table_decode(&probes[0], zc_buf_get(&b), &m, &used), ZC_EINPUT);
	zc_buf_fini(&b);
}

ZT(table_text_is_cut_at_its_limit)
{
	static char big[3 * ZC_TABLE_TEXT_MAX];
	struct zc_message m;
	struct zc_table t;
	struct zc_buf b;
	size_t used;

	memset(big, 'a', sizeof(big));
	zc_buf_init(&b, 1 << 20);
	zc_table_init(&t, &probes[0], keep, &b);
	zc_put(&t, "name", (struct zc_str){ big, sizeof(big) });
	ZT_EQ(zc_row(&t, NULL), ZC_OK);
	ZT_EQ(zc_table_flush(&t), ZC_OK);
	ZT_EQ(zc_table_decode(&probes[0], zc_buf_get(&b), &m, &used), ZC_OK);
	ZT_EQ(m.row[0].s.n, ZC_TABLE_TEXT_MAX + 3);
	ZT_TRUE(zc_str_ends(m.row[0].s, "…"));
	zc_table_fini(&t);
	zc_buf_fini(&b);
}

ZT(table_miss_after_ok_makes_it_partial)
{
	struct zc_message m = { 0 };
	struct zc_table t;
	struct zc_str in;
	struct zc_buf b;
	size_t used;

	zc_buf_init(&b, 65536);
	zc_table_init(&t, &probes[0], keep, &b);
	(void)zc_cover(&t, ZC_COVER_OK, NULL, NULL);
	zc_miss(&t, "/a", "not permitted\x1b");
	ZT_EQ(zc_table_flush(&t), ZC_OK);
	for (in = zc_buf_get(&b); in.n > 0; in = zc_str_sub(in, used, in.n)) {
		ZT_EQ(zc_table_decode(&probes[0], in, &m, &used), ZC_OK);
		if (m.type == 'M')
			ZT_STR(m.reason, "not permitted\\x1B");
	}
	ZT_EQ(m.type, 'C');
	ZT_EQ(m.cover, ZC_COVER_PARTIAL);
	ZT_STR(m.reason, "some places could not be read");
	zc_table_fini(&t);
	zc_buf_fini(&b);
}
