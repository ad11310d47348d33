#include "probe/walk.h"

#include "base/clock.h"
#include "base/fs.h"
#include "probe/team.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum {
	ENTRIES = 5000000,
	MS = 40000,
	DEPTH = 200,
	NAMED = 50,         /* missed directories told by name */
	PENDING = 64 << 20, /* bytes of directory names that wait */
	CLOCK_EVERY = 1024  /* entries between two looks at the clock */
};

/* linux/fs.h and the file systems' own headers name these numbers. */
static const long local_fs[] = {
	EXT4_SUPER_MAGIC, /* ext2, ext3, ext4 */
	XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC,
	REISERFS_SUPER_MAGIC, OVERLAYFS_SUPER_MAGIC, TMPFS_MAGIC, RAMFS_MAGIC,
	ECRYPTFS_SUPER_MAGIC, 0x2fc12fc1, /* zfs */
	0x3153464a,                       /* jfs */
	0xca451a4e,                       /* bcachefs */
	0x24051905                        /* ubifs */
};

struct run {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_walk *w;
	struct zc_buf todo; /* paths that wait, each with a struct mark */
	int64_t end_ms;
	bool busy; /* zc_team_take */
	dev_t top_dev;
	dev_t ok_dev; /* file system last found to be a local one */
	char buf[65536] __attribute__((aligned(8)));
};

struct place { /* the directory that is being read */
	int fd;
	dev_t dev;
	unsigned depth;
	char path[ZC_FS_PATH_MAX];
	size_t n; /* bytes of path, with its last slash */
};

static bool
is_local(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) == -1)
		return false;
	for (size_t i = 0; i < ZC_LEN(local_fs); i++)
		if ((long)fs.f_type == local_fs[i])
			return true;
	return false;
}

static bool
to_skip(const struct zc_walk *w, const char *path)
{
	for (const char *const *s = w->skip; s != NULL && *s != NULL; s++)
		if (strcmp(*s, path) == 0)
			return true;
	return false;
}

static void
missed(struct run *r, const char *path, int rc)
{
	if (rc == ZC_ENOENT)
		return; /* went away while we walked */
	r->w->denied++;
	if ((r->w->team == NULL
		    ? r->w->denied - 1
		    : atomic_fetch_add(&r->w->team->denied, 1)) < NAMED)
		zc_miss_rc(r->t, path, rc);
}

/* What stands behind each path that waits. */
struct mark {
	unsigned depth;
	unsigned size; /* bytes of the path with its '\0' */
};

static void
push(struct run *r, unsigned depth, const char *path)
{
	struct mark m = { depth, (unsigned)strlen(path) + 1 };

	if (r->w->team != NULL && zc_team_offer(r->w->team, depth, path))
		return;
	zc_buf_add(&r->todo, path, m.size);
	zc_buf_add(&r->todo, &m, sizeof(m));
}

/* Take the directory put last. */
static bool
pop(struct run *r, struct place *at)
{
	struct mark m;

	if (r->todo.n < sizeof(m)) {
		if (r->w->team == NULL ||
		    !zc_team_take(r->w->team, &r->busy, &at->depth, at->path))
			return false;
		at->n = strlen(at->path);
		return true;
	}
	r->todo.n -= sizeof(m);
	memcpy(&m, r->todo.p + r->todo.n, sizeof(m));
	r->todo.n -= m.size;
	memcpy(at->path, r->todo.p + r->todo.n, m.size);
	at->n = m.size - 1;
	at->depth = m.depth;
	return true;
}

/* Open the directory; false when it is not to be read. */
static bool
enter(struct run *r, struct place *at)
{
	struct stat st;
	int rc;

	rc = zc_fs_open_dir(r->l->root, at->path, &at->fd, NULL);
	if (rc != ZC_OK) {
		missed(r, at->path, rc);
		return false;
	}
	if (fstat(at->fd, &st) == -1 || !S_ISDIR(st.st_mode))
		goto no;
	at->dev = st.st_dev;
	if (r->top_dev == 0)
		r->top_dev = r->ok_dev = st.st_dev;
	if (at->dev != r->ok_dev && at->dev != r->top_dev) {
		if (r->w->one_fs || !is_local(at->fd)) {
			r->w->skipped++;
			goto no;
		}
		r->ok_dev = at->dev;
	}
	if (at->n > 0 && at->path[at->n - 1] != '/') {
		at->path[at->n++] = '/';
		at->path[at->n] = '\0';
	}
	return true;
no:
	(void)close(at->fd);
	return false;
}

