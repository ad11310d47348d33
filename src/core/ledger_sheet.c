#include "core/ledger_sheet.h"

#include "core/sheet.h"
#include "core/sheet_write.h"

struct zc_intake {
	struct zc_sheet *sheet;
	struct zc_sheet_match match;
	const struct zc_row *row; /* the last one */
	size_t ncols;
	const char **unknown;
	size_t nunknown;
};

static int
match(struct zc_intake *in, const struct zc_intake_use *u, struct zc_arena *a,
    struct zc_err *e)
{
	struct zc_sheet_want *want =
	    zc_arena_array(a, u->ncols + 1, sizeof(*want));
	int rc;

	if (want == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "columns");
	for (size_t i = 0; i < u->ncols; i++)
		want[i] = (struct zc_sheet_want){ .name = u->cols[i].name,
			.zh = u->cols[i].zh,
			.en = u->cols[i].en };
	rc = zc_sheet_match(
	    in->sheet, want, u->ncols, u->map, 0, a, &in->match, e);
	if (rc != ZC_OK)
		return rc;
	in->unknown = zc_arena_array(
	    a, in->match.nunknown + in->match.ntwice + 1, sizeof(*in->unknown));
	if (in->unknown == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "columns");
	for (size_t i = 0; i < in->match.nunknown; i++)
		in->unknown[in->nunknown++] = in->match.unknown[i];
	for (size_t i = 0; i < in->match.ntwice; i++)
		in->unknown[in->nunknown++] = in->match.twice[i];
	return ZC_OK;
}

int
zc_intake_open(const struct zc_intake_use *u, struct zc_arena *a,
    struct zc_intake **out, struct zc_err *e)
{
	struct zc_sheet_opt opt = { .sheet = u->sheet };
	struct zc_intake *in = zc_arena_get(a, sizeof(*in));
	int rc;

	if (in == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "file");
	in->ncols = u->ncols;
	*out = in;
	rc = zc_sheet_open(u->path, &opt, &in->sheet, e);
	return rc != ZC_OK ? rc : match(in, u, a, e);
}

void
zc_intake_close(struct zc_intake *in)
{
	if (in == NULL)
		return;
	zc_sheet_close(in->sheet);
	in->sheet = NULL;
}

const char *const *
zc_intake_unknown(const struct zc_intake *in, size_t *n)
{
	*n = in->nunknown;
	return in->unknown;
}

bool
zc_intake_has(const struct zc_intake *in, size_t col)
{
	return in->match.cols[col] != 0;
}

int
zc_intake_next(
    struct zc_intake *in, struct zc_str *cells, int64_t *line, struct zc_err *e)
{
	const struct zc_row *row;
	int rc;

	do
		rc = zc_sheet_next(in->sheet, &row, e);
	while (rc == 1 && zc_sheet_is_example(row));
	if (rc != 1)
		return rc;
	in->row = row;
	*line = row->number;
	for (size_t i = 0; i < in->ncols; i++)
		cells[i] = in->match.cols[i] == 0
		    ? (struct zc_str){ "", 0 }
		    : zc_sheet_cell(row, in->match.cols[i]);
	return 1;
}

void
zc_intake_where(
    const struct zc_intake *in, size_t col, const char *lang, struct zc_buf *b)
{
	zc_sheet_where(in->sheet, in->row, in->match.cols[col], lang, b);
}

const char *
zc_intake_trouble(const struct zc_intake *in, size_t col)
{
	uint32_t at = in->match.cols[col];

	for (uint32_t i = 0; at != 0 && i < in->row->n; i++)
		if (in->row->cells[i].col == at)
			return zc_sheet_trouble(&in->row->cells[i]);
	return NULL;
}

struct zc_outlet {
	struct zc_sheet_writer *w;
	struct zc_sheet_page page;
};

static enum zc_sheet_kind
kind_of(const struct zc_ledger_col *c)
{
	static const struct {
		const char *type;
		enum zc_sheet_kind kind;
	} kinds[] = { { "integer", ZC_SHEET_KIND_INT },
		{ "money", ZC_SHEET_KIND_REAL }, { "date", ZC_SHEET_KIND_DATE },
		{ "time", ZC_SHEET_KIND_DATETIME },
		{ "enum", ZC_SHEET_KIND_ENUM },
		{ "boolean", ZC_SHEET_KIND_ENUM } };

	for (size_t i = 0; i < ZC_LEN(kinds); i++)
		if (strcmp(kinds[i].type, c->kind) == 0)
			return kinds[i].kind;
	return ZC_SHEET_KIND_TEXT;
}

int
zc_outlet_open(const struct zc_outlet_use *u, struct zc_arena *a,
    struct zc_outlet **out, struct zc_err *e)
{
	struct zc_outlet *o = zc_arena_get(a, sizeof(*o));
	struct zc_sheet_col *cols =
	    zc_arena_array(a, u->ncols + 1, sizeof(*cols));
	bool xlsx = zc_str_ends(zc_str_of(u->path), ".xlsx");
	int rc;

	if (o == NULL || cols == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "file");
	for (size_t i = 0; i < u->ncols; i++)
		cols[i] = (struct zc_sheet_col){ .label = u->cols[i].label,
			.kind = kind_of(&u->cols[i]),
			.type = u->cols[i].type,
			.help = u->cols[i].help,
			.required = u->cols[i].required,
			.values = u->cols[i].values,
			.nvalues = u->cols[i].nvalues };
	o->page = (struct zc_sheet_page){ .title = u->title,
		.lang = u->lang,
		.cols = cols,
		.ncols = u->ncols,
		.example = u->example };
	rc = zc_sheet_write_open(
	    u->path, xlsx ? ZC_SHEET_XLSX : ZC_SHEET_TEXT, &o->page, &o->w, e);
	if (rc == ZC_OK)
		*out = o;
	return rc;
}

int
zc_outlet_row(struct zc_outlet *o, const struct zc_str *cells, struct zc_err *e)
{
	return zc_sheet_write_row(o->w, cells, e);
}

int
zc_outlet_close(struct zc_outlet *o, struct zc_err *e)
{
	struct zc_sheet_writer *w = o->w;

	o->w = NULL;
	return zc_sheet_write_close(w, e);
}

void
zc_outlet_abort(struct zc_outlet *o)
{
	if (o != NULL)
		zc_sheet_write_abort(o->w);
}
