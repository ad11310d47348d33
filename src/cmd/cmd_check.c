/* zicha check: the checks there are, one of them in full, their examples. */
#include "base/tr.h"
#include "cmd/desk.h"
#include "core/example.h"
#include "core/unitcheck.h"
#include "core/view.h"

#include <jansson.h>

static int
list(const struct zc_run *r, const struct zc_catalog *c)
{
	for (size_t i = 0; i < c->nchecks; i++) {
		const struct zc_check *k = &c->checks[i];
		struct zc_arena a;

		zc_arena_init(&a, 1 << 20);
		(void)printf("%s\t%s\t%s\n", k->id,
		    zc_view_severity(k->severity, r->lang),
		    zc_catalog_render(c, zc_both_get(&k->title, r->lang), &a));
		zc_arena_fini(&a);
	}
	return ZC_EXIT_CLEAN;
}

static void
field(const struct zc_run *r, const char *label, const char *value)
{
	if (value != NULL && value[0] != '\0')
		(void)printf("%s: %s\n", zc_tr(r->lang, label), value);
}

static int
show(const struct zc_run *r, const struct zc_catalog *c, const char *id)
{
	const struct zc_check *k = zc_catalog_check(c, id);
	struct zc_arena a;

	if (k == NULL) {
		(void)fprintf(stderr, "zicha: %s: %s\n", id,
		    zc_tr(r->lang, ZC_N("there is no such check")));
		return ZC_EXIT_USAGE;
	}
	zc_arena_init(&a, 1 << 20);
	(void)printf("%s\n", k->id);
	field(r, ZC_N("Title"),
	    zc_catalog_render(c, zc_both_get(&k->title, r->lang), &a));
	field(r, ZC_N("Severity"), zc_view_severity(k->severity, r->lang));
	for (size_t i = 0; i < k->covers.n; i++)
		field(r, ZC_N("Covers"), k->covers.v[i]);
	for (size_t i = 0; i < k->nbasis; i++)
		(void)printf("%s: %s %s\n", zc_tr(r->lang, ZC_N("Basis")),
		    k->basis[i].law, k->basis[i].item);
	field(r, ZC_N("Why"),
	    zc_catalog_render(c, zc_both_get(&k->why, r->lang), &a));
	field(r, ZC_N("What to do"),
	    zc_catalog_render(c, zc_both_get(&k->fix, r->lang), &a));
	field(r, ZC_N("Question"), zc_both_get(&k->ask, r->lang));
	field(r, ZC_N("Applies when"), k->applies);
	field(r, ZC_N("Unknown when"), k->unknown);
	field(r, ZC_N("Query"), k->query);
	(void)printf(
	    "%s: %zu\n", zc_tr(r->lang, ZC_N("Examples")), k->nexamples);
	field(r, ZC_N("Defined in"), k->at.file);
	zc_arena_fini(&a);
	return ZC_EXIT_CLEAN;
}

/* All checks, those whose id holds `what`, or those of the file `what`. */
static int
test(struct zc_run *r, const struct zc_catalog *c, const char *what,
    struct zc_err *e)
{
	struct zc_bench *b = NULL;
	size_t checks = 0, bad = 0;
	bool pg = strncmp(r->db, "postgres", 8) == 0;
	int rc = zc_bench_new(c, pg ? r->db : NULL, &b, e);

	for (size_t i = 0; i < c->nchecks && rc >= 0; i++) {
		const struct zc_check *k = &c->checks[i];

		if (what != NULL && strstr(k->id, what) == NULL &&
		    strstr(k->at.file, what) == NULL)
			continue;
		rc = zc_bench_check(b, k, zc_say_fault, r, e);
		checks++;
		bad += rc > 0;
	}
	if (rc < 0) {
		zc_bench_free(b);
		return zc_say_err(r, e);
	}
	(void)printf("%zu %s, %zu %s, %zu %s\n", checks,
	    zc_tr(r->lang, ZC_N("checks")), zc_bench_count(b),
	    zc_tr(r->lang, ZC_N("examples")), bad,
	    zc_tr(r->lang, ZC_N("with faults")));
	zc_bench_free(b);
	if (checks == 0)
		return ZC_EXIT_USAGE;
	return bad == 0 ? ZC_EXIT_CLEAN : ZC_EXIT_FOUND;
}

/* Checks of the unit over its store. */
struct unit_run {
	struct zc_desk d;
	json_t *json;
	size_t failed;
};

