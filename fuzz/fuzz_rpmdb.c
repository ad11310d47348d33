/* Any bytes as each kind of rpm database: headers stay inside their blob. */
#include "probe/rpmdb_file.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int
each(void *ctx, const struct zc_rpm *h, struct zc_err *e)
{
	const struct zc_rpmdb_file *f = ctx;
	struct zc_rpm_files files;
	struct zc_str dir, name;
	struct zc_arena a;
	size_t count = 0;

	(void)f;
	zc_arena_init(&a, 1 << 22);
	if (zc_rpm_files(h, &a, &files, e) == ZC_OK)
		while (zc_rpm_files_next(&files, &dir, &name))
			count++;
	/* Every name takes a byte of the data at least. */
	if (count > h->data.n)
		abort();
	zc_arena_fini(&a);
	return ZC_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static int (*const kinds[])(struct zc_rpmdb_file *,
	    struct zc_err *) = { zc_rpmdb_sqlite, zc_rpmdb_ndb, zc_rpmdb_bdb };
	struct zc_arena a;
	int fd = memfd_create("db", MFD_CLOEXEC);

	if (fd == -1 || write(fd, p, n) != (ssize_t)n)
		abort();
	for (size_t k = 0; k < ZC_LEN(kinds); k++) {
		struct zc_rpmdb_file f = {
			.fd = fd, .wal = -1, .size = n, .each = each, .a = &a
		};

		f.ctx = &f;
		zc_arena_init(&a, 1 << 24);
		zc_buf_init(&f.blob, ZC_RPMDB_BLOB_MAX);
		(void)!kinds[k](&f, NULL);
		zc_buf_fini(&f.blob);
		zc_arena_fini(&a);
	}
	close(fd);
	return 0;
}
