#include "core/collect.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/tr.h"
#include "base/utf8.h"
#include "core/system.h"
#include "jail/jail.h"

#include <time.h>
#include <unistd.h>

enum {
	HOST_MAX = 64
}; /* longest name that Linux knows */

struct job {
	const struct zc_collect *in;
	struct zc_case *c;
	struct zc_sink to; /* the case's own sink */
	size_t done, total;
};

const char *
zc_collect_notice(const char *lang)
{
	return zc_tr(lang,
	    ZC_N("This is the unit's own self-inspection. It does not replace "
		 "a classified-protection assessment, a technical secrecy "
		 "inspection, a cryptography assessment, or tested and "
		 "certified products. For non-classified computers only."));
}

int
zc_collect_look(const char *root, struct zc_look *l, struct zc_err *e)
{
	int fd = -1, rc;

	if (root == NULL)
		root = "/";
	rc = zc_fs_root(root, &fd, e);
	if (rc != ZC_OK)
		return rc;
	*l = (struct zc_look){ .root = fd,
		.live = strcmp(root, "/") == 0,
		.is_root = geteuid() == 0,
		.now = zc_clock_now(),
		.unit = "",
		.words = "",
		.allowed = "",
		.guess_ms = 20000 };
	return ZC_OK;
}

bool
zc_collect_classified(int root)
{
	return zc_fs_exists(root, "/etc/zicha/classified");
}

static int
on_begin(void *ctx, const struct zc_probe *p, struct zc_err *e)
{
	struct job *j = ctx;

	return j->to.begin(j->to.ctx, p, e);
}

static int
on_row(void *ctx, const struct zc_probe *p, const struct zc_fact *v,
    struct zc_err *e)
{
	struct job *j = ctx;

	return j->to.row(j->to.ctx, p, v, e);
}

static int
on_miss(void *ctx, const struct zc_probe *p, struct zc_str path,
    struct zc_str reason, struct zc_err *e)
{
	struct job *j = ctx;

	return j->to.miss(j->to.ctx, p, path, reason, e);
}

static int
on_end(void *ctx, const struct zc_probe *p, const struct zc_outcome *o,
    struct zc_err *e)
{
	struct job *j = ctx;

	j->done++;
	if (j->in->progress != NULL)
		j->in->progress(j->in->ctx, j->done, j->total, p->table);
	return j->to.end(j->to.ctx, p, o, e);
}

static bool
on_stop(void *ctx)
{
	struct job *j = ctx;

	return j->in->stop != NULL && j->in->stop(j->in->ctx);
}

static bool
skipped(const struct zc_collect *in, const char *table)
{
	for (size_t i = 0; in->skip != NULL && in->skip[i] != NULL; i++)
		if (strcmp(in->skip[i], table) == 0)
			return true;
	return false;
}

int
zc_collect_leave_out(struct zc_case *c, const struct zc_probe *p,
    enum zc_cover cover, const char *reason, struct zc_err *e)
{
	struct zc_outcome o = { .cover = cover };

	(void)snprintf(o.reason, sizeof(o.reason), "%s", reason);
	return zc_case_outcome(c, p->table, &o, e);
}

static int
gather(struct job *j, const struct zc_look *look, struct zc_err *e)
{
	const struct zc_probe **todo = calloc(zc_nprobes, sizeof(*todo));
	bool known = zc_system_known(look->root);
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct zc_sink sink = { .ctx = j,
		.begin = on_begin,
		.row = on_row,
		.miss = on_miss,
		.end = on_end,
		.stop = on_stop,
		.stop_ctx = j };
	int rc = todo == NULL ? ZC_FAIL(e, ZC_ENOMEM, "probes") : ZC_OK;

	for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++) {
		const struct zc_probe *p = zc_probes[i];

		if (zc_case_done(j->c, p->table))
			continue;
		if (!known)
			rc = zc_collect_leave_out(j->c, p, ZC_COVER_UNSUPPORTED,
			    ZC_N("this is no system that zicha knows: it needs "
				 "accounts, os-release and a dpkg or rpm "
				 "database"),
			    e);
		else if (skipped(j->in, p->table))
			rc = zc_collect_leave_out(j->c, p, ZC_COVER_ABSENT,
			    ZC_N("left out as asked"), e);
		else if ((p->looks & (look->live ? ZC_LIVE : ZC_ROOT)) == 0)
			rc = zc_collect_leave_out(j->c, p, ZC_COVER_UNSUPPORTED,
			    ZC_N("can only be seen on a running system"), e);
		else
			todo[j->total++] = p;
	}
	if (rc == ZC_OK)
		rc = zc_gather(look, todo, j->total,
		    j->in->jobs != 0 ? j->in->jobs
			: cpus > 0   ? (unsigned)cpus
				     : 1,
		    &sink, e);
	free(todo);
	return rc;
}

