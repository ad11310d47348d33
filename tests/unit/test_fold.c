/* Folding, the way back to the input, numbers, and many words at once. */
#include "text/ac.h"
#include "text/fold.h"

#include "zt.h"

static struct zc_folder *
folder(struct zc_arena *a)
{
	static const struct zc_fold_pair pairs[] = {
		{ { "機", 3 }, { "机", 3 } },
		{ { "祕", 3 }, { "秘", 3 } },
	};
	struct zc_folder *f = NULL;

	zc_arena_init(a, 4 << 20);
	ZT_EQ(zc_folder_new(pairs, ZC_LEN(pairs), a, &f, NULL), ZC_OK);
	return f;
}

static struct zc_str
fold(const char *text, unsigned flags, struct zc_arena *a)
{
	struct zc_folded out = { { "", 0 }, NULL };

	ZT_EQ(zc_fold(folder(a), zc_str_of(text), flags, a, &out, NULL), ZC_OK);
	return out.text;
}

#define FOLDS(in, flags, want) \
	do { \
		struct zc_arena zt_a; \
		ZT_STR(fold((in), (flags), &zt_a), (want)); \
		zc_arena_fini(&zt_a); \
	} while (0)

ZT(fold_makes_one_form_of_many)
{
	FOLDS("ＡＢＣ１２３（Ｘ）", 0, "abc123(x)");
	FOLDS("Zicha", 0, "zicha");
	FOLDS("機祕", 0, "机秘");
	FOLDS("★☆＊*⭐️", 0, "*****");
	FOLDS("【机密】〔２０２６〕", 0, "[机密][2026]");
	FOLDS("密级：机密", 0, "密级:机密");
	FOLDS("a\xC2\xA0　\t b", 0, "a b");
	FOLDS("机\xE2\x80\x8B密\xEF\xBB\xBF\xC2\xAD", 0, "机密");
	FOLDS("a\r\nb\rc\nd", 0, "a\nb\nc\nd");
	FOLDS("机 密\n★\r\n10　年", ZC_FOLD_TIGHT, "机密*10年");
	FOLDS("", 0, "");
	/* A broken byte must not join with what stands behind a blank. */
	FOLDS("a\xFF\xE6 \x9C\xBA", ZC_FOLD_TIGHT, "a\x1A\x1A\x1A\x1A");
	FOLDS("\xF0\x9F\x98\x80", 0, "\xF0\x9F\x98\x80");
}

ZT(fold_tells_where_each_byte_came_from)
{
	struct zc_arena a;
	struct zc_folder *f = folder(&a);
	struct zc_folded out;

	/* Offsets: 机 0-2, blank 3, 密 4-6, wide 1 7-9, end 10. */
	ZT_EQ(zc_fold(f, zc_str_of("机 密１"), ZC_FOLD_TIGHT, &a, &out, NULL),
	    ZC_OK);
	ZT_STR(out.text, "机密1");
	ZT_EQ(out.at[0], 0);
	ZT_EQ(out.at[2], 0);
	ZT_EQ(out.at[3], 4);
	ZT_EQ(out.at[6], 7);
	ZT_EQ(out.at[7], 10);
	zc_arena_fini(&a);
}

ZT(fold_refuses_pairs_that_make_text_longer)
{
	static const struct zc_fold_pair bad[] = {
		{ { "*", 1 }, { "★", 3 } },
		{ { "机密", 6 }, { "机", 3 } },
		{ { "", 0 }, { "机", 3 } },
	};
	struct zc_folder *f;
	struct zc_arena a;

	zc_arena_init(&a, 4 << 20);
	for (size_t i = 0; i < ZC_LEN(bad); i++)
		ZT_EQ(zc_folder_new(&bad[i], 1, &a, &f, NULL), ZC_EINPUT);
	zc_arena_fini(&a);
}

static void
number(const char *text, size_t used, uint32_t want)
{
	uint32_t v = 0;

	ZT_EQ(zc_fold_number(zc_str_of(text), &v), used);
	if (used > 0)
		ZT_EQ(v, want);
}

ZT(fold_number_reads_arabic_and_chinese)
{
	number("10年", 2, 10);
	number("十年", 3, 10);
	number("二十年", 6, 20);
	number("三十五", 9, 35);
	number("一百零二", 12, 102);
	number("二〇三〇年", 12, 2030);
	number("二零二六", 12, 2026);
	number("99999999", 8, 99999999);
	number("999999999", 0, 0);
	number("年", 0, 0);
	number("", 0, 0);
}

ZT(ac_finds_all_words_in_one_pass)
{
	static const struct zc_str words[] = { { "he", 2 }, { "she", 3 },
		{ "his", 3 }, { "hers", 4 }, { "he", 2 } };
	struct zc_ac_hit hits[8];
	struct zc_ac *ac;
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	ZT_EQ(zc_ac_new(words, ZC_LEN(words), &a, &ac, NULL), ZC_OK);
	ZT_EQ(zc_ac_run(ac, ZC_S("ushers"), hits, 8), 4);
	ZT_EQ(hits[0].word, 1);
	ZT_EQ(hits[0].end, 4);
	ZT_EQ(hits[3].word, 3);
	ZT_EQ(hits[3].end, 6);
	ZT_EQ(zc_ac_most(ac), 3);
	/* More than there is room for is counted. */
	ZT_EQ(zc_ac_run(ac, ZC_S("he he"), hits, 1), 4);
	ZT_EQ(zc_ac_run(ac, ZC_S("xyz"), hits, 8), 0);
	zc_arena_fini(&a);
}

ZT(ac_refuses_empty_and_long_words)
{
	char text[300];
	struct zc_str w = { text, 0 };
	struct zc_ac *ac;
	struct zc_arena a;

	memset(text, 'x', sizeof(text));
	zc_arena_init(&a, 1 << 20);
	ZT_EQ(zc_ac_new(&w, 1, &a, &ac, NULL), ZC_EINPUT);
	w.n = ZC_AC_WORD_MAX + 1;
	ZT_EQ(zc_ac_new(&w, 1, &a, &ac, NULL), ZC_ELIMIT);
	ZT_EQ(zc_ac_new(NULL, 0, &a, &ac, NULL), ZC_OK);
	ZT_EQ(zc_ac_run(ac, ZC_S("x"), NULL, 0), 0);
	zc_arena_fini(&a);
}
