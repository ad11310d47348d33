/*
 * Any text: folding never makes it longer, the way back never goes down and
 * stays inside, the result is valid, and folding twice changes nothing.
 */
#include "base/utf8.h"
#include "text/fold.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
check(const struct zc_folder *f, struct zc_str in, unsigned flags,
    struct zc_arena *a)
{
	struct zc_folded o, again;

	if (zc_fold(f, in, flags, a, &o, NULL) != ZC_OK || o.text.n > in.n ||
	    o.at[o.text.n] != in.n)
		abort();
	for (size_t i = 0; i < o.text.n; i++)
		if (o.at[i] >= in.n || o.at[i] > o.at[i + 1])
			abort();
	if (!zc_utf8_valid(o.text) ||
	    zc_fold(f, o.text, flags, a, &again, NULL) != ZC_OK ||
	    !zc_str_eq(o.text, again.text))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_folder *f;
	struct zc_arena a;
	uint32_t v;

	zc_arena_init(&a, 64 << 20);
	if (zc_folder_new(NULL, 0, &a, &f, NULL) != ZC_OK)
		abort();
	check(f, in, 0, &a);
	check(f, in, ZC_FOLD_TIGHT, &a);
	if (zc_fold_number(in, &v) > n)
		abort();
	zc_arena_fini(&a);
	return 0;
}
