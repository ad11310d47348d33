/* health: measured values of the machine's condition. */
#include "base/fs.h"
#include "probe/lines.h"

#include <sys/statvfs.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "disk_space, disk_wear, memory, temperature, battery, load, "
	    "error" },
	{ "subject", ZC_TEXT, "subject", "对象",
	    "mount point, device, sensor" },
	{ "value", ZC_INT, "value", "数值", "measured value" },
	{ "unit", ZC_TEXT, "unit", "单位", "percent, celsius, hours, count" },
	{ "limit_value", ZC_INT, "limit", "限值",
	    "limit given by the device itself; null when none" },
	{ "source", ZC_TEXT, "source", "来源", "file read" },
};

enum {
	SMALL = 64 * 1024
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	int rc;
};

static void
put(struct ctx *c, const char *kind, struct zc_str subject, int64_t value,
    const char *unit, const char *source, int64_t limit)
{
	if (c->rc != ZC_OK)
		return;
	zc_put_cstr(c->t, "kind", kind);
	zc_put(c->t, "subject", subject);
	zc_put_int(c->t, "value", value);
	zc_put_cstr(c->t, "unit", unit);
	if (limit > 0)
		zc_put_int(c->t, "limit_value", limit);
	zc_put_cstr(c->t, "source", source);
	c->rc = zc_row(c->t, c->e);
}

static struct zc_str
small(const struct ctx *c, const char *path)
{
	struct zc_str s = { "", 0 };

	if (path == NULL ||
	    zc_fs_read(c->l->root, path, SMALL, c->l->a, &s, NULL) != ZC_OK)
		return (struct zc_str){ "", 0 };
	return zc_str_trim(s);
}

static bool
number(const struct ctx *c, const char *dir, const char *name, int64_t *out)
{
	return zc_lines_number(small(c, zc_fs_join(c->l->a, dir, name)), out);
}

/* Octal escapes of /proc/mounts, proc(5). */
static struct zc_str
unescape(const struct ctx *c, struct zc_str s)
{
	char *p = zc_arena_dup(c->l->a, s.p, s.n);
	int64_t v;
	size_t n = 0;

	for (size_t i = 0; p != NULL && i < s.n; i++) {
		if (s.p[i] == '\\' &&
		    zc_str_int(zc_str_sub(s, i + 1, 3), 8, &v) && v > 0) {
			p[n++] = (char)v;
			i += 3;
		} else {
			p[n++] = s.p[i];
		}
	}
	if (p == NULL)
		return (struct zc_str){ "", 0 };
	p[n] = '\0';
	return (struct zc_str){ p, n };
}

static bool
is_disk(struct zc_str fs)
{
	static const char *const kinds[] = { "ext2", "ext3", "ext4", "xfs",
		"btrfs", "vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "f2fs",
		"jfs", "reiserfs", "zfs", "overlay" };

	for (size_t i = 0; i < ZC_LEN(kinds); i++)
		if (zc_str_is(fs, kinds[i]))
			return true;
	return false;
}

static void
disk_space(struct ctx *c)
{
	static const char path[] = "/proc/self/mounts";
	struct zc_str text, line, dev, at, fs;

	if (zc_look_read(c->l, c->t, "/proc/mounts", &text) != ZC_OK &&
	    zc_look_read(c->l, c->t, "/proc/1/mounts", &text) != ZC_OK)
		return;
	while (zc_str_line(&text, &line)) {
		struct statvfs v;
		int fd = -1;

		if (!zc_str_word(&line, &dev) || !zc_str_word(&line, &at) ||
		    !zc_str_word(&line, &fs) || !is_disk(fs))
			continue;
		at = unescape(c, at);
		if (zc_fs_open(c->l->root, at.p, &fd, NULL) != ZC_OK)
			continue;
		if (fstatvfs(fd, &v) == 0 && v.f_blocks > v.f_bfree) {
			uint64_t used = v.f_blocks - v.f_bfree;
			uint64_t all = used + v.f_bavail;

			put(c, "disk_space", at,
			    (int64_t)((used * 100 + all - 1) / all), "percent",
			    path, 0);
		}
		(void)close(fd);
	}
}

static void
memory(struct ctx *c)
{
	static const char path[] = "/proc/meminfo";
	struct zc_str text, line, key, value;
	int64_t total = 0, avail = -1, v;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	while (zc_str_line(&text, &line)) {
		if (!zc_lines_pair(line, ':', &key, &value) ||
		    !zc_lines_number(value, &v))
			continue;
		if (zc_str_is(key, "MemTotal"))
			total = v;
		else if (zc_str_is(key, "MemAvailable"))
			avail = v;
	}
	if (total > 0 && avail >= 0 && avail <= total)
		put(c, "memory", ZC_S("memory"), (total - avail) * 100 / total,
		    "percent", path, 0);
}

