#include "probe/gather.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "jail/jail.h"
#include "probe/table.h"

#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <unistd.h>

enum {
	JOBS_MAX = 16,
	MEMORY_OF_PROBE = 192 << 20, /* bytes of arena a probe may use */
	SECONDS = 60,
	MISSES_KEPT = 1000 /* per table; the rest is only counted */
};

static const char *const words[] = { "ok", "partial", "denied", "absent",
	"unsupported", "error" };

const char *
zc_cover_word(enum zc_cover c)
{
	assert((size_t)c < ZC_LEN(words));
	return words[c];
}

bool
zc_cover_of(const char *word, enum zc_cover *out)
{
	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i], word) == 0) {
			*out = (enum zc_cover)i;
			return true;
		}
	return false;
}

const struct zc_probe *
zc_probe_find(const char *table)
{
	for (size_t i = 0; i < zc_nprobes; i++)
		if (strcmp(zc_probes[i]->table, table) == 0)
			return zc_probes[i];
	return NULL;
}

/* One probe that is running. */
struct job {
	const struct zc_probe *p; /* NULL = free place */
	const struct zc_look *look;
	struct zc_jail jail;
	struct zc_buf in; /* bytes that are no whole message yet */
	struct zc_outcome o;
	bool covered;
	int misses;
	int64_t bytes; /* of rows and misses taken */
	int64_t started;
};

/* How the talk with a worker ended, besides the codes of failure. */
enum {
	ENDED = 1,
	TOO_MUCH = 2
};

static int
send_pipe(void *ctx, struct zc_str b)
{
	int fd = *(int *)ctx;
	ssize_t n;

	while (b.n > 0) {
		n = write(fd, b.p, b.n);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return ZC_EIO;
		b = zc_str_sub(b, (size_t)n, b.n);
	}
	return ZC_OK;
}

/* In the child. */
static int
child(void *ctx, int out)
{
	struct job *j = ctx;
	struct zc_look look = *j->look;
	struct zc_arena a;
	struct zc_table t;
	int rc;

	zc_arena_init(&a, MEMORY_OF_PROBE);
	look.a = &a;
	look.shed = j->p->caps != 0 ? zc_jail_shed : NULL;
	zc_table_init(&t, j->p, send_pipe, &out);
	zc_table_run(&t, &look);
	rc = zc_table_flush(&t);
	zc_table_fini(&t);
	zc_arena_fini(&a);
	return rc == ZC_OK ? 0 : 1;
}

static void
before(void *ctx)
{
	struct job *j = ctx;

	if (j->p->load != NULL)
		j->p->load();
}

static void
outcome(
    struct job *j, enum zc_cover c, struct zc_str reason, struct zc_str detail)
{
	j->o.cover = c;
	zc_utf8_copy(j->o.reason, sizeof(j->o.reason), reason);
	zc_utf8_copy(j->o.detail, sizeof(j->o.detail), detail);
	j->covered = true;
}

static void
failed(struct job *j, const char *reason, const char *detail)
{
	outcome(j, ZC_COVER_ERROR, zc_str_of(reason), zc_str_of(detail));
}

static int
start(struct job *j, const struct zc_probe *p, const struct zc_look *look,
    struct zc_sink *sink, struct zc_err *e)
{
	unsigned seconds = p->seconds != 0 ? p->seconds : SECONDS;
	struct zc_jail_spec s = { .kind = ZC_JAIL_PROBE,
		.root = look->root,
		.also = look->imported,
		.sees_processes =
		    look->live && (p->caps & 1ULL << CAP_SYS_PTRACE) != 0,
		.caps = p->caps,
		.as_root = p->as_root,
		.netlink = look->live ? p->netlink : 0,
		.local = look->live && p->local,
		.cpu_s = seconds,
		.wall_ms = seconds * 2000,
		.before = before,
		.child = child,
		.ctx = j };
	int rc = sink->begin(sink->ctx, p, e);

