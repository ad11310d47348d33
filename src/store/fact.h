/*
 * fact: central facts: what inspections saw, of the tables that definitions
 * ask for, in a typed table fact_TABLE each: target_id, row_sum, unit_id,
 * case_digest, first_seen, last_seen, gone, then the probe's columns.
 *
 * A row is what it says: equal rows of one target are one row, first seen by
 * the oldest and last seen by the newest case that showed it (case_digest).
 * It is gone when a newer case saw the table whole and without it. All of it
 * is the same in whatever order and how often cases are taken in.
 *
 * unit_id 0 = the root of this store. Everything inside of a transaction.
 */
#ifndef ZC_STORE_FACT_H
#define ZC_STORE_FACT_H

#include "store/table.h"

struct zc_fact_in {
	const struct zc_tdef *t; /* synced by zc_table_sync */
	const char *target, *digest;
	int64_t unit, at; /* at: start of the case */
};

/* One row; `v` in the order of the columns, `sum` a digest of it in hex. */
ZC_MUST int zc_fact_put(struct zc_db *db, const struct zc_fact_in *f,
    const struct zc_val *v, const char *sum, struct zc_err *e);
/*
 * The table of this case is through. `whole`: it was fully seen, so that what
 * it lacks and what older cases showed is gone; `cover` is its status' word.
 */
ZC_MUST int zc_fact_end(struct zc_db *db, const struct zc_fact_in *f,
    bool whole, const char *cover, struct zc_err *e);

/* The target belongs to this unit now, and its facts with it. */
ZC_MUST int zc_fact_move(struct zc_db *db, const char *target, int64_t unit,
    const struct zc_tdef *t, size_t n, struct zc_err *e);
/* Drop what is gone and was last seen before that time. */
ZC_MUST int zc_fact_forget(struct zc_db *db, const struct zc_tdef *t,
    int64_t before, int64_t *n, struct zc_err *e);

/*
 * Targets of the unit (root: those of unit 0, too), and on how many of them
 * the newest look at the table did not see it whole. `table` is the probe's.
 */
struct zc_fact_cover {
	int64_t targets, unseen;
};
ZC_MUST int zc_fact_cover(struct zc_db *db, int64_t unit, const char *table,
    struct zc_fact_cover *out, struct zc_err *e);

/* The unit a target belongs to, the root's id for 0. ZC_ENOENT: no target. */
ZC_MUST int zc_fact_unit(
    struct zc_db *db, const char *target, int64_t *unit, struct zc_err *e);

#endif
