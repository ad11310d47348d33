#include "probe/unlz4.h"

#include "base/rd.h"

/* Lengths of 15 go on in bytes of 255. */
static size_t
length(struct zc_rd *r, size_t n)
{
	uint8_t c;

	if (n != 15)
		return n;
	do {
		c = zc_rd_u8(r);
		n += c;
	} while (c == 255 && !r->bad);
	return n;
}

int
zc_unlz4_block(
    struct zc_str in, unsigned char *out, size_t have, size_t cap, size_t *end)
{
	struct zc_rd r;
	struct zc_str lit;
	size_t at = have, n, from;
	uint8_t token;

	zc_rd_init(&r, in.p, in.n);
	while (zc_rd_left(&r) > 0) {
		token = zc_rd_u8(&r);
		lit = zc_rd_bytes(&r, length(&r, token >> 4));
		if (r.bad || lit.n > cap - at)
			return ZC_EINPUT;
		memcpy(out + at, lit.p, lit.n);
		at += lit.n;
		if (zc_rd_left(&r) == 0)
			break; /* the last sequence has no match */
		from = zc_rd_le16(&r);
		n = length(&r, token & 15) + 4;
		if (r.bad || from == 0 || from > at || n > cap - at)
			return ZC_EINPUT;
		if (from >= n) {
			memcpy(out + at, out + at - from, n);
			at += n;
			continue;
		}
		for (; n > 0; n--, at++) /* overlapping: byte by byte */
			out[at] = out[at - from];
	}
	*end = at;
	return ZC_OK;
}
