#include "base/fs.h"
#include "probe/owner.h"
#include "probe/rpm.h"
#include "probe/rpmdb.h"
#include "unit/zt.h"

#include <fcntl.h>
#include <unistd.h>

static int
cmp(const char *a, const char *b)
{
	return zc_rpm_segcmp(zc_str_of(a), zc_str_of(b));
}

/* Cases after rpm's own documentation of rpmvercmp. */
ZT(rpm_parts_are_ordered_as_rpm_does)
{
	ZT_EQ(cmp("1.0", "1.0"), 0);
	ZT_EQ(cmp("1.0", "2.0"), -1);
	ZT_EQ(cmp("2.0.1", "2.0"), 1);
	ZT_EQ(cmp("2.0.1a", "2.0.1"), 1);
	ZT_EQ(cmp("5.5p1", "5.5p10"), -1);
	ZT_EQ(cmp("10xyz", "10.1xyz"), -1);
	ZT_EQ(cmp("xyz.4", "8"), -1);
	ZT_EQ(cmp("1.0010", "1.9"), 1);
	ZT_EQ(cmp("1.05", "1.5"), 0);
	ZT_EQ(cmp("2_0", "2.0"), 0);
	ZT_EQ(cmp("1.0~rc1", "1.0"), -1);
	ZT_EQ(cmp("1.0~rc1~git1", "1.0~rc1"), -1);
	ZT_EQ(cmp("1.0^", "1.0"), 1);
	ZT_EQ(cmp("1.0^git1", "1.0.1"), -1);
	ZT_EQ(cmp("1.0^git1~pre", "1.0^git1"), -1);
	ZT_EQ(cmp("a+", "a_"), 0);
	ZT_EQ(zc_rpm_vercmp(ZC_S("1:1.0-1"), ZC_S("2.0-1")), 1);
	ZT_EQ(zc_rpm_vercmp(ZC_S("0:1.0-1"), ZC_S("1.0-1")), 0);
	ZT_EQ(zc_rpm_vercmp(ZC_S("1.0-1"), ZC_S("1.0")), 0);
	ZT_EQ(zc_rpm_vercmp(ZC_S("1.0-1.oe2"), ZC_S("1.0-10.oe2")), -1);
}

/*
 * The same two packages in each kind of database. rpm_sqlite was written by
 * SQLite, rpm_wal holds its second package in the log only, rpm_bdb was
 * written by Berkeley DB 5.3, rpm_ndb after rpm's description.
 */
static void
two_packages(const char *path)
{
	int root = -1;
	size_t r;

	ZT_EQ(zc_fs_root(path, &root, NULL), ZC_OK);
	ZT_EQ(zt_probe("package", root), 2);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	r = zt_find("name", "zx-alpha");
	ZT_STR(zc_str_of(zt_cell(r, "version")), "2:1.2~rc1-3.oe2203");
	ZT_STR(zc_str_of(zt_cell(r, "arch")), "noarch");
	ZT_STR(zc_str_of(zt_cell(r, "source_name")), "zx-alpha");
	ZT_STR(zc_str_of(zt_cell(r, "source_version")), "1.2~rc1-3.oe2203");
	ZT_STR(zc_str_of(zt_cell(r, "vendor")), "openEuler");
	ZT_STR(zc_str_of(zt_cell(r, "manager")), "rpm");
	ZT_TRUE(zt_cell(r, "installed_at")[0] != '\0');
	ZT_TRUE(zt_find("name", "zx-beta") != SIZE_MAX);
	close(root);
}

ZT(rpmdb_reads_sqlite)
{
	two_packages("tests/unit/data/rpm_sqlite");
}

ZT(rpmdb_reads_what_is_only_in_the_log_of_sqlite)
{
	two_packages("tests/unit/data/rpm_wal");
}

ZT(rpmdb_reads_ndb)
{
	two_packages("tests/unit/data/rpm_ndb");
}

/* Written by rpm 4.18 itself: eight packages installed, the third removed. */
ZT(rpmdb_reads_what_rpm_wrote_as_ndb)
{
	int root = -1;

	ZT_EQ(zc_fs_root("tests/unit/data/rpm_ndb_real", &root, NULL), ZC_OK);
	ZT_EQ(zt_probe("package", root), 7);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_TRUE(zt_find("name", "zicha-sample1") != SIZE_MAX);
	ZT_TRUE(zt_find("name", "zicha-sample8") != SIZE_MAX);
	ZT_EQ(zt_find("name", "zicha-sample3"), SIZE_MAX);
	ZT_STR(zc_str_of(zt_cell(0, "version")), "1:1.2-3");
	close(root);
}

