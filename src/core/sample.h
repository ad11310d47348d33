/*
 * sample: the invented unit of catalog/sample, for demonstration and tests:
 * its rows and what was done to them, replayed day by day as the persons who
 * did it (the README there tells the form of the files).
 */
#ifndef ZC_SAMPLE_H
#define ZC_SAMPLE_H

#include "core/office.h"

/*
 * Into an office that is empty, inside of a transaction. What steps make
 * elsewhere is left out of `c` while it runs: those rows have files of their
 * own. ZC_EINPUT names file and line of what does not fit.
 */
ZC_MUST int zc_sample_load(
    struct zc_office *o, struct zc_catalog *c, struct zc_err *e);

#endif
