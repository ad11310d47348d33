#include "core/grid.h"

#include "base/utf8.h"

#include <jansson.h>

enum {
	CELL_WIDTH_MAX = 60
};

bool
zc_grid_of(const char *name, enum zc_grid *out)
{
	static const char *const names[] = { "table", "json", "csv" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum zc_grid)i;
			return true;
		}
	return false;
}

/*
 * A spreadsheet takes text that begins like this for a formula, and file names
 * are chosen by others (OWASP, CSV injection): an apostrophe makes it text.
 */
static bool
is_formula(const char *s)
{
	return *s != '\0' && strchr("=+-@\t\r", *s) != NULL;
}

static void
csv_text(FILE *f, const char *s)
{
	(void)fputs("\"'", f);
	for (; *s != '\0'; s++) {
		if (*s == '"')
			(void)fputc('"', f);
		(void)fputc(*s, f);
	}
	(void)fputc('"', f);
}

static void
csv_cell(FILE *f, const char *s)
{
	if (strpbrk(s, ",\"\r\n") == NULL) {
		(void)fputs(s, f);
		return;
	}
	(void)fputc('"', f);
	for (; *s != '\0'; s++) {
		if (*s == '"')
			(void)fputc('"', f);
		(void)fputc(*s, f);
	}
	(void)fputc('"', f);
}

static int64_t
print_csv(sqlite3_stmt *st, FILE *f, struct zc_err *e)
{
	int n = sqlite3_column_count(st), rc;
	int64_t rows = 0;

	for (int i = 0; i < n; i++) {
		(void)fputs(i == 0 ? "" : ",", f);
		csv_cell(f, sqlite3_column_name(st, i));
	}
	(void)fputs("\r\n", f);
	while ((rc = zc_sql_step(st, e)) > 0) {
		for (int i = 0; i < n; i++) {
			(void)fputs(i == 0 ? "" : ",", f);
			if (sqlite3_column_type(st, i) == SQLITE_TEXT &&
			    is_formula(zc_sql_text(st, i)))
				csv_text(f, zc_sql_text(st, i));
			else
				csv_cell(f, zc_sql_text(st, i));
		}
		(void)fputs("\r\n", f);
		rows++;
	}
	return rc < 0 ? rc : rows;
}

static json_t *
value(sqlite3_stmt *st, int i)
{
	switch (sqlite3_column_type(st, i)) {
	case SQLITE_NULL:
		return json_null();
	case SQLITE_INTEGER:
		return json_integer(sqlite3_column_int64(st, i));
	case SQLITE_FLOAT:
		return json_real(sqlite3_column_double(st, i));
	default:
		return json_string(zc_sql_text(st, i));
	}
}

static int64_t
print_json(sqlite3_stmt *st, FILE *f, struct zc_err *e)
{
	int n = sqlite3_column_count(st), rc;
	int64_t rows = 0;

	(void)fputs("[", f);
	while ((rc = zc_sql_step(st, e)) > 0) {
		json_t *o = json_object();

		for (int i = 0; i < n; i++)
			(void)json_object_set_new(
			    o, sqlite3_column_name(st, i), value(st, i));
		(void)fputs(rows++ == 0 ? "\n" : ",\n", f);
		(void)json_dumpf(o, f, JSON_COMPACT);
		json_decref(o);
	}
	(void)fputs(rows == 0 ? "]\n" : "\n]\n", f);
	return rc < 0 ? rc : rows;
}

/* A cell without line feeds, cut to the widest that is shown. */
static void
cell(struct zc_buf *b, const char *s)
{
	struct zc_str rest = zc_str_of(s);
	size_t w = 0, k;

	while (rest.n > 0) {
		k = zc_utf8_step(rest);
		if (k == 0)
			k = 1;
		w += zc_utf8_width(zc_str_sub(rest, 0, k));
		if (w > CELL_WIDTH_MAX) {
			zc_buf_cstr(b, "…");
			return;
		}
		if (rest.p[0] == '\n' || rest.p[0] == '\t')
			zc_buf_char(b, ' ');
		else
			zc_buf_add(b, rest.p, k);
		rest = zc_str_sub(rest, k, rest.n);
	}
}

struct lines {
	struct zc_buf text; /* all cells, each ended by '\0' */
	size_t width[64];
	size_t rows;
	int n;
};

static void
take_cell(struct lines *l, int i, const char *s)
{
	size_t from = l->text.n, w;

	cell(&l->text, s);
	w = zc_utf8_width(zc_str_sub(zc_buf_get(&l->text), from, l->text.n));
	if (w > l->width[i])
		l->width[i] = w;
	zc_buf_char(&l->text, '\0');
}

static void
put_lines(const struct lines *l, FILE *f)
{
	struct zc_str rest = zc_buf_get(&l->text), c;

	for (size_t r = 0; r < l->rows; r++)
		for (int i = 0; i < l->n && zc_str_cut(&rest, '\0', &c); i++) {
			size_t pad = l->width[i] - zc_utf8_width(c);

			(void)fprintf(f, "%.*s", (int)c.n, c.p);
			if (i + 1 == l->n)
				(void)fputc('\n', f);
			else
				(void)fprintf(f, "%*s", (int)pad + 2, "");
		}
}

static int64_t
print_table(sqlite3_stmt *st, FILE *f, struct zc_err *e)
{
	struct lines l = { .n = sqlite3_column_count(st) };
	int rc;

	if (l.n > (int)ZC_LEN(l.width))
		return ZC_FAIL(
		    e, ZC_ELIMIT, "over %zu columns", ZC_LEN(l.width));
	zc_buf_init(&l.text, 256 << 20);
	for (int i = 0; i < l.n; i++)
		take_cell(&l, i, sqlite3_column_name(st, i));
	l.rows = 1;
	while ((rc = zc_sql_step(st, e)) > 0) {
		for (int i = 0; i < l.n; i++)
			take_cell(&l, i, zc_sql_text(st, i));
		l.rows++;
	}
	if (rc == ZC_OK && l.text.rc != ZC_OK)
		rc = ZC_FAIL(e, l.text.rc, "too many rows to show");
	if (rc == ZC_OK)
		put_lines(&l, f);
	zc_buf_fini(&l.text);
	return rc < 0 ? rc : (int64_t)l.rows - 1;
}

int64_t
zc_grid_print(sqlite3_stmt *st, enum zc_grid g, FILE *f, struct zc_err *e)
{
	switch (g) {
	case ZC_GRID_JSON:
		return print_json(st, f, e);
	case ZC_GRID_CSV:
		return print_csv(st, f, e);
	default:
		return print_table(st, f, e);
	}
}
