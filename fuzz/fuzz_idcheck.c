/*
 * Any value of any type: it is refused with a sentence, or its normal form is
 * taken again and is its own normal form (money becomes fen).
 */
#include "text/docno.h"
#include "text/idcheck.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n }, one, two;
	const struct zc_idcheck_type *t;
	struct zc_err e;
	size_t types;

	t = zc_idcheck_types(&types);
	for (size_t i = 0; i < types; i++) {
		struct zc_arena a;
		int rc;

		zc_arena_init(&a, 1 << 20);
		e.msg[0] = '\0';
		rc = zc_idcheck(t[i].name, in, &a, &one, &e);
		if (rc != ZC_OK && (rc != ZC_EINPUT || e.msg[0] == '\0'))
			abort();
		if (rc == ZC_OK && strcmp(t[i].name, "money") != 0 &&
		    (zc_idcheck(t[i].name, one, &a, &two, NULL) != ZC_OK ||
			!zc_str_eq(one, two)))
			abort();
		zc_arena_fini(&a);
	}
	return 0;
}
