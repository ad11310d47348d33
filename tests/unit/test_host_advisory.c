#include "unit/zt.h"

#include <fcntl.h>
#include <unistd.h>

#define STATUS \
	{ \
		"var/lib/dpkg/status", \
		    "Package: libssl3\nStatus: install ok installed\n" \
		    "Architecture: amd64\nSource: openssl\nVersion: " \
		    "3.0.11-1\n", \
		    0 \
	}
#define OS \
	{ \
		"etc/os-release", "ID=debian\nVERSION_CODENAME=bookworm\n", 0 \
	}
#define FEED "imported/advisory/"

ZT(advisory_without_a_feed_is_absent)
{
	static const struct zt_file files[] = { STATUS, OS };
	int root = zt_dir(files, ZC_LEN(files));

	ZT_EQ(zt_probe("advisory", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	close(root);
}

ZT(advisory_compares_sources_with_the_tracker)
{
	static const struct zt_file files[] = { STATUS, OS,
		{ FEED "debian.json",
		    "{\"openssl\": {"
		    "\"CVE-1\": {\"releases\": {\"bookworm\": {\"status\": "
		    "\"resolved\", \"repositories\": {\"bookworm\": \"x\"}, "
		    "\"fixed_version\": \"3.0.13-1\", \"urgency\": "
		    "\"high\"}}},"
		    "\"CVE-2\": {\"releases\": {\"bookworm\": {\"status\": "
		    "\"resolved\", \"fixed_version\": \"3.0.11-1\"}}},"
		    "\"CVE-3\": {\"releases\": {\"bookworm\": {\"status\": "
		    "\"open\", \"urgency\": \"low\"}}},"
		    "\"CVE-4\": {\"releases\": {\"bookworm\": {\"status\": "
		    "\"open\", \"urgency\": \"unimportant\"}}},"
		    "\"CVE-5\": {\"releases\": {\"sid\": {\"status\": "
		    "\"open\"}}}},"
		    "\"other\": {\"CVE-6\": {\"releases\": {\"bookworm\": "
		    "{\"status\": \"open\"}}}}}",
		    0 } };
	int root = zt_dir(files, ZC_LEN(files));
	size_t r;

	ZT_EQ(zt_probe("advisory", root), 2);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	r = zt_find("advisory", "CVE-1");
	ZT_STR(zc_str_of(zt_cell(r, "package")), "libssl3");
	ZT_STR(zc_str_of(zt_cell(r, "fixed")), "3.0.13-1");
	ZT_STR(zc_str_of(zt_cell(r, "severity")), "high");
	r = zt_find("advisory", "CVE-3");
	ZT_STR(zc_str_of(zt_cell(r, "fixed")), "");
	close(root);
}

ZT(advisory_feed_for_another_release_is_not_a_clean_bill)
{
	static const struct zt_file files[] = { STATUS, OS,
		{ FEED "d.json",
		    "{\"openssl\": {\"CVE-1\": {\"releases\": {\"sid\": "
		    "{\"status\": \"open\"}}}}}",
		    0 } };
	int root = zt_dir(files, ZC_LEN(files));

	ZT_EQ(zt_probe("advisory", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

ZT(advisory_feed_that_breaks_off_is_noted)
{
	static const struct zt_file files[] = { STATUS, OS,
		{ FEED "d.json",
		    "{\"openssl\": {\"CVE-1\": {\"releases\": {\"bookworm\": "
		    "{\"status\": \"open\"}}},",
		    0 } };
	int root = zt_dir(files, ZC_LEN(files));

	ZT_EQ(zt_probe("advisory", root), 1);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

/* A root with the two packages of the rpm fixtures. */
static int
rpm_root(const struct zt_file *files, size_t n)
{
	static char bytes[16 * 1024];
	int root = zt_dir(files, n), in, out;
	ssize_t got;

	in = open("tests/unit/data/rpm_ndb/var/lib/rpm/Packages.db", O_RDONLY);
	got = read(in, bytes, sizeof(bytes));
	close(in);
	out = openat(root, "var/lib/rpm/Packages.db",
	    O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ZT_EQ(write(out, bytes, (size_t)got), got);
	close(out);
	return root;
}

ZT(advisory_reads_csaf_for_rpm)
{
	static const struct zt_file files[] = { { "var/lib/rpm", NULL, 0 },
		{ FEED "sa/one.json",
		    "{\"document\": {\"aggregate_severity\": {\"text\": "
		    "\"Important\"}, \"csaf_version\": \"2.0\", "
		    "\"tracking\": {\"id\": \"openEuler-SA-2026-1\", "
		    "\"initial_release_date\": \"2026-01-02T00:00:00Z\"}},"
		    "\"vulnerabilities\": [{\"cve\": \"CVE-1\", "
		    "\"product_status\": {\"fixed\": ["
		    "\"openEuler-22.03:zx-alpha-2:1.2-4.oe2203.noarch\", "
		    "\"openEuler-22.03:zx-beta-4.5.6-2.oe2203.noarch\", "
		    "\"openEuler-24.03:zx-beta-9.0-1.oe2403.noarch\"]}}]}",
		    0 } };
	int root = rpm_root(files, ZC_LEN(files));

	ZT_EQ(zt_probe("advisory", root), 1);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_STR(zc_str_of(zt_cell(0, "advisory")), "openEuler-SA-2026-1");
	ZT_STR(zc_str_of(zt_cell(0, "package")), "zx-alpha");
	ZT_STR(zc_str_of(zt_cell(0, "fixed")), "2:1.2-4.oe2203");
	ZT_STR(zc_str_of(zt_cell(0, "severity")), "high");
	ZT_STR(zc_str_of(zt_cell(0, "published")), "1767312000");
	close(root);
}

ZT(advisory_reads_oval_for_rpm)
{
	static const struct zt_file files[] = { { "var/lib/rpm", NULL, 0 },
		{ FEED "oval.xml",
		    "<oval_definitions><definitions><definition id=\"a\">"
		    "<metadata><title>KYSA-1: x</title><advisory>"
		    "<severity>Moderate</severity>"
		    "<issued date=\"2026-01-02\"/></advisory></metadata>"
		    "<criteria><criterion comment=\"zx-beta is earlier than "
		    "0:4.5.6-9.oe2203\" test_ref=\"t\"/></criteria>"
		    "</definition></definitions></oval_definitions>",
		    0 } };
	int root = rpm_root(files, ZC_LEN(files));

	ZT_EQ(zt_probe("advisory", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "advisory")), "KYSA-1");
	ZT_STR(zc_str_of(zt_cell(0, "severity")), "medium");
	close(root);
}
