/*
 * views: what queries of definitions may read in the central store besides
 * ledgers and fact_TABLE. Names and columns are those of the store's views;
 * lint makes an empty schema of them to prepare every query on.
 */
#ifndef ZC_VIEWS_H
#define ZC_VIEWS_H

#include "base/base.h"

struct zc_store_view {
	const char *name;
	const char *cols; /* as in CREATE TABLE: "name TYPE, …" */
};

extern const struct zc_store_view zc_views[];
extern const size_t zc_nviews;

/* Columns that every ledger has besides its fields, as in CREATE TABLE. */
extern const char zc_views_fixed[];

/* Columns that every fact_TABLE has besides those of the table. */
extern const char zc_views_fact[];

/*
 * Is it one of those? A probe's column of that name stands in fact_TABLE as
 * host_NAME: last_seen is when an inspection last saw the row, host_last_seen
 * what the computer itself had written down (usb_history).
 */
bool zc_views_fact_has(const char *col);

/* Is there a view of this name? */
bool zc_views_find(const char *name);
/* Has the store a view or a table of its own of this name? */
bool zc_views_taken(const char *name);

#endif
