#include "probe/blockdev.h"

#include "base/fs.h"

enum {
	DEPTH_MAX = 8,
	TEXT_MAX = 4096
};

static struct zc_str
text(const struct zc_look *l, const char *dir, const char *name)
{
	const char *path = zc_fs_join(l->a, dir, name);
	struct zc_str s = { "", 0 };

	if (path != NULL &&
	    zc_fs_read(l->root, path, TEXT_MAX, l->a, &s, NULL) == ZC_OK)
		return zc_str_trim(s);
	return (struct zc_str){ "", 0 };
}

/* The disk of a partition is the directory above it. */
static void
disk(const struct zc_look *l, const char *name, struct zc_blockdev *out)
{
	struct zc_str link, rest, piece;
	char path[128];

	(void)snprintf(path, sizeof(path), "/sys/class/block/%.64s", name);
	if (zc_fs_link(l->root, path, l->a, &link, NULL) != ZC_OK)
		return;
	rest = link;
	while (zc_str_cut(&rest, '/', &piece))
		if (zc_str_starts(piece, "usb"))
			out->removable = true;
	if (zc_str_is(text(l, path, "removable"), "1") ||
	    zc_str_is(text(l, path, "../removable"), "1"))
		out->removable = true;
}

static void
look_below(const struct zc_look *l, const char *name, unsigned depth,
    struct zc_blockdev *out)
{
	struct zc_fs_list list;
	struct zc_str uuid;
	char path[160];

	(void)snprintf(path, sizeof(path), "/sys/class/block/%.64s", name);
	uuid = text(l, path, "dm/uuid");
	if (zc_str_starts(uuid, "CRYPT-")) {
		out->encrypted = true;
		out->crypt = uuid;
	}
	disk(l, name, out);
	(void)snprintf(
	    path, sizeof(path), "/sys/class/block/%.64s/slaves", name);
	if (depth >= DEPTH_MAX ||
	    zc_fs_dir(l->root, path, 1000, l->a, &list, NULL) != ZC_OK)
		return;
	for (size_t i = 0; i < list.n; i++)
		look_below(l, list.names[i], depth + 1, out);
}

bool
zc_blockdev_named(
    const struct zc_look *l, const char *name, struct zc_blockdev *out)
{
	struct stat st;
	char path[128];

	*out = (struct zc_blockdev){ .crypt = { "", 0 } };
	(void)snprintf(path, sizeof(path), "/sys/class/block/%.64s", name);
	if (zc_fs_lstat(l->root, path, &st, NULL) != ZC_OK)
		return false;
	(void)snprintf(out->name, sizeof(out->name), "%s", name);
	look_below(l, name, 0, out);
	return true;
}

bool
zc_blockdev_get(const struct zc_look *l, unsigned major, unsigned minor,
    struct zc_blockdev *out)
{
	struct zc_str link;
	char path[64], name[64];
	size_t i;

	*out = (struct zc_blockdev){ .crypt = { "", 0 } };
	(void)snprintf(
	    path, sizeof(path), "/sys/dev/block/%u:%u", major, minor);
	if (zc_fs_link(l->root, path, l->a, &link, NULL) != ZC_OK)
		return false;
	for (i = link.n; i > 0 && link.p[i - 1] != '/';)
		i--;
	link = zc_str_sub(link, i, link.n);
	if (link.n == 0 || link.n >= sizeof(name))
		return false;
	memcpy(name, link.p, link.n);
	name[link.n] = '\0';
	return zc_blockdev_named(l, name, out);
}
