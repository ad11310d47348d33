/* The tokens of Chinese search, as an index and as queries. */
#include "text/pairs.h"

#include "zt.h"

#include <sqlite3.h>

static void
index_is(const char *in, const char *want)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 16);
	zc_pairs_index(zc_str_of(in), &b);
	ZT_STR(zc_buf_get(&b), want);
	zc_buf_fini(&b);
}

static void
query_is(const char *in, enum zc_pairs_for what, const char *want)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 16);
	zc_pairs_query(zc_str_of(in), what, &b);
	ZT_STR(zc_buf_get(&b), want);
	zc_buf_fini(&b);
}

ZT(pairs_index_overlaps_han_and_keeps_words)
{
	index_is("保密检查", "保密 密检 检查 查");
	index_is("表", "表");
	index_is("保密检查 USB3.0 表", "保密 密检 检查 查 usb3 0 表");
	index_is("ＵＳＢ设备", "usb 设备 备");
	index_is("《保密法》，第二章", "保密 密法 法 第二 二章 章");
	index_is("Ünïcode ПРИВЕТ", "ünïcode привет");
	index_is("", "");
	index_is(" ，。\xFF", "");
	index_is("a\xFF"
		 "b",
	    "a b");
}

ZT(pairs_query_is_a_phrase_of_the_same_tokens)
{
	query_is("保密检查", ZC_PAIRS_FTS5, "\"保密 密检 检查\"");
	query_is("保密检查", ZC_PAIRS_TSQUERY, "'保密' <-> '密检' <-> '检查'");
	query_is("密", ZC_PAIRS_FTS5, "\"密\"*");
	query_is("密", ZC_PAIRS_TSQUERY, "'密':*");
	query_is("保密 USB", ZC_PAIRS_FTS5, "\"保密\" AND \"usb\"*");
	query_is("保密 USB", ZC_PAIRS_TSQUERY, "'保密' & 'usb':*");
	/* Signs of the query languages divide and do nothing else. */
	query_is("\" OR * ' & !", ZC_PAIRS_FTS5, "\"or\"*");
	query_is("';--", ZC_PAIRS_TSQUERY, "");
}

ZT(pairs_cut_a_word_that_is_too_long)
{
	char in[131];
	struct zc_buf b;

	memset(in, 'a', 130);
	in[130] = '\0';
	zc_buf_init(&b, 1 << 16);
	zc_pairs_index(zc_str_of(in), &b);
	ZT_EQ(b.n, 132);
	ZT_EQ(b.p[64], ' ');
	zc_buf_fini(&b);
}

/* How many of the texts the search finds, by a real FTS5 table. */
static int
found(sqlite3 *db, const char *what)
{
	sqlite3_stmt *st = NULL;
	struct zc_buf b;
	int n = -1;

	zc_buf_init(&b, 1 << 16);
	zc_pairs_query(zc_str_of(what), ZC_PAIRS_FTS5, &b);
	ZT_EQ(sqlite3_prepare_v2(
		  db, "SELECT count(*) FROM t WHERE t MATCH $1", -1, &st, NULL),
	    SQLITE_OK);
	sqlite3_bind_text(st, 1, b.p, (int)b.n, SQLITE_TRANSIENT);
	if (sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	zc_buf_fini(&b);
	return n;
}

ZT(pairs_find_what_was_indexed_by_fts5)
{
	static const char *const texts[] = { "关于保密检查的通知",
		"保密工作与安全检查", "USB3.0移动存储介质登记表", "密" };
	sqlite3 *db = NULL;

	ZT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
	ZT_EQ(sqlite3_exec(
		  db, "CREATE VIRTUAL TABLE t USING fts5(x)", NULL, NULL, NULL),
	    SQLITE_OK);
	for (size_t i = 0; i < ZC_LEN(texts); i++) {
		sqlite3_stmt *st = NULL;
		struct zc_buf b;

		zc_buf_init(&b, 1 << 16);
		zc_pairs_index(zc_str_of(texts[i]), &b);
		ZT_EQ(sqlite3_prepare_v2(
			  db, "INSERT INTO t VALUES ($1)", -1, &st, NULL),
		    SQLITE_OK);
		sqlite3_bind_text(st, 1, b.p, (int)b.n, SQLITE_TRANSIENT);
		ZT_EQ(sqlite3_step(st), SQLITE_DONE);
		sqlite3_finalize(st);
		zc_buf_fini(&b);
	}
	ZT_EQ(found(db, "保密"), 2);
	ZT_EQ(found(db, "保密检查"), 1); /* next to one another */
	ZT_EQ(found(db, "检查 保密"), 2);
	ZT_EQ(found(db, "密"), 3);
	ZT_EQ(found(db, "表"), 1); /* the last of its run */
	ZT_EQ(found(db, "ｕｓｂ"), 1);
	ZT_EQ(found(db, "密检"), 1);
	ZT_EQ(found(db, "介质 USB 通知"), 0);
	sqlite3_close(db);
}