static int
set_time(struct zc_case *c, const char *key, int64_t t, struct zc_err *e)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", (long long)t);
	return zc_case_set(c, key, text, e);
}

void
zc_collect_host(int root, char out[256])
{
	struct zc_str s = ZC_S("");
	struct zc_arena a;
	struct zc_buf b;

	zc_arena_init(&a, 65536);
	if (zc_fs_read(root, "/proc/sys/kernel/hostname", 256, &a, &s, NULL) !=
		ZC_OK &&
	    zc_fs_read(root, "/etc/hostname", 256, &a, &s, NULL) != ZC_OK)
		s = ZC_S("");
	/* The file may hold anything; the name is printed. */
	zc_buf_init(&b, 4096);
	zc_utf8_safe(&b, zc_str_trim(s), HOST_MAX);
	zc_utf8_copy(out, 256, zc_buf_get(&b));
	zc_buf_fini(&b);
	zc_arena_fini(&a);
}

/* Which computer: as told, as known from earlier, or found out now. */
static int
identify(struct job *j, const struct zc_look *l, char host[256],
    struct zc_target *t, struct zc_err *e)
{
	zc_collect_host(l->root, host);
	zc_target_of(l->root, host, t);
	if (j->in->target != NULL)
		(void)snprintf(t->id, sizeof(t->id), "%s", j->in->target);
	else if (j->in->resolve != NULL)
		return j->in->resolve(j->in->ctx, t, e);
	return ZC_OK;
}

static int
describe(struct job *j, const struct zc_look *l, const char *host,
    const struct zc_target *t, struct zc_err *e)
{
	char id[64], stamp[32], key[64];
	const struct {
		const char *key, *value;
	} facts[] = { { "id", id }, { "target", t->id }, { "hostname", host },
		{ "root", j->in->root == NULL ? "/" : j->in->root },
		{ "unit", l->unit },
		{ "user", l->is_root ? "root" : ZC_N("ordinary user") },
		{ "tool", ZC_VERSION }, { "jail", zc_jail_level() } };
	int rc = ZC_OK;

	(void)strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S",
	    localtime(&(time_t){ l->now }));
	(void)snprintf(id, sizeof(id), "%s-%.8s", stamp, t->id);
	for (size_t i = 0; i < ZC_LEN(facts) && rc == ZC_OK; i++)
		rc = zc_case_set(j->c, facts[i].key, facts[i].value, e);
	for (size_t i = 0; i < t->n && rc == ZC_OK; i++) {
		(void)snprintf(
		    key, sizeof(key), "target.%s", t->source[i].name);
		rc = zc_case_set(j->c, key, t->source[i].digest, e);
	}
	if (rc == ZC_OK)
		rc = set_time(j->c, "started", l->now, e);
	return rc;
}

/* A new case, or an old one that was interrupted on the same target. */
static int
begin(struct job *j, struct zc_look *l, struct zc_target *t, struct zc_err *e)
{
	char host[256];
	int rc = identify(j, l, host, t, e);

	if (rc != ZC_OK)
		return rc;
	if (access(j->in->path, F_OK) == -1) {
		rc = zc_case_create(j->in->path, &j->c, e);
		if (rc == ZC_OK)
			rc = describe(j, l, host, t, e);
		if (rc == ZC_OK && j->in->made != NULL)
			rc = j->in->made(j->in->ctx, j->c, e);
		return rc;
	}
	rc = zc_case_open(j->in->path, true, &j->c, e);
	if (rc != ZC_OK)
		return rc;
	if (strcmp(zc_case_get(j->c, "target"), t->id) != 0)
		return ZC_FAIL(e, ZC_EREFUSED,
		    "%s: this case is of another computer", j->in->path);
	return ZC_OK;
}

int
zc_collect_run(const struct zc_collect *in, struct zc_look *l,
    struct zc_case **out, struct zc_target *target, struct zc_err *e)
{
	struct job j = { .in = in };
	struct zc_target t;
	int rc = ZC_OK;

	if (zc_collect_classified(l->root))
		return ZC_FAIL(e, ZC_EREFUSED, ZC_COLLECT_REFUSAL);
	rc = begin(&j, l, &t, e);
	if (rc == ZC_OK) {
		zc_case_sink(j.c, &j.to);
		rc = gather(&j, l, e);
	}
	if (rc != ZC_OK) {
		zc_case_close(j.c);
		return rc;
	}
	*out = j.c;
	*target = t;
	return ZC_OK;
}

int
zc_collect_end(struct zc_case *c, char digest[65], struct zc_err *e)
{
	int rc = set_time(c, "finished", zc_clock_now(), e);

	return rc == ZC_OK ? zc_case_seal(c, digest, e) : rc;
}
