#include "store/unit.h"

static int
insert(struct zc_db *db, const struct zc_unit *u, int64_t id, struct zc_err *e)
{
	int rc = zc_db_run(db,
	    "INSERT INTO unit(id, parent, name, kind, code)"
	    " VALUES($1,$2,$3,$4,$5)",
	    e, "iisss", id, u->parent, u->name, u->kind == NULL ? "" : u->kind,
	    u->code == NULL ? "" : u->code);

	if (rc == ZC_EEXIST)
		return ZC_FAIL(e, rc,
		    "unit %s: is there already below the same unit", u->name);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO unit_closure(anc, des, depth) VALUES($1,$1,0)",
		    e, "i", id);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO unit_closure(anc, des, depth)"
		    " SELECT anc, $1, depth+1 FROM unit_closure WHERE des=$2",
		    e, "ii", id, u->parent);
	return rc;
}

/* 1 when there is such a unit. */
static int
exists(struct zc_db *db, int64_t id, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc =
	    zc_db_ask(db, "SELECT 1 FROM unit WHERE id=$1", &r, e, "i", id);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	zc_rows_close(r);
	return rc;
}

int
zc_unit_add(
    struct zc_db *db, const struct zc_unit *u, int64_t *id, struct zc_err *e)
{
	int64_t new_id = u->id != 0 ? u->id : zc_db_id(db);
	int rc = 1;

	if (u->parent != 0)
		rc = exists(db, u->parent, e);
	if (rc == 0)
		return ZC_FAIL(e, ZC_ENOENT,
		    "unit %s: there is no unit %lld to put it below", u->name,
		    (long long)u->parent);
	rc = rc < 0 ? rc : insert(db, u, new_id, e);
	if (rc == ZC_OK)
		*id = new_id;
	return rc;
}

int
zc_unit_move(struct zc_db *db, int64_t id, int64_t parent, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = exists(db, id, e);

	if (rc > 0 && parent != 0)
		rc = exists(db, parent, e);
	if (rc <= 0)
		return rc < 0 ? rc
			      : ZC_FAIL(e, ZC_ENOENT, "there is no such unit");
	rc = zc_db_ask(db, "SELECT 1 FROM unit_closure WHERE anc=$1 AND des=$2",
	    &r, e, "ii", id, parent);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	zc_rows_close(r);
	if (rc > 0)
		return ZC_FAIL(e, ZC_EREFUSED,
		    "a unit cannot be put below itself or below a unit of its "
		    "own");
	if (rc == ZC_OK)
		rc = zc_db_run(db, "UPDATE unit SET parent=$2 WHERE id=$1", e,
		    "ii", id, parent);
	if (rc == ZC_EEXIST)
		return ZC_FAIL(e, rc,
		    "a unit of this name is there already below that unit");
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "DELETE FROM unit_closure WHERE des IN (SELECT des FROM"
		    " unit_closure WHERE anc=$1) AND anc IN (SELECT anc FROM"
		    " unit_closure WHERE des=$1 AND anc<>$1)",
		    e, "i", id);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO unit_closure(anc, des, depth)"
		    " SELECT a.anc, d.des, a.depth+d.depth+1"
		    " FROM unit_closure a, unit_closure d"
		    " WHERE a.des=$2 AND d.anc=$1",
		    e, "ii", id, parent);
	return rc;
}

struct node {
	struct zc_unit u;
	bool done;
};

struct walk {
	struct zc_arena a;
	struct node *v;
	size_t n, cap;
	zc_unit_fn fn;
	void *ctx;
};

static char *
keep(struct walk *w, const struct zc_rows *r, size_t col)
{
	const char *s = zc_rows_text(r, col);

	return zc_arena_dup(&w->a, s, strlen(s));
}

static int
push(struct walk *w, const struct zc_rows *r, struct zc_err *e)
{
	struct node *x;

	if (w->n == w->cap) {
		size_t cap = w->cap == 0 ? 64 : w->cap * 2;

		x = realloc(w->v, cap * sizeof(*x));
		if (x == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "units");
		w->v = x;
		w->cap = cap;
	}
	x = &w->v[w->n];
	*x = (struct node){ .u = { .id = zc_rows_int(r, 0),
				.parent = zc_rows_int(r, 1),
				.name = keep(w, r, 2),
				.kind = keep(w, r, 3),
				.code = keep(w, r, 4) } };
	if (x->u.name == NULL || x->u.kind == NULL || x->u.code == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "units");
	w->n++;
	return ZC_OK;
}

/* Rows come by parent: the first child by bisection. */
static size_t
first_child(const struct walk *w, int64_t parent)
{
	size_t lo = 0, hi = w->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (w->v[mid].u.parent < parent)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree of offices is */
static int
below(struct walk *w, int64_t parent, int depth)
{
	int rc = ZC_OK;

	for (size_t i = first_child(w, parent);
	     i < w->n && w->v[i].u.parent == parent && rc >= 0; i++) {
		if (w->v[i].done)
			continue;
		w->v[i].done = true;
		rc = w->fn(w->ctx, &w->v[i].u, depth);
		if (rc >= 0)
			rc = below(w, w->v[i].u.id, depth + 1);
	}
	return rc < 0 ? rc : ZC_OK;
}

int
zc_unit_tree(
    struct zc_db *db, int64_t root, zc_unit_fn fn, void *ctx, struct zc_err *e)
{
	struct walk w = { .fn = fn, .ctx = ctx };
	struct zc_rows *r = NULL;
	int rc;

	zc_arena_init(&w.a, 256U << 20);
	rc = zc_db_ask(db,
	    "SELECT id, parent, name, kind, code FROM unit WHERE $1=0 OR"
	    " id IN (SELECT des FROM unit_closure WHERE anc=$1)"
	    " ORDER BY parent, id",
	    &r, e, "i", root);
	while (rc >= 0 && (rc = zc_rows_next(r, e)) > 0)
		rc = push(&w, r, e);
	zc_rows_close(r);
	for (size_t i = 0; rc == ZC_OK && root != 0 && i < w.n; i++)
		if (w.v[i].u.id == root) {
			w.v[i].done = true;
			rc = fn(ctx, &w.v[i].u, 0);
		}
	if (rc >= 0)
		rc = below(&w, root, root == 0 ? 0 : 1);
	free(w.v);
	zc_arena_fini(&w.a);
	return rc;
}

int
zc_unit_find(struct zc_db *db, const char *name, int64_t *id, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int64_t got = 0;
	int n = 0;
	int rc = zc_db_ask(db,
	    "SELECT id FROM unit WHERE name=$1 ORDER BY id LIMIT 2", &r, e, "s",
	    name);

	while (rc >= 0 && (rc = zc_rows_next(r, e)) > 0) {
		got = zc_rows_int(r, 0);
		n++;
	}
	zc_rows_close(r);
	if (rc < 0)
		return rc;
	if (n == 0)
		return ZC_FAIL(e, ZC_ENOENT, "there is no unit %s", name);
	if (n > 1)
		return ZC_FAIL(e, ZC_EEXIST,
		    "several units are called %s: name it by its number", name);
	*id = got;
	return ZC_OK;
}
