/* A ZIP file of stored parts in memory, for targets that read packages. */
#ifndef FUZZ_PARTS_H
#define FUZZ_PARTS_H

#include "base/buf.h"
#include "codec/zip.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

struct fuzz_part {
	const char *name;
	struct zc_str text;
};

static inline void
fuzz_le(struct zc_buf *b, size_t bytes, uint64_t v)
{
	for (size_t i = 0; i < bytes; i++)
		zc_buf_char(b, (char)(v >> (8 * i) & 0xFF));
}

static inline void
fuzz_common(struct zc_buf *b, const struct fuzz_part *p)
{
	fuzz_le(b, 2, 20);
	fuzz_le(b, 8, 0);
	fuzz_le(b, 4, crc32(0, (const Bytef *)p->text.p, (uInt)p->text.n));
	fuzz_le(b, 4, p->text.n);
	fuzz_le(b, 4, p->text.n);
	fuzz_le(b, 2, strlen(p->name));
	fuzz_le(b, 2, 0);
}

static inline int
fuzz_fd(struct zc_str s)
{
	int fd = memfd_create("fuzz", 0);

	if (fd == -1 || write(fd, s.p, s.n) != (ssize_t)s.n)
		abort();
	return fd;
}

/* A descriptor of the file; the caller closes it. */
static inline int
fuzz_zip(const struct fuzz_part *v, size_t n)
{
	struct zc_buf b, dir;
	size_t at;
	int fd;

	zc_buf_init(&b, 1 << 24);
	zc_buf_init(&dir, 1 << 16);
	for (size_t i = 0; i < n; i++) {
		at = b.n;
		fuzz_le(&b, 4, 0x04034b50);
		fuzz_common(&b, &v[i]);
		zc_buf_cstr(&b, v[i].name);
		zc_buf_str(&b, v[i].text);
		fuzz_le(&dir, 4, 0x02014b50);
		fuzz_le(&dir, 2, 20);
		fuzz_common(&dir, &v[i]);
		fuzz_le(&dir, 8, 0);
		fuzz_le(&dir, 2, 0);
		fuzz_le(&dir, 4, at);
		zc_buf_cstr(&dir, v[i].name);
	}
	at = b.n;
	zc_buf_add(&b, dir.p, dir.n);
	fuzz_le(&b, 4, 0x06054b50);
	fuzz_le(&b, 4, 0);
	fuzz_le(&b, 2, n);
	fuzz_le(&b, 2, n);
	fuzz_le(&b, 4, dir.n);
	fuzz_le(&b, 4, at);
	fuzz_le(&b, 2, 0);
	fd = fuzz_fd(zc_buf_get(&b));
	zc_buf_fini(&b);
	zc_buf_fini(&dir);
	return fd;
}

#endif
