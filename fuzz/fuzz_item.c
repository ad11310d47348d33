/*
 * fuzz_item: any bytes as the line form of items. What is read must be written
 * back to the same meaning.
 */
#include "base/item.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str s = { (const char *)p, n };
	struct zc_items a = { NULL, 0 }, b = { NULL, 0 };
	struct zc_arena arena;
	struct zc_buf out;

	zc_arena_init(&arena, 64 * 1024 * 1024);
	zc_buf_init(&out, 16 * 1024 * 1024);
	if (zc_items_parse(s, &arena, &a, NULL) == ZC_OK) {
		zc_items_write(&a, &out);
		if (zc_items_parse(zc_buf_get(&out), &arena, &b, NULL) !=
			ZC_OK ||
		    a.n != b.n)
			abort();
		for (size_t i = 0; i < a.n; i++)
			if (strcmp(a.v[i].value, b.v[i].value) != 0 ||
			    strcmp(a.v[i].rule, b.v[i].rule) != 0)
				abort();
	}
	zc_buf_fini(&out);
	zc_arena_fini(&arena);
	return 0;
}
