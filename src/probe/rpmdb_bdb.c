/*
 * Berkeley DB hash, versions 8 to 10 (Berkeley DB: dbinc/db_page.h), in
 * either byte order. Packages maps a 4-byte number to a header; number 0 is
 * the counter. Every page of buckets is visited in file order; the records
 * lie in chains of overflow pages.
 */
#include "base/fs.h"
#include "probe/rpmdb_file.h"

enum {
	META = 96,
	MAGIC = 0x061561,
	PAGE_HEAD = 26,
	PAGE_MAX = 65536,
	TYPE_HASH_UNSORTED = 2,
	TYPE_OVERFLOW = 7,
	TYPE_HASH_META = 8,
	TYPE_HASH = 13,
	ITEM_KEYDATA = 1,
	ITEM_OFFPAGE = 3
};

struct bdb {
	struct zc_rpmdb_file *f;
	bool big; /* written by a big-endian machine */
	uint32_t page_size, last;
	unsigned char *page, *over;
};

static uint32_t
u32(const struct bdb *b, struct zc_rd *r)
{
	return b->big ? zc_rd_be32(r) : zc_rd_le32(r);
}

static uint16_t
u16(const struct bdb *b, struct zc_rd *r)
{
	return b->big ? zc_rd_be16(r) : zc_rd_le16(r);
}

struct head {
	uint32_t next;
	uint16_t entries, offset;
	uint8_t type;
};

static int
read_page(struct bdb *b, uint32_t no, unsigned char *page, struct head *h,
    struct zc_rd *r, struct zc_err *e)
{
	int rc = zc_rpmdb_pread(
	    b->f->fd, page, b->page_size, (uint64_t)no * b->page_size, e);

	if (rc != ZC_OK)
		return rc;
	zc_rd_init(r, page, b->page_size);
	zc_rd_skip(r, 16); /* log number, page number, previous */
	h->next = u32(b, r);
	h->entries = u16(b, r);
	h->offset = u16(b, r);
	(void)zc_rd_u8(r); /* level */
	h->type = zc_rd_u8(r);
	return ZC_OK;
}

/* Put a chain of overflow pages together; it visits no page too often. */
static int
read_chain(struct bdb *b, uint32_t no, uint32_t len, struct zc_err *e)
{
	struct head h;
	struct zc_rd r;
	struct zc_str s;
	int rc;

	zc_buf_clear(&b->f->blob);
	if (len > ZC_RPMDB_BLOB_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "record of %u bytes", len);
	while (len > 0) {
		rc = read_page(b, no, b->over, &h, &r, e);
		if (rc != ZC_OK)
			return rc;
		s = zc_rd_bytes(&r, h.offset);
		if (h.type != TYPE_OVERFLOW || r.bad || s.n == 0 || s.n > len)
			return ZC_FAIL(e, ZC_EINPUT, "page %u is damaged", no);
		zc_buf_str(&b->f->blob, s);
		len -= (uint32_t)s.n;
		no = h.next;
	}
	return b->f->blob.rc;
}

static int
read_item(struct bdb *b, struct zc_str item, struct zc_err *e)
{
	struct zc_rd r;
	uint32_t no, len;
	uint8_t type;

	zc_rd_init(&r, item.p, item.n);
	type = zc_rd_u8(&r);
	if (type == ITEM_KEYDATA) {
		zc_buf_clear(&b->f->blob);
		zc_buf_str(&b->f->blob, zc_rd_bytes(&r, zc_rd_left(&r)));
		return b->f->blob.rc;
	}
	zc_rd_skip(&r, 3);
	no = u32(b, &r);
	len = u32(b, &r);
	if (type != ITEM_OFFPAGE || r.bad)
		return ZC_FAIL(e, ZC_EINPUT, "item of kind %u", type);
	return read_chain(b, no, len, e);
}

/* The counter: number 0 with a 4-byte value. */
static bool
is_counter(struct zc_str key)
{
	return key.n == 5 && memcmp(key.p + 1, "\0\0\0\0", 4) == 0;
}

/* Entries go key, data, key, data; they grow from the end of the page. */
static int
read_bucket(
    struct bdb *b, const struct head *h, struct zc_rd r, struct zc_err *e)
{
	struct zc_str page = { (const char *)b->page, b->page_size };
	struct zc_str key = ZC_S(""), item;
	size_t end = b->page_size, from;
	int rc = ZC_OK;

	for (uint16_t i = 0; rc == ZC_OK && i < h->entries; i++) {
		from = u16(b, &r);
		if (r.bad || from >= end || from < PAGE_HEAD) {
			b->f->damaged++;
			return ZC_OK;
		}
		item = zc_str_sub(page, from, end - from);
		end = from;
		if (i % 2 == 0) {
			key = item;
			continue;
		}
		if (is_counter(key))
			continue;
		rc = read_item(b, item, e);
		if (rc == ZC_OK) {
			rc = zc_rpmdb_hand(b->f, zc_buf_get(&b->f->blob), e);
		} else if (rc == ZC_EINPUT || rc == ZC_ELIMIT) {
			b->f->damaged++;
			rc = ZC_OK;
		}
	}
	return rc;
}

static int
read_meta(struct bdb *b, struct zc_err *e)
{
	unsigned char meta[META];
	struct zc_rd r;
	uint32_t version;
	uint8_t type;
	int rc = zc_rpmdb_pread(b->f->fd, meta, META, 0, e);

	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, meta, META);
	zc_rd_seek(&r, 12);
	b->big = zc_rd_be32(&r) == MAGIC;
	zc_rd_seek(&r, 12);
	if (u32(b, &r) != MAGIC)
		return ZC_FAIL(e, ZC_EINPUT, "not a Berkeley DB hash file");
	version = u32(b, &r);
	b->page_size = u32(b, &r);
	zc_rd_skip(&r, 1); /* encryption */
	type = zc_rd_u8(&r);
	zc_rd_seek(&r, 32);
	b->last = u32(b, &r);
	if (version < 8 || version > 10 || type != TYPE_HASH_META)
		return ZC_FAIL(e, ZC_EUNSUP, "Berkeley DB hash %u", version);
	if (b->page_size < 512 || b->page_size > PAGE_MAX ||
	    (b->page_size & (b->page_size - 1)) != 0)
		return ZC_FAIL(e, ZC_EINPUT, "page size %u", b->page_size);
	return ZC_OK;
}

int
zc_rpmdb_bdb(struct zc_rpmdb_file *f, struct zc_err *e)
{
	struct bdb b = { .f = f };
	struct head h;
	struct zc_rd r;
	int rc = read_meta(&b, e);

	if (rc != ZC_OK)
		return rc;
	if (b.last >= f->size / b.page_size) {
		b.last = (uint32_t)(f->size / b.page_size);
		b.last -= b.last > 0;
		f->damaged++; /* cut short: say so */
	}
	b.page = zc_arena_get(f->a, b.page_size);
	b.over = zc_arena_get(f->a, b.page_size);
	if (b.page == NULL || b.over == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "pages");
	for (uint32_t i = 1; rc == ZC_OK && i <= b.last; i++) {
		rc = read_page(&b, i, b.page, &h, &r, e);
		if (rc == ZC_OK &&
		    (h.type == TYPE_HASH || h.type == TYPE_HASH_UNSORTED))
			rc = read_bucket(&b, &h, r, e);
	}
	return rc;
}
