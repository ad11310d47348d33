#include "cmd/db_init.h"

#include "base/tr.h"
#include "cmd/db_begin.h"
#include "store/history.h"
#include "store/store.h"
#include "store/unit.h"

#include <unistd.h>

struct found {
	const char *name; /* that is to be made */
	bool any, same;
};

static int
on_unit(void *ctx, const struct zc_unit *u, int depth)
{
	struct found *f = ctx;

	f->any = true;
	f->same = depth == 0 && strcmp(f->name, u->name) == 0;
	return ZC_OK;
}

/* Was the making of this unit broken off before anything came into it? */
static int
unfinished(struct zc_db *db, bool *yes, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 1 << 20);
	rc = zc_history_heads(db, &b, e);
	*yes = rc == ZC_OK && b.n == 0;
	zc_buf_fini(&b);
	return rc;
}

static int
add_unit(struct zc_db *db, const struct zc_unit *u, struct zc_err *e)
{
	int64_t id = 0;
	int rc = zc_db_begin(db, e);

	if (rc != ZC_OK)
		return rc;
	rc = zc_unit_add(db, u, &id, e);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	if (rc != ZC_OK)
		zc_db_rollback(db);
	return rc;
}

/* The store and its root unit, once. */
static int
make(const struct zc_run *r, const struct zc_unit *u, struct zc_err *e)
{
	struct zc_store *s = NULL;
	struct found f = { .name = u->name };
	bool again = false;
	int rc = zc_store_open(r->db, true, &s, e);

	if (rc == ZC_OK)
		rc = zc_unit_tree(zc_store_db(s), 0, on_unit, &f, e);
	if (rc == ZC_OK && f.same)
		rc = unfinished(zc_store_db(s), &again, e);
	if (rc == ZC_OK && f.any && !again)
		rc = ZC_FAIL(e, ZC_EREFUSED,
		    ZC_N("there is a unit in this store already; nothing was "
			 "changed"));
	if (rc == ZC_OK && !again)
		rc = add_unit(zc_store_db(s), u, e);
	zc_store_close(s);
	return rc;
}

struct words {
	const char *file, *unit;
	bool sample, bad;
};

static void
parse(struct words *w, int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--unit") == 0 && i + 1 < argc)
			w->unit = argv[++i];
		else if (strcmp(argv[i], "--sample") == 0)
			w->sample = true;
		else if (argv[i][0] != '-' && w->file == NULL)
			w->file = argv[i];
		else
			w->bad = true;
	}
	w->bad |= w->sample && (w->file != NULL || w->unit != NULL);
	w->bad |= w->file != NULL && w->unit != NULL;
}

int
zc_db_init_run(const struct zc_run *r, int argc, char **argv, struct zc_err *e)
{
	struct zc_unit u = { .kind = "", .code = "" };
	struct zc_catalog c = { 0 };
	struct zc_begin b = { .run = r, .catalog = &c };
	struct words w = { 0 };
	int rc;

	parse(&w, argc, argv);
	if (w.bad)
		return ZC_FAIL(e, ZC_EUSAGE,
		    "init takes one of FILE.yaml, --unit NAME, --sample");
	zc_arena_init(&b.a, 64 << 20);
	rc = zc_say_load(r, &c, e);
	if (rc == ZC_OK && w.sample)
		rc = zc_begin_sample(&b, e);
	else if (rc == ZC_OK && w.file != NULL)
		rc = zc_begin_file(&b, w.file, e);
	else if (rc == ZC_OK && w.unit == NULL)
		rc = zc_begin_ask(&b, e);
	u.name = w.unit != NULL ? w.unit : b.unit;
	if (rc == ZC_OK)
		rc = make(r, &u, e);
	if (rc == ZC_OK)
		rc = zc_begin_run(&b, e);
	if (rc == ZC_OK)
		(void)printf("%s\t%s\n", u.name,
		    zc_tr(r->lang, ZC_N("the store is ready")));
	zc_arena_fini(&b.a);
	zc_catalog_fini(&c);
	return rc;
}
