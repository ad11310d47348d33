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

static int
show(struct call *c)
{
	struct zc_case *file = NULL;
	enum zc_report form;
	struct zc_view v = { 0 };
	int rc;

	if (!zc_put_form(c->format, c->out, &form))
		return ZC_FAIL(c->e, ZC_EUSAGE, "no such format");
	rc = zc_case_open(c->words[0], false, &file, c->e);
	if (rc == ZC_OK)
		rc = zc_view_init(
		    &v, file, zc_case_db(file), &c->k, c->r->lang, c->e);
	if (rc == ZC_OK)
		rc = zc_put_report(&v, form, c->out, c->e);
	zc_view_fini(&v);
	zc_case_close(file);
	return rc;
}

static int
on_change(void *ctx, const struct zc_diff *d)
{
	const struct call *c = ctx;
	const struct zc_check *k = zc_catalog_check(&c->k, d->check);
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	(void)printf("%s\t%s\t%s\t%.12s\t%s\t%s\n",
	    zc_tr(c->r->lang, zc_change_word(d->change)), d->check,
	    k == NULL ? ""
		      : zc_catalog_render(
			    &c->k, zc_both_get(&k->title, c->r->lang), &a),
	    d->key, d->before, d->after);
	zc_arena_fini(&a);
	return ZC_OK;
}

static int
diff(struct call *c)
{
	struct zc_case *b = NULL, *a = NULL;
	int rc;

	if (c->n != 2)
		return ZC_FAIL(c->e, ZC_EUSAGE, "two cases are compared");
	rc = zc_case_open(c->words[0], false, &b, c->e);
	if (rc == ZC_OK)
		rc = zc_case_open(c->words[1], false, &a, c->e);
	if (rc == ZC_OK &&
	    strcmp(zc_case_get(b, "target"), zc_case_get(a, "target")) != 0)
		rc = ZC_FAIL(c->e, ZC_EREFUSED,
		    "the two cases are of different computers");
	if (rc == ZC_OK)
		rc = zc_diff_run(
		    zc_case_db(b), zc_case_db(a), on_change, c, c->e);
	zc_case_close(b);
	zc_case_close(a);
	return rc;
}

static int
judge(struct call *c)
{
	struct zc_case *file = NULL;
	struct zc_tally t = { 0 };
	char digest[65], path[4300];
	int rc = zc_station_open(c->r, &c->k, c->unit, &c->at, c->e);

	if (rc == ZC_OK)
		rc = zc_case_open(c->words[0], false, &file, c->e);
	if (rc == ZC_OK)
		rc = zc_case_digest(c->words[0], digest, c->e);
	if (rc == ZC_OK) {
		struct zc_judge_use u = { .c = file,
			.catalog = &c->k,
			.office = c->at.office,
			.unit = c->at.unit };

		(void)snprintf(path, sizeof(path), "%s.%.12s.judgement",
		    c->words[0], c->k.digest);
		rc = zc_judge_file(&u, digest,
		    c->out == NULL ? path : c->out, &t, c->e);
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
	zc_case_close(file);
	return rc;
}

static int export(struct call *c)
{
	struct zc_case *file = NULL;
	FILE *f = stdout;
	int rc = zc_case_open(c->words[0], false, &file, c->e);

	if (rc == ZC_OK && c->out != NULL) {
		f = fopen(c->out, "wxe");
		if (f == NULL)
			rc = ZC_FAIL_SYS(c->e, zc_err_of(errno),
			    "%s: cannot be written", c->out);
	}
	if (rc == ZC_OK)
		rc = zc_foreign_write(file, f, c->e);
	if (f != NULL && f != stdout && fclose(f) != 0 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(c->e, ZC_EIO, "%s", c->out);
	zc_case_close(file);
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
		rc = zc_case_set(file, "origin", origin, c->e);
	if (rc == ZC_OK)
		rc = zc_judge_ledgers(
		    file, &c->k, c->at.office, c->at.unit, c->e);
	if (rc == ZC_OK)
		rc = zc_case_set(file, "rules_digest", c->k.digest, c->e);
	if (rc == ZC_OK)
		rc = zc_import_target(s, file, target, &clash, c->e);
	if (rc == ZC_OK)
		rc = zc_judge(&(struct zc_judge_use){ .c = file,
				  .catalog = &c->k,
				  .target = target },
		    zc_case_db(file), &t, c->e);
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
	.usage = ZC_N("Usage: zicha case show FILE [--format text|json|html] "
		      "[-o FILE] | diff OLD NEW | judge FILE [-o FILE] | "
		      "export FILE [-o FILE.jsonl] | import FILE|DIR… [--unit NAME]"),
	.run = run,
};
