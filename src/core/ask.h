/*
 * ask: puts SQL to the facts of a computer. A table is gathered when a
 * question first reads it, and kept in memory; nothing touches the disk.
 */
#ifndef ZC_ASK_H
#define ZC_ASK_H

#include "core/case.h"
#include "core/grid.h"

struct zc_ask;
struct zc_catalog;

struct zc_ask_use {
	const char *root; /* NULL or "/": this running system */
	const char *data; /* our data directory (imported feeds); NULL: none */
	const struct zc_catalog *catalog; /* lists, settings and ledgers */
	/* Told of each table a question read that was not fully seen. */
	int (*cover)(void *ctx, const struct zc_case_status *s);
	bool (*stop)(void *ctx); /* true: the user wants no answer any more */
	void *ctx;
};

/* `use` is copied. ZC_EREFUSED: the computer is marked classified. */
ZC_MUST int zc_ask_open(
    const struct zc_ask_use *use, struct zc_ask **out, struct zc_err *e);
void zc_ask_close(struct zc_ask *a);

/*
 * Answer the statements of `sql` one after the other onto `f`.
 *
 * ZC_EUSAGE  the SQL is wrong, or no SELECT; e->msg is SQLite's sentence
 * ZC_ENOENT  no such table or column: zc_ask_unknown names it
 * ZC_ESTOP   stopped by the user
 */
ZC_MUST int zc_ask_put(struct zc_ask *a, const char *sql, enum zc_grid g,
    FILE *f, struct zc_err *e);

/* Is this text one or several whole statements, each ended by ';'? */
bool zc_ask_whole(const char *sql);

/* The name that the last ZC_ENOENT was about. */
const char *zc_ask_unknown(const struct zc_ask *a);

/*
 * Names of the vocabulary that look like `name`, best first: tables, or
 * columns when no table does. Returns how many, at most `max`.
 */
size_t zc_ask_near(const char *name, const char **out, size_t max);

#endif
