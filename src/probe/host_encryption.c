/* encryption: LUKS, fscrypt, eCryptfs, ZFS, encrypted swap. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/blockdev.h"
#include "probe/kv.h"
#include "probe/probe.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "device", ZC_TEXT, "device", "设备", "device or directory" },
	{ "mechanism", ZC_TEXT, "mechanism", "机制",
	    "luks, plain, fscrypt, ecryptfs, zfs" },
	{ "path", ZC_TEXT, "path", "路径", "mount point or directory covered" },
	{ "cipher", ZC_TEXT, "cipher", "算法", "cipher when known" },
	{ "active", ZC_BOOL, "active", "生效", "1 = open now" },
	{ "source", ZC_TEXT, "source", "来源", "source" },

};

static int
emit(struct zc_table *t, const char *device, const char *mechanism,
    const char *path, struct zc_str cipher, int active, const char *source,
    struct zc_err *e)
{
	zc_put_cstr(t, "device", device);
	zc_put_cstr(t, "mechanism", mechanism);
	if (path != NULL)
		zc_put_cstr(t, "path", path);
	if (cipher.n > 0)
		zc_put(t, "cipher", cipher);
	if (active >= 0)
		zc_put_int(t, "active", active);
	zc_put_cstr(t, "source", source);
	return zc_row(t, e);
}

/* What is mounted from /dev/mapper/NAME; NULL when nothing is. */
static const char *
mounted_at(const struct zc_look *l, struct zc_str mounts, struct zc_str name)
{
	struct zc_str line, device, path, base;

	while (zc_str_line(&mounts, &line)) {
		if (!zc_str_word(&line, &device) || !zc_str_word(&line, &path))
			continue;
		base = device;
		if (zc_str_starts(base, "/dev/mapper/"))
			base = zc_str_sub(base, strlen("/dev/mapper/"), base.n);
		if (zc_str_eq(base, name))
			return zc_arena_dup(l->a, path.p, path.n);
	}
	return NULL;
}

