#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool no_openat2;

void
zc_fs_deny_openat2(bool deny)
{
	no_openat2 = deny;
}

static int
try_openat2(int root, const char *path, int flags, int *fd)
{
	struct open_how how = { .flags = (unsigned)flags,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	long r;

	if (no_openat2) {
		errno = ENOSYS;
		return -1;
	}
	r = syscall(SYS_openat2, root, path, &how, sizeof(how));
	if (r == -1) {
		/* Neither kernel nor filter changes its mind: ask once. */
		no_openat2 = errno == ENOSYS;
		return -1;
	}
	*fd = (int)r;
	return 0;
}

/* A walk in progress: descriptors from the root down, and what is left. */
struct walk {
	int fds[64];
	size_t depth; /* fds[depth] is where we stand */
	char rest[ZC_FS_PATH_MAX];
	int links;
};

static void
walk_close(struct walk *w, size_t keep)
{
	while (w->depth > keep)
		(void)close(w->fds[w->depth--]);
}

/* Put the text of a link in front of what is left of the path. */
static int
walk_link(struct walk *w, const char *name)
{
	char text[ZC_FS_PATH_MAX], rest[ZC_FS_PATH_MAX];
	ssize_t n = readlinkat(w->fds[w->depth], name, text, sizeof(text) - 1);
	int len;

	if (n == -1)
		return -1;
	text[n] = '\0';
	if (++w->links > ZC_FS_LINKS_MAX) {
		errno = ELOOP;
		return -1;
	}
	if (text[0] == '/')
		walk_close(w, 0);
	len = snprintf(rest, sizeof(rest), "%s/%s", text, w->rest);
	if (len < 0 || (size_t)len >= sizeof(rest)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(w->rest, rest, (size_t)len + 1);
	return 0;
}

/* Take the next component off w->rest into name; false when none is left. */
static bool
walk_next(struct walk *w, char name[257])
{
	struct zc_str rest = zc_str_of(w->rest), piece;

	while (zc_str_cut(&rest, '/', &piece)) {
		if (piece.n == 0 || zc_str_is(piece, "."))
			continue;
		if (piece.n > 256)
			piece.n = 256; /* one too many: the kernel says so */
		memcpy(name, piece.p, piece.n);
		name[piece.n] = '\0';
		if (rest.p == NULL)
			w->rest[0] = '\0';
		else
			memmove(w->rest, rest.p, rest.n + 1);
		return true;
	}
	w->rest[0] = '\0';
	return false;
}

static bool
is_link(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISLNK(st.st_mode);
}

static int
walk_step(struct walk *w, const char *name, int flags)
{
	bool last = w->rest[strspn(w->rest, "/")] == '\0';
	int fd, f = O_NOFOLLOW | O_CLOEXEC;

	if (strcmp(name, "..") == 0) {
		walk_close(w, w->depth == 0 ? 0 : w->depth - 1);
		return 0;
	}
	if (is_link(w->fds[w->depth], name) &&
	    !(last && (flags & O_NOFOLLOW) != 0))
		return walk_link(w, name);
	if (w->depth + 1 == ZC_LEN(w->fds)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	f |= last ? flags : O_PATH | O_DIRECTORY;
	fd = openat(w->fds[w->depth], name, f);
	if (fd == -1)
		return -1;
	w->fds[++w->depth] = fd;
	return 0;
}

/* The fall-back for kernels before 5.6: one component at a time. */
static int
walk_open(int root, const char *path, int flags, int *fd)
{
	struct walk w = { .fds = { root } };
	char name[257];
	int r = 0, saved;

	(void)snprintf(w.rest, sizeof(w.rest), "%s", path);
	while (r == 0 && walk_next(&w, name))
		r = walk_step(&w, name, flags);
	if (r == 0) {
		/* Landed on a directory by "..", "/" or a link to one? */
		if ((flags & O_PATH) == 0 &&
		    (w.depth == 0 ||
			(fcntl(w.fds[w.depth], F_GETFL) & O_PATH) != 0))
			*fd = openat(w.fds[w.depth], ".", flags | O_CLOEXEC);
		else
			*fd = w.depth == 0 ? dup(root) : w.fds[w.depth--];
		r = *fd == -1 ? -1 : 0;
	}
	saved = errno;
	walk_close(&w, 0);
	errno = saved;
	return r;
}

static int
open_any(int root, const char *path, int flags, int *fd)
{
	flags |= O_CLOEXEC;
	if (try_openat2(root, path, flags, fd) == 0)
		return 0;
	/* A container may answer EPERM for a call it does not know. */
	if (errno != ENOSYS && errno != EPERM)
		return -1;
	return walk_open(root, path, flags, fd);
}

static int
open_in(int root, const char *path, int flags, int *fd, struct zc_err *e)
{
	if (strlen(path) >= ZC_FS_PATH_MAX)
		return ZC_FAIL(e, ZC_EINPUT, "path too long");
	if (path[0] == '\0')
		path = ".";
	if (open_any(root, path, flags, fd) == 0)
		return ZC_OK;
	/* O_NOATIME is only for owners and root. */
	if (errno == EPERM && (flags & O_NOATIME) != 0 &&
	    open_any(root, path, flags & ~O_NOATIME, fd) == 0)
		return ZC_OK;
	return ZC_FAIL_SYS(e, zc_err_of(errno), "%s: cannot be opened", path);
}

int
zc_fs_root(const char *path, int *fd, struct zc_err *e)
{
	int d = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (d == -1)
		return ZC_FAIL_SYS(e, zc_err_of(errno),
		    "%s: not a directory to look at", path);
	*fd = d;
	return ZC_OK;
}

int
zc_fs_lstat(int root, const char *path, struct stat *st, struct zc_err *e)
{
	int fd = -1;
	int rc = open_in(root, path, O_PATH | O_NOFOLLOW, &fd, e);

	if (rc != ZC_OK)
		return rc;
	if (fstatat(fd, "", st, AT_EMPTY_PATH) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "stat %s", path);
	(void)close(fd);
	return rc;
}

int
zc_fs_stat(int root, const char *path, struct stat *st, struct zc_err *e)
{
	int fd = -1;
	int rc = open_in(root, path, O_PATH, &fd, e);

	if (rc != ZC_OK)
		return rc;
	if (fstatat(fd, "", st, AT_EMPTY_PATH) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "stat %s", path);
	(void)close(fd);
	return rc;
}

int
zc_fs_open(int root, const char *path, int *fd, struct zc_err *e)
{
	struct stat st;
	int got = -1, rc;

	/* A device must not even be opened: look before. */
	rc = zc_fs_stat(root, path, &st, e);
	if (rc != ZC_OK)
		return rc;
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return ZC_FAIL(e, ZC_EINPUT, "%s: not a regular file", path);
	rc = open_in(
	    root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOATIME, &got, e);
	if (rc != ZC_OK)
		return rc;
	if (fstat(got, &st) == -1 ||
	    (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))) {
		(void)close(got);
		return ZC_FAIL(e, ZC_EINPUT, "%s: not a regular file", path);
	}
	*fd = got;
	return ZC_OK;
}

int
zc_fs_open_dir(int root, const char *path, int *fd, struct zc_err *e)
{
	return open_in(root, path, O_RDONLY | O_DIRECTORY | O_NOATIME, fd, e);
}

static int
read_upto(int fd, char *p, size_t n, size_t *got)
{
	ssize_t r;

	for (*got = 0; *got < n; *got += (size_t)r) {
		r = read(fd, p + *got, n - *got);
		if (r == -1 && errno == EINTR)
			r = 0;
		else if (r == -1)
			return -1;
		else if (r == 0)
			break;
	}
	return 0;
}

/* Files of /proc say size 0: read what comes, growing. */
static int
read_unsized(int fd, size_t max, struct zc_arena *a, struct zc_str *out,
    struct zc_err *e)
{
	struct zc_buf b;
	char chunk[8192];
	char *p;
	size_t n;
	int rc = ZC_OK;

	zc_buf_init(&b, max);
	do {
		if (read_upto(fd, chunk, sizeof(chunk), &n) == -1) {
			rc = ZC_FAIL_SYS(e, zc_err_of(errno), "read");
			goto out;
		}
		zc_buf_add(&b, chunk, n);
	} while (n == sizeof(chunk) && b.rc == ZC_OK);
	if (b.rc != ZC_OK) {
		rc = ZC_FAIL(e, b.rc, "over %zu bytes", max);
		goto out;
	}
	p = zc_arena_dup(a, b.p, b.n);
	if (p == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "no room");
	else
		*out = (struct zc_str){ p, b.n };
out:
	zc_buf_fini(&b);
	return rc;
}

int
zc_fs_read_fd(int fd, size_t max, struct zc_arena *a, struct zc_str *out,
    struct zc_err *e)
{
	struct stat st;
	size_t n;
	char *p;

	if (fstat(fd, &st) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "stat");
	if (!S_ISREG(st.st_mode))
		return ZC_FAIL(e, ZC_EINPUT, "not a regular file");
	if (st.st_size == 0)
		return read_unsized(fd, max, a, out, e);
	if ((uintmax_t)st.st_size > max)
		return ZC_FAIL(e, ZC_ELIMIT, "over %zu bytes", max);
	p = zc_arena_get(a, (size_t)st.st_size + 1);
	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room");
	/* The file may shrink under us, never grow past st_size. */
	if (read_upto(fd, p, (size_t)st.st_size, &n) == -1)
		return ZC_FAIL_SYS(e, zc_err_of(errno), "read");
	*out = (struct zc_str){ p, n };
	return ZC_OK;
}

int
zc_fs_read(int root, const char *path, size_t max, struct zc_arena *a,
    struct zc_str *out, struct zc_err *e)
{
	struct zc_err why = { 0 };
	int fd = -1;
	int rc = zc_fs_open(root, path, &fd, e);

	if (rc != ZC_OK)
		return rc;
	rc = zc_fs_read_fd(fd, max, a, out, &why);
	(void)close(fd);
	if (rc != ZC_OK)
		return zc_err_set(e, rc, why.sys, why.file, why.line, "%s: %s",
		    path, why.msg);
	return ZC_OK;
}

int
zc_fs_link(int root, const char *path, struct zc_arena *a, struct zc_str *out,
    struct zc_err *e)
{
	char text[ZC_FS_PATH_MAX];
	ssize_t n;
	char *p;
	int fd = -1;
	int rc = open_in(root, path, O_PATH | O_NOFOLLOW, &fd, e);

	if (rc != ZC_OK)
		return rc;
	n = readlinkat(fd, "", text, sizeof(text));
	(void)close(fd);
	if (n == -1)
		return ZC_FAIL_SYS(e, ZC_EINPUT, "%s: not a link", path);
	p = zc_arena_dup(a, text, (size_t)n);
	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
	*out = (struct zc_str){ p, (size_t)n };
	return ZC_OK;
}

bool
zc_fs_exists(int root, const char *path)
{
	struct stat st;

	return zc_fs_lstat(root, path, &st, NULL) == ZC_OK;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
read_names(DIR *d, size_t max, struct zc_arena *a, struct zc_fs_list *l)
{
	size_t cap = 64;
	struct dirent *de;

	l->names = zc_arena_array(a, cap, sizeof(*l->names));
	while (l->names != NULL && (de = readdir(d)) != NULL) {
		const char **bigger;

		if (strcmp(de->d_name, ".") == 0 ||
		    strcmp(de->d_name, "..") == 0)
			continue;
		if (l->n == max)
			return ZC_ELIMIT;
		if (l->n == cap) {
			bigger = zc_arena_array(a, cap * 2, sizeof(*bigger));
			if (bigger == NULL)
				return ZC_ENOMEM;
			memcpy(bigger, l->names, cap * sizeof(*bigger));
			l->names = bigger;
			cap *= 2;
		}
		l->names[l->n] =
		    zc_arena_dup(a, de->d_name, strlen(de->d_name));
		if (l->names[l->n++] == NULL)
			return ZC_ENOMEM;
	}
	return l->names == NULL ? ZC_ENOMEM : ZC_OK;
}

int
zc_fs_dir(int root, const char *path, size_t max, struct zc_arena *a,
    struct zc_fs_list *out, struct zc_err *e)
{
	struct zc_fs_list l = { 0 };
	DIR *d;
	int fd = -1, rc;

	rc = zc_fs_open_dir(root, path, &fd, e);
	if (rc != ZC_OK)
		return rc;
	d = fdopendir(fd);
	if (d == NULL) {
		(void)close(fd);
		return ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be listed", path);
	}
	rc = read_names(d, max, a, &l);
	(void)closedir(d);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "%s: over %zu entries", path, max);
	if (l.n > 1)
		qsort(l.names, l.n, sizeof(*l.names), by_name);
	*out = l;
	return ZC_OK;
}

char *
zc_fs_join(struct zc_arena *a, const char *dir, const char *name)
{
	size_t n = strlen(dir), m = strlen(name);
	char *p = zc_arena_get(a, n + m + 2);

	if (p == NULL)
		return NULL;
	memcpy(p, dir, n);
	if (n > 0 && dir[n - 1] != '/')
		p[n++] = '/';
	memcpy(p + n, name, m + 1);
	return p;
}
