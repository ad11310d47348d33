/* zicha case: look at inspections, compare, judge again, carry them. */
#include "base/fs.h"
#include "base/tr.h"
#include "cmd/put.h"
#include "cmd/say.h"
#include "cmd/station.h"
#include "core/after.h"
#include "core/diff.h"
#include "core/foreign.h"
#include "core/import.h"
#include "core/report.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct call {
	const struct zc_run *r;
	struct zc_catalog k;
	const char *words[64]; /* files, in order */
	size_t n;
	const char *out, *format, *unit;
	struct zc_station at;
	bool incomparable;      /* which changes are being told */
	size_t failed, refused; /* cases not taken in, and those for good */
	struct zc_err *e;
};

static bool
parse(struct call *c, int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
			c->out = argv[++i];
		else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc)
			c->format = argv[++i];
		else if (strcmp(argv[i], "--unit") == 0 && i + 1 < argc)
			c->unit = argv[++i];
		else if (argv[i][0] == '-' || c->n == ZC_LEN(c->words))
			return false;
		else
			c->words[c->n++] = argv[i];
	}
	return c->n > 0;
}

/* A case that is looked at. */
struct opened {
	struct zc_case *c;
	bool own; /* ours, with its results; else read from somebody else's */
	char digest[65];
};

/* Did this place make, or take in, exactly these bytes? */
static bool
is_own(const struct call *c, const char *digest)
{
	struct zc_store *s = NULL;
	bool has = false;

	if (zc_store_open(c->r->db, false, &s, NULL) == ZC_OK &&
	    zc_store_has_case(s, digest, &has, NULL) != ZC_OK)
		has = false;
	zc_store_close(s);
	return has;
}

/*
 * What the store does not know by its digest is hostile: its rows come through
 * the jail, the file itself is not opened here.
 */
static int
open_case(struct call *c, const char *path, struct opened *o)
{
	int rc;

	*o = (struct opened){ .c = NULL };
	rc = zc_case_digest(path, o->digest, c->e);
	if (rc != ZC_OK)
		return rc;
	o->own = is_own(c, o->digest);
	if (o->own)
		return zc_case_open(path, false, &o->c, c->e);
	(void)fprintf(stderr, "%s: %s\n", path,
	    zc_tr(c->r->lang,
		ZC_N("not made or taken in here: only its facts are read, "
		     "and they are judged by the rules of this place")));
	return zc_foreign_read(path, "", &o->c, c->e);
}

/* The same, with results. */
static int
open_judged(struct call *c, const char *path, struct opened *o)
{
	struct zc_tally t;
	int rc = open_case(c, path, o);

	if (rc == ZC_OK && !o->own)
		rc = zc_foreign_judge(
		    &(struct zc_judge_use){ .c = o->c, .catalog = &c->k }, &t,
		    c->e);
	return rc;
}

static int
show(struct call *c)
{
	struct opened o = { .c = NULL };
	enum zc_report form;
	struct zc_view v = { 0 };
	int rc;

	if (!zc_put_form(c->format, c->out, &form))
		return ZC_FAIL(c->e, ZC_EUSAGE, "no such format");
	rc = open_judged(c, c->words[0], &o);
	if (rc == ZC_OK)
		rc = zc_view_init(
		    &v, o.c, zc_case_db(o.c), &c->k, c->r->lang, c->e);
	if (rc == ZC_OK)
		rc = zc_put_report(&v, form, c->out, c->e);
	zc_view_fini(&v);
	zc_case_close(o.c);
	return rc;
}

/* One side of a change: a verdict's word, or the row as people read it. */
static void
side(const struct call *c, const struct zc_diff *d, const char *what,
    struct zc_buf *b)
{
	const struct zc_check *k = zc_catalog_check(&c->k, d->check);

	if (what[0] == '\0')
		return;
	if (d->change == ZC_CHANGE_INCOMPARABLE)
		zc_buf_cstr(b, zc_tr(c->r->lang, what));
	else if (k == NULL ||
	    zc_view_row(&c->k, k, c->r->lang, what, b) != ZC_OK)
		zc_buf_cstr(b, what);
}

static int
on_change(void *ctx, const struct zc_diff *d)
{
	const struct call *c = ctx;
	const struct zc_check *k = zc_catalog_check(&c->k, d->check);
	struct zc_arena a;
	struct zc_buf before, after;

	if ((d->change == ZC_CHANGE_INCOMPARABLE) != c->incomparable)
		return ZC_OK;
	zc_arena_init(&a, 1 << 20);
	zc_buf_init(&before, 64 * 1024);
	zc_buf_init(&after, 64 * 1024);
	side(c, d, d->before, &before);
	side(c, d, d->after, &after);
	(void)printf("%s\t%s\t%s\t%.12s\t%s\t%s\n",
	    zc_tr(c->r->lang, zc_change_word(d->change)), d->check,
	    k == NULL ? ""
		      : zc_catalog_render(
			    &c->k, zc_both_get(&k->title, c->r->lang), &a),
	    d->key, before.p, after.p);
	zc_buf_fini(&before);
	zc_buf_fini(&after);
	zc_arena_fini(&a);
	return ZC_OK;
}

