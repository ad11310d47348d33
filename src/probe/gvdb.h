/*
 * gvdb: the file format of dconf databases (GVariant database, little-endian
 * as x86, arm64 and loongarch64 write it), read within bounds.
 */
#ifndef ZC_GVDB_H
#define ZC_GVDB_H

#include "base/buf.h"
#include "base/rd.h"

struct zc_gvdb {
	struct zc_str file;
	size_t items, n; /* offset and number of the items of the root table */
	size_t next;
};

struct zc_gvdb_value {
	char type;          /* GVariant type: b, i, u, x, t, s, d; others '?' */
	int64_t number;     /* of b, i, u, x, t */
	struct zc_str text; /* of s */
};

/* False when it is no such file. */
ZC_MUST bool zc_gvdb_open(struct zc_str file, struct zc_gvdb *out);

/*
 * The next value with its whole key ("/org/gnome/…") in `key`, which has a
 * maximum. Items with broken bounds are passed over. False at the end.
 */
bool zc_gvdb_next(
    struct zc_gvdb *g, struct zc_buf *key, struct zc_gvdb_value *out);

#endif
