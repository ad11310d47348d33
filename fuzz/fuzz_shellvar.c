/* shellvar, shadow: what is given is part of what was read. */
#include "probe/shadow.h"
#include "probe/shellvar.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_shellvars s;
	struct zc_shellvar v;
	struct zc_scheme scheme;
	struct zc_arena a;
	size_t count = 0;

	zc_arena_init(&a, 16 << 20);
	zc_shellvar_init(&s, in, &a);
	while (zc_shellvar_next(&s, &v)) {
		if (v.name.n == 0 || v.name.n + v.value.n > n || v.line < 1)
			abort();
		count++;
	}
	if (count > n)
		abort();
	if (zc_shadow_state(zc_lines_cstr(&a, in), &scheme) == ZC_PW_SET &&
	    (scheme.name[0] == '\0' || scheme.hash.n > n))
		abort();
	zc_arena_fini(&a);
	return 0;
}
