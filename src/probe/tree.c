#include "probe/tree.h"

#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <strings.h>
#include <unistd.h>

struct sum {
	struct zc_tree_sum s;
	const char *top;
	struct zc_table *t;
	size_t left;
};

static bool
is_document(const char *name)
{
	static const char *const endings[] = { ".doc", ".docx", ".xls", ".xlsx",
		".ppt", ".pptx", ".wps", ".et", ".dps", ".pdf", ".ofd", ".rtf",
		".txt", ".csv", ".odt", ".ods", ".odp", ".jpg", ".jpeg", ".png",
		".bmp", ".gif", ".tif", ".tiff", ".heic", ".zip", ".rar", ".7z",
		".eml", ".msg" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < ZC_LEN(endings); i++)
		if (strcasecmp(dot, endings[i]) == 0)
			return true;
	return false;
}

static void
incomplete(struct sum *s, const char *reason)
{
	if (s->s.whole)
		zc_miss(s->t, s->top, reason);
	s->s.whole = false;
}

/*
 * `fd` is taken. Names stay relative to open directories below the root and
 * no link is followed, so the walk cannot leave it.
 */
static void
sum_dir(struct sum *s, int fd, int depth)
{
	DIR *d = fdopendir(fd);
	struct dirent *de;
	struct stat st;

	if (d == NULL) {
		(void)close(fd);
		incomplete(s, ZC_N("not readable"));
		return;
	}
	while (s->left > 0 && (de = readdir(d)) != NULL) {
		int sub;

		if (strcmp(de->d_name, ".") == 0 ||
		    strcmp(de->d_name, "..") == 0)
			continue;
		s->left--;
		if (fstatat(dirfd(d), de->d_name, &st, AT_SYMLINK_NOFOLLOW) ==
		    -1)
			continue;
		if (S_ISREG(st.st_mode)) {
			s->s.files++;
			s->s.bytes += st.st_size;
			s->s.documents += is_document(de->d_name);
			if (st.st_mtime > s->s.newest)
				s->s.newest = st.st_mtime;
		}
		if (!S_ISDIR(st.st_mode))
			continue;
		if (depth == ZC_TREE_DEPTH_MAX) {
			incomplete(s, ZC_N("too deep"));
			continue;
		}
		sub = openat(dirfd(d), de->d_name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub == -1)
			incomplete(s, ZC_N("not permitted"));
		else
			sum_dir(s, sub, depth + 1);
	}
	if (s->left == 0)
		incomplete(s, ZC_N("more files than are counted"));
	(void)closedir(d);
}

int
zc_tree_sum(const struct zc_look *l, struct zc_table *t, const char *dir,
    struct zc_tree_sum *out)
{
	struct sum s = { .s = { .whole = true },
		.top = dir,
		.t = t,
		.left = ZC_TREE_ENTRIES_MAX };
	struct stat st;
	int fd, rc = zc_fs_open(l->root, dir, &fd, NULL);

	if (rc != ZC_OK)
		return rc;
	if (fstat(fd, &st) == -1 || !S_ISDIR(st.st_mode)) {
		(void)close(fd);
		return ZC_ENOENT;
	}
	sum_dir(&s, fd, 0);
	*out = s.s;
	return ZC_OK;
}

struct glob {
	const struct zc_look *l;
	struct zc_table *t;
	zc_tree_fn fn;
	void *ctx;
	size_t left;
};

static int
expand(struct glob *g, const char *dir, struct zc_str pattern)
{
	struct zc_fs_list names;
	struct zc_str piece;
	const char *part, *path;
	int rc = ZC_OK;

	do {
		if (!zc_str_cut(&pattern, '/', &piece)) {
			g->left--;
			return g->fn(g->ctx, dir);
		}
	} while (piece.n == 0);
	part = zc_arena_dup(g->l->a, piece.p, piece.n);
	if (part == NULL)
		return ZC_ENOMEM;
	if (strcmp(part, "..") == 0)
		return ZC_OK;
	if (strpbrk(part, "*?[") == NULL) {
		path = zc_fs_join(g->l->a, dir, part);
		if (path == NULL)
			return ZC_ENOMEM;
		return zc_fs_exists(g->l->root, path) ? expand(g, path, pattern)
						      : ZC_OK;
	}
	rc = zc_fs_dir(g->l->root, dir, 10000, g->l->a, &names, NULL);
	if (rc != ZC_OK) {
		if (rc != ZC_EINPUT) /* a file where a folder would be */
			zc_miss_rc(g->t, dir, rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	for (size_t i = 0; rc == ZC_OK && i < names.n && g->left > 0; i++) {
		if (fnmatch(part, names.names[i], 0) != 0)
			continue;
		path = zc_fs_join(g->l->a, dir, names.names[i]);
		rc = path == NULL ? ZC_ENOMEM : expand(g, path, pattern);
	}
	return rc;
}

int
zc_tree_glob(const struct zc_look *l, struct zc_table *t, const char *dir,
    const char *pattern, zc_tree_fn fn, void *ctx)
{
	struct glob g = { .l = l, .t = t, .fn = fn, .ctx = ctx, .left = 1000 };
	int rc = expand(&g, dir, zc_str_of(pattern));

	if (g.left == 0)
		zc_miss(t, dir, ZC_N("more files than are counted"));
	return rc;
}
