#include "unit/zt.h"

#include "core/case.h"
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path in a fresh directory; the directory goes when the test ends. */
static const char *
fresh(const char *name)
{
	static char path[256];

	close(zt_dir(NULL, 0));
	(void)snprintf(path, sizeof(path), "%s/%s", zt_dir_path(), name);
	return path;
}

/* One table with one row and one path not reached, as gathered. */
static void
put_mounts(struct zc_case *c)
{
	const struct zc_probe *p = zc_probe_find("user_group");
	struct zc_outcome o = {
		.cover = ZC_COVER_PARTIAL, .rows = 1, .window_from = 5, .ms = 3
	};
	struct zc_fact v[64] = { 0 };
	struct zc_sink s;

	(void)snprintf(o.reason, sizeof(o.reason), "some reason");
	zc_case_sink(c, &s);
	for (size_t i = 0; i < p->ncols; i++) {
		if (p->cols[i].type == ZC_TEXT)
			v[i].s = ZC_S("wheel");
		else
			v[i].i = 1;
	}
	ZT_EQ(s.begin(s.ctx, p, NULL), ZC_OK);
	ZT_EQ(s.row(s.ctx, p, v, NULL), ZC_OK);
	ZT_EQ(s.miss(s.ctx, p, ZC_S("/x"), ZC_S("not permitted"), NULL), ZC_OK);
	ZT_EQ(s.end(s.ctx, p, &o, NULL), ZC_OK);
}

