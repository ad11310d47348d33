#include "store/keep.h"
#include "store/unit.h"
#include "unit/zt_db.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct zc_tcol cols[] = {
	{ .name = "number", .type = ZC_T_TEXT, .unique = true, .search = true },
	{ .name = "scan", .type = ZC_T_TEXT },
	{ .name = "price", .type = ZC_T_INT },
};
static const struct zc_tdef tables[] = {
	{ .name = "thing", .cols = cols, .ncols = ZC_LEN(cols) },
};

static struct zc_scope me = { .actor = "li", .now = 1000 };
static int64_t first_row;
static char digest[65];

/* Directories of these tests live below one that is gone when the run ends:
 * zt_dir would take the first away when a second store is made. */
static char base[256];

static int
remove_one(const char *path, ZC_UNUSED const struct stat *st,
    ZC_UNUSED int flag, ZC_UNUSED struct FTW *at)
{
	return remove(path);
}

static void
remove_base(void)
{
	(void)nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *
scratch(const char *name)
{
	static char dirs[8][300];
	static size_t n;
	const char *tmp = getenv("TMPDIR");
	char *d = dirs[n++ % 8];

	if (base[0] == '\0') {
		(void)snprintf(base, sizeof(base), "%s/zt-keep-XXXXXX",
		    tmp == NULL ? "/tmp" : tmp);
		ZT_TRUE(mkdtemp(base) != NULL);
		(void)atexit(remove_base);
	}
	(void)snprintf(d, sizeof(dirs[0]), "%s/%s.XXXXXX", base, name);
	ZT_TRUE(mkdtemp(d) != NULL);
	return d;
}

static int64_t
add(struct zc_db *db, const char *number, const char *scan)
{
	struct zc_cellv v[] = {
		{ "number", { .type = ZC_VAL_TEXT, .s = zc_str_of(number) } },
		{ "scan", { .type = ZC_VAL_TEXT, .s = zc_str_of(scan) } },
		{ "price", { .type = ZC_VAL_INT, .i = -7 } },
	};
	int64_t id = 0;

	ZT_OK(zc_row_add(db, &tables[0], &me, "new", v, ZC_LEN(v), &id, e));
	return id;
}

/* A unit with rows and one attachment below `dir`. */
static void
world(struct zc_db *db, const char *dir)
{
	struct zc_unit u = { .name = "县局", .kind = "bureau", .code = "" };
	char path[128];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/scan.txt", dir);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	ZT_EQ(write(fd, "attached words", 14), 14);
	ZT_EQ(lseek(fd, 0, SEEK_SET), 0);
	ZT_OK(zc_table_sync(db, tables, ZC_LEN(tables), e));
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_unit_add(db, &u, &me.unit, e));
	ZT_OK(zc_keep_put(db, dir, &me, fd, "scan.txt", digest, e));
	first_row = add(db, "甲乙丙丁", digest);
	add(db, "A-2", "");
	ZT_OK(zc_db_commit(db, e));
	(void)close(fd);
	(void)unlink(path);
}

static bool
whole(struct zc_db *db)
{
	struct zc_verdict_of_chain v = { 0 };

	ZT_OK(zc_history_verify(db, tables, ZC_LEN(tables), &v, e));
	return v.what[0] == '\0' && v.rows > 0;
}

static void
over(
    enum zc_db_engine to, struct zc_db *db, const char *dir, const char *backup)
{
	struct zc_keep_count n = { 0 };
	struct zc_err err = { 0 };
	const char *there = scratch("there");
	struct zc_db *other = NULL;
	int64_t id;
	int fd = -1;

	if (!zt_db_have(to))
		return;
	ZT_OK(zc_db_open(zt_db_url(to), true, &other, e));
	ZT_OK(zc_table_migrate(other, e));
	if (backup != NULL)
		ZT_OK(zc_keep_restore(other, there, backup, &n, e));
	else
		ZT_OK(zc_keep_copy(db, dir, other, there, &n, e));
	ZT_EQ(n.files, 1);
	ZT_OK(zc_table_sync(other, tables, ZC_LEN(tables), e));
	ZT_EQ(zt_db_int(other, "SELECT count(*) FROM thing"), 2);
	ZT_EQ(zt_db_int(other, "SELECT sum(price) FROM thing"), -14);
	ZT_TRUE(whole(other));
	ZT_OK(zc_keep_open(there, digest, &fd, e));
	(void)close(fd);
	/* Ids go on above those that came. */
	ZT_OK(zc_db_begin(other, e));
	id = add(other, "A-3", "");
	ZT_OK(zc_db_commit(other, e));
	ZT_TRUE(id > first_row);
	ZT_TRUE(whole(other));
	/* Never over something. */
	ZT_EQ(zc_keep_copy(db, dir, other, there, &n, &err), ZC_EREFUSED);
	zc_db_close(other);
}

ZT_DB(keep_copies_a_store_to_either_engine)
{
	const char *dir = scratch("here");

	world(db, dir);
	over(ZC_DB_SQLITE, db, dir, NULL);
	over(ZC_DB_POSTGRES, db, dir, NULL);
}

