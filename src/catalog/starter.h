/*
 * starter: what a new unit is asked, and what comes of its answers: rows of
 * ledgers, settings and roles. Nothing is stored here; see kind_starter.c for
 * the form of the file.
 */
#ifndef ZC_STARTER_H
#define ZC_STARTER_H

#include "catalog/catalog.h"

struct zc_starter_answers {
	const struct zc_cells *values; /* question: answer */
	const struct zc_given *lists;  /* list question: its rows */
	size_t nlists;
	const char *today; /* YYYY-MM-DD */
};

/* The answer to a question; its default, or "", when it was not answered. */
const char *zc_starter_answer(const struct zc_starter *t,
    const struct zc_starter_answers *a, const char *name);

/*
 * What is wrong with the answers, one call each: `name` the question, `row`
 * the row of a list (from 1; 0 = no list). Returns how many faults.
 */
typedef void (*zc_starter_fault_fn)(
    void *ctx, const char *name, size_t row, const char *zh, const char *en);
size_t zc_starter_check(const struct zc_catalog *c, const struct zc_starter *t,
    const struct zc_starter_answers *a, zc_starter_fault_fn fn, void *ctx);

/*
 * One thing that is to be made. Exactly one of ledger (with `row`), setting
 * (with `value`) and person (with `roles`, one a line) is not "". Texts live
 * in the arena of zc_starter_make_all.
 */
struct zc_starter_made {
	const char *ledger, *setting, *person;
	struct zc_cells row;
	const char *value, *roles;
	const struct zc_at *at; /* the template, for messages */
};

/*
 * All that comes of the answers, in the order of the file: settings, rows,
 * roles. The answers have passed zc_starter_check. A negative return of `fn`
 * stops and is returned; ZC_ENOMEM.
 */
typedef int (*zc_starter_fn)(
    void *ctx, const struct zc_starter_made *m, struct zc_err *e);
ZC_MUST int zc_starter_make_all(const struct zc_starter *t,
    const struct zc_starter_answers *a, struct zc_arena *arena,
    zc_starter_fn fn, void *ctx, struct zc_err *e);

#endif
