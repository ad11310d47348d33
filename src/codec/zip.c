#include "codec/zip.h"

#include "base/rd.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
	LOCAL_SIG = 0x04034b50,
	LOCAL_LEN = 30,
	RECORD_SIG = 0x02014b50,
	RECORD_LEN = 46,
	END_SIG = 0x06054b50,
	END_LEN = 22,
	END64_SIG = 0x06064b50,
	END64_LEN = 56,
	LOCATOR_SIG = 0x07064b50,
	LOCATOR_LEN = 20,
	COMMENT_MAX = 65535,
	DIR_MAX = 32 << 20,
	CHUNK = 64 * 1024,
	ENCRYPTED = 1 << 0,
	SIZES_BEHIND = 1 << 3, /* a data descriptor follows */
	STORED = 0,
	DEFLATED = 8
};

/* Exactly n bytes at `at`. */
static int
read_at(int fd, uint64_t at, void *p, size_t n, struct zc_err *e)
{
	size_t done = 0;

	while (done < n) {
		ssize_t r =
		    pread(fd, (char *)p + done, n - done, (off_t)(at + done));

		if (r == -1 && errno == EINTR)
			continue;
		if (r == -1)
			return ZC_FAIL_SYS(e, ZC_EIO, "read");
		if (r == 0)
			return ZC_FAIL(e, ZC_EINPUT, "the file is cut short");
		done += (size_t)r;
	}
	return ZC_OK;
}

/* Offset of the last end record in the tail `t`, or t.n. */
static size_t
end_record(struct zc_str t)
{
	struct zc_rd r;

	for (size_t i = t.n >= END_LEN ? t.n - END_LEN + 1 : 0; i-- > 0;) {
		if (t.p[i] != 'P')
			continue;
		zc_rd_init(&r, t.p + i, t.n - i);
		if (zc_rd_le32(&r) != END_SIG)
			continue;
		zc_rd_seek(&r, 20);
		/* The comment may be cut or have bytes behind it. */
		if (zc_rd_le16(&r) <= t.n - i - END_LEN)
			return i;
	}
	return t.n;
}

/* ZIP64: larger numbers by the record that the locator points to. */
static int
read_end64(struct zc_zip *z, uint64_t *count, struct zc_err *e)
{
	unsigned char b[END64_LEN];
	struct zc_rd r;
	uint64_t at;
	int rc;

	if (z->end < LOCATOR_LEN)
		return ZC_OK;
	rc = read_at(z->fd, z->end - LOCATOR_LEN, b, LOCATOR_LEN, e);
	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, b, LOCATOR_LEN);
	if (zc_rd_le32(&r) != LOCATOR_SIG)
		return ZC_OK;
	zc_rd_skip(&r, 4);
	at = zc_rd_le64(&r);
	if (at > z->size || z->size - at < END64_LEN)
		return ZC_FAIL(e, ZC_EINPUT, "the directory is damaged");
	rc = read_at(z->fd, at, b, END64_LEN, e);
	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, b, END64_LEN);
	if (zc_rd_le32(&r) != END64_SIG)
		return ZC_FAIL(e, ZC_EINPUT, "the directory is damaged");
	zc_rd_seek(&r, 32);
	*count = zc_rd_le64(&r);
	z->dir_size = zc_rd_le64(&r);
	z->dir = zc_rd_le64(&r);
	z->zip64 = true;
	return ZC_OK;
}

static int
find_directory(
    struct zc_zip *z, struct zc_arena *a, uint64_t *count, struct zc_err *e)
{
	size_t n = z->size < COMMENT_MAX + END_LEN
	    ? (size_t)z->size
	    : (size_t)(COMMENT_MAX + END_LEN);
	char *tail = zc_arena_get(a, n + 1);
	struct zc_rd r;
	size_t at;
	int rc;

