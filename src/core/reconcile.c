#include "core/reconcile.h"

#include "core/judge.h"
#include "core/ledger_in.h"
#include "core/reconcile_in.h"

static const char *const words[] = { ZC_N("unregistered"), ZC_N("missing"),
	ZC_N("contradiction") };

const char *
zc_recon_word(enum zc_recon_kind k)
{
	return words[k];
}

bool
zc_recon_kind_of(const char *word, enum zc_recon_kind *out)
{
	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i], word) == 0) {
			*out = (enum zc_recon_kind)i;
			return true;
		}
	return false;
}

static struct zc_recon *
add(struct zc_recon_job *j, enum zc_recon_kind kind)
{
	struct zc_recon_list *l = j->out;

	if (l->n == l->cap) {
		size_t cap = l->cap * 2 + 64;
		struct zc_recon *v = zc_arena_array(j->a, cap, sizeof(*v));

		if (v == NULL)
			return NULL;
		if (l->n > 0)
			memcpy(v, l->v, l->n * sizeof(*v));
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n] = (struct zc_recon){ .source = j->source,
		.kind = kind,
		.name = "",
		.field = "",
		.is = "",
		.was = "",
		.target = "" };
	return &l->v[l->n++];
}

static void
key_of(struct zc_recon_job *j, struct zc_recon *r, const struct zc_val *v,
    size_t n)
{
	char check[128];

	(void)snprintf(
	    check, sizeof(check), "reconcile.%s.%s", j->l->id, words[r->kind]);
	zc_judge_key(check, j->target, v, n, r->key);
}

static const struct zc_ledger_field *
field(const struct zc_recon_job *j, const char *name)
{
	return zc_work_field(j->l, name);
}

static int
column(const struct zc_rows *r, const char *name)
{
	for (size_t i = 0; i < zc_rows_cols(r); i++)
		if (strcmp(zc_rows_name(r, i), name) == 0)
			return (int)i;
	return -1;
}

/* The cell in the ledger's normal form. `*refused`: it carries a mark. */
static int
normal(struct zc_recon_job *j, const struct zc_rows *r, const char *name,
    struct zc_val *out, bool *refused)
{
	const struct zc_ledger_field *f = field(j, name);
	int k = column(r, name);
	struct zc_value_why why = { 0 };
	struct zc_val v;
	int rc;

	*out = (struct zc_val){ .type = ZC_VAL_NULL };
	if (f == NULL || k < 0)
		return ZC_OK;
	v = zc_rows_val(r, (size_t)k);
	if (v.type != ZC_VAL_TEXT) {
		*out = v;
		return ZC_OK;
	}
	v.s.p = zc_arena_dup(j->a, v.s.p, v.s.n);
	if (v.s.p == NULL)
		return ZC_ENOMEM;
	rc = zc_value_read(j->o, f, v.s, true, j->a, out, &why);
	if (rc == ZC_EREFUSED || rc == ZC_EACCES)
		*refused = true;
	else if (rc == ZC_EINPUT)
		*out = v; /* a machine may say what no officer would */
	else if (rc != ZC_OK)
		return rc;
	return ZC_OK;
}

/* A row that was seen: its values by the names of the source. */
struct seen {
	struct zc_val match[ZC_RECON_COLS], fill[ZC_RECON_COLS],
	    compare[ZC_RECON_COLS];
	const char *target;
	int64_t at;
	bool refused;
};

static int
values(struct zc_recon_job *j, const struct zc_rows *r,
    const struct zc_strs *names, struct zc_val *v, bool *refused)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < names->n && i < ZC_RECON_COLS && rc == ZC_OK;
	     i++)
		rc = normal(j, r, names->v[i], &v[i], refused);
	return rc;
}

static int
read_seen(struct zc_recon_job *j, const struct zc_rows *r, struct seen *s,
    struct zc_err *e)
{
	int t = column(r, "fact_target"), at = column(r, "fact_seen");
	int rc = values(j, r, &j->source->match, s->match, &s->refused);

	if (rc == ZC_OK)
		rc = values(j, r, &j->source->fill, s->fill, &s->refused);
	if (rc == ZC_OK)
		rc = values(j, r, &j->source->compare, s->compare, &s->refused);
	if (t >= 0)
		s->target = zc_arena_dup(j->a, zc_rows_text(r, (size_t)t),
		    strlen(zc_rows_text(r, (size_t)t)));
	if (at >= 0)
		s->at = zc_rows_int(r, (size_t)at);
	if (s->target == NULL)
		s->target = "";
	return rc == ZC_OK ? rc : ZC_FAIL(e, rc, "%s", j->l->id);
}

