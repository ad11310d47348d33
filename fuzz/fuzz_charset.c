/*
 * Any bytes in any encoding: the result is valid UTF-8, at most three bytes
 * for each of the input; what is found to be certain UTF-8 has nothing wrong.
 */
#include "base/utf8.h"
#include "text/charset.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_charset_found f = zc_charset_detect(in);
	struct zc_buf b;
	size_t bad;

	if (f.bom > n)
		abort();
	zc_buf_init(&b, 64 << 20);
	for (int c = ZC_CHARSET_UTF8; c <= ZC_CHARSET_BIG5; c++) {
		zc_buf_clear(&b);
		zc_charset_to_utf8((enum zc_charset)c, in, &b, &bad);
		if (b.rc != ZC_OK || b.n > 3 * n || bad > n ||
		    !zc_utf8_valid(zc_buf_get(&b)))
			abort();
		if (c == ZC_CHARSET_UTF8 && f.charset == ZC_CHARSET_UTF8 &&
		    f.sure == ZC_CHARSET_CERTAIN && f.bom == 0 && bad > 0)
			abort();
		if (c == ZC_CHARSET_UTF8 && zc_utf8_valid(in) && bad > 0)
			abort();
	}
	zc_buf_fini(&b);
	return 0;
}