/* hwmon: thousandths of a degree, Documentation/hwmon/sysfs-interface. */
static void
temperatures(struct ctx *c)
{
	struct zc_fs_list f;
	int64_t v, limit;

	if (zc_lines_glob(
		c->l, c->t, "/sys/class/hwmon/hwmon*/temp*_input", &f) != ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		struct zc_str base = zc_str_of(f.names[i]), name, crit;
		const char *dir;

		if (!zc_lines_number(small(c, f.names[i]), &v))
			continue;
		base.n -= 5; /* "input" */
		crit = zc_lines_cat(c->l->a, base, ZC_S("crit"), ZC_S(""));
		name = small(
		    c, zc_lines_cat(c->l->a, base, ZC_S("label"), ZC_S("")).p);
		while (base.n > 0 && base.p[base.n - 1] != '/')
			base.n--;
		dir = zc_lines_cstr(c->l->a, base);
		if (name.n == 0)
			name = small(c, zc_fs_join(c->l->a, dir, "name"));
		limit = 0;
		if (zc_lines_number(small(c, crit.p), &limit))
			limit /= 1000;
		put(c, "temperature", name, v / 1000, "celsius", f.names[i],
		    limit);
	}
}

/* What is left of the capacity the battery was built with. */
static void
batteries(struct ctx *c)
{
	static const char *const pairs[][2] = {
		{ "energy_full", "energy_full_design" },
		{ "charge_full", "charge_full_design" },
	};
	struct zc_fs_list f;
	int64_t now, new;

	if (zc_lines_glob(c->l, c->t, "/sys/class/power_supply/BAT*", &f) !=
	    ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++)
		for (size_t k = 0; k < ZC_LEN(pairs); k++)
			if (number(c, f.names[i], pairs[k][0], &now) &&
			    number(c, f.names[i], pairs[k][1], &new) &&
			    now >= 0 && new > 0 && now < INT64_MAX / 100) {
				put(c, "battery",
				    zc_str_of(strrchr(f.names[i], '/') + 1),
				    now * 100 / new, "percent", f.names[i], 0);
				break;
			}
}

/*
 * Life that flash memory on the board has used, in steps of ten per cent for
 * each of its two kinds of cells; 0x0b = more than all. eMMC 5.0 (JEDEC
 * JESD84-B51), EXT_CSD bytes 268 and 269; the kernel shows them to everyone.
 * Other disks tell it only through a command to the device.
 */
static void
wear(struct ctx *c)
{
	struct zc_fs_list f;

	if (zc_lines_glob(
		c->l, c->t, "/sys/block/mmcblk*/device/life_time", &f) != ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		struct zc_str s = small(c, f.names[i]), word, name;
		int64_t v, most = 0;

		while (zc_str_word(&s, &word))
			if (zc_str_starts(word, "0x") &&
			    zc_str_int(zc_str_sub(word, 2, word.n), 16, &v) &&
			    v > most && v <= 11)
				most = v;
		name = zc_str_sub(zc_str_of(f.names[i]), 11, SIZE_MAX);
		name.n = zc_str_find(name, '/');
		if (most > 0) /* 0 = the device does not tell */
			put(c, "disk_wear", name, most * 10, "percent",
			    f.names[i], 0);
	}
}

static void
load_average(struct ctx *c)
{
	static const char path[] = "/proc/loadavg";
	struct zc_str s = small(c, path), one, five, fifteen;
	int64_t whole, cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (zc_str_word(&s, &one) && zc_str_word(&s, &five) &&
	    zc_str_word(&s, &fifteen) && zc_lines_number(fifteen, &whole))
		put(c, "load", ZC_S("15 min"),
		    whole * 100 / (cpus > 0 ? cpus : 1), "percent", path, 0);
}

/* Memory errors counted by the controller: corrected and not. */
static void
errors(struct ctx *c)
{
	static const char *const names[] = { "ce_count", "ue_count" };
	struct zc_fs_list f;
	int64_t v;

	if (zc_lines_glob(c->l, c->t, "/sys/devices/system/edac/mc/mc*", &f) !=
	    ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++)
		for (size_t k = 0; k < ZC_LEN(names); k++)
			if (number(c, f.names[i], names[k], &v))
				put(c, "error", zc_str_of(names[k]), v, "count",
				    f.names[i], 0);
}

/* Errors that ext4 found and wrote into the file system itself. */
static void
file_system_errors(struct ctx *c)
{
	struct zc_fs_list f;
	int64_t v;

	if (zc_lines_glob(c->l, c->t, "/sys/fs/ext4/*/errors_count", &f) !=
	    ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++)
		if (zc_lines_number(small(c, f.names[i]), &v))
			put(c, "error", ZC_S("ext4"), v, "count", f.names[i],
			    0);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };

	if (!l->live && !zc_fs_exists(l->root, "/proc/meminfo"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("the machine's condition can be seen on a running "
			 "system only"),
		    NULL);
	if (l->live)
		disk_space(&c);
	memory(&c);
	temperatures(&c);
	batteries(&c);
	wear(&c);
	load_average(&c);
	errors(&c);
	file_system_errors(&c);
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_health = {
	.table = "health",
	.en = "health",
	.zh = "运行状况",
	.mean = "measured values of the machine's condition",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
