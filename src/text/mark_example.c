#include "text/mark_example.h"

#include "base/buf.h"

#define RULE "rule.mark_example"

struct example {
	const char *entry;
	const char *text;
	const char *verdict;
	const char *hits[ZC_MARK_EXAMPLE_HITS];
	size_t nhits;
};

struct run {
	const struct zc_mark_rules *r;
	zc_mark_example_say *say;
	void *ctx;
	size_t count;
};

static void
describe(const struct zc_mark *m, struct zc_buf *b)
{
	zc_buf_fmt(b, "%s %s %s ", zc_mark_class_name(m->class),
	    zc_mark_sure_name(m->sure), m->level == NULL ? "-" : m->level);
	zc_buf_str(b, m->period.n == 0 ? ZC_S("-") : m->period);
}

static const char *
verdict_name(enum zc_mark_verdict v)
{
	return v == ZC_MARK_REFUSE ? "refuse"
	    : v == ZC_MARK_ASK     ? "ask"
				   : "pass";
}

/* True when the marks are what the example says; else `found` tells them. */
static bool
agrees(const struct example *x, const struct zc_marks *m, struct zc_buf *found)
{
	const char *verdict = verdict_name(zc_mark_verdict(m));
	bool seen[ZC_MARK_EXAMPLE_HITS] = { false }, ok = true;

	zc_buf_cstr(found, verdict);
	for (size_t i = 0; i < m->n; i++) {
		bool wanted = false;
		size_t from;

		zc_buf_cstr(found, "; ");
		from = found->n;
		describe(&m->v[i], found);
		for (size_t k = 0; k < x->nhits; k++)
			if (zc_str_is(zc_str_sub(zc_buf_get(found), from,
					  found->n - from),
				x->hits[k]))
				wanted = seen[k] = true;
		ok = ok && (wanted || m->v[i].sure == ZC_MARK_WEAK);
	}
	for (size_t k = 0; k < x->nhits; k++)
		ok = ok && seen[k];
	return ok && strcmp(verdict, x->verdict) == 0;
}

static int
run_one(struct run *run, const struct example *x, struct zc_err *e)
{
	struct zc_marks m;
	struct zc_arena a;
	struct zc_buf found;
	int rc;

	if (x->entry == NULL)
		return ZC_OK;
	if (x->text == NULL || x->verdict == NULL)
		return ZC_FAIL(e, ZC_EINPUT, "%s: %s has no text or no verdict",
		    RULE, x->entry);
	zc_arena_init(&a, 4 << 20);
	zc_buf_init(&found, 64 << 10);
	rc = zc_mark(run->r, zc_str_of(x->text), 20, &a, &m, e);
	if (rc == ZC_OK) {
		run->count++;
		if (!agrees(x, &m, &found))
			run->say(run->ctx, x->entry, found.p);
	}
	zc_buf_fini(&found);
	zc_arena_fini(&a);
	return rc;
}

int
zc_mark_example_run(const struct zc_items *items, const struct zc_mark_rules *r,
    zc_mark_example_say *say, void *ctx, size_t *count, struct zc_err *e)
{
	struct run run = { r, say, ctx, 0 };
	struct example x = { .entry = NULL };
	struct zc_item it;
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && zc_item_next(items, RULE, &i, &it);) {
		if (x.entry == NULL || strcmp(it.entry, x.entry) != 0) {
			rc = run_one(&run, &x, e);
			x = (struct example){ .entry = it.entry };
		}
		if (strcmp(it.field, "text") == 0)
			x.text = it.value;
		else if (strcmp(it.field, "verdict") == 0)
			x.verdict = it.value;
		else if (strcmp(it.field, "hit") != 0)
			continue;
		else if (x.nhits < ZC_LEN(x.hits))
			x.hits[x.nhits++] = it.value;
		else
			rc = ZC_FAIL(e, ZC_EINPUT, "%s: %s has over %d hits",
			    RULE, x.entry, ZC_MARK_EXAMPLE_HITS);
	}
	if (rc == ZC_OK)
		rc = run_one(&run, &x, e);
	if (rc == ZC_OK)
		*count = run.count;
	return rc;
}
