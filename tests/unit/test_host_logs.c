#include "base/clock.h"
#include "base/fs.h"
#include "probe/journal.h"
#include "probe/logfile.h"
#include "probe/power.h"
#include "probe/rotate.h"
#include "zt.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static void
put_gz(const char *path, const char *text, size_t n)
{
	char full[512];
	gzFile gz;

	(void)snprintf(full, sizeof(full), "%s/%s", zt_dir_path(), path);
	gz = gzopen(full, "wb9");
	ZT_TRUE(gz != NULL);
	ZT_EQ(gzwrite(gz, text, (unsigned)n), n);
	(void)gzclose(gz);
}

static void
set_mtime(const char *path, int64_t at)
{
	char full[512];
	struct timespec ts[2] = { { .tv_sec = at }, { .tv_sec = at } };

	(void)snprintf(full, sizeof(full), "%s/%s", zt_dir_path(), path);
	ZT_EQ(utimensat(AT_FDCWD, full, ts, 0), 0);
}

ZT(logtime_reads_every_common_stamp)
{
	static const struct {
		const char *line;
		int64_t at;
	} cases[] = {
		{ "2026-11-23T01:16:38.5+08:00 host k: x", 1795367798 },
		{ "2026-11-23T01:16:38Z host k: x", 1795396598 },
		{ "type=LOGIN msg=audit(1700000000.123:45): pid=1",
		    1700000000 },
		{ "1.2.3.4 - - [23/Nov/2026:01:16:38 +0000] \"GET /\"",
		    1795396598 },
	};
	struct zc_logclock c = { .year = 2026 };
	struct zc_logstamp st;

	for (size_t i = 0; i < ZC_LEN(cases); i++) {
		zc_logtime(&c, zc_str_of(cases[i].line), &st);
		ZT_EQ(st.at, cases[i].at);
		ZT_TRUE(!st.guessed);
	}
	zc_logtime(&c, ZC_S("Nov 23 01:16:38 host k: x"), &st);
	ZT_TRUE(st.guessed);
	ZT_EQ(st.n, 15);
	zc_logtime(&c, ZC_S("nothing that looks like a time"), &st);
	ZT_EQ(st.at, 0);
}

ZT(logfile_finds_the_year_across_new_year)
{
	static const struct zt_file tree[] = { { "log",
	    "Dec 31 23:00:00 h kernel: a\n"
	    "Jan  1 01:00:00 h kernel: b\n",
	    0 } };
	struct zc_logfile f;
	struct zc_logline l;
	int root = zt_dir(tree, ZC_LEN(tree));
	int64_t a = 0;

	set_mtime("log", zc_clock_utc(2026, 1, 1, 12, 0, 0));
	ZT_EQ(zc_logfile_open(root, "/log", &f, NULL), ZC_OK);
	ZT_TRUE(zc_logfile_next(&f, &l));
	a = l.at;
	ZT_TRUE(a < zc_clock_utc(2026, 1, 1, 14, 0, 0));
	ZT_TRUE(a > zc_clock_utc(2025, 12, 30, 0, 0, 0));
	ZT_TRUE(l.guessed);
	ZT_TRUE(zc_logfile_next(&f, &l));
	ZT_EQ(l.at - a, 7200);
	ZT_TRUE(!zc_logfile_next(&f, &l));
	zc_logfile_close(&f);
	(void)close(root);
}

ZT(logfile_cuts_lines_without_end)
{
	static const struct zt_file tree[] = { { "x", NULL, 0 } };
	struct zc_logfile f;
	struct zc_logline l;
	size_t n = 1 << 20, lines = 0;
	char *zeros = calloc(1, n);
	int root = zt_dir(tree, ZC_LEN(tree));

	memcpy(zeros + n - 6, "\nlast\n", 6);
	put_gz("bomb.gz", zeros, n);
	free(zeros);
	ZT_EQ(zc_logfile_open(root, "/bomb.gz", &f, NULL), ZC_OK);
	while (zc_logfile_next(&f, &l)) {
		ZT_TRUE(l.text.n <= ZC_LOG_LINE_MAX);
		lines++;
	}
	ZT_EQ(lines, 2);
	ZT_TRUE(!f.cut);
	zc_logfile_close(&f);
	(void)close(root);
}

ZT(logfile_says_when_gzip_is_damaged)
{
	static const struct zt_file tree[] = { { "x.gz",
	    "\x1f\x8b\x08\x00\x01\x02\x03\x04\x05\x06garbage garbage", 0 } };
	struct zc_logfile f;
	struct zc_logline l;
	int root = zt_dir(tree, ZC_LEN(tree));

	/* zt_file ends at the first zero byte, which cuts the header, too. */
	ZT_EQ(zc_logfile_open(root, "/x.gz", &f, NULL), ZC_OK);
	while (zc_logfile_next(&f, &l))
		continue;
	ZT_TRUE(f.cut || l.text.n <= 4);
	zc_logfile_close(&f);
	(void)close(root);
}

