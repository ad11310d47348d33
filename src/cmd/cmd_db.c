/* zicha db: the store itself: made, brought up to date, verified, backed up,
 * restored, copied to another database, and what must go for good. */
#include "base/tr.h"
#include "cmd/db_init.h"
#include "cmd/desk.h"
#include "store/keep.h"
#include "store/store.h"

#include <errno.h>
#include <jansson.h>
#include <unistd.h>

static const char *
tr(const struct zc_desk *d, const char *s)
{
	return zc_tr(zc_desk_lang(d), s);
}

static int
may(struct zc_desk *d, const char *function, struct zc_err *e)
{
	if (zc_access_function(
		&d->catalog, zc_office_actor(d->office), function))
		return ZC_OK;
	return ZC_FAIL(
	    e, ZC_EACCES, ZC_N("your roles do not allow this with the store"));
}

static void
put_count(const struct zc_desk *d, const char *done, const char *what,
    const struct zc_keep_count *n)
{
	if (zc_desk_is_json(d)) {
		zc_desk_json(json_pack("{s:i,s:s,s:s,s:I,s:I,s:I}", "schema", 1,
		    "done", done, "path", what, "tables", (json_int_t)n->tables,
		    "rows", (json_int_t)n->rows, "files",
		    (json_int_t)n->files));
		return;
	}
	(void)printf("%s\t%s\t%lld %s\t%lld %s\n", tr(d, done), what,
	    (long long)n->rows, tr(d, ZC_N("rows")), (long long)n->files,
	    tr(d, ZC_N("files")));
}

static int
backup(struct zc_desk *d, struct zc_err *e)
{
	struct zc_keep_count n = { 0 };
	int rc = d->argc == 3 ? may(d, "backup", e)
			      : ZC_FAIL(e, ZC_EUSAGE, "backup FILE");

	if (rc == ZC_OK)
		rc = zc_keep_backup(zc_office_db(d->office), d->run->dir,
		    d->argv[2], zc_office_actor(d->office)->name, &n, e);
	if (rc == ZC_OK)
		put_count(d, ZC_N("backed up"), d->argv[2], &n);
	return rc;
}

static int
copy(struct zc_desk *d, struct zc_err *e)
{
	struct zc_keep_count n = { 0 };
	struct zc_store *to = NULL;
	int rc = d->argc == 3 ? may(d, "backup", e)
			      : ZC_FAIL(e, ZC_EUSAGE, "copy URL");

	if (rc == ZC_OK)
		rc = zc_store_open(d->argv[2], true, &to, e);
	if (rc == ZC_OK)
		rc = zc_keep_copy(zc_office_db(d->office), d->run->dir,
		    zc_store_db(to), zc_store_dir(to), &n, e);
	if (rc == ZC_OK)
		put_count(d, ZC_N("copied and compared"), d->argv[2], &n);
	zc_store_close(to);
	return rc;
}

/* The first wrong place in words: where it is, and what to do. */
static void
say_bad(struct zc_desk *d, const struct zc_verdict_of_chain *v)
{
	const struct zc_ledger *l = v->ledger == NULL
	    ? NULL
	    : zc_catalog_ledger(&d->catalog, v->ledger);
	const char *title = l != NULL ? zc_both_get(&l->title, zc_desk_lang(d))
	    : v->ledger == NULL       ? ""
				      : v->ledger;

	if (v->row != 0)
		(void)printf("%s: %s %lld (%s %lld)\n", tr(d, v->what), title,
		    (long long)v->row, tr(d, ZC_N("history entry")),
		    (long long)v->seq);
	else
		(void)printf("%s: %s %lld, %s %lld\n", tr(d, v->what),
		    tr(d, ZC_N("unit")), (long long)v->unit,
		    tr(d, ZC_N("history entry")), (long long)v->seq);
	(void)printf("%s\n",
	    tr(d,
		ZC_N("Somebody or something changed the store past this "
		     "program. Keep it as it is, compare it with the latest "
		     "backup, and tell the auditor.")));
}

static int
verify(struct zc_desk *d, bool *bad, struct zc_err *e)
{
	size_t n = d->catalog.nledgers;
	struct zc_tdef *t = zc_arena_array(&d->a, n + 1, sizeof(*t));
	struct zc_verdict_of_chain v = { 0 };
	int rc;

	if (t == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "verify");
	for (size_t i = 0; i < n; i++)
		t[i] = *zc_office_table(d->office, &d->catalog.ledgers[i]);
	rc = zc_history_verify(zc_office_db(d->office), t, n, &v, e);
	if (rc != ZC_OK)
		return rc;
	*bad = v.what[0] != '\0';
	if (zc_desk_is_json(d))
		zc_desk_json(json_pack("{s:i,s:b,s:I,s:I,s:I,s:s,s:I,s:s}",
		    "schema", 1, "good", !*bad, "rows", (json_int_t)v.rows,
		    "unit", (json_int_t)v.unit, "seq", (json_int_t)v.seq,
		    "ledger", v.ledger == NULL ? "" : v.ledger, "row",
		    (json_int_t)v.row, "what", v.what));
	else if (*bad)
		say_bad(d, &v);
	else
		(void)printf("%s%lld\n",
		    tr(d,
			ZC_N("the history is whole and every row is as it "
			     "says; rows looked at: ")),
		    (long long)v.rows);
	return ZC_OK;
}