	if (tail == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the directory");
	rc = read_at(z->fd, z->size - n, tail, n, e);
	if (rc != ZC_OK)
		return rc;
	at = end_record((struct zc_str){ tail, n });
	if (at == n)
		return ZC_FAIL(e, ZC_EINPUT, "there is no directory");
	z->end = z->size - n + at;
	zc_rd_init(&r, tail + at, n - at);
	zc_rd_seek(&r, 10);
	*count = zc_rd_le16(&r);
	z->dir_size = zc_rd_le32(&r);
	z->dir = zc_rd_le32(&r);
	rc = read_end64(z, count, e);
	if (rc != ZC_OK)
		return rc;
	if (z->dir > z->end || z->dir_size > z->end - z->dir)
		return ZC_FAIL(e, ZC_EINPUT, "the directory is damaged");
	if (*count > ZC_ZIP_ENTRIES_MAX || z->dir_size > DIR_MAX)
		return ZC_FAIL(
		    e, ZC_ELIMIT, "over %d entries", (int)ZC_ZIP_ENTRIES_MAX);
	if (*count > z->dir_size / RECORD_LEN)
		return ZC_FAIL(e, ZC_EINPUT, "the directory is damaged");
	return ZC_OK;
}

/* The extra field of a record with sizes of 64 bits (4.5.3). */
static void
take_extra(struct zc_zip_entry *n, struct zc_str extra)
{
	struct zc_rd r;

	zc_rd_init(&r, extra.p, extra.n);
	while (zc_rd_left(&r) >= 4) {
		uint16_t id = zc_rd_le16(&r);
		struct zc_str body = zc_rd_bytes(&r, zc_rd_le16(&r));
		struct zc_rd b;

		if (id != 1)
			continue;
		zc_rd_init(&b, body.p, body.n);
		if (n->size == UINT32_MAX)
			n->size = zc_rd_le64(&b);
		if (n->packed == UINT32_MAX)
			n->packed = zc_rd_le64(&b);
		if (n->head == UINT32_MAX)
			n->head = zc_rd_le64(&b);
		return;
	}
}

static int
take_name(struct zc_zip_entry *n, struct zc_str name, struct zc_arena *a)
{
	char *p =
	    name.n <= ZC_ZIP_NAME_MAX ? zc_arena_dup(a, name.p, name.n) : NULL;

	if (p == NULL)
		return name.n > ZC_ZIP_NAME_MAX ? ZC_EINPUT : ZC_ENOMEM;
	for (size_t i = 0; i < name.n; i++)
		if (p[i] == '\\')
			p[i] = '/';
	n->name = (struct zc_str){ p, name.n };
	return ZC_OK;
}

static int
take_record(struct zc_zip *z, struct zc_rd *r, struct zc_arena *a)
{
	struct zc_zip_entry *n = &z->entries[z->n];
	uint16_t name, extra, comment;
	struct zc_str s;
	int rc;

	*n = (struct zc_zip_entry){ .record =
					z->dir + (uint64_t)(r->p - r->start) };
	if (zc_rd_le32(r) != RECORD_SIG)
		return ZC_EINPUT;
	zc_rd_skip(r, 4);
	n->flags = zc_rd_le16(r);
	n->method = zc_rd_le16(r);
	zc_rd_skip(r, 4);
	n->crc = zc_rd_le32(r);
	n->packed = zc_rd_le32(r);
	n->size = zc_rd_le32(r);
	name = zc_rd_le16(r);
	extra = zc_rd_le16(r);
	comment = zc_rd_le16(r);
	zc_rd_skip(r, 8);
	n->head = zc_rd_le32(r);
	s = zc_rd_bytes(r, name);
	take_extra(n, zc_rd_bytes(r, extra));
	zc_rd_skip(r, comment);
	if (r->bad)
		return ZC_EINPUT;
	rc = take_name(n, s, a);
	if (rc == ZC_OK)
		z->n++;
	return rc;
}

static int
by_head(const void *a, const void *b)
{
	const struct zc_zip_entry *const *x = a, *const *y = b;

	return (*x)->head < (*y)->head ? -1 : (*x)->head > (*y)->head;
}

/* Entries that lie upon each other are one entry sold many times. */
static int
check_overlap(struct zc_zip *z, struct zc_arena *a, struct zc_err *e)
{
	const struct zc_zip_entry **v = zc_arena_array(a, z->n + 1, sizeof(*v));

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the directory");
	for (size_t i = 0; i < z->n; i++)
		v[i] = &z->entries[i];
	qsort(v, z->n, sizeof(*v), by_head);
	for (size_t i = 0; i < z->n; i++) {
		uint64_t next = i + 1 < z->n ? v[i + 1]->head : z->dir;

		if (v[i]->head > z->dir || v[i]->packed > z->dir)
			return ZC_FAIL(
			    e, ZC_EINPUT, "the directory is damaged");
		if (v[i]->head + v[i]->packed > next)
			return ZC_FAIL(
			    e, ZC_ELIMIT, "entries lie upon each other");
	}
	return ZC_OK;
}

static int
read_directory(struct zc_zip *z, struct zc_arena *a, struct zc_err *e)
{
	uint64_t count = 0;
	struct zc_rd r;
	char *p;
	int rc = find_directory(z, a, &count, e);

	if (rc != ZC_OK)
		return rc;
	p = zc_arena_get(a, (size_t)z->dir_size + 1);
	z->entries = zc_arena_array(a, (size_t)count + 1, sizeof(*z->entries));
	if (p == NULL || z->entries == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the directory");
	rc = read_at(z->fd, z->dir, p, (size_t)z->dir_size, e);
	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, p, (size_t)z->dir_size);
	while (z->n < count && rc == ZC_OK)
		rc = take_record(z, &r, a);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "the directory is damaged");
	return check_overlap(z, a, e);
}

