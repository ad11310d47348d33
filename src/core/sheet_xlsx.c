/* XLSX by libxlsxwriter, row by row with little memory. */
/* First: its macros use a function that base/banned.h takes away. */
#include <xlsxwriter.h>

#include "base/fs.h"
#include "base/tr.h"
#include "base/utf8.h"
#include "codec/xlsx_read.h"
#include "core/sheet_write.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
	NAME_MAX_CHARS = 31, /* of a sheet */
	WIDTH_MIN = 8,       /* characters */
	WIDTH_MAX = 48,
	WIDTH_ROWS = 1000, /* rows that a width looks at */
	LIST_MAX = 255,    /* characters of a list inside a validation */
	LAST_ROW = ZC_ROW_MAX - 1
};

struct xlsx {
	const struct zc_sheet_page *page;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *must, *text, *wrap, *date, *stamp, *whole, *real;
	lxw_format *example;
	struct zc_buf b;
	size_t *widths;
	uint32_t next; /* row, from 0 */
	uint32_t last; /* row that has a cell, from 1 */
	char path[ZC_FS_PATH_MAX], dir[ZC_FS_PATH_MAX];
};

/* Characters as Excel counts them: UTF-16 units. */
static size_t
units(struct zc_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		n += (c & 0xC0) != 0x80;
		n += c >= 0xF0;
	}
	return n;
}

