#include "core/import.h"

#include "core/fact.h"
#include "core/target.h"

static const char *const source_names[ZC_TARGET_SOURCES] = { "dmi_uuid",
	"disk_serial", "machine_id" };

static size_t
sources(struct zc_case *c, struct zc_store_source v[ZC_TARGET_SOURCES])
{
	char key[64];
	size_t n = 0;

	for (size_t i = 0; i < ZC_LEN(source_names); i++) {
		const char *digest;

		(void)snprintf(key, sizeof(key), "target.%s", source_names[i]);
		digest = zc_case_get(c, key);
		if (digest[0] != '\0')
			v[n++] =
			    (struct zc_store_source){ source_names[i], digest };
	}
	return n;
}

int
zc_import_target(struct zc_store *s, struct zc_case *c, char out[33],
    bool *clash, struct zc_err *e)
{
	struct zc_store_source v[ZC_TARGET_SOURCES];
	size_t n = sources(c, v);

	return zc_store_target(
	    s, zc_case_get(c, "target"), v, n, out, clash, e);
}

struct job {
	struct zc_store *s;
	struct sqlite3 *judgement;
	struct zc_store_check check;
	struct zc_err *e;
};

static int
on_row(void *ctx, const char *key, const char *cells)
{
	struct job *j = ctx;

	return zc_store_seen(j->s, &j->check, key, cells, j->e);
}

static int
on_result(void *ctx, const struct zc_stored *r)
{
	struct job *j = ctx;
	bool current;
	int rc;

	j->check.check = r->check;
	j->check.severity = r->severity;
	j->check.verdict = zc_verdict_word(r->verdict);
	/* A cut list of rows does not prove that the others are gone. */
	j->check.conclusive = r->verdict == ZC_PASS ||
	    ((r->verdict == ZC_FAIL_V || r->verdict == ZC_MANUAL) &&
		r->rows > 0 && r->rows <= ZC_CHECK_ROWS_MAX);
	rc = zc_store_judged(j->s, &j->check, &current, j->e);
	if (rc != ZC_OK || !current)
		return rc;
	rc = zc_judge_evidence(j->judgement, r->check, on_row, j, j->e);
	if (rc == ZC_OK)
		rc = zc_store_rest(j->s, &j->check, j->e);
	return rc;
}

static int64_t
number(struct zc_case *c, const char *key)
{
	int64_t n = 0;

	(void)zc_str_int(zc_str_of(zc_case_get(c, key)), 10, &n);
	return n;
}

/* The facts that definitions ask for, and the unit they belong to. */
static int
facts(struct zc_store *s, const struct zc_import_case *in,
    const struct zc_tdef *t, size_t n, struct zc_err *e)
{
	struct zc_fact_in f = { .target = in->target,
		.digest = in->digest,
		.unit = in->unit,
		.at = number(in->c, "started") };
	struct zc_db *db = zc_store_db(s);
	int rc = ZC_OK;

	if (in->unit != 0)
		rc = zc_fact_move(db, in->target, in->unit, t, n, e);
	else
		rc = zc_fact_unit(db, in->target, &f.unit, e);
	return rc == ZC_OK ? zc_fact_merge(db, in->c, &f, t, n, e) : rc;
}

static int
take(struct zc_store *s, const struct zc_import_case *in,
    const struct zc_tdef *t, size_t n, struct zc_err *e)
{
	struct zc_store_source v[ZC_TARGET_SOURCES];
	struct zc_case *c = in->c;
	struct job j = { .s = s, .judgement = in->judgement, .e = e };
	struct zc_store_case file = { .digest = in->digest,
		.id = zc_case_get(c, "id"),
		.target = in->target,
		.hostname = zc_case_get(c, "hostname"),
		.rules = zc_case_get(c, "rules_digest"),
		.path = in->path,
		.started = number(c, "started"),
		.finished = number(c, "finished"),
		.sources = v,
		.nsources = sources(c, v) };
	int rc = zc_store_begin(s, e);

	if (rc != ZC_OK)
		return rc;
	j.check = (struct zc_store_check){ .digest = in->digest,
		.target = in->target,
		.started = file.started };
	rc = zc_store_add_case(s, &file, e);
	if (rc == ZC_EEXIST) {
		zc_store_rollback(s);
		return ZC_OK;
	}
	if (rc == ZC_OK)
		rc = zc_judge_results(in->judgement, on_result, &j, e);
	if (rc == ZC_OK)
		rc = facts(s, in, t, n, e);
	if (rc == ZC_OK)
		rc = zc_store_commit(s, e);
	if (rc != ZC_OK)
		zc_store_rollback(s);
	return rc;
}

int
zc_import(struct zc_store *s, const struct zc_import_case *in, struct zc_err *e)
{
	struct zc_err mine = { 0 };
	struct zc_tdef *t = NULL;
	struct zc_arena a;
	size_t n = 0;
	int rc;

	e = e != NULL ? e : &mine;
	zc_arena_init(&a, 4 << 20);
	rc = zc_fact_tables(in->catalog, &a, &t, &n, e);
	if (rc == ZC_OK)
		rc = zc_table_sync(zc_store_db(s), t, n, e);
	if (rc == ZC_OK)
		rc = take(s, in, t, n, e);
	zc_arena_fini(&a);
	return rc;
}
