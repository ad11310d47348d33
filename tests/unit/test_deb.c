#include "probe/deb.h"
#include "unit/zt.h"

#include <unistd.h>

static int
cmp(const char *a, const char *b)
{
	int d = zc_deb_vercmp(zc_str_of(a), zc_str_of(b));

	return d < 0 ? -1 : d > 0;
}

ZT(deb_versions_are_ordered_by_policy)
{
	ZT_EQ(cmp("1.0-1", "1.0-1"), 0);
	ZT_EQ(cmp("1.0-1", "1.0-2"), -1);
	ZT_EQ(cmp("1.0~rc1-1", "1.0-1"), -1);
	ZT_EQ(cmp("1:0.1-1", "9.9-9"), 1);
	ZT_EQ(cmp("0:1.0", "1.0"), 0);
	ZT_EQ(cmp("1.10", "1.9"), 1);
	ZT_EQ(cmp("1.0+deb12u1", "1.0"), 1);
	ZT_EQ(cmp("5.10.218-1", "5.10.99-1"), 1);
	ZT_EQ(cmp("1.0a", "1.0+"), -1);
	ZT_EQ(cmp("1.0~~", "1.0~"), -1);
	ZT_EQ(cmp("2025b-0+deb12u2", "2026f-0+deb12u1"), -1);
	ZT_EQ(cmp("1.001", "1.1"), 0);
	ZT_EQ(cmp("", "~"), 1);
	ZT_EQ(cmp("99999999999999999999999", "100000000000000000000000"), -1);
}

static const struct zt_file tree[] = {
	{ "var/lib/dpkg/status",
	    "Package: alpha\nStatus: install ok installed\n"
	    "Maintainer: A B <a@b.example>\nArchitecture: amd64\n"
	    "Source: alpha-src (2:1.0-1)\nVersion: 2:1.0-1+b3\n"
	    "Installed-Size: 10\nConffiles:\n /etc/a.conf "
	    "d41d8cd98f00b204e9800998ecf8427e\n"
	    " /etc/old d41d8cd98f00b204e9800998ecf8427e obsolete\n\n"
	    "Package: gone\nStatus: deinstall ok config-files\n"
	    "Version: 1\nArchitecture: all\n\n"
	    "Package: never\nStatus: unknown ok not-installed\n\n"
	    "garbage without a colon\n\n"
	    "Package: ../../etc/x\nStatus: install ok installed\n"
	    "Version: 1\n\n"
	    "Package: half\nStatus: install ok half-configured\nVersion: 3\n",
	    0 },
	{ "var/lib/dpkg/info/alpha.list", "/.\n/usr\n/usr/bin/alpha\n", 0 },
};

ZT(package_reads_each_state_and_outlives_a_damaged_record)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	ZT_EQ(zt_probe("package", root), 4);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	r = zt_find("name", "alpha");
	ZT_STR(zc_str_of(zt_cell(r, "version")), "2:1.0-1+b3");
	ZT_STR(zc_str_of(zt_cell(r, "source_name")), "alpha-src");
	ZT_STR(zc_str_of(zt_cell(r, "source_version")), "2:1.0-1");
	ZT_STR(zc_str_of(zt_cell(r, "state")), "installed");
	ZT_STR(zc_str_of(zt_cell(r, "vendor")), "A B");
	ZT_STR(zc_str_of(zt_cell(r, "size")), "10240");
	ZT_TRUE(zt_cell(r, "installed_at")[0] != '\0');
	ZT_STR(zc_str_of(zt_cell(zt_find("name", "gone"), "state")), "config");
	ZT_STR(zc_str_of(zt_cell(zt_find("name", "half"), "state")), "half");
	ZT_EQ(zt_find("name", "never"), SIZE_MAX);
	close(root);
}