/*
 * Without a directory: the head at `at`, when its sizes stand in it and the
 * data is all there. Moves `at` behind what it took, or on by one byte.
 */
static int
recover_one(struct zc_zip *z, uint64_t *at, struct zc_arena *a)
{
	struct zc_zip_entry *n = &z->entries[z->n];
	unsigned char b[LOCAL_LEN + ZC_ZIP_NAME_MAX];
	uint16_t name, extra;
	struct zc_rd r;
	uint64_t data;

	if (read_at(z->fd, *at, b, LOCAL_LEN, NULL) != ZC_OK)
		return ZC_ENOENT;
	zc_rd_init(&r, b, LOCAL_LEN);
	*n = (struct zc_zip_entry){ .head = *at };
	if (zc_rd_le32(&r) != LOCAL_SIG)
		return ZC_ENOENT;
	zc_rd_skip(&r, 2);
	n->flags = zc_rd_le16(&r);
	n->method = zc_rd_le16(&r);
	zc_rd_skip(&r, 4);
	n->crc = zc_rd_le32(&r);
	n->packed = zc_rd_le32(&r);
	n->size = zc_rd_le32(&r);
	name = zc_rd_le16(&r);
	extra = zc_rd_le16(&r);
	data = *at + LOCAL_LEN + name + extra;
	if ((n->flags & SIZES_BEHIND) != 0 || name > ZC_ZIP_NAME_MAX ||
	    data > z->size || n->packed > z->size - data ||
	    read_at(z->fd, *at + LOCAL_LEN, b, name, NULL) != ZC_OK)
		return ZC_ENOENT;
	*at = data + n->packed;
	if (take_name(n, (struct zc_str){ (char *)b, name }, a) != ZC_OK)
		return ZC_ENOENT;
	z->n++;
	return ZC_OK;
}