static int
one(struct run *r, struct place *at, const char *name, struct zc_err *e)
{
	struct zc_walk_at v = { .dir = at->fd, .name = name };
	size_t n = strlen(name);
	struct stat st;
	int rc;

	if (at->n + n + 2 >= sizeof(at->path))
		return ZC_OK; /* deeper than any path that can be opened */
	if (fstatat(at->fd, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) ==
	    -1)
		return ZC_OK;
	if (S_ISLNK(st.st_mode))
		return ZC_OK;
	memcpy(at->path + at->n, name, n + 1);
	v.path = at->path;
	v.st = &st;
	r->w->seen++;
	rc = r->w->visit(r->w->ctx, &v, e);
	if (rc == ZC_OK && S_ISDIR(st.st_mode)) {
		if (to_skip(r->w, at->path))
			r->w->skipped++;
		else if (at->depth + 1 > r->w->max_depth)
			r->w->deep = true;
		else
			push(r, at->depth + 1, at->path);
	}
	at->path[at->n] = '\0';
	return rc;
}

static bool
spent(struct run *r)
{
	struct zc_team_walk *team = r->w->team;
	size_t seen = r->w->seen;

	if (seen >= r->w->max_entries || r->todo.rc != ZC_OK)
		return true;
	if (seen % CLOCK_EVERY != 0)
		return false;
	if (team == NULL)
		return zc_clock_ms() >= r->end_ms;
	return atomic_fetch_add(&team->seen, CLOCK_EVERY) + CLOCK_EVERY >=
	    r->w->max_entries ||
	    zc_clock_ms() >= team->end_ms || team->cut;
}

static int
read_dir(struct run *r, struct place *at, struct zc_err *e)
{
	struct dirent64 *d;
	long n, pos;
	int rc;

	for (;;) {
		n = syscall(SYS_getdents64, at->fd, r->buf, sizeof(r->buf));
		if (n <= 0)
			break;
		for (pos = 0; pos < n; pos += d->d_reclen) {
			d = (struct dirent64 *)(void *)(r->buf + pos);
			if (d->d_type == DT_LNK ||
			    strcmp(d->d_name, ".") == 0 ||
			    strcmp(d->d_name, "..") == 0)
				continue;
			rc = one(r, at, d->d_name, e);
			if (rc != ZC_OK)
				return rc;
			if (spent(r)) {
				r->w->cut = true;
				return ZC_OK;
			}
		}
	}
	if (n == -1)
		missed(r, at->path, zc_err_of(errno));
	return ZC_OK;
}

static void
report(struct run *r, const char *top, size_t denied, bool deep, bool cut)
{
	char text[64];

	if (denied > NAMED) {
		(void)snprintf(
		    text, sizeof(text), "%s (+%zu)", top, denied - NAMED);
		zc_miss(r->t, text, ZC_N("more directories may not be read"));
	}
	if (deep && !r->w->shallow)
		zc_miss(r->t, top, ZC_N("directories too deep to look into"));
	if (cut)
		zc_miss(r->t, top,
		    ZC_N(
			"too many files: the walk ended before all were seen"));
}

/* Put what this worker met to the others' and, as the last one, tell it. */
static void
conclude(struct run *r, const char *top)
{
	struct zc_walk *w = r->w;
	struct zc_team_walk *team = w->team;

	w->last = true;
	if (team == NULL) {
		report(r, top, w->denied, w->deep, w->cut);
		return;
	}
	if (w->deep)
		team->deep = true;
	w->last = zc_team_last(r->l, &team->ended);
	if (w->last)
		report(r, top, team->denied, team->deep, team->cut);
}

int
zc_walk_run(const struct zc_look *l, struct zc_table *t, const char *top,
    struct zc_walk *w, struct zc_err *e)
{
	struct place *at = zc_arena_get(l->a, sizeof(*at));
	struct run *r = zc_arena_get(l->a, sizeof(*r));
	struct stat st;
	int rc;

	if (at == NULL || r == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to walk %s", top);
	rc = zc_fs_lstat(l->root, top, &st, e);
	if (rc != ZC_OK)
		return rc;
	w->max_entries = w->max_entries == 0 ? ENTRIES : w->max_entries;
	w->max_depth = w->max_depth == 0 ? DEPTH : w->max_depth;
	r->l = l;
	r->t = t;
	r->w = w;
	r->end_ms = zc_clock_ms() + (w->max_ms == 0 ? MS : w->max_ms);
	zc_buf_init(&r->todo, PENDING);
	if (w->team != NULL) {
		/* Only one of them reads the top itself. */
		r->top_dev = r->ok_dev = st.st_dev;
		zc_team_begin(w->team, top, r->end_ms);
	} else {
		push(r, 0, top);
	}
	while (rc == ZC_OK && !w->cut && pop(r, at)) {
		if (!enter(r, at))
			continue;
		rc = read_dir(r, at, e);
		(void)close(at->fd);
		if (w->cut && w->team != NULL)
			w->team->cut = true;
	}
	if (w->team != NULL)
		zc_team_leave(w->team, &r->busy);
	zc_buf_fini(&r->todo);
	if (rc == ZC_OK)
		conclude(r, top);
	return rc;
}
