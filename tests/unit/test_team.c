/* Several workers that make one table. */
#include "unit/zt.h"

#include "base/buf.h"
#include "probe/gather.h"
#include "probe/team.h"

#include <fcntl.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称", "" },
	{ "n", ZC_INT, "number", "数", "" },
};

struct shared {
	atomic_uint ended, next;
};

/* Each takes numbers until none is left; the last one speaks for all. */
static int
run_numbers(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct shared *s = zc_team_memory(l, sizeof(*s));
	unsigned i;

	zc_miss(t, "/same", "not permitted");
	while ((i = atomic_fetch_add(&s->next, 1)) < 2000) {
		zc_put_cstr(t, "name", i % 2 == 0 ? "even" : "odd");
		zc_put_int(t, "n", (int64_t)(i * 7919 % 2000) - 1000);
		if (zc_row(t, e) != ZC_OK)
			return ZC_EIO;
	}
	return zc_team_last(l, &s->ended) ? zc_cover(t, ZC_COVER_OK, NULL, NULL)
					  : ZC_OK;
}

static int
run_widow(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)t;
	(void)e;
	if (l->worker == 1)
		_exit(3);
	while (pause() == -1)
		continue;
	return ZC_OK;
}

/* One fails and says so; another one, wrongly, that all is well. */
static int
run_split(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	if (l->worker == 0)
		return ZC_FAIL(e, ZC_EIO, "a disk that does not read");
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

static int
run_mute(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)t;
	(void)e;
	return ZC_OK;
}

#define PROBE(id) \
	{ \
		.table = #id, .en = #id, .zh = #id, .mean = "", .cols = cols, \
		.ncols = ZC_LEN(cols), .looks = ZC_LIVE | ZC_ROOT, \
		.run = run_##id, .seconds = 5, .shared = sizeof(struct shared) \
	}

static const struct zc_probe numbers = PROBE(numbers), widow = PROBE(widow),
			     split = PROBE(split), mute = PROBE(mute);

/* All of what the sink got, a line for each call. */
struct log {
	struct zc_buf b;
	struct zc_outcome o;
	int begins, ends, rows, misses;
};

static int
begin(void *ctx, const struct zc_probe *p, struct zc_err *e)
{
	(void)p;
	(void)e;
	((struct log *)ctx)->begins++;
	return ZC_OK;
}

static int
row(void *ctx, const struct zc_probe *p, const struct zc_fact *v,
    struct zc_err *e)
{
	struct log *l = ctx;

	(void)e;
	l->rows++;
	for (size_t i = 0; i < p->ncols; i++)
		if (p->cols[i].type == ZC_TEXT)
			zc_buf_fmt(&l->b, "%.*s|", (int)v[i].s.n, v[i].s.p);
		else
			zc_buf_fmt(&l->b, "%lld|", (long long)v[i].i);
	zc_buf_char(&l->b, '\n');
	return ZC_OK;
}

static int
miss(void *ctx, const struct zc_probe *p, struct zc_str path,
    struct zc_str reason, struct zc_err *e)
{
	(void)p;
	(void)path;
	(void)reason;
	(void)e;
	((struct log *)ctx)->misses++;
	return ZC_OK;
}

static int
end(void *ctx, const struct zc_probe *p, const struct zc_outcome *o,
    struct zc_err *e)
{
	struct log *l = ctx;

	(void)p;
	(void)e;
	l->ends++;
	l->o = *o;
	return ZC_OK;
}

static void
gather(const struct zc_probe *p, const struct zc_look *l, unsigned jobs,
    struct log *out)
{
	struct zc_sink sink = {
		.ctx = out, .begin = begin, .row = row, .miss = miss, .end = end
	};

	*out = (struct log){ 0 };
	zc_buf_init(&out->b, 16 << 20);
	ZT_EQ(zc_gather(l, &p, 1, jobs, &sink, NULL), ZC_OK);
	ZT_EQ(out->begins, 1);
	ZT_EQ(out->ends, 1);
	ZT_EQ(out->b.rc, ZC_OK);
}