/* Open dm-crypt devices: dm/uuid is "CRYPT-LUKS2-…", "CRYPT-PLAIN-…". */
static int
open_devices(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_str mounts = { "", 0 }, name;
	struct zc_fs_list list;
	struct zc_blockdev dev;
	const char *path, *how;
	int rc =
	    zc_fs_dir(l->root, "/sys/class/block", 100000, l->a, &list, NULL);

	zc_miss_rc(t, "/sys/class/block", rc);
	if (rc != ZC_OK)
		return ZC_OK;
	if (zc_look_read(l, t, "/proc/mounts", &mounts) != ZC_OK)
		mounts = (struct zc_str){ "", 0 };
	for (size_t i = 0; i < list.n; i++) {
		char file[160];

		if (strncmp(list.names[i], "dm-", 3) != 0 ||
		    !zc_blockdev_named(l, list.names[i], &dev) ||
		    !dev.encrypted)
			continue;
		(void)snprintf(file, sizeof(file),
		    "/sys/class/block/%.64s/dm/name", list.names[i]);
		if (zc_look_read(l, t, file, &name) != ZC_OK)
			continue;
		name = zc_str_trim(name);
		path = mounted_at(l, mounts, name);
		how =
		    zc_str_starts(dev.crypt, "CRYPT-PLAIN") ? "plain" : "luks";
		rc = emit(t, zc_arena_dup(l->a, name.p, name.n), how, path,
		    (struct zc_str){ "", 0 }, 1, file, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

/* crypttab(5): NAME DEVICE KEY OPTIONS. */
static int
crypttab(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char file[] = "/etc/crypttab";
	struct zc_str text, rest, device, key, options, o, cipher;
	struct zc_kv_rd r;
	struct zc_kv kv;
	const char *name, *where;
	bool plain;
	int rc = ZC_OK;

	if (zc_look_read(l, t, file, &text) != ZC_OK)
		return ZC_OK;
	zc_kv_init(&r, text, ZC_KV_BLANK, l->a);
	while (rc == ZC_OK && zc_kv_next(&r, &kv)) {
		rest = kv.value;
		options = cipher = (struct zc_str){ "", 0 };
		if (!zc_str_word(&rest, &device))
			continue;
		if (zc_str_word(&rest, &key))
			(void)zc_str_word(&rest, &options);
		plain = zc_kv_has(options, "plain") ||
		    zc_kv_has(options, "swap") || zc_kv_has(options, "tmp");
		where = zc_kv_has(options, "swap") ? "swap" : NULL;
		while (zc_str_cut(&options, ',', &o))
			if (zc_str_starts(o, "cipher="))
				cipher = zc_str_sub(o, 7, o.n);
		name = zc_arena_dup(l->a, kv.key.p, kv.key.n);
		if (name == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a name");
		rc = emit(t, name, plain ? "plain" : "luks", where, cipher, -1,
		    file, e);
	}
	return rc;
}

/* Swap in use that lies on an encrypted device, by /proc/swaps. */
static int
swaps(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_str text, line, device, link, base;
	struct zc_blockdev dev;
	const char *path, *name;
	size_t i;
	int rc = ZC_OK;

	if (zc_look_read(l, t, "/proc/swaps", &text) != ZC_OK)
		return ZC_OK;
	(void)zc_str_line(&text, &line); /* heading */
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		if (!zc_str_word(&line, &device))
			continue;
		path = zc_arena_dup(l->a, device.p, device.n);
		if (path == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a name");
		base = device;
		if (zc_fs_link(l->root, path, l->a, &link, NULL) == ZC_OK)
			base = link;
		for (i = base.n; i > 0 && base.p[i - 1] != '/';)
			i--;
		name = zc_arena_dup(l->a, base.p + i, base.n - i);
		if (name == NULL || !zc_blockdev_named(l, name, &dev) ||
		    !dev.encrypted)
			continue;
		rc = emit(t, path,
		    zc_str_starts(dev.crypt, "CRYPT-PLAIN") ? "plain" : "luks",
		    "swap", (struct zc_str){ "", 0 }, 1, "/proc/swaps", e);
	}
	return rc;
}

/* /.fscrypt on a file system and ~/.ecryptfs or ~/.Private in homes. */
static int
directories(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char *const tops[] = { "/", "/home", "/var", "/srv" };
	struct zc_users users;
	const struct zc_user *u;
	struct stat st;
	const char *p;
	size_t i;
	int rc = ZC_OK;

	for (i = 0; i < ZC_LEN(tops) && rc == ZC_OK; i++) {
		p = zc_fs_join(l->a, tops[i], ".fscrypt");
		if (p != NULL && zc_fs_lstat(l->root, p, &st, NULL) == ZC_OK &&
		    S_ISDIR(st.st_mode))
			rc = emit(t, tops[i], "fscrypt", tops[i],
			    (struct zc_str){ "", 0 }, -1, p, e);
	}
	if (rc != ZC_OK || zc_users_load(l, t, &users) != ZC_OK)
		return rc;
	i = 0;
	while (rc == ZC_OK && zc_users_home(l, t, &users, &i, &u)) {
		p = zc_fs_join(l->a, u->home, ".ecryptfs");
		if (p != NULL && zc_fs_exists(l->root, p))
			rc = emit(t, u->home, "ecryptfs", u->home,
			    (struct zc_str){ "", 0 }, -1, p, e);
	}
	return rc;
}

static bool
zfs_here(const struct zc_look *l)
{
	return zc_fs_exists(l->root, "/proc/spl/kstat/zfs") ||
	    zc_fs_exists(l->root, "/etc/zfs/zpool.cache");
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	int rc = l->live ? open_devices(l, t, e) : ZC_OK;

	if (rc == ZC_OK && l->live)
		rc = swaps(l, t, e);
	if (rc == ZC_OK)
		rc = crypttab(l, t, e);
	if (rc == ZC_OK)
		rc = directories(l, t, e);
	if (rc != ZC_OK)
		return rc;
	/* Its keys are told by ioctl(2) on /dev/zfs only. */
	if (zfs_here(l))
		zc_miss(t, "zfs",
		    ZC_N("ZFS does not tell from outside what is encrypted"));
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_encryption = {
	.table = "encryption",
	.en = "encryption at rest",
	.zh = "加密",
	.mean = "LUKS, fscrypt, eCryptfs, ZFS, encrypted swap",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
