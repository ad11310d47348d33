/* keep_file: attachments and cases as files below the data directory. */
#include "store/keep_priv.h"

#include "base/clock.h"
#include "base/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PIECE = 1 << 20,
	PATH_LEN = 4400
};

/* "dir/path"; what is too long is not there. */
static int
join(char out[PATH_LEN], const char *dir, const char *path, struct zc_err *e)
{
	int n = snprintf(out, PATH_LEN, "%s/%s", dir, path);

	return n > 0 && n < PATH_LEN
	    ? ZC_OK
	    : ZC_FAIL(e, ZC_ELIMIT, "%.200s: the path is too long", path);
}

void
zc_keep_path(const char *digest, char out[80])
{
	(void)snprintf(out, 80, "files/%.2s/%s", digest, digest);
}

static bool
is_digest(const char *s)
{
	return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

static int
make_dirs(char *path, struct zc_err *e)
{
	for (char *p = strchr(path + 1, '/'); p != NULL;
	     p = strchr(p + 1, '/')) {
		int x;

		*p = '\0';
		x = mkdir(path, 0700);
		if (x == -1 && errno != EEXIST)
			return ZC_FAIL_SYS(e, zc_err_of(errno),
			    "%s: the directory cannot be made", path);
		*p = '/';
	}
	return ZC_OK;
}

static int
put_all(int fd, const unsigned char *p, size_t n, const char *path,
    struct zc_err *e)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k == -1 && errno == EINTR)
			continue;
		if (k == -1)
			return ZC_FAIL_SYS(e,
			    errno == ENOSPC || errno == EDQUOT ? ZC_ELIMIT
							       : ZC_EIO,
			    "%s: cannot be written", path);
		p += k;
		n -= (size_t)k;
	}
	return ZC_OK;
}

