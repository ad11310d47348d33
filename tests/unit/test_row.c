#include "unit/zt_row.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ids of a list, "1 2 3 " in the order they come, as their `name`s. */
static const char *
names(struct zc_db *db, struct zc_scope s, const struct zc_list *l)
{
	static char out[2000];
	struct zc_rows *r = NULL;
	size_t n = 0;
	int rc = ZC_OK;

	out[0] = '\0';
	ZT_OK(zc_row_list(db, &medium, &s, l, &r, e));
	while (r != NULL && (rc = zc_rows_next(r, NULL)) > 0 &&
	    n < sizeof(out) - 50)
		n += (size_t)snprintf(
		    out + n, sizeof(out) - n, "%s ", zc_rows_text(r, 9));
	ZT_EQ(rc, 0);
	zc_rows_close(r);
	return out;
}

ZT_DB(row_is_seen_in_its_scope_only)
{
	struct zc_list all = { .limit = 20 };
	struct zc_scope school = scope(4, false);
	int64_t id;

	units(db);
	id = add(db, school, "S1", "钥匙");
	ZT_TRUE(id > 0);
	ZT_TRUE(add(db, scope(2, false), "S1", "另一") > 0);
	ZT_STR(zc_str_of(names(db, school, &all)), "钥匙 ");
	ZT_STR(zc_str_of(names(db, scope(3, true), &all)), "钥匙 ");
	ZT_STR(zc_str_of(names(db, scope(3, false), &all)), "");
	ZT_STR(zc_str_of(names(db, scope(1, true), &all)), "另一 钥匙 ");
	ZT_EQ(set(db, scope(2, true), id, 1, "x", NULL), ZC_ENOENT);
	ZT_EQ(set(db, scope(1, true), id, 1, "改", NULL), ZC_OK);
	ZT_STR(zc_str_of(names(db, school, &all)), "改 ");
	ZT_EQ(add(db, scope(99, true), "S9", "x"), ZC_ENOENT);
	ZT_EQ(verify(db).what[0], 0);
}

ZT_DB(row_refuses_a_value_that_is_there)
{
	struct zc_scope s = scope(2, false);
	struct zc_cellv v = { "serial", txt("S1") };
	struct zc_err err = { 0 };
	int64_t id;

	units(db);
	id = add(db, s, "S1", "a");
	ZT_EQ(zc_db_begin(db, NULL), ZC_OK);
	ZT_EQ(
	    zc_row_add(db, &medium, &s, "in_use", &v, 1, &id, &err), ZC_EEXIST);
	zc_db_rollback(db);
	ZT_TRUE(strstr(err.msg, "serial") != NULL);
	/* In the recycle bin it is free again, and cannot come back then. */
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_row_delete(db, &medium, &s, id, 1, e));
	ZT_OK(zc_db_commit(db, e));
	ZT_TRUE(add(db, s, "S1", "b") > 0);
	ZT_EQ(zc_db_begin(db, NULL), ZC_OK);
	ZT_EQ(zc_row_restore(db, &medium, &s, id, NULL), ZC_EEXIST);
	zc_db_rollback(db);
	ZT_EQ(verify(db).what[0], 0);
}

ZT_DB(row_deleted_is_in_the_bin_and_comes_back)
{
	struct zc_list all = { .limit = 20 };
	struct zc_list bin = { .limit = 20, .deleted = true };
	struct zc_scope s = scope(2, false);
	int64_t id;

	units(db);
	id = add(db, s, "S1", "a");
	ZT_OK(zc_db_begin(db, e));
	ZT_EQ(zc_row_restore(db, &medium, &s, id, NULL), ZC_ENOENT);
	ZT_OK(zc_row_delete(db, &medium, &s, id, 1, e));
	ZT_OK(zc_db_commit(db, e));
	ZT_STR(zc_str_of(names(db, s, &all)), "");
	ZT_STR(zc_str_of(names(db, s, &bin)), "a ");
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_row_restore(db, &medium, &s, id, e));
	ZT_OK(zc_db_commit(db, e));
	ZT_STR(zc_str_of(names(db, s, &all)), "a ");
	ZT_EQ(zt_db_int(db, "SELECT ver FROM medium"), 3);
	ZT_EQ(verify(db).what[0], 0);
}

