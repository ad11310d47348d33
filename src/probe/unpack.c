#include "probe/unpack.h"

#include "base/fs.h"
#include "base/rd.h"
#include "probe/unlz4.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

enum {
	CHUNK = 64 * 1024,
	HISTORY = 64 * 1024, /* how far an LZ4 match looks back */
	LZ4_BLOCK = 4 << 20, /* largest block of a frame */
	PIECE_MAX = 1 << 20
};

enum form {
	PLAIN,
	GZIP,
	LZ4
};

struct zc_unpack {
	enum form form;
	int fd;
	unsigned char in[CHUNK];
	size_t in_n;
	bool in_end;
	/* gzip */
	z_stream z;
	bool z_open, z_member; /* inside a member */
	/* LZ4 */
	unsigned char *packed, *out;
	size_t block_max, out_at, out_n;
	bool sums, linked, frame;
	bool tail; /* a check sum of the content ends the frame */
};

/* Read bytes of the file itself; what lies in `in` first. */
static int
raw(struct zc_unpack *u, void *p, size_t n, size_t *got, struct zc_err *e)
{
	size_t k = n < u->in_n ? n : u->in_n;
	ssize_t r;

	if (k > 0) {
		memcpy(p, u->in, k);
		memmove(u->in, u->in + k, u->in_n - k);
		u->in_n -= k;
	}
	*got = k;
	while (*got < n) {
		r = read(u->fd, (char *)p + *got, n - *got);
		if (r == -1 && errno == EINTR)
			continue;
		if (r == -1)
			return ZC_FAIL_SYS(e, ZC_EIO, "read");
		if (r == 0)
			break;
		*got += (size_t)r;
	}
	return ZC_OK;
}

static int
tell_form(struct zc_unpack *u, struct zc_err *e)
{
	const unsigned char *m = u->in;
	int rc = raw(u, u->in, 6, &u->in_n, e);

	if (rc != ZC_OK)
		return rc;
	if (u->in_n >= 2 && m[0] == 0x1f && m[1] == 0x8b)
		u->form = GZIP;
	else if (u->in_n >= 4 && memcmp(m, "\x04\x22\x4d\x18", 4) == 0)
		u->form = LZ4;
	else if (u->in_n >= 4 &&
	    (memcmp(m,
		 "\xfd"
		 "7zX",
		 4) == 0 ||
		memcmp(m, "\x28\xb5\x2f\xfd", 4) == 0 ||
		memcmp(m, "BZh", 3) == 0))
		return ZC_FAIL(e, ZC_EUNSUP, "packed by xz, zstd or bzip2");
	return ZC_OK;
}

int
zc_unpack_open_fd(int fd, struct zc_unpack **out, struct zc_err *e)
{
	struct zc_unpack *u;
	struct stat st;
	int rc;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return ZC_FAIL(e, ZC_EINPUT, "not a regular file");
	}
	u = zc_fault_hit() ? NULL : calloc(1, sizeof(*u));
	if (u == NULL) {
		(void)close(fd);
		return ZC_FAIL(e, ZC_ENOMEM, "no room to unpack");
	}
	u->fd = fd;
	rc = tell_form(u, e);
	if (rc == ZC_OK && u->form == GZIP) {
		u->z_open = inflateInit2(&u->z, 15 + 16) == Z_OK;
		if (!u->z_open)
			rc = ZC_FAIL(e, ZC_ENOMEM, "no room to unpack");
	}
	if (rc == ZC_OK)
		*out = u;
	else
		zc_unpack_close(u);
	return rc;
}

int
zc_unpack_open(
    int root, const char *path, struct zc_unpack **out, struct zc_err *e)
{
	int fd = -1;
	int rc = zc_fs_open(root, path, &fd, e);

	return rc != ZC_OK ? rc : zc_unpack_open_fd(fd, out, e);
}

void
zc_unpack_close(struct zc_unpack *u)
{
	if (u == NULL)
		return;
	if (u->z_open)
		(void)inflateEnd(&u->z);
	(void)close(u->fd);
	free(u->packed);
	free(u->out);
	free(u);
}

