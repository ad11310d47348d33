/* Ledgers as files: for spreadsheets, for the printer, to be filled in. */
#include "core/ledger_export.h"

#include "core/ledger_sheet.h"

enum {
	EXPORT_MEMORY = 64 << 20,
	PAGE = 2000
};

/* What people call a type. */
static const char *
type_word(const char *type, const char *lang)
{
	static const struct {
		const char *type;
		struct zc_both text;
	} words[] = { { "date", { "日期", "date" } },
		{ "time", { "日期时间", "date and time" } },
		{ "integer", { "整数", "whole number" } },
		{ "boolean", { "是/否", "yes or no" } },
		{ "money", { "金额（元）", "sum in yuan" } },
		{ "enum", { "选项", "one of a list" } },
		{ "reference", { "引用", "reference" } },
		{ "person", { "姓名", "name" } } };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i].type, type) == 0)
			return zc_both_get(&words[i].text, lang);
	return strcmp(lang, "en") == 0 ? "text" : "文字";
}

static int
words_of(const struct zc_ledger_field *f, const char *lang, struct zc_arena *a,
    struct zc_ledger_col *c)
{
	static const char *const zh[] = { "是", "否" };
	static const char *const en[] = { "yes", "no" };
	const char **v;

	if (strcmp(f->type, "boolean") == 0) {
		c->values = strcmp(lang, "en") == 0 ? en : zh;
		c->nvalues = 2;
		return ZC_OK;
	}
	v = zc_arena_array(a, f->nwords + 1, sizeof(*v));
	if (v == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < f->nwords; i++)
		v[i] = zc_both_get(&f->words[i].text, lang);
	c->values = v;
	c->nvalues = f->nwords;
	return ZC_OK;
}

static int
make_cols(const struct zc_export_use *u, struct zc_arena *a,
    struct zc_ledger_col **out, struct zc_err *e)
{
	const struct zc_ledger *l = u->use.ledger;
	struct zc_ledger_col *c = zc_arena_array(a, l->nfields + 1, sizeof(*c));
	int rc = c == NULL ? ZC_ENOMEM : ZC_OK;

	for (size_t i = 0; i < l->nfields && rc == ZC_OK; i++) {
		const struct zc_ledger_field *f = &l->fields[i];

		c[i] = (struct zc_ledger_col){ .name = f->name,
			.zh = f->label.zh,
			.en = f->label.en,
			.label = zc_both_get(&f->label, u->lang),
			.kind = f->type,
			.type = type_word(f->type, u->lang),
			.help = zc_both_get(&f->help, u->lang),
			.required = f->required &&
			    strcmp(f->name, l->number_field) != 0 };
		rc = words_of(f, u->lang, a, &c[i]);
	}
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "export");
	*out = c;
	return ZC_OK;
}

int
zc_ledger_export_each(const struct zc_export_use *u,
    int (*row)(void *ctx, const struct zc_rows *r, struct zc_err *e), void *ctx,
    int64_t *rows, struct zc_err *e)
{
	struct zc_list page = *u->list;
	int64_t all = 0;
	size_t got = PAGE;
	int rc = ZC_OK;

	page.limit = PAGE;
	page.before_id = page.before_at = 0;
	while (rc == ZC_OK && got == PAGE) {
		struct zc_rows *r = NULL;

		rc = zc_ledger_list_out(&u->use, &page, &r, e);
		if (rc != ZC_OK)
			return rc;
		for (got = 0; (rc = zc_rows_next(r, e)) == 1; got++) {
			page.before_id = zc_rows_int(r, 0);
			page.before_at = zc_rows_int(r, 6);
			rc = row(ctx, r, e);
			if (rc != ZC_OK)
				break;
		}
		zc_rows_close(r);
		all += (int64_t)got;
	}
	if (rc == ZC_OK)
		*rows = all;
	return rc;
}

struct sheet {
	const struct zc_export_use *u;
	struct zc_outlet *o;
	struct zc_str *cells;
};

