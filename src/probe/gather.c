#include "probe/gather.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/utf8.h"
#include "jail/jail.h"
#include "probe/table.h"

#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	JOBS_MAX = 16,
	MEMORY_OF_PROBE = 192 << 20, /* bytes of arena a probe may use */
	SECONDS = 60,
	MISSES_KEPT = 1000, /* per table; the rest is only counted */
	HELD_MAX = 64 << 20 /* bytes that a team's table may hold */
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

/* One table that is being made, by one worker or by several. */
struct task {
	const struct zc_probe *p; /* NULL = free place */
	struct zc_outcome o;
	bool covered;
	int misses;
	int64_t bytes; /* of rows and misses taken */
	int64_t started;
	unsigned workers, begun, ended;
	void *shared;
	struct zc_buf held; /* rows and misses of a team, to be sorted */
	size_t nheld;
};

/* One worker that is running. */
struct job {
	struct task *task; /* NULL = free place */
	struct zc_look look;
	struct zc_jail jail;
	struct zc_buf in;    /* bytes that are no whole message yet */
	struct zc_outcome o; /* its cover */
	bool covered;
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

/*
 * Many probes ask first whether a program or a file is there at all. Where a
 * main directory may not be searched, "not there" proves nothing for any.
 */
static void
note_closed(const struct zc_look *l, struct zc_table *t)
{
	static const char *const v[] = { "/etc", "/etc/systemd", "/usr",
		"/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib/systemd", "/var",
		"/var/lib", "/opt", "/home", "/run" };
	int fd, rc;

	for (size_t i = 0; i < ZC_LEN(v); i++) {
		rc = zc_fs_open_dir(l->root, v[i], &fd, NULL);
		if (rc == ZC_OK)
			(void)close(fd);
		else if (rc == ZC_EACCES)
			zc_miss_rc(t, v[i], rc);
	}
}

/* In the child. */
static int
child(void *ctx, int out)
{
	struct job *j = ctx;
	const struct zc_probe *p = j->task->p;
	struct zc_look look = j->look;
	struct zc_arena a;
	struct zc_table t;
	int rc;

	zc_arena_init(&a, MEMORY_OF_PROBE);
	look.a = &a;
	look.shed = p->caps != 0 ? zc_jail_shed : NULL;
	zc_table_init(&t, p, send_pipe, &out);
	if (look.worker == 0)
		note_closed(&look, &t);
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

	if (j->task->p->load != NULL)
		j->task->p->load();
}

static void
outcome(struct zc_outcome *o, enum zc_cover c, struct zc_str reason,
    struct zc_str detail)
{
	o->cover = c;
	zc_utf8_copy(o->reason, sizeof(o->reason), reason);
	zc_utf8_copy(o->detail, sizeof(o->detail), detail);
}

/* The table is spoilt, whatever its workers said. */
static void
failed(struct task *t, const char *reason, const char *detail)
{
	outcome(&t->o, ZC_COVER_ERROR, zc_str_of(reason), zc_str_of(detail));
	t->covered = true;
}

static int
start_task(struct task *t, const struct zc_probe *p, unsigned most,
    struct zc_sink *sink, struct zc_err *e)
{
	void *m = NULL;
	int rc;

	if (p->shared != 0) {
		m = mmap(NULL, p->shared, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (m == MAP_FAILED)
			return ZC_FAIL_SYS(
			    e, ZC_ENOMEM, "no memory for %s", p->table);
	}
	rc = sink->begin(sink->ctx, p, e);
	if (rc != ZC_OK) {
		if (m != NULL)
			(void)munmap(m, p->shared);
		return rc;
	}
	*t = (struct task){ .p = p,
		.workers = p->shared != 0 ? most : 1,
		.shared = m,
		.started = zc_clock_ms() };
	zc_buf_init(&t->held, HELD_MAX);
	return ZC_OK;
}

/* No probe gets at memory that the workers of another one share. */
static void
share(const struct task *t, int advice)
{
	if (t->shared != NULL)
		(void)madvise(t->shared, t->p->shared, advice);
}

static int
start(
    struct job *j, struct task *t, const struct zc_look *look, struct zc_err *e)
{
	const struct zc_probe *p = t->p;
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
	int rc;

