/* A case as JSON lines (docs/formats/case.md). */
#include "core/foreign.h"
#include "store/sql.h"

#include <jansson.h>

struct writer {
	struct zc_case *c;
	FILE *f;
	struct zc_err *e;
};

static int
put(struct writer *w, json_t *o)
{
	int r = json_dumpf(o, w->f, JSON_COMPACT);

	json_decref(o);
	if (r == -1 || fputc('\n', w->f) == EOF)
		return ZC_FAIL(w->e, ZC_EIO, "the case could not be written");
	return ZC_OK;
}

static int
on_miss(void *ctx, const char *path, const char *reason)
{
	return put(
	    ctx, json_pack("{s:s, s:s}", "miss", path, "reason", reason));
}

static int
rows(struct writer *w, const struct zc_probe *p)
{
	sqlite3_stmt *st = NULL;
	char sql[128];
	int rc;

	(void)snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\"", p->table);
	rc = zc_sql_prepare(zc_case_db(w->c), sql, &st, w->e, "");
	while (rc == ZC_OK && (rc = zc_sql_step(st, w->e)) > 0) {
		json_t *row = json_object();

		for (int i = 0; i < sqlite3_column_count(st); i++) {
			json_t *v = NULL;

			if (sqlite3_column_type(st, i) == SQLITE_INTEGER)
				v = json_integer(sqlite3_column_int64(st, i));
			else if (sqlite3_column_type(st, i) == SQLITE_TEXT)
				v = json_string(zc_sql_text(st, i));
			if (v != NULL)
				(void)json_object_set_new(
				    row, sqlite3_column_name(st, i), v);
		}
		rc = put(w, json_pack("{s:o}", "row", row));
	}
	(void)sqlite3_finalize(st);
	return rc;
}

static int
on_table(void *ctx, const struct zc_case_status *s)
{
	struct writer *w = ctx;
	const struct zc_probe *p = zc_probe_find(s->table);
	json_t *o;
	int rc;

	if (p == NULL || !s->done)
		return ZC_OK;
	o = json_pack("{s:s, s:s, s:s, s:s}", "table", s->table, "status",
	    zc_cover_word(s->o.cover), "reason", s->o.reason, "detail",
	    s->o.detail);
	if (s->o.window_from != 0 || s->o.window_to != 0) {
		(void)json_object_set_new(
		    o, "from", json_integer(s->o.window_from));
		(void)json_object_set_new(
		    o, "to", json_integer(s->o.window_to));
	}
	rc = put(w, o);
	if (rc == ZC_OK)
		rc = rows(w, p);
	if (rc == ZC_OK)
		rc = zc_case_misses(w->c, s->table, on_miss, w, w->e);
	return rc;
}

int
zc_foreign_write(struct zc_case *c, FILE *f, struct zc_err *e)
{
	struct zc_err mine = { 0 };
	struct writer w = { .c = c, .f = f, .e = e != NULL ? e : &mine };
	sqlite3_stmt *st = NULL;
	json_t *meta = json_object();
	int rc = zc_sql_prepare(zc_case_db(c),
	    "SELECT key, value FROM zc_meta ORDER BY key", &st, w.e, "");

	while (rc == ZC_OK && (rc = zc_sql_step(st, w.e)) > 0) {
		if (zc_foreign_key(zc_sql_text(st, 0)))
			(void)json_object_set_new(meta, zc_sql_text(st, 0),
			    json_string(zc_sql_text(st, 1)));
		rc = ZC_OK;
	}
	(void)sqlite3_finalize(st);
	if (rc != ZC_OK) {
		json_decref(meta);
		return rc;
	}
	rc = put(&w,
	    json_pack(
		"{s:i, s:o}", "zicha_case", ZC_CASE_FORMAT, "meta", meta));
	if (rc == ZC_OK)
		rc = zc_case_statuses(c, on_table, &w, w.e);
	return rc;
}