static int64_t
number(struct zc_case *c, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n = -1;

	if (zc_sql_prepare(zc_case_db(c), sql, &st, NULL, "") == ZC_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static int
look(void *ctx, const struct zc_case_status *s)
{
	struct zc_case_status *out = ctx;

	if (strcmp(s->table, "user_group") == 0)
		*out = *s;
	return ZC_OK;
}

ZT(case_new_has_every_table_not_yet_gathered)
{
	struct zc_case *c = NULL;

	ZT_EQ(zc_case_create(NULL, &c, NULL), ZC_OK);
	ZT_EQ(number(c, "SELECT count(*) FROM zc_table"), zc_nprobes);
	ZT_EQ(number(c, "SELECT count(*) FROM zc_table WHERE status NOT NULL"),
	    0);
	ZT_TRUE(!zc_case_done(c, "user_group"));
	zc_case_close(c);
	zc_case_close(NULL);
}

ZT(case_is_never_written_over)
{
	const char *path = fresh("a.case");
	struct zc_case *c = NULL, *d = NULL;

	ZT_EQ(zc_case_create(path, &c, NULL), ZC_OK);
	ZT_EQ(zc_case_set(c, "id", "first", NULL), ZC_OK);
	zc_case_close(c);
	ZT_EQ(zc_case_create(path, &d, NULL), ZC_EEXIST);
	ZT_TRUE(d == NULL);
	ZT_EQ(zc_case_open(path, false, &c, NULL), ZC_OK);
	ZT_STR(zc_str_of(zc_case_get(c, "id")), "first");
	zc_case_close(c);
}

ZT(case_that_was_interrupted_is_resumed_where_it_stood)
{
	const char *path = fresh("a.case");
	struct zc_case_status s = { 0 };
	struct zc_case *c = NULL;

	ZT_EQ(zc_case_create(path, &c, NULL), ZC_OK);
	put_mounts(c);
	zc_case_close(c);
	ZT_EQ(zc_case_open(path, true, &c, NULL), ZC_OK);
	ZT_TRUE(zc_case_done(c, "user_group"));
	ZT_TRUE(!zc_case_done(c, "account"));
	ZT_EQ(zc_case_statuses(c, look, &s, NULL), ZC_OK);
	ZT_EQ(s.o.cover, ZC_COVER_PARTIAL);
	ZT_EQ(s.o.rows, 1);
	ZT_EQ(s.o.window_from, 5);
	ZT_EQ(s.o.window_to, 0);
	ZT_EQ(s.misses, 1);
	/* Gathered again, nothing is there twice. */
	put_mounts(c);
	ZT_EQ(number(c, "SELECT count(*) FROM user_group"), 1);
	ZT_EQ(number(c, "SELECT count(*) FROM zc_miss"), 1);
	zc_case_close(c);
}

ZT(case_sealed_is_read_only_and_has_no_journal)
{
	const char *path = fresh("a.case");
	char digest[65], again[65], journal[300];
	struct zc_case *c = NULL;
	struct stat st;

	ZT_EQ(zc_case_create(path, &c, NULL), ZC_OK);
	put_mounts(c);
	ZT_EQ(zc_case_seal(c, digest, NULL), ZC_OK);
	ZT_TRUE(zc_case_sealed(c));
	zc_case_close(c);
	ZT_EQ(stat(path, &st), 0);
	ZT_EQ(st.st_mode & 0777, 0400);
	(void)snprintf(journal, sizeof(journal), "%s-wal", path);
	ZT_EQ(access(journal, F_OK), -1);
	ZT_EQ(zc_case_digest(path, again, NULL), ZC_OK);
	ZT_STR(zc_str_of(again), digest);
	ZT_EQ(zc_case_open(path, true, &c, NULL), ZC_EREFUSED);
	ZT_EQ(zc_case_open(path, false, &c, NULL), ZC_OK);
	ZT_EQ(number(c, "SELECT count(*) FROM user_group"), 1);
	zc_case_close(c);
	/* Reading it changed no byte. */
	ZT_EQ(zc_case_digest(path, again, NULL), ZC_OK);
	ZT_STR(zc_str_of(again), digest);
}

ZT(case_get_of_what_is_not_set_is_empty)
{
	struct zc_case *c = NULL;

	ZT_EQ(zc_case_create(NULL, &c, NULL), ZC_OK);
	ZT_STR(zc_str_of(zc_case_get(c, "none")), "");
	ZT_EQ(zc_case_set(c, "k", "v'); DROP TABLE zc_meta;--", NULL), ZC_OK);
	ZT_STR(zc_str_of(zc_case_get(c, "k")), "v'); DROP TABLE zc_meta;--");
	zc_case_close(c);
}

ZT(case_ledger_is_declared_with_its_status)
{
	static const struct zc_col cols[] = { { "serial", ZC_TEXT, "serial",
						  "序列号", "" },
		{ "since", ZC_TIME, "since", "自", "" } };
	struct zc_case_table t = { .name = "medium",
		.kind = "ledger",
		.en = "media",
		.zh = "介质",
		.cols = cols,
		.ncols = 2 };
	struct zc_outcome o = { .cover = ZC_COVER_ABSENT };
	struct zc_case *c = NULL;

	ZT_EQ(zc_case_create(NULL, &c, NULL), ZC_OK);
	ZT_EQ(zc_case_declare(c, &t, &o, NULL), ZC_OK);
	ZT_EQ(number(c, "SELECT count(*) FROM medium"), 0);
	ZT_EQ(number(c,
		  "SELECT count(*) FROM zc_column WHERE table_name='medium'"),
	    2);
	ZT_TRUE(zc_case_done(c, "medium"));
	ZT_TRUE(zc_case_declare(c, &t, &o, NULL) != ZC_OK);
	zc_case_close(c);
}

/* A sealed case whose inside is changed by `sql` before the sealing. */
static int
reopen_after(const char *sql)
{
	const char *path = fresh("a.case");
	char digest[65];
	struct zc_case *c = NULL;
	sqlite3 *db = NULL;
	int rc;

	ZT_EQ(zc_case_create(path, &c, NULL), ZC_OK);
	put_mounts(c);
	ZT_EQ(zc_case_seal(c, digest, NULL), ZC_OK);
	zc_case_close(c);
	ZT_EQ(chmod(path, 0600), 0);
	ZT_EQ(sqlite3_open(path, &db), SQLITE_OK);
	ZT_EQ(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	ZT_EQ(sqlite3_close(db), SQLITE_OK);
	c = NULL;
	rc = zc_case_open(path, false, &c, NULL);
	if (rc != ZC_OK)
		ZT_TRUE(c == NULL);
	zc_case_close(c);
	return rc;
}

ZT(case_with_views_or_triggers_is_refused)
{
	ZT_EQ(reopen_after("SELECT 1"), ZC_OK);
	ZT_EQ(reopen_after("CREATE VIEW account2 AS SELECT 1"), ZC_EINPUT);
	ZT_EQ(reopen_after("DROP TABLE account;"
			   "CREATE VIEW account AS SELECT 1"),
	    ZC_EINPUT);
	ZT_EQ(reopen_after("CREATE TRIGGER t AFTER INSERT ON zc_meta"
			   " BEGIN SELECT 1; END"),
	    ZC_EINPUT);
}

ZT(case_of_another_form_or_version_is_refused)
{
	ZT_EQ(reopen_after("PRAGMA user_version=2"), ZC_EINPUT);
	ZT_EQ(reopen_after("PRAGMA application_id=0"), ZC_EINPUT);
}

static void
write_file(const char *path, const char *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ZT_TRUE(fd != -1 && write(fd, p, n) == (ssize_t)n);
	close(fd);
}

ZT(case_of_foreign_bytes_is_refused)
{
	static const char text[] = "this is a letter, not a case\n";
	const char *path = fresh("a.case");
	struct zc_case *c = NULL;

	ZT_EQ(zc_case_open(path, false, &c, NULL), ZC_ENOENT);
	write_file(path, "", 0);
	ZT_EQ(zc_case_open(path, false, &c, NULL), ZC_EINPUT);
	write_file(path, text, sizeof(text) - 1);
	ZT_EQ(zc_case_open(path, false, &c, NULL), ZC_EINPUT);
	ZT_TRUE(c == NULL);
}

/* A sealed case as bytes; the caller frees. */
static char *
sealed_bytes(const char *path, size_t *n)
{
	char digest[65];
	struct zc_case *c = NULL;
	struct stat st;
	char *p;
	int fd;

	ZT_EQ(zc_case_create(path, &c, NULL), ZC_OK);
	put_mounts(c);
	ZT_EQ(zc_case_seal(c, digest, NULL), ZC_OK);
	zc_case_close(c);
	ZT_EQ(stat(path, &st), 0);
	*n = (size_t)st.st_size;
	p = malloc(*n);
	fd = open(path, O_RDONLY);
	ZT_TRUE(p != NULL && read(fd, p, *n) == (ssize_t)*n);
	close(fd);
	ZT_EQ(unlink(path), 0);
	return p;
}

ZT(case_cut_anywhere_is_refused)
{
	const char *path = fresh("a.case");
	size_t n, tried = 0;
	char *p = sealed_bytes(path, &n);
	struct zc_case *c = NULL;

	for (size_t cut = 0; cut < n; cut += 512) {
		/* Opening costs time by the size: all small cuts, then few. */
		if (cut > 32768 && cut % 16384 != 512)
			continue;
		write_file(path, p, cut);
		ZT_EQ(zc_case_open(path, false, &c, NULL), ZC_EINPUT);
		ZT_TRUE(c == NULL);
		tried++;
	}
	ZT_TRUE(tried > 60);
	write_file(path, p, n);
	ZT_EQ(zc_case_open(path, false, &c, NULL), ZC_OK);
	zc_case_close(c);
	free(p);
}

ZT(case_with_bytes_changed_never_crashes)
{
	const char *path = fresh("a.case");
	size_t n, refused = 0;
	char *p = sealed_bytes(path, &n);
	struct zc_case *c = NULL;

	for (size_t at = 16; at < n && at < 20000; at += 331) {
		char was = p[at];

		p[at] = (char)(was ^ 0x5A);
		write_file(path, p, n);
		c = NULL;
		if (zc_case_open(path, false, &c, NULL) != ZC_OK) {
			ZT_TRUE(c == NULL);
			refused++;
		} else {
			struct zc_case_status s;

			(void)!zc_case_statuses(c, look, &s, NULL);
			(void)zc_case_get(c, "id");
		}
		zc_case_close(c);
		p[at] = was;
	}
	ZT_TRUE(refused > 0);
	free(p);
}