static int
recover(struct zc_zip *z, struct zc_arena *a, struct zc_err *e)
{
	uint64_t at = 0;

	z->recovered = true;
	z->n = 0;
	z->dir = z->size;
	z->entries =
	    zc_arena_array(a, ZC_ZIP_ENTRIES_MAX + 1, sizeof(*z->entries));
	if (z->entries == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the directory");
	while (z->n < ZC_ZIP_ENTRIES_MAX && recover_one(z, &at, a) == ZC_OK)
		continue;
	if (z->n == 0)
		return ZC_FAIL(e, ZC_EINPUT, "the ZIP file is damaged");
	return ZC_OK;
}

int
zc_zip_open(int fd, uint64_t budget, struct zc_arena *a, struct zc_zip *z,
    struct zc_err *e)
{
	struct zc_zip mine = { .fd = fd, .budget = budget };
	unsigned char head[4];
	struct stat st;
	struct zc_rd r;
	int rc;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return ZC_FAIL(e, ZC_EINPUT, "not a regular file");
	mine.size = (uint64_t)st.st_size;
	if (mine.size < END_LEN)
		return ZC_FAIL(e, ZC_EINPUT, "no ZIP file");
	rc = read_at(fd, 0, head, sizeof(head), e);
	if (rc != ZC_OK)
		return rc;
	rc = read_directory(&mine, a, e);
	zc_rd_init(&r, head, sizeof(head));
	if (rc == ZC_EINPUT && zc_rd_le32(&r) == LOCAL_SIG)
		rc = recover(&mine, a, e);
	if (rc == ZC_OK)
		*z = mine;
	return rc;
}

int
zc_zip_find(const struct zc_zip *z, struct zc_str name,
    const struct zc_zip_entry **out, struct zc_err *e)
{
	const struct zc_zip_entry *found = NULL;

	if (name.n > 0 && name.p[0] == '/')
		name = zc_str_sub(name, 1, name.n);
	for (size_t i = 0; i < z->n; i++) {
		struct zc_str s = z->entries[i].name;

		if (s.n > 0 && s.p[0] == '/')
			s = zc_str_sub(s, 1, s.n);
		if (s.n != name.n || strncasecmp(s.p, name.p, s.n) != 0)
			continue;
		if (found != NULL)
			return ZC_FAIL(e, ZC_EINPUT, "%.*s is there twice",
			    (int)name.n, name.p);
		found = &z->entries[i];
	}
	if (found == NULL)
		return ZC_FAIL(
		    e, ZC_ENOENT, "no %.*s in it", (int)name.n, name.p);
	*out = found;
	return ZC_OK;
}

struct zc_zip_stream {
	struct zc_zip *z;
	const struct zc_zip_entry *entry;
	uint64_t at, left; /* packed bytes: next, and how many */
	uint64_t given;
	uint32_t crc;
	bool open, ended;
	z_stream s;
	unsigned char in[CHUNK];
};

int
zc_zip_stream_open(struct zc_zip *z, const struct zc_zip_entry *n,
    struct zc_zip_stream **out, struct zc_err *e)
{
	unsigned char head[LOCAL_LEN];
	struct zc_zip_stream *s;
	struct zc_rd r;
	int rc;

	if ((n->flags & ENCRYPTED) != 0)
		return ZC_FAIL(e, ZC_EUNSUP, "it is encrypted");
	if (n->method != STORED && n->method != DEFLATED)
		return ZC_FAIL(e, ZC_EUNSUP, "packed by method %d", n->method);
	rc = read_at(z->fd, n->head, head, sizeof(head), e);
	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, head, sizeof(head));
	if (zc_rd_le32(&r) != LOCAL_SIG)
		return ZC_FAIL(e, ZC_EINPUT, "an entry is not where it should");
	s = zc_fault_hit() ? NULL : calloc(1, sizeof(*s));
	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to unpack");
	s->z = z;
	s->entry = n;
	zc_rd_seek(&r, 26);
	s->at = n->head + LOCAL_LEN + zc_rd_le16(&r);
	s->at += zc_rd_le16(&r);
	s->left = n->packed;
	if (n->method == DEFLATED) {
		s->open = inflateInit2(&s->s, -15) == Z_OK;
		rc = s->open ? ZC_OK
			     : ZC_FAIL(e, ZC_ENOMEM, "no room to unpack");
	}
	if (rc == ZC_OK)
		*out = s;
	else
		zc_zip_stream_close(s);
	return rc;
}

void
zc_zip_stream_close(struct zc_zip_stream *s)
{
	if (s == NULL)
		return;
	if (s->open)
		(void)inflateEnd(&s->s);
	free(s);
}

/* Stored: the bytes as they are. */
static int
copy_out(
    struct zc_zip_stream *s, void *p, size_t n, size_t *got, struct zc_err *e)
{
	size_t k = s->left < n ? (size_t)s->left : n;
	int rc = read_at(s->z->fd, s->at, p, k, e);

