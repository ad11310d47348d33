/*
 * Every role against every ledger: what the definitions grant is what may be
 * done, and nothing else. What a role reaches is worked out here from the
 * definition anew; four rows of each ledger show whether it holds.
 */
#include "core/ledger_in.h"
#include "core/office_in.h"
#include "unit/zt_every.h"

#include <unistd.h>

#define ME "本人"
#define SECTION "本科室"

enum reach { /* in growing order, as the scopes of definitions */
	NOTHING,
	OWN,
	DEPARTMENT,
	UNIT
};

enum row { /* what of a row makes it visible */
	PLAIN,
	NAMES_ME,
	OF_SECTION,
	ADDED_BY_ME,
	NROWS
};

struct world {
	struct zt_every *w;
	const struct zc_role *role;
	const struct zc_ledger *l;
	int64_t (*rows)[NROWS]; /* by ledger; 0: the ledger has no such */
};

static void
wrong(const struct world *k, const char *action, enum reach is)
{
	zt_fail(k->role->at.file, k->role->at.line,
	    "%s %s, scope %d: it does otherwise [%s]", action, k->l->id,
	    (int)is, zt_said);
}

/* A row whose fields of the type have this value; 0 when it has none. */
static int64_t
add_with(struct zt_every *w, const struct zc_ledger *l, const char *type,
    const char *value)
{
	struct zc_cells row = zt_every_row(w, l, true);
	struct zc_ledger_use u = zt_every_use(w, l);
	int64_t id = 0;

	for (size_t i = 0; i < row.n; i++) {
		const struct zc_ledger_field *f =
		    zc_work_field(l, row.v[i].col);
		struct zc_cell was = row.v[i];

		if (strcmp(f->type, type) != 0)
			continue;
		row.v[i].text = value;
		if (zc_ledger_add(&u, &row, &id, NULL) == ZC_OK)
			return id;
		row.v[i] = was;
	}
	return 0;
}

/* Nobody is called so in the other rows. */
static void
plant(struct world *k)
{
	for (size_t i = 0; i < k->w->c->nledgers; i++) {
		const struct zc_ledger *l = &k->w->c->ledgers[i];
		int64_t *v = k->rows[i];

		zt_every_alone(k->w, "登记员");
		v[PLAIN] = zt_every_add(k->w, l, true);
		v[NAMES_ME] = add_with(k->w, l, "person", ME);
		v[OF_SECTION] = add_with(k->w, l, "department", SECTION);
		zt_every_alone(k->w, ME);
		v[ADDED_BY_ME] = zt_every_add(k->w, l, true);
	}
}

static enum reach
reach_of(const struct world *k, const char *action)
{
	static const char *const words[] = { "none", "own", "department",
		"unit", "tree" };
	size_t best = 0;

	for (size_t i = 0; i < k->role->nrights; i++) {
		const struct zc_right *r = &k->role->rights[i];
		bool about = zt_every_has(&r->ledgers, k->l->id) ||
		    (zt_every_has(&r->ledgers, "*") && !k->l->classified);

		for (size_t s = best; s < ZC_LEN(words); s++)
			if (about && zt_every_has(&r->actions, action) &&
			    strcmp(r->scope, words[s]) == 0)
				best = s;
	}
	return best > UNIT ? UNIT : (enum reach)best;
}

static bool
reaches(enum reach r, enum row which)
{
	if (r == UNIT || r == NOTHING)
		return r == UNIT;
	return which == ADDED_BY_ME || which == NAMES_ME ||
	    (r == DEPARTMENT && which == OF_SECTION);
}

static void
act(struct world *k)
{
	struct zc_actor a;

	zt_office_as(k->w->o, ME, k->role->id);
	a = *zc_office_actor(k->w->o);
	a.department = SECTION;
	zc_office_set_actor(k->w->o, &a);
}