ZT_DB(row_of_an_old_version_is_refused)
{
	struct zc_scope s = scope(2, false);
	struct zc_err err = { 0 };
	int64_t id;

	units(db);
	id = add(db, s, "S1", "a");
	ZT_EQ(set(db, s, id, 1, "b", NULL), ZC_OK);
	ZT_EQ(set(db, s, id, 1, "c", &err), ZC_EBUSY);
	ZT_TRUE(strstr(err.msg, "medium") != NULL);
	ZT_STR(zc_str_of(zt_db_text(db, "SELECT name FROM medium")), "b");
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM history"), 2);
}

struct life {
	char text[1000];
};

static int
on_hist(void *ctx, const struct zc_hist *h)
{
	struct life *l = ctx;
	size_t n = strlen(l->text);

	(void)snprintf(l->text + n, sizeof(l->text) - n, "%d %s %s %s\n",
	    (int)h->ver, h->act, h->note, h->body);
	return ZC_OK;
}

ZT_DB(row_tells_its_life)
{
	struct zc_scope s = scope(2, false);
	struct life l = { "" };
	int64_t id;

	units(db);
	id = add(db, s, "S\"1", "a\n");
	ZT_EQ(set(db, s, id, 1, "b\\", NULL), ZC_OK);
	ZT_OK(zc_history_of(db, &s, "medium", id, on_hist, &l, e));
	ZT_STR(zc_str_of(l.text),
	    "1 add  {\"serial\":[null,\"S\\\"1\"],\"name\":[null,\"a\\u000a\"],"
	    "\"kind\":[null,\"U盘\"],\"bought\":[null,1735689600],"
	    "\"state\":[null,\"in_use\"]}\n"
	    "2 edit 改名 {\"name\":[\"a\\u000a\",\"b\\\\\"]}\n");
	l.text[0] = '\0';
	s = scope(3, true);
	ZT_OK(zc_history_of(db, &s, "medium", id, on_hist, &l, e));
	ZT_STR(zc_str_of(l.text), "");
}

ZT_DB(row_list_filters_searches_and_pages)
{
	static const char *const nm[] = { "保密钥匙", "保密柜", "密钥",
		"普通" };
	struct zc_filter f = { "name", ZC_BEGINS, txt("保密") };
	struct zc_filter two[2] = { { "kind", ZC_IS, txt("U盘") },
		{ "bought", ZC_MORE, num(5) } };
	struct zc_list l = { .limit = 2 };
	struct zc_scope s = scope(2, false);
	struct zc_rows *r = NULL;
	char serial[8];

	units(db);
	for (size_t i = 0; i < ZC_LEN(nm); i++) {
		(void)snprintf(serial, sizeof(serial), "N%zu", i);
		s.now++;
		ZT_TRUE(add(db, s, serial, nm[i]) > 0);
	}
	ZT_STR(zc_str_of(names(db, s, &l)), "普通 密钥 ");
	ZT_OK(zc_row_list(db, &medium, &s, &l, &r, e));
	ZT_EQ(zc_rows_next(r, NULL), 1);
	ZT_EQ(zc_rows_next(r, NULL), 1);
	l.before_at = zc_rows_int(r, 6);
	l.before_id = zc_rows_int(r, 0);
	zc_rows_close(r);
	ZT_STR(zc_str_of(names(db, s, &l)), "保密柜 保密钥匙 ");
	l = (struct zc_list){ .limit = 20, .filters = &f, .nfilters = 1 };
	ZT_STR(zc_str_of(names(db, s, &l)), "保密柜 保密钥匙 ");
	l = (struct zc_list){ .limit = 20, .filters = two, .nfilters = 2 };
	ZT_STR(zc_str_of(names(db, scope(1, true), &l)),
	    "普通 密钥 保密柜 保密钥匙 ");
	two[0].op = ZC_IS_NOT;
	ZT_STR(zc_str_of(names(db, s, &l)), "");
	two[0] = (struct zc_filter){ .col = "kind", .op = ZC_IS_NULL };
	ZT_STR(zc_str_of(names(db, s, &l)), "");
	l = (struct zc_list){ .limit = 20, .search = "密钥" };
	ZT_STR(zc_str_of(names(db, s, &l)), "密钥 保密钥匙 ");
	l.search = "保密 n1";
	ZT_STR(zc_str_of(names(db, s, &l)), "保密柜 ");
	l.search = "，！";
	ZT_STR(zc_str_of(names(db, s, &l)), "");
	l.search = "' OR 1=1 \" * (";
	ZT_STR(zc_str_of(names(db, s, &l)), "");
	f = (struct zc_filter){ "name;--", ZC_IS, txt("x") };
	l = (struct zc_list){ .limit = 20, .filters = &f, .nfilters = 1 };
	ZT_EQ(zc_row_list(db, &medium, &s, &l, &r, NULL), ZC_EINPUT);
	f = (struct zc_filter){ "bought", ZC_IS, txt("x") };
	ZT_EQ(zc_row_list(db, &medium, &s, &l, &r, NULL), ZC_EINPUT);
}

