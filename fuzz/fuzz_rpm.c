/* Any bytes as a header: what is given out lies inside the blob. */
#include "probe/rpm.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
inside(struct zc_str s, const char *p, size_t n)
{
	if (s.n > 0 && (s.p < p || s.p + s.n > p + n))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str blob = { (const char *)p, n }, s;
	struct zc_rpm_list l;
	struct zc_rpm h;
	uint64_t v;

	if (zc_rpm_open(blob, &h, NULL) != ZC_OK)
		return 0;
	for (uint32_t i = 0; i < h.entries && i < 64; i++) {
		enum zc_rpm_tag tag = (enum zc_rpm_tag)(
		    (unsigned char)h.index.p[i * 16 + 2] << 8 |
		    (unsigned char)h.index.p[i * 16 + 3]);

		inside(zc_rpm_text(&h, tag), blob.p, n);
		(void)zc_rpm_int(&h, tag, i, &v);
		zc_rpm_list(&h, tag, &l);
		while (zc_rpm_list_next(&l, &s))
			inside(s, blob.p, n);
	}
	return 0;
}
