#include "probe/browser.h"
#include "probe/pngtext.h"
#include "probe/sqlitefd.h"
#include "probe/usbclass.h"
#include "probe/xmlattr.h"
#include "zt.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

static struct zc_item items[] = {
	{ "rule.web_category", "baidu_disk", "domain", "pan.baidu.com" },
	{ "rule.web_category", "baidu_disk", "category", "cloud_disk" },
	{ "rule.download_kind", "office", "suffix", ".docx" },
	{ "rule.download_kind", "office", "category", "document" },
	{ "rule.public_mail", "qq", "domain", "qq.com" },
	{ "rule.receive_folder", "wechat", "program", "WeChat" },
	{ "rule.receive_folder", "wechat", "path",
	    "Documents/xwechat_files/*/msg/file" },
	{ "rule.usb_class", "key", "vid", "096e" },
	{ "rule.usb_class", "key", "class", "token" },
};

static void
with_items(struct zc_look *l)
{
	l->items = (struct zc_items){ items, ZC_LEN(items) };
}

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

#define PROFILE "root/.config/some browser/User Data/Default/"
#define FOX "root/.mozilla/firefox/x.default/"

static const struct zt_file tree[] = {
	{ "etc/passwd", "root:x:0:0::/root:/bin/bash\n", 0 },
	{ PROFILE "Preferences",
	    "{\"profile\":{\"creation_time\":\"13408000000000000\"}}", 0 },
	{ FOX "prefs.js", "", 0 },
	{ FOX "logins.json",
	    "{\"logins\":[{\"encryptedPassword\":\"x\"},"
	    "{\"encryptedPassword\":\"y\"}]}",
	    0 },
	{ "root/.thunderbird/p/prefs.js",
	    "user_pref(\"mail.identity.id1.useremail\", \"li@qq.com\");\n"
	    "user_pref(\"mail.server.server1.hostname\", "
	    "\"imap.gov.example\");\n",
	    0 },
	{ "root/Documents/xwechat_files/wxid_1/msg/file/2026-01/a.docx",
	    "12345", 0 },
};

/* Times of Chromium: 13412908800 s after 1601 is 2026-01-14 20:00 UTC. */
static const char chromium[] =
    "CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT);"
    "CREATE TABLE visits(id INTEGER PRIMARY KEY, url INT, visit_time INT);"
    "INSERT INTO urls VALUES(1,'https://pan.baidu.com/s/secret?k=1'),"
    "(2,'https://intranet.example/'),(3,'https://notpan.baidu.com.evil/');"
    "INSERT INTO visits VALUES(1,1,13412908800000000),"
    "(2,1,13412908860000000),(3,2,13412908800000000),"
    "(4,3,13412908800000000);"
    "CREATE TABLE downloads(id INTEGER, target_path TEXT, start_time INT,"
    "total_bytes INT);"
    "CREATE TABLE downloads_url_chains(id INT, chain_index INT, url TEXT);"
    "INSERT INTO downloads VALUES(1,'/root/Downloads/plan.DOCX',"
    "13412908800000000,77),(2,'/root/Downloads/x.bin',13412908800000000,1);"
    "INSERT INTO downloads_url_chains VALUES(1,0,'http://a.example/p');";

static int
make(void)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	make_db(PROFILE "History", chromium);
	make_db(PROFILE "Login Data",
	    "CREATE TABLE logins(blacklisted_by_user INT);"
	    "INSERT INTO logins VALUES(0),(0),(1);");
	make_db(FOX "places.sqlite",
	    "CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url TEXT);"
	    "CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY,"
	    "place_id INT, visit_date INT);"
	    "INSERT INTO moz_places VALUES(1,'https://pan.baidu.com/');"
	    "INSERT INTO moz_historyvisits VALUES(1,1,1768435200000000);");
	zt_look = with_items;
	return root;
}

ZT(browser_visit_keeps_rule_hits_only)
{
	int root = make();
	size_t r;

	ZT_EQ(zt_probe("browser_visit", root), 2);
	r = zt_find("browser", "some browser");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX) {
		ZT_STR(zc_str_of(zt_cell(r, "domain")), "pan.baidu.com");
		ZT_STR(zc_str_of(zt_cell(r, "times")), "2");
		ZT_STR(zc_str_of(zt_cell(r, "category")), "cloud_disk");
		ZT_STR(zc_str_of(zt_cell(r, "first_at")), "1768435200");
		ZT_STR(zc_str_of(zt_cell(r, "last_at")), "1768435260");
	}
	r = zt_find("browser", "firefox");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "last_at")), "1768435200");
	ZT_STR(zc_str_of(zt_cover()), "ok");
	zt_look = NULL;
	(void)close(root);
}

