#include "probe/journalfile.h"

#include "base/rd.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HEADER = 208, /* bytes of the header that every version has */
	ENTRY = 3,
	ENTRY_ARRAY = 6,
	OBJECT = 16,  /* head of an object */
	ITEMS = 24,   /* where the items of an entry array start */
	CHUNK = 8192, /* bytes of an array that are read at once */
	COMPACT = 16  /* incompatible flag: items of 32 bits (systemd 252) */
};

struct check {
	int fd;
	uint64_t size; /* of the file */
	bool compact;
	uint64_t left;   /* entries not listed yet */
	uint64_t listed; /* so far */
	uint64_t step;   /* each step-th entry is looked at */
	uint64_t before; /* offset of the entry before */
	uint64_t first_seq, last_seq;
	struct zc_err *e;
};

static int
read_at(struct check *c, void *p, size_t n, uint64_t at)
{
	ssize_t got;

	if (at > c->size || n > c->size - at)
		return ZC_FAIL(c->e, ZC_EINPUT, "journal: cut off");
	do
		got = pread(c->fd, p, n, (off_t)at);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return ZC_FAIL_SYS(c->e, ZC_EIO, "journal: read");
	if ((size_t)got != n)
		return ZC_FAIL(c->e, ZC_EINPUT, "journal: cut off");
	return ZC_OK;
}

/* An entry: its type, its number, and that it lies in the file. */
static int
entry(struct check *c, uint64_t at)
{
	unsigned char b[OBJECT + 8];
	struct zc_rd r;
	uint64_t size, seq;
	uint8_t type;
	int rc = read_at(c, b, sizeof(b), at);

	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, b, sizeof(b));
	type = zc_rd_u8(&r);
	zc_rd_skip(&r, 7);
	size = zc_rd_le64(&r);
	seq = zc_rd_le64(&r);
	if (type != ENTRY || size < 64 || size > c->size - at ||
	    seq < c->first_seq || seq > c->last_seq)
		return ZC_FAIL(c->e, ZC_EINPUT, "journal: damaged entry");
	return ZC_OK;
}

static int
item(struct check *c, uint64_t at)
{
	/* Offsets are multiples of 8 and grow, for entries are appended. */
	if (at % 8 != 0 || at <= c->before || at >= c->size)
		return ZC_FAIL(c->e, ZC_EINPUT, "journal: damaged list");
	c->before = at;
	c->left--;
	return c->listed++ % c->step == 0 ? entry(c, at) : ZC_OK;
}

/* The items of one array that are in use. */
static int
items(struct check *c, uint64_t at, uint64_t n)
{
	unsigned char b[CHUNK];
	size_t width = c->compact ? 4 : 8;
	int rc = ZC_OK;

	n = n < c->left ? n : c->left;
	while (rc == ZC_OK && n > 0) {
		size_t k = n < CHUNK / width ? (size_t)n : CHUNK / width;
		struct zc_rd r;

		rc = read_at(c, b, k * width, at);
		zc_rd_init(&r, b, k * width);
		for (size_t i = 0; rc == ZC_OK && i < k; i++)
			rc = item(
			    c, c->compact ? zc_rd_le32(&r) : zc_rd_le64(&r));
		at += k * width;
		n -= k;
	}
	return rc;
}

/* The chain of entry arrays from `at` on. */
static int
arrays(struct check *c, uint64_t at)
{
	int rc = ZC_OK;

	while (rc == ZC_OK && c->left > 0) {
		unsigned char b[ITEMS];
		struct zc_rd r;
		uint64_t size, next;
		uint8_t type;

		rc = read_at(c, b, sizeof(b), at);
		if (rc != ZC_OK)
			return rc;
		zc_rd_init(&r, b, sizeof(b));
		type = zc_rd_u8(&r);
		zc_rd_skip(&r, 7);
		size = zc_rd_le64(&r);
		next = zc_rd_le64(&r);
		if (type != ENTRY_ARRAY || size < ITEMS + 4 ||
		    size > c->size - at || (next != 0 && next <= at))
			return ZC_FAIL(
			    c->e, ZC_EINPUT, "journal: damaged list");
		rc =
		    items(c, at + ITEMS, (size - ITEMS) / (c->compact ? 4 : 8));
		at = next;
	}
	return rc;
}

int
zc_journalfile_check(int fd, struct zc_journalfile *out, struct zc_err *e)
{
	struct check c = { .fd = fd, .e = e };
	unsigned char b[HEADER];
	struct zc_str id;
	struct zc_rd r;
	struct stat st;
	uint64_t first;
	int rc;

	*out = (struct zc_journalfile){ 0 };
	if (fstat(fd, &st) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "journal: stat");
	c.size = st.st_size < 0 ? 0 : (uint64_t)st.st_size;
	rc = read_at(&c, b, sizeof(b), 0);
	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, b, sizeof(b));
	if (memcmp(zc_rd_bytes(&r, 8).p, "LPKSHHRH", 8) != 0)
		return ZC_FAIL(e, ZC_EINPUT, "no journal");
	zc_rd_skip(&r, 4);
	c.compact = (zc_rd_le32(&r) & COMPACT) != 0;
	zc_rd_seek(&r, 72);
	id = zc_rd_bytes(&r, sizeof(out->seqnum_id));
	memcpy(out->seqnum_id, id.p, id.n);
	zc_rd_seek(&r, 152);
	out->entries = c.left = zc_rd_le64(&r);
	c.last_seq = zc_rd_le64(&r);
	out->first_seq = c.first_seq = zc_rd_le64(&r);
	first = zc_rd_le64(&r);
	out->oldest = (int64_t)(zc_rd_le64(&r) / 1000000);
	out->newest = (int64_t)(zc_rd_le64(&r) / 1000000);
	if (c.left > ZC_JOURNALFILE_LIST_MAX)
		return ZC_FAIL(e, ZC_EINPUT, "journal: damaged header");
	c.step = c.left / ZC_JOURNALFILE_ENTRIES_MAX + 1;
	return arrays(&c, first);
}
