/*
 * ledger_sheet: tables as files, in the words of ledgers: what core/sheet.h
 * gives, with the columns named by fields. (Its rows and cells are other
 * things than those of definitions, so that only this file sees both.)
 */
#ifndef ZC_LEDGER_SHEET_H
#define ZC_LEDGER_SHEET_H

#include "base/buf.h"

/* A column as a ledger's field tells it. */
struct zc_ledger_col {
	const char *name, *zh, *en;
	const char *label;       /* the heading, in the file's language */
	const char *kind;        /* type of the field */
	const char *type, *help; /* for people, in the file's language */
	bool required;
	const char *const *values; /* words of an enum */
	size_t nvalues;
};

struct zc_intake; /* a file that is being read */

/*
 * Open and find the headings.
 *
 *   sheet  name of the sheet, NULL = the first
 *   map    "heading=name" each
 *
 * Errors as zc_sheet_open and zc_sheet_match. zc_intake_close in any case.
 */
struct zc_intake_use {
	const char *path, *sheet;
	const struct zc_ledger_col *cols;
	size_t ncols;
	const char *const *map;
};
ZC_MUST int zc_intake_open(const struct zc_intake_use *u, struct zc_arena *a,
    struct zc_intake **out, struct zc_err *e);
void zc_intake_close(struct zc_intake *in);
/* Headings that fit no column, or what another had taken. */
const char *const *zc_intake_unknown(const struct zc_intake *in, size_t *n);
/* Is the column in the file? */
bool zc_intake_has(const struct zc_intake *in, size_t col);

/*
 * The next row that is not empty and no example of a template: 1, 0 at the
 * end, negative. `cells` gets the text of each column, borrowed until the
 * next call; *line is its number in the file.
 */
ZC_MUST int zc_intake_next(struct zc_intake *in, struct zc_str *cells,
    int64_t *line, struct zc_err *e);
/* Of the row that came last: "C17" … */
void zc_intake_where(
    const struct zc_intake *in, size_t col, const char *lang, struct zc_buf *b);
/* … and a msgid of what is wrong with the cell itself, or NULL. */
const char *zc_intake_trouble(const struct zc_intake *in, size_t col);

/* A file that is written; XLSX when the path ends so, else CSV. */
struct zc_outlet;
struct zc_outlet_use {
	const char *path, *title, *lang;
	const struct zc_ledger_col *cols;
	size_t ncols;
	const char *const *example; /* a template with this row, or NULL */
};
ZC_MUST int zc_outlet_open(const struct zc_outlet_use *u, struct zc_arena *a,
    struct zc_outlet **out, struct zc_err *e);
ZC_MUST int zc_outlet_row(
    struct zc_outlet *o, const struct zc_str *cells, struct zc_err *e);
/* Complete on the disk under its name, or not there; frees it. */
ZC_MUST int zc_outlet_close(struct zc_outlet *o, struct zc_err *e);
void zc_outlet_abort(struct zc_outlet *o);

#endif
