/* The jailed side: reads a foreign case and sends what it says. */
#include "base/buf.h"
#include "base/utf8.h"
#include "core/foreign.h"
#include "probe/sqlitefd.h"
#include "probe/table.h"

#include <jansson.h>

static void
le32(struct zc_buf *b, size_t v)
{
	for (size_t i = 0; i < 4; i++)
		zc_buf_char(b, (char)(v >> (8 * i) & 0xFF));
}

static int
send_table(struct zc_foreign_out *o, size_t probe)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 64);
	zc_buf_char(&b, 'T');
	le32(&b, 4);
	le32(&b, probe);
	rc = b.rc != ZC_OK ? b.rc : o->send(o->ctx, zc_buf_get(&b));
	zc_buf_fini(&b);
	return rc;
}

static int
send_meta(struct zc_foreign_out *o, struct zc_str key, struct zc_str value)
{
	struct zc_buf b;
	int rc;

	if (key.n > 60 || value.n > 1000)
		return ZC_EINPUT;
	zc_buf_init(&b, 4096);
	zc_buf_char(&b, 'S');
	le32(&b, 8 + key.n + value.n);
	le32(&b, key.n);
	zc_buf_str(&b, key);
	le32(&b, value.n);
	zc_buf_str(&b, value);
	rc = b.rc != ZC_OK ? b.rc : o->send(o->ctx, zc_buf_get(&b));
	zc_buf_fini(&b);
	return rc;
}

static bool
wanted(struct zc_str key, char text[64])
{
	if (key.n >= 64)
		return false;
	(void)snprintf(text, 64, "%.*s", (int)key.n, key.p);
	return zc_foreign_key(text);
}

/* SQLite. */

/* Which of the declared columns the file has; a bit for each. */
static uint32_t
columns(struct zc_sqlitefd *s, const struct zc_probe *p)
{
	uint32_t have = 0;

	for (size_t i = 0; i < p->ncols; i++) {
		sqlite3_stmt *q = NULL;
		char sql[256];

		(void)snprintf(sql, sizeof(sql),
		    "SELECT \"%s\".\"%s\" FROM \"%s\" LIMIT 0", p->table,
		    p->cols[i].name, p->table);
		if (zc_sqlitefd_query(s, sql, &q, NULL) == ZC_OK)
			have |= 1U << i;
		(void)sqlite3_finalize(q);
	}
	return have;
}

static void
select_of(const struct zc_probe *p, uint32_t have, struct zc_buf *b)
{
	zc_buf_cstr(b, "SELECT ");
	for (size_t i = 0; i < p->ncols; i++) {
		zc_buf_cstr(b, i == 0 ? "" : ", ");
		if ((have & 1U << i) != 0)
			zc_buf_fmt(b, "\"%s\"", p->cols[i].name);
		else
			zc_buf_cstr(b, "NULL");
	}
	zc_buf_fmt(b, " FROM \"%s\"", p->table);
}

static int
put_row(struct zc_table *t, sqlite3_stmt *q)
{
	for (size_t i = 0; i < t->probe->ncols; i++) {
		const struct zc_col *c = &t->probe->cols[i];
		int k = (int)i, type = sqlite3_column_type(q, k);

		if (type == SQLITE_NULL)
			continue;
		if (c->type == ZC_TEXT)
			zc_put(t, c->name, zc_sqlitefd_text(q, k));
		else if (type == SQLITE_INTEGER)
			zc_put_int(t, c->name, sqlite3_column_int64(q, k));
		else
			return ZC_EINPUT;
	}
	return zc_row(t, NULL);
}

static int
put_rows(struct zc_sqlitefd *s, struct zc_table *t, uint32_t have)
{
	sqlite3_stmt *q = NULL;
	struct zc_buf sql;
	int rc;

	zc_buf_init(&sql, 65536);
	select_of(t->probe, have, &sql);
	rc = zc_sqlitefd_query(s, sql.p, &q, NULL);
	zc_buf_fini(&sql);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sqlitefd_step(s, q, NULL)) > 0) {
		rc = put_row(t, q);
		if (rc != ZC_OK)
			break;
	}
	(void)sqlite3_finalize(q);
	return rc;
}

