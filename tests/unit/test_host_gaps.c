#include "probe/journalfile.h"
#include "probe/probe.h"
#include "unit/zt.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * Files are born now; the inspection is ten days later, so that what happens
 * in the days between is after the birth of each file.
 */
enum {
	HOUR = 3600,
	DAY = 86400
};

static int64_t born;

static void
ten_days_later(struct zc_look *l)
{
	l->now = born + 10 * DAY;
}

static void
changed(int root, const char *path, int64_t at)
{
	struct timespec t[2] = { { .tv_sec = at }, { .tv_sec = at } };

	ZT_EQ(utimensat(root, path, t, 0), 0);
}

static void
put_file(int root, const char *path, const char *text)
{
	int fd = openat(root, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	ZT_TRUE(fd != -1);
	ZT_EQ(write(fd, text, strlen(text)), strlen(text));
	(void)close(fd);
}

static const struct zt_file office[] = {
	{ "etc/passwd", "root:x:0:0::/root:/bin/bash\n", 0 },
	{ "etc/machine-id", "0123456789abcdef0123456789abcdef\n", 0 },
	{ "etc/logrotate.conf", "weekly\nrotate 4\n", 0 },
	{ "etc/logrotate.d/rsyslog",
	    "/var/log/auth.log\n/var/log/syslog\n{\n\trotate 4\n\tweekly\n}\n"
	    "/var/log/mail.log\n{\n\trotate 0\n\tdaily\n}\n",
	    0 },
	{ "root/x", "", 0 },
	{ "var/log/x", "", 0 },
	{ "var/lib/logrotate/x", "", 0 },
};

static int
make(void)
{
	born = time(NULL);
	zt_look = ten_days_later;
	return zt_dir(office, ZC_LEN(office));
}

static size_t
gaps(int root)
{
	size_t n = zt_probe("trace_gap", root);

	zt_look = NULL;
	return n;
}

ZT(trace_gap_sees_a_log_emptied_an_hour_ago)
{
	int root = make();
	size_t r;

	put_file(root, "var/log/auth.log", "");
	changed(root, "var/log/auth.log", born + 10 * DAY - HOUR);
	(void)gaps(root);
	r = zt_find("kind", "log_emptied");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX)
		ZT_STR(zc_str_of(zt_cell(r, "subject")), "/var/log/auth.log");
	(void)close(root);
}

ZT(trace_gap_sees_a_log_emptied_after_its_rotation)
{
	char text[128], day[32];
	time_t turned;
	struct tm tm;
	int root = make();

	put_file(root, "var/log/auth.log", "");
	put_file(root, "var/log/auth.log.1", "x\n");
	changed(root, "var/log/auth.log", born + 10 * DAY - HOUR);
	turned = (time_t)(born + 7 * DAY);
	(void)strftime(
	    day, sizeof(day), "%Y-%m-%d-%H:%M:%S", localtime_r(&turned, &tm));
	(void)snprintf(text, sizeof(text),
	    "logrotate state -- version 2\n\"/var/log/auth.log\" %s\n", day);
	put_file(root, "var/lib/logrotate/status", text);
	(void)gaps(root);
	ZT_TRUE(zt_find("kind", "log_emptied") != SIZE_MAX);

	/* The rotation itself made it empty. */
	changed(root, "var/log/auth.log", born + 7 * DAY);
	zt_look = ten_days_later;
	(void)gaps(root);
	ZT_EQ(zt_find("kind", "log_emptied"), SIZE_MAX);
	(void)close(root);
}

ZT(trace_gap_tells_nothing_of_a_system_just_installed)
{
	static const char *const logs[] = { "var/log/auth.log",
		"var/log/syslog", "var/log/btmp", "var/log/wtmp",
		"var/log/dpkg.log", "root/.bash_history" };
	int root = make();

	for (size_t i = 0; i < ZC_LEN(logs); i++) {
		put_file(root, logs[i], "");
		changed(root, logs[i], born + 20 * HOUR);
	}
	ZT_EQ(gaps(root), 0);

	/* Made empty a week later by a package, and never written to. */
	changed(root, "etc/machine-id", born - 7 * DAY);
	for (size_t i = 0; i < ZC_LEN(logs); i++)
		changed(root, logs[i], born);
	zt_look = ten_days_later;
	ZT_EQ(gaps(root), 0);
	(void)close(root);
}

ZT(trace_gap_lets_rotation_without_old_files_be)
{
	int root = make();

	put_file(root, "var/log/mail.log", "");
	put_file(root, "var/lib/logrotate/status", "");
	changed(root, "var/log/mail.log", born + 10 * DAY - HOUR);
	changed(root, "etc/machine-id", born + 10 * DAY - 2 * HOUR);
	ZT_EQ(gaps(root), 0);
	(void)close(root);
}

ZT(trace_gap_sees_failed_logins_and_histories_emptied_in_place)
{
	static const char *const files[] = { "var/log/btmp",
		"root/.bash_history" };
	int root = make();

	for (size_t i = 0; i < ZC_LEN(files); i++) {
		put_file(root, files[i], "");
		changed(root, files[i], born + 9 * DAY);
	}
	ZT_EQ(gaps(root), 2);
	ZT_TRUE(zt_find("subject", "/var/log/btmp") != SIZE_MAX);
	ZT_TRUE(zt_find("kind", "history_emptied") != SIZE_MAX);
	(void)close(root);
}

