/*
 * sheet: tables that come as files, whatever the format: XLSX, the tables of a
 * DOCX, CSV and other separated text in any usual character set. The format is
 * told by the content, never by the name. The file is foreign: a jailed
 * process reads it and sends rows; the parent checks every one.
 *
 * Failures say what happened in one sentence without the file's name (put it
 * in front; zc_tr knows the Chinese):
 *   ZC_EUNSUP  another format, or protected by a password
 *   ZC_EINPUT  damaged, or no table
 *   ZC_ELIMIT  larger than is read
 *   ZC_ENOENT  no such file, sheet or table
 *   ZC_ETIME, ZC_ECRASH  the reader took too long, or died
 */
#ifndef ZC_SHEET_H
#define ZC_SHEET_H

#include "base/buf.h"
#include "codec/row.h"

enum {
	ZC_SHEET_FILE_MAX = 256 << 20, /* bytes of a file */
	ZC_SHEET_NOTES_MAX = 4000,
	ZC_SHEET_LOOK_MAX = 20 /* rows in which the heading is looked for */
};

enum zc_sheet_form {
	ZC_SHEET_TEXT,
	ZC_SHEET_XLSX,
	ZC_SHEET_DOCX
};

struct zc_sheet_opt {
	const char *sheet; /* XLSX: name; NULL or "" = first not hidden */
	uint32_t table;    /* DOCX: number from 1; 0 = all, one after another */
	char sep;          /* text: separator; 0 = find out */
};

struct zc_sheet;

/* Open by path or by a descriptor, which stays the caller's. */
ZC_MUST int zc_sheet_open(const char *path, const struct zc_sheet_opt *opt,
    struct zc_sheet **out, struct zc_err *e);
ZC_MUST int zc_sheet_open_fd(int fd, const struct zc_sheet_opt *opt,
    struct zc_sheet **out, struct zc_err *e);
/* Ends the reader, wherever it is. NULL is accepted. */
void zc_sheet_close(struct zc_sheet *s);

/*
 * The next row that has a cell: 1, and *row is borrowed until the next call;
 * 0 at the end; negative as above. Text is valid UTF-8; it may hold line
 * feeds and tabs, other control characters never.
 */
ZC_MUST int zc_sheet_next(
    struct zc_sheet *s, const struct zc_row **row, struct zc_err *e);

enum zc_sheet_form zc_sheet_form(const struct zc_sheet *s);

/* Notes so far; those that a file tells at its end come with the last row. */
struct zc_sheet_note {
	enum zc_note what;
	uint32_t a, b;
	struct zc_str text;
};
const struct zc_sheet_note *zc_sheet_notes(const struct zc_sheet *s, size_t *n);

/* The text of the cell in column `col`, or empty. */
struct zc_str zc_sheet_cell(const struct zc_row *row, uint32_t col);
/*
 * How a person finds a place: "C17"; in a DOCX "第 2 个表第 3 行第 1 列". `col`
 * 0 = the row.
 */
void zc_sheet_where(const struct zc_sheet *s, const struct zc_row *row,
    uint32_t col, const char *lang, struct zc_buf *b);
/*
 * What is wrong with a cell however its text reads, as a msgid: a formula
 * without value, an error value, lost digits, damaged characters. NULL when
 * nothing is.
 */
const char *zc_sheet_trouble(const struct zc_row_cell *c);

/*
 * Headings to columns. A heading fits a wanted column when it is its name, its
 * Chinese or its English label, or what a mapping says, after folding: width,
 * case, blanks, line breaks, "*" of required ones and, where that leaves it
 * unique, what stands in brackets.
 */
struct zc_sheet_want {
	const char *name, *zh, *en; /* labels may be NULL */
	bool required;
};
struct zc_sheet_match {
	struct zc_row head; /* the row of headings; its text lives in `a` */
	uint32_t *cols;     /* for each wanted column: where, 0 = missing */
	size_t found;
	const char **unknown; /* headings that fit nothing */
	size_t nunknown;
	const char **twice; /* headings that fit what another had taken */
	size_t ntwice;
	const char **missing; /* names of required columns that are missing */
	size_t nmissing;
};

/*
 * Find the heading row among the first rows and match it; then zc_sheet_next
 * goes on behind it. Call it before the first zc_sheet_next.
 *
 *   map         "heading=name" each; may be NULL
 *   header_row  number of the row, one of the first ZC_SHEET_LOOK_MAX that
 *               have cells; 0 = the one that fits most columns
 *
 * ZC_EINPUT   no row has a heading that fits
 * ZC_EUSAGE   a mapping without '=', or to a name that is not wanted, or
 *             from a heading that is not there
 */
ZC_MUST int zc_sheet_match(struct zc_sheet *s, const struct zc_sheet_want *want,
    size_t nwant, const char *const *map, uint32_t header_row,
    struct zc_arena *a, struct zc_sheet_match *out, struct zc_err *e);

/* Append the folded form of a heading; `brackets`: keep what is in them. */
void zc_sheet_fold(struct zc_str heading, bool brackets, struct zc_buf *b);

#endif
