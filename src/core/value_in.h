/* value_in: the types that ledgers' fields have, for value*.c only. */
#ifndef ZC_VALUE_IN_H
#define ZC_VALUE_IN_H

#include "base/buf.h"
#include "core/value.h"

/*
 * A text type that checks itself: true and its normal form in `out`, or false.
 * `zh` and `en` say what a right value looks like.
 */
struct zc_value_type {
	const char *name;
	bool (*read)(struct zc_str in, struct zc_buf *out);
	const char *zh, *en;
};
/* NULL: any text will do. */
const struct zc_value_type *zc_value_type_of(const char *name);

/* Numbers: what the field's type makes of the text. */
bool zc_value_number(const char *type, struct zc_str in, int64_t *out);

#endif
