/*
 * SQLite, read page by page (sqlite.org/fileformat2.html): the one table
 * Packages(hnum INTEGER PRIMARY KEY, blob BLOB). Pages committed to the
 * write-ahead log and not yet copied back are taken from there; nothing is
 * locked, recovered or written, unlike by the library.
 */
#include "base/fs.h"
#include "probe/rpmdb_file.h"

enum {
	DEPTH_MAX = 20,
	LEAF = 0x0d,
	INNER = 0x05,
	WAL_HEAD = 32,
	WAL_FRAME = 24
};

struct sq {
	struct zc_rpmdb_file *f;
	uint32_t page_size, usable;
	uint32_t pages;   /* of the database as committed */
	uint32_t visited; /* pages walked, against loops */
	uint32_t *in_wal; /* frame + 1 that holds a page, by page - 1 */
	uint32_t root;    /* of table Packages */
	unsigned char *level[DEPTH_MAX];
	unsigned char *over;
};

static uint64_t
varint(struct zc_rd *r)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++) {
		uint8_t c = zc_rd_u8(r);

		v = v << 7 | (c & 0x7f);
		if ((c & 0x80) == 0)
			return v;
	}
	return v << 8 | zc_rd_u8(r);
}

static int
read_page(struct sq *q, uint32_t no, unsigned char *page, struct zc_err *e)
{
	uint32_t frame;

	if (no == 0 || no > q->pages)
		return ZC_FAIL(e, ZC_EINPUT, "page %u of %u", no, q->pages);
	if (++q->visited > q->pages * 2 + 64)
		return ZC_FAIL(e, ZC_EINPUT, "pages go in a circle");
	frame = q->in_wal == NULL ? 0 : q->in_wal[no - 1];
	if (frame != 0)
		return zc_rpmdb_pread(q->f->wal, page, q->page_size,
		    WAL_HEAD +
			(uint64_t)(frame - 1) * (WAL_FRAME + q->page_size) +
			WAL_FRAME,
		    e);
	return zc_rpmdb_pread(
	    q->f->fd, page, q->page_size, (uint64_t)(no - 1) * q->page_size, e);
}

/* A whole payload into f->blob: what is on the page, then the chain. */
static int
read_payload(struct sq *q, struct zc_rd *r, uint64_t len, struct zc_err *e)
{
	uint64_t u = q->usable, x = u - 35, m = (u - 12) * 32 / 255 - 23;
	uint64_t local = len, k;
	uint32_t next = 0;
	struct zc_str s;
	int rc;

	zc_buf_clear(&q->f->blob);
	if (len > ZC_RPMDB_BLOB_MAX)
		return ZC_FAIL(e, ZC_EINPUT, "record is too long");
	if (len > x) {
		k = m + (len - m) % (u - 4);
		local = k <= x ? k : m;
	}
	zc_buf_str(&q->f->blob, zc_rd_bytes(r, (size_t)local));
	if (len > local)
		next = zc_rd_be32(r);
	if (r->bad)
		return ZC_FAIL(e, ZC_EINPUT, "cell is cut short");
	for (len -= local; len > 0; len -= s.n) {
		struct zc_rd o;

		rc = read_page(q, next, q->over, e);
		if (rc != ZC_OK)
			return rc;
		zc_rd_init(&o, q->over, q->usable);
		next = zc_rd_be32(&o);
		s = zc_rd_bytes(&o, (size_t)(len < u - 4 ? len : u - 4));
		zc_buf_str(&q->f->blob, s);
	}
	return q->f->blob.rc;
}