/* By one worker and by several: the same bytes. */
static void
agree(const struct zc_probe *p, const struct zc_look *l, int rows)
{
	struct log one, more;

	gather(p, l, 1, &one);
	ZT_EQ(one.rows, rows);
	for (unsigned jobs = 2; jobs <= 5; jobs++) {
		gather(p, l, jobs, &more);
		ZT_EQ(more.rows, one.rows);
		ZT_EQ(more.o.rows, one.o.rows);
		ZT_EQ(more.misses, one.misses);
		ZT_EQ(more.o.cover, one.o.cover);
		ZT_TRUE(zc_str_eq(zc_buf_get(&more.b), zc_buf_get(&one.b)));
		zc_buf_fini(&more.b);
	}
	zc_buf_fini(&one.b);
}

ZT(team_gives_what_one_worker_gives_in_the_same_order)
{
	struct zc_look l = { .root = zt_dir(NULL, 0), .unit = "", .words = "" };
	struct log got;

	agree(&numbers, &l, 2000);
	gather(&numbers, &l, 3, &got);
	ZT_TRUE(strncmp(got.b.p, "even|-1000|\neven|-998|\n", 23) == 0);
	/* A place that all of them missed is one place. */
	ZT_EQ(got.misses, 1);
	ZT_EQ(got.o.cover, ZC_COVER_PARTIAL);
	zc_buf_fini(&got.b);
	close(l.root);
}

ZT(team_that_loses_one_is_an_error_and_nobody_waits)
{
	struct zc_look l = { .root = zt_dir(NULL, 0), .unit = "", .words = "" };
	struct log got;

	gather(&widow, &l, 3, &got);
	ZT_EQ(got.o.cover, ZC_COVER_ERROR);
	ZT_TRUE(got.o.ms < 4000);
	zc_buf_fini(&got.b);
	gather(&split, &l, 2, &got);
	ZT_EQ(got.o.cover, ZC_COVER_ERROR);
	ZT_STR(zc_str_of(got.o.detail), "a disk that does not read");
	zc_buf_fini(&got.b);
	gather(&mute, &l, 4, &got);
	ZT_EQ(got.o.cover, ZC_COVER_ERROR);
	zc_buf_fini(&got.b);
	close(l.root);
}

enum {
	DIRS = 300
};

/* A wide and deep tree in which each directory holds a file to be told. */
static int
big_tree(void)
{
	static char name[DIRS][64];
	static struct zt_file v[DIRS + 3];

	for (size_t i = 0; i < DIRS; i++) {
		(void)snprintf(name[i], sizeof(name[i]), "d%zu/e%zu/%s/f%zu",
		    i % 7, i % 31, i % 3 == 0 ? "g/h/i" : "g", i);
		v[i] = (struct zt_file){ name[i], "x", 0666 };
	}
	v[DIRS] =
	    (struct zt_file){ "etc/passwd", "root:x:0:0::/root:/bin/sh\n", 0 };
	v[DIRS + 1] = (struct zt_file){ "etc/group", "root:x:0:\n", 0 };
	v[DIRS + 2] = (struct zt_file){ "var/lib/dpkg/status", "", 0 };
	return zt_dir(v, ZC_LEN(v));
}

ZT(team_walks_a_tree_once)
{
	struct zc_look l = { .root = big_tree(), .unit = "", .words = "" };

	agree(zc_probe_find("file_walk"), &l, DIRS);
	close(l.root);
}

ZT(team_walk_offers_and_takes_each_directory_once)
{
	static struct zc_team_walk w;
	char path[ZC_FS_PATH_MAX];
	bool busy = false;
	unsigned depth, n = 0;

	zc_team_begin(&w, "/", 1000);
	zc_team_begin(&w, "/", 2000);
	ZT_EQ(w.end_ms, 1000);
	ZT_TRUE(zc_team_take(&w, &busy, &depth, path));
	ZT_STR(zc_str_of(path), "/");
	while (zc_team_offer(&w, 1, "/a"))
		n++;
	ZT_EQ(n, ZC_TEAM_DIRS);
	while (zc_team_take(&w, &busy, &depth, path))
		n--;
	ZT_EQ(n, 0);
	ZT_TRUE(!busy);
	/* Who comes late finds nothing to do, not the top again. */
	zc_team_begin(&w, "/", 3000);
	ZT_TRUE(!zc_team_take(&w, &busy, &depth, path));
}