static int
diff(struct call *c)
{
	struct opened b = { .c = NULL }, a = { .c = NULL };
	int rc;

	if (c->n != 2)
		return ZC_FAIL(c->e, ZC_EUSAGE, "two cases are compared");
	rc = open_judged(c, c->words[0], &b);
	if (rc == ZC_OK)
		rc = open_judged(c, c->words[1], &a);
	if (rc == ZC_OK &&
	    strcmp(zc_case_get(b.c, "target"), zc_case_get(a.c, "target")) != 0)
		rc = ZC_FAIL(c->e, ZC_EREFUSED,
		    ZC_N("the two cases are of different computers"));
	/* What changed first; then what nobody can tell. */
	for (int i = 0; i < 2 && rc == ZC_OK; i++) {
		c->incomparable = i == 1;
		rc = zc_diff_run(
		    zc_case_db(b.c), zc_case_db(a.c), on_change, c, c->e);
	}
	zc_case_close(b.c);
	zc_case_close(a.c);
	return rc;
}

static int
judge(struct call *c)
{
	struct opened o = { .c = NULL };
	struct zc_tally t = { 0 };
	char path[4300];
	int rc = zc_station_open(c->r, &c->k, c->unit, &c->at, c->e);

	if (rc == ZC_OK)
		rc = open_case(c, c->words[0], &o);
	if (rc == ZC_OK) {
		struct zc_judge_use u = { .c = o.c,
			.catalog = &c->k,
			.office = c->at.office,
			.unit = c->at.unit };

		(void)snprintf(path, sizeof(path), "%s.%.12s.judgement",
		    c->words[0], c->k.digest);
		rc = zc_judge_file(
		    &u, o.digest, c->out == NULL ? path : c->out, &t, c->e);
	}
	if (rc == ZC_OK)
		(void)printf("%s\t%s %lld\t%s %lld\t%s %lld\t%s %lld\n",
		    c->out == NULL ? path : c->out,
		    zc_view_group(ZC_GROUP_HIGH, c->r->lang), (long long)t.high,
		    zc_view_group(ZC_GROUP_MEND, c->r->lang), (long long)t.mend,
		    zc_view_group(ZC_GROUP_MANUAL, c->r->lang),
		    (long long)t.manual,
		    zc_view_group(ZC_GROUP_UNKNOWN, c->r->lang),
		    (long long)t.unknown);
	zc_case_close(o.c);
	return rc;
}