ZT(browser_visit_without_rules_is_absent)
{
	int root = make();

	zt_look = NULL;
	ZT_EQ(zt_probe("browser_visit", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	(void)close(root);
}

ZT(browser_profile_counts_visits_and_logins)
{
	int root = make();
	size_t r;

	ZT_EQ(zt_probe("browser_profile", root), 2);
	r = zt_find("browser", "some browser");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX) {
		ZT_STR(zc_str_of(zt_cell(r, "visits")), "4");
		ZT_STR(zc_str_of(zt_cell(r, "saved_logins")), "2");
		ZT_STR(zc_str_of(zt_cell(r, "cleared")), "0");
	}
	r = zt_find("browser", "firefox");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "saved_logins")), "2");
	zt_look = NULL;
	(void)close(root);
}

ZT(browser_history_that_is_garbage_is_partial)
{
	static const struct zt_file bad[] = {
		{ "etc/passwd", "root:x:0:0::/root:/bin/bash\n", 0 },
		{ PROFILE "Preferences", "{}", 0 },
		{ PROFILE "History", "SQLite format 3 but then garbage", 0 },
	};
	int root = zt_dir(bad, ZC_LEN(bad));

	ZT_EQ(symlinkat("loop", root, "root/.config/loop"), 0);
	zt_look = with_items;
	ZT_EQ(zt_probe("browser_visit", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	ZT_EQ(zt_probe("browser_profile", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "visits")), "");
	zt_look = NULL;
	(void)close(root);
}

ZT(download_keeps_documents_and_listed_sites)
{
	int root = make();

	ZT_EQ(zt_probe("download", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "file")), "plan.DOCX");
	ZT_STR(zc_str_of(zt_cell(0, "category")), "document");
	ZT_STR(zc_str_of(zt_cell(0, "domain")), "a.example");
	ZT_STR(zc_str_of(zt_cell(0, "size")), "77");
	zt_look = NULL;
	(void)close(root);
}

ZT(mail_account_tells_domains_only)
{
	int root = make();
	size_t r;

	ZT_EQ(zt_probe("mail_account", root), 2);
	r = zt_find("domain", "qq.com");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "internet")), "1");
	r = zt_find("domain", "gov.example");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "internet")), "0");
	zt_look = NULL;
	(void)close(root);
}

ZT(receive_folder_sums_up_files)
{
	int root = make();

	ZT_EQ(zt_probe("receive_folder", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "program")), "WeChat");
	ZT_STR(zc_str_of(zt_cell(0, "files")), "1");
	ZT_STR(zc_str_of(zt_cell(0, "documents")), "1");
	ZT_STR(zc_str_of(zt_cell(0, "bytes")), "5");
	zt_look = NULL;
	(void)close(root);
}

ZT(sqlitefd_lets_only_the_named_tables_be_read)
{
	static const char *const tables[] = { "urls", NULL };
	struct zc_sqlitefd db;
	sqlite3_stmt *q = NULL;
	int root = make();

	ZT_EQ(zc_sqlitefd_open(root, PROFILE "History", tables, &db, NULL),
	    ZC_OK);
	ZT_TRUE(zc_sqlitefd_query(&db, "SELECT * FROM visits", &q, NULL) != 0);
	ZT_TRUE(zc_sqlitefd_query(&db, "DELETE FROM urls", &q, NULL) != 0);
	ZT_EQ(zc_sqlitefd_query(&db, "SELECT count(*) FROM urls", &q, NULL),
	    ZC_OK);
	ZT_EQ(zc_sqlitefd_step(&db, q, NULL), 1);
	ZT_EQ(sqlite3_column_int64(q, 0), 3);
	(void)sqlite3_finalize(q);
	zc_sqlitefd_close(&db);
	zt_look = NULL;
	(void)close(root);
}

/* Copy a file of the fixture as it stands now. */
static void
copy(const char *from, const char *to)
{
	char path[512], buf[65536];
	ssize_t n;
	int in, out;

	(void)snprintf(path, sizeof(path), "%s/%s", zt_dir_path(), from);
	in = open(path, O_RDONLY);
	(void)snprintf(path, sizeof(path), "%s/%s", zt_dir_path(), to);
	out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	while ((n = read(in, buf, sizeof(buf))) > 0)
		ZT_EQ(write(out, buf, (size_t)n), n);
	(void)close(in);
	(void)close(out);
}