static int
put_misses(struct zc_sqlitefd *s, struct zc_table *t)
{
	sqlite3_stmt *q = NULL;
	char sql[256];
	int rc;

	(void)snprintf(sql, sizeof(sql),
	    "SELECT path, reason FROM zc_miss WHERE table_name='%s'",
	    t->probe->table);
	rc = zc_sqlitefd_query(s, sql, &q, NULL);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sqlitefd_step(s, q, NULL)) > 0) {
		char path[ZC_TABLE_TEXT_MAX + 1], why[256];
		struct zc_str a = zc_sqlitefd_text(q, 0);
		struct zc_str b = zc_sqlitefd_text(q, 1);

		zc_utf8_copy(path, sizeof(path), a);
		zc_utf8_copy(why, sizeof(why), b);
		zc_miss(t, path, why);
	}
	(void)sqlite3_finalize(q);
	return rc;
}

/* The status row; a status we do not know is an error, never ok. */
static int
put_cover(struct zc_sqlitefd *s, struct zc_table *t)
{
	sqlite3_stmt *q = NULL;
	enum zc_cover c = ZC_COVER_ERROR;
	char sql[256], word[32], reason[160], detail[400];
	int rc;

	(void)snprintf(sql, sizeof(sql),
	    "SELECT status, reason, detail, window_from, window_to"
	    " FROM zc_table WHERE name='%s'",
	    t->probe->table);
	rc = zc_sqlitefd_query(s, sql, &q, NULL);
	if (rc == ZC_OK)
		rc = zc_sqlitefd_step(s, q, NULL);
	if (rc == 1) {
		zc_utf8_copy(word, sizeof(word), zc_sqlitefd_text(q, 0));
		zc_utf8_copy(reason, sizeof(reason), zc_sqlitefd_text(q, 1));
		zc_utf8_copy(detail, sizeof(detail), zc_sqlitefd_text(q, 2));
		if (!zc_cover_of(word, &c))
			(void)snprintf(reason, sizeof(reason), "%s",
			    ZC_N("the inspection did not get this far"));
		if (sqlite3_column_int64(q, 3) != 0 ||
		    sqlite3_column_int64(q, 4) != 0)
			zc_window(t, sqlite3_column_int64(q, 3),
			    sqlite3_column_int64(q, 4));
		rc = zc_cover(t, c, reason, detail);
	}
	(void)sqlite3_finalize(q);
	return rc;
}

static int
sqlite_table(struct zc_sqlitefd *s, size_t i, struct zc_foreign_out *o)
{
	struct zc_table t;
	uint32_t have = columns(s, zc_probes[i]);
	int rc;

	if (have == 0)
		return ZC_OK; /* the file does not know this table */
	rc = send_table(o, i);
	if (rc != ZC_OK)
		return rc;
	zc_table_init(&t, zc_probes[i], o->send, o->ctx);
	rc = put_rows(s, &t, have);
	if (rc == ZC_OK)
		rc = put_misses(s, &t);
	if (rc == ZC_OK)
		rc = put_cover(s, &t);
	if (rc == ZC_OK)
		rc = zc_table_flush(&t);
	zc_table_fini(&t);
	return rc;
}

static int
sqlite_meta(struct zc_sqlitefd *s, struct zc_foreign_out *o)
{
	sqlite3_stmt *q = NULL;
	char key[64];
	int rc =
	    zc_sqlitefd_query(s, "SELECT key, value FROM zc_meta", &q, NULL);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sqlitefd_step(s, q, NULL)) > 0) {
		struct zc_str k = zc_sqlitefd_text(q, 0);

		rc = wanted(k, key) ? send_meta(o, k, zc_sqlitefd_text(q, 1))
				    : ZC_OK;
		if (rc != ZC_OK)
			break;
	}
	(void)sqlite3_finalize(q);
	return rc;
}

int
zc_foreign_sqlite(
    int dir, const char *name, struct zc_foreign_out *o, struct zc_err *e)
{
	const char **tables = calloc(zc_nprobes + 4, sizeof(*tables));
	struct zc_sqlitefd s;
	size_t n = 0;
	int rc;

	if (tables == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "tables");
	tables[n++] = "zc_meta";
	tables[n++] = "zc_table";
	tables[n++] = "zc_miss";
	for (size_t i = 0; i < zc_nprobes; i++)
		tables[n++] = zc_probes[i]->table;
	rc = zc_sqlitefd_open(dir, name, tables, &s, e);
	if (rc == ZC_OK) {
		rc = sqlite_meta(&s, o);
		for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++)
			rc = sqlite_table(&s, i, o);
		zc_sqlitefd_close(&s);
	}
	free(tables);
	return rc;
}

/* JSON lines: docs/formats/case.md. */

struct reader {
	struct zc_foreign_out *o;
	struct zc_table t;
	size_t probe; /* of t; SIZE_MAX: no table is open */
};

