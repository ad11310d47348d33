/*
 * fuzz_setting: any bytes as a settings file in each of its forms, and as
 * lines that may hold a password. Keys are never empty, lines only grow, and
 * what is given borrows from the input.
 */
#include "probe/credential.h"
#include "probe/kv.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
settings(struct zc_str s, unsigned form, struct zc_arena *a)
{
	struct zc_kv_rd r;
	struct zc_kv kv;
	int64_t last = 0;

	zc_kv_init(&r, s, form, a);
	while (zc_kv_next(&r, &kv)) {
		if (kv.key.n == 0 || kv.line <= last)
			abort();
		last = kv.line;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str s = { (const char *)p, n }, line, name;
	struct zc_arena a;

	zc_arena_init(&a, 64 * 1024 * 1024);
	for (unsigned form = 0; form < 128; form += 7)
		settings(s, form, &a);
	while (zc_str_line(&s, &line)) {
		if (zc_credential_line(line, false, &name) &&
		    (name.p < line.p || name.p + name.n > line.p + line.n))
			abort();
		if (zc_credential_command(line, &a, &name) && name.n > 64)
			abort();
	}
	zc_arena_fini(&a);
	return 0;
}