ZT_DB(row_search_follows_a_change)
{
	struct zc_list l = { .limit = 20, .search = "钥匙" };
	struct zc_scope s = scope(2, false);
	int64_t id, ids[4];
	size_t n = 9;

	units(db);
	id = add(db, s, "S1", "钥匙");
	ZT_STR(zc_str_of(names(db, s, &l)), "钥匙 ");
	ZT_EQ(set(db, s, id, 1, "硬盘", NULL), ZC_OK);
	ZT_STR(zc_str_of(names(db, s, &l)), "");
	l.search = "硬盘";
	ZT_STR(zc_str_of(names(db, s, &l)), "硬盘 ");
	ZT_OK(zc_row_find(
	    db, &medium, &s, "serial", ZC_S("S1"), ids, ZC_LEN(ids), &n, e));
	ZT_EQ(n, 1);
	ZT_EQ(ids[0], id);
	s = scope(3, true);
	ZT_OK(zc_row_find(
	    db, &medium, &s, "serial", ZC_S("S1"), ids, ZC_LEN(ids), &n, e));
	ZT_EQ(n, 0);
}

struct feed {
	int64_t at, n;
	int64_t fail_at, die_at;
	char text[2][40];
};

static int
next(void *ctx, struct zc_val *v, struct zc_err *e)
{
	struct feed *f = ctx;

	if (f->at == f->n)
		return 0;
	f->at++;
	if (f->at == f->fail_at)
		return ZC_FAIL(e, ZC_EINPUT, "row %lld", (long long)f->at);
	if (f->at == f->die_at)
		(void)raise(SIGKILL);
	(void)snprintf(
	    f->text[0], sizeof(f->text[0]), "L%lld", (long long)f->at);
	(void)snprintf(f->text[1], sizeof(f->text[1]), "移动\t硬盘%lld\n",
	    (long long)(f->at % 50));
	v[0] = txt(f->text[0]);
	v[1] = txt(f->text[1]);
	v[2] = f->at % 10 == 0 ? (struct zc_val){ 0 } : txt("硬盘");
	v[3] = num(f->at);
	return 1;
}

static int
load(struct zc_db *db, struct feed *f, struct zc_err *e)
{
	struct zc_scope s = scope(2, false);
	int64_t added = 0;
	int rc = zc_db_begin(db, e);

	if (rc == ZC_OK)
		rc = zc_row_load(db, &medium, &s, "in_use", next, f, &added, e);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	zc_db_rollback(db);
	if (rc == ZC_OK)
		ZT_EQ(added, f->n);
	return rc;
}

ZT_DB(row_load_is_whole_with_its_history)
{
	struct feed f = { .n = 5000 };
	struct zc_list l = { .limit = 3 };
	struct zc_verdict_of_chain v;

	units(db);
	ZT_TRUE(add(db, scope(2, false), "A", "a") > 0);
	ZT_OK(load(db, &f, e));
	ZT_TRUE(add(db, scope(2, false), "B", "b") > 0);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM medium"), 5002);
	v = verify(db);
	ZT_STR(zc_str_of(v.what), "");
	ZT_EQ(v.rows, 5002);
	l.search = "硬盘49";
	ZT_STR(zc_str_of(names(db, scope(2, false), &l)),
	    "移动\t硬盘49\n 移动\t硬盘49\n 移动\t硬盘49\n ");
}

ZT_DB(row_load_that_fails_leaves_nothing)
{
	struct feed f = { .n = 3000, .fail_at = 2500 };
	struct feed twice = { .n = 2 };
	struct zc_err err = { 0 };

	units(db);
	ZT_EQ(load(db, &f, &err), ZC_EINPUT);
	ZT_STR(zc_str_of(err.msg), "row 2500");
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM medium"), 0);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM history"), 0);
	ZT_OK(load(db, &twice, e));
	twice.at = 0;
	ZT_EQ(load(db, &twice, &err), ZC_EEXIST);
	ZT_TRUE(strstr(err.msg, "serial") != NULL);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM medium"), 2);
	ZT_EQ(verify(db).what[0], 0);
}