static int
read_gzip(struct zc_unpack *u, void *p, size_t n, size_t *got, struct zc_err *e)
{
	int rc, r;

	u->z.next_out = p;
	u->z.avail_out = (uInt)(n < INT32_MAX ? n : INT32_MAX);
	*got = 0;
	while (u->z.avail_out > 0) {
		if (u->z.avail_in == 0 && !u->in_end) {
			size_t have = u->in_n;

			/* The bytes that told the form come first. */
			rc = have > 0 ? ZC_OK : raw(u, u->in, CHUNK, &have, e);
			if (rc != ZC_OK)
				return rc;
			u->in_n = 0;
			u->z.next_in = u->in;
			u->z.avail_in = (uInt)have;
			u->in_end = have == 0;
		}
		if (u->z.avail_in == 0 && !u->z_member)
			break; /* ends between members */
		r = inflate(&u->z, Z_NO_FLUSH);
		u->z_member = r != Z_STREAM_END;
		if (r == Z_STREAM_END)
			r = inflateReset(&u->z);
		if (r != Z_OK)
			return ZC_FAIL(e, ZC_EINPUT, "gzip data is damaged");
	}
	*got = (size_t)((unsigned char *)u->z.next_out - (unsigned char *)p);
	return ZC_OK;
}

static int
need(struct zc_unpack *u, void *p, size_t n, struct zc_err *e)
{
	size_t got;
	int rc = raw(u, p, n, &got, e);

	if (rc == ZC_OK && got < n)
		rc = ZC_FAIL(e, ZC_EINPUT, "LZ4 data is cut short");
	return rc;
}

/* Head of a frame (lz4_Frame_format.md). ZC_ENOENT at the end of the file. */
static int
lz4_frame(struct zc_unpack *u, struct zc_err *e)
{
	unsigned char h[7], more[13];
	size_t got, extra;
	int rc = raw(u, h, sizeof(h), &got, e);

	if (rc != ZC_OK)
		return rc;
	if (got == 0)
		return ZC_ENOENT;
	if (got < sizeof(h) || memcmp(h, "\x04\x22\x4d\x18", 4) != 0 ||
	    h[4] >> 6 != 1 || (h[5] >> 4 & 7) < 4)
		return ZC_FAIL(e, ZC_EINPUT, "LZ4 frame is damaged");
	u->linked = (h[4] & 0x20) == 0;
	u->sums = (h[4] & 0x10) != 0;
	u->frame = true;
	u->block_max = (size_t)1 << (8 + 2 * (h[5] >> 4 & 7));
	/* Of the head 7 bytes are read: the last was the check byte, unless
	 * a size or dictionary follows before it. */
	extra = ((h[4] & 8) != 0 ? 8u : 0u) + ((h[4] & 1) != 0 ? 4u : 0u);
	if (extra > 0)
		rc = need(u, more, extra, e);
	u->tail = (h[4] & 4) != 0;
	if (rc == ZC_OK && u->out == NULL) {
		u->packed = malloc(LZ4_BLOCK);
		u->out = malloc(HISTORY + LZ4_BLOCK);
		if (u->packed == NULL || u->out == NULL)
			rc = ZC_FAIL(e, ZC_ENOMEM, "LZ4 block");
	}
	u->out_at = u->out_n = 0;
	return rc;
}

