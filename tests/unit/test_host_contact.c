#include "probe/probe.h"
#include "unit/zt.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOX "home/li/.mozilla/firefox/a.default/"
#define CHROME "home/li/.config/google-chrome/Default/"
#define BIRD "home/li/.thunderbird/p.default/"

static const struct zt_file tree[] = {
	{ "etc/passwd",
	    "root:x:0:0::/root:/bin/sh\n"
	    "li:x:1000:1000::/home/li:/bin/sh\n",
	    0 },
	{ FOX "prefs.js", "", 0 },
	{ CHROME "Preferences", "{}", 0 },
	{ BIRD "prefs.js",
	    "user_pref(\"mail.identity.id1.useremail\", \"geheim@qq.com\");\n"
	    "user_pref(\"mail.server.server1.hostname\", \"imap.qq.com\");\n"
	    "user_pref(\"mail.server.server2.hostname\", \"10.0.0.25\");\n"
	    "user_pref(\"mail.server.server3.hostname\", "
	    "\"Local Folders\");\n",
	    0 },
	{ BIRD "ImapMail/imap.qq.com/INBOX", "From geheim\n", 0 },
	{ "home/li/.config/evolution/sources/a.source",
	    "[Authentication]\nHost=imap.163.com\n"
	    "ProxyHost=no.example.com\n",
	    0 },
	{ "home/li/.local/share/evolution/mail/local/cur/1:2,S", "x", 0 },
	{ "home/li/.fetchmailrc",
	    "poll pop.139.com protocol pop3 user li password geheim\n", 0600 },
	{ "var/lib/systemd/timesync/clock", "", 0 },
	{ "etc/systemd/timesyncd.conf",
	    "[Time]\n#NTP=\n#FallbackNTP=0.debian.pool.ntp.org "
	    "1.debian.pool.ntp.org\n",
	    0 },
	{ "var/lib/NetworkManager/internal-1-eth0.lease",
	    "# This is private data.\nADDRESS=192.168.1.5\n"
	    "DNS=8.8.4.4 192.168.1.1\n",
	    0 },
	{ "run/systemd/netif/leases/2", "ADDRESS=10.0.0.3\nDNS=1.1.1.1\n", 0 },
	{ "var/cache/dnf/openEuler-0123456789abcdef/repodata/repomd.xml", "x",
	    0 },
	{ "etc/yum.repos.d/a.repo",
	    "[update]\nbaseurl=http://other.example.org/x\n"
	    "[openEuler]\nname=x\nbaseurl=http://repo.openeuler.org/OS/\n",
	    0 },
	{ "var/log/dnf.librepo.log",
	    "2026-01-02T03:04:05+0000 INFO Downloading: "
	    "https://mirror.example.cn/repodata/repomd.xml\n",
	    0 },
	{ "var/log/apt/term.log",
	    "Log started: 2026-01-02  03:04:05\nSee https://bugs.debian.org/1\n"
	    "--2026-01-02 03:04:06--  https://fonts.example.net/a.exe\n",
	    0 },
	{ "var/log/apt/history.log", "Start-Date: 2026-01-02  03:04:05\n", 0 },
	{ "var/log/syslog",
	    "2026-01-02T03:04:05+00:00 h systemd-timesyncd[1]: Contacted time "
	    "server 203.0.113.123:123 (0.debian.pool.ntp.org).\n",
	    0 },
	{ "var/log/mail.log",
	    "2026-01-02T03:04:05+00:00 h postfix/smtp[1]: A1: to=<x@y>, "
	    "relay=mx.example.com[203.0.113.9]:25, status=sent\n",
	    0 },
};

static void
make_db(const char *path, const char *sql)
{
	char full[512];
	sqlite3 *db = NULL;

	(void)snprintf(full, sizeof(full), "%s/%s", zt_dir_path(), path);
	ZT_EQ(sqlite3_open(full, &db), SQLITE_OK);
	ZT_EQ(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	ZT_EQ(sqlite3_close(db), SQLITE_OK);
}

static int
make(void)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	make_db(FOX "places.sqlite",
	    "CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url TEXT, "
	    "title TEXT);"
	    "CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY,"
	    "place_id INT, visit_date INT);"
	    "INSERT INTO moz_places VALUES"
	    "(1,'https://hospital.example.com/geheim','geheim'),"
	    "(2,'http://10.0.0.8/oa','oa'),"
	    "(3,'http://oa.county.gov.cn/x','oa');"
	    "INSERT INTO moz_historyvisits(place_id, visit_date) VALUES"
	    "(1,1760000000000000),(1,1760000100000000),(2,1750000000000000),"
	    "(3,1770000000000000);");
	make_db(CHROME "History",
	    "CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT);"
	    "CREATE TABLE visits(id INTEGER PRIMARY KEY, url INT,"
	    "visit_time INT);"
	    "INSERT INTO urls VALUES(1,'http://10.0.0.8/oa');"
	    "INSERT INTO visits VALUES(1,1,13408435200000000);");
	return root;
}

