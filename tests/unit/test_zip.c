/* ZIP files that are right, and those that somebody made to do harm. */
#include "unit/zt.h"
#include "unit/ztzip.h"

#include "codec/zip.h"
#include "codec/zip_replace.h"

#include <unistd.h>

static int
open_bytes(struct zc_str bytes, struct zc_arena *a, struct zc_zip *z)
{
	int fd = ztzip_fd(bytes), rc;

	zc_arena_init(a, 64 << 20);
	rc = zc_zip_open(fd, 64 << 20, a, z, NULL);
	if (rc != ZC_OK)
		(void)close(fd);
	return rc;
}

static int
open_parts(
    const struct ztzip_part *v, size_t n, struct zc_arena *a, struct zc_zip *z)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 256 << 20);
	ztzip_make(&b, v, n);
	rc = open_bytes(zc_buf_get(&b), a, z);
	zc_buf_fini(&b);
	return rc;
}

/* Result of reading the first entry whole. */
static int
read_first(const struct ztzip_part *v, struct zc_str *out, struct zc_arena *a)
{
	struct zc_zip z;
	int rc = open_parts(v, 1, a, &z);

	if (rc == ZC_OK) {
		rc = zc_zip_read(&z, &z.entries[0], 32 << 20, a, out, NULL);
		(void)close(z.fd);
	}
	return rc;
}

ZT(zip_stored_and_deflated_entries_are_read)
{
	struct ztzip_part v[] = { { .name = "a", .text = ZC_S("hello") },
		{ .name = "dir\\b",
		    .text = ZC_S("hello hello hello hello"),
		    .deflate = true,
		    .behind = true },
		{ .name = "empty", .text = ZC_S("") } };
	const struct zc_zip_entry *n = NULL;
	struct zc_arena a;
	struct zc_str s;
	struct zc_zip z;

	ZT_EQ(open_parts(v, 3, &a, &z), ZC_OK);
	ZT_EQ(z.n, 3);
	ZT_EQ(zc_zip_find(&z, ZC_S("/DIR/B"), &n, NULL), ZC_OK);
	ZT_EQ(zc_zip_read(&z, n, 100, &a, &s, NULL), ZC_OK);
	ZT_STR(s, "hello hello hello hello");
	ZT_EQ(zc_zip_read(&z, n, 10, &a, &s, NULL), ZC_ELIMIT);
	ZT_EQ(zc_zip_read(&z, &z.entries[2], 10, &a, &s, NULL), ZC_OK);
	ZT_EQ(s.n, 0);
	ZT_EQ(zc_zip_find(&z, ZC_S("nope"), &n, NULL), ZC_ENOENT);
	(void)close(z.fd);
	zc_arena_fini(&a);
}

ZT(zip_entry_that_lies_is_not_taken)
{
	struct ztzip_part lies[] = {
		{ .name = "a", .text = ZC_S("hello"), .lie_crc = 1 },
		{ .name = "a", .text = ZC_S("hello"), .lie_size = 4 },
		{ .name = "a", .text = ZC_S("hello"), .lie_size = 6 },
		{ .name = "a",
		    .text = ZC_S("hello hello hello"),
		    .deflate = true,
		    .lie_size = 3 },
		{ .name = "a",
		    .text = ZC_S("hello hello hello"),
		    .deflate = true,
		    .lie_size = 900 },
		{ .name = "a", .text = ZC_S("hello"), .lie_size = 0xFFFFFFF0 }
	};
	struct zc_arena a;
	struct zc_str s;

	for (size_t i = 0; i < ZC_LEN(lies); i++) {
		int rc = read_first(&lies[i], &s, &a);

		ZT_TRUE(rc == ZC_EINPUT || rc == ZC_ELIMIT);
		zc_arena_fini(&a);
	}
}

ZT(zip_bomb_ends_at_the_ratio)
{
	char *zeros = calloc(1, 40 << 20);
	struct ztzip_part v = {
		.name = "a", .text = { zeros, 40 << 20 }, .deflate = true
	};
	struct zc_arena a;
	struct zc_str s;
	struct zc_zip z;

	ZT_EQ(read_first(&v, &s, &a), ZC_ELIMIT);
	zc_arena_fini(&a);
	/* The sum over entries is bounded, too. */
	v.text.n = 10 << 20;
	ZT_EQ(open_parts(&v, 1, &a, &z), ZC_OK);
	for (int i = 0; i < 6; i++)
		ZT_EQ(
		    zc_zip_read(&z, z.entries, 32 << 20, &a, &s, NULL), ZC_OK);
	ZT_TRUE(zc_zip_read(&z, z.entries, 32 << 20, &a, &s, NULL) != ZC_OK);
	(void)close(z.fd);
	zc_arena_fini(&a);
	free(zeros);
}

