#include "core/fact.h"

#include "base/buf.h"
#include "base/sha256.h"
#include "store/sql.h"

enum {
	COLS_MAX = 110
};

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

bool
zc_fact_names(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text; p != NULL && (p = strstr(p, word)) != NULL;
	     p += n)
		if ((p == text || !is_word(p[-1])) && !is_word(p[n]))
			return true;
	return false;
}

/* Does any definition ask for this table? */
static bool
asked(const struct zc_catalog *c, const char *name)
{
	for (size_t i = 0; i < c->nledgers; i++)
		for (size_t k = 0; k < c->ledgers[i].nfrom; k++)
			if (zc_fact_names(c->ledgers[i].from[k].query, name) ||
			    zc_fact_names(c->ledgers[i].from[k].missing, name))
				return true;
	for (size_t i = 0; i < c->nindicators; i++)
		if (zc_fact_names(c->indicators[i].query, name) ||
		    zc_fact_names(c->indicators[i].rows, name) ||
		    zc_fact_names(c->indicators[i].group, name))
			return true;
	for (size_t i = 0; i < c->nchecks; i++)
		if (strcmp(c->checks[i].target, "unit") == 0 &&
		    (zc_fact_names(c->checks[i].query, name) ||
			zc_fact_names(c->checks[i].applies, name) ||
			zc_fact_names(c->checks[i].unknown, name)))
			return true;
	return false;
}

static const char *
column(const char *name)
{
	if (strcmp(name, "first_seen") == 0)
		return "host_first_seen";
	return strcmp(name, "last_seen") == 0 ? "host_last_seen" : name;
}

static int
make(const struct zc_probe *p, const char *name, struct zc_arena *a,
    struct zc_tdef *t)
{
	struct zc_tcol *cols = zc_arena_array(a, p->ncols + 1, sizeof(*cols));

	*t = (struct zc_tdef){ .name = zc_arena_dup(a, name, strlen(name)),
		.cols = cols,
		.ncols = p->ncols };
	if (cols == NULL || t->name == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < p->ncols; i++)
		cols[i] = (struct zc_tcol){ .name = column(p->cols[i].name),
			.type =
			    p->cols[i].type == ZC_TEXT ? ZC_T_TEXT : ZC_T_INT };
	return ZC_OK;
}

int
zc_fact_tables(const struct zc_catalog *c, struct zc_arena *a,
    struct zc_tdef **out, size_t *n, struct zc_err *e)
{
	struct zc_tdef *t = zc_arena_array(a, zc_nprobes + 1, sizeof(*t));
	char name[80];
	size_t k = 0;

	if (t == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "tables of facts");
	for (size_t i = 0; i < zc_nprobes; i++) {
		(void)snprintf(
		    name, sizeof(name), "fact_%s", zc_probes[i]->table);
		if (!asked(c, name))
			continue;
		if (make(zc_probes[i], name, a, &t[k++]) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "tables of facts");
	}
	*out = t;
	*n = k;
	return ZC_OK;
}

/* How the case saw each table. */
struct covers {
	const struct zc_tdef *t;
	size_t n;
	enum zc_cover *v;
	bool *there;
};

static int
on_status(void *ctx, const struct zc_case_status *s)
{
	struct covers *c = ctx;

	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->t[i].name + strlen("fact_"), s->table) == 0) {
			c->there[i] = true;
			c->v[i] = s->o.cover;
		}
	return ZC_OK;
}

/* A case of an older collector may lack columns: they are null then. */
static int
has_column(sqlite3 *db, const char *table, const char *col, bool *out,
    struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(db,
	    "SELECT 1 FROM pragma_table_info($1) WHERE name=$2", &st, e, "ss",
	    table, col);

	if (rc == ZC_OK)
		rc = zc_sql_step(st, e);
	*out = rc > 0;
	(void)sqlite3_finalize(st);
	return rc < 0 ? rc : ZC_OK;
}

