/* example_row: rows that examples of flows and indicators give. */
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

#endif