	if (rc != ZC_OK)
		return rc;
	*j = (struct job){ .p = p, .look = look, .started = zc_clock_ms() };
	zc_buf_init(&j->in, 2 * ZC_TABLE_MESSAGE_MAX);
	return zc_jail_start(&s, &j->jail, e);
}

/* Hand one decoded message of `n` bytes on. */
static int
deliver(struct job *j, struct zc_sink *sink, const struct zc_message *m,
    size_t n, struct zc_err *e)
{
	/* Whoever fills the disk of the inspector has hidden the rest. */
	j->bytes += (int64_t)n;
	if (j->bytes > ZC_TABLE_BYTES_MAX)
		return TOO_MUCH;
	switch (m->type) {
	case 'R':
		if (j->o.rows == ZC_TABLE_ROWS_MAX)
			return TOO_MUCH;
		j->o.rows++;
		return sink->row(sink->ctx, j->p, m->row, e);
	case 'M':
		if (++j->misses > MISSES_KEPT)
			return ZC_OK;
		return sink->miss(sink->ctx, j->p, m->path, m->reason, e);
	case 'W':
		j->o.window_from = m->from;
		j->o.window_to = m->to;
		return ZC_OK;
	default:
		outcome(j, m->cover, m->reason, m->path);
		return ZC_OK;
	}
}

/* Take what came; ENDED, TOO_MUCH, ZC_EINPUT = it sends rubbish. */
static int
take(struct job *j, struct zc_sink *sink, struct zc_err *e)
{
	char chunk[65536];
	struct zc_message m;
	struct zc_str rest;
	size_t used;
	ssize_t n = read(j->jail.out, chunk, sizeof(chunk));
	int rc;

	if (n == -1 && (errno == EINTR || errno == EAGAIN))
		return ZC_OK;
	if (n <= 0)
		return ENDED;
	zc_buf_add(&j->in, chunk, (size_t)n);
	if (j->in.rc != ZC_OK)
		return ZC_EINPUT;
	rest = zc_buf_get(&j->in);
	while ((rc = zc_table_decode(j->p, rest, &m, &used)) == ZC_OK) {
		rc = deliver(j, sink, &m, used, e);
		if (rc != ZC_OK)
			return rc;
		rest = zc_str_sub(rest, used, rest.n);
	}
	if (rc != ZC_ENOENT)
		return ZC_EINPUT;
	memmove(j->in.p, rest.p, rest.n);
	j->in.n = rest.n;
	return ZC_OK;
}

/* The child is gone or must go: settle the table's outcome. */
static int
finish(struct job *j, struct zc_sink *sink, int why, struct zc_err *e)
{
	struct zc_jail_end end;
	struct zc_err how = { 0 };
	int rc = zc_jail_finish(&j->jail, why != ENDED, &end, &how);

	if (why == ZC_ETIME || end.timed_out)
		failed(j, ZC_N("took too long"), "");
	else if (why == TOO_MUCH)
		outcome(j, ZC_COVER_PARTIAL,
		    ZC_S("there was more than a table may hold; the rest was "
			 "left out"),
		    ZC_S(""));
	else if (why == ZC_EINPUT)
		failed(j, ZC_N("the worker sent something unexpected"), "");
	else if (rc != ZC_OK)
		failed(j, ZC_N("the worker broke down"), how.msg);
	else if (!j->covered || j->in.n > 0)
		failed(j, ZC_N("the worker ended without a result"), "");
	else if (j->o.cover == ZC_COVER_OK && j->misses > 0)
		outcome(j, ZC_COVER_PARTIAL,
		    ZC_S("some places could not be read"), ZC_S(""));
	j->o.ms = zc_clock_ms() - j->started;
	zc_buf_fini(&j->in);
	rc = sink->end(sink->ctx, j->p, &j->o, e);
	j->p = NULL;
	return rc;
}