static const char *
show(struct zc_recon_job *j, const char *name, struct zc_val v)
{
	const struct zc_ledger_field *f = field(j, name);
	const char *s = f == NULL ? "" : zc_value_export(f, v, "zh", j->a);

	return s == NULL ? "" : s;
}

static int
unregistered(struct zc_recon_job *j, const struct seen *s)
{
	const struct zc_source *src = j->source;
	struct zc_recon *r = add(j, ZC_RECON_UNREGISTERED);
	struct zc_buf b;

	if (r == NULL)
		return ZC_ENOMEM;
	r->target = s->target;
	r->seen_at = s->at;
	zc_buf_init(&b, 64 << 10);
	for (size_t i = 0; i < src->match.n && i < ZC_RECON_COLS; i++)
		zc_buf_fmt(&b, "%s%s", i == 0 ? "" : " ",
		    show(j, src->match.v[i], s->match[i]));
	r->name = b.rc == ZC_OK ? zc_arena_dup(j->a, b.p, b.n) : NULL;
	zc_buf_fini(&b);
	r->fill.v = zc_arena_array(j->a, src->fill.n + 1, sizeof(*r->fill.v));
	if (r->name == NULL || r->fill.v == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < src->fill.n && i < ZC_RECON_COLS; i++) {
		const char *text = show(j, src->fill.v[i], s->fill[i]);

		if (text[0] != '\0')
			r->fill.v[r->fill.n++] =
			    (struct zc_cell){ src->fill.v[i], text };
	}
	key_of(j, r, s->match, src->match.n);
	return ZC_OK;
}

static bool
empty(struct zc_val v)
{
	return v.type == ZC_VAL_NULL || (v.type == ZC_VAL_TEXT && v.s.n == 0);
}

static int
contradictions(struct zc_recon_job *j, const struct seen *s,
    const struct zc_recon_row *row)
{
	const struct zc_source *src = j->source;
	struct zc_val key[ZC_RECON_COLS + 1];
	size_t n = src->match.n < ZC_RECON_COLS ? src->match.n : ZC_RECON_COLS;

	for (size_t i = 0; i < src->compare.n && i < ZC_RECON_COLS; i++) {
		const char *name = src->compare.v[i];
		struct zc_recon *r;

		if (empty(s->compare[i]) || empty(row->compare[i]) ||
		    zc_val_same(s->compare[i], row->compare[i]))
			continue;
		r = add(j, ZC_RECON_CONTRADICTION);
		if (r == NULL)
			return ZC_ENOMEM;
		r->row = row->id;
		r->name = row->name;
		r->field = name;
		r->is = show(j, name, s->compare[i]);
		r->was = show(j, name, row->compare[i]);
		r->target = s->target;
		r->seen_at = s->at;
		r->fill.v = zc_arena_array(j->a, 1, sizeof(*r->fill.v));
		if (r->fill.v == NULL)
			return ZC_ENOMEM;
		r->fill.v[0] = (struct zc_cell){ name, r->is };
		r->fill.n = 1;
		memcpy(key, s->match, n * sizeof(*key));
		key[n] = (struct zc_val){ .type = ZC_VAL_TEXT,
			.s = zc_str_of(name) };
		key_of(j, r, key, n + 1);
	}
	return ZC_OK;
}

static int
on_seen(struct zc_recon_job *j, const struct zc_rows *rows, struct zc_err *e)
{
	const struct zc_recon_row *row = NULL;
	struct seen s = { 0 };
	bool any = false;
	int rc = read_seen(j, rows, &s, e);

	if (rc != ZC_OK)
		return rc;
	if (s.refused) {
		j->out->refused++;
		return ZC_OK;
	}
	for (size_t i = 0; i < j->source->match.n && i < ZC_RECON_COLS; i++)
		any |= !empty(s.match[i]);
	if (!any)
		return ZC_OK;
	rc = zc_recon_find(j, s.match, &row);
	if (rc == ZC_OK)
		rc = row == NULL ? unregistered(j, &s)
				 : contradictions(j, &s, row);
	return rc == ZC_OK ? rc : ZC_FAIL(e, rc, "%s", j->l->id);
}

