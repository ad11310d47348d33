/*
 * fuzz_iptold: what a kernel would tell of an old table. Whatever it says, the
 * text that comes out has one line for a rule and never more rules than there
 * are entries, which have 112 bytes and more.
 */
#include "probe/iptold.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str s = { (const char *)p, n }, text, line;
	struct zc_buf b;
	size_t rules = 0;
	bool six;

	if (n < 1 + ZC_IPTOLD_INFO)
		return 0;
	six = (p[0] & 1) != 0;
	s = zc_str_sub(s, 1, s.n);
	zc_buf_init(&b, ZC_IPTOLD_BYTES_MAX);
	if (zc_iptold_decode(six, zc_str_sub(s, 0, ZC_IPTOLD_INFO),
		zc_str_sub(s, ZC_IPTOLD_INFO, s.n), &b, NULL) == ZC_OK) {
		text = zc_buf_get(&b);
		while (zc_str_line(&text, &line))
			rules += zc_str_starts(line, "-A ");
		if (rules > n / 112)
			abort();
	}
	zc_buf_fini(&b);
	return 0;
}