/* utmp(5) of x86: 384 bytes. */
static void
record(char *p, int type, int64_t at, const char *user)
{
	uint32_t sec = (uint32_t)at;

	memset(p, 0, 384);
	p[0] = (char)type;
	(void)snprintf(p + 8, 32, "~");
	(void)snprintf(p + 44, 32, "%s", user);
	for (int i = 0; i < 4; i++)
		p[340 + i] = (char)(sec >> (8 * i));
}

ZT(trace_gap_sees_that_a_running_log_lacks_its_beginning)
{
	char boot[384], line[96];
	time_t at;
	struct tm tm;
	int root = make(), fd;

	/* On since the installation; the first line is four days younger. */
	record(boot, 2, born + HOUR, "reboot");
	fd = openat(root, "var/log/wtmp", O_WRONLY | O_CREAT, 0644);
	ZT_EQ(write(fd, boot, sizeof(boot)), sizeof(boot));
	(void)close(fd);
	at = (time_t)(born + 4 * DAY);
	(void)strftime(line, sizeof(line),
	    "%Y-%m-%dT%H:%M:%S+00:00 h systemd[1]: x\n", gmtime_r(&at, &tm));
	put_file(root, "var/log/syslog", line);
	(void)gaps(root);
	ZT_TRUE(zt_find("kind", "log_emptied") != SIZE_MAX);

	/* With the rotated file beside it and the rotation known: no. */
	at = (time_t)(born + 4 * DAY - HOUR);
	(void)strftime(line, sizeof(line),
	    "\"/var/log/syslog\" %Y-%m-%d-%H:%M:%S\n", localtime_r(&at, &tm));
	put_file(root, "var/lib/logrotate/status", line);
	zt_look = ten_days_later;
	(void)gaps(root);
	ZT_EQ(zt_find("kind", "log_emptied"), SIZE_MAX);
	(void)close(root);
}

/* A header and one list of entries, by docs/JOURNAL_FILE_FORMAT.md. */
struct journal {
	unsigned char b[1024];
	size_t n;
};

static void
le64(unsigned char *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

static void
object(struct journal *j, size_t at, unsigned type, uint64_t size)
{
	j->b[at] = (unsigned char)type;
	le64(j->b + at + 8, size);
}

static void
journal_of_two(struct journal *j)
{
	memset(j, 0, sizeof(*j));
	j->n = 640;
	memcpy(j->b, "LPKSHHRH", 8);
	le64(j->b + 88, 256);
	le64(j->b + 152, 2);   /* entries */
	le64(j->b + 160, 8);   /* last number */
	le64(j->b + 168, 7);   /* first number */
	le64(j->b + 176, 512); /* list */
	le64(j->b + 184, UINT64_C(1768003200) * 1000000);
	le64(j->b + 192, UINT64_C(1768006800) * 1000000);
	object(j, 256, 3, 80);
	le64(j->b + 256 + 16, 7);
	object(j, 384, 3, 80);
	le64(j->b + 384 + 16, 8);
	object(j, 512, 6, 24 + 32);
	le64(j->b + 512 + 24, 256);
	le64(j->b + 512 + 32, 384);
}

static int
check(const struct journal *j, struct zc_journalfile *f)
{
	static const struct zt_file none[] = { { "x", "", 0 } };
	int root = zt_dir(none, 1), rc;
	int fd = openat(root, "j", O_RDWR | O_CREAT, 0600);

	ZT_EQ(write(fd, j->b, j->n), j->n);
	rc = zc_journalfile_check(fd, f, NULL);
	(void)close(fd);
	(void)close(root);
	return rc;
}

ZT(journalfile_reads_the_list_of_entries)
{
	struct zc_journalfile f;
	struct journal j;

	journal_of_two(&j);
	ZT_EQ(check(&j, &f), ZC_OK);
	ZT_EQ(f.entries, 2);
	ZT_EQ(f.first_seq, 7);
	ZT_EQ(f.oldest, 1768003200);
	ZT_EQ(f.newest, 1768006800);
}

ZT(journalfile_tells_damage)
{
	static const struct {
		size_t at;
		unsigned char v;
	} bad[] = { { 0, 'X' }, { 152, 5 }, { 158, 1 }, { 177, 0 }, { 256, 1 },
		{ 256 + 16, 99 }, { 256 + 14, 1 }, { 384, 0 }, { 512, 3 },
		{ 512 + 8, 0 }, { 512 + 24, 3 }, { 512 + 32, 0 },
		{ 512 + 33, 9 } };
	struct zc_journalfile f;
	struct journal j;

	for (size_t i = 0; i < ZC_LEN(bad); i++) {
		journal_of_two(&j);
		j.b[bad[i].at] = bad[i].v;
		ZT_EQ(check(&j, &f), ZC_EINPUT);
	}
	for (size_t n = 0; n < 552; n += 8) {
		journal_of_two(&j);
		j.n = n;
		ZT_EQ(check(&j, &f), ZC_EINPUT);
	}
}
