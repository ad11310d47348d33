/* The tokens of Chinese search, as an index and as queries. */
#include "text/pairs.h"

#include "zt.h"

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
