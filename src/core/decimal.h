/*
 * decimal: exact arithmetic of figures, without floating point. A number is
 * m × 10^-places, places at most 9; what does not fit 64 bits is ZC_ELIMIT.
 */
#ifndef ZC_DECIMAL_H
#define ZC_DECIMAL_H

#include "base/base.h"

enum {
	ZC_DECIMAL_PLACES = 9,
	ZC_DECIMAL_TEXT = 32
};

struct zc_decimal {
	int64_t m;
	int places;
};

/* "-12", "3.50"; ZC_EINPUT: no number, or more digits than fit (trailing
 * zeros do not count). */
ZC_MUST int zc_decimal_read(struct zc_str s, struct zc_decimal *out);
/* n × scale / d, rounded half away from zero to `places`, as text. ZC_EINPUT:
 * d is 0. */
ZC_MUST int zc_decimal_ratio(const struct zc_decimal *n,
    const struct zc_decimal *d, int64_t scale, int places,
    char out[ZC_DECIMAL_TEXT]);
/* n × scale / d against `x`, exactly: *out < 0, 0, > 0. d > 0. */
ZC_MUST int zc_decimal_compare(const struct zc_decimal *n,
    const struct zc_decimal *d, int64_t scale, const struct zc_decimal *x,
    int *out);

#endif