int
zc_keep_write(const char *dir, const char *path, zc_keep_more_fn more,
    void *ctx, struct zc_err *e)
{
	char full[PATH_LEN], part[PATH_LEN + 40];
	unsigned char *buf = malloc(PIECE);
	int64_t n = 0;
	int fd = -1, rc = ZC_OK;

	(void)snprintf(full, sizeof(full), "%s/%s", dir, path);
	(void)snprintf(part, sizeof(part), "%s.%ld.part", full, (long)getpid());
	if (buf == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s", path);
	rc = make_dirs(full, e);
	if (rc == ZC_OK) {
		fd = open(part,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		    0600);
		if (fd == -1)
			rc = ZC_FAIL_SYS(e, zc_err_of(errno), "%s", part);
	}
	while (rc == ZC_OK && (n = more(ctx, buf, PIECE, e)) > 0)
		rc = put_all(fd, buf, (size_t)n, part, e);
	if (rc == ZC_OK && n < 0)
		rc = (int)n;
	if (rc == ZC_OK && fsync(fd) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", part);
	if (fd != -1 && close(fd) == -1 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", part);
	if (rc == ZC_OK && link(part, full) == -1 && errno != EEXIST)
		rc = ZC_FAIL_SYS(e, zc_err_of(errno), "%s", full);
	if (fd != -1)
		(void)unlink(part);
	free(buf);
	return rc;
}

static int64_t
more_of_fd(void *ctx, unsigned char *p, size_t max, struct zc_err *e)
{
	const int *fd = ctx;
	ssize_t n;

	do
		n = read(*fd, p, max);
	while (n == -1 && errno == EINTR);
	return n == -1 ? ZC_FAIL_SYS(e, ZC_EIO, "the file cannot be read") : n;
}

static int
digest_of(int fd, char out[ZC_SHA256_HEX], int64_t *size, struct zc_err *e)
{
	unsigned char *buf = malloc(PIECE);
	struct zc_sha256 sha;
	int64_t n = 0;

	if (buf == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "attachment");
	*size = 0;
	zc_sha256_init(&sha);
	while ((n = more_of_fd(&fd, buf, PIECE, e)) > 0) {
		zc_sha256_add(&sha, buf, (size_t)n);
		*size += n;
	}
	free(buf);
	if (n < 0)
		return (int)n;
	zc_sha256_hex(&sha, out);
	return ZC_OK;
}

int
zc_keep_put(struct zc_db *db, const char *dir, const struct zc_scope *s, int fd,
    const char *name, char digest[65], struct zc_err *e)
{
	char hex[ZC_SHA256_HEX], path[80];
	int64_t size = 0;
	int rc = digest_of(fd, hex, &size, e);

	if (rc == ZC_OK && lseek(fd, 0, SEEK_SET) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EINPUT, "%s: is no ordinary file", name);
	zc_keep_path(hex, path);
	if (rc == ZC_OK)
		rc = zc_keep_write(dir, path, more_of_fd, &fd, e);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO attachment(digest, name, size, unit_id,"
		    " added_at, added_by) VALUES($1,$2,$3,$4,$5,$6)"
		    " ON CONFLICT(digest) DO UPDATE SET purged_at=NULL",
		    e, "ssiiis", hex, name, size, s->unit, s->now, s->actor);
	if (rc == ZC_OK)
		memcpy(digest, hex, sizeof(hex));
	return rc;
}

int
zc_keep_open(const char *dir, const char *digest, int *fd, struct zc_err *e)
{
	char path[80], full[PATH_LEN], hex[ZC_SHA256_HEX];
	int64_t size = 0;
	int f, rc;

	if (!is_digest(digest))
		return ZC_FAIL(e, ZC_ENOENT, "no such attachment");
	zc_keep_path(digest, path);
	(void)snprintf(full, sizeof(full), "%s/%s", dir, path);
	f = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (f == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "attachment %s", digest);
	rc = digest_of(f, hex, &size, e);
	if (rc == ZC_OK && strcmp(hex, digest) != 0)
		rc = ZC_FAIL(e, ZC_EINPUT,
		    "attachment %s: the file was changed", digest);
	if (rc == ZC_OK && lseek(f, 0, SEEK_SET) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "attachment %s", digest);
	if (rc != ZC_OK) {
		(void)close(f);
		return rc;
	}
	*fd = f;
	return ZC_OK;
}

struct walk {
	zc_keep_file_fn fn;
	void *ctx;
	const char *dir;
};

/* One file; what vanished since the directory was read is no failure. */
static int
one_file(const struct walk *w, const char *path, struct zc_err *e)
{
	char full[PATH_LEN];
	struct stat st;
	int fd, rc = join(full, w->dir, path, e);

	if (rc != ZC_OK)
		return rc;
	fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd == -1)
		return errno == ENOENT || errno == ELOOP
		    ? ZC_OK
		    : ZC_FAIL_SYS(e, zc_err_of(errno), "%s", full);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		rc = w->fn(w->ctx, fd, path, e);
	(void)close(fd);
	return rc;
}

static int
walk(const struct walk *w, const char *path, int depth, struct zc_err *e)
{
	char full[PATH_LEN], below[PATH_LEN];
	struct dirent *d;
	DIR *dir;
	int rc = join(full, w->dir, path, e);

	if (rc != ZC_OK)
		return rc;
	dir = opendir(full);
	if (dir == NULL)
		return errno == ENOENT
		    ? ZC_OK
		    : ZC_FAIL_SYS(e, zc_err_of(errno), "%s", full);
	while (rc == ZC_OK && (d = readdir(dir)) != NULL) {
		size_t n = strlen(d->d_name);

		if (d->d_name[0] == '.' ||
		    (n > 5 && strcmp(d->d_name + n - 5, ".part") == 0))
			continue;
		rc = join(below, path, d->d_name, e);
		if (rc != ZC_OK)
			break;
		if (d->d_type == DT_DIR && depth > 0)
			rc = walk(w, below, depth - 1, e);
		else if (d->d_type != DT_DIR)
			rc = one_file(w, below, e);
	}
	(void)closedir(dir);
	return rc;
}

int
zc_keep_files(const char *dir, zc_keep_file_fn fn, void *ctx, struct zc_err *e)
{
	struct walk w = { .fn = fn, .ctx = ctx, .dir = dir };
	int rc = walk(&w, "files", 2, e);

	return rc == ZC_OK ? walk(&w, "cases", 0, e) : rc;
}

struct copy {
	const char *to;
	struct zc_keep_count *n;
};

static int
copy_file(void *ctx, int fd, const char *path, struct zc_err *e)
{
	const struct copy *c = ctx;

	c->n->files++;
	return zc_keep_write(c->to, path, more_of_fd, &fd, e);
}

int
zc_keep_copy(struct zc_db *from, const char *from_dir, struct zc_db *to,
    const char *to_dir, struct zc_keep_count *n, struct zc_err *e)
{
	struct zc_keep_count count = { 0 };
	struct copy c = { .to = to_dir, .n = &count };
	int rc = zc_db_begin(to, e);

	if (rc == ZC_OK)
		rc = zc_keep_rows(from, to, &count, e);
	if (rc == ZC_OK && strcmp(from_dir, to_dir) != 0)
		rc = zc_keep_files(from_dir, copy_file, &c, e);
	if (rc == ZC_OK)
		rc = zc_db_commit(to, e);
	if (rc != ZC_OK) {
		zc_db_rollback(to);
		return rc;
	}
	zc_db_forget(to);
	*n = count;
	return ZC_OK;
}