static int
heads(struct zc_desk *d, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 4 << 20);
	rc = zc_history_heads(zc_office_db(d->office), &b, e);
	if (rc == ZC_OK)
		(void)fputs(b.n == 0 ? "" : b.p, stdout);
	zc_buf_fini(&b);
	return rc;
}

static int
purge(struct zc_desk *d, struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(d->office);
	bool bad = false;
	const char *reason = zc_desk_option(d, "--reason", &bad);
	struct zc_buf backups;
	int64_t id = 0;
	int rc = may(d, "backup", e);

	if (rc == ZC_OK && (bad || d->argc != 4 || reason == NULL))
		return ZC_FAIL(
		    e, ZC_EUSAGE, ZC_N("a reason must be given: --reason"));
	if (rc == ZC_OK)
		rc = zc_desk_ledger(d, d->argv[2], e);
	if (rc == ZC_OK)
		rc = zc_ledger_find(&d->use, d->argv[3], &id, e);
	if (rc != ZC_OK)
		return rc;
	zc_buf_init(&backups, 1 << 20);
	rc = zc_keep_purge(zc_office_db(d->office), d->run->dir,
	    zc_office_table(d->office, d->use.ledger), &s, id, reason, &backups,
	    e);
	if (rc == ZC_OK) {
		(void)printf(
		    "%s\n", tr(d, ZC_N("removed; only its digests are left")));
		if (backups.n > 0)
			(void)printf("%s\n%s",
			    tr(d,
				ZC_N("These backups still hold it; destroy "
				     "them, or make new ones:")),
			    backups.p);
	}
	zc_buf_fini(&backups);
	return rc;
}

static int
with_store(struct zc_desk *d, const char *verb, bool *bad, struct zc_err *e)
{
	if (strcmp(verb, "migrate") == 0) {
		/* Opening it did everything. */
		(void)printf("%s\n", tr(d, ZC_N("the store is up to date")));
		return ZC_OK;
	}
	if (strcmp(verb, "verify") == 0)
		return verify(d, bad, e);
	if (strcmp(verb, "backup") == 0)
		return backup(d, e);
	if (strcmp(verb, "copy") == 0)
		return copy(d, e);
	if (strcmp(verb, "heads") == 0)
		return heads(d, e);
	return purge(d, e);
}

/* Into an empty store; the definitions' indexes come with opening it. */
static int
restore(const struct zc_run *r, int argc, char **argv, struct zc_err *e)
{
	struct zc_desk d = { .run = r };
	struct zc_keep_count n = { 0 };
	struct zc_store *s = NULL;
	int rc;

	if (argc != 3)
		return ZC_FAIL(e, ZC_EUSAGE, "restore FILE");
	rc = zc_say_load(r, &d.catalog, e);
	if (rc == ZC_OK && access(argv[2], R_OK) == -1)
		rc = ZC_FAIL_SYS(e, ZC_ENOENT, "%s: cannot be read", argv[2]);
	if (rc == ZC_OK)
		rc = zc_store_open(r->db, true, &s, e);
	if (rc == ZC_OK)
		rc = zc_keep_restore(
		    zc_store_db(s), zc_store_dir(s), argv[2], &n, e);
	zc_store_close(s);
	if (rc == ZC_OK)
		rc = zc_office_open(
		    r->db, &d.catalog, r->as, true, &d.office, e);
	if (rc == ZC_OK)
		put_count(&d, ZC_N("restored and compared"), argv[2], &n);
	zc_office_close(d.office);
	zc_catalog_fini(&d.catalog);
	return rc;
}

static bool
is_verb(const char *s)
{
	static const char *const verbs[] = { "migrate", "verify", "backup",
		"copy", "heads", "purge" };

	for (size_t i = 0; i < ZC_LEN(verbs); i++)
		if (strcmp(verbs[i], s) == 0)
			return true;
	return false;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_err e = { 0 };
	struct zc_desk d;
	bool bad = false;
	int rc;

	if (argc > 1 && strcmp(argv[1], "init") == 0) {
		rc = zc_db_init_run(r, argc, argv, &e);
	} else if (argc > 1 && strcmp(argv[1], "restore") == 0) {
		rc = restore(r, argc, argv, &e);
	} else if (argc > 1 && is_verb(argv[1])) {
		rc = zc_desk_open(&d, r, argc, argv, &e);
		if (rc == ZC_OK)
			rc = with_store(&d, argv[1], &bad, &e);
		if (rc == ZC_EUSAGE)
			(void)zc_say_usage(r, argv[0]);
		rc = zc_desk_end(&d, rc, &e);
		zc_desk_close(&d);
		return rc == ZC_EXIT_CLEAN && bad ? ZC_EXIT_FOUND : rc;
	} else {
		return zc_say_usage(r, argv[0]);
	}
	if (rc == ZC_EUSAGE)
		(void)zc_say_usage(r, argv[0]);
	return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, &e);
}

const struct zc_cmd zc_cmd_db = {
	.name = "db",
	.summary = ZC_N("the store: make, verify, back up, restore, copy"),
	.usage =
	    ZC_N("Usage: zicha db\n"
		 "  init [FILE.yaml] [--unit NAME]   a new store; asks, or "
		 "takes the answers from a file\n"
		 "  init --sample                    with two years of an "
		 "invented unit\n"
		 "  migrate | verify | heads\n"
		 "  backup FILE | restore FILE       restore: into an empty "
		 "store\n"
		 "  copy DIR|postgresql://…          everything into an "
		 "empty other store\n"
		 "  purge LEDGER ROW --reason TEXT   remove what must not "
		 "be kept"),
	.run = run,
};
