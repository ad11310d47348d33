/* file_walk: what a walk of all local file systems found to deviate. */
#include "base/base.h"

#include "probe/filerow.h"
#include "probe/probe.h"
#include "probe/team.h"
#include "probe/walk.h"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

enum {
	ROWS_MAX = 5000, /* rows of one reason that the walk found */
	KNOWN = 256      /* places of the cache of user and group ids */
};

/*
 * Not entered: kernel views, and stores of containers, images and snapshots,
 * whose files belong to other systems and carry other systems' ids.
 */
static const char *const skip[] = { "/proc", "/sys", "/dev", "/var/lib/docker",
	"/var/lib/containers", "/var/lib/containerd", "/var/lib/lxc",
	"/var/lib/lxd", "/var/lib/machines", "/var/lib/kubelet",
	"/var/lib/flatpak", "/var/lib/snapd/snap", "/snap", "/.snapshots",
	"/home/.snapshots", "/timeshift", NULL };

enum reason {
	SETUID,
	SETGID,
	WORLD,
	UNOWNED,
	STICKY,
	CAPABILITY,
	DEVICE,
	REASONS
};

static const char *const words[REASONS] = { "setuid", "setgid",
	"world_writable", "unowned", "sticky_missing", "capability", "device" };

struct known {      /* has this id a name? */
	int64_t id; /* plus one; 0 = free */
	bool yes;
};

struct shared { /* by all workers */
	struct zc_team_walk walk;
	atomic_size_t rows[REASONS];
};

struct scan {
	struct zc_filerow row;
	struct shared *all;
	struct known uids[KNOWN], gids[KNOWN];
};

static int
emit(struct scan *s, enum reason why, const char *path, const struct stat *st,
    struct zc_err *e)
{
	size_t before = atomic_fetch_add(&s->all->rows[why], 1);

	if (before >= ROWS_MAX) {
		if (before == ROWS_MAX)
			zc_miss(s->row.t, words[why],
			    ZC_N("more such files exist than are listed"));
		return ZC_OK;
	}
	return zc_filerow_put(&s->row, words[why], path, st, e);
}

static bool
has_name(struct scan *s, struct known *cache, int64_t id, bool group)
{
	struct known *k = &cache[(uint64_t)id % KNOWN];

	if (k->id != id + 1) {
		k->id = id + 1;
		k->yes = group ? zc_users_group(&s->row.users, id) != NULL
			       : zc_users_name(&s->row.users, id) != NULL;
	}
	return k->yes;
}

/*
 * Capabilities are an extended attribute of programs; libraries are left out
 * because the kernel asks for it at execve(2) only.
 */
static bool
has_caps(const struct zc_walk_at *at)
{
	const char *dot = strstr(at->name, ".so");
	ssize_t n;
	int fd;

	if ((at->st->st_mode & 0111) == 0 || at->st->st_size < 4 ||
	    (dot != NULL && (dot[3] == '\0' || dot[3] == '.')))
		return false;
	fd = openat(at->dir, at->name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
	if (fd == -1)
		return false;
	n = fgetxattr(fd, "security.capability", NULL, 0);
	(void)close(fd);
	return n > 0;
}

static int
visit_file(struct scan *s, const struct zc_walk_at *at, struct zc_err *e)
{
	const struct stat *st = at->st;
	int rc = ZC_OK;

	if ((st->st_mode & S_ISUID) != 0)
		rc = emit(s, SETUID, at->path, st, e);
	/* Without group execution the bit means mandatory locking. */
	if (rc == ZC_OK && (st->st_mode & S_ISGID) != 0 &&
	    (st->st_mode & S_IXGRP) != 0)
		rc = emit(s, SETGID, at->path, st, e);
	if (rc == ZC_OK && (st->st_mode & S_IWOTH) != 0)
		rc = emit(s, WORLD, at->path, st, e);
	if (rc == ZC_OK && has_caps(at))
		rc = emit(s, CAPABILITY, at->path, st, e);
	return rc;
}

static int
visit(void *ctx, const struct zc_walk_at *at, struct zc_err *e)
{
	struct scan *s = ctx;
	const struct stat *st = at->st;
	int rc = ZC_OK;

	if (S_ISREG(st->st_mode))
		rc = visit_file(s, at, e);
	else if (S_ISDIR(st->st_mode) && (st->st_mode & S_IWOTH) != 0 &&
	    (st->st_mode & S_ISVTX) == 0)
		rc = emit(s, STICKY, at->path, st, e);
	else if ((S_ISCHR(st->st_mode) && st->st_rdev != 0) ||
	    S_ISBLK(st->st_mode)) /* 0:0 is a white-out, no device */
		rc = emit(s, DEVICE, at->path, st, e);
	if (rc != ZC_OK)
		return rc;
	if (!has_name(s, s->uids, st->st_uid, false) ||
	    !has_name(s, s->gids, st->st_gid, true))
		rc = emit(s, UNOWNED, at->path, st, e);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_walk w = { .skip = skip, .visit = visit };
	struct scan *s = zc_arena_get(l->a, sizeof(*s));
	int rc;

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to look at files");
	s->all = zc_team_memory(l, sizeof(*s->all));
	if (s->all == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to look at files");
	w.ctx = s;
	w.team = &s->all->walk;
	rc = zc_filerow_init(&s->row, l, t, e);
	if (rc == ZC_OK)
		rc = zc_walk_run(l, t, "/", &w, e);
	zc_filerow_fini(&s->row);
	if (rc != ZC_OK || !w.last)
		return rc;
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_file_walk = {
	.table = "file_walk",
	.en = "files that deviate",
	.zh = "权限异常文件",
	.mean = "setuid, open, ownerless and other deviating files that the "
		"walk of local file systems found; kernel views, network "
		"mounts and stores of containers are left out",
	.cols = zc_filerow_cols,
	.ncols = ZC_FILEROW_COLS,
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.shared = sizeof(struct shared),
	.run = run,
};