static int
fail_of(lxw_error r, struct zc_err *e)
{
	if (r == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
		return ZC_FAIL(e, ZC_ELIMIT,
		    ZC_N("a cell is over 32,767 characters, more than a "
			 "spreadsheet can hold"));
	if (r == LXW_ERROR_MEMORY_MALLOC_FAILED)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
	return ZC_FAIL_SYS(e, ZC_EIO,
	    ZC_N("the table could not be written; is the disk full?"));
}

/* A name as Excel takes it: 31 characters, none of []:*?/\, not empty. */
static void
sheet_name(const char *title, const char *lang, char out[128])
{
	struct zc_str s = zc_str_of(title);
	size_t n = 0, count = 0, k;

	for (size_t i = 0; i < s.n && count < NAME_MAX_CHARS && n < 120;
	     i += k) {
		k = zc_utf8_step(zc_str_sub(s, i, s.n));
		if (k == 0)
			k = 1;
		else if (strchr("[]:*?/\\'", s.p[i]) == NULL) {
			memcpy(out + n, s.p + i, k);
			n += k;
			count += k == 4 ? 2 : 1;
		}
	}
	out[n] = '\0';
	/* Two sheets of one name are no workbook. */
	if (n == 0 || strcmp(out, zc_tr(lang, ZC_N("Choices"))) == 0 ||
	    strcmp(out, zc_tr(lang, ZC_N("How to fill in"))) == 0)
		(void)snprintf(out, 128, "Sheet1");
}

static lxw_format *
format(struct xlsx *x, const char *number)
{
	lxw_format *f = workbook_add_format(x->book);

	if (f != NULL && number != NULL)
		format_set_num_format(f, number);
	if (f != NULL)
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	return f;
}

static int
make_formats(struct xlsx *x, struct zc_err *e)
{
	x->head = format(x, "@");
	x->must = format(x, "@");
	x->text = format(x, "@");
	x->wrap = format(x, "@");
	x->example = format(x, "@");
	x->date = format(x, "yyyy-mm-dd");
	x->stamp = format(x, "yyyy-mm-dd hh:mm:ss");
	x->whole = format(x, "0");
	x->real = format(x, NULL);
	if (x->head == NULL || x->must == NULL || x->text == NULL ||
	    x->wrap == NULL || x->example == NULL || x->date == NULL ||
	    x->stamp == NULL || x->whole == NULL || x->real == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
	format_set_text_wrap(x->wrap);
	format_set_italic(x->example);
	format_set_font_color(x->example, 0x808080);
	for (int i = 0; i < 2; i++) {
		lxw_format *f = i == 0 ? x->head : x->must;

		format_set_bold(f);
		format_set_text_wrap(f);
		format_set_border(f, LXW_BORDER_THIN);
		format_set_bg_color(f, i == 0 ? 0xDDE6F0 : 0xFBE3D6);
	}
	return ZC_OK;
}

static lxw_format *
format_of(const struct xlsx *x, enum zc_sheet_kind k)
{
	switch (k) {
	case ZC_SHEET_KIND_INT:
		return x->whole;
	case ZC_SHEET_KIND_REAL:
		return x->real;
	case ZC_SHEET_KIND_DATE:
		return x->date;
	case ZC_SHEET_KIND_DATETIME:
		return x->stamp;
	default:
		return x->text;
	}
}

static void
measure(struct xlsx *x, size_t col, struct zc_str s)
{
	struct zc_str line;
	size_t w;

	while (x->next < WIDTH_ROWS && zc_str_line(&s, &line)) {
		w = zc_utf8_width(line) + 2;
		if (w > x->widths[col])
			x->widths[col] = w;
	}
}

static int
put_text(struct xlsx *x, lxw_worksheet *sheet, uint32_t row, size_t col,
    struct zc_str s, lxw_format *f, struct zc_err *e)
{
	lxw_error r;

	zc_buf_clear(&x->b);
	zc_xlsx_escape(&x->b, s);
	if (x->b.rc != ZC_OK || units(s) > 32767)
		return fail_of(LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED, e);
	r = worksheet_write_string(sheet, row, (lxw_col_t)col, x->b.p, f);
	return r == LXW_NO_ERROR ? ZC_OK : fail_of(r, e);
}

static int
put_head(struct xlsx *x, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < x->page->ncols && rc == ZC_OK; i++) {
		const struct zc_sheet_col *c = &x->page->cols[i];
		char label[512];

		(void)snprintf(label, sizeof(label), "%s%s", c->label,
		    c->required && x->page->example != NULL ? "*" : "");
		measure(x, i, zc_str_of(label));
		rc = put_text(x, x->sheet, 0, i, zc_str_of(label),
		    c->required ? x->must : x->head, e);
	}
	x->next = x->last = 1;
	return rc;
}

static int
xlsx_open(const char *path, const struct zc_sheet_page *page, void **out,
    struct zc_err *e)
{
	const char *slash = strrchr(path, '/');
	struct xlsx *x = zc_fault_hit() ? NULL : calloc(1, sizeof(*x));
	lxw_workbook_options opt = { .constant_memory = LXW_TRUE };
	char name[128];
	int rc, fd;

	if (x == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
	x->page = page;
	zc_buf_init(&x->b, 1 << 20);
	x->widths = calloc(page->ncols, sizeof(*x->widths));
	(void)snprintf(x->path, sizeof(x->path), "%s", path);
	(void)snprintf(x->dir, sizeof(x->dir), "%.*s",
	    slash == NULL ? 1 : (int)(slash - path) + 1,
	    slash == NULL ? "." : path);
	/* The library opens it at the end: whether it can is asked now. */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	rc = fd == -1 ? ZC_FAIL_SYS(e, zc_err_of(errno), "write") : ZC_OK;
	if (fd != -1)
		(void)close(fd);
	opt.tmpdir = x->dir;
	if (rc == ZC_OK) {
		x->book = workbook_new_opt(x->path, &opt);
		sheet_name(page->title, page->lang, name);
		if (x->book != NULL)
			x->sheet = workbook_add_worksheet(x->book, name);
		if (x->sheet == NULL || x->widths == NULL)
			rc = ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
	}
	if (rc == ZC_OK)
		rc = make_formats(x, e);
	if (rc == ZC_OK)
		rc = put_head(x, e);
	if (rc == ZC_OK) {
		worksheet_freeze_panes(x->sheet, 1, 0);
		*out = x;
		return ZC_OK;
	}
	lxw_workbook_free(x->book);
	zc_buf_fini(&x->b);
	free(x->widths);
	free(x);
	return rc;
}

/* "2024-05-06[ 07:08[:09]]", a day that is. */
static bool
as_date(struct zc_str s, bool with_time, lxw_datetime *d)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	unsigned v[6] = { 0 };
	char t[32];
	int n = 0, k;
	bool leap;

	if (s.n < 8 || s.n >= sizeof(t))
		return false;
	(void)snprintf(t, sizeof(t), "%.*s", (int)s.n, s.p);
	if (sscanf(t, "%4u-%2u-%2u%n", &v[0], &v[1], &v[2], &n) != 3)
		return false;
	k = n;
	if (with_time && t[k] != '\0' &&
	    sscanf(t + k, " %2u:%2u%n", &v[3], &v[4], &n) == 2)
		k += n;
	if (with_time && k > 10 && t[k] == ':' &&
	    sscanf(t + k, ":%2u%n", &v[5], &n) == 1)
		k += n;
	leap = v[0] % 4 == 0 && (v[0] % 100 != 0 || v[0] % 400 == 0);
	if (t[k] != '\0' || v[0] < 1901 || v[0] > 9999 || v[1] < 1 ||
	    v[1] > 12 || v[2] < 1 ||
	    v[2] > days[v[1] - 1] + (leap && v[1] == 2 ? 1U : 0U) ||
	    v[3] > 23 || v[4] > 59 || v[5] > 59)
		return false;
	*d = (lxw_datetime){ (int)v[0], (int)v[1], (int)v[2], (int)v[3],
		(int)v[4], v[5] };
	return true;
}

/* A decimal number of at most 15 digits, which a double holds as it is. */
static bool
as_number(struct zc_str s, bool whole, double *out)
{
	size_t digits = 0, dots = 0;
	char t[32];

	if (s.n == 0 || s.n >= sizeof(t))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (s.p[i] == '.' && !whole && i > 0 && i + 1 < s.n)
			dots++;
		else if (s.p[i] != '-' || i > 0)
			return false;
	}
	/* 007 is a name of something, not seven. */
	if (digits == 0 || digits > 15 || dots > 1 ||
	    (s.n > 1 && s.p[0] == '0' && s.p[1] != '.'))
		return false;
	(void)snprintf(t, sizeof(t), "%.*s", (int)s.n, s.p);
	*out = strtod(t, NULL);
	return true;
}

