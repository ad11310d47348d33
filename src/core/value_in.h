/* value_in: the numbers that ledgers' fields have, for value*.c only. */
#ifndef ZC_VALUE_IN_H
#define ZC_VALUE_IN_H

#include "base/buf.h"
#include "core/value.h"

/* integer, time, boolean: what the field's type makes of the text. */
bool zc_value_number(const char *type, struct zc_str in, int64_t *out);
/* url, domain: is it of that form? Other types are any text. */
bool zc_value_loose(const char *type, struct zc_str in);

#endif
