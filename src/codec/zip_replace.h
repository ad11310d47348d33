/*
 * zip_replace: a copy of a ZIP file in which one entry has other content.
 * Every other entry keeps its bytes, packed as they are.
 */
#ifndef ZC_ZIP_REPLACE_H
#define ZC_ZIP_REPLACE_H

#include "codec/zip.h"

/* Takes the bytes of the copy in their order; negative stops. */
typedef int (*zc_zip_put)(void *ctx, struct zc_str bytes);

/*
 * Write the copy with `data` as the content of `n`, which is an entry of z.
 *
 * ZC_EUNSUP  ZIP64, a file without directory, or a result over 4 GiB
 * ZC_EINPUT  the entry is not where the directory says
 * and what `put` gave, or reading the file
 */
ZC_MUST int zc_zip_replace(const struct zc_zip *z, const struct zc_zip_entry *n,
    struct zc_str data, zc_zip_put put, void *ctx, struct zc_err *e);

#endif
