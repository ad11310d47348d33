/* unlz4: the LZ4 block format (lz4_Block_format.md). */
#ifndef ZC_UNLZ4_H
#define ZC_UNLZ4_H

#include "base/base.h"

/*
 * Unpack one block behind `have` bytes of history in `out`, which has room
 * for `cap` bytes in all. *end is set to the bytes then in `out`. ZC_EINPUT:
 * damaged, or more than `cap`.
 */
ZC_MUST int zc_unlz4_block(
    struct zc_str in, unsigned char *out, size_t have, size_t cap, size_t *end);

#endif