static int
ask_seen(struct zc_recon_job *j, struct zc_err *e)
{
	const char *sql = zc_office_sql(j->o, j->source->query, j->a);
	struct zc_rows *r = NULL;
	int rc = zc_view_ask(zc_office_db(j->o), sql, &r, e);

	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0)
		rc = on_seen(j, r, e);
	zc_rows_close(r);
	return rc;
}

/* Was every table of facts that the query reads seen on every computer? */
static int
conclusive(struct zc_recon_job *j, const char *sql, bool *yes, struct zc_err *e)
{
	struct zc_db *db = zc_office_db(j->o);
	struct zc_str rest, name;
	struct zc_buf reads;
	int rc;

	*yes = true;
	zc_buf_init(&reads, 64 << 10);
	rc = zc_view_reads(db, sql, &reads, e);
	rest = (struct zc_str){ reads.p, reads.n };
	while (rc == ZC_OK && zc_str_cut(&rest, ' ', &name)) {
		struct zc_fact_cover c;
		char table[80];

		if (!zc_str_starts(name, "fact_"))
			continue;
		(void)snprintf(
		    table, sizeof(table), "%.*s", (int)name.n - 5, name.p + 5);
		rc = zc_fact_cover(db, j->unit, table, &c, e);
		if (rc != ZC_OK || (c.targets > 0 && c.unseen == 0))
			continue;
		*yes = false;
		rc = zc_recon_open(j, table, &c);
		if (rc != ZC_OK)
			rc = ZC_FAIL(e, rc, "%s", j->l->id);
	}
	zc_buf_fini(&reads);
	return rc;
}

static int
ask_missing(struct zc_recon_job *j, struct zc_err *e)
{
	const char *sql;
	struct zc_rows *r = NULL;
	bool yes = false;
	int rc;

	if (j->source->missing == NULL)
		return ZC_OK;
	sql = zc_office_sql(j->o, j->source->missing, j->a);
	rc = conclusive(j, sql, &yes, e);
	if (rc != ZC_OK || !yes)
		return rc;
	rc = zc_view_ask(zc_office_db(j->o), sql, &r, e);
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		const struct zc_recon_row *row =
		    zc_recon_row(j, zc_rows_int(r, 0));
		struct zc_recon *d = add(j, ZC_RECON_MISSING);
		struct zc_val id;

		if (d == NULL) {
			rc = ZC_FAIL(e, ZC_ENOMEM, "%s", j->l->id);
			break;
		}
		d->row = zc_rows_int(r, 0);
		d->name = row == NULL ? "" : row->name;
		id = (struct zc_val){ .type = ZC_VAL_INT, .i = d->row };
		key_of(j, d, &id, 1);
		rc = ZC_OK;
	}
	zc_rows_close(r);
	return rc;
}

static int
by_order(const void *x, const void *y)
{
	const struct zc_recon *a = x, *b = y;
	int d = (int)a->kind - (int)b->kind;

	if (d == 0)
		d = strcmp(a->name, b->name);
	return d != 0 ? d : strcmp(a->key, b->key);
}

int
zc_reconcile(struct zc_office *o, const struct zc_ledger *l, struct zc_arena *a,
    struct zc_recon_list *out, struct zc_err *e)
{
	struct zc_recon_list got = { .ledger = l };
	struct zc_recon_job j = { .o = o,
		.l = l,
		.a = a,
		.out = &got,
		.unit = zc_office_actor(o)->unit };
	size_t n = 0;
	int rc = ZC_OK;

	(void)snprintf(
	    j.target, sizeof(j.target), "unit-%lld", (long long)j.unit);
	if (zc_office_mode(o, l) != ZC_LEDGER_FULL) {
		*out = got;
		return ZC_OK;
	}
	rc = zc_office_see_row(o, j.unit, 0, e);
	for (size_t i = 0; i < l->nfrom && rc == ZC_OK; i++) {
		j.source = &l->from[i];
		rc = zc_recon_load(&j, e);
		if (rc == ZC_OK)
			rc = ask_seen(&j, e);
		if (rc == ZC_OK)
			rc = ask_missing(&j, e);
	}
	if (got.n > 0)
		qsort(got.v, got.n, sizeof(*got.v), by_order);
	/* Two sources that tell the same are one difference. */
	for (size_t i = n = 0; i < got.n; i++)
		if (n == 0 || strcmp(got.v[n - 1].key, got.v[i].key) != 0)
			got.v[n++] = got.v[i];
	got.n = n;
	if (rc == ZC_OK)
		*out = got;
	return rc;
}