ZT(sqlitefd_sees_what_the_write_ahead_log_adds)
{
	static const char *const tables[] = { "t", NULL };
	static const struct zt_file dir[] = { { "d", NULL, 0 } };
	struct zc_sqlitefd db;
	sqlite3_stmt *q = NULL;
	sqlite3 *w = NULL;
	char full[512];
	int root = zt_dir(dir, ZC_LEN(dir));

	(void)snprintf(full, sizeof(full), "%s/d/live", zt_dir_path());
	ZT_EQ(sqlite3_open(full, &w), SQLITE_OK);
	ZT_EQ(sqlite3_exec(w,
		  "PRAGMA journal_mode=WAL; CREATE TABLE t(x);"
		  "INSERT INTO t VALUES(1); PRAGMA wal_checkpoint(TRUNCATE);"
		  "INSERT INTO t VALUES(2); INSERT INTO t VALUES(3);",
		  NULL, NULL, NULL),
	    SQLITE_OK);
	copy("d/live", "d/db");
	copy("d/live-wal", "d/db-wal");
	ZT_EQ(sqlite3_close(w), SQLITE_OK);
	ZT_EQ(zc_sqlitefd_open(root, "d/db", tables, &db, NULL), ZC_OK);
	ZT_TRUE(!db.behind);
	ZT_EQ(zc_sqlitefd_query(&db, "SELECT sum(x) FROM t", &q, NULL), ZC_OK);
	ZT_EQ(zc_sqlitefd_step(&db, q, NULL), 1);
	ZT_EQ(sqlite3_column_int64(q, 0), 6);
	(void)sqlite3_finalize(q);
	zc_sqlitefd_close(&db);
	/* A log of rubbish is not used, and that is told. */
	copy("d/live", "d/db-wal");
	ZT_EQ(zc_sqlitefd_open(root, "d/db", tables, &db, NULL), ZC_OK);
	ZT_TRUE(db.behind);
	zc_sqlitefd_close(&db);
	(void)close(root);
}

ZT(usbclass_knows_kinds_by_interface_and_rule)
{
	struct zc_items list = { items, ZC_LEN(items) };
	struct zc_usbif ptp = { .cls = 0x06 }, disk = { .cls = 0x08 };
	struct zc_usbif both[] = { ptp, disk };
	struct zc_usbid id = { .vid = ZC_S("1234"),
		.pid = ZC_S("0001"),
		.product = ZC_S("thing"),
		.ifs = &disk,
		.nifs = 1 };

	ZT_STR(zc_str_of(zc_usbclass(&list, &id)), "storage");
	id.ifs = both;
	id.nifs = 2;
	ZT_STR(zc_str_of(zc_usbclass(&list, &id)), "phone");
	id.vid = ZC_S("096E");
	ZT_STR(zc_str_of(zc_usbclass(&list, &id)), "token");
	ZT_STR(zc_str_of(zc_usbclass_driver(ZC_S("rtl8192cu"))), "wireless");
	ZT_TRUE(zc_usbclass_driver(ZC_S("rtl8169")) == NULL);
}

ZT(xmlattr_decodes_entities_and_survives_rubbish)
{
	struct zc_str s =
	    ZC_S("<a b='x &amp; &#x4e2d;' c=\"1\"><!-- <d> --><e");
	struct zc_xmltag tag;
	struct zc_buf b;

	zc_buf_init(&b, 256);
	ZT_TRUE(zc_xmltag_next(&s, &tag));
	ZT_TRUE(zc_xmltag_attr(&tag, "b", &b));
	ZT_STR(zc_buf_get(&b), "x & 中");
	ZT_TRUE(zc_xmltag_attr(&tag, "c", &b));
	ZT_STR(zc_buf_get(&b), "1");
	ZT_TRUE(!zc_xmltag_next(&s, &tag));
	zc_uri_text(ZC_S("smb://u:p@host/a%20b"), &b);
	ZT_STR(zc_buf_get(&b), "smb://host/a b");
	zc_buf_fini(&b);
}

ZT(pngtext_reads_the_address_of_a_thumbnail)
{
	static const char png[] =
	    "\x89PNG\r\n\x1a\n\0\0\0\x19tEXtThumb::URI\0file:///media/a"
	    "\0\0\0\0";
	struct zc_str s = { png, sizeof(png) - 1 }, v = ZC_S("");

	ZT_TRUE(zc_pngtext(s, "Thumb::URI", &v));
	ZT_TRUE(zc_str_starts(v, "file:///media/"));
	s.n = 30;
	ZT_TRUE(!zc_pngtext(s, "Thumb::URI", &v));
}
