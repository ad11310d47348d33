#include "unit/zt.h"

#include "base/utf8.h"

ZT(utf8_valid_takes_the_shortest_forms_only)
{
	static const char *const good[] = { "", "a", "é", "中", "😀",
		"\xF4\x8F\xBF\xBF" };
	static const char *const bad[] = { "\x80", "\xC0\x80", "\xC1\xBF",
		"\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE4\xB8",
		"\xC3", "\xF0\x9F\x98", "a\xE4" };

	for (size_t i = 0; i < ZC_LEN(good); i++)
		ZT_TRUE(zc_utf8_valid(zc_str_of(good[i])));
	for (size_t i = 0; i < ZC_LEN(bad); i++)
		ZT_TRUE(!zc_utf8_valid(zc_str_of(bad[i])));
}

ZT(utf8_step_does_not_look_behind_the_string)
{
	struct zc_str cut = { "中", 2 };

	ZT_EQ(zc_utf8_step(cut), 0);
	ZT_EQ(zc_utf8_step((struct zc_str){ "中", 3 }), 3);
	ZT_EQ(zc_utf8_step((struct zc_str){ "", 0 }), 0);
}

static void
safe(const char *in, size_t max, const char *want)
{
	struct zc_buf b;

	zc_buf_init(&b, 4096);
	zc_utf8_safe(&b, zc_str_of(in), max);
	ZT_STR(zc_buf_get(&b), want);
	ZT_TRUE(zc_utf8_valid(zc_buf_get(&b)));
	zc_buf_fini(&b);
}

ZT(utf8_safe_shows_what_a_terminal_must_not_obey)
{
	safe("a\x1b[2Jb", 99, "a\\x1B[2Jb");
	safe("\x7f", 99, "\\x7F");
	safe("\xC2\x9B", 99, "\\xC2\\x9B");
	safe("\xE2\x80\xAE"
	     "exe.txt",
	    99,
	    "\\xE2\\x80\\xAE"
	    "exe.txt");
	safe("\xFF", 99, "\\xFF");
	safe("a\tb\nc", 99, "a\tb\nc");
	safe("中文", 99, "中文");
}

ZT(utf8_safe_cuts_between_characters_and_says_so)
{
	safe("中文", 3, "中…");
	safe("中文", 5, "中…");
	safe("中文", 6, "中文");
	safe("abc", 0, "…");
	safe("", 0, "");
}

ZT(utf8_width_counts_wide_characters_twice)
{
	ZT_EQ(zc_utf8_width(ZC_S("abc")), 3);
	ZT_EQ(zc_utf8_width(ZC_S("中a文")), 5);
	ZT_EQ(zc_utf8_width(ZC_S("é")), 1);
	ZT_EQ(zc_utf8_width(ZC_S("")), 0);
}

ZT(utf8_printable_is_what_safe_leaves_alone)
{
	ZT_TRUE(zc_utf8_printable(ZC_S("中a\tb\n")));
	ZT_TRUE(zc_utf8_printable(ZC_S("")));
	ZT_TRUE(!zc_utf8_printable(ZC_S("a\x1b[2J")));
	ZT_TRUE(!zc_utf8_printable(ZC_S("a\xFF")));
	ZT_TRUE(!zc_utf8_printable(ZC_S("\xE2\x80\xAE")));
}

ZT(utf8_copy_cuts_between_characters)
{
	char to[5];

	zc_utf8_copy(to, sizeof(to), ZC_S("中文"));
	ZT_STR(zc_str_of(to), "中");
	zc_utf8_copy(to, sizeof(to), ZC_S("abcd"));
	ZT_STR(zc_str_of(to), "abcd");
	zc_utf8_copy(to, sizeof(to), ZC_S("abcde"));
	ZT_STR(zc_str_of(to), "abcd");
	zc_utf8_copy(to, sizeof(to), ZC_S(""));
	ZT_STR(zc_str_of(to), "");
}
