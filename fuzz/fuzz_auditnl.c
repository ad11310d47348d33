/*
 * fuzz_auditnl: any bytes as an audit rule of the kernel. A rule that is read
 * has its text, and its permissions are of "rwxa".
 */
#include "probe/auditnl.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_auditnl_rule r;
	struct zc_arena a;

	zc_arena_init(&a, 16 * 1024 * 1024);
	if (zc_auditnl_read(
		(struct zc_str){ (const char *)p, n }, &a, &r, NULL) == ZC_OK) {
		if (r.text.n == 0 || r.path.n > n || r.key.n > n ||
		    strspn(r.permissions, "rwxa") != strlen(r.permissions))
			abort();
	}
	zc_arena_fini(&a);
	return 0;
}
