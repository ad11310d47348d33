#include "unit/zt_every.h"

#include "core/ledger_in.h"
#include "core/office_in.h"

#include <regex.h>

enum {
	TRIES = 6, /* values tried for a field */
	DEPTH = 4  /* references followed */
};

static void
on_complaint(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)zh;
	zt_fail(at->file, at->line, "%s", en);
}

void
zt_every_alone(struct zt_every *w, const char *name)
{
	struct zc_actor a = *zc_office_actor(w->o);

	a.name = a.full_name = name;
	a.department = "";
	a.roles = (struct zc_strs){ 0 };
	a.alone = a.owner = true;
	zc_office_set_actor(w->o, &a);
}

void
zt_every_with(const char *url, void (*fn)(struct zt_every *w))
{
	struct zt_every w = { 0 };
	struct zc_catalog_from from;
	struct zc_catalog c = { 0 };

	zc_catalog_from_init(&from, NULL);
	zc_arena_init(&w.a, 256 << 20);
	zt_office_words(true);
	ZT_EQ(zc_catalog_load_from(&c, &from, on_complaint, NULL, NULL), ZC_OK);
	ZT_OK(zc_office_scratch(url, &c, &w.o, e));
	w.c = &c;
	if (w.o != NULL) {
		w.o->example = false;
		zt_every_alone(&w, "登记员");
		zt_office_on(w.o, "2026-03-02");
		fn(&w);
	}
	zc_office_close(w.o);
	zc_catalog_fini(&c);
	zc_arena_fini(&w.a);
	zt_office_words(false);
}

struct zc_ledger_use
zt_every_use(struct zt_every *w, const struct zc_ledger *l)
{
	return zt_use(w->o, l->id);
}

bool
zt_every_has(const struct zc_strs *s, const char *word)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i], word) == 0)
			return true;
	return false;
}

bool
zt_every_machine(const struct zc_flow_step *s)
{
	return s->may.n == 0 && s->person[0] == '\0';
}

static const char *
say(struct zt_every *w, const char *before, int digits, int n,
    const char *after)
{
	char s[300];
	int len = snprintf(s, sizeof(s), "%s%0*d%s", before, digits, n, after);

	return zc_arena_dup(&w->a, s, (size_t)len);
}

/* Types whose values differ by a number in them. */
static const char *
by_form(struct zt_every *w, const char *type, int n)
{
	static const struct {
		const char *type, *before;
		int digits;
		const char *after;
		int base, range;
	} forms[] = { { "text", "样值", 0, "", 0, 1 << 30 },
		{ "longtext", "样文第", 0, "段，说明情况。", 0, 1 << 30 },
		{ "person", "员工", 0, "", 0, 1 << 30 },
		{ "department", "股室", 0, "", 0, 9 },
		{ "unit", "单位", 0, "", 0, 9 },
		{ "file", "附件", 0, ".pdf", 0, 999 },
		{ "serial", "SN", 6, "", 0, 999999 },
		{ "mac", "02:00:00:00:", 2, ":01", 10, 80 },
		{ "ip", "10.1.2.", 0, "", 1, 250 },
		{ "phone", "1380013", 4, "", 8000, 1000 },
		{ "email", "li", 0, "@example.gov.cn", 0, 999 },
		{ "url", "https://www", 0, ".example.gov.cn/", 0, 999 },
		{ "domain", "www", 0, ".example.gov.cn", 0, 999 },
		{ "document_number", "办发〔2026〕", 0, "号", 1, 999 },
		{ "money", "", 0, ".50", 10, 1000 },
		{ "date", "2026-03-", 2, "", 1, 28 },
		{ "time", "2026-03-02 09:", 2, "", 0, 60 } };

	for (size_t i = 0; i < ZC_LEN(forms); i++)
		if (strcmp(forms[i].type, type) == 0)
			return say(w, forms[i].before, forms[i].digits,
			    forms[i].base + n % forms[i].range, forms[i].after);
	if (strcmp(type, "id_number") == 0)
		return "11010519491231002X";
	if (strcmp(type, "credit_code") == 0)
		return "91350100M000100Y43";
	return NULL;
}

/* A key of the ledger that a reference points to; a row is added for it. */
static const char *
key_of(struct zt_every *w, const char *to)
{
	const struct zc_ledger *l = zc_catalog_ledger(w->c, to);
	const struct zc_ledger_field *k =
	    l == NULL ? NULL : zc_work_field(l, l->key);
	const char *text;
	int64_t id;

	if (k == NULL || w->depth == DEPTH)
		return NULL;
	w->depth++;
	id = zt_every_add(w, l, false);
	w->depth--;
	text = id == 0 ? "" : zt_field(w->o, l->id, id, k->name);
	return text[0] == '\0' ? NULL : zc_arena_dup(&w->a, text, strlen(text));
}

/* A number within the limits. */
static const char *
number(struct zt_every *w, const struct zc_ledger_field *f, int n)
{
	int64_t min = f->has_min ? f->min : 0;
	int64_t max = f->has_max ? f->max : min + 1000;

	return say(w, "", 0, (int)(min + n % (max - min + 1)), "");
}

const char *
zt_every_text(struct zt_every *w, const struct zc_ledger_field *f, int n)
{
	const char *s;
	struct zc_buf b;

	if (strcmp(f->type, "integer") == 0)
		return number(w, f, n);
	if (strcmp(f->type, "boolean") == 0)
		return n % 2 == 0 ? "true" : "false";
	if (strcmp(f->type, "enum") == 0)
		return f->words[(size_t)n % f->nwords].name;
	if (strcmp(f->type, "reference") == 0)
		return key_of(w, f->to);
	s = by_form(w, f->type, n);
	if (s == NULL || !f->has_min || strcmp(f->type, "longtext") != 0)
		return s;
	/* As long as the definition wants it: three bytes a character. */
	zc_buf_init(&b, 1 << 20);
	while (b.rc == ZC_OK && (int64_t)b.n < f->min * 3 + 3)
		zc_buf_cstr(&b, s);
	s = zc_arena_dup(&w->a, b.p, b.n);
	zc_buf_fini(&b);
	return s;
}