	if (rc != ZC_OK)
		return rc;
	s->at += k;
	s->left -= k;
	s->ended = s->left == 0;
	*got = k;
	return ZC_OK;
}

static int
inflate_out(
    struct zc_zip_stream *s, void *p, size_t n, size_t *got, struct zc_err *e)
{
	int r = Z_OK, rc;

	s->s.next_out = p;
	s->s.avail_out = (uInt)(n < INT32_MAX ? n : INT32_MAX);
	while (s->s.avail_out > 0 && !s->ended) {
		if (s->s.avail_in == 0) {
			size_t k = s->left < CHUNK ? (size_t)s->left : CHUNK;

			if (k == 0)
				return ZC_FAIL(
				    e, ZC_EINPUT, "an entry is cut short");
			rc = read_at(s->z->fd, s->at, s->in, k, e);
			if (rc != ZC_OK)
				return rc;
			s->at += k;
			s->left -= k;
			s->s.next_in = s->in;
			s->s.avail_in = (uInt)k;
		}
		r = inflate(&s->s, Z_NO_FLUSH);
		s->ended = r == Z_STREAM_END;
		if (r != Z_OK && r != Z_STREAM_END)
			return ZC_FAIL(e, ZC_EINPUT, "an entry is damaged");
	}
	*got = (size_t)((unsigned char *)s->s.next_out - (unsigned char *)p);
	return ZC_OK;
}

int
zc_zip_stream_read(
    struct zc_zip_stream *s, void *p, size_t n, size_t *got, struct zc_err *e)
{
	size_t k = 0;
	int rc = ZC_OK;

	*got = 0;
	if (n == 0 || s->ended)
		return ZC_OK;
	if (s->entry->method == STORED)
		rc = copy_out(s, p, n, &k, e);
	else
		rc = inflate_out(s, p, n, &k, e);
	if (rc != ZC_OK)
		return rc;
	s->given += k;
	if (k > s->z->budget ||
	    (s->given > ZC_ZIP_RATIO_FROM &&
		s->given / ZC_ZIP_RATIO_MAX > s->entry->packed))
		return ZC_FAIL(e, ZC_ELIMIT, "it unpacks to too much");
	s->z->budget -= k;
	if (s->given > s->entry->size)
		return ZC_FAIL(e, ZC_EINPUT, "an entry has a wrong size");
	s->crc = (uint32_t)crc32(s->crc, p, (uInt)k);
	if (s->ended && (s->given != s->entry->size || s->crc != s->entry->crc))
		return ZC_FAIL(e, ZC_EINPUT, "an entry is damaged");
	*got = k;
	return ZC_OK;
}

int
zc_zip_read(struct zc_zip *z, const struct zc_zip_entry *n, size_t max,
    struct zc_arena *a, struct zc_str *out, struct zc_err *e)
{
	struct zc_zip_stream *s = NULL;
	size_t done = 0, got = 1;
	char *p;
	int rc;

	if (n->size > max)
		return ZC_FAIL(e, ZC_ELIMIT, "a part is over %zu bytes", max);
	/* A small file must not make us reserve what it only claims. */
	if (n->size > ZC_ZIP_RATIO_FROM &&
	    n->size / ZC_ZIP_RATIO_MAX > n->packed)
		return ZC_FAIL(e, ZC_ELIMIT, "it unpacks to too much");
	rc = zc_zip_stream_open(z, n, &s, e);
	if (rc != ZC_OK)
		return rc;
	p = zc_arena_get(a, (size_t)n->size + 1);
	if (p == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "no room to unpack");
	while (rc == ZC_OK && got > 0) {
		/* One byte more than claimed shows what is too long. */
		rc = zc_zip_stream_read(
		    s, p + done, (size_t)n->size + 1 - done, &got, e);
		done += rc == ZC_OK ? got : 0;
		if (done > n->size)
			rc = ZC_FAIL(e, ZC_EINPUT, "an entry has a wrong size");
	}
	zc_zip_stream_close(s);
	if (rc != ZC_OK)
		return rc;
	p[done] = '\0';
	*out = (struct zc_str){ p, done };
	return ZC_OK;
}
