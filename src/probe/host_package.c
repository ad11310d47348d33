/* package: installed packages. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/deb.h"
#include "probe/rpmdb.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "package", "软件包", "name" },
	{ "version", ZC_TEXT, "version", "版本", "full version" },
	{ "arch", ZC_TEXT, "architecture", "架构", "architecture" },
	{ "source_name", ZC_TEXT, "source package", "源码包",
	    "source package name" },
	{ "source_version", ZC_TEXT, "source version", "源码包版本",
	    "source package version" },
	{ "state", ZC_TEXT, "state", "状态", "installed, half, config" },
	{ "vendor", ZC_TEXT, "vendor", "厂商", "maintainer or vendor" },
	{ "section", ZC_TEXT, "section", "分类", "section or group" },
	{ "installed_at", ZC_TIME, "installed", "安装时间",
	    "time of installation or last change" },
	{ "size", ZC_INT, "size", "大小", "installed size in bytes" },
	{ "manager", ZC_TEXT, "manager", "体系",
	    "dpkg, rpm, flatpak, snap, linglong" },
};

static const char *const states[] = { NULL, "installed", "half", "config" };

static const char damaged[] = ZC_N("a record of the package database is "
				   "damaged");

/* dpkg keeps no time; the list of files is written at each installation. */
static int64_t
list_time(const struct zc_look *l, const struct zc_deb_pkg *p)
{
	struct stat st;
	const char *path = zc_deb_info(l, p, "list");

	if (path == NULL || zc_fs_stat(l->root, path, &st, NULL) != ZC_OK)
		return 0;
	return st.st_mtime;
}

static int
read_dpkg(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_deb_pkg p;
	struct zc_str s = { "", 0 };
	int rc = zc_deb_status(l, &s, e);

	while (rc == ZC_OK && zc_deb_next(&s, &p)) {
		if (p.bad)
			zc_miss(t, "/var/lib/dpkg/status", damaged);
		if (p.name.n == 0 || p.state == ZC_DEB_NONE)
			continue;
		zc_put(t, "name", p.name);
		zc_put(t, "version", p.version);
		zc_put(t, "arch", p.arch);
		zc_put(t, "source_name", p.source);
		zc_put(t, "source_version", p.source_version);
		zc_put_cstr(t, "state", states[p.state]);
		/* The name only: no mail address leaves a probe. */
		zc_put(t, "vendor",
		    zc_str_trim(zc_str_sub(
			p.maintainer, 0, zc_str_find(p.maintainer, '<'))));
		zc_put(t, "section", p.section);
		zc_put_int(t, "installed_at", list_time(l, &p));
		if (p.size > 0)
			zc_put_int(t, "size", p.size);
		zc_put_cstr(t, "manager", "dpkg");
		rc = zc_row(t, e);
	}
	return rc;
}

/* "bash-5.1.8-6.oe2203.src.rpm": name, and version-release. */
static void
put_source(struct zc_table *t, struct zc_str src)
{
	size_t n = src.n, dashes = 0;

	if (zc_str_ends(src, ".src.rpm"))
		n -= 8;
	src.n = n;
	while (n > 0 && dashes < 2)
		dashes += src.p[--n] == '-';
	if (dashes < 2)
		return;
	zc_put(t, "source_name", zc_str_sub(src, 0, n));
	zc_put(t, "source_version", zc_str_sub(src, n + 1, src.n));
}

struct rpm_ctx {
	struct zc_arena *a;
	struct zc_table *t;
};