/* A process that is killed in the middle of an import. */
ZT_DB(row_load_that_is_killed_leaves_nothing)
{
	struct feed f = { .n = 60000, .die_at = 50000 };
	struct zc_db *mine = NULL;
	int status = 0;
	pid_t pid;

	units(db);
	ZT_TRUE(add(db, scope(2, false), "A", "a") > 0);
	pid = fork();
	if (pid == 0) {
		if (zc_db_open(url, true, &mine, NULL) == ZC_OK)
			(void)load(mine, &f, NULL);
		_exit(1);
	}
	ZT_EQ(waitpid(pid, &status, 0), pid);
	ZT_TRUE(WIFSIGNALED(status));
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM medium"), 1);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM history"), 1);
	ZT_TRUE(add(db, scope(2, false), "B", "b") > 0);
	ZT_EQ(verify(db).what[0], 0);
}

/* Ids are stored, so a clock that was set back cannot give one twice. */
ZT_DB(row_ids_grow_when_the_clock_is_set_back)
{
	struct zc_scope s = scope(2, false);
	struct zc_verdict_of_chain v;
	struct zc_db *again = NULL;
	int64_t a, b;

	units(db);
	/* As if the last id had been given out in ten years. */
	ZT_OK(zc_db_exec(db,
	    zc_db_engine(db) == ZC_DB_SQLITE
		? "UPDATE id_top SET top=2199023255552000000"
		: "SELECT setval('id_seq', 2199023255552000000)",
	    e));
	ZT_OK(zc_db_open(url, true, &again, e));
	a = add(again, s, "S1", "a");
	ZT_TRUE(a > 2199023255552000000);
	zc_db_close(again);
	s.now -= 86400 * 365;
	ZT_OK(zc_db_open(url, true, &again, e));
	b = add(again, s, "S2", "b");
	ZT_TRUE(b > a);
	ZT_EQ(set(again, s, a, 1, "c", NULL), ZC_OK);
	zc_db_close(again);
	v = verify(db);
	ZT_STR(zc_str_of(v.what), "");
	ZT_EQ(v.rows, 3);
}

/* Each change behind our back, and the words that name it. */
ZT_DB(history_names_what_was_changed)
{
	static const struct {
		const char *sql, *back, *what;
		bool row;
	} t[] = {
		{ "UPDATE medium SET name='x' WHERE serial='S2'",
		    "UPDATE medium SET name='b' WHERE serial='S2'",
		    "a row is not what its history says", true },
		{ "UPDATE medium SET bought=1 WHERE serial='S2'",
		    "UPDATE medium SET bought=1735689600 WHERE serial='S2'",
		    "a row is not what its history says", true },
		{ "UPDATE medium SET unit_id=3 WHERE serial='S2'",
		    "UPDATE medium SET unit_id=2 WHERE serial='S2'",
		    "a row is not what its history says", true },
		{ "UPDATE medium SET deleted_at=5 WHERE serial='S2'",
		    "UPDATE medium SET deleted_at=NULL WHERE serial='S2'",
		    "a row is not what its history says", true },
		{ "UPDATE history SET note='y' WHERE seq=3",
		    "UPDATE history SET note='改名' WHERE seq=3",
		    "the content of an entry of the history was changed",
		    false },
		{ "UPDATE history SET at_time=at_time+1 WHERE seq=2",
		    "UPDATE history SET at_time=at_time-1 WHERE seq=2",
		    "an entry of the history was changed", false },
		{ "UPDATE history SET body=body||' ' WHERE seq=1",
		    "UPDATE history SET body=trim(body) WHERE seq=1",
		    "the content of an entry of the history was changed",
		    false },
		{ "UPDATE history SET seq=9 WHERE seq=2",
		    "UPDATE history SET seq=2 WHERE seq=9",
		    "an entry of the history is missing", false },
		{ "UPDATE history_head SET seq=4",
		    "UPDATE history_head SET seq=3",
		    "the history ends elsewhere than its head says", false },
		{ "UPDATE medium SET id=7 WHERE serial='S1'", NULL,
		    "a row is not what its history says", true },
		{ "DELETE FROM medium WHERE serial='S1'", NULL,
		    "a row that the history tells of is gone", true },
	};
	struct zc_scope s = scope(2, false);
	struct zc_verdict_of_chain v;
	int64_t id;

	units(db);
	id = add(db, s, "S1", "a");
	ZT_TRUE(add(db, s, "S2", "b") > 0);
	ZT_EQ(set(db, s, id, 1, "c", NULL), ZC_OK);
	ZT_EQ(verify(db).what[0], 0);
	for (size_t i = 0; i < ZC_LEN(t); i++) {
		ZT_OK(zc_db_exec(db, t[i].sql, e));
		v = verify(db);
		if (strcmp(v.what, t[i].what) != 0)
			zt_fail(
			    __FILE__, __LINE__, "%s: \"%s\"", t[i].sql, v.what);
		ZT_EQ(v.row != 0, t[i].row);
		ZT_EQ(v.seq != 0, !t[i].row);
		if (t[i].back == NULL)
			continue;
		ZT_OK(zc_db_exec(db, t[i].back, e));
		ZT_EQ(verify(db).what[0], 0);
	}
}

