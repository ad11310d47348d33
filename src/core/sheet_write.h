/*
 * sheet_write: tables that go out, as XLSX (for people) or CSV (for programs,
 * Excel and WPS), and the templates that come back filled. The file appears
 * under its name only when it is whole.
 */
#ifndef ZC_SHEET_WRITE_H
#define ZC_SHEET_WRITE_H

#include "core/sheet.h"

enum zc_sheet_kind {
	ZC_SHEET_KIND_TEXT, /* never becomes a number, however it looks */
	ZC_SHEET_KIND_INT,
	ZC_SHEET_KIND_REAL,
	ZC_SHEET_KIND_DATE,     /* YYYY-MM-DD */
	ZC_SHEET_KIND_DATETIME, /* YYYY-MM-DD HH:MM[:SS] */
	ZC_SHEET_KIND_ENUM      /* one of `values` */
};

struct zc_sheet_col {
	const char *label; /* the heading */
	enum zc_sheet_kind kind;
	const char *type;          /* for a person; NULL = by kind */
	const char *help;          /* may be NULL */
	bool required;             /* the heading gets a "*" in templates */
	const char *const *values; /* allowed ones */
	size_t nvalues;
};

struct zc_sheet_page {
	const char *title; /* name of the sheet, mended where Excel forbids */
	const char *lang;  /* "zh" or "en" */
	const struct zc_sheet_col *cols;
	size_t ncols; /* 1 … ZC_ROW_CELLS_MAX */
	/*
	 * Not NULL: a template with this one row, which is marked as an
	 * example and not taken by zc_sheet_is_example.
	 */
	const char *const *example;
};

struct zc_sheet_writer;

/*
 * Begin the file `path`; XLSX or TEXT (CSV). `page` and what it points to must
 * stay until the end.
 *
 * ZC_EACCES, ZC_EIO  it cannot be written there
 * ZC_EUSAGE          no columns, too many, or another format
 */
ZC_MUST int zc_sheet_write_open(const char *path, enum zc_sheet_form form,
    const struct zc_sheet_page *page, struct zc_sheet_writer **out,
    struct zc_err *e);

/*
 * One row of page->ncols cells, UTF-8. Values that do not fit the kind of
 * their column are written as text. ZC_ELIMIT: over ZC_ROW_MAX rows, or a cell
 * over 32767 characters; ZC_EIO: disk full.
 */
ZC_MUST int zc_sheet_write_row(
    struct zc_sheet_writer *w, const struct zc_str *cells, struct zc_err *e);

/*
 * Finish: the file is complete on the disk (XLSX: read back and counted) and
 * gets its name. Frees w in any case; on failure nothing is left behind and
 * what had the name before stays.
 */
ZC_MUST int zc_sheet_write_close(struct zc_sheet_writer *w, struct zc_err *e);
/* Give up; NULL is accepted. */
void zc_sheet_write_abort(struct zc_sheet_writer *w);

/* The row is the example of a template. */
bool zc_sheet_is_example(const struct zc_row *row);

/* What a format does; sheet_xlsx.c and sheet_csv.c have one each. */
struct zc_sheet_format {
	int (*open)(const char *path, const struct zc_sheet_page *page,
	    void **out, struct zc_err *e);
	/* `example`: the marked row of a template. */
	int (*row)(void *ctx, const struct zc_str *cells, bool example,
	    struct zc_err *e);
	/* Frees ctx; `keep` false: the file is given up. */
	int (*close)(void *ctx, bool keep, struct zc_err *e);
};
extern const struct zc_sheet_format zc_sheet_format_xlsx, zc_sheet_format_csv;

#endif
