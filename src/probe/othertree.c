#include "probe/othertree.h"

#include <sys/stat.h>

/* Is `top` + `name` there as the administrator's, of this kind of file? */
static bool
is_roots(int root, struct zc_str top, const char *name, mode_t kind)
{
	char path[ZC_FS_PATH_MAX];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%.*s%s", (int)top.n, top.p, name);

	return n > 0 && (size_t)n < sizeof(path) &&
	    zc_fs_lstat(root, path, &st, NULL) == ZC_OK && st.st_uid == 0 &&
	    (kind == 0 || (st.st_mode & S_IFMT) == kind);
}

static bool
is_top(int root, struct zc_str top)
{
	/* os-release(5); older systems have only a file of their own. */
	static const char *const names[] = { "/etc/os-release",
		"/usr/lib/os-release", "/etc/redhat-release",
		"/etc/debian_version" };

	/* Few directories have it, so it is asked first. */
	if (!is_roots(root, top, "/etc/passwd", S_IFREG) ||
	    !is_roots(root, top, "/etc", S_IFDIR) ||
	    !is_roots(root, top, "", S_IFDIR))
		return false;
	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (is_roots(root, top, names[i], 0))
			return true;
	return false;
}

struct zc_str
zc_othertree_of(struct zc_othertree *o, int root, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;

	if (n == 0 || n >= sizeof(o->dir))
		return ZC_S("");
	if (strlen(o->dir) == n && memcmp(o->dir, path, n) == 0)
		return (struct zc_str){ o->dir, o->top };
	memcpy(o->dir, path, n);
	o->dir[n] = '\0';
	o->top = 0;
	for (size_t i = 1; i < n && o->top == 0; i++)
		if (path[i] == '/' &&
		    is_top(root, (struct zc_str){ o->dir, i }))
			o->top = i;
	return (struct zc_str){ o->dir, o->top };
}
