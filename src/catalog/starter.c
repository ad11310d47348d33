#include "catalog/starter.h"

#include "base/buf.h"
#include "catalog/kind.h"

enum {
	TEXT_MAX = 1 << 16
};

struct making {
	const struct zc_starter *t;
	const struct zc_starter_answers *a;
	struct zc_arena *arena;
	const struct zc_cells *each; /* row of the list at hand, or NULL */
	zc_starter_fn fn;
	void *ctx;
};

static const char *
cell(const struct zc_cells *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].col, name) == 0)
			return c->v[i].text == NULL ? "" : c->v[i].text;
	return NULL;
}

static const struct zc_starter_ask *
ask_of(const struct zc_starter_ask *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, name) == 0)
			return &v[i];
	return NULL;
}

const char *
zc_starter_answer(const struct zc_starter *t,
    const struct zc_starter_answers *a, const char *name)
{
	const struct zc_starter_ask *q = ask_of(t->asks, t->nasks, name);
	const char *text = cell(a->values, name);

	if (text != NULL && text[0] != '\0')
		return text;
	return q == NULL ? "" : q->def;
}

/* Is the line one of those of the text? */
static bool
has_line(const char *text, const char *want)
{
	struct zc_str s = zc_str_of(text), line;

	while (zc_str_cut(&s, '\n', &line))
		if (zc_str_is(line, want))
			return true;
	return false;
}

static bool
all_roles(const struct zc_catalog *c, const char *text)
{
	struct zc_str s = zc_str_of(text), line;
	char id[80];

	while (zc_str_cut(&s, '\n', &line)) {
		if (line.n >= sizeof(id))
			return false;
		memcpy(id, line.p, line.n);
		id[line.n] = '\0';
		if (zc_catalog_role(c, id) == NULL)
			return false;
	}
	return true;
}

static bool
fits(const struct zc_catalog *c, const struct zc_starter_ask *q,
    const char *text)
{
	struct zc_str s = zc_str_of(text);
	int64_t n;

	if (strcmp(q->type, "integer") == 0)
		return zc_str_int(s, 10, &n);
	if (strcmp(q->type, "boolean") == 0)
		return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
	if (strcmp(q->type, "date") == 0)
		return zc_kind_date(s);
	if (strcmp(q->type, "roles") == 0)
		return all_roles(c, text);
	if (strcmp(q->type, "enum") != 0)
		return true;
	for (size_t i = 0; i < q->nwords; i++)
		if (strcmp(q->words[i].name, text) == 0)
			return true;
	return false;
}

struct checking {
	const struct zc_catalog *c;
	zc_starter_fault_fn fn;
	void *ctx;
	size_t faults;
};

static void
fault(struct checking *k, const char *name, size_t row, const char *zh,
    const char *en)
{
	k->faults++;
	k->fn(k->ctx, name, row, zh, en);
}

/* Answers to questions, or a row of a list: none too many, none missing. */
static void
check_cells(struct checking *k, const struct zc_starter_ask *asks, size_t n,
    const struct zc_cells *v, size_t row)
{
	for (size_t i = 0; i < v->n; i++)
		if (ask_of(asks, n, v->v[i].col) == NULL)
			fault(k, v->v[i].col, row,
			    "没有这个问题。请删除，或改正名称",
			    "there is no such question; delete it or correct "
			    "the name");
	for (size_t i = 0; i < n; i++) {
		const struct zc_starter_ask *q = &asks[i];
		const char *text = cell(v, q->name);

		if (strcmp(q->type, "list") == 0)
			continue;
		if (text == NULL || text[0] == '\0') {
			if (q->required && q->def[0] == '\0')
				fault(k, q->name, row, "这一项必须填写。请补上",
				    "an answer is wanted; add it");
		} else if (!fits(k->c, q, text)) {
			fault(k, q->name, row,
			    "填写的内容不符合要求。请照说明改正",
			    "the answer is not of the form it should have; "
			    "correct it");
		}
	}
}

static const struct zc_given *
list_of(const struct zc_starter_answers *a, const char *name)
{
	for (size_t i = 0; i < a->nlists; i++)
		if (strcmp(a->lists[i].table, name) == 0)
			return &a->lists[i];
	return NULL;
}

size_t
zc_starter_check(const struct zc_catalog *c, const struct zc_starter *t,
    const struct zc_starter_answers *a, zc_starter_fault_fn fn, void *ctx)
{
	struct checking k = { c, fn, ctx, 0 };

	check_cells(&k, t->asks, t->nasks, a->values, 0);
	for (size_t i = 0; i < a->nlists; i++) {
		const struct zc_starter_ask *q =
		    ask_of(t->asks, t->nasks, a->lists[i].table);

		if (q == NULL || strcmp(q->type, "list") != 0)
			fault(&k, a->lists[i].table, 0,
			    "没有这个清单。请删除，或改正名称",
			    "there is no such list; delete it or correct the "
			    "name");
		for (size_t r = 0; q != NULL && r < a->lists[i].nrows; r++)
			check_cells(&k, q->columns, q->ncolumns,
			    &a->lists[i].rows[r], r + 1);
	}
	for (size_t i = 0; i < t->nasks; i++) {
		const struct zc_starter_ask *q = &t->asks[i];
		const struct zc_given *g = list_of(a, q->name);

		if (strcmp(q->type, "list") == 0 && q->required &&
		    (g == NULL || g->nrows == 0))
			fault(&k, q->name, 0, "清单至少要有一行。请补上",
			    "the list wants a row at least; add it");
	}
	return k.faults;
}