ZT(zip_of_100000_entries_is_refused)
{
	size_t n = 60000;
	struct ztzip_part *v = calloc(n, sizeof(*v));
	struct zc_arena a;
	struct zc_zip z;

	for (size_t i = 0; i < n; i++)
		v[i] = (struct ztzip_part){ .name = "a", .text = ZC_S("") };
	ZT_EQ(open_parts(v, n, &a, &z), ZC_ELIMIT);
	zc_arena_fini(&a);
	free(v);
}

ZT(zip_entries_upon_each_other_are_refused)
{
	struct ztzip_part v[] = { { .name = "a", .text = ZC_S("hello") },
		{ .name = "b", .text = ZC_S("hello") } };
	struct zc_arena a;
	struct zc_buf b;
	struct zc_zip z;

	zc_buf_init(&b, 4096);
	ztzip_make(&b, v, 2);
	/* The offset of the second record: 22 from the end, 1 name, 4. */
	memset(b.p + b.n - 22 - 1 - 4, 0, 4);
	ZT_EQ(open_bytes(zc_buf_get(&b), &a, &z), ZC_ELIMIT);
	zc_arena_fini(&a);
	zc_buf_fini(&b);
}

ZT(zip_cut_anywhere_never_gives_wrong_bytes)
{
	struct ztzip_part v[] = { { .name = "a", .text = ZC_S("hello") },
		{ .name = "b",
		    .text = ZC_S("hello hello hello hello hello"),
		    .deflate = true } };
	const struct zc_zip_entry *n = NULL;
	struct zc_arena a;
	struct zc_buf b;
	struct zc_str s;
	struct zc_zip z;

	zc_buf_init(&b, 4096);
	ztzip_make(&b, v, 2);
	for (size_t i = 0; i < b.n; i++) {
		struct zc_str cut = { b.p, i };

		if (open_bytes(cut, &a, &z) == ZC_OK) {
			ZT_TRUE(z.recovered);
			for (size_t k = 0; k < z.n; k++) {
				n = &z.entries[k];
				if (zc_zip_read(&z, n, 99, &a, &s, NULL) ==
				    ZC_OK)
					ZT_TRUE(zc_str_eq(s,
					    zc_str_is(n->name, "a")
						? v[0].text
						: v[1].text));
			}
			(void)close(z.fd);
		}
		zc_arena_fini(&a);
	}
	zc_buf_fini(&b);
}

static int
collect(void *ctx, struct zc_str s)
{
	zc_buf_str(ctx, s);
	return ZC_OK;
}

ZT(zip_replaced_entry_leaves_the_others_as_they_are)
{
	struct ztzip_part v[] = { { .name = "a", .text = ZC_S("first") },
		{ .name = "b",
		    .text = ZC_S("hello hello hello hello hello"),
		    .deflate = true,
		    .behind = true },
		{ .name = "c",
		    .text = ZC_S("third third third"),
		    .deflate = true } };
	struct zc_arena a, a2;
	struct zc_zip z, z2;
	struct zc_buf b, out;
	struct zc_str s;

	zc_buf_init(&b, 4096);
	zc_buf_init(&out, 4096);
	ztzip_make(&b, v, 3);
	ZT_EQ(open_bytes(zc_buf_get(&b), &a, &z), ZC_OK);
	ZT_EQ(zc_zip_replace(
		  &z, &z.entries[1], ZC_S("other"), collect, &out, NULL),
	    ZC_OK);
	ZT_EQ(open_bytes(zc_buf_get(&out), &a2, &z2), ZC_OK);
	ZT_EQ(z2.n, 3);
	ZT_EQ(zc_zip_read(&z2, &z2.entries[1], 99, &a2, &s, NULL), ZC_OK);
	ZT_STR(s, "other");
	ZT_EQ(zc_zip_read(&z2, &z2.entries[2], 99, &a2, &s, NULL), ZC_OK);
	ZT_STR(s, "third third third");
	/* Byte for byte: all before it, and the one behind it. */
	ZT_EQ(memcmp(out.p, b.p, (size_t)z.entries[1].head), 0);
	ZT_EQ(memcmp(out.p + z2.entries[2].head, b.p + z.entries[2].head,
		  (size_t)(z.dir - z.entries[2].head)),
	    0);
	(void)close(z.fd);
	(void)close(z2.fd);
	zc_arena_fini(&a);
	zc_arena_fini(&a2);
	zc_buf_fini(&b);
	zc_buf_fini(&out);
}