	*j = (struct job){ .task = t, .look = *look };
	j->look.shared = t->shared;
	j->look.workers = t->workers;
	j->look.worker = t->begun++;
	zc_buf_init(&j->in, 2 * ZC_TABLE_MESSAGE_MAX);
	share(t, MADV_DOFORK);
	rc = zc_jail_start(&s, &j->jail, e);
	share(t, MADV_DONTFORK);
	return rc;
}

static int
pass_on(struct task *t, struct zc_sink *sink, const struct zc_message *m,
    struct zc_err *e)
{
	if (m->type == 'R')
		return sink->row(sink->ctx, t->p, m->row, e);
	if (++t->misses > MISSES_KEPT)
		return ZC_OK;
	return sink->miss(sink->ctx, t->p, m->path, m->reason, e);
}

/* Hand one decoded message on; `raw` are its bytes. */
static int
deliver(struct job *j, struct zc_sink *sink, const struct zc_message *m,
    struct zc_str raw, struct zc_err *e)
{
	struct task *t = j->task;

	/* Whoever fills the disk of the inspector has hidden the rest. */
	t->bytes += (int64_t)raw.n;
	if (t->bytes > ZC_TABLE_BYTES_MAX)
		return TOO_MUCH;
	switch (m->type) {
	case 'W':
		j->o.window_from = m->from;
		j->o.window_to = m->to;
		return ZC_OK;
	case 'C':
		outcome(&j->o, m->cover, m->reason, m->path);
		j->covered = true;
		return ZC_OK;
	default:
		if (m->type == 'R' &&
		    t->o.rows + (int64_t)t->nheld >= ZC_TABLE_ROWS_MAX)
			return TOO_MUCH;
		if (t->shared == NULL) {
			t->o.rows += m->type == 'R';
			return pass_on(t, sink, m, e);
		}
		zc_buf_str(&t->held, raw);
		t->nheld += t->held.rc == ZC_OK;
		return t->held.rc == ZC_OK ? ZC_OK : TOO_MUCH;
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
	while ((rc = zc_table_decode(j->task->p, rest, &m, &used)) == ZC_OK) {
		rc = deliver(j, sink, &m, zc_str_sub(rest, 0, used), e);
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

static int
by_row(const void *a, const void *b)
{
	return zc_table_order(a, b);
}

/* What several workers sent, in an order that does not depend on them. */
static int
hand_over(struct task *t, struct zc_sink *sink, struct zc_err *e)
{
	struct zc_str rest = zc_buf_get(&t->held);
	struct zc_str *v = calloc(t->nheld + 1, sizeof(*v));
	struct zc_message m;
	size_t used, n = 0;
	int rc = ZC_OK;

	if (v == NULL) {
		failed(t, ZC_N("not enough memory"), "");
		return ZC_OK;
	}
	while (
	    n < t->nheld && zc_table_decode(t->p, rest, &m, &used) == ZC_OK) {
		v[n++] = zc_str_sub(rest, 0, used);
		rest = zc_str_sub(rest, used, rest.n);
	}
	qsort(v, n, sizeof(*v), by_row);
	for (size_t i = 0; i < n && rc == ZC_OK; i++) {
		rc = zc_table_decode(t->p, v[i], &m, &used);
		/* What stopped one worker stopped the others as well. */
		if (rc == ZC_OK &&
		    (m.type == 'R' || i == 0 || !zc_str_eq(v[i], v[i - 1])))
			rc = pass_on(t, sink, &m, e);
		t->o.rows += m.type == 'R';
	}
	free(v);
	return rc;
}

static void
free_task(struct task *t)
{
	if (t->shared != NULL)
		(void)munmap(t->shared, t->p->shared);
	zc_buf_fini(&t->held);
	t->p = NULL;
}

/* All workers are gone: settle the table's outcome. */
static int
finish_task(struct task *t, struct zc_sink *sink, struct zc_err *e)
{
	int rc = t->nheld > 0 ? hand_over(t, sink, e) : ZC_OK;

	if (!t->covered)
		failed(t, ZC_N("the worker ended without a result"), "");
	else if (t->o.cover == ZC_COVER_OK && t->misses > 0)
		outcome(&t->o, ZC_COVER_PARTIAL,
		    ZC_S("some places could not be read"), ZC_S(""));
	t->o.ms = zc_clock_ms() - t->started;
	if (rc == ZC_OK)
		rc = sink->end(sink->ctx, t->p, &t->o, e);
	free_task(t);
	return rc;
}

/* What one worker said of the table; of several the worst counts. */
static void
add_cover(struct task *t, const struct job *j)
{
	if (!j->covered || (t->covered && t->o.cover > j->o.cover))
		return;
	outcome(
	    &t->o, j->o.cover, zc_str_of(j->o.reason), zc_str_of(j->o.detail));
	t->covered = true;
}

struct run {
	const struct zc_look *look;
	const struct zc_probe *const *probes;
	size_t n, next;
	struct job jobs[JOBS_MAX];
	struct task tasks[JOBS_MAX];
	unsigned njobs;
	struct zc_sink *sink;
};

/* End a job that needs no judging. */
static void
drop(struct job *j)
{
	struct zc_jail_end end;

	if (j->jail.pid > 0)
		(void)!zc_jail_finish(&j->jail, true, &end, NULL);
	zc_buf_fini(&j->in);
	j->task = NULL;
}

/* The worker is gone or must go. One that fails takes its team along. */
static int
finish(struct run *r, struct job *j, int why, struct zc_err *e)
{
	struct task *t = j->task;
	struct zc_jail_end end;
	struct zc_err how = { 0 };
	int rc = zc_jail_finish(&j->jail, why != ENDED, &end, &how);
	bool good = false;

	t->o.window_from = j->o.window_from;
	t->o.window_to = j->o.window_to;
	if (why == ZC_ETIME || end.timed_out) {
		failed(t, ZC_N("took too long"), "");
	} else if (why == TOO_MUCH) {
		outcome(&t->o, ZC_COVER_PARTIAL,
		    ZC_S("there was more than a table may hold; the rest was "
			 "left out"),
		    ZC_S(""));
		t->covered = true;
	} else if (why == ZC_EINPUT) {
		failed(t, ZC_N("the worker sent something unexpected"), "");
	} else if (rc != ZC_OK) {
		failed(t, ZC_N("the worker broke down"), how.msg);
	} else if (j->in.n > 0 || end.status != 0 ||
	    (t->workers == 1 && !j->covered)) {
		failed(t, ZC_N("the worker ended without a result"), "");
	} else {
		add_cover(t, j);
		good = true;
	}
	zc_buf_fini(&j->in);
	j->task = NULL;
	if (good && ++t->ended < t->workers)
		return ZC_OK;
	for (unsigned i = 0; i < r->njobs; i++)
		if (r->jobs[i].task == t)
			drop(&r->jobs[i]);
	return finish_task(t, r->sink, e);
}

/* A table that waits for one more worker, or the next one; NULL = none. */
static int
next_task(struct run *r, struct task **out, struct zc_err *e)
{
	struct task *free_one = NULL;

	*out = NULL;
	for (unsigned i = 0; i < r->njobs; i++) {
		struct task *t = &r->tasks[i];

		if (t->p == NULL)
			free_one = t;
		else if (t->begun < t->workers) {
			*out = t;
			return ZC_OK;
		}
	}
	if (r->next == r->n)
		return ZC_OK;
	/* Each task has a worker that runs, and one place is free. */
	assert(free_one != NULL);
	*out = free_one;
	return start_task(free_one, r->probes[r->next++], r->njobs, r->sink, e);
}

/* Fill the free places; the number of running jobs, or a negative code. */
static int
fill(struct run *r, struct zc_err *e)
{
	int running = 0, rc;

	for (unsigned i = 0; i < r->njobs; i++) {
		struct job *j = &r->jobs[i];
		struct task *t = NULL;

		if (j->task == NULL) {
			rc = next_task(r, &t, e);
			if (rc == ZC_OK && t != NULL)
				rc = start(j, t, r->look, e);
			if (rc != ZC_OK)
				return rc;
		}
		running += j->task != NULL;
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

		if (j->task == NULL)
			continue; /* went with its team */
		rc = f[i].revents != 0 ? take(j, r->sink, e) : ZC_OK;
		if (rc == ZC_OK && now > j->jail.deadline_ms)
			rc = ZC_ETIME;
		if (rc == ENDED || rc == TOO_MUCH || rc == ZC_ETIME ||
		    rc == ZC_EINPUT)
			rc = finish(r, j, rc, e);
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
		if (r->jobs[i].task == NULL)
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
	for (unsigned i = 0; i < r->njobs; i++)
		if (r->jobs[i].task != NULL)
			drop(&r->jobs[i]);
	for (unsigned i = 0; i < r->njobs; i++)
		if (r->tasks[i].p != NULL)
			free_task(&r->tasks[i]);
}

/* Dear ones first, so that they run beside the cheap ones; teams before. */
static int
by_cost(const void *a, const void *b)
{
	const struct zc_probe *p = *(const struct zc_probe *const *)a;
	const struct zc_probe *q = *(const struct zc_probe *const *)b;

	if (p->cost != q->cost)
		return (int)q->cost - (int)p->cost;
	if ((p->shared != 0) != (q->shared != 0))
		return p->shared != 0 ? -1 : 1;
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