static int export(struct call *c)
{
	struct opened o = { .c = NULL };
	FILE *f = stdout;
	int rc = open_case(c, c->words[0], &o);

	if (rc == ZC_OK && c->out != NULL) {
		f = fopen(c->out, "wxe");
		if (f == NULL)
			rc = ZC_FAIL_SYS(c->e, zc_err_of(errno),
			    "%s: cannot be written", c->out);
	}
	if (rc == ZC_OK)
		rc = zc_foreign_write(o.c, f, c->e);
	if (f != NULL && f != stdout && fclose(f) != 0 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(c->e, ZC_EIO, "%s", c->out);
	/* Nothing half-written stays. */
	if (f != NULL && f != stdout && rc != ZC_OK)
		(void)unlink(c->out);
	zc_case_close(o.c);
	return rc;
}

/* Read, judge, seal and take in one foreign case. */
static int
import_one(struct call *c, struct zc_store *s, const char *path)
{
	struct zc_case *file = NULL;
	struct zc_tally t = { 0 };
	char origin[65], digest[65], dest[4300], target[33];
	bool clash;
	int rc = zc_case_digest(path, origin, c->e);

	if (rc != ZC_OK)
		return rc;
	(void)snprintf(
	    dest, sizeof(dest), "%s/cases/%.24s.case", zc_store_dir(s), origin);
	if (access(dest, F_OK) == 0) {
		(void)printf("%s\t%s\n", path,
		    zc_tr(c->r->lang, ZC_N("is in the store already")));
		return ZC_OK;
	}
	rc = zc_foreign_read(path, dest, &file, c->e);
	if (rc != ZC_OK)
		return rc;
	if (c->at.office != NULL)
		rc = zc_slice_refuse(c->at.office, c->at.unit, file,
		    zc_case_get(file, "hostname"), c->e);
	if (rc == ZC_OK)
		rc = zc_import_target(s, file, target, &clash, c->e);
	if (rc == ZC_OK)
		rc = zc_foreign_judge(&(struct zc_judge_use){ .c = file,
					  .catalog = &c->k,
					  .target = target,
					  .office = c->at.office,
					  .unit = c->at.unit },
		    &t, c->e);
	if (rc == ZC_OK)
		rc = zc_case_seal(file, digest, c->e);
	if (rc == ZC_OK)
		rc = zc_import(s,
		    &(struct zc_import_case){ .c = file,
			.judgement = zc_case_db(file),
			.catalog = &c->k,
			.digest = digest,
			.target = target,
			.path = dest,
			.unit = c->at.move },
		    c->e);
	if (rc == ZC_OK)
		(void)printf("%s\t%s\t%s %lld\t%s %lld\n", path,
		    zc_case_get(file, "hostname"),
		    zc_view_group(ZC_GROUP_HIGH, c->r->lang), (long long)t.high,
		    zc_view_group(ZC_GROUP_UNKNOWN, c->r->lang),
		    (long long)t.unknown);
	zc_case_close(file);
	if (rc != ZC_OK)
		(void)unlink(dest);
	return rc;
}

/* One that fails does not stop the others. */
static void
import_next(struct call *c, struct zc_store *s, const char *path)
{
	int rc = import_one(c, s, path);

	if (rc == ZC_OK)
		return;
	(void)zc_say_err(c->r, c->e);
	c->failed++;
	c->refused += rc == ZC_EREFUSED;
}

static bool
is_case(const char *name)
{
	return zc_str_ends(zc_str_of(name), ".case") ||
	    zc_str_ends(zc_str_of(name), ".jsonl");
}

/* A directory: every case in it. */
static int
import_dir(struct call *c, struct zc_store *s, const char *dir)
{
	struct zc_fs_list l;
	struct zc_arena a;
	int root = -1, rc;

	zc_arena_init(&a, 64 << 20);
	rc = zc_fs_root(dir, &root, c->e);
	if (rc == ZC_OK)
		rc = zc_fs_dir(root, ".", 100000, &a, &l, c->e);
	for (size_t i = 0; rc == ZC_OK && i < l.n; i++) {
		char *path = zc_fs_join(&a, dir, l.names[i]);

		if (path == NULL)
			rc = ZC_FAIL(c->e, ZC_ENOMEM, "%s", dir);
		else if (is_case(l.names[i]))
			import_next(c, s, path);
	}
	if (root != -1)
		(void)close(root);
	zc_arena_fini(&a);
	return rc;
}

static int
import(struct call *c)
{
	struct zc_store *s = NULL;
	struct stat st;
	int rc = zc_store_open(c->r->db, true, &s, c->e);

	if (rc == ZC_OK)
		rc = zc_station_open(c->r, &c->k, c->unit, &c->at, c->e);
	if (rc == ZC_OK)
		rc = zc_store_lock(s, c->e);
	for (size_t i = 0; i < c->n && rc == ZC_OK; i++) {
		if (stat(c->words[i], &st) == 0 && S_ISDIR(st.st_mode))
			rc = import_dir(c, s, c->words[i]);
		else
			import_next(c, s, c->words[i]);
	}
	if (rc == ZC_OK && c->at.office != NULL)
		rc = zc_after(c->at.office, c->e);
	zc_store_close(s);
	if (rc == ZC_OK && c->failed > 0)
		rc = ZC_FAIL(c->e,
		    c->refused == c->failed ? ZC_EREFUSED : ZC_EINPUT,
		    "cases not taken in: %zu", c->failed);
	return rc;
}

static const struct {
	const char *name;
	int (*fn)(struct call *c);
} verbs[] = { { "show", show }, { "diff", diff }, { "judge", judge },
	{ "export", export }, { "import", import } };

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_err e = { 0 };
	struct call c = { .r = r, .e = &e };
	int rc = ZC_EUSAGE;

	if (argc < 3 || !parse(&c, argc, argv))
		return zc_say_usage(r, argv[0]);
	for (size_t i = 0; i < ZC_LEN(verbs); i++) {
		if (strcmp(verbs[i].name, argv[1]) != 0)
			continue;
		rc = zc_say_load(r, &c.k, &e);
		if (rc == ZC_OK)
			rc = verbs[i].fn(&c);
		zc_station_close(&c.at);
		zc_catalog_fini(&c.k);
		return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, &e);
	}
	return zc_say_usage(r, argv[0]);
}

const struct zc_cmd zc_cmd_case = {
	.name = "case",
	.summary =
	    ZC_N("show, compare, judge again, import, export inspections"),
	.usage = ZC_N(
	    "Usage: zicha case …\n"
	    "  show FILE [--format text|json|html] [-o FILE]  the report\n"
	    "  diff OLD NEW                  what is new, gone, changed, or "
	    "cannot be compared\n"
	    "  judge FILE [-o FILE]          judge the same facts again by the "
	    "rules of today\n"
	    "  export FILE [-o FILE.jsonl]   the facts as JSON lines\n"
	    "  import FILE|DIR… [--unit NAME]  judge and take in what other "
	    "computers handed in"),
	.run = run,
};