/* An administrator who puts an old version back and cuts the chain. */
ZT_DB(history_sees_a_version_put_back)
{
	struct zc_scope s = scope(2, false);
	int64_t id;

	units(db);
	id = add(db, s, "S1", "a");
	ZT_EQ(set(db, s, id, 1, "c", NULL), ZC_OK);
	ZT_OK(zc_db_exec(
	    db, "UPDATE medium SET name='a', ver=1, updated_at=created_at", e));
	ZT_STR(zc_str_of(verify(db).what),
	    "a row was put back to an older version");
	ZT_OK(zc_db_exec(db, "DELETE FROM history WHERE ver=2", e));
	ZT_STR(zc_str_of(verify(db).what),
	    "the history ends elsewhere than its head says");
}

/* A purged row leaves digests, and the chain holds. */
ZT_DB(history_verifies_after_a_purge_and_only_after_one)
{
	struct zc_scope s = scope(2, false);
	struct zc_buf heads;
	int64_t id;

	units(db);
	id = add(db, s, "S1", "a");
	ZT_TRUE(add(db, scope(3, false), "S2", "b") > 0);
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_row_purge(db, &medium, &s, id, false, "误录", e));
	ZT_OK(zc_db_commit(db, e));
	ZT_EQ(verify(db).what[0], 0);
	ZT_EQ(zt_db_int(db,
		  "SELECT count(*) FROM history WHERE unit_id=2 AND"
		  " body IS NULL"),
	    2);
	ZT_STR(zc_str_of(zt_db_text(
		   db, "SELECT note FROM history WHERE act='purge'")),
	    "误录");
	zc_buf_init(&heads, 1000);
	ZT_OK(zc_history_heads(db, &heads, e));
	ZT_TRUE(zc_str_starts(zc_buf_get(&heads), "2 2 "));
	ZT_EQ(heads.n, 2 * (4 + 64 + 1));
	zc_buf_fini(&heads);
	ZT_OK(zc_db_exec(
	    db, "UPDATE history SET body=NULL, note='' WHERE unit_id=3", e));
	ZT_STR(zc_str_of(verify(db).what),
	    "the content of an entry of the history is missing");
}

/* Two processes that write into the same chain at once. */
ZT_DB(history_takes_two_writers)
{
	struct zc_db *mine = NULL;
	char serial[32];
	int status = 0;
	pid_t pid;

	units(db);
	pid = fork();
	if (pid == 0) {
		int bad = zc_db_open(url, true, &mine, NULL);

		for (int i = 0; bad == ZC_OK && i < 100; i++) {
			(void)snprintf(serial, sizeof(serial), "C%d", i);
			bad = add(mine, scope(2, false), serial, "x") < 0;
		}
		_exit(bad == 0 ? 0 : 1);
	}
	for (int i = 0; i < 100; i++) {
		(void)snprintf(serial, sizeof(serial), "P%d", i);
		ZT_TRUE(add(db, scope(2, false), serial, "x") > 0);
	}
	ZT_EQ(waitpid(pid, &status, 0), pid);
	ZT_EQ(status, 0);
	ZT_EQ(verify(db).rows, 200);
	ZT_EQ(verify(db).what[0], 0);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM medium"), 200);
}