/* What stands for {name}: of the row at hand, a date, or an answer. */
static void
put_slot(const struct making *m, struct zc_buf *b, const char *name)
{
	const char *text = m->each == NULL ? NULL : cell(m->each, name);
	int64_t year = 0;

	if (text != NULL) {
		zc_buf_cstr(b, text);
		return;
	}
	if (strcmp(name, "today") == 0) {
		zc_buf_cstr(b, m->a->today);
		return;
	}
	(void)zc_str_int(zc_str_sub(zc_str_of(m->a->today), 0, 4), 10, &year);
	if (strcmp(name, "year") == 0)
		zc_buf_fmt(b, "%lld", (long long)year);
	else if (strcmp(name, "next_year") == 0)
		zc_buf_fmt(b, "%lld", (long long)year + 1);
	else
		zc_buf_cstr(b, zc_starter_answer(m->t, m->a, name));
}

/* A template with its {places} filled; NULL when there is no room. */
static const char *
filled(const struct making *m, const char *text)
{
	const char *p, *out = NULL;
	struct zc_buf b;
	char name[80];

	zc_buf_init(&b, TEXT_MAX);
	while ((p = strchr(text, '{')) != NULL) {
		const char *end = strchr(p, '}');
		size_t n = end == NULL ? 0 : (size_t)(end - p) - 1;

		if (end == NULL || n >= sizeof(name))
			break;
		memcpy(name, p + 1, n);
		name[n] = '\0';
		zc_buf_add(&b, text, (size_t)(p - text));
		put_slot(m, &b, name);
		text = end + 1;
	}
	zc_buf_cstr(&b, text);
	if (b.rc == ZC_OK)
		out = zc_arena_dup(m->arena, b.p, b.n);
	zc_buf_fini(&b);
	return out;
}

static bool
applies(const struct making *m, const struct zc_starter_make *k)
{
	for (size_t i = 0; i < k->when.n; i++) {
		const char *name = k->when.v[i].col;
		const char *want =
		    k->when.v[i].text == NULL ? "" : k->when.v[i].text;
		const char *is = m->each == NULL ? NULL : cell(m->each, name);

		if (is == NULL)
			is = zc_starter_answer(m->t, m->a, name);
		if (!has_line(want, is))
			return false;
	}
	return true;
}

/* The row without what came out empty. */
static int
fill_row(const struct making *m, const struct zc_cells *from,
    struct zc_cells *out, struct zc_err *e)
{
	out->v = zc_arena_array(m->arena, from->n + 1, sizeof(*out->v));
	if (out->v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "starter: no room");
	for (size_t i = 0; i < from->n; i++) {
		const char *text =
		    from->v[i].text == NULL ? "" : filled(m, from->v[i].text);

		if (text == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "starter: no room");
		if (text[0] == '\0')
			continue;
		out->v[out->n] = from->v[i];
		out->v[out->n++].text = text;
	}
	return ZC_OK;
}

static int
make_one(
    const struct making *m, const struct zc_starter_make *k, struct zc_err *e)
{
	struct zc_starter_made d = {
		.ledger = k->ledger, .setting = k->setting, .at = &k->at
	};
	int rc = fill_row(m, &k->row, &d.row, e);
	const char *day;

	if (rc != ZC_OK)
		return rc;
	d.person = filled(m, k->person);
	d.value = filled(m, k->value);
	d.roles = filled(m, k->roles);
	if (d.person == NULL || d.value == NULL || d.roles == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "starter: no room");
	day = k->ahead[0] == '\0' ? NULL : cell(&d.row, k->ahead);
	if (day != NULL && strcmp(day, m->a->today) < 0)
		return ZC_OK;
	if (k->person[0] != '\0' && (d.person[0] == '\0' || d.roles[0] == '\0'))
		return ZC_OK;
	return m->fn(m->ctx, &d, e);
}

static int
make_list(struct making *m, const struct zc_starter_make *v, size_t n,
    struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < n && rc >= 0; i++) {
		const struct zc_given *g =
		    v[i].each[0] == '\0' ? NULL : list_of(m->a, v[i].each);

		m->each = NULL;
		if (v[i].each[0] == '\0') {
			if (applies(m, &v[i]))
				rc = make_one(m, &v[i], e);
			continue;
		}
		for (size_t r = 0; g != NULL && r < g->nrows && rc >= 0; r++) {
			m->each = &g->rows[r];
			if (applies(m, &v[i]))
				rc = make_one(m, &v[i], e);
		}
	}
	return rc < 0 ? rc : ZC_OK;
}

int
zc_starter_make_all(const struct zc_starter *t,
    const struct zc_starter_answers *a, struct zc_arena *arena,
    zc_starter_fn fn, void *ctx, struct zc_err *e)
{
	struct making m = { t, a, arena, NULL, fn, ctx };
	int rc = make_list(&m, t->settings, t->nsettings, e);

	if (rc == ZC_OK)
		rc = make_list(&m, t->rows, t->nrows, e);
	if (rc == ZC_OK)
		rc = make_list(&m, t->grants, t->ngrants, e);
	return rc;
}
