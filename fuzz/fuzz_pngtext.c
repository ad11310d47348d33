/* Any bytes: a value lies within the picture. */
#include "probe/pngtext.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n }, v;

	if (zc_pngtext(in, "Thumb::URI", &v) &&
	    (v.p < in.p || v.p + v.n > in.p + in.n))
		abort();
	return 0;
}
