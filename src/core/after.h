/* after: what the ledgers and flows make of a case that was taken in. */
#ifndef ZC_AFTER_H
#define ZC_AFTER_H

#include "core/office.h"

/*
 * Reconcile all ledgers, end the exceptions that are over, drop facts that are
 * gone for longer than setting fact.keep_days, run the steps that the program
 * does by itself (hazards whose machine test passed or failed).
 */
ZC_MUST int zc_after(struct zc_office *o, struct zc_err *e);

#endif
