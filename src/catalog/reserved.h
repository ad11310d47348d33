/* reserved: words that cannot be an SQL name without quotes. */
#ifndef ZC_RESERVED_H
#define ZC_RESERVED_H

#include "base/base.h"

/* True when the lower-case `word` is reserved in SQLite or PostgreSQL. */
bool zc_reserved_sql(const char *word);

#endif
