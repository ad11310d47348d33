#include "probe/verify.h"

#include "base/fs.h"
#include "base/sha256.h"
#include "probe/md5.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Bytes read at once in a lane: whole blocks; eight stay in the L2 cache. */
enum {
	CHUNK = 32 * 1024
};

struct lane {
	struct zc_verify_file *f; /* NULL: not in use */
	unsigned char *p;         /* next whole block */
	size_t blocks;            /* whole blocks left at p */
	uint64_t total;
	bool last; /* the padding is among the blocks */
	unsigned char buf[CHUNK + 2 * ZC_MD5_BLOCK];
};

static int
read_full(int fd, unsigned char *p, size_t n, size_t *got)
{
	ssize_t r;

	for (*got = 0; *got < n; *got += (size_t)r) {
		r = read(fd, p + *got, n - *got);
		if (r == -1 && errno == EINTR)
			r = 0;
		else if (r == -1)
			return ZC_EIO;
		else if (r == 0)
			break;
	}
	return ZC_OK;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
zc_verify_hex(struct zc_str hex, unsigned char *out, size_t n)
{
	if (hex.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = hex_digit(hex.p[2 * i]);
		int lo = hex_digit(hex.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}

static void
open_one(int root, struct zc_verify_file *f)
{
	struct stat st;
	struct zc_str p = zc_str_of(f->path);

	f->same = false;
	f->fd = -1;
	f->rc = zc_fs_open(root, f->path, &f->fd, NULL);
	if (f->rc != ZC_OK)
		return;
	if (fstat(f->fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		f->rc = ZC_EINPUT;
		return;
	}
	f->ino = st.st_ino;
	f->size = (uint64_t)st.st_size;
	f->program = (st.st_mode & 0111) != 0 || zc_str_ends(p, ".so") ||
	    zc_str_search(p, ".so.") < p.n || zc_str_ends(p, ".ko");
	(void)posix_fadvise(f->fd, 0, 0, POSIX_FADV_WILLNEED);
}

static int
by_inode(const void *a, const void *b)
{
	const struct zc_verify_file *x = a, *y = b;

	return x->ino < y->ino ? -1 : x->ino > y->ino;
}

/* Bring more blocks into a lane; at the end of the file the padding too. */
static void
fill(struct lane *l)
{
	size_t got = 0;
	int rc = read_full(l->f->fd, l->buf, CHUNK, &got);

	l->p = l->buf;
	l->total += got;
	l->blocks = got / ZC_MD5_BLOCK;
	if (rc != ZC_OK) {
		l->f->rc = rc;
		l->f = NULL;
		return;
	}
	if (got < CHUNK) {
		size_t n = got % ZC_MD5_BLOCK;

		l->blocks += zc_md5_pad(l->buf + got - n, n, l->total);
		l->last = true;
	}
}

struct lanes {
	struct zc_md5 m;
	struct lane lane[ZC_MD5_LANES];
};

static struct zc_verify_file *
next_md5(struct zc_verify_file *v, size_t n, size_t *i)
{
	while (*i < n) {
		struct zc_verify_file *f = &v[(*i)++];

		if (f->rc == ZC_OK && f->algo == ZC_VERIFY_MD5)
			return f;
	}
	return NULL;
}

/* Give each idle lane a file. Returns the number of lanes at work. */
static size_t
assign(struct lanes *ls, struct zc_verify_file *v, size_t n, size_t *next)
{
	size_t busy = 0;

	for (size_t i = 0; i < ZC_MD5_LANES; i++) {
		struct lane *l = &ls->lane[i];

		while (l->f == NULL) {
			l->f = next_md5(v, n, next);
			if (l->f == NULL)
				break;
			l->total = 0;
			l->last = false;
			zc_md5_start(&ls->m, i);
			fill(l);
		}
		busy += l->f != NULL;
	}
	return busy;
}

/* Run all lanes as far as the shortest goes. */
static void
advance(struct lanes *ls)
{
	const unsigned char *p[ZC_MD5_LANES];
	unsigned char out[ZC_MD5_LEN];
	size_t k = SIZE_MAX;

	for (size_t i = 0; i < ZC_MD5_LANES; i++) {
		struct lane *l = &ls->lane[i];

		p[i] = l->f == NULL ? l->buf : l->p;
		if (l->f != NULL && l->blocks < k)
			k = l->blocks;
	}
	zc_md5_blocks(&ls->m, p, k);
	for (size_t i = 0; i < ZC_MD5_LANES; i++) {
		struct lane *l = &ls->lane[i];

		if (l->f == NULL)
			continue;
		l->p += k * ZC_MD5_BLOCK;
		l->blocks -= k;
		if (l->blocks > 0)
			continue;
		if (!l->last) {
			fill(l);
			continue;
		}
		zc_md5_get(&ls->m, i, out);
		l->f->same = memcmp(out, l->f->want, sizeof(out)) == 0;
		l->f = NULL;
	}
}

static void
sha256_one(struct zc_verify_file *f, unsigned char *buf)
{
	unsigned char out[ZC_SHA256_LEN];
	struct zc_sha256 s;
	size_t got;

	zc_sha256_init(&s);
	do {
		f->rc = read_full(f->fd, buf, CHUNK, &got);
		zc_sha256_add(&s, buf, got);
	} while (f->rc == ZC_OK && got == CHUNK);
	zc_sha256_done(&s, out);
	f->same = f->rc == ZC_OK && memcmp(out, f->want, sizeof(out)) == 0;
}

int
zc_verify(int root, struct zc_verify_file *v, size_t n, struct zc_err *e)
{
	struct lanes *ls;
	size_t next = 0;

	assert(n <= ZC_VERIFY_BATCH);
	ls = zc_fault_hit() ? NULL : calloc(1, sizeof(*ls));
	if (ls == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "lanes");
	for (size_t i = 0; i < n; i++)
		open_one(root, &v[i]);
	qsort(v, n, sizeof(*v), by_inode);
	while (assign(ls, v, n, &next) > 0)
		advance(ls);
	for (size_t i = 0; i < n; i++)
		if (v[i].rc == ZC_OK && v[i].algo == ZC_VERIFY_SHA256)
			sha256_one(&v[i], ls->lane[0].buf);
	for (size_t i = 0; i < n; i++)
		if (v[i].fd != -1)
			(void)close(v[i].fd);
	free(ls);
	return ZC_OK;
}
