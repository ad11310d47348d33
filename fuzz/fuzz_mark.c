/*
 * Any text: hits lie inside the input in ascending order, two runs agree, and
 * each has a reason; a strong mark holds its level, spelled in some way.
 */
#include "text/mark.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const struct zc_item words[] = {
	{ "rule.mark_context", "cover", "kind", "cover" },
	{ "rule.mark_context", "cover", "word", "国家秘密" },
	{ "rule.mark_context", "example", "kind", "example" },
	{ "rule.mark_context", "example", "word", "如" },
	{ "rule.mark_context", "talk", "kind", "talk" },
	{ "rule.mark_context", "talk", "word", "不得" },
	{ "rule.mark_context", "teach", "kind", "teach" },
	{ "rule.mark_context", "teach", "word", "题库" },
	{ "rule.mark_fold", "level", "pair", "機机" },
	{ "rule.mark_word", "top", "kind", "level" },
	{ "rule.mark_word", "top", "level", "绝密" },
	{ "rule.mark_word", "top", "word", "绝密" },
	{ "rule.mark_word", "secret", "kind", "level" },
	{ "rule.mark_word", "secret", "level", "机密" },
	{ "rule.mark_word", "secret", "word", "机密" },
	{ "rule.mark_word", "low", "kind", "level" },
	{ "rule.mark_word", "low", "level", "秘密" },
	{ "rule.mark_word", "low", "word", "秘密" },
	{ "rule.mark_word", "label", "kind", "label" },
	{ "rule.mark_word", "label", "word", "密级" },
	{ "rule.mark_word", "period", "kind", "period" },
	{ "rule.mark_word", "period", "word", "保密期限" },
	{ "rule.mark_word", "work", "kind", "work" },
	{ "rule.mark_word", "work", "word", "工作秘密" },
	{ "rule.mark_word", "exam", "kind", "exam" },
	{ "rule.mark_word", "exam", "word", "试卷" },
	{ "rule.mark_word", "lifted", "kind", "lifted" },
	{ "rule.mark_word", "lifted", "word", "解密" },
	{ "rule.mark_word", "copy", "kind", "copy" },
	{ "rule.mark_word", "copy", "word", "份号" },
	{ "rule.mark_word", "urgency", "kind", "urgency" },
	{ "rule.mark_word", "urgency", "word", "特急" },
};

static struct zc_mark_rules *
rules(void)
{
	static const struct zc_items items = { words, ZC_LEN(words) };
	static struct zc_mark_rules *r;
	static struct zc_arena a;

	if (r == NULL) {
		zc_arena_init(&a, 16 << 20);
		if (zc_mark_rules_new(&items, &a, &r, NULL) != ZC_OK)
			abort();
	}
	return r;
}

static bool
same(const struct zc_mark *x, const struct zc_mark *y)
{
	return x->class == y->class && x->sure == y->sure &&
	    x->place == y->place && x->offset == y->offset && x->n == y->n &&
	    x->why == y->why && zc_str_eq(x->period, y->period);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_marks m, again;
	struct zc_arena a;

	zc_arena_init(&a, 64 << 20);
	if (zc_mark(rules(), in, 5, &a, &m, NULL) != ZC_OK ||
	    zc_mark(rules(), in, 5, &a, &again, NULL) != ZC_OK ||
	    m.n != again.n || m.more != again.more)
		abort();
	for (size_t i = 0; i < m.n; i++) {
		const struct zc_mark *x = &m.v[i];

		if (x->n == 0 || x->offset > n || x->n > n - x->offset ||
		    x->why == NULL || x->rule == NULL || !same(x, &again.v[i]))
			abort();
		if (i > 0 && x->offset + x->n < m.v[i - 1].offset)
			abort();
		/* 密 is in every level. */
		if (x->level != NULL &&
		    zc_str_search(zc_str_sub(in, x->offset, x->n), "密") ==
			x->n)
			abort();
	}
	if (zc_mark_verdict(&m) != zc_mark_verdict(&again))
		abort();
	zc_arena_fini(&a);
	return 0;
}