/* Bring one block into out[out_at, out_n). ZC_ENOENT: nothing more. */
static int
lz4_block(struct zc_unpack *u, struct zc_err *e)
{
	unsigned char h[4];
	struct zc_rd r;
	uint32_t word;
	size_t n, keep = 0;
	int rc = ZC_OK;

	while (!u->frame) {
		rc = lz4_frame(u, e);
		if (rc != ZC_OK)
			return rc;
	}
	rc = need(u, h, 4, e);
	if (rc != ZC_OK)
		return rc;
	zc_rd_init(&r, h, 4);
	word = zc_rd_le32(&r);
	n = word & 0x7fffffff;
	if (word == 0) {
		u->frame = false;
		return u->tail ? need(u, h, 4, e) : ZC_OK;
	}
	if (n > u->block_max)
		return ZC_FAIL(e, ZC_EINPUT, "LZ4 block is too long");
	if (u->linked) {
		keep = u->out_n < HISTORY ? u->out_n : HISTORY;
		memmove(u->out, u->out + u->out_n - keep, keep);
	}
	u->out_at = u->out_n = keep;
	rc = need(u, word >> 31 ? u->out + keep : u->packed, n, e);
	if (rc == ZC_OK && word >> 31)
		u->out_n = keep + n;
	else if (rc == ZC_OK &&
	    zc_unlz4_block((struct zc_str){ (const char *)u->packed, n },
		u->out, keep, keep + u->block_max, &u->out_n) != ZC_OK)
		rc = ZC_FAIL(e, ZC_EINPUT, "LZ4 block is damaged");
	if (rc == ZC_OK && u->sums)
		rc = need(u, h, 4, e);
	return rc;
}

static int
read_lz4(struct zc_unpack *u, void *p, size_t n, size_t *got, struct zc_err *e)
{
	size_t k;
	int rc;

	for (*got = 0; *got < n; *got += k) {
		while (u->out_at == u->out_n) {
			rc = lz4_block(u, e);
			if (rc != ZC_OK)
				return rc == ZC_ENOENT ? ZC_OK : rc;
		}
		k = u->out_n - u->out_at;
		k = k < n - *got ? k : n - *got;
		memcpy((char *)p + *got, u->out + u->out_at, k);
		u->out_at += k;
	}
	return ZC_OK;
}

int
zc_unpack_read(
    struct zc_unpack *u, void *p, size_t n, size_t *got, struct zc_err *e)
{
	if (u->form == GZIP)
		return read_gzip(u, p, n, got, e);
	if (u->form == LZ4)
		return read_lz4(u, p, n, got, e);
	return raw(u, p, n, got, e);
}

void
zc_pieces_init(struct zc_pieces *p, struct zc_unpack *u, const char *delim)
{
	*p = (struct zc_pieces){ .u = u, .delim = delim };
	zc_buf_init(&p->b, PIECE_MAX + 2 * CHUNK);
}

void
zc_pieces_fini(struct zc_pieces *p)
{
	zc_buf_fini(&p->b);
}

/* Drop what was given out, and read on. */
static void
refill(struct zc_pieces *p)
{
	char chunk[CHUNK];
	struct zc_err e;
	size_t got = 0;

	if (p->at > 0 && p->b.n > 0)
		memmove(p->b.p, p->b.p + p->at, p->b.n - p->at);
	p->b.n -= p->at;
	p->at = 0;
	if (p->b.n > PIECE_MAX) {
		p->b.n = 0;
		p->seen = 0;
		p->skipped++;
	}
	p->rc = zc_unpack_read(p->u, chunk, sizeof(chunk), &got, &e);
	p->ended = p->rc != ZC_OK || got == 0;
	zc_buf_add(&p->b, chunk, p->rc == ZC_OK ? got : 0);
	if (p->b.rc != ZC_OK) {
		p->rc = p->b.rc;
		p->ended = true;
	}
}

bool
zc_pieces_next(struct zc_pieces *p, struct zc_str *piece)
{
	size_t n, delim = strlen(p->delim);
	struct zc_str s;

	for (;;) {
		s = zc_str_sub(zc_buf_get(&p->b), p->at, p->b.n);
		n = p->seen +
		    zc_str_search(zc_str_sub(s, p->seen, s.n), p->delim);
		if (n < s.n || p->ended)
			break;
		/* The delim may have begun at the end. */
		p->seen = s.n < delim ? 0 : s.n - delim + 1;
		refill(p);
	}
	p->seen = 0;
	if (s.n == 0 || (n == s.n && p->rc != ZC_OK))
		return false; /* a piece cut off by damage is no piece */
	*piece = zc_str_sub(s, 0, n == s.n ? n : n + strlen(p->delim));
	p->at += piece->n;
	return true;
}
