#include "probe/sysattr.h"

#include "base/fs.h"

struct zc_str
zc_sysattr(const struct zc_look *l, const char *dir, const char *name)
{
	struct zc_str s = ZC_S("");
	const char *path = zc_fs_join(l->a, dir, name);

	if (path == NULL ||
	    zc_fs_read(l->root, path, 1000, l->a, &s, NULL) != ZC_OK)
		return ZC_S("");
	return zc_str_trim(s);
}

int64_t
zc_sysattr_int(const struct zc_look *l, const char *dir, const char *name,
    int base, int64_t other)
{
	struct zc_str s = zc_sysattr(l, dir, name);
	int64_t v;

	if (base == 16 && zc_str_starts(s, "0x"))
		s = zc_str_sub(s, 2, s.n);
	return zc_str_int(s, base, &v) ? v : other;
}

struct zc_str
zc_sysattr_link(const struct zc_look *l, const char *dir, const char *name)
{
	struct zc_str s = ZC_S("");
	const char *path = zc_fs_join(l->a, dir, name);

	if (path == NULL || zc_fs_link(l->root, path, l->a, &s, NULL) != ZC_OK)
		return ZC_S("");
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/')
			return zc_str_sub(s, i, s.n);
	return s;
}
