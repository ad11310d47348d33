/*
 * row: what every reader of tables hands on, whatever the format: rows of
 * cells, and notes about what a reader of the rows must know.
 */
#ifndef ZC_CODEC_ROW_H
#define ZC_CODEC_ROW_H

#include "base/base.h"

/* Limits of Excel, which we take for every format (ECMA-376 18.3.1). */
enum {
	ZC_ROW_MAX = 1048576,      /* rows of a table */
	ZC_ROW_CELLS_MAX = 16384,  /* cells of a row */
	ZC_ROW_BYTES_MAX = 8 << 20 /* text of a row */
};

enum zc_row_cell_flag {
	ZC_CELL_NUMBER = 1 << 0,   /* a number of the sheet; text is decimal */
	ZC_CELL_DATE = 1 << 1,     /* YYYY-MM-DD, HH:MM[:SS], or both */
	ZC_CELL_BOOL = 1 << 2,     /* text is TRUE or FALSE */
	ZC_CELL_ERROR = 1 << 3,    /* text is #N/A, #REF! … */
	ZC_CELL_FORMULA = 1 << 4,  /* text is what the formula gave last time */
	ZC_CELL_NO_VALUE = 1 << 5, /* a formula that was never computed */
	ZC_CELL_IMPRECISE = 1 << 6, /* over 15 digits: the last ones are lost */
	ZC_CELL_MERGED = 1 << 7,    /* DOCX: covered by the cell above */
	ZC_CELL_QUOTED = 1 << 8,    /* CSV: stood in quotes */
	ZC_CELL_CUT = 1 << 9        /* damaged characters were replaced */
};

enum zc_row_flag {
	ZC_ROW_HIDDEN = 1 << 0, /* not shown by the spreadsheet program */
	ZC_ROW_RAGGED = 1 << 1  /* CSV: more or fewer cells than the first */
};

struct zc_row_cell {
	struct zc_str text; /* UTF-8, borrowed until the callback returns */
	uint32_t col;       /* from 1 */
	uint32_t span;      /* DOCX: columns it takes; else 1 */
	uint32_t flags;     /* enum zc_row_cell_flag */
};

/* Empty cells may be left out; cells come in the order of their columns. */
struct zc_row {
	uint32_t table;  /* DOCX: number of the table, from 1; else 1 */
	uint32_t number; /* from 1, as the program shows it */
	uint32_t flags;  /* enum zc_row_flag */
	uint32_t n;
	struct zc_row_cell *cells;
};

/* What the rows do not tell. `a` and `b` as said, `text` may be empty. */
enum zc_note {
	ZC_NOTE_SHEET = 1,      /* a = 1 hidden, b = 1 is read; text = name */
	ZC_NOTE_HEADING,        /* DOCX: text before table a */
	ZC_NOTE_MERGED,         /* text = range; the value is in the first */
	ZC_NOTE_HIDDEN_COLUMNS, /* a … b */
	ZC_NOTE_HIDDEN_ROWS,    /* a = how many */
	ZC_NOTE_NO_VALUE,       /* a = row, b = column of a formula */
	ZC_NOTE_RAGGED,         /* CSV: a = how many rows, b = the first */
	ZC_NOTE_OPEN_QUOTE,     /* CSV: the quote of row a never ends */
	/* CSV: text = character set, a = 1 only a guess, b = damaged places */
	ZC_NOTE_CHARSET,
	ZC_NOTE_SEPARATOR, /* CSV: a = the character */
	ZC_NOTE_LAST
};

/*
 * Who takes rows and notes. A negative return stops the reader, which gives it
 * back. Either may be NULL.
 */
struct zc_row_sink {
	int (*row)(void *ctx, const struct zc_row *r);
	int (*note)(void *ctx, enum zc_note what, uint32_t a, uint32_t b,
	    struct zc_str text);
	void *ctx;
};

#endif