static int
put_cell(
    struct xlsx *x, size_t col, struct zc_str s, bool example, struct zc_err *e)
{
	enum zc_sheet_kind k = x->page->cols[col].kind;
	bool number = k == ZC_SHEET_KIND_INT || k == ZC_SHEET_KIND_REAL;
	lxw_format *f = example ? x->example : format_of(x, k);
	lxw_error r;
	lxw_datetime d;
	double v;

	if (s.n == 0)
		return ZC_OK;
	x->last = x->next + 1;
	measure(x, col, s);
	if (!example && number && as_number(s, k == ZC_SHEET_KIND_INT, &v))
		r = worksheet_write_number(
		    x->sheet, x->next, (lxw_col_t)col, v, f);
	else if (!example &&
	    (k == ZC_SHEET_KIND_DATE || k == ZC_SHEET_KIND_DATETIME) &&
	    as_date(s, k == ZC_SHEET_KIND_DATETIME, &d))
		r = worksheet_write_datetime(
		    x->sheet, x->next, (lxw_col_t)col, &d, f);
	else
		return put_text(x, x->sheet, x->next, col, s,
		    example                              ? x->example
			: memchr(s.p, '\n', s.n) != NULL ? x->wrap
							 : x->text,
		    e);
	return r == LXW_NO_ERROR ? ZC_OK : fail_of(r, e);
}

static int
xlsx_row(void *ctx, const struct zc_str *cells, bool example, struct zc_err *e)
{
	struct xlsx *x = ctx;
	int rc = ZC_OK;

	for (size_t i = 0; i < x->page->ncols && rc == ZC_OK; i++)
		rc = put_cell(x, i, cells[i], example, e);
	x->next++;
	return rc;
}