static int
select_rows(
    sqlite3 *db, const struct zc_probe *p, sqlite3_stmt **st, struct zc_err *e)
{
	struct zc_buf b;
	bool has;
	int rc = ZC_OK;

	zc_buf_init(&b, 64 << 10);
	zc_buf_cstr(&b, "SELECT ");
	for (size_t i = 0; i < p->ncols && rc == ZC_OK; i++) {
		rc = has_column(db, p->table, p->cols[i].name, &has, e);
		zc_buf_fmt(&b, has ? "%s\"%s\"" : "%sNULL AS \"%s\"",
		    i == 0 ? "" : ",", p->cols[i].name);
	}
	zc_buf_fmt(&b, " FROM \"%s\"", p->table);
	if (rc == ZC_OK)
		rc = b.rc == ZC_OK ? zc_sql_prepare(db, b.p, st, e, "")
				   : ZC_FAIL(e, ZC_ENOMEM, "%s", p->table);
	zc_buf_fini(&b);
	return rc;
}

/* A cell as the store keeps it; a foreign case may have put text for a number:
 * that is no value. */
static struct zc_val
cell(sqlite3_stmt *st, int k, enum zc_ttype type)
{
	int is = sqlite3_column_type(st, k);

	if (is == SQLITE_NULL || (type == ZC_T_INT && is != SQLITE_INTEGER) ||
	    is == SQLITE_BLOB)
		return (struct zc_val){ .type = ZC_VAL_NULL };
	if (type == ZC_T_INT)
		return (struct zc_val){ .type = ZC_VAL_INT,
			.i = sqlite3_column_int64(st, k) };
	return (struct zc_val){ .type = ZC_VAL_TEXT,
		.s = zc_str_of(zc_sql_text(st, k)) };
}

/* Digest by name, type and value of what is not null: a column that a later
 * collector adds changes no digest. */
static void
sum_of(const struct zc_tdef *t, const struct zc_val *v, char out[65])
{
	struct zc_sha256 h;
	char head[96];

	zc_sha256_init(&h);
	for (size_t i = 0; i < t->ncols; i++) {
		int n;

		if (v[i].type == ZC_VAL_NULL)
			continue;
		n = snprintf(head, sizeof(head), "%s %c %lld\n",
		    t->cols[i].name, v[i].type == ZC_VAL_INT ? 'i' : 's',
		    v[i].type == ZC_VAL_INT ? (long long)v[i].i
					    : (long long)v[i].s.n);
		zc_sha256_add(&h, head, (size_t)n);
		if (v[i].type == ZC_VAL_TEXT)
			zc_sha256_add(&h, v[i].s.p, v[i].s.n);
	}
	zc_sha256_hex(&h, out);
}

static int
copy_rows(struct zc_db *db, struct zc_case *c, const struct zc_fact_in *f,
    const struct zc_probe *p, struct zc_err *e)
{
	struct zc_val v[COLS_MAX];
	sqlite3_stmt *st = NULL;
	char sum[65];
	int rc = select_rows(zc_case_db(c), p, &st, e);

	assert(f->t->ncols <= COLS_MAX);
	while (rc == ZC_OK && (rc = zc_sql_step(st, e)) > 0) {
		for (size_t i = 0; i < f->t->ncols; i++)
			v[i] = cell(st, (int)i, f->t->cols[i].type);
		sum_of(f->t, v, sum);
		rc = zc_fact_put(db, f, v, sum, e);
	}
	(void)sqlite3_finalize(st);
	return rc;
}

int
zc_fact_merge(struct zc_db *db, struct zc_case *c,
    const struct zc_fact_in *from, const struct zc_tdef *t, size_t n,
    struct zc_err *e)
{
	struct zc_fact_in f = *from;
	struct covers k = { .t = t, .n = n };
	struct zc_arena a;
	int rc = ZC_OK;

	zc_arena_init(&a, 1 << 20);
	k.v = zc_arena_array(&a, n + 1, sizeof(*k.v));
	k.there = zc_arena_array(&a, n + 1, sizeof(*k.there));
	if (k.v == NULL || k.there == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "facts");
	if (rc == ZC_OK)
		rc = zc_case_statuses(c, on_status, &k, e);
	for (size_t i = 0; i < n && rc == ZC_OK; i++) {
		const struct zc_probe *p =
		    zc_probe_find(t[i].name + strlen("fact_"));
		bool rows = k.v[i] == ZC_COVER_OK || k.v[i] == ZC_COVER_PARTIAL;

		if (!k.there[i] || p == NULL)
			continue;
		f.t = &t[i];
		if (rows)
			rc = copy_rows(db, c, &f, p, e);
		if (rc == ZC_OK)
			rc = zc_fact_end(db, &f, k.v[i] == ZC_COVER_OK,
			    zc_cover_word(k.v[i]), e);
	}
	zc_arena_fini(&a);
	return rc;
}
