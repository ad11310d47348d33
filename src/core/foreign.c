/*
 * The parent's side. Stream: messages of probe/table.h, and two of our own:
 * 'T' (number of the probe the next messages belong to) and 'S' (key and
 * value of zc_meta).
 */
#include "core/foreign.h"

#include "base/fs.h"
#include "base/rd.h"
#include "base/utf8.h"
#include "jail/jail.h"
#include "probe/table.h"

#include <errno.h>
#include <unistd.h>

enum {
	MISSES_KEPT = 1000 /* per table, as in probe/gather.c */
};

struct parent {
	struct zc_case *c;
	struct zc_sink sink;
	struct zc_buf in;
	const struct zc_probe *p; /* whose messages are coming */
	struct zc_outcome o;
	bool covered;
	int64_t misses;
	int64_t bytes; /* of this table's messages */
	struct zc_err *e;
};

bool
zc_foreign_key(const char *key)
{
	static const char *const keys[] = { "id", "target", "hostname", "root",
		"unit", "user", "tool", "jail", "started", "finished",
		"classified", "target.dmi_uuid", "target.disk_serial",
		"target.machine_id" };

	for (size_t i = 0; i < ZC_LEN(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* The table before is complete. */
static int
end_table(struct parent *p)
{
	int rc = ZC_OK;

	if (p->p != NULL && !p->covered) {
		p->o.cover = ZC_COVER_ERROR;
		(void)snprintf(p->o.reason, sizeof(p->o.reason), "%s",
		    ZC_N("the case does not say how much was seen"));
	}
	/* Whoever made the case: what was missed was not all seen. */
	if (p->p != NULL && p->misses > 0 && p->o.cover == ZC_COVER_OK) {
		p->o.cover = ZC_COVER_PARTIAL;
		(void)snprintf(p->o.reason, sizeof(p->o.reason), "%s",
		    ZC_N("some places could not be read"));
	}
	if (p->p != NULL)
		rc = p->sink.end(p->sink.ctx, p->p, &p->o, p->e);
	p->p = NULL;
	p->o = (struct zc_outcome){ 0 };
	p->covered = false;
	p->misses = 0;
	p->bytes = 0;
	return rc;
}

static int
begin_table(struct parent *p, struct zc_rd *r)
{
	uint32_t i = zc_rd_le32(r);
	int rc = end_table(p);

	if (rc != ZC_OK)
		return rc;
	if (r->bad || i >= zc_nprobes)
		return ZC_FAIL(p->e, ZC_EINPUT, "unexpected table");
	if (zc_case_done(p->c, zc_probes[i]->table))
		return ZC_FAIL(
		    p->e, ZC_EINPUT, "%s comes twice", zc_probes[i]->table);
	p->p = zc_probes[i];
	return p->sink.begin(p->sink.ctx, p->p, p->e);
}

static int
take_meta(struct parent *p, struct zc_rd *r)
{
	char key[64], value[1024];
	struct zc_str k = zc_rd_bytes(r, zc_rd_le32(r));
	struct zc_str v = zc_rd_bytes(r, zc_rd_le32(r));

	if (r->bad || k.n >= sizeof(key) || v.n >= sizeof(value) ||
	    !zc_utf8_printable(k) || !zc_utf8_printable(v))
		return ZC_FAIL(p->e, ZC_EINPUT, "unexpected key");
	(void)snprintf(key, sizeof(key), "%.*s", (int)k.n, k.p);
	(void)snprintf(value, sizeof(value), "%.*s", (int)v.n, v.p);
	if (!zc_foreign_key(key))
		return ZC_FAIL(p->e, ZC_EINPUT, "unexpected key");
	if (strcmp(key, "classified") == 0 && strcmp(value, "0") != 0)
		return ZC_FAIL(p->e, ZC_EREFUSED,
		    ZC_N("the case is of a computer marked classified; for "
			 "classified computers use inspection tools "
			 "recognised by the secrecy administration"));
	return zc_case_set(p->c, key, value, p->e);
}

static int
take_message(struct parent *p, const struct zc_message *m)
{
	switch (m->type) {
	case 'R':
		if (++p->o.rows > ZC_TABLE_ROWS_MAX)
			return ZC_FAIL(p->e, ZC_ELIMIT, "too many rows");
		return p->sink.row(p->sink.ctx, p->p, m->row, p->e);
	case 'M':
		if (++p->misses > MISSES_KEPT)
			return ZC_OK;
		return p->sink.miss(
		    p->sink.ctx, p->p, m->path, m->reason, p->e);
	case 'W':
		p->o.window_from = m->from;
		p->o.window_to = m->to;
		return ZC_OK;
	default:
		p->o.cover = m->cover;
		zc_utf8_copy(p->o.reason, sizeof(p->o.reason), m->reason);
		zc_utf8_copy(p->o.detail, sizeof(p->o.detail), m->path);
		p->covered = true;
		return ZC_OK;
	}
}

/* One message off the front: ZC_ENOENT when it is not whole yet. */
static int
take_one(struct parent *p, struct zc_str in, size_t *used)
{
	struct zc_message m;
	struct zc_rd r;
	char type;
	size_t n;
	int rc;

	if (in.n < 5)
		return ZC_ENOENT;
	zc_rd_init(&r, in.p, in.n);
	type = (char)zc_rd_u8(&r);
	n = zc_rd_le32(&r);
	if (type == 'T' || type == 'S') {
		if (n > 4096)
			return ZC_FAIL(p->e, ZC_EINPUT, "unexpected message");
		if (in.n - 5 < n)
			return ZC_ENOENT;
		zc_rd_init(&r, in.p + 5, n);
		*used = 5 + n;
		return type == 'T' ? begin_table(p, &r) : take_meta(p, &r);
	}
	if (p->p == NULL)
		return ZC_FAIL(p->e, ZC_EINPUT, "unexpected message");
	rc = zc_table_decode(p->p, in, &m, used);
	if (rc == ZC_EINPUT)
		return ZC_FAIL(p->e, ZC_EINPUT, "%s holds what it cannot hold",
		    p->p->table);
	if (rc != ZC_OK)
		return rc;
	/* A small file can say the same page a million times. */
	p->bytes += (int64_t)*used;
	if (p->bytes > ZC_TABLE_BYTES_MAX)
		return ZC_FAIL(
		    p->e, ZC_ELIMIT, "%s holds too much", p->p->table);
	return take_message(p, &m);
}

static int
take(void *ctx, const void *bytes, size_t n)
{
	struct parent *p = ctx;
	struct zc_str rest;
	size_t used;
	int rc;

	zc_buf_add(&p->in, bytes, n);
	if (p->in.rc != ZC_OK)
		return ZC_FAIL(p->e, ZC_EINPUT, "unexpected message");
	rest = zc_buf_get(&p->in);
	while ((rc = take_one(p, rest, &used)) == ZC_OK)
		rest = zc_str_sub(rest, used, rest.n);
	if (rc != ZC_ENOENT)
		return rc;
	memmove(p->in.p, rest.p, rest.n);
	p->in.n = rest.n;
	return ZC_OK;
}

/* The child's side. */
struct child {
	int dir;
	const char *name;
	bool jsonl;
};

static int
send_pipe(void *ctx, struct zc_str b)
{
	while (b.n > 0) {
		ssize_t n = write(*(int *)ctx, b.p, b.n);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return ZC_EIO;
		b = zc_str_sub(b, (size_t)n, b.n);
	}
	return ZC_OK;
}

static int
run_child(void *ctx, int out)
{
	const struct child *c = ctx;
	struct zc_foreign_out o = { .send = send_pipe, .ctx = &out };
	struct zc_arena a;
	struct zc_str s;
	int rc;

	if (!c->jsonl)
		return -zc_foreign_sqlite(c->dir, c->name, &o, NULL);
	zc_arena_init(&a, ZC_FOREIGN_MAX);
	rc = zc_fs_read(c->dir, c->name, ZC_FOREIGN_MAX / 2, &a, &s, NULL);
	if (rc == ZC_OK)
		rc = zc_foreign_jsonl(s, &o, NULL);
	return -rc;
}

static int
run_jail(struct parent *p, const char *path, struct zc_err *e)
{
	const char *slash = strrchr(path, '/');
	struct zc_str whole = zc_str_of(path);
	struct child c = { .name = slash == NULL ? path : slash + 1,
		.jsonl = zc_str_ends(whole, ".jsonl") };
	struct zc_jail_spec s = { .kind = ZC_JAIL_PROBE,
		.child = run_child,
		.ctx = &c,
		.memory = (size_t)2 << 30,
		.wall_ms = 300000,
		.cpu_s = 120 };
	struct zc_jail_end end;
	char dir[ZC_FS_PATH_MAX];
	int rc;

	(void)snprintf(dir, sizeof(dir), "%.*s",
	    slash == NULL ? 1 : (int)(slash - path) + 1,
	    slash == NULL ? "." : path);
	rc = zc_fs_root(dir, &c.dir, e);
	if (rc != ZC_OK)
		return rc;
	s.root = c.dir;
	rc = zc_jail_run(&s, take, p, &end, e);
	(void)close(c.dir);
	if (rc == ZC_OK && end.stopped)
		rc = p->e->rc;
	else if (rc == ZC_OK && (end.status != 0 || p->in.n > 0))
		rc = ZC_FAIL(e, end.status == 0 ? ZC_EINPUT : -end.status,
		    "%s: is no case, or damaged", path);
	return rc;
}

/* What the file does not have was never looked at. */
static int
fill_gaps(struct zc_case *c, struct zc_err *e)
{
	struct zc_outcome o = { .cover = ZC_COVER_ABSENT };
	int rc = ZC_OK;

	(void)snprintf(o.reason, sizeof(o.reason), "%s",
	    ZC_N("the collector that made this case did not know it"));
	for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++)
		if (!zc_case_done(c, zc_probes[i]->table))
			rc = zc_case_outcome(c, zc_probes[i]->table, &o, e);
	return rc;
}

int
zc_foreign_read(
    const char *path, const char *dest, struct zc_case **out, struct zc_err *e)
{
	struct zc_err mine = { 0 };
	struct parent p = { .e = e != NULL ? e : &mine };
	int64_t started;
	int rc = zc_case_create(dest, &p.c, p.e);

	if (rc != ZC_OK)
		return rc;
	zc_buf_init(&p.in, 2 * ZC_TABLE_MESSAGE_MAX);
	zc_case_sink(p.c, &p.sink);
	rc = run_jail(&p, path, p.e);
	if (rc == ZC_OK)
		rc = end_table(&p);
	if (rc == ZC_OK)
		rc = fill_gaps(p.c, p.e);
	if (rc == ZC_OK &&
	    (zc_case_get(p.c, "target")[0] == '\0' ||
		!zc_str_int(
		    zc_str_of(zc_case_get(p.c, "started")), 10, &started)))
		rc = ZC_FAIL(p.e, ZC_EINPUT,
		    "%s: the case names no computer or no time", path);
	zc_buf_fini(&p.in);
	if (rc != ZC_OK) {
		zc_case_close(p.c);
		if (dest[0] != '\0')
			(void)unlink(dest);
		return rc;
	}
	*out = p.c;
	return ZC_OK;
}

int
zc_foreign_judge(
    const struct zc_judge_use *u, struct zc_tally *tally, struct zc_err *e)
{
	struct zc_judge_use inside = *u;
	int rc = zc_judge_ledgers(u->c, u->catalog, u->office, u->unit, e);

	inside.office = NULL; /* they are in the case now */
	if (rc == ZC_OK)
		rc = zc_case_set(u->c, "rules_digest", u->catalog->digest, e);
	if (rc == ZC_OK)
		rc = zc_judge(&inside, zc_case_db(u->c), tally, e);
	return rc;
}