static bool
has_cell(const struct zc_cells *row, const char *col)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, col) == 0)
			return true;
	return false;
}

/* Is the row taken? Nothing of it stays. */
static bool
is_taken(
    struct zt_every *w, const struct zc_ledger *l, const struct zc_cells *row)
{
	struct zc_ledger_use u = zt_every_use(w, l);
	int64_t id;
	int rc;

	if (zc_office_begin(w->o, NULL) != ZC_OK)
		return false;
	rc = zc_ledger_add(&u, row, &id, NULL);
	zc_office_rollback(w->o);
	return rc == ZC_OK;
}

/* Must it differ from row to row? */
static bool
is_own(const struct zc_ledger *l, const struct zc_ledger_field *f)
{
	return f->unique || strcmp(f->name, l->key) == 0;
}

/* The n-th example that is taken, from the first on again after the last. */
static const struct zc_cells *
example(const struct zc_ledger *l, size_t n)
{
	size_t all = 0;

	for (size_t i = 0; i < l->nexamples; i++)
		all += l->examples[i].accept;
	for (size_t i = 0; i < l->nexamples && all > 0; i++)
		if (l->examples[i].accept && n-- % all == 0)
			return &l->examples[i].row;
	return NULL;
}

/* The row of an example, with what is unique made so. */
static void
begin(struct zt_every *w, const struct zc_ledger *l, size_t n,
    struct zc_cells *row)
{
	const struct zc_cells *x = example(l, n);

	if (x == NULL) {
		zt_fail(l->at.file, l->at.line, "no example that is taken");
		return;
	}
	for (size_t i = 0; i < x->n; i++) {
		const struct zc_ledger_field *f = zc_work_field(l, x->v[i].col);
		const char *text = x->v[i].text;

		if (f == NULL || text == NULL ||
		    strcmp(f->name, l->number_field) == 0)
			continue;
		if (f->to[0] != '\0' || (is_own(l, f) && f->pattern[0] == '\0'))
			text = zt_every_text(w, f, ++w->serial);
		if (text != NULL)
			row->v[row->n++] = (struct zc_cell){ f->name, text };
	}
}

/* One more field, with the first value that the ledger takes. */
static void
add_field(struct zt_every *w, const struct zc_ledger *l,
    const struct zc_ledger_field *f, struct zc_cells *row)
{
	for (int n = 0; n < TRIES; n++) {
		const char *text = zt_every_text(w, f, w->serial + n * 5);

		if (text == NULL)
			continue;
		row->v[row->n++] = (struct zc_cell){ f->name, text };
		if (is_taken(w, l, row))
			return;
		row->n--;
	}
}

/* Texts that may be anything begin with the mark. */
static void
put_mark(struct zt_every *w, const struct zc_ledger *l, struct zc_cells *row)
{
	static const char *const types[] = { "text", "longtext", "person",
		"department", "file" };

	for (size_t i = 0; i < row->n && w->mark != NULL; i++) {
		const struct zc_ledger_field *f =
		    zc_work_field(l, row->v[i].col);
		bool any = f->pattern[0] == '\0' && !f->has_max;
		struct zc_buf b;

		for (size_t k = 0; k < ZC_LEN(types); k++)
			if (any && strcmp(types[k], f->type) == 0) {
				zc_buf_init(&b, 1 << 20);
				zc_buf_fmt(&b, "%s%s", w->mark, row->v[i].text);
				row->v[i].text = zc_arena_dup(&w->a, b.p, b.n);
				zc_buf_fini(&b);
			}
	}
}

struct zc_cells
zt_every_row(struct zt_every *w, const struct zc_ledger *l, bool full)
{
	struct zc_cells row = {
		zc_arena_array(&w->a, l->nfields + 1, sizeof(*row.v)), 0
	};
	size_t n;

	assert(row.v != NULL);
	w->serial++;
	begin(w, l, full ? w->turn++ : 0, &row);
	n = row.n;
	for (size_t i = 0; i < l->nfields && full; i++) {
		const struct zc_ledger_field *f = &l->fields[i];
		const char *text = has_cell(&row, f->name) ||
			strcmp(f->name, l->number_field) == 0
		    ? NULL
		    : zt_every_text(w, f, w->serial);

		if (text != NULL)
			row.v[row.n++] = (struct zc_cell){ f->name, text };
	}
	put_mark(w, l, &row);
	if (!full || is_taken(w, l, &row))
		return row;
	row.n = n; /* not all at once: then one by one */
	for (size_t i = 0; i < l->nfields; i++)
		if (!has_cell(&row, l->fields[i].name) &&
		    strcmp(l->fields[i].name, l->number_field) != 0)
			add_field(w, l, &l->fields[i], &row);
	return row;
}

int64_t
zt_every_add(struct zt_every *w, const struct zc_ledger *l, bool full)
{
	struct zc_cells row = zt_every_row(w, l, full);
	struct zc_ledger_use u = zt_every_use(w, l);
	struct zc_err e = { 0 };
	int64_t id = 0;

	if (zc_ledger_add(&u, &row, &id, &e) != ZC_OK) {
		zt_fail(l->at.file, l->at.line, "%s: %s (%s) %s", l->id, e.msg,
		    zt_said, zt_zh);
		return 0;
	}
	return id;
}
