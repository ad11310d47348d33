/*
 * zip: what an entry gives has the size and check sum that the directory says,
 * all of them together keep to the budget, and a copy with one entry replaced
 * gives that entry's new content and the old content of the others.
 */
#include "codec/zip_replace.h"

#include "fuzz_parts.h"

enum {
	BUDGET = 1 << 20
};

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int
collect(void *ctx, struct zc_str s)
{
	zc_buf_str(ctx, s);
	return ZC_OK;
}

static void
replace(struct zc_zip *z, size_t which)
{
	struct zc_zip copy;
	struct zc_arena a;
	struct zc_buf b;
	struct zc_str was, is;
	int fd;

	zc_arena_init(&a, 1 << 26);
	zc_buf_init(&b, 1 << 26);
	if (zc_zip_replace(z, &z->entries[which], ZC_S("new content"), collect,
		&b, NULL) != ZC_OK ||
	    b.rc != ZC_OK)
		goto out;
	fd = fuzz_fd(zc_buf_get(&b));
	if (zc_zip_open(fd, BUDGET, &a, &copy, NULL) != ZC_OK || copy.n != z->n)
		abort();
	for (size_t i = 0; i < z->n && i < 50; i++) {
		z->budget = BUDGET;
		copy.budget = BUDGET;
		if (i != which && z->entries[i].head == z->entries[which].head)
			continue;
		if (zc_zip_read(z, &z->entries[i], BUDGET, &a, &was, NULL) !=
			ZC_OK &&
		    i != which)
			continue;
		if (zc_zip_read(&copy, &copy.entries[i], BUDGET, &a, &is,
			NULL) != ZC_OK) {
			/* Encrypted stays so. */
			if ((copy.entries[i].flags & 1) != 0)
				continue;
			abort();
		}
		if (!zc_str_eq(is, i == which ? ZC_S("new content") : was))
			abort();
	}
	(void)close(fd);
out:
	zc_buf_fini(&b);
	zc_arena_fini(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n }, s;
	struct zc_arena a;
	struct zc_zip z;
	size_t sum = 0;
	int fd = fuzz_fd(in);

	zc_arena_init(&a, 1 << 26);
	if (zc_zip_open(fd, BUDGET, &a, &z, NULL) == ZC_OK) {
		for (size_t i = 0; i < z.n && i < 200; i++) {
			const struct zc_zip_entry *e = &z.entries[i];

			if (zc_zip_read(&z, e, BUDGET, &a, &s, NULL) != ZC_OK)
				continue;
			sum += s.n;
			if (s.n != e->size ||
			    crc32(0, (const Bytef *)s.p, (uInt)s.n) != e->crc)
				abort();
		}
		if (sum > BUDGET)
			abort();
		if (z.n > 0)
			replace(&z, n % z.n);
	}
	(void)close(fd);
	zc_arena_fini(&a);
	return 0;
}