struct run {
	const struct zc_look *look;
	const struct zc_probe *const *probes;
	size_t n, next;
	struct job jobs[JOBS_MAX];
	unsigned njobs;
	struct zc_sink *sink;
};

/* Fill the free places; the number of running jobs, or a negative code. */
static int
fill(struct run *r, struct zc_err *e)
{
	int running = 0, rc;

	for (unsigned i = 0; i < r->njobs; i++) {
		struct job *j = &r->jobs[i];

		if (j->p == NULL && r->next < r->n) {
			rc =
			    start(j, r->probes[r->next++], r->look, r->sink, e);
			if (rc != ZC_OK)
				return rc;
		}
		running += j->p != NULL;
	}
	return running;
}

static int
serve_ready(struct run *r, struct pollfd *f, const unsigned *who, unsigned n,
    struct zc_err *e)
{
	int64_t now = zc_clock_ms();
	int rc;

	for (unsigned i = 0; i < n; i++) {
		struct job *j = &r->jobs[who[i]];

		rc = f[i].revents != 0 ? take(j, r->sink, e) : ZC_OK;
		if (rc == ZC_OK && now > j->jail.deadline_ms)
			rc = ZC_ETIME;
		if (rc == ENDED || rc == TOO_MUCH || rc == ZC_ETIME ||
		    rc == ZC_EINPUT)
			rc = finish(j, r->sink, rc, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

static int
wait_some(struct run *r, struct zc_err *e)
{
	struct pollfd f[JOBS_MAX];
	unsigned who[JOBS_MAX], n = 0;

	for (unsigned i = 0; i < r->njobs; i++) {
		if (r->jobs[i].p == NULL)
			continue;
		f[n] = (struct pollfd){ .fd = r->jobs[i].jail.out,
			.events = POLLIN };
		who[n++] = i;
	}
	if (poll(f, n, 200) == -1 && errno != EINTR)
		return ZC_FAIL_SYS(e, ZC_EIO, "poll");
	return serve_ready(r, f, who, n, e);
}

static void
abandon(struct run *r)
{
	struct zc_jail_end end;

	for (unsigned i = 0; i < r->njobs; i++)
		if (r->jobs[i].p != NULL && r->jobs[i].jail.pid > 0) {
			if (zc_jail_finish(
				&r->jobs[i].jail, true, &end, NULL) != ZC_OK)
				continue;
			zc_buf_fini(&r->jobs[i].in);
		}
}

/* Dear ones first, so that they run beside the cheap ones. */
static int
by_cost(const void *a, const void *b)
{
	const struct zc_probe *p = *(const struct zc_probe *const *)a;
	const struct zc_probe *q = *(const struct zc_probe *const *)b;

	if (p->cost != q->cost)
		return (int)q->cost - (int)p->cost;
	return strcmp(p->table, q->table);
}

int
zc_gather(const struct zc_look *look, const struct zc_probe *const *probes,
    size_t n, unsigned jobs, struct zc_sink *sink, struct zc_err *e)
{
	const struct zc_probe **order = calloc(n + 1, sizeof(*order));
	struct run r = { .look = look,
		.n = n,
		.njobs = jobs < 1     ? 1
		    : jobs > JOBS_MAX ? JOBS_MAX
				      : jobs,
		.sink = sink };
	int rc = ZC_OK;

	if (order == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no memory to order the probes");
	if (n > 0)
		memcpy(order, probes, n * sizeof(*order));
	qsort(order, n, sizeof(*order), by_cost);
	r.probes = order;
	while (rc == ZC_OK && (rc = fill(&r, e)) > 0) {
		rc = wait_some(&r, e);
		if (rc == ZC_OK && sink->stop != NULL &&
		    sink->stop(sink->stop_ctx))
			rc = ZC_FAIL(e, ZC_ESTOP, "stopped by the user");
	}
	abandon(&r);
	free(order);
	return rc;
}