ZT(logset_orders_rotated_files_by_age)
{
	static const struct zt_file tree[] = {
		{ "var/log/syslog", "c\n", 0 },
		{ "var/log/syslog.1", "b\n", 0 },
		{ "var/log/syslog.2.gz", "a\n", 0 },
		{ "var/log/syslog.3.xz", "old\n", 0 },
		{ "var/log/syslog.bak", "no\n", 0 },
		{ "var/log/syslogd", "no\n", 0 },
	};
	struct zc_arena a;
	struct zc_logset set;
	int root = zt_dir(tree, ZC_LEN(tree));
	struct zc_look l = { .root = root, .a = &a };

	for (int i = 0; i < 4; i++)
		set_mtime(tree[i].path, 1700000000 - i * 86400);
	zc_arena_init(&a, 1 << 20);
	ZT_EQ(zc_logset_find(&l, "/var/log/syslog", &set, NULL), ZC_OK);
	ZT_EQ(set.n, 4);
	ZT_TRUE(set.v[0].unread);
	ZT_TRUE(set.v[1].gzip);
	ZT_STR(zc_str_of(set.v[3].path), "/var/log/syslog");
	ZT_TRUE(set.current);
	ZT_EQ(zc_logset_find(&l, "/var/log/nope", &set, NULL), ZC_ENOENT);
	zc_arena_fini(&a);
	(void)close(root);
}

static const struct zt_file quiet[] = {
	{ "etc/passwd", "root:x:0:0::/root:/bin/bash\n", 0 },
	{ "root/.bash_history", "", 0 },
	{ "root/.bashrc", "export HISTSIZE=0500\nunset HISTFILE\n", 0 },
	{ "etc/logrotate.conf", "weekly\nrotate 4\n", 0 },
	{ "etc/logrotate.d/rsyslog",
	    "/var/log/syslog\n/var/log/kern.log\n{\n\trotate 26\n\tweekly\n"
	    "\tpostrotate\n\t\trotate 1\n\tendscript\n}\n",
	    0 },
	{ "var/log/syslog",
	    "2026-01-10T00:00:00+00:00 h kernel: usb 1-2: New USB device "
	    "found, idVendor=0781, idProduct=5581, bcdDevice= 1.00\n"
	    "2026-01-10T00:00:00+00:00 h kernel: usb 1-2: Product: Ultra\n"
	    "2026-01-10T00:00:00+00:00 h kernel: usb 1-2: SerialNumber: "
	    "A1B2\n"
	    "2026-01-10T00:00:01+00:00 h kernel: usb-storage 1-2:1.0: USB "
	    "Mass Storage device detected\n"
	    "2026-01-10T01:00:00+00:00 h kernel: usb 1-2: USB disconnect, "
	    "device number 3\n"
	    "2026-01-13T00:00:00+00:00 h systemd[1]: x\n"
	    "2026-01-12T00:00:00+00:00 h systemd[1]: back\n",
	    0 },
	{ "etc/rsyslog.conf",
	    "module(load=\"imuxsock\")\n$FileCreateMode 0640\n"
	    "*.* @@10.0.0.9:514;fmt\nauth.* /var/log/auth.log\n"
	    "action(type=\"omfwd\" target=\"10.0.0.8\" port=\"514\")\n",
	    0 },
	{ "etc/systemd/journald.conf",
	    "[Journal]\nStorage=volatile\nMaxRetentionSec=1month\n", 0 },
};

ZT(log_source_reads_window_and_retention)
{
	int root = zt_dir(quiet, ZC_LEN(quiet));
	size_t r;

	ZT_EQ(zt_probe("log_source", root), 1);
	r = zt_find("path", "/var/log/syslog");
	ZT_EQ(r, 0);
	ZT_STR(zc_str_of(zt_cell(0, "days")), "3");
	ZT_STR(zc_str_of(zt_cell(0, "oldest")), "1768003200");
	ZT_STR(zc_str_of(zt_cell(0, "retention_days")), "182");
	/* No record of starts: nobody knows whether it was on. */
	ZT_STR(zc_str_of(zt_cell(0, "largest_gap")), "");
	(void)close(root);
}

ZT(log_setting_finds_remote_targets)
{
	int root = zt_dir(quiet, ZC_LEN(quiet));
	size_t r;

	ZT_TRUE(zt_probe("log_setting", root) >= 6);
	ZT_TRUE(zt_find("remote", "10.0.0.9:514") != SIZE_MAX);
	ZT_TRUE(zt_find("remote", "10.0.0.8") != SIZE_MAX);
	ZT_TRUE(zt_find("name", "MaxRetentionSec") != SIZE_MAX);
	r = zt_find("name", "$FileCreateMode");
	ZT_TRUE(r != SIZE_MAX);
	ZT_STR(zc_str_of(zt_cell(r, "value")), "0640");
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}

