/* Central facts: the same whatever order and how often cases come. */
#include "store/exception.h"
#include "store/fact.h"

#include "zt_db.h"

static const struct zc_tcol cols[] = { { .name = "serial" },
	{ .name = "port", .type = ZC_T_INT } };
static const struct zc_tdef table = { "fact_thing", cols, 2 };

/* One case of a target: which rows it shows, and whether it saw all. */
struct look {
	int64_t at;
	const char *rows; /* one letter each */
	bool whole;
};

static void
take(struct zc_db *db, const char *target, const struct look *l)
{
	char digest[32], sum[8];
	struct zc_fact_in f = {
		.t = &table, .target = target, .digest = digest, .at = l->at
	};

	(void)snprintf(digest, sizeof(digest), "d%lld", (long long)l->at);
	ZT_OK(zc_db_begin(db, e));
	for (const char *p = l->rows; *p != '\0'; p++) {
		struct zc_val v[2] = { { .type = ZC_VAL_TEXT, .s = { p, 1 } },
			{ .type = ZC_VAL_INT, .i = *p } };

		(void)snprintf(sum, sizeof(sum), "%c", *p);
		ZT_OK(zc_fact_put(db, &f, v, sum, e));
	}
	ZT_OK(zc_fact_end(db, &f, l->whole, l->whole ? "ok" : "partial", e));
	ZT_OK(zc_db_commit(db, e));
}

static void
state(struct zc_db *db, const char *target, char *out, size_t n)
{
	struct zc_rows *r = NULL;
	size_t k = 0;

	ZT_OK(zc_db_ask(db,
	    "SELECT serial, first_seen, last_seen, gone, case_digest"
	    " FROM fact_thing WHERE target_id=$1 ORDER BY serial",
	    &r, e, "s", target));
	out[0] = '\0';
	while (zc_rows_next(r, NULL) > 0)
		k += (size_t)snprintf(out + k, n - k, "%s %lld-%lld %lld %s;",
		    zc_rows_text(r, 0), (long long)zc_rows_int(r, 1),
		    (long long)zc_rows_int(r, 2), (long long)zc_rows_int(r, 3),
		    zc_rows_text(r, 4));
	zc_rows_close(r);
}

ZT_DB(fact_is_the_same_in_any_order)
{
	static const struct look looks[] = { { 10, "ab", true },
		{ 20, "ac", true }, { 30, "d", false }, { 15, "e", false } };
	static const char want[] = "a 10-20 0 d20;b 10-10 1 d10;c 20-20 0 d20;"
				   "d 30-30 0 d30;e 15-15 1 d15;";
	char got[400];

	ZT_OK(zc_table_sync(db, &table, 1, e));
	/* All 24 orders, each with its first case once more at the end. */
	for (int a = 0, n = 0; a < 4; a++)
		for (int b = 0; b < 4; b++)
			for (int c = 0; c < 4; c++) {
				int d = 6 - a - b - c;
				char target[8];

				if (a == b || a == c || b == c)
					continue;
				(void)snprintf(
				    target, sizeof(target), "t%d", n++);
				take(db, target, &looks[a]);
				take(db, target, &looks[b]);
				take(db, target, &looks[c]);
				take(db, target, &looks[d]);
				take(db, target, &looks[a]);
				state(db, target, got, sizeof(got));
				ZT_STR(zc_str_of(got), want);
			}
}

ZT_DB(fact_cover_concludes_only_from_a_whole_look)
{
	struct zc_fact_cover c;
	int64_t n = 0;

	ZT_OK(zc_table_sync(db, &table, 1, e));
	ZT_OK(zc_db_exec(db,
	    "INSERT INTO unit(id, parent, name, kind, code)"
	    " VALUES(7, 0, 'u', '', '');"
	    "INSERT INTO target(id, hostname, first_seen, last_seen)"
	    " VALUES('t', 'h', 1, 1);"
	    "INSERT INTO case_file(digest, id, target_id, rules, path, started,"
	    " finished, imported) VALUES('d', 'i', 't', 'r', 'p', 1, 1, 1)",
	    e));
	ZT_OK(zc_fact_cover(db, 7, "thing", &c, e));
	ZT_EQ(c.targets, 1);
	ZT_EQ(c.unseen, 1);
	take(db, "t", &(struct look){ 10, "ab", true });
	ZT_OK(zc_fact_cover(db, 7, "thing", &c, e));
	ZT_EQ(c.unseen, 0);
	take(db, "t", &(struct look){ 20, "a", false });
	ZT_OK(zc_fact_cover(db, 7, "thing", &c, e));
	ZT_EQ(c.unseen, 1);
	/* Only what is gone is forgotten. */
	take(db, "t", &(struct look){ 30, "a", true });
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_fact_forget(db, &table, 10, &n, e));
	ZT_EQ(n, 0);
	ZT_OK(zc_fact_forget(db, &table, 40, &n, e));
	ZT_EQ(n, 1);
	ZT_OK(zc_db_commit(db, e));
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM fact_thing"), 1);
	ZT_OK(zc_fact_unit(db, "t", &n, e));
	ZT_EQ(n, 7);
}

ZT_DB(exception_ends_by_itself)
{
	struct zc_store *s = NULL;
	struct zc_exception x = { .key = "k",
		.until = 864000,
		.approver = "局长",
		.reason = "采购中",
		.actor = "a",
		.at = 1000 };
	struct zc_exception late = x, bare = x;
	int64_t n = 9;

	ZT_OK(zc_db_exec(db,
	    "INSERT INTO finding(finding_key, check_id, target_id, severity,"
	    " cells, detection, workflow, disposition, recurrence, first_seen,"
	    " last_seen, case_digest) VALUES('k', 'c', 't', 'high', '{}',"
	    " 'present', 'found', 'none', 0, 1, 1, 'd')",
	    e));
	ZT_OK(zc_store_borrow(db, &s, e));
	late.at = 9640000;
	bare.approver = "";
	ZT_EQ(zc_exception_set(s, &late, NULL), ZC_EINPUT);
	ZT_EQ(zc_exception_set(s, &bare, NULL), ZC_EINPUT);
	ZT_OK(zc_exception_set(s, &x, e));
	ZT_EQ(zc_exception_set(s, &x, NULL), ZC_EREFUSED);
	ZT_STR(zc_str_of(zt_db_text(db, "SELECT disposition FROM finding")),
	    "exception");
	ZT_OK(zc_exception_end(db, 864000, &n, e));
	ZT_EQ(n, 0);
	ZT_OK(zc_exception_end(db, 950400, &n, e));
	ZT_EQ(n, 1);
	ZT_STR(zc_str_of(zt_db_text(db, "SELECT disposition FROM finding")),
	    "none");
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM finding_exception"), 0);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM finding_event"), 2);
	zc_store_close(s);
}
