/* example_row: rows that examples of flows, indicators and checks give. */
#ifndef ZC_EXAMPLE_ROW_H
#define ZC_EXAMPLE_ROW_H

#include "core/ledger.h"

/*
 * Put a row in as the program does; `strict`: what is required must be there
 * and the rules hold (given rows may be as bare as the example needs). A cell
 * `state` sets the state of the flow.
 */
ZC_MUST int zc_example_row(const struct zc_ledger_use *u,
    const struct zc_cells *row, bool strict, int64_t *id, struct zc_err *e);

/* The text of a cell, or `none`. */
const char *zc_example_cell(
    const struct zc_cells *row, const char *col, const char *none);
/* A row of user_role: a role somebody holds, from the beginning of time unless
 * it says from_at. */
ZC_MUST int zc_example_grant(
    struct zc_office *o, const struct zc_cells *row, struct zc_err *e);
/* Put the example's settings in force; `back`: the catalogue's again. */
ZC_MUST int zc_example_settings(struct zc_office *o,
    const struct zc_cells *settings, bool back, struct zc_err *e);

#endif