/* Finishing: widths, drop-down lists, the sheet that explains. */

static size_t
list_length(const struct zc_sheet_col *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nvalues; i++) {
		if (strchr(c->values[i], ',') != NULL)
			return SIZE_MAX; /* a comma would make two of it */
		n += units(zc_str_of(c->values[i])) + 1;
	}
	return n;
}

/* Long lists stand on a sheet of their own, one column for each. */
static int
put_choices(struct xlsx *x, lxw_worksheet **sheet, size_t col, uint32_t *at,
    char formula[96], struct zc_err *e)
{
	const struct zc_sheet_col *c = &x->page->cols[col];
	const char *name = zc_tr(x->page->lang, ZC_N("Choices"));
	int rc = ZC_OK;

	if (*sheet == NULL) {
		*sheet = workbook_add_worksheet(x->book, name);
		if (*sheet == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
		worksheet_hide(*sheet);
	}
	(void)snprintf(
	    formula, 96, "='%s'!$A$%u:$A$%zu", name, *at + 1, *at + c->nvalues);
	for (size_t i = 0; i < c->nvalues && rc == ZC_OK; i++)
		rc = put_text(
		    x, *sheet, (*at)++, 0, zc_str_of(c->values[i]), x->text, e);
	return rc;
}

static int
put_validation(struct xlsx *x, lxw_worksheet **choices, size_t col,
    uint32_t *at, struct zc_err *e)
{
	const struct zc_sheet_col *c = &x->page->cols[col];
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST,
		.ignore_blank = LXW_VALIDATION_ON };
	const char **list = NULL;
	char formula[96];
	lxw_error r;
	int rc = ZC_OK;

	if (c->nvalues == 0 || x->next > LAST_ROW)
		return ZC_OK;
	if (list_length(c) <= LIST_MAX) {
		list = calloc(c->nvalues + 1, sizeof(*list));
		if (list == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
		memcpy(list, c->values, c->nvalues * sizeof(*list));
		v.value_list = (char **)(uintptr_t)list;
	} else {
		v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
		rc = put_choices(x, choices, col, at, formula, e);
		v.value_formula = formula;
	}
	if (rc == ZC_OK) {
		r = worksheet_data_validation_range(
		    x->sheet, 1, (lxw_col_t)col, LAST_ROW, (lxw_col_t)col, &v);
		if (r != LXW_NO_ERROR)
			rc = fail_of(r, e);
	}
	free(list);
	return rc;
}

static const char *
kind_name(const struct zc_sheet_col *c)
{
	static const char *const names[] = {
		[ZC_SHEET_KIND_TEXT] = ZC_N("text"),
		[ZC_SHEET_KIND_INT] = ZC_N("whole number"),
		[ZC_SHEET_KIND_REAL] = ZC_N("number"),
		[ZC_SHEET_KIND_DATE] = ZC_N("date, such as 2026-03-05"),
		[ZC_SHEET_KIND_DATETIME] =
		    ZC_N("date and time, such as 2026-03-05 14:30"),
		[ZC_SHEET_KIND_ENUM] = ZC_N("one of the choices"),
	};

	return names[c->kind];
}

static int
put_line(struct xlsx *x, lxw_worksheet *s, uint32_t row,
    const char *const text[5], lxw_format *f, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < 5 && rc == ZC_OK; i++)
		rc = put_text(x, s, row, i, zc_str_of(text[i]), f, e);
	return rc;
}

