/*
 * ndb, rpm's own format (rpm: lib/backend/ndb/rpmpkg.c): little endian;
 * 4096-byte pages of 16-byte slots after a 32-byte head; blobs in 16-byte
 * blocks with a head of 16 bytes.
 */
#include "base/fs.h"
#include "probe/rpmdb_file.h"

enum {
	PAGE = 4096,
	SLOT = 16,
	HEAD = 32,
	BLOCK = 16,
	SLOT_PAGES_MAX = 16384, /* 4 million packages */
	MAGIC_FILE = 'R' | 'p' << 8 | 'm' << 16 | 'P' << 24,
	MAGIC_SLOT = 'S' | 'l' << 8 | 'o' << 16 | 't' << 24,
	MAGIC_BLOB = 'B' | 'l' << 8 | 'b' << 16 | 'S' << 24
};

static int
read_blob(struct zc_rpmdb_file *f, uint32_t idx, uint32_t block,
    uint32_t blocks, struct zc_err *e)
{
	unsigned char head[16], chunk[8192];
	struct zc_rd r;
	uint64_t at = (uint64_t)block * BLOCK;
	uint32_t magic, got, len;
	int rc = zc_rpmdb_pread(f->fd, head, sizeof(head), at, e);

	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, head, sizeof(head));
	magic = zc_rd_le32(&r);
	got = zc_rd_le32(&r);
	(void)zc_rd_le32(&r); /* generation */
	len = zc_rd_le32(&r);
	if (magic != MAGIC_BLOB || got != idx || len > ZC_RPMDB_BLOB_MAX ||
	    len > (uint64_t)blocks * BLOCK)
		return ZC_FAIL(e, ZC_EINPUT, "record %u is damaged", idx);
	zc_buf_clear(&f->blob);
	for (at += sizeof(head); len > 0;) {
		size_t n = len < sizeof(chunk) ? len : sizeof(chunk);

		rc = zc_rpmdb_pread(f->fd, chunk, n, at, e);
		if (rc != ZC_OK)
			return rc;
		zc_buf_add(&f->blob, chunk, n);
		at += n;
		len -= (uint32_t)n;
	}
	return f->blob.rc;
}

static int
read_slots(struct zc_rpmdb_file *f, const unsigned char *page, size_t from,
    struct zc_err *e)
{
	struct zc_rd r;
	int rc = ZC_OK;

	zc_rd_init(&r, page, PAGE);
	zc_rd_seek(&r, from);
	while (rc == ZC_OK && zc_rd_left(&r) >= SLOT) {
		uint32_t magic = zc_rd_le32(&r), idx = zc_rd_le32(&r);
		uint32_t block = zc_rd_le32(&r), blocks = zc_rd_le32(&r);

		if (magic != MAGIC_SLOT) {
			f->damaged++;
			return ZC_OK;
		}
		if (idx == 0)
			continue;
		rc = read_blob(f, idx, block, blocks, e);
		if (rc == ZC_OK) {
			rc = zc_rpmdb_hand(f, zc_buf_get(&f->blob), e);
		} else if (rc == ZC_EINPUT || rc == ZC_ELIMIT) {
			f->damaged++;
			rc = ZC_OK;
		}
	}
	return rc;
}

int
zc_rpmdb_ndb(struct zc_rpmdb_file *f, struct zc_err *e)
{
	unsigned char page[PAGE];
	struct zc_rd r;
	uint32_t magic, version, pages;
	int rc = zc_rpmdb_pread(f->fd, page, PAGE, 0, e);

	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, page, PAGE);
	magic = zc_rd_le32(&r);
	version = zc_rd_le32(&r);
	(void)zc_rd_le32(&r); /* generation */
	pages = zc_rd_le32(&r);
	if (magic != MAGIC_FILE || version != 0)
		return ZC_FAIL(e, ZC_EINPUT, "not an ndb package database");
	if (pages == 0 || pages > SLOT_PAGES_MAX)
		return ZC_FAIL(e, ZC_EINPUT, "%u slot pages", pages);
	for (uint32_t i = 0; rc == ZC_OK && i < pages; i++) {
		if (i > 0)
			rc = zc_rpmdb_pread(
			    f->fd, page, PAGE, (uint64_t)i * PAGE, e);
		if (rc == ZC_OK)
			rc = read_slots(f, page, i == 0 ? HEAD : 0, e);
	}
	return rc;
}
