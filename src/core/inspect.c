#include "core/inspect.h"

#include "core/collect.h"
#include "core/look.h"

#include <unistd.h>

bool
zc_inspect_classified(const struct zc_catalog *c, int root)
{
	const struct zc_setting *s = zc_catalog_setting(c, "host.classified");

	return zc_collect_classified(root) ||
	    (s != NULL && strcmp(s->value, "0") != 0);
}

/* What the collecting part calls, handed on to the user of this one. */

static int
resolve(void *ctx, struct zc_target *t, struct zc_err *e)
{
	const struct zc_inspect *in = ctx;

	return in->resolve == NULL ? ZC_OK : in->resolve(in->ctx, t, e);
}

static int
made(void *ctx, struct zc_case *c, struct zc_err *e)
{
	const struct zc_inspect *in = ctx;

	return zc_judge_ledgers(c, in->catalog, in->office, in->unit, e);
}

static void
progress(void *ctx, size_t done, size_t total, const char *table)
{
	const struct zc_inspect *in = ctx;

	if (in->progress != NULL)
		in->progress(in->ctx, done, total, table);
}

static bool
stop(void *ctx)
{
	const struct zc_inspect *in = ctx;

	return in->stop != NULL && in->stop(in->ctx);
}

/* By its name before it is looked at, by everything else afterwards. */
static int
refuse(
    const struct zc_inspect *in, struct zc_case *c, int root, struct zc_err *e)
{
	char host[256];

	if (in->office == NULL)
		return ZC_OK;
	zc_collect_host(root, host);
	return zc_slice_refuse(in->office, in->unit, c, host, e);
}

static int
collect(const struct zc_inspect *in, struct zc_look *l,
    struct zc_inspected *out, struct zc_err *e)
{
	struct zc_inspect copy = *in;
	struct zc_collect c = { .root = in->root,
		.target = in->target,
		.path = in->path,
		.skip = in->skip,
		.jobs = in->jobs,
		.resolve = resolve,
		.made = made,
		.progress = progress,
		.stop = stop,
		.ctx = &copy };
	int rc;

	if (zc_inspect_classified(in->catalog, l->root))
		return ZC_FAIL(e, ZC_EREFUSED, ZC_COLLECT_REFUSAL);
	rc = refuse(in, NULL, l->root, e);
	if (rc == ZC_OK)
		rc = zc_collect_run(&c, l, &out->c, &out->target, e);
	if (rc == ZC_OK)
		rc = refuse(in, out->c, l->root, e);
	if (rc == ZC_EREFUSED && out->c != NULL) {
		/* Nothing of a classified computer is kept. */
		zc_case_close(out->c);
		out->c = NULL;
		(void)unlink(in->path);
	}
	return rc;
}

static int
conclude(
    const struct zc_inspect *in, struct zc_inspected *out, struct zc_err *e)
{
	int rc = zc_case_set(out->c, "rules_digest", in->catalog->digest, e);

	if (rc == ZC_OK)
		rc = zc_judge(&(struct zc_judge_use){ .c = out->c,
				  .catalog = in->catalog },
		    zc_case_db(out->c), &out->tally, e);
	if (rc == ZC_OK)
		rc = zc_collect_end(out->c, out->digest, e);
	return rc;
}

int
zc_inspect_run(
    const struct zc_inspect *in, struct zc_inspected *out, struct zc_err *e)
{
	struct zc_inspected got = { 0 };
	struct zc_look look = { .root = -1 };
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, 64 << 20);
	rc = zc_look_open(in->root, in->data, in->catalog, &a, &look, e);
	if (rc == ZC_OK)
		rc = collect(in, &look, &got, e);
	if (rc == ZC_OK)
		rc = conclude(in, &got, e);
	if (rc == ZC_OK)
		*out = got;
	else
		zc_case_close(got.c);
	zc_look_close(&look);
	zc_arena_fini(&a);
	return rc;
}