ZT_DB(keep_backup_restores_into_either_engine)
{
	struct zc_keep_count n = { 0 };
	struct zc_err err = { 0 };
	const char *dir = scratch("here");
	char path[128];
	struct stat st;

	world(db, dir);
	(void)snprintf(path, sizeof(path), "%s/backup.zicha", dir);
	ZT_OK(zc_keep_backup(db, dir, path, "li", &n, e));
	ZT_EQ(n.files, 1);
	ZT_TRUE(n.rows > 4);
	ZT_EQ(stat(path, &st), 0);
	ZT_EQ(st.st_mode & 077, 0);
	ZT_EQ(zc_keep_backup(db, dir, path, "li", &n, &err), ZC_EEXIST);
	over(ZC_DB_SQLITE, db, dir, path);
	over(ZC_DB_POSTGRES, db, dir, path);
}

/* A writer in the middle of its transaction keeps nobody from a backup. */
ZT_DB(keep_backup_does_not_wait_for_writers)
{
	struct zc_keep_count n = { 0 };
	const char *dir = scratch("here");
	struct zc_db *writer = NULL;
	char path[128];

	world(db, dir);
	(void)snprintf(path, sizeof(path), "%s/backup.zicha", dir);
	ZT_OK(zc_db_open(url, true, &writer, e));
	ZT_OK(zc_db_begin(writer, e));
	add(writer, "A-9", "");
	ZT_OK(zc_db_commit(writer, e));
	ZT_OK(zc_keep_backup(db, dir, path, "li", &n, e));
	zc_db_close(writer);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM thing"), 3);
}

ZT_DB(keep_refuses_what_is_no_backup)
{
	struct zc_keep_count n = { 0 };
	struct zc_err err = { 0 };
	const char *dir = scratch("here");
	struct zc_db *other = NULL;
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/x", dir);
	f = fopen(path, "we");
	ZT_TRUE(f != NULL && fputs("no database, only words", f) > 0);
	(void)fclose(f);
	ZT_TRUE(zc_keep_restore(db, dir, path, &n, &err) != ZC_OK);
	(void)unlink(path);
	ZT_OK(zc_db_open(path, true, &other, e));
	ZT_OK(zc_table_migrate(other, e));
	zc_db_close(other);
	ZT_EQ(zc_keep_restore(db, dir, path, &n, &err), ZC_EINPUT);
	ZT_EQ(zc_keep_restore(db, dir, "/nonexistent", &n, &err), ZC_ENOENT);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM unit"), 0);
}

/* Is the text anywhere in the file or in its journal? */
static bool
grep(const char *path, const char *word)
{
	static const char *const tails[] = { "", "-wal" };
	static char bytes[8 << 20];
	bool hit = false;
	char name[256];

	for (size_t i = 0; i < ZC_LEN(tails); i++) {
		size_t n = 0;
		FILE *f;

		(void)snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		f = fopen(name, "re");
		if (f == NULL)
			continue;
		n = fread(bytes, 1, sizeof(bytes), f);
		(void)fclose(f);
		hit |= memmem(bytes, n, word, strlen(word)) != NULL;
	}
	return hit;
}

ZT_DB(keep_purge_leaves_a_tombstone_and_no_word)
{
	struct zc_buf backups;
	const char *dir = scratch("here");
	struct zc_err err = { 0 };
	int fd = -1;

	zc_buf_init(&backups, 1 << 16);
	world(db, dir);
	ZT_OK(zc_keep_open(dir, digest, &fd, e));
	(void)close(fd);
	ZT_OK(zc_db_run(db,
	    "INSERT INTO backup_made(id, path, made_at, actor, rows_kept,"
	    " files_kept) VALUES(1,'/media/disc/b1',5,'li',9,1)",
	    e, ""));
	ZT_OK(zc_keep_purge(
	    db, dir, &tables[0], &me, first_row, "误录", &backups, e));
	ZT_STR(((struct zc_str){ backups.p, backups.n }), "/media/disc/b1\n");
	ZT_EQ(zc_keep_open(dir, digest, &fd, &err), ZC_ENOENT);
	ZT_EQ(
	    zt_db_int(db, "SELECT count(*) FROM thing WHERE number='甲乙丙丁'"),
	    0);
	ZT_EQ(zt_db_int(db,
		  "SELECT count(*) FROM history WHERE body LIKE"
		  " '%甲乙丙丁%'"),
	    0);
	ZT_TRUE(whole(db));
	if (zc_db_engine(db) == ZC_DB_SQLITE) {
		ZT_TRUE(!grep(url, "甲乙丙丁"));
		ZT_TRUE(grep(url, "A-2"));
	}
	/* An entry that somebody emptied by himself is found. */
	ZT_OK(zc_db_run(db, "UPDATE history SET body=NULL WHERE row_id<>$1", e,
	    "i", first_row));
	ZT_TRUE(!whole(db));
	zc_buf_fini(&backups);
}