ZT(trace_gap_sees_history_off_and_time_going_back)
{
	int root = zt_dir(quiet, ZC_LEN(quiet));
	size_t r;

	ZT_EQ(symlinkat("/dev/null", root, "var/log/auth.log"), 0);
	(void)zt_probe("trace_gap", root);
	r = zt_find("kind", "history_off");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "detail")), "2: unset HISTFILE");
	ZT_TRUE(zt_find("kind", "clock_set_back") != SIZE_MAX);
	r = zt_find("kind", "log_to_null");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "subject")), "/var/log/auth.log");
	(void)close(root);
}

ZT(usb_history_puts_the_messages_of_a_stick_together)
{
	int root = zt_dir(quiet, ZC_LEN(quiet));

	ZT_EQ(zt_probe("usb_history", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "serial")), "A1B2");
	ZT_STR(zc_str_of(zt_cell(0, "vid")), "0781");
	ZT_STR(zc_str_of(zt_cell(0, "class")), "storage");
	ZT_STR(zc_str_of(zt_cell(0, "product")), "Ultra");
	ZT_STR(zc_str_of(zt_cell(0, "first_seen")), "1768003200");
	ZT_STR(zc_str_of(zt_cell(0, "last_seen")), "1768006800");
	ZT_STR(zc_str_of(zt_cell(0, "sources")), "1");
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}

ZT(usb_history_is_never_ok_without_a_log)
{
	static const struct zt_file tree[] = {
		{ "etc/passwd", "root:x:0:0::/root:/bin/bash\n", 0 },
		{ "var/log/dpkg.log", "", 0 },
	};
	static const struct zt_file traces[] = {
		{ "etc/passwd", "root:x:0:0::/root:/bin/bash\n", 0 },
		{ "etc/fstab", "UUID=1 /media/STICK vfat noauto 0 0\n", 0 },
		{ "root/.local/share/recently-used.xbel",
		    "<xbel><bookmark href=\"file:///media/STICK/a%20b.doc\" "
		    "modified=\"2026-01-10T00:00:00Z\"></bookmark></xbel>",
		    0 },
	};
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("usb_history", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	(void)close(root);
	root = zt_dir(traces, ZC_LEN(traces));
	ZT_EQ(zt_probe("usb_history", root), 2);
	ZT_STR(zc_str_of(zt_cell(0, "volume")), "STICK");
	ZT_STR(zc_str_of(zt_cell(0, "sources")), "2");
	ZT_STR(zc_str_of(zt_cover()), "partial");
	ZT_EQ(zt_probe("recent_file", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "path")), "/media/STICK/a b.doc");
	ZT_STR(zc_str_of(zt_cell(0, "place")), "removable");
	(void)close(root);
}

ZT(power_counts_only_time_between_boot_and_shutdown)
{
	struct zc_power v[] = {
		{ ZC_POWER_BOOT, 1000, "", "wtmp" },
		{ ZC_POWER_SHUTDOWN, 2000, "", "wtmp" },
		{ ZC_POWER_BOOT, 5000, "", "wtmp" },
	};
	struct zc_powers p = { .v = v, .n = ZC_LEN(v) };

	ZT_EQ(zc_power_on(&p, 1500, 5500), 1000);
	ZT_EQ(zc_power_on(&p, 2500, 4000), 0);
	ZT_EQ(zc_power_on(&p, 0, 900), 0);
}

ZT(journal_of_an_empty_root_is_absent)
{
	static const struct zt_file tree[] = { { "var/log/x", "", 0 } };
	static const struct zt_file junk[] = {
		{ "var/log/journal/0123456789abcdef0123456789abcdef/"
		  "system.journal",
		    "this is not a journal at all", 0 }
	};
	struct zc_journal j;
	struct zc_arena a;
	int root = zt_dir(tree, ZC_LEN(tree));
	struct zc_look l = { .root = root, .a = &a };

	zc_arena_init(&a, 1 << 20);
	zc_journal_load();
	ZT_EQ(zc_journal_open(&l, &j, NULL), ZC_ENOENT);
	(void)close(root);
	root = zt_dir(junk, ZC_LEN(junk));
	l.root = root;
	ZT_EQ(zc_journal_open(&l, &j, NULL), ZC_EUNSUP);
	ZT_EQ(j.seen, 1);
	zc_arena_fini(&a);
	ZT_EQ(zt_probe("usb_history", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "unsupported");
	(void)close(root);
}