static int
close_table(struct reader *r)
{
	int rc = ZC_OK;

	if (r->probe != SIZE_MAX) {
		rc = zc_table_flush(&r->t);
		zc_table_fini(&r->t);
	}
	r->probe = SIZE_MAX;
	return rc;
}

static const char *
text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s == NULL ? "" : s;
}

/* {"table": …, "status": …}: its rows and misses follow. */
static int
line_table(struct reader *r, const json_t *o, const char *name)
{
	enum zc_cover c = ZC_COVER_ERROR;
	int rc = close_table(r);

	for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++) {
		if (strcmp(zc_probes[i]->table, name) != 0)
			continue;
		rc = send_table(r->o, i);
		if (rc != ZC_OK)
			return rc;
		r->probe = i;
		zc_table_init(&r->t, zc_probes[i], r->o->send, r->o->ctx);
		(void)zc_cover_of(text_of(o, "status"), &c);
		if (json_is_integer(json_object_get(o, "from")))
			zc_window(&r->t,
			    json_integer_value(json_object_get(o, "from")),
			    json_integer_value(json_object_get(o, "to")));
		return zc_cover(
		    &r->t, c, text_of(o, "reason"), text_of(o, "detail"));
	}
	return rc; /* a table we do not know is passed over */
}

static const struct zc_col *
col_of(const struct zc_probe *p, const char *name)
{
	for (size_t i = 0; i < p->ncols; i++)
		if (strcmp(p->cols[i].name, name) == 0)
			return &p->cols[i];
	return NULL;
}

static int
line_row(struct reader *r, const json_t *row)
{
	const char *name;
	json_t *v;

	if (r->probe == SIZE_MAX)
		return ZC_OK;
	json_object_foreach((json_t *)row, name, v)
	{
		const struct zc_col *c = col_of(r->t.probe, name);

		if (c == NULL || json_is_null(v))
			continue;
		if (c->type == ZC_TEXT && json_is_string(v))
			zc_put(&r->t, c->name,
			    (struct zc_str){
				json_string_value(v), json_string_length(v) });
		else if (c->type != ZC_TEXT && json_is_integer(v))
			zc_put_int(&r->t, c->name, json_integer_value(v));
		else if (c->type == ZC_BOOL && json_is_boolean(v))
			zc_put_int(&r->t, c->name, json_is_true(v));
		else
			return ZC_EINPUT;
	}
	return zc_row(&r->t, NULL);
}

static int
line_meta(struct reader *r, const json_t *meta)
{
	const char *name;
	json_t *v;
	int rc = ZC_OK;

	json_object_foreach((json_t *)meta, name, v)
	{
		char key[64];

		if (!wanted(zc_str_of(name), key) || !json_is_string(v))
			continue;
		rc = send_meta(
		    r->o, zc_str_of(name), zc_str_of(json_string_value(v)));
		if (rc != ZC_OK)
			return rc;
	}
	return rc;
}

static int
line(struct reader *r, const json_t *o)
{
	const char *name = text_of(o, "table");

	if (name[0] != '\0')
		return line_table(r, o, name);
	if (json_is_object(json_object_get(o, "row")))
		return line_row(r, json_object_get(o, "row"));
	if (json_is_string(json_object_get(o, "miss"))) {
		if (r->probe != SIZE_MAX)
			zc_miss(
			    &r->t, text_of(o, "miss"), text_of(o, "reason"));
		return ZC_OK;
	}
	if (json_is_object(json_object_get(o, "meta")))
		return line_meta(r, json_object_get(o, "meta"));
	return ZC_EINPUT;
}

int
zc_foreign_jsonl(struct zc_str text, struct zc_foreign_out *o, struct zc_err *e)
{
	struct reader r = { .o = o, .probe = SIZE_MAX };
	struct zc_str one;
	size_t n = 0;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&text, &one)) {
		json_t *j =
		    json_loadb(one.p, one.n, JSON_REJECT_DUPLICATES, NULL);

		n++;
		if (!json_is_object(j) ||
		    (n == 1 &&
			json_integer_value(json_object_get(j, "zicha_case")) !=
			    ZC_CASE_FORMAT))
			rc = ZC_EINPUT;
		else
			rc = line(&r, j);
		json_decref(j);
	}
	if (rc == ZC_OK)
		rc = close_table(&r);
	else if (r.probe != SIZE_MAX)
		zc_table_fini(&r.t);
	if (rc == ZC_OK && n == 0)
		rc = ZC_EINPUT;
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "line %zu is not of a case", n);
	return ZC_OK;
}
