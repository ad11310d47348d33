#include "probe/launch.h"

#include "base/fs.h"

static const char *const wrappers[] = { "sh", "bash", "dash", "zsh", "env",
	"nice", "ionice", "nohup", "exec", "sudo", "python3", "python", "perl",
	"setsid", "chronic", "flock", "test", "[", "cd", "time" };

static struct zc_str
unquote(struct zc_str w)
{
	while (w.n > 0 && strchr("\"'-@:+!;&|(", w.p[0]) != NULL)
		w = zc_str_sub(w, 1, w.n);
	while (w.n > 0 && strchr("\"';&|)", w.p[w.n - 1]) != NULL)
		w.n--;
	return w;
}

static bool
is_wrapper(struct zc_str w)
{
	for (size_t i = 0; i < ZC_LEN(wrappers); i++)
		if (zc_str_is(zc_str_base(w), wrappers[i]))
			return true;
	return false;
}

struct zc_str
zc_launch_program(struct zc_str command)
{
	struct zc_str w, first = ZC_S("");

	while (zc_str_word(&command, &w)) {
		bool option = w.p[0] == '-' && first.n > 0;

		w = unquote(w);
		if (w.n == 0 || option ||
		    (zc_str_find(w, '=') < w.n && w.p[0] != '/'))
			continue;
		if (first.n == 0)
			first = w;
		if (!is_wrapper(w) && (first.p == w.p || w.p[0] == '/'))
			return w;
	}
	return first;
}

bool
zc_launch_open(const struct zc_look *l, const char *path)
{
	struct stat st;

	return zc_fs_stat(l->root, path, &st, NULL) == ZC_OK &&
	    (st.st_mode & S_IWOTH) != 0;
}

bool
zc_launch_writable(const struct zc_look *l, struct zc_str command)
{
	static const char *const tops[] = { "/tmp/", "/var/tmp/", "/dev/shm/" };
	struct zc_str p = zc_launch_program(command);
	char *path;

	if (p.n == 0 || p.p[0] != '/' || p.n >= ZC_FS_PATH_MAX)
		return false;
	for (size_t i = 0; i < ZC_LEN(tops); i++)
		if (zc_str_starts(p, tops[i]))
			return true;
	path = zc_arena_dup(l->a, p.p, p.n);
	/* The file, then each directory above it. */
	while (path != NULL && path[0] != '\0') {
		if (zc_launch_open(l, path))
			return true;
		*strrchr(path, '/') = '\0';
	}
	return false;
}
