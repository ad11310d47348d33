/* zicha catalog: are the definitions right, and what do they cover. */
#include "base/tr.h"
#include "catalog/coverage.h"
#include "catalog/lint.h"
#include "cmd/say.h"
#include "core/example.h"
#include "core/unitsql.h"

#include <errno.h>

/* Settings that the program itself reads; lint does not call them unused. */
static const char *const own_settings[] = { "fact.keep_days", "host.classified",
	"host.weak_password.seconds", "ledger.classified_on",
	"superior.headings", "unit.name", "unit.small", "unit.words", NULL };

static int
lint(struct zc_run *r, const struct zc_catalog *c, struct zc_err *e)
{
	struct zc_lint l = { 0 };
	struct zc_bench *b = NULL;
	int rc;

	zc_lint_catalog(c, own_settings, zc_say_fault, r, &l);
	rc = zc_bench_new(c, NULL, &b, e);
	for (size_t i = 0; i < c->nchecks && rc >= 0; i++) {
		rc = zc_bench_check(b, &c->checks[i], zc_say_fault, r, e);
		if (rc > 0)
			l.faults += (size_t)rc;
	}
	zc_bench_free(b);
	if (rc >= 0)
		rc = zc_unitsql_lint(c, zc_say_fault, r, e);
	if (rc > 0)
		l.faults += (size_t)rc;
	if (rc < 0)
		return zc_say_err(r, e);
	(void)printf("%zu %s, %zu %s\n", l.faults,
	    zc_tr(r->lang, ZC_N("faults")), l.warnings,
	    zc_tr(r->lang, ZC_N("warnings")));
	return l.faults == 0 ? ZC_EXIT_CLEAN : ZC_EXIT_FOUND;
}

struct tally {
	const struct zc_run *r;
	char **only; /* ids, '*' standing for anything; none = all */
	int nonly;
	size_t covered, all;
};

static bool
wanted(const struct tally *t, const char *id)
{
	for (int i = 0; i < t->nonly; i++)
		if (zc_lint_match(t->only[i], zc_str_of(id)))
			return true;
	return t->nonly == 0;
}

/* kind:id(how,examples,file:line), or (why it does not count). */
static void
put_covering(const struct tally *t, const struct zc_covering *v)
{
	const char *lang = t->r->lang;

	(void)printf("%s:%s(", v->kind, v->id);
	if (v->lack != NULL)
		(void)printf("%s", zc_tr(lang, v->lack));
	else if (v->proof != NULL)
		(void)printf("%s,%zu,%s:%d", zc_tr(lang, v->how), v->examples,
		    v->proof->file, v->proof->line);
	else
		(void)printf("%s,%zu", zc_tr(lang, v->how), v->examples);
	(void)printf(")");
}

static int
on_requirement(void *ctx, const struct zc_requirement *q,
    const struct zc_covering *v, size_t n, struct zc_err *e)
{
	struct tally *t = ctx;
	size_t good = zc_coverage_count(v, n);
	bool first = true;

	(void)e;
	if (!wanted(t, q->id))
		return ZC_OK;
	t->all++;
	t->covered += good > 0;
	(void)printf("%s\t%s\t", q->id, q->title);
	if (good == 0)
		(void)printf(
		    "%s", zc_tr(t->r->lang, ZC_N("nothing covers it yet")));
	for (size_t i = 0; i < n; i++) {
		/* What does not count is of interest where nothing does. */
		if (good > 0 && v[i].lack != NULL)
			continue;
		(void)printf("%s", first && good > 0 ? "" : " ");
		first = false;
		put_covering(t, &v[i]);
	}
	(void)printf("\n");
	return ZC_OK;
}

static int
coverage(const struct zc_run *r, const struct zc_catalog *c, char **only,
    int nonly, struct zc_err *e)
{
	struct tally t = { .r = r, .only = only, .nonly = nonly };

	if (zc_coverage(c, on_requirement, &t, e) != ZC_OK)
		return zc_say_err(r, e);
	(void)printf("%zu / %zu %s\n", t.covered, t.all,
	    zc_tr(r->lang, ZC_N("requirements are covered")));
	return ZC_EXIT_CLEAN;
}

/* Without a kind: the names of the kinds. */
static int
docs(const struct zc_run *r, const char *kind, struct zc_err *e)
{
	const char *text = NULL;
	struct zc_arena a;
	int rc = ZC_OK;

	if (kind == NULL) {
		for (size_t i = 0; zc_catalog_kinds[i] != NULL; i++)
			(void)printf("%s\n", zc_catalog_kinds[i]);
		return ZC_EXIT_CLEAN;
	}
	zc_arena_init(&a, 1 << 20);
	rc = zc_catalog_docs(kind, r->lang, &a, &text);
	if (rc != ZC_OK)
		rc = ZC_FAIL(e, rc, "no such kind: %s", kind);
	else
		(void)fputs(text, stdout);
	zc_arena_fini(&a);
	return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, e);
}

/* Entries of the rules in the form the portable collector embeds. */
static int
items(const struct zc_run *r, const struct zc_catalog *c, struct zc_err *e)
{
	struct zc_items all = { 0 };
	struct zc_arena a;
	struct zc_buf b;
	int rc;

	zc_arena_init(&a, 64 << 20);
	zc_buf_init(&b, 64 << 20);
	rc = zc_catalog_items(c, &a, &all, e);
	if (rc == ZC_OK) {
		zc_items_write(&all, &b);
		if (b.rc != ZC_OK || fwrite(b.p, 1, b.n, stdout) != b.n ||
		    fflush(stdout) != 0)
			rc = ZC_FAIL_SYS(e, ZC_EIO, "standard output");
	}
	zc_buf_fini(&b);
	zc_arena_fini(&a);
	return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, e);
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_run copy = *r;
	struct zc_catalog c = { 0 };
	struct zc_err e = { 0 };
	int status;

	if (argc >= 2 && strcmp(argv[1], "docs") == 0)
		return docs(r, argc > 2 ? argv[2] : NULL, &e);
	if (argc != 2 && (argc < 2 || strcmp(argv[1], "coverage") != 0))
		return zc_say_usage(r, argv[0]);
	if (zc_say_load(r, &c, &e) != ZC_OK)
		status = zc_say_err(r, &e);
	else if (strcmp(argv[1], "lint") == 0)
		status = lint(&copy, &c, &e);
	else if (strcmp(argv[1], "coverage") == 0)
		status = coverage(r, &c, argv + 2, argc - 2, &e);
	else if (strcmp(argv[1], "items") == 0)
		status = items(r, &c, &e);
	else
		status = zc_say_usage(r, argv[0]);
	zc_catalog_fini(&c);
	return status;
}

const struct zc_cmd zc_cmd_catalog = {
	.name = "catalog",
	.summary = ZC_N("check the definitions, show what they cover"),
	.usage =
	    ZC_N("Usage: zicha catalog lint | coverage [ID…] | items | docs "
		 "[KIND]"),
	.run = run,
};
