/*
 * text_rate ITEMS: MB/s of input, ours and iconv(3)'s, for texts made here.
 * ITEMS is what `zicha catalog items` prints. One line a measurement:
 * NAME OURS THEIRS (0 = no peer).
 */
#include "base/fs.h"
#include "base/item.h"
#include "text/charset.h"
#include "text/fold.h"
#include "text/mark.h"
#include "text/pairs.h"

#include <iconv.h>
#include <stdio.h>
#include <time.h>

enum {
	SIZE = 16 << 20,
	TURNS = 5
};

static double
now(void)
{
	struct timespec t;

	/* Of the processor: others may be at work on this machine. */
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* SIZE bytes of `line` again and again, in the encoding `name`. */
static struct zc_str
make(const char *name, const char *line)
{
	iconv_t cd = iconv_open(name, "UTF-8");
	char *one = malloc(4096), *all = malloc(SIZE), *to = one;
	char *in = (char *)(uintptr_t)line;
	size_t left = strlen(line), room = 4096, n;

	if (one == NULL || all == NULL || cd == (iconv_t)-1 ||
	    iconv(cd, &in, &left, &to, &room) == (size_t)-1)
		exit(2);
	n = (size_t)(to - one);
	for (size_t i = 0; i < SIZE; i++)
		all[i] = one[i % n];
	free(one);
	(void)iconv_close(cd);
	return (struct zc_str){ all, SIZE - SIZE % n };
}

static double
iconv_rate(const char *name, struct zc_str s)
{
	iconv_t cd = iconv_open("UTF-8", name);
	char *out = malloc(3 * (size_t)SIZE);
	double best = 1e9;

	for (int i = 0; i < TURNS; i++) {
		char *in = (char *)(uintptr_t)s.p, *to = out;
		size_t left = s.n, room = 3 * (size_t)SIZE;
		double t = now();

		if (iconv(cd, &in, &left, &to, &room) == (size_t)-1)
			exit(2);
		t = now() - t;
		best = t < best ? t : best;
	}
	free(out);
	(void)iconv_close(cd);
	return (double)s.n / best / 1e6;
}

static double
decode_rate(enum zc_charset c, struct zc_str s)
{
	struct zc_buf b;
	double best = 1e9;
	size_t bad;

	zc_buf_init(&b, 3 * (size_t)SIZE + 16);
	for (int i = 0; i < TURNS; i++) {
		double t;

		zc_buf_clear(&b);
		t = now();
		zc_charset_to_utf8(c, s, &b, &bad);
		t = now() - t;
		if (b.rc != ZC_OK || bad != 0)
			exit(2);
		best = t < best ? t : best;
	}
	zc_buf_fini(&b);
	return (double)s.n / best / 1e6;
}

static double
detect_rate(struct zc_str s)
{
	double best = 1e9;

	for (int i = 0; i < TURNS; i++) {
		double t = now();

		if (zc_charset_detect(s).sure == ZC_CHARSET_GUESS)
			exit(2);
		t = now() - t;
		best = t < best ? t : best;
	}
	return (double)s.n / best / 1e6;
}

static double
fold_rate(struct zc_str s)
{
	struct zc_arena a;
	struct zc_folder *f;
	double best = 1e9;
	char *text = malloc(s.n + 1);
	uint32_t *at = malloc((s.n + 1) * sizeof(*at));

	zc_arena_init(&a, 1 << 20);
	if (text == NULL || at == NULL ||
	    zc_folder_new(NULL, 0, &a, &f, NULL) != ZC_OK)
		exit(2);
	for (int i = 0; i < TURNS; i++) {
		double t = now();

		if (zc_fold_into(f, s, ZC_FOLD_TIGHT, text, at) == 0)
			exit(2);
		t = now() - t;
		best = t < best ? t : best;
	}
	zc_arena_fini(&a);
	free(text);
	free(at);
	return (double)s.n / best / 1e6;
}

static double
mark_rate(const struct zc_mark_rules *r, struct zc_str s)
{
	double best = 1e9;

	for (int i = 0; i < TURNS; i++) {
		struct zc_arena a;
		struct zc_marks m;
		double t = now();

		zc_arena_init(&a, 64 << 20);
		if (zc_mark(r, s, 100, &a, &m, NULL) != ZC_OK)
			exit(2);
		zc_arena_fini(&a);
		t = now() - t;
		best = t < best ? t : best;
	}
	return (double)s.n / best / 1e6;
}

static double
pairs_rate(struct zc_str s)
{
	struct zc_buf b;
	double best = 1e9;

	zc_buf_init(&b, 256 << 20);
	for (int i = 0; i < TURNS; i++) {
		double t = now();

		zc_buf_clear(&b);
		zc_pairs_index(s, &b);
		t = now() - t;
		if (b.rc != ZC_OK)
			exit(2);
		best = t < best ? t : best;
	}
	zc_buf_fini(&b);
	return (double)s.n / best / 1e6;
}

static void
show(const char *name, double ours, double theirs)
{
	printf("%s %.0f %.0f\n", name, ours, theirs);
}

int
main(int argc, char **argv)
{
	static const char table[] =
	    "2026-03-05,00:1a:2b:3c:4d:5e,192.168.10.25,DESKTOP-4F7K2Q1,"
	    "WD-WX12A3B45678,windows,10.0.19045,ok,1,0,0,台账\n";
	static const char text[] =
	    "为进一步加强网络安全和保密工作，各单位应当对照检查清单逐项开展自查"
	    "，"
	    "如实填写检查结果，建立问题台账，明确整改责任人和完成时限。"
	    "机关、单位负责人对本机关、本单位的保密工作负责。\n";
	struct zc_str csv, zh, u16, u8;
	struct zc_mark_rules *r = NULL;
	struct zc_items items;
	struct zc_arena a;
	struct zc_str s;
	int root;

	zc_arena_init(&a, 64 << 20);
	if (argc != 2 || zc_fs_root("/", &root, NULL) != ZC_OK ||
	    zc_fs_read(root, argv[1], 16 << 20, &a, &s, NULL) != ZC_OK ||
	    zc_items_parse(s, &a, &items, NULL) != ZC_OK ||
	    zc_mark_rules_new(&items, &a, &r, NULL) != ZC_OK)
		return 2;
	csv = make("GB18030", table);
	zh = make("GB18030", text);
	u16 = make("UTF-16LE", text);
	u8 = make("UTF-8", text);
	show("decode_table_gb18030", decode_rate(ZC_CHARSET_GB18030, csv),
	    iconv_rate("GB18030", csv));
	show("decode_text_gb18030", decode_rate(ZC_CHARSET_GB18030, zh),
	    iconv_rate("GB18030", zh));
	show("decode_text_utf16", decode_rate(ZC_CHARSET_UTF16LE, u16),
	    iconv_rate("UTF-16LE", u16));
	show("decode_text_utf8", decode_rate(ZC_CHARSET_UTF8, u8),
	    iconv_rate("UTF-8", u8));
	show("detect_text_gb18030", detect_rate(zh), 0);
	show("detect_text_utf8", detect_rate(u8), 0);
	show("fold_text", fold_rate(u8), 0);
	show("fold_table", fold_rate(make("UTF-8", table)), 0);
	show("mark_text", mark_rate(r, u8), 0);
	show("mark_table", mark_rate(r, make("UTF-8", table)), 0);
	show("pairs_text", pairs_rate(u8), 0);
	return 0;
}