ZT(package_without_a_database_is_unsupported)
{
	static const struct zt_file none[] = { { "etc", NULL, 0 } };
	int root = zt_dir(none, 1);

	ZT_EQ(zt_probe("package", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "unsupported");
	close(root);
}

static const struct zt_file lists[] = {
	{ "var/lib/dpkg/status",
	    "Package: a\nStatus: install ok installed\nArchitecture: amd64\n"
	    "Version: 1.0-1\n\n"
	    "Package: b\nStatus: install ok installed\nArchitecture: amd64\n"
	    "Version: 2.0-1\n\n"
	    "Package: c\nStatus: install ok installed\nArchitecture: amd64\n"
	    "Version: 3.0-1\n",
	    0 },
	{ "var/lib/apt/lists/h_dists_s_main_binary-amd64_Packages",
	    "Package: a\nArchitecture: amd64\nVersion: 1.5-1\n\n"
	    "Package: b\nArchitecture: arm64\nVersion: 9.0-1\n\n"
	    "Package: c\nArchitecture: amd64\nVersion: 3.0-1\n",
	    0 },
	{ "var/lib/apt/lists/h_dists_s-security_main_binary-amd64_Packages",
	    "Package: a\nArchitecture: amd64\nVersion: 1.2-1\n", 0 },
	{ "var/lib/apt/lists/h_dists_s-security_InRelease",
	    "Origin: x\nLabel: Debian-Security\nSuite: s-security\n"
	    "Date: Sat, 10 Jan 2026 09:00:00 UTC\n",
	    0 },
	{ "var/lib/apt/lists/h_dists_back_main_binary-amd64_Packages",
	    "Package: c\nArchitecture: amd64\nVersion: 8.0-1\n", 0 },
	{ "var/lib/apt/lists/h_dists_back_InRelease",
	    "Origin: x\nLabel: back\nNotAutomatic: yes\n", 0 },
	{ "var/log/apt/history.log",
	    "\nStart-Date: 2026-01-02  10:00:00\nInstall: x:amd64 (1)\n"
	    "End-Date: 2026-01-02  10:00:01\n\n"
	    "Start-Date: 2026-01-01  10:00:00\n"
	    "Upgrade: a:amd64 (0.9, 1.0-1)\n"
	    "End-Date: 2026-01-01  10:00:01\n",
	    0 },
	{ "etc/apt/apt.conf.d/20auto",
	    "// on\nAPT::Periodic { Unattended-Upgrade \"0\"; };\n", 0 },
	{ "etc/apt/apt.conf.d/50auto",
	    "APT { Periodic { Unattended-Upgrade \"1\"; } }\n", 0 },
	{ "etc/apt/apt.conf.d/60ignored.bak",
	    "APT::Periodic::Unattended-Upgrade \"0\";\n", 0 },
	{ "usr/bin/unattended-upgrade", "#!", 0755 },
};

ZT(pending_update_finds_the_newest_and_marks_security)
{
	int root = zt_dir(lists, ZC_LEN(lists));

	ZT_EQ(zt_probe("pending_update", root), 1);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_STR(zc_str_of(zt_cell(0, "package")), "a");
	ZT_STR(zc_str_of(zt_cell(0, "candidate")), "1.5-1");
	ZT_STR(zc_str_of(zt_cell(0, "security")), "1");
	close(root);
}

ZT(pending_update_without_lists_is_absent_not_clean)
{
	int root = zt_dir(lists, 1);

	ZT_EQ(zt_probe("pending_update", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	close(root);
}

ZT(update_state_takes_only_upgrades_and_the_last_setting)
{
	int root = zt_dir(lists, ZC_LEN(lists));

	ZT_EQ(zt_probe("update_state", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "lists_at")), "1768035600");
	ZT_STR(zc_str_of(zt_cell(0, "automatic")), "1");
	ZT_STR(zc_str_of(zt_cell(0, "program")), "unattended-upgrades");
	ZT_TRUE(zt_cell(0, "last_upgrade")[0] != '\0');
	/* Nothing runs in an offline root: no word about a restart. */
	ZT_STR(zc_str_of(zt_cell(0, "reboot_needed")), "");
	close(root);
}

/* 2 MiB of one entry: what it upgraded, and when, is not known. */
ZT(update_state_that_passed_over_an_entry_is_partial)
{
	static char big[2 << 20];
	static const char head[] =
	    "Start-Date: 2026-01-10  10:00:00\nUpgrade: a:amd64 (1, 2), ";
	struct zt_file files[] = { { "var/lib/dpkg/status", "", 0 },
		{ "var/log/apt/history.log", big, 0 },
		{ "var/log/apt/history.log.9",
		    "Start-Date: 2025-01-01  10:00:00\nUpgrade: b:amd64 (1)\n",
		    0 } };
	int root;

	memset(big, 'x', sizeof(big) - 1);
	memcpy(big, head, sizeof(head) - 1);
	root = zt_dir(files, ZC_LEN(files));
	ZT_EQ(zt_probe("update_state", root), 1);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	/* Older than the sixth file is seen, too. */
	ZT_TRUE(zt_cell(0, "last_upgrade")[0] != '\0');
	close(root);
}

ZT(package_source_reads_both_forms_and_repo_files)
{
	static const struct zt_file files[] = {
		{ "etc/apt/sources.list",
		    "# x\ndeb [arch=amd64 trusted=yes] "
		    "http://u:p@192.168.1.5/debian s main\n",
		    0 },
		{ "etc/apt/sources.list.d/x.sources",
		    "Types: deb\nURIs: https://mirrors.example.org/debian\n"
		    "Suites: s s-updates\nComponents: main\nEnabled: no\n",
		    0 },
		{ "etc/yum.repos.d/o.repo",
		    "[os]\nname=x\nbaseurl=http://repo.openeuler.org/os\n"
		    "gpgcheck=0\n[in]\nbaseurl=file:///mnt/iso\nenabled=0\n"
		    "gpgcheck=1\n",
		    0 },
	};
	int root = zt_dir(files, ZC_LEN(files));
	size_t r;

	ZT_EQ(zt_probe("package_source", root), 5);
	r = zt_find("suite", "s");
	ZT_STR(zc_str_of(zt_cell(r, "uri")), "http://u:***@192.168.1.5/debian");
	ZT_STR(zc_str_of(zt_cell(r, "verified")), "0");
	ZT_STR(zc_str_of(zt_cell(r, "scope")), "private");
	ZT_STR(zc_str_of(zt_cell(r, "line")), "2");
	r = zt_find("suite", "s-updates");
	ZT_STR(zc_str_of(zt_cell(r, "enabled")), "0");
	ZT_STR(zc_str_of(zt_cell(r, "verified")), "1");
	ZT_STR(zc_str_of(zt_cell(r, "scope")), "public");
	r = zt_find("suite", "os");
	ZT_STR(zc_str_of(zt_cell(r, "verified")), "0");
	ZT_STR(zc_str_of(zt_cell(zt_find("suite", "in"), "scope")), "local");
	close(root);
}
