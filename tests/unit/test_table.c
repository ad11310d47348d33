#include "unit/zt_row.h"

ZT_DB(table_grows_and_refuses_to_narrow)
{
	static const struct zc_tcol more[] = {
		{ "serial", ZC_T_TEXT, true, false, true },
		{ "kind", ZC_T_TEXT, false, false, false },
		{ "price", ZC_T_INT, false, true, false },
	};
	static const struct zc_tcol wrong[] = { { "serial", ZC_T_INT, 0, 0,
	    0 } };
	static const struct zc_tcol alone[] = { { "kind", ZC_T_TEXT, true,
	    false, false } };
	static const struct zc_tcol taken[] = { { "state", ZC_T_TEXT, 0, 0,
	    0 } };
	static const struct zc_tcol evil[] = { { "x TEXT); DROP TABLE unit; --",
	    ZC_T_TEXT, 0, 0, 0 } };
	struct zc_tdef d = { "medium", more, ZC_LEN(more) };
	struct zc_verdict_of_chain v = { 0 };
	struct zc_scope s = scope(2, false);
	struct zc_cellv cell = { "price", num(100) };
	struct zc_row_change c = {
		.ver = 1, .act = "edit", .note = "", .v = &cell, .n = 1
	};
	struct zc_err err = { 0 };
	int64_t changes;

	units(db);
	changes = zt_db_int(db, "SELECT count(*) FROM schema_change");
	ZT_TRUE(changes > 5);
	ZT_OK(zc_table_sync(db, &medium, 1, e));
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM schema_change"), changes);
	c.id = add(db, s, "S1", "a");
	ZT_TRUE(add(db, s, "S2", "b") > 0);
	/* price is new, name has gone from the definition: its data stays */
	ZT_OK(zc_table_sync(db, &d, 1, e));
	ZT_TRUE(zt_db_int(db, "SELECT count(*) FROM schema_change") > changes);
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_row_set(db, &d, &s, &c, e));
	ZT_OK(zc_db_commit(db, e));
	ZT_OK(zc_history_verify(db, &d, 1, &v, e));
	ZT_STR(zc_str_of(v.what), "");
	ZT_STR(zc_str_of(
		   zt_db_text(db, "SELECT name FROM medium WHERE price=100")),
	    "a");
	changes = zt_db_int(db, "SELECT count(*) FROM schema_change");
	d = (struct zc_tdef){ "medium", wrong, 1 };
	ZT_EQ(zc_table_sync(db, &d, 1, &err), ZC_EREFUSED);
	ZT_TRUE(strstr(err.msg, "medium") && strstr(err.msg, "serial"));
	d = (struct zc_tdef){ "medium", alone, 1 };
	ZT_EQ(zc_table_sync(db, &d, 1, &err), ZC_EREFUSED);
	ZT_TRUE(strstr(err.msg, "medium") && strstr(err.msg, "kind"));
	d = (struct zc_tdef){ "medium", taken, 1 };
	ZT_EQ(zc_table_sync(db, &d, 1, &err), ZC_EREFUSED);
	d = (struct zc_tdef){ "medium", evil, 1 };
	ZT_EQ(zc_table_sync(db, &d, 1, &err), ZC_EREFUSED);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM schema_change"), changes);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM medium"), 2);
}

/* An open connection goes on when another has widened the table. */
ZT_DB(table_may_grow_under_an_open_connection)
{
	static const struct zc_tcol more[] = {
		{ "serial", ZC_T_TEXT, true, false, true },
		{ "name", ZC_T_TEXT, false, false, true },
		{ "kind", ZC_T_TEXT, false, true, false },
		{ "bought", ZC_T_INT, false, false, false },
		{ "price", ZC_T_INT, false, true, false },
	};
	static const struct zc_tdef d = { "medium", more, ZC_LEN(more) };
	struct zc_scope s = scope(2, false);
	struct zc_db *other = NULL;
	int64_t id;
	int rc;

	units(db);
	id = add(db, s, "S1", "a");
	ZT_EQ(set(db, s, id, 1, "b", NULL), ZC_OK);
	ZT_OK(zc_db_open(url, true, &other, e));
	ZT_OK(zc_table_sync(other, &d, 1, e));
	zc_db_close(other);
	rc = set(db, s, id, 2, "c", NULL);
	ZT_TRUE(rc == ZC_OK || rc == ZC_EBUSY);
	if (rc == ZC_EBUSY)
		ZT_EQ(set(db, s, id, 2, "c", NULL), ZC_OK);
	ZT_EQ(verify(db).what[0], 0);
}

struct tree {
	char text[400];
};

static int
on_unit(void *ctx, const struct zc_unit *u, int depth)
{
	struct tree *t = ctx;
	size_t n = strlen(t->text);

	(void)snprintf(
	    t->text + n, sizeof(t->text) - n, "%d%s ", depth, u->name);
	return ZC_OK;
}

ZT_DB(unit_tree_moves_and_makes_no_ring)
{
	struct zc_unit again = { .parent = 1, .name = "某局" };
	struct tree t = { "" };
	int64_t id = 0;

	units(db);
	ZT_OK(zc_unit_tree(db, 0, on_unit, &t, e));
	ZT_STR(zc_str_of(t.text), "0某县 1某局 1教育局 2一中 ");
	ZT_OK(zc_db_begin(db, e));
	ZT_EQ(zc_unit_move(db, 3, 4, NULL), ZC_EREFUSED);
	ZT_EQ(zc_unit_move(db, 3, 3, NULL), ZC_EREFUSED);
	ZT_EQ(zc_unit_move(db, 77, 1, NULL), ZC_ENOENT);
	ZT_OK(zc_unit_move(db, 3, 2, e));
	ZT_OK(zc_db_commit(db, e));
	t.text[0] = '\0';
	ZT_OK(zc_unit_tree(db, 2, on_unit, &t, e));
	ZT_STR(zc_str_of(t.text), "0某局 1教育局 2一中 ");
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM unit_closure"), 10);
	ZT_EQ(zt_db_int(
		  db, "SELECT depth FROM unit_closure WHERE anc=1 AND des=4"),
	    3);
	ZT_OK(zc_unit_find(db, "一中", &id, e));
	ZT_EQ(id, 4);
	ZT_EQ(zc_unit_find(db, "二中", &id, NULL), ZC_ENOENT);
	ZT_EQ(zc_unit_add(db, &again, &id, NULL), ZC_EEXIST);
}