/* One line for each column: what to write there. */
static int
explain(struct xlsx *x, struct zc_err *e)
{
	static const double widths[5] = { 20, 24, 10, 40, 60 };
	const char *lang = x->page->lang;
	const char *const head[5] = { zc_tr(lang, ZC_N("Column")),
		zc_tr(lang, ZC_N("Type")), zc_tr(lang, ZC_N("Required")),
		zc_tr(lang, ZC_N("Allowed values")),
		zc_tr(lang, ZC_N("What to write")) };
	lxw_worksheet *s = workbook_add_worksheet(
	    x->book, zc_tr(lang, ZC_N("How to fill in")));
	struct zc_buf b;
	int rc;

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
	zc_buf_init(&b, 32000);
	for (size_t i = 0; i < 5; i++)
		(void)worksheet_set_column(
		    s, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
	worksheet_freeze_panes(s, 1, 0);
	rc = put_line(x, s, 0, head, x->head, e);
	for (size_t i = 0; i < x->page->ncols && rc == ZC_OK; i++) {
		const struct zc_sheet_col *c = &x->page->cols[i];

		zc_buf_clear(&b);
		for (size_t k = 0; k < c->nvalues; k++) {
			zc_buf_cstr(&b, k == 0 ? "" : "\n");
			zc_buf_cstr(&b, c->values[k]);
		}
		rc = put_line(x, s, (uint32_t)i + 1,
		    (const char *const[5]){ c->label,
			c->type != NULL ? c->type : zc_tr(lang, kind_name(c)),
			zc_tr(lang, c->required ? ZC_N("yes") : ZC_N("no")),
			b.p, c->help != NULL ? c->help : "" },
		    x->wrap, e);
	}
	zc_buf_fini(&b);
	return rc;
}

static int
finish(struct xlsx *x, struct zc_err *e)
{
	lxw_worksheet *choices = NULL;
	uint32_t at = 0;
	int rc = explain(x, e);

	for (size_t i = 0; i < x->page->ncols && rc == ZC_OK; i++) {
		size_t w = x->widths[i];

		w = w < WIDTH_MIN ? WIDTH_MIN : w > WIDTH_MAX ? WIDTH_MAX : w;
		(void)worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i,
		    (double)w, format_of(x, x->page->cols[i].kind));
		rc = put_validation(x, &choices, i, &at, e);
	}
	if (rc == ZC_OK && x->page->example == NULL && x->next > 1)
		(void)worksheet_autofilter(x->sheet, 0, 0, x->next - 1,
		    (lxw_col_t)(x->page->ncols - 1));
	return rc;
}

static int
count(void *ctx, const struct zc_row *r)
{
	*(uint32_t *)ctx = r->number;
	return ZC_OK;
}

/*
 * The library does not ask whether its temporary files were written. What was
 * made is read once more: damaged or short means the disk was full.
 */
static int
read_back(const struct xlsx *x, struct zc_err *e)
{
	uint32_t last = 0;
	struct zc_row_sink to = { .row = count, .ctx = &last };
	struct zc_xlsx w = { 0 };
	struct zc_arena a;
	struct zc_zip z;
	int fd = open(x->path, O_RDONLY | O_CLOEXEC), rc;

	if (fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be read", x->path);
	zc_arena_init(&a, 32 << 20);
	rc = zc_zip_open(fd, UINT64_MAX, &a, &z, e);
	if (rc == ZC_OK) {
		rc = zc_xlsx_open(&z, &a, &w, e);
		if (rc == ZC_OK)
			rc = zc_xlsx_read(&w, 0, &to, e);
		zc_xlsx_close(&w);
	}
	zc_arena_fini(&a);
	(void)close(fd);
	if (rc != ZC_OK || last != x->last)
		return fail_of(LXW_ERROR_CREATING_TMPFILE, e);
	return ZC_OK;
}

static int
xlsx_close(void *ctx, bool keep, struct zc_err *e)
{
	struct xlsx *x = ctx;
	lxw_error r;
	int rc = keep ? finish(x, e) : ZC_OK;

	if (keep && rc == ZC_OK) {
		r = workbook_close(x->book); /* frees it in any case */
		rc = r == LXW_NO_ERROR ? read_back(x, e) : fail_of(r, e);
	} else {
		lxw_workbook_free(x->book);
	}
	zc_buf_fini(&x->b);
	free(x->widths);
	free(x);
	return rc;
}

const struct zc_sheet_format zc_sheet_format_xlsx = { xlsx_open, xlsx_row,
	xlsx_close };