/* Ids of a page, by the list and by a plain statement. */
static void
same_page(struct zc_db *db, struct zc_scope s, const struct zc_list *l,
    const char *plain)
{
	struct zc_rows *a = NULL, *b = NULL;
	int64_t n = 0;

	ZT_OK(zc_row_list(db, &medium, &s, l, &a, e));
	ZT_OK(zc_db_ask(db, plain, &b, e, ""));
	if (a == NULL || b == NULL)
		return;
	while (zc_rows_next(b, NULL) > 0) {
		if (zc_rows_next(a, NULL) != 1 ||
		    zc_rows_int(a, 0) != zc_rows_int(b, 0)) {
			zt_fail(__FILE__, __LINE__, "row %lld of %s",
			    (long long)n, plain);
			break;
		}
		n++;
	}
	ZT_EQ(zc_rows_next(a, NULL), 0);
	if (n == 0)
		zt_fail(__FILE__, __LINE__, "no row: %s", plain);
	zc_rows_close(a);
	zc_rows_close(b);
}

/* However the page is found, it is the same (see row_list.c). */
ZT_DB(row_list_is_the_same_by_every_way)
{
#define NEWEST(where) \
	"SELECT id FROM medium WHERE deleted_at IS NULL AND " where \
	" ORDER BY updated_at DESC, id DESC LIMIT 20"
	struct zc_filter hdd = { "kind", ZC_IS, txt("硬盘") };
	struct zc_filter old = { "bought", ZC_LESS, num(40) };
	struct zc_list l = { .limit = 20 };
	struct feed f[3] = { { .n = 2500 }, { .n = 4000 }, { .n = 2500 } };
	int64_t added;

	units(db);
	ZT_OK(zc_db_begin(db, e));
	for (int i = 0; i < 3; i++) {
		struct zc_scope s = scope(i + 2, false);

		s.now += i; /* unit 4 is the newest */
		ZT_OK(zc_row_load(
		    db, &medium, &s, "in_use", next, &f[i], &added, e));
	}
	ZT_OK(zc_db_commit(db, e));
	same_page(db, scope(2, false), &l, NEWEST("unit_id=2"));
	same_page(db, scope(1, true), &l, NEWEST("1=1"));
	/* units 3 and 4, then 2 alone, whose rows are the oldest */
	same_page(db, scope(3, true), &l, NEWEST("unit_id IN (3,4)"));
	same_page(db, scope(2, true), &l, NEWEST("unit_id=2"));
	l.filters = &hdd;
	l.nfilters = 1;
	same_page(db, scope(1, true), &l, NEWEST("kind='硬盘'"));
	same_page(db, scope(2, true), &l, NEWEST("kind='硬盘' AND unit_id=2"));
	l.filters = &old;
	same_page(db, scope(1, true), &l, NEWEST("bought<40"));
	l.nfilters = 0;
	l.search = "硬盘 移动";
	same_page(db, scope(1, true), &l, NEWEST("1=1"));
	same_page(db, scope(2, true), &l, NEWEST("unit_id=2"));
	same_page(db, scope(2, false), &l, NEWEST("unit_id=2"));
	l.search = "l77";
	same_page(
	    db, scope(2, true), &l, NEWEST("unit_id=2 AND serial LIKE 'L77%'"));
#undef NEWEST
}

/* SQLite's own limit of pages stands for a disk that is full. */
ZT(row_load_on_a_full_disk_leaves_nothing)
{
	struct feed f = { .n = 20000 };
	struct zc_db *db = NULL;
	struct zc_err err = { 0 };

	ZT_OK(zc_db_open(zt_db_url(ZC_DB_SQLITE), true, &db, e));
	ZT_OK(zc_table_migrate(db, e));
	units(db);
	ZT_TRUE(add(db, scope(2, false), "A", "a") > 0);
	ZT_OK(zc_db_exec(db, "PRAGMA max_page_count=400", e));
	ZT_EQ(load(db, &f, &err), ZC_ELIMIT);
	ZT_TRUE(strstr(err.msg, "the disk is full") != NULL);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM medium"), 1);
	ZT_EQ(verify(db).what[0], 0);
	/* With room it goes on. */
	ZT_OK(zc_db_exec(db, "PRAGMA max_page_count=1000000", e));
	f.at = 0;
	ZT_OK(load(db, &f, e));
	ZT_EQ(verify(db).rows, 20001);
	zc_db_close(db);
}