/* Which of the four rows a list shows; bits by enum row. */
static unsigned
listed(struct world *k, int *rc)
{
	struct zc_ledger_use u = zt_every_use(k->w, k->l);
	const int64_t *rows = k->rows[k->l - k->w->c->ledgers];
	struct zc_list all = { .limit = 10000 };
	struct zc_rows *r = NULL;
	unsigned out = 0;

	*rc = zc_ledger_list(&u, &all, &r, NULL);
	while (r != NULL && zc_rows_next(r, NULL) == 1)
		for (unsigned i = 0; i < NROWS; i++)
			if (rows[i] == zc_rows_int(r, 0))
				out |= 1U << i;
	zc_rows_close(r);
	return out;
}

static unsigned
wanted(const struct world *k, enum reach r)
{
	const int64_t *rows = k->rows[k->l - k->w->c->ledgers];
	unsigned out = 0;

	for (unsigned i = 0; i < NROWS; i++)
		if (rows[i] != 0 && reaches(r, (enum row)i))
			out |= 1U << i;
	return out;
}

/* Try it on each row inside of a transaction that is taken back. */
static void
try_rows(struct world *k, const char *action,
    int (*fn)(const struct zc_ledger_use *u, int64_t id, struct zc_err *e))
{
	const int64_t *rows = k->rows[k->l - k->w->c->ledgers];
	enum reach r = reach_of(k, action);

	for (unsigned i = 0; i < NROWS; i++) {
		struct zc_ledger_use u = zt_every_use(k->w, k->l);
		int rc = ZC_EIO;

		if (rows[i] == 0)
			continue;
		ZT_OK(zc_office_begin(k->w->o, e));
		rc = fn(&u, rows[i], NULL);
		zc_office_rollback(k->w->o);
		if (r == NOTHING ? rc != ZC_EACCES
			: reaches(r, (enum row)i)
			? rc != ZC_OK && strcmp(zt_said, "referred") != 0
			: rc != ZC_ENOENT)
			wrong(k, action, r);
	}
}

static int
edit(const struct zc_ledger_use *u, int64_t id, struct zc_err *e)
{
	struct zc_cells none = { 0 };

	return zc_ledger_set(u, id, 0, &none, e);
}

static int
look(const struct zc_ledger_use *u, int64_t id, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_ledger_get(u, id, &r, e);

	zc_rows_close(r);
	return rc;
}

static void
read_it(struct world *k)
{
	enum reach r = reach_of(k, "read");
	int rc;
	unsigned got = listed(k, &rc);

	if (rc != (r == NOTHING ? ZC_EACCES : ZC_OK) || got != wanted(k, r))
		wrong(k, "read", r);
	try_rows(k, "read", look);
}

/* Rows in a file made of what the role may export. */
static int64_t
exported(struct world *k, int *rc)
{
	struct zc_list all = { .limit = 1 };
	char file[300];
	struct zc_export_use x = { .use = zt_every_use(k->w, k->l),
		.list = &all,
		.path = file,
		.lang = "zh" };
	int64_t n = 0;

	(void)snprintf(file, sizeof(file), "%s/out.csv", zt_dir_path());
	(void)unlink(file);
	*rc = zc_ledger_export(&x, &n, NULL);
	return n;
}

static void
export_it(struct world *k)
{
	enum reach may = reach_of(k, "export"), sees = reach_of(k, "read");
	enum reach r = may < sees ? may : sees;
	unsigned want = wanted(k, r);
	int rc;
	int64_t n = exported(k, &rc);

	if (rc != (r == NOTHING ? ZC_EACCES : ZC_OK))
		wrong(k, "export", may);
	else if (r == OWN || r == DEPARTMENT) {
		/* Nobody else's rows are those of the four. */
		if (n != __builtin_popcount(want))
			wrong(k, "export", may);
	}
}

static void
add_it(struct world *k)
{
	enum reach r = reach_of(k, "add");
	struct zc_cells none = { 0 };
	struct zc_ledger_use u = zt_every_use(k->w, k->l);
	int64_t id;
	int rc;

	ZT_OK(zc_office_begin(k->w->o, e));
	rc = zc_ledger_add(&u, &none, &id, NULL);
	zc_office_rollback(k->w->o);
	/* An empty row is no row, but says whether one may be added. */
	if ((rc == ZC_EACCES) != (r == NOTHING))
		wrong(k, "add", r);
}

