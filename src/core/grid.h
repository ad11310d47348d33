/* grid: a table of text, for a terminal, as JSON or CSV. */
#ifndef ZC_GRID_H
#define ZC_GRID_H

#include "store/sql.h"

enum zc_grid {
	ZC_GRID_TABLE,
	ZC_GRID_JSON,
	ZC_GRID_CSV
};

/* The format of that name, or false. */
bool zc_grid_of(const char *name, enum zc_grid *out);

/*
 * Print what a prepared statement yields. TABLE pads by the columns that text
 * takes on a terminal; JSON is an array of objects; CSV as RFC 4180 with the
 * names first. Returns the number of rows, or a negative code.
 */
ZC_MUST int64_t zc_grid_print(
    sqlite3_stmt *st, enum zc_grid g, FILE *f, struct zc_err *e);

#endif