static void
own_names(struct zc_look *l)
{
	l->allowed = "10.0.0.*\n*.county.gov.cn";
}

/* Row of this kind and program, or SIZE_MAX. */
static size_t
row(size_t n, const char *kind, const char *program)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(zt_cell(i, "kind"), kind) == 0 &&
		    strcmp(zt_cell(i, "program"), program) == 0)
			return i;
	return SIZE_MAX;
}

ZT(external_contact_counts_visits_and_keeps_no_history)
{
	static const char *const cells[] = { "remote", "account", "program",
		"source" };
	int root = make();
	size_t n, r;

	zt_look = own_names;
	n = zt_probe("external_contact", root);
	zt_look = NULL;
	r = row(n, "browser", "firefox");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX) {
		ZT_STR(zc_str_of(zt_cell(r, "times")), "2");
		ZT_STR(zc_str_of(zt_cell(r, "first_at")), "1760000000");
		ZT_STR(zc_str_of(zt_cell(r, "at")), "1760000100");
		ZT_STR(zc_str_of(zt_cell(r, "account")), "li");
		ZT_STR(zc_str_of(zt_cell(r, "remote")), "");
		ZT_STR(
		    zc_str_of(zt_cell(r, "source")), "/" FOX "places.sqlite");
	}
	/* Only the inner network: no contact. */
	ZT_EQ(row(n, "browser", "google-chrome"), SIZE_MAX);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ZC_LEN(cells); k++) {
			const char *s = zt_cell(i, cells[k]);

			ZT_TRUE(strstr(s, "geheim") == NULL);
			ZT_TRUE(strstr(s, "hospital") == NULL);
			ZT_TRUE(strstr(s, "county") == NULL);
		}
	/* Without that setting the unit's own public name counts, too. */
	n = zt_probe("external_contact", root);
	r = row(n, "browser", "firefox");
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "times")), "3");
	(void)close(root);
}

ZT(external_contact_names_public_mail_servers_and_the_last_mail)
{
	static const struct timespec at[2] = { { .tv_sec = 1765432100 },
		{ .tv_sec = 1765432100 } };
	int root = make();
	size_t n, r;

	ZT_EQ(utimensat(root, BIRD "ImapMail/imap.qq.com/INBOX", at, 0), 0);
	n = zt_probe("external_contact", root);
	r = row(n, "mail", "thunderbird");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX) {
		ZT_STR(zc_str_of(zt_cell(r, "remote")), "imap.qq.com");
		ZT_STR(zc_str_of(zt_cell(r, "at")), "1765432100");
		ZT_STR(zc_str_of(zt_cell(r, "account")), "li");
	}
	r = row(n, "mail", "evolution");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "remote")), "imap.163.com");
	r = row(n, "mail", "fetchmail");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "remote")), "pop.139.com");
	r = row(n, "mail", "mail");
	ZT_TRUE(r != SIZE_MAX);
	ZT_EQ(zt_find("remote", "10.0.0.25"), SIZE_MAX);
	ZT_EQ(zt_find("remote", "no.example.com"), SIZE_MAX);
	(void)close(root);
}

ZT(external_contact_sees_fetches_clocks_and_leases)
{
	static const struct {
		const char *remote, *kind, *program;
	} want[] = {
		{ "0.debian.pool.ntp.org", "ntp", "timesyncd" },
		{ "203.0.113.123", "ntp", "systemd-timesyncd" },
		{ "8.8.4.4", "dhcp", "dhcp" },
		{ "1.1.1.1", "dhcp", "dhcp" },
		{ "repo.openeuler.org", "package", "dnf" },
		{ "mirror.example.cn", "package", "dnf" },
		{ "fonts.example.net", "package", "wget" },
	};
	int root = make();

	(void)zt_probe("external_contact", root);
	for (size_t i = 0; i < ZC_LEN(want); i++) {
		size_t r = zt_find("remote", want[i].remote);

		ZT_TRUE(r != SIZE_MAX);
		if (r == SIZE_MAX)
			continue;
		ZT_STR(zc_str_of(zt_cell(r, "kind")), want[i].kind);
		ZT_STR(zc_str_of(zt_cell(r, "program")), want[i].program);
		ZT_TRUE(zt_cell(r, "at")[0] != '\0');
	}
	/* Never fetched from, only mentioned. */
	ZT_EQ(zt_find("remote", "bugs.debian.org"), SIZE_MAX);
	ZT_EQ(zt_find("remote", "other.example.org"), SIZE_MAX);
	(void)close(root);
}