static int
put_rpm(void *ctx, const struct zc_rpm *h, struct zc_err *e)
{
	struct rpm_ctx *c = ctx;
	struct zc_table *t = c->t;
	const char *evr = zc_rpm_evr(h, c->a);
	uint64_t v;

	zc_put(t, "name", zc_rpm_text(h, ZC_RPM_NAME));
	zc_put_cstr(t, "version", evr == NULL ? "" : evr);
	zc_put(t, "arch", zc_rpm_text(h, ZC_RPM_ARCH));
	put_source(t, zc_rpm_text(h, ZC_RPM_SOURCERPM));
	zc_put_cstr(t, "state", "installed");
	zc_put(t, "vendor", zc_rpm_text(h, ZC_RPM_VENDOR));
	zc_put(t, "section", zc_rpm_text(h, ZC_RPM_GROUP));
	if (zc_rpm_int(h, ZC_RPM_INSTALLTIME, 0, &v) && v <= UINT32_MAX)
		zc_put_int(t, "installed_at", (int64_t)v);
	if ((zc_rpm_int(h, ZC_RPM_LONGSIZE, 0, &v) ||
		zc_rpm_int(h, ZC_RPM_SIZE, 0, &v)) &&
	    v <= INT64_MAX)
		zc_put_int(t, "size", (int64_t)v);
	zc_put_cstr(t, "manager", "rpm");
	return zc_row(t, e);
}

static int
read_rpm(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct rpm_ctx c = { l->a, t };
	const char *file = NULL;
	size_t bad = 0;
	int rc = zc_rpmdb_read(l, put_rpm, &c, &bad, &file, e);

	for (size_t i = 0; i < bad && i < 100; i++)
		zc_miss(t, file, damaged);
	return rc;
}

/*
 * Package forms that keep one directory (or file) per package in a known
 * place; the directory's name is the package's.
 */
static const struct {
	const char *manager, *dir;
} stores[] = {
	{ "flatpak", "/var/lib/flatpak/app" },
	{ "snap", "/var/lib/snapd/snaps" },
	{ "linglong", "/var/lib/linglong/layers" },
	{ "linglong", "/persistent/linglong/layers" },
};

/* snaps lie as NAME_REVISION.snap; the revision is all that is told. */
static void
put_store_name(struct zc_table *t, struct zc_str name)
{
	size_t n;

	if (!zc_str_ends(name, ".snap")) {
		zc_put(t, "name", name);
		return;
	}
	name.n -= 5;
	n = zc_str_find(name, '_');
	zc_put(t, "name", zc_str_sub(name, 0, n));
	if (n < name.n)
		zc_put(t, "version", zc_str_sub(name, n + 1, name.n));
}

static int
read_store(const struct zc_look *l, struct zc_table *t, const char *manager,
    const char *dir, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	struct stat st;
	int rc = zc_fs_dir(l->root, dir, 10000, l->a, &names, NULL);

	if (rc != ZC_OK)
		zc_miss_rc(t, dir, rc);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = zc_fs_join(l->a, dir, names.names[i]);

		if (path == NULL ||
		    zc_fs_stat(l->root, path, &st, NULL) != ZC_OK)
			continue;
		if (!S_ISDIR(st.st_mode) &&
		    !zc_str_ends(zc_str_of(path), ".snap"))
			continue;
		put_store_name(t, zc_str_of(names.names[i]));
		zc_put_cstr(t, "state", "installed");
		zc_put_int(t, "installed_at", st.st_mtime);
		zc_put_cstr(t, "manager", manager);
		rc = zc_row(t, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	int deb = read_dpkg(l, t, e), rpm, rc = ZC_OK;

	if (deb != ZC_OK && deb != ZC_ENOENT)
		return deb;
	rpm = read_rpm(l, t, e);
	if (rpm != ZC_OK && rpm != ZC_ENOENT) {
		if (deb == ZC_ENOENT)
			return rpm;
		zc_miss_rc(t, "/var/lib/rpm", rpm);
	}
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(stores); i++)
		rc = read_store(l, t, stores[i].manager, stores[i].dir, e);
	if (rc != ZC_OK)
		return rc;
	if (deb == ZC_ENOENT && rpm == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("neither a dpkg nor an rpm package database"), NULL);
	/* A system has packages: an empty list is a list that was lost. */
	if (zc_rows(t) == 0)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("the package database lists no package"), NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_package = {
	.table = "package",
	.en = "packages",
	.zh = "软件包",
	.mean = "installed packages",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
