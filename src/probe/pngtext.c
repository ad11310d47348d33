#include "probe/pngtext.h"

#include "base/rd.h"

bool
zc_pngtext(struct zc_str png, const char *key, struct zc_str *out)
{
	static const char magic[] = "\x89PNG\r\n\x1a\n";
	struct zc_rd r;

	zc_rd_init(&r, png.p, png.n);
	if (!zc_str_is(zc_rd_bytes(&r, 8), magic))
		return false;
	while (!r.bad) {
		uint32_t n = zc_rd_be32(&r);
		struct zc_str type = zc_rd_bytes(&r, 4);
		struct zc_str data = zc_rd_bytes(&r, n);
		size_t nul;

		zc_rd_skip(&r, 4); /* checksum */
		if (data.n != n || zc_str_is(type, "IDAT") ||
		    zc_str_is(type, "IEND"))
			return false;
		nul = zc_str_find(data, '\0');
		if (!zc_str_is(type, "tEXt") || nul == data.n ||
		    !zc_str_is(zc_str_sub(data, 0, nul), key))
			continue;
		*out = zc_str_sub(data, nul + 1, data.n);
		return true;
	}
	return false;
}