ZT(rpmdb_reads_berkeley_db)
{
	two_packages("tests/unit/data/rpm_bdb");
}

ZT(owner_knows_rpm_paths)
{
	struct zc_arena a;
	struct zc_look l = { .a = &a };
	struct zc_owner *o = NULL;

	zc_arena_init(&a, 64 << 20);
	ZT_EQ(zc_fs_root("tests/unit/data/rpm_bdb", &l.root, NULL), ZC_OK);
	ZT_EQ(zc_owner_open(&l, &o, NULL), ZC_OK);
	ZT_TRUE(zc_owner_complete(o));
	ZT_STR(zc_str_of(zc_owner_of(o, ZC_S("/usr/bin/alpha"))), "zx-alpha");
	ZT_STR(zc_str_of(zc_owner_of(o, ZC_S("/etc/beta/a.conf"))), "zx-beta");
	ZT_TRUE(zc_owner_of(o, ZC_S("/usr/bin/other")) == NULL);
	zc_owner_close(o);
	close(l.root);
	zc_arena_fini(&a);
}

static void
copy(int root, const char *from, const char *to, size_t cut)
{
	static char bytes[64 * 1024];
	int in = open(from, O_RDONLY), out;
	ssize_t n = read(in, bytes, sizeof(bytes));

	close(in);
	ZT_TRUE(n > 0);
	if (cut > 0 && (size_t)n > cut)
		n = (ssize_t)cut;
	out = openat(root, to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ZT_EQ(write(out, bytes, (size_t)n), n);
	close(out);
}

ZT(integrity_tells_changed_and_missing_of_rpm_files)
{
	static const struct zt_file files[] = {
		{ "var/lib/rpm", NULL, 0 },
		{ "usr/bin/alpha", "#!/bin/sh\necho a\n", 0755 },
		{ "usr/bin/beta", "#!/bin/sh\necho evil\n", 0755 },
		{ "etc/alpha/a.conf", "mine\n", 0 },
		{ "etc/beta/a.conf", "conf\n", 0 },
		{ "usr/share/doc/alpha/README", "doc\n", 0 },
	};
	int root = zt_dir(files, ZC_LEN(files));
	size_t r;

	copy(root, "tests/unit/data/rpm_ndb/var/lib/rpm/Packages.db",
	    "var/lib/rpm/Packages.db", 0);
	ZT_EQ(zt_probe("integrity", root), 3);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	r = zt_find("path", "/usr/bin/beta");
	ZT_STR(zc_str_of(zt_cell(r, "state")), "changed");
	ZT_STR(zc_str_of(zt_cell(r, "program")), "1");
	ZT_STR(zc_str_of(zt_cell(r, "algorithm")), "sha256");
	r = zt_find("path", "/etc/alpha/a.conf");
	ZT_STR(zc_str_of(zt_cell(r, "config")), "1");
	r = zt_find("path", "/usr/share/doc/beta/README");
	ZT_STR(zc_str_of(zt_cell(r, "state")), "missing");
	close(root);
}

/* Cut anywhere, a database gives an error or fewer rows, never silence. */
ZT(rpmdb_cut_short_is_never_complete)
{
	static const struct {
		const char *from, *to;
		size_t size;
	} dbs[] = {
		{ "tests/unit/data/rpm_ndb/var/lib/rpm/Packages.db",
		    "var/lib/rpm/Packages.db", 8700 },
		{ "tests/unit/data/rpm_bdb/var/lib/rpm/Packages",
		    "var/lib/rpm/Packages", 20000 },
		{ "tests/unit/data/rpm_sqlite/var/lib/rpm/rpmdb.sqlite",
		    "var/lib/rpm/rpmdb.sqlite", 7000 },
	};
	static const struct zt_file dir[] = { { "var/lib/rpm", NULL, 0 } };

	for (size_t k = 0; k < ZC_LEN(dbs); k++) {
		for (size_t n = 10; n < dbs[k].size; n += 997) {
			int root = zt_dir(dir, 1);

			copy(root, dbs[k].from, dbs[k].to, n);
			(void)zt_probe("package", root);
			ZT_TRUE(strcmp(zt_cover(), "ok") != 0);
			close(root);
		}
	}
}
