#include "core/diff.h"

struct row {
	const char *key, *cells;
	struct row *next;
};

struct result {
	const char *check;
	enum zc_verdict verdict;
	int64_t count;
	struct row *rows;
	struct result *next;
};

struct side {
	struct zc_arena *a;
	struct sqlite3 *db;
	struct result *first, **last;
	struct result *now;
};

const char *
zc_change_word(enum zc_change c)
{
	static const char *const words[] = { "new", "gone", "changed",
		"incomparable" };

	return words[c];
}

static int
on_result(void *ctx, const struct zc_stored *s)
{
	struct side *d = ctx;
	struct result *r = zc_arena_get(d->a, sizeof(*r));

	if (r == NULL)
		return ZC_ENOMEM;
	r->check = zc_arena_dup(d->a, s->check, strlen(s->check));
	if (r->check == NULL)
		return ZC_ENOMEM;
	r->verdict = s->verdict;
	r->count = s->rows;
	*d->last = r;
	d->last = &r->next;
	return ZC_OK;
}

static int
on_row(void *ctx, const char *key, const char *cells)
{
	struct side *d = ctx;
	struct row *r = zc_arena_get(d->a, sizeof(*r));

	if (r == NULL)
		return ZC_ENOMEM;
	r->key = zc_arena_dup(d->a, key, strlen(key));
	r->cells = zc_arena_dup(d->a, cells, strlen(cells));
	if (r->key == NULL || r->cells == NULL)
		return ZC_ENOMEM;
	r->next = d->now->rows;
	d->now->rows = r;
	return ZC_OK;
}

static int
read_side(struct side *d, struct zc_err *e)
{
	int rc = zc_judge_results(d->db, on_result, d, e);

	for (d->now = d->first; d->now != NULL && rc == ZC_OK;
	     d->now = d->now->next)
		rc = zc_judge_evidence(d->db, d->now->check, on_row, d, e);
	return rc;
}

/* Found, or proved not to be there, and all rows kept. */
static bool
conclusive(const struct result *r)
{
	return r->verdict == ZC_PASS ||
	    ((r->verdict == ZC_FAIL_V || r->verdict == ZC_MANUAL) &&
		r->count > 0 && r->count <= ZC_CHECK_ROWS_MAX);
}

static const struct row *
find(const struct row *list, const char *key)
{
	for (; list != NULL; list = list->next)
		if (strcmp(list->key, key) == 0)
			return list;
	return NULL;
}

struct teller {
	zc_diff_fn fn;
	void *ctx;
};

static int
incomparable(
    struct teller *t, const char *check, const char *before, const char *after)
{
	struct zc_diff d = { .change = ZC_CHANGE_INCOMPARABLE,
		.check = check,
		.key = "",
		.before = before,
		.after = after };

	return t->fn(t->ctx, &d);
}

static int
tell_rows(struct teller *t, const struct result *b, const struct result *a)
{
	struct zc_diff d = { .check = a->check };
	int rc = ZC_OK;

	for (const struct row *r = a->rows; r != NULL && rc == ZC_OK;
	     r = r->next) {
		const struct row *old = find(b->rows, r->key);

		if (old != NULL && strcmp(old->cells, r->cells) == 0)
			continue;
		d.change = old == NULL ? ZC_CHANGE_NEW : ZC_CHANGE_CHANGED;
		d.key = r->key;
		d.before = old == NULL ? "" : old->cells;
		d.after = r->cells;
		rc = t->fn(t->ctx, &d);
	}
	for (const struct row *r = b->rows; r != NULL && rc == ZC_OK;
	     r = r->next) {
		if (find(a->rows, r->key) != NULL)
			continue;
		d.change = ZC_CHANGE_GONE;
		d.key = r->key;
		d.before = r->cells;
		d.after = "";
		rc = t->fn(t->ctx, &d);
	}
	return rc;
}

static int
tell(struct teller *t, const struct result *b, const struct result *a)
{
	/* What does not apply, or was asked of a person, has no rows. */
	bool quiet = b->verdict == a->verdict &&
	    (a->verdict == ZC_NOT_APPLICABLE ||
		(a->verdict == ZC_MANUAL && a->count == 0));

	if (quiet)
		return ZC_OK;
	if (!conclusive(b) || !conclusive(a))
		return incomparable(t, a->check, zc_verdict_word(b->verdict),
		    zc_verdict_word(a->verdict));
	return tell_rows(t, b, a);
}

int
zc_diff_run(struct sqlite3 *before, struct sqlite3 *after, zc_diff_fn fn,
    void *ctx, struct zc_err *e)
{
	struct teller t = { .fn = fn, .ctx = ctx };
	struct zc_arena arena;
	struct side b = { .a = &arena, .db = before };
	struct side a = { .a = &arena, .db = after };
	struct result *p, *q;
	int rc;

	zc_arena_init(&arena, 256 << 20);
	b.last = &b.first;
	a.last = &a.first;
	rc = read_side(&b, e);
	if (rc == ZC_OK)
		rc = read_side(&a, e);
	p = b.first;
	q = a.first;
	while (rc == ZC_OK && (p != NULL || q != NULL)) {
		int c = p == NULL ? 1
		    : q == NULL   ? -1
				  : strcmp(p->check, q->check);

		if (c < 0)
			rc = incomparable(
			    &t, p->check, zc_verdict_word(p->verdict), "");
		else if (c > 0)
			rc = incomparable(
			    &t, q->check, "", zc_verdict_word(q->verdict));
		else
			rc = tell(&t, p, q);
		if (c <= 0)
			p = p->next;
		if (c >= 0)
			q = q->next;
	}
	zc_arena_fini(&arena);
	return rc;
}
