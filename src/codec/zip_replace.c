#include "codec/zip_replace.h"

#include "base/buf.h"
#include "base/rd.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

enum {
	LOCAL_SIG = 0x04034b50,
	LOCAL_LEN = 30,
	END_LEN = 22,
	SIZES_BEHIND = 1 << 3,
	CHUNK = 64 * 1024
};

struct job {
	const struct zc_zip *z;
	zc_zip_put put;
	void *ctx;
	struct zc_err *e;
};

static int
get(const struct job *j, uint64_t at, void *p, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t r = pread(
		    j->z->fd, (char *)p + done, n - done, (off_t)(at + done));

		if (r == -1 && errno == EINTR)
			continue;
		if (r <= 0)
			return ZC_FAIL(
			    j->e, ZC_EIO, "the file changed while it was read");
		done += (size_t)r;
	}
	return ZC_OK;
}

/* Bytes [from, to) of the file as they are. */
static int
copy(const struct job *j, uint64_t from, uint64_t to)
{
	char chunk[CHUNK];
	int rc = ZC_OK;

	while (from < to && rc == ZC_OK) {
		size_t n = to - from < CHUNK ? (size_t)(to - from) : CHUNK;

		rc = get(j, from, chunk, n);
		if (rc == ZC_OK)
			rc = j->put(j->ctx, (struct zc_str){ chunk, n });
		from += n;
	}
	return rc;
}

static void
le(char *p, size_t bytes, uint64_t v)
{
	for (size_t i = 0; i < bytes; i++)
		p[i] = (char)(v >> (8 * i) & 0xFF);
}

static int
pack(struct zc_str data, struct zc_buf *out, struct zc_err *e)
{
	z_stream s = { .next_in = (Bytef *)(uintptr_t)data.p,
		.avail_in = (uInt)data.n };
	char chunk[CHUNK];
	int r = deflateInit2(&s, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);

	if (r != Z_OK)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to pack");
	do {
		s.next_out = (Bytef *)chunk;
		s.avail_out = sizeof(chunk);
		r = deflate(&s, Z_FINISH);
		zc_buf_add(out, chunk, sizeof(chunk) - s.avail_out);
	} while (r == Z_OK);
	(void)deflateEnd(&s);
	if (r != Z_STREAM_END || out->rc != ZC_OK)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to pack");
	return ZC_OK;
}

/* Offset of what follows the entry: the next head, or the directory. */
static uint64_t
behind(const struct zc_zip *z, const struct zc_zip_entry *n)
{
	uint64_t next = z->dir;

	for (size_t i = 0; i < z->n; i++)
		if (z->entries[i].head > n->head && z->entries[i].head < next)
			next = z->entries[i].head;
	return next;
}

/* The new entry: its head with the old name and extra field, and data. */
static int
put_entry(const struct job *j, const struct zc_zip_entry *n,
    struct zc_str packed, const struct zc_zip_entry *is, uint64_t *names)
{
	char head[LOCAL_LEN];
	struct zc_rd r;
	int rc = get(j, n->head, head, sizeof(head));

	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, head, sizeof(head));
	if (zc_rd_le32(&r) != LOCAL_SIG)
		return ZC_FAIL(
		    j->e, ZC_EINPUT, "an entry is not where it should");
	zc_rd_seek(&r, 26);
	*names = zc_rd_le16(&r);
	*names += zc_rd_le16(&r);
	if (LOCAL_LEN + *names + n->packed > behind(j->z, n) - n->head)
		return ZC_FAIL(j->e, ZC_EINPUT, "the directory is damaged");
	le(head + 6, 2, is->flags);
	le(head + 8, 2, is->method);
	le(head + 14, 4, is->crc);
	le(head + 18, 4, is->packed);
	le(head + 22, 4, is->size);
	rc = j->put(j->ctx, (struct zc_str){ head, sizeof(head) });
	if (rc == ZC_OK)
		rc = copy(j, n->head + LOCAL_LEN, n->head + LOCAL_LEN + *names);
	if (rc == ZC_OK)
		rc = j->put(j->ctx, packed);
	return rc;
}

/* The directory with new offsets, and the end record. */
static int
put_directory(const struct job *j, const struct zc_zip_entry *n,
    const struct zc_zip_entry *is, int64_t moved)
{
	const struct zc_zip *z = j->z;
	size_t len = (size_t)(z->size - z->dir);
	char *p = malloc(len + 1), *end;
	int rc;

	if (p == NULL)
		return ZC_FAIL(j->e, ZC_ENOMEM, "no room for the directory");
	rc = get(j, z->dir, p, len);
	for (size_t i = 0; i < z->n && rc == ZC_OK; i++) {
		const struct zc_zip_entry *o = &z->entries[i];
		char *rec = p + (o->record - z->dir);

		if (o->head > n->head)
			le(rec + 42, 4, o->head + (uint64_t)moved);
		if (o != n)
			continue;
		le(rec + 8, 2, is->flags);
		le(rec + 10, 2, is->method);
		le(rec + 16, 4, is->crc);
		le(rec + 20, 4, is->packed);
		le(rec + 24, 4, is->size);
	}
	end = p + (z->end - z->dir);
	le(end + 16, 4, z->dir + (uint64_t)moved);
	if (rc == ZC_OK)
		rc = j->put(j->ctx, (struct zc_str){ p, len });
	free(p);
	return rc;
}

int
zc_zip_replace(const struct zc_zip *z, const struct zc_zip_entry *n,
    struct zc_str data, zc_zip_put put, void *ctx, struct zc_err *e)
{
	struct job j = { z, put, ctx, e };
	struct zc_zip_entry is = *n;
	uint64_t next = behind(z, n), gap, names = 0, written;
	struct zc_buf packed;
	int rc;

	if (z->zip64 || z->recovered || data.n > UINT32_MAX / 2 ||
	    z->size > UINT32_MAX / 2)
		return ZC_FAIL(e, ZC_EUNSUP, "a file of this kind");
	zc_buf_init(&packed, data.n + data.n / 8 + CHUNK);
	rc = pack(data, &packed, e);
	is.flags &= (uint16_t)~SIZES_BEHIND;
	is.method = 8;
	is.size = data.n;
	is.packed = packed.n;
	is.crc = (uint32_t)crc32(0, (const Bytef *)data.p, (uInt)data.n);
	if (rc == ZC_OK)
		rc = copy(&j, 0, n->head);
	if (rc == ZC_OK)
		rc = put_entry(&j, n, zc_buf_get(&packed), &is, &names);
	zc_buf_fini(&packed);
	/* Sizes that stood behind the data go with it. */
	written = LOCAL_LEN + names + is.packed;
	gap = n->head + LOCAL_LEN + names + n->packed;
	if (rc == ZC_OK && gap < next && (n->flags & SIZES_BEHIND) == 0) {
		rc = copy(&j, gap, next);
		written += next - gap;
	}
	if (rc == ZC_OK)
		rc = copy(&j, next, z->dir);
	if (rc == ZC_OK)
		rc = put_directory(
		    &j, n, &is, (int64_t)written - (int64_t)(next - n->head));
	return rc;
}