static void
print_result(
    const struct zc_desk *d, const struct zc_unitcheck *u, struct zc_arena *a)
{
	const char *lang = zc_desk_lang(d);

	(void)printf("%s\t%s\t%s", zc_tr(lang, zc_verdict_word(u->verdict)),
	    u->check->id,
	    zc_office_render(
		d->office, zc_both_get(&u->check->title, lang), a));
	if (u->rows > 0)
		(void)printf("\t%s%lld", zc_tr(lang, ZC_N("findings: ")),
		    (long long)u->rows);
	if (u->reason[0] != '\0' || u->detail[0] != '\0')
		(void)printf("\t%s%s%s",
		    u->reason[0] == '\0' ? "" : zc_tr(lang, u->reason),
		    u->detail[0] == '\0' ? "" : " ", u->detail);
	(void)printf("\n");
}

static int
on_result(void *ctx, const struct zc_unitcheck *u)
{
	struct unit_run *w = ctx;
	const char *lang = zc_desk_lang(&w->d);
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	w->failed += u->verdict == ZC_FAIL_V;
	if (w->json != NULL)
		(void)json_array_append_new(w->json,
		    json_pack("{s:s,s:s,s:s,s:s,s:s,s:I}", "check",
			u->check->id, "title",
			zc_office_render(w->d.office,
			    zc_both_get(&u->check->title, lang), &a),
			"verdict", zc_verdict_word(u->verdict), "reason",
			u->reason, "detail", u->detail, "rows",
			(json_int_t)u->rows));
	else
		print_result(&w->d, u, &a);
	zc_arena_fini(&a);
	return ZC_OK;
}

static int
run_unit(const struct zc_run *r, int argc, char **argv)
{
	struct unit_run w = { .failed = 0 };
	struct zc_err e = { 0 };
	bool bad = false;
	const char *target;
	int rc = zc_desk_open(&w.d, r, argc, argv, &e);

	target = zc_desk_option(&w.d, "--target", &bad);
	if (rc == ZC_OK &&
	    (bad || target == NULL || strcmp(target, "unit") != 0 ||
		w.d.argc != 2))
		rc = ZC_FAIL(&e, ZC_EUSAGE, "run --target unit");
	if (rc == ZC_OK &&
	    !zc_access_function(
		&w.d.catalog, zc_office_actor(w.d.office), "inspect"))
		rc = ZC_FAIL(
		    &e, ZC_EACCES, ZC_N("to inspect the unit is not yours"));
	if (rc == ZC_OK && zc_desk_is_json(&w.d))
		w.json = json_array();
	if (rc == ZC_OK)
		rc = zc_unitcheck_all(w.d.office, on_result, &w, &e);
	if (rc == ZC_OK && w.json != NULL)
		zc_desk_json(
		    json_pack("{s:i,s:O}", "schema", 1, "results", w.json));
	json_decref(w.json);
	if (rc == ZC_EUSAGE)
		(void)zc_say_usage(r, argv[0]);
	rc = zc_desk_end(&w.d, rc, &e);
	zc_desk_close(&w.d);
	return rc == ZC_EXIT_CLEAN && w.failed > 0 ? ZC_EXIT_FOUND : rc;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_run copy = *r;
	struct zc_catalog c;
	struct zc_err e = { 0 };
	int status = ZC_EXIT_USAGE;

	if (argc < 2)
		return zc_say_usage(r, argv[0]);
	if (strcmp(argv[1], "run") == 0)
		return run_unit(r, argc, argv);
	if (zc_say_load(r, &c, &e) != ZC_OK)
		status = zc_say_err(r, &e);
	else if (strcmp(argv[1], "list") == 0 && argc == 2)
		status = list(r, &c);
	else if (strcmp(argv[1], "show") == 0 && argc == 3)
		status = show(r, &c, argv[2]);
	else if (strcmp(argv[1], "test") == 0 && argc <= 3)
		status = test(&copy, &c, argc == 3 ? argv[2] : NULL, &e);
	else
		status = zc_say_usage(r, argv[0]);
	zc_catalog_fini(&c);
	return status;
}

const struct zc_cmd zc_cmd_check = {
	.name = "check",
	.summary = ZC_N("list the checks, show one, run their examples"),
	.usage =
	    ZC_N("Usage: zicha check list | show ID | test [ID-PART|FILE] | "
		 "run --target unit [--format text|json]"),
	.run = run,
};
