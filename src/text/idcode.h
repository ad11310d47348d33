/* idcode: codes of organisations, cards and devices. See idcheck.h. */
#ifndef ZC_IDCODE_H
#define ZC_IDCODE_H

#include "text/idcheck.h"

/*
 * Unified social credit code, GB 32100-2015: 31 characters (no I O S V Z),
 * weights 3^i mod 31, check = (31 - sum mod 31) mod 31.
 */
zc_idcheck_fn zc_idcode_credit;

/* Bank card: 13 to 19 digits with the check of ISO/IEC 7812-1 annex B. */
zc_idcheck_fn zc_idcode_bank;

/*
 * Serial number: upper case, runs of blanks one. What makers write when there
 * is none ("To be filled by O.E.M.", 无, N/A) is refused.
 */
zc_idcheck_fn zc_idcode_serial;

#endif
