/*
 * listfile: a superior's file, in words that go together with ledgers: what
 * core/sheet.h and core/sheet_fill.h give. (Their rows and cells are other
 * things than those of the store, so that only this file sees both.)
 */
#ifndef ZC_LISTFILE_H
#define ZC_LISTFILE_H

#include "base/buf.h"

enum {
	ZC_LISTFILE_LOOK = 20, /* rows in which headings are looked for */
	ZC_LISTFILE_COLS = 16384
};

struct zc_listfile_cell {
	struct zc_str text;
	uint32_t col;  /* from 1 */
	uint32_t span; /* columns it takes */
	bool covered;  /* by the cell above */
};
struct zc_listfile_row {
	uint32_t table, number; /* from 1 */
	size_t n;
	struct zc_listfile_cell *v; /* in the order of their columns */
};

struct zc_listfile;

/*
 * Open by a descriptor, which stays the caller's; `sheet` NULL = the first.
 * ZC_EUNSUP: neither XLSX nor DOCX (told with the first row); errors as
 * zc_sheet_open_fd.
 */
ZC_MUST int zc_listfile_open(int fd, const char *sheet, struct zc_arena *a,
    struct zc_listfile **out, struct zc_err *e);
void zc_listfile_close(struct zc_listfile *f);
/* 1 a row, borrowed until the next call; 0 the end; negative a failure. */
ZC_MUST int zc_listfile_next(struct zc_listfile *f,
    const struct zc_listfile_row **row, struct zc_err *e);
struct zc_str zc_listfile_cell(const struct zc_listfile_row *r, uint32_t col);
/* Where the last row is, and its column; col 0 = the row. */
void zc_listfile_where(const struct zc_listfile *f, uint32_t col,
    const char *lang, struct zc_buf *b);
/* Append a heading so that the ways to write it are one; `brackets`: with what
 * stands in them. */
void zc_listfile_fold(struct zc_str heading, bool brackets, struct zc_buf *b);

/* Find the headings, before the first row: as zc_sheet_match. */
struct zc_listfile_want {
	const char *name, *zh, *en; /* labels may be NULL */
};
struct zc_listfile_match {
	uint32_t *cols;       /* of each wanted; 0 = missing */
	struct zc_str *heads; /* its heading */
	uint32_t table;
	const char **unknown;
	size_t nunknown;
};
ZC_MUST int zc_listfile_match(struct zc_listfile *f,
    const struct zc_listfile_want *want, size_t n, const char *const *map,
    struct zc_arena *a, struct zc_listfile_match *out, struct zc_err *e);

/* A copy of `from` with cells filled: as zc_sheet_fill. */
struct zc_listfile_put {
	uint32_t table, row, col;
	const char *text;
};
ZC_MUST int zc_listfile_fill(const char *from, const char *to,
    const char *sheet, const struct zc_listfile_put *v, size_t n,
    struct zc_arena *a, struct zc_err *e);

#endif