static int
on_row(void *ctx, const struct zc_rows *r, struct zc_err *e)
{
	struct sheet *s = ctx;
	const struct zc_ledger *l = s->u->use.ledger;
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, EXPORT_MEMORY);
	for (size_t i = 0; i < l->nfields; i++)
		s->cells[i] =
		    zc_str_of(zc_ledger_text(&s->u->use, r, i, s->u->lang, &a));
	rc = zc_outlet_row(s->o, s->cells, e);
	zc_arena_fini(&a);
	return rc;
}

/* The example of a template: the first row that the definition takes. */
static int
example_of(const struct zc_export_use *u, struct zc_arena *a,
    const char *const **out, struct zc_err *e)
{
	const struct zc_ledger *l = u->use.ledger;
	const char **v = zc_arena_array(a, l->nfields + 1, sizeof(*v));

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "template");
	for (size_t i = 0; i < l->nfields; i++)
		v[i] = "";
	for (size_t x = 0; x < l->nexamples; x++) {
		const struct zc_cells *row = &l->examples[x].row;

		if (!l->examples[x].accept)
			continue;
		for (size_t k = 0; k < row->n; k++)
			for (size_t i = 0; i < l->nfields; i++) {
				struct zc_value_why why = { 0 };
				struct zc_val val;

				if (row->v[k].text == NULL ||
				    strcmp(l->fields[i].name, row->v[k].col) !=
					0)
					continue;
				if (zc_value_read(u->use.office, &l->fields[i],
					zc_str_of(row->v[k].text), true, a,
					&val, &why) == ZC_OK)
					v[i] = zc_value_export(
					    &l->fields[i], val, u->lang, a);
			}
		break;
	}
	*out = v;
	return ZC_OK;
}

static int
write_sheet(const struct zc_export_use *u, int64_t *rows, struct zc_err *e)
{
	const struct zc_ledger *l = u->use.ledger;
	bool template = u->what == ZC_EXPORT_TEMPLATE;
	struct zc_outlet_use o = { .path = u->path,
		.title = zc_both_get(&l->title, u->lang),
		.lang = u->lang,
		.ncols = l->nfields };
	struct zc_ledger_col *cols = NULL;
	struct sheet s = { .u = u };
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, EXPORT_MEMORY);
	rc = make_cols(u, &a, &cols, e);
	o.cols = cols;
	s.cells = zc_arena_array(&a, l->nfields + 1, sizeof(*s.cells));
	if (rc == ZC_OK && s.cells == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "export");
	if (rc == ZC_OK && template)
		rc = example_of(u, &a, &o.example, e);
	if (rc == ZC_OK)
		rc = zc_outlet_open(&o, &a, &s.o, e);
	*rows = 0;
	if (rc == ZC_OK && !template)
		rc = zc_ledger_export_each(u, on_row, &s, rows, e);
	if (rc == ZC_OK)
		rc = zc_outlet_close(s.o, e);
	else
		zc_outlet_abort(s.o);
	zc_arena_fini(&a);
	return rc;
}

int
zc_ledger_export(const struct zc_export_use *u, int64_t *rows, struct zc_err *e)
{
	struct zc_str p = zc_str_of(u->path);
	bool sheet = zc_str_ends(p, ".xlsx") || zc_str_ends(p, ".csv");
	bool print = zc_str_ends(p, ".html") || zc_str_ends(p, ".txt");
	const struct zc_actor *a = zc_office_actor(u->use.office);

	if (zc_access(zc_office_catalog(u->use.office), a, "export",
		u->use.ledger) == ZC_SCOPE_NONE &&
	    u->what != ZC_EXPORT_TEMPLATE)
		return ZC_FAIL(e, ZC_EACCES,
		    ZC_N("your roles do not allow to export this ledger"));
	if (sheet && u->what != ZC_EXPORT_LABELS)
		return write_sheet(u, rows, e);
	if (print && u->what != ZC_EXPORT_TEMPLATE)
		return zc_ledger_print(u, rows, e);
	return ZC_FAIL(e, ZC_EUSAGE,
	    "%s: the name must end in .xlsx, .csv, .html or .txt", u->path);
}
