#include "probe/walmap.h"

#include "base/rd.h"

#include <errno.h>
#include <unistd.h>

enum {
	HEAD = 32,
	FRAME = 24,
	PAGE_MAX = 65536
};

struct sum {
	uint32_t a, b;
	bool big; /* words of the check sum are big-endian */
};

/* Section 4.2: pairs of 32-bit words. `n` is a multiple of 8. */
static void
add(struct sum *s, const unsigned char *p, size_t n)
{
	struct zc_rd r;

	zc_rd_init(&r, p, n);
	while (zc_rd_left(&r) >= 8) {
		s->a += (s->big ? zc_rd_be32(&r) : zc_rd_le32(&r)) + s->b;
		s->b += (s->big ? zc_rd_be32(&r) : zc_rd_le32(&r)) + s->a;
	}
}

static bool
read_at(int fd, void *to, size_t n, int64_t at)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k = pread(
		    fd, (char *)to + got, n - got, (off_t)at + (off_t)got);

		if (k == -1 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		got += (size_t)k;
	}
	return true;
}

static int
head(int fd, struct sum *s, uint32_t *page_size, uint32_t salt[2],
    struct zc_err *e)
{
	unsigned char h[HEAD];
	struct zc_rd r;
	uint32_t magic;

	if (!read_at(fd, h, sizeof(h), 0))
		return ZC_FAIL(e, ZC_EINPUT, "write-ahead log is cut short");
	zc_rd_init(&r, h, sizeof(h));
	magic = zc_rd_be32(&r);
	if ((magic & 0xfffffffe) != 0x377f0682 || zc_rd_be32(&r) != 3007000)
		return ZC_FAIL(e, ZC_EINPUT, "not a write-ahead log");
	s->big = (magic & 1) != 0;
	*page_size = zc_rd_be32(&r);
	zc_rd_skip(&r, 4);
	salt[0] = zc_rd_be32(&r);
	salt[1] = zc_rd_be32(&r);
	add(s, h, 24);
	if (*page_size < 512 || *page_size > PAGE_MAX ||
	    (*page_size & (*page_size - 1)) != 0 || zc_rd_be32(&r) != s->a ||
	    zc_rd_be32(&r) != s->b)
		return ZC_FAIL(e, ZC_EINPUT, "write-ahead log is damaged");
	return ZC_OK;
}

/* One frame; false when it does not count any more. */
static bool
frame(int fd, struct sum *s, uint32_t size, const uint32_t salt[2],
    uint32_t number, unsigned char *buf, uint32_t *page, uint32_t *commit)
{
	int64_t at = HEAD + (int64_t)(number - 1) * (FRAME + (int64_t)size);
	struct zc_rd r;

	if (!read_at(fd, buf, FRAME + size, at))
		return false;
	zc_rd_init(&r, buf, FRAME + size);
	*page = zc_rd_be32(&r);
	*commit = zc_rd_be32(&r);
	if (*page == 0 || zc_rd_be32(&r) != salt[0] ||
	    zc_rd_be32(&r) != salt[1])
		return false;
	add(s, buf, 8);
	add(s, buf + FRAME, size);
	return zc_rd_be32(&r) == s->a && zc_rd_be32(&r) == s->b;
}

/* Enter the frames of a finished transaction. */
static int
enter(struct zc_walmap *w, const uint32_t *pages, uint32_t from, uint32_t to,
    struct zc_err *e)
{
	for (uint32_t i = from; i <= to; i++) {
		uint32_t page = pages[i - 1];

		if (page >= w->nframe) {
			uint32_t n = page + page / 2 + 64;
			uint32_t *p;

			if (page > ZC_WALMAP_FRAMES_MAX * 16U)
				return ZC_FAIL(
				    e, ZC_ELIMIT, "database is too large");
			p = realloc(w->frame, n * sizeof(*p));
			if (p == NULL)
				return ZC_FAIL(e, ZC_ENOMEM, "no room");
			memset(p + w->nframe, 0, (n - w->nframe) * sizeof(*p));
			w->frame = p;
			w->nframe = n;
		}
		w->frame[page] = i;
	}
	return ZC_OK;
}

int
zc_walmap_read(int fd, struct zc_walmap *out, struct zc_err *e)
{
	uint32_t salt[2] = { 0 }, size = 0, page, commit, done = 0;
	struct sum s = { 0 };
	uint32_t *pages = NULL;
	unsigned char *buf = NULL;
	int rc;

	*out = (struct zc_walmap){ 0 };
	rc = head(fd, &s, &size, salt, e);
	if (rc != ZC_OK)
		return rc;
	pages = calloc(ZC_WALMAP_FRAMES_MAX, sizeof(*pages));
	buf = malloc(FRAME + PAGE_MAX);
	if (pages == NULL || buf == NULL) {
		rc = ZC_FAIL(e, ZC_ENOMEM, "write-ahead log: no room");
		goto out;
	}
	for (uint32_t n = 1; rc == ZC_OK; n++) {
		if (!frame(fd, &s, size, salt, n, buf, &page, &commit))
			break;
		if (n > ZC_WALMAP_FRAMES_MAX) {
			rc = ZC_FAIL(e, ZC_ELIMIT, "write-ahead log too long");
			break;
		}
		pages[n - 1] = page;
		if (commit == 0)
			continue;
		rc = enter(out, pages, done + 1, n, e);
		done = n;
		out->pages = commit;
		out->page_size = size;
	}
out:
	free(pages);
	free(buf);
	return rc;
}

void
zc_walmap_fini(struct zc_walmap *w)
{
	free(w->frame);
	*w = (struct zc_walmap){ 0 };
}

int64_t
zc_walmap_at(const struct zc_walmap *w, uint32_t page)
{
	if (page == 0 || page >= w->nframe || w->frame[page] == 0)
		return -1;
	return HEAD +
	    (int64_t)(w->frame[page] - 1) * (FRAME + (int64_t)w->page_size) +
	    FRAME;
}
