#include "unit/zt.h"

ZT(str_of_null_is_empty)
{
	ZT_EQ(zc_str_of(NULL).n, 0);
	ZT_TRUE(zc_str_is(zc_str_of(NULL), ""));
}

ZT(str_equality_counts_bytes_not_ends)
{
	struct zc_str a = { "a\0b", 3 }, b = { "a\0c", 3 };

	ZT_TRUE(!zc_str_eq(a, b));
	ZT_TRUE(!zc_str_is(a, "a"));
	ZT_TRUE(zc_str_eq((struct zc_str){ NULL, 0 }, ZC_S("")));
	ZT_TRUE(zc_str_isi(ZC_S("YeS"), "yEs"));
	ZT_TRUE(!zc_str_isi(ZC_S("yes"), "ye"));
}

ZT(str_starts_and_ends_do_not_read_past_a_short_string)
{
	ZT_TRUE(zc_str_starts(ZC_S("abc"), "ab"));
	ZT_TRUE(!zc_str_starts(ZC_S("a"), "ab"));
	ZT_TRUE(zc_str_ends(ZC_S("abc"), "bc"));
	ZT_TRUE(!zc_str_ends(ZC_S("c"), "bc"));
	ZT_TRUE(zc_str_starts(ZC_S(""), ""));
	ZT_TRUE(zc_str_ends(ZC_S(""), ""));
}

ZT(str_find_and_search_give_the_length_when_there_is_none)
{
	ZT_EQ(zc_str_find(ZC_S("abc"), 'c'), 2);
	ZT_EQ(zc_str_find(ZC_S("abc"), 'x'), 3);
	ZT_EQ(zc_str_find((struct zc_str){ NULL, 0 }, 'x'), 0);
	ZT_EQ(zc_str_search(ZC_S("aabaab"), "baa"), 2);
	ZT_EQ(zc_str_search(ZC_S("abc"), "abcd"), 3);
	ZT_EQ(zc_str_search((struct zc_str){ NULL, 0 }, "x"), 0);
}

ZT(str_base_is_what_stands_behind_the_last_slash)
{
	ZT_STR(zc_str_base(ZC_S("/usr/bin/ls")), "ls");
	ZT_STR(zc_str_base(ZC_S("ls")), "ls");
	ZT_STR(zc_str_base(ZC_S("/usr/")), "");
	ZT_STR(zc_str_base((struct zc_str){ NULL, 0 }), "");
}

ZT(str_sub_is_clipped_to_the_string)
{
	ZT_STR(zc_str_sub(ZC_S("abc"), 1, 1), "b");
	ZT_STR(zc_str_sub(ZC_S("abc"), 1, SIZE_MAX), "bc");
	ZT_STR(zc_str_sub(ZC_S("abc"), SIZE_MAX, SIZE_MAX), "");
	ZT_STR(zc_str_sub((struct zc_str){ NULL, 0 }, 5, 5), "");
}

ZT(str_trim_takes_blanks_off_both_ends_only)
{
	ZT_STR(zc_str_trim(ZC_S(" \t\r\n a b \v\f")), "a b");
	ZT_STR(zc_str_trim(ZC_S(" \t ")), "");
	ZT_STR(zc_str_trim(ZC_S("")), "");
}

ZT(str_cut_yields_empty_pieces_and_ends)
{
	struct zc_str rest = ZC_S(":a::"), p;

	ZT_TRUE(zc_str_cut(&rest, ':', &p));
	ZT_STR(p, "");
	ZT_TRUE(zc_str_cut(&rest, ':', &p));
	ZT_STR(p, "a");
	ZT_TRUE(zc_str_cut(&rest, ':', &p));
	ZT_STR(p, "");
	ZT_TRUE(zc_str_cut(&rest, ':', &p));
	ZT_STR(p, "");
	ZT_TRUE(!zc_str_cut(&rest, ':', &p));
}

ZT(str_line_knows_both_ends_of_line_and_no_last_empty_line)
{
	struct zc_str rest = ZC_S("a\r\n\nb\rc"), l;

	ZT_TRUE(zc_str_line(&rest, &l));
	ZT_STR(l, "a");
	ZT_TRUE(zc_str_line(&rest, &l));
	ZT_STR(l, "");
	ZT_TRUE(zc_str_line(&rest, &l));
	ZT_STR(l, "b\rc");
	ZT_TRUE(!zc_str_line(&rest, &l));
	rest = ZC_S("end\n");
	ZT_TRUE(zc_str_line(&rest, &l));
	ZT_TRUE(!zc_str_line(&rest, &l));
}

ZT(str_word_passes_over_runs_of_blanks)
{
	struct zc_str rest = ZC_S("  one\t two "), w;

	ZT_TRUE(zc_str_word(&rest, &w));
	ZT_STR(w, "one");
	ZT_TRUE(zc_str_word(&rest, &w));
	ZT_STR(w, "two");
	ZT_TRUE(!zc_str_word(&rest, &w));
	rest = (struct zc_str){ NULL, 0 };
	ZT_TRUE(!zc_str_word(&rest, &w));
}

ZT(str_int_takes_the_whole_range_and_nothing_beyond)
{
	int64_t v = 0;

	ZT_TRUE(zc_str_int(ZC_S("9223372036854775807"), 10, &v));
	ZT_TRUE(v == INT64_MAX);
	ZT_TRUE(zc_str_int(ZC_S("-9223372036854775808"), 10, &v));
	ZT_TRUE(v == INT64_MIN);
	v = 7;
	ZT_TRUE(!zc_str_int(ZC_S("9223372036854775808"), 10, &v));
	ZT_TRUE(!zc_str_int(ZC_S("-9223372036854775809"), 10, &v));
	ZT_TRUE(!zc_str_int(ZC_S("99999999999999999999999"), 10, &v));
	ZT_EQ(v, 7);
}

ZT(str_int_refuses_what_is_not_wholly_a_number)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "0x1",
		"1a", "--1", "1.0", "１" };
	int64_t v = 7;

	for (size_t i = 0; i < ZC_LEN(bad); i++)
		ZT_TRUE(!zc_str_int(zc_str_of(bad[i]), 10, &v));
	ZT_TRUE(!zc_str_int(ZC_S("8"), 8, &v));
	ZT_EQ(v, 7);
	ZT_TRUE(zc_str_int(ZC_S("755"), 8, &v));
	ZT_EQ(v, 0755);
	ZT_TRUE(zc_str_int(ZC_S("fF"), 16, &v));
	ZT_EQ(v, 255);
}