static void
import_it(struct world *k)
{
	enum reach r = reach_of(k, "import");
	struct zc_cells none = { 0 };
	struct zc_import_use m = { .use = zt_every_use(k->w, k->l),
		.path = "/nowhere/at/all.csv",
		.map = &none };
	struct zc_import_done done;
	int rc = zc_ledger_import(&m, &done, NULL);

	if (rc != (r == NOTHING ? ZC_EACCES : ZC_ENOENT))
		wrong(k, "import", r);
}

static bool
unmasks(const struct world *k, const char *what)
{
	for (size_t i = 0; i < k->role->nrights; i++) {
		const struct zc_right *r = &k->role->rights[i];

		if ((zt_every_has(&r->ledgers, k->l->id) ||
			zt_every_has(&r->ledgers, "*")) &&
		    zt_every_has(&r->actions, "read") &&
		    zt_every_has(&r->unmask, what))
			return true;
	}
	return false;
}

static int
on_life(void *ctx, int64_t at, const char *actor, const char *sentence)
{
	char *out = ctx;
	size_t n = strlen(out);

	(void)at;
	(void)actor;
	(void)snprintf(out + n, 8000 - n, "%s\n", sentence);
	return ZC_OK;
}

/* A field that is hidden is so in lists, history, filters and queries. */
static void
hide(struct world *k, const struct zc_ledger_field *f)
{
	struct zc_ledger_use u = zt_every_use(k->w, k->l);
	int64_t id = k->rows[k->l - k->w->c->ledgers][ADDED_BY_ME];
	bool shown = unmasks(k, f->sensitive);
	struct zc_filter is = { .col = f->name, .op = ZC_IS_NULL };
	struct zc_list by = { .filters = &is, .nfilters = 1, .limit = 10 };
	struct zc_rows *r = NULL;
	char life[8000] = "", value[100], sql[200];
	bool starred =
	    strcmp(zt_field(k->w->o, k->l->id, id, f->name), "***") == 0;

	zt_every_alone(k->w, "登记员");
	(void)snprintf(value, sizeof(value), "%s",
	    zt_field(k->w->o, k->l->id, id, f->name));
	act(k);
	ZT_OK(zc_ledger_life(&u, id, "zh", on_life, life, e));
	ZT_TRUE(value[0] != '\0');
	if (starred == shown || (strstr(life, value) != NULL) != shown)
		wrong(k, f->name, reach_of(k, "read"));
	if ((zc_ledger_list(&u, &by, &r, NULL) == ZC_OK) != shown)
		wrong(k, f->name, reach_of(k, "read"));
	zc_rows_close(r);
	if (reach_of(k, "read") != UNIT)
		return; /* definitions see whole units only */
	(void)snprintf(sql, sizeof(sql),
	    "SELECT 1 FROM %s WHERE %s IS NOT NULL", k->l->id, f->name);
	ZT_OK(zc_office_see(k->w->o, 0, 0, 0, e));
	ZT_OK(zc_view_ask(zc_office_db(k->w->o), sql, &r, e));
	if ((zc_rows_next(r, NULL) == 1) != shown)
		wrong(k, f->name, UNIT);
	zc_rows_close(r);
}

static void
one(struct world *k)
{
	act(k);
	read_it(k);
	try_rows(k, "edit", edit);
	try_rows(k, "delete", zc_ledger_delete);
	add_it(k);
	import_it(k);
	export_it(k);
	for (size_t i = 0; i < k->l->nfields; i++)
		if (k->l->fields[i].sensitive[0] != '\0' &&
		    reach_of(k, "read") != NOTHING)
			hide(k, &k->l->fields[i]);
}

ZT_EVERY(every_right_is_as_its_role_says)
{
	struct world k = { .w = w };

	close(zt_dir(NULL, 0));
	k.rows = zc_arena_array(&w->a, w->c->nledgers + 1, sizeof(*k.rows));
	assert(k.rows != NULL);
	plant(&k);
	for (size_t i = 0; i < w->c->nroles; i++)
		for (size_t j = 0; j < w->c->nledgers; j++) {
			k.role = &w->c->roles[i];
			k.l = &w->c->ledgers[j];
			one(&k);
		}
}
