/* gvdb: every key fits its buffer and no item is given twice. */
#include "probe/gvdb.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_gvdb_value v;
	struct zc_gvdb g;
	struct zc_buf key;
	size_t count = 0;

	if (!zc_gvdb_open(in, &g))
		return 0;
	zc_buf_init(&key, 512);
	while (zc_gvdb_next(&g, &key, &v)) {
		if (key.n > 512 || v.text.n > n)
			abort();
		count++;
	}
	/* An item takes 24 bytes of the file. */
	if (count > n / 24)
		abort();
	zc_buf_fini(&key);
	return 0;
}