/* Column `want` of the record in f->blob; false when it has none. */
static bool
column(const struct sq *q, size_t want, struct zc_str *out, uint64_t *num)
{
	static const unsigned char size[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
	struct zc_rd head, body;
	uint64_t type = 0, n = 0, hl;

	zc_rd_init(&head, q->f->blob.p, q->f->blob.n);
	body = head;
	hl = varint(&head);
	zc_rd_skip(&body, hl > SIZE_MAX ? SIZE_MAX : (size_t)hl);
	for (size_t i = 0; i <= want; i++) {
		zc_rd_skip(&body, (size_t)n);
		if (head.bad || body.bad || head.p >= head.start + hl)
			return false;
		type = varint(&head);
		n = type < ZC_LEN(size) ? size[type]
		    : type >= 12        ? (type - 12) / 2
					: 0;
		if (n > zc_rd_left(&body))
			return false;
	}
	*num = type == 9;
	if (type >= 1 && type <= 6)
		for (struct zc_rd r = body; n > (size_t)(r.p - body.p);)
			*num = *num << 8 | zc_rd_u8(&r);
	*out = zc_rd_bytes(&body, (size_t)n);
	return !head.bad;
}

/* A row of sqlite_schema: type, name, tbl_name, rootpage, sql. */
static int
schema_row(struct sq *q)
{
	struct zc_str type, name, any;
	uint64_t num = 0, root = 0;

	if (column(q, 0, &type, &num) && column(q, 1, &name, &num) &&
	    column(q, 3, &any, &root) && zc_str_is(type, "table") &&
	    zc_str_is(name, "Packages") && root <= UINT32_MAX)
		q->root = (uint32_t)root;
	return ZC_OK;
}

static int
package_row(struct sq *q, struct zc_err *e)
{
	struct zc_str blob;
	uint64_t num;

	if (!column(q, 1, &blob, &num)) {
		q->f->damaged++;
		return ZC_OK;
	}
	return zc_rpmdb_hand(q->f, blob, e);
}

static int
leaf_cell(struct sq *q, struct zc_rd *r, bool schema, struct zc_err *e)
{
	uint64_t len = varint(r);
	int rc;

	(void)varint(r); /* row id */
	rc = read_payload(q, r, len, e);
	if (rc == ZC_EINPUT || rc == ZC_ELIMIT) {
		q->f->damaged++;
		return ZC_OK;
	}
	if (rc != ZC_OK)
		return rc;
	return schema ? schema_row(q) : package_row(q, e);
}

struct frame {
	uint32_t right;
	uint16_t cells, i;
	uint8_t kind;
	struct zc_rd r; /* at the cell pointers */
};

/* Load a page of the tree and its head. */
static int
enter(struct sq *q, uint32_t no, int depth, struct frame *fr, struct zc_err *e)
{
	int rc;

	if (q->level[depth] == NULL)
		q->level[depth] = zc_arena_get(q->f->a, q->page_size);
	if (q->level[depth] == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "pages");
	rc = read_page(q, no, q->level[depth], e);
	if (rc != ZC_OK)
		return rc;
	*fr = (struct frame){ 0 };
	zc_rd_init(&fr->r, q->level[depth], q->usable);
	zc_rd_seek(&fr->r, no == 1 ? 100 : 0);
	fr->kind = zc_rd_u8(&fr->r);
	(void)zc_rd_be16(&fr->r); /* first free block */
	fr->cells = zc_rd_be16(&fr->r);
	zc_rd_skip(&fr->r, 3); /* content area, fragments */
	if (fr->kind == INNER)
		fr->right = zc_rd_be32(&fr->r);
	if (fr->kind != LEAF && fr->kind != INNER)
		return ZC_FAIL(e, ZC_EINPUT, "page %u is no table page", no);
	return ZC_OK;
}

/* What to do with the next cell of a page: a child to enter, or nothing. */
static int
next_cell(struct sq *q, struct frame *fr, bool schema, uint32_t *child,
    struct zc_err *e)
{
	struct zc_rd r = fr->r;

	*child = 0;
	fr->i++;
	if (fr->i > fr->cells) {
		*child = fr->right;
		return ZC_OK;
	}
	zc_rd_seek(&r, zc_rd_be16(&fr->r));
	if (fr->r.bad || r.bad) {
		q->f->damaged++;
		return ZC_OK;
	}
	if (fr->kind == LEAF)
		return leaf_cell(q, &r, schema, e);
	*child = zc_rd_be32(&r);
	return ZC_OK;
}

/* All rows of the table whose root is page `no`, in order. */
static int
walk(struct sq *q, uint32_t no, bool schema, struct zc_err *e)
{
	struct frame fr[DEPTH_MAX];
	uint32_t child;
	int depth = 0;
	int rc = enter(q, no, 0, &fr[0], e);

	while (rc == ZC_OK && depth >= 0) {
		struct frame *top = &fr[depth];

		if (top->i >= top->cells + (top->kind == INNER)) {
			depth--;
			continue;
		}
		rc = next_cell(q, top, schema, &child, e);
		if (rc != ZC_OK || top->kind == LEAF)
			continue;
		if (depth + 1 == DEPTH_MAX)
			return ZC_FAIL(e, ZC_EINPUT, "tree is too deep");
		rc = enter(q, child, depth + 1, &fr[depth + 1], e);
		if (rc == ZC_OK) {
			depth++;
		} else if (rc == ZC_EINPUT) {
			q->f->damaged++;
			rc = ZC_OK;
		}
	}
	return rc;
}

/* The log's checksum over n bytes, a multiple of eight. */
static void
wal_sum(const unsigned char *p, size_t n, bool big, uint32_t sum[2])
{
	struct zc_rd r;

	zc_rd_init(&r, p, n);
	while (zc_rd_left(&r) >= 8) {
		sum[0] += (big ? zc_rd_be32(&r) : zc_rd_le32(&r)) + sum[1];
		sum[1] += (big ? zc_rd_be32(&r) : zc_rd_le32(&r)) + sum[0];
	}
}

/* A frame belongs to this log when salts and running checksum agree. */
static bool
wal_frame(struct sq *q, const unsigned char *fh, const unsigned char *head,
    bool big, uint32_t sum[2])
{
	struct zc_rd r;

	if (memcmp(fh + 8, head + 16, 8) != 0)
		return false;
	wal_sum(fh, 8, big, sum);
	wal_sum(q->over, q->page_size, big, sum);
	zc_rd_init(&r, fh, WAL_FRAME);
	zc_rd_seek(&r, 16);
	return zc_rd_be32(&r) == sum[0] && zc_rd_be32(&r) == sum[1];
}

/*
 * Run over the frames; with `map` note where pages lie, else only learn the
 * size of the database and the number of frames that were committed.
 */
static void
wal_scan(struct sq *q, const unsigned char *head, uint32_t *frames, bool map)
{
	unsigned char fh[WAL_FRAME];
	uint32_t sum[2] = { 0, 0 }, committed = 0, pgno, size;
	bool big = (head[3] & 1) != 0;
	struct zc_rd r;

	wal_sum(head, 24, big, sum);
	for (uint32_t i = 0; !map || i < *frames; i++) {
		uint64_t at =
		    WAL_HEAD + (uint64_t)i * (WAL_FRAME + q->page_size);

		if (i == UINT32_MAX ||
		    zc_rpmdb_pread(q->f->wal, fh, WAL_FRAME, at, NULL) !=
			ZC_OK ||
		    zc_rpmdb_pread(q->f->wal, q->over, q->page_size,
			at + WAL_FRAME, NULL) != ZC_OK ||
		    !wal_frame(q, fh, head, big, sum))
			break;
		zc_rd_init(&r, fh, sizeof(fh));
		pgno = zc_rd_be32(&r);
		size = zc_rd_be32(&r);
		if (map && pgno > 0 && pgno <= q->pages)
			q->in_wal[pgno - 1] = i + 1;
		if (!map && size != 0) {
			committed = i + 1;
			q->pages = size;
		}
	}
	if (!map)
		*frames = committed;
}

static int
read_wal(struct sq *q, struct zc_err *e)
{
	unsigned char head[WAL_HEAD];
	uint32_t frames = 0, magic;
	struct zc_rd r;

	if (q->f->wal == -1 ||
	    zc_rpmdb_pread(q->f->wal, head, sizeof(head), 0, NULL) != ZC_OK)
		return ZC_OK; /* no log, or an empty one */
	zc_rd_init(&r, head, sizeof(head));
	magic = zc_rd_be32(&r);
	(void)zc_rd_be32(&r); /* version */
	if ((magic & ~1u) != 0x377f0682 || zc_rd_be32(&r) != q->page_size)
		return ZC_OK; /* left over from another life */
	wal_scan(q, head, &frames, false);
	if (frames == 0)
		return ZC_OK;
	if (q->pages > UINT32_MAX / 8)
		return ZC_FAIL(
		    e, ZC_EINPUT, "log speaks of %u pages", q->pages);
	q->in_wal = zc_arena_array(q->f->a, q->pages, sizeof(*q->in_wal));
	if (q->in_wal == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "map of the log");
	wal_scan(q, head, &frames, true);
	return ZC_OK;
}

int
zc_rpmdb_sqlite(struct zc_rpmdb_file *f, struct zc_err *e)
{
	struct sq q = { .f = f };
	unsigned char head[100];
	struct zc_rd r;
	int rc = zc_rpmdb_pread(f->fd, head, sizeof(head), 0, e);

	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, head, sizeof(head));
	zc_rd_skip(&r, 16);
	if (memcmp(head, "SQLite format 3", 16) != 0)
		return ZC_FAIL(e, ZC_EINPUT, "not an SQLite database");
	q.page_size = zc_rd_be16(&r);
	if (q.page_size == 1)
		q.page_size = 65536;
	if (q.page_size < 512 || (q.page_size & (q.page_size - 1)) != 0)
		return ZC_FAIL(e, ZC_EINPUT, "page size %u", q.page_size);
	q.usable = q.page_size - head[20];
	if (q.usable < 480)
		return ZC_FAIL(e, ZC_EINPUT, "usable size %u", q.usable);
	q.pages = f->size / q.page_size > UINT32_MAX / 8
	    ? UINT32_MAX / 8
	    : (uint32_t)(f->size / q.page_size);
	q.over = zc_arena_get(f->a, q.page_size);
	if (q.over == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "pages");
	rc = read_wal(&q, e);
	if (rc == ZC_OK)
		rc = walk(&q, 1, true, e);
	if (rc == ZC_OK && q.root == 0)
		rc = ZC_FAIL(e, ZC_EINPUT, "no table Packages");
	return rc == ZC_OK ? walk(&q, q.root, false, e) : rc;
}
