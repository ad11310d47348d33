/*
 * Marks: every example of rule.mark_example with the words of the catalogue,
 * places and lengths in the input, blocks, and the texts of the corpus.
 */
#include "base/fs.h"
#include "base/item.h"
#include "base/utf8.h"
#include "catalog/catalog.h"
#include "text/charset.h"
#include "text/mark_example.h"

#include "zt.h"

#include <dirent.h>
#include <unistd.h>

static void
no_fault(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)zh;
	zt_fail(at->file, at->line, "%s", en);
}

/* The rules of the embedded catalogue; loaded once, kept to the end. */
static const struct zc_items *
catalogue(const struct zc_mark_rules **out)
{
	static struct zc_catalog cat;
	static struct zc_arena keep;
	static struct zc_items items;
	static struct zc_mark_rules *rules;
	struct zc_err e = { 0 };

	if (rules == NULL) {
		zc_arena_init(&keep, 16 << 20);
		if (zc_catalog_load(&cat, NULL, no_fault, NULL, &e) != ZC_OK ||
		    zc_catalog_items(&cat, &keep, &items, &e) != ZC_OK ||
		    zc_mark_rules_new(&items, &keep, &rules, &e) != ZC_OK)
			zt_fail(__FILE__, __LINE__, "%s", e.msg);
	}
	*out = rules;
	return &items;
}

static void
otherwise(void *ctx, const char *entry, const char *found)
{
	++*(size_t *)ctx;
	if (getenv("ZT_VERBOSE") != NULL)
		(void)fprintf(stderr, "%s: %s\n", entry, found);
}

ZT(mark_examples_of_the_catalogue_come_out_as_they_say)
{
	const struct zc_mark_rules *r;
	const struct zc_items *items = catalogue(&r);
	size_t n = 0, wrong = 0;

	ZT_EQ(
	    zc_mark_example_run(items, r, otherwise, &wrong, &n, NULL), ZC_OK);
	ZT_TRUE(n >= 100);
	ZT_EQ(wrong, 0);
}

/* An example that says too much, too little, or the wrong verdict. */
ZT(mark_examples_that_are_wrong_are_told)
{
	static const struct zc_item bad[] = {
		{ "rule.mark_example", "a", "text", "机密★10年" },
		{ "rule.mark_example", "a", "verdict", "refuse" },
		{ "rule.mark_example", "b", "text", "机密★10年" },
		{ "rule.mark_example", "b", "verdict", "ask" },
		{ "rule.mark_example", "b", "hit",
		    "state_secret strong 机密 10年" },
		{ "rule.mark_example", "c", "text", "通知" },
		{ "rule.mark_example", "c", "verdict", "pass" },
		{ "rule.mark_example", "c", "hit",
		    "state_secret strong 机密 10年" },
		{ "rule.mark_example", "d", "text", "通知" },
		{ "rule.mark_example", "d", "verdict", "pass" },
		{ "rule.mark_example", "e", "text", "通知" },
	};
	struct zc_items items = { bad, ZC_LEN(bad) - 1 };
	const struct zc_mark_rules *r;
	size_t n = 0, wrong = 0;

	(void)catalogue(&r);
	ZT_EQ(
	    zc_mark_example_run(&items, r, otherwise, &wrong, &n, NULL), ZC_OK);
	ZT_EQ(n, 4);
	ZT_EQ(wrong, 3);
	items.n++; /* without a verdict */
	ZT_EQ(zc_mark_example_run(&items, r, otherwise, &wrong, &n, NULL),
	    ZC_EINPUT);
}

static void
mark(const char *text, struct zc_arena *a, struct zc_marks *m)
{
	const struct zc_mark_rules *r;

	(void)catalogue(&r);
	zc_arena_init(a, 8 << 20);
	ZT_EQ(zc_mark(r, zc_str_of(text), 100, a, m, NULL), ZC_OK);
}

ZT(mark_tells_place_and_length_in_the_input)
{
	static const char text[] = "\xEF\xBB\xBF关于XX的报告　机 密 ★ 10 年 ";
	struct zc_arena a;
	struct zc_marks m;

	mark(text, &a, &m);
	ZT_EQ(m.n, 1);
	ZT_STR(zc_str_sub(zc_str_of(text), m.v[0].offset, m.v[0].n),
	    "机 密 ★ 10 年");
	ZT_STR(zc_str_of(m.v[0].rule), "secret");
	ZT_TRUE(m.v[0].head);
	ZT_EQ(m.v[0].place, ZC_MARK_IN_LINE);
	zc_arena_fini(&a);
}

ZT(mark_reads_the_head_of_an_official_document)
{
	struct zc_arena a;
	struct zc_marks m;

	mark("000012\n机密★10年\n特急\n\n某某县人民政府文件\n"
	     "某政发[2026]第003号\n\n关于某事项的通知\n",
	    &a, &m);
	ZT_STR(m.copy, "000012");
	ZT_STR(m.urgency, "特急");
	ZT_STR(m.number, "某政发〔2026〕3号");
	zc_arena_fini(&a);
	mark("份号：000345 加急\n关于某事项的通知", &a, &m);
	ZT_STR(m.copy, "000345");
	ZT_STR(m.urgency, "加急");
	ZT_EQ(m.number.n, 0);
	zc_arena_fini(&a);
}

/* A form feed begins a page and so a line. */
ZT(mark_stands_alone_at_the_top_of_a_page)
{
	struct zc_arena a;
	struct zc_marks m;

	mark("某某县某工程实施方案\f机密★10年\n第二部分", &a, &m);
	ZT_EQ(m.n, 1);
	ZT_EQ(m.v[0].place, ZC_MARK_OWN_LINE);
	ZT_EQ(zc_mark_verdict(&m), ZC_MARK_REFUSE);
	zc_arena_fini(&a);
}

ZT(mark_counts_weak_hits_beyond_the_maximum)
{
	const struct zc_mark_rules *r;
	struct zc_arena a;
	struct zc_marks m;
	struct zc_buf b;

	(void)catalogue(&r);
	zc_arena_init(&a, 8 << 20);
	zc_buf_init(&b, 1 << 20);
	for (int i = 0; i < 50; i++)
		zc_buf_cstr(&b, "他有一点秘密告诉大家，");
	zc_buf_cstr(&b, "\n机密★10年\n");
	ZT_EQ(zc_mark(r, zc_buf_get(&b), 10, &a, &m, NULL), ZC_OK);
	ZT_EQ(m.n, 11);
	ZT_EQ(m.more, 40);
	ZT_EQ(m.v[10].sure, ZC_MARK_STRONG);
	zc_buf_fini(&b);
	zc_arena_fini(&a);
}

/* A mark at every offset around the border of two blocks is found once. */
ZT(mark_is_found_once_where_two_blocks_meet)
{
	static const char one[] = "\n机密★10年\n";
	const struct zc_mark_rules *r;
	struct zc_arena a;
	struct zc_marks m;
	struct zc_buf b;

	(void)catalogue(&r);
	for (size_t at = 65536 - 24; at < 65536 + 8; at++) {
		zc_arena_init(&a, 8 << 20);
		zc_buf_init(&b, 1 << 20);
		while (b.n < at)
			zc_buf_char(&b, b.n % 70 == 69 ? '\n' : 'x');
		zc_buf_cstr(&b, one);
		while (b.n < 140000)
			zc_buf_cstr(&b, "正文 ");
		ZT_EQ(zc_mark(r, zc_buf_get(&b), 10, &a, &m, NULL), ZC_OK);
		ZT_EQ(m.n, 1);
		ZT_EQ(m.v[0].offset, at + 1);
		ZT_EQ(m.v[0].sure, ZC_MARK_STRONG);
		zc_buf_fini(&b);
		zc_arena_fini(&a);
	}
}

ZT(mark_rules_without_words_are_refused)
{
	static const struct zc_item bad[] = {
		{ "rule.mark_word", "secret", "word", "机密" },
	};
	struct zc_items items = { bad, 0 };
	struct zc_mark_rules *r;
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	ZT_EQ(zc_mark_rules_new(&items, &a, &r, NULL), ZC_EINPUT);
	items.n = 1; /* a word without kind */
	ZT_EQ(zc_mark_rules_new(&items, &a, &r, NULL), ZC_EINPUT);
	zc_arena_fini(&a);
}

ZT(mark_survives_every_failed_allocation)
{
	const struct zc_mark_rules *r;
	struct zc_arena a;
	struct zc_marks m;
	int rc = ZC_ENOMEM;

	(void)catalogue(&r);
	for (unsigned n = 1; rc == ZC_ENOMEM && n < 100; n++) {
		zc_arena_init(&a, 8 << 20);
		zc_fault_arm(n);
		rc = zc_mark(r,
		    zc_str_of("某发〔2026〕1号\n机密★10年\n秘密★1年"), 10, &a,
		    &m, NULL);
		zc_fault_arm(0);
		zc_arena_fini(&a);
	}
	ZT_EQ(rc, ZC_OK);
}

ZT(mark_rules_survive_every_failed_allocation)
{
	const struct zc_mark_rules *r;
	const struct zc_items *items = catalogue(&r);
	struct zc_mark_rules *mine;
	struct zc_arena a;
	int rc = ZC_ENOMEM;

	/* Every word is folded in an arena of many blocks: steps of seven. */
	for (unsigned n = 1; rc == ZC_ENOMEM && n < 10000; n += 7) {
		zc_arena_init(&a, 16 << 20);
		zc_fault_arm(n);
		rc = zc_mark_rules_new(items, &a, &mine, NULL);
		zc_fault_arm(0);
		zc_arena_fini(&a);
	}
	ZT_EQ(rc, ZC_OK);
}

/* The statutes speak of levels on every page and carry no mark. */
static size_t
look_at_file(int root, const char *path)
{
	const struct zc_mark_rules *r;
	struct zc_arena a;
	struct zc_str in;
	struct zc_marks m;
	struct zc_buf b;
	enum zc_charset c;
	size_t bad, weak = 0;

	(void)catalogue(&r);
	zc_arena_init(&a, 64 << 20);
	zc_buf_init(&b, 32 << 20);
	ZT_EQ(zc_fs_read(root, path, 8 << 20, &a, &in, NULL), ZC_OK);
	c = zc_charset_detect(in).charset;
	if (strncmp(path, "laws/txt-", 9) == 0 &&
	    strncmp(path + 9, zc_charset_name(c), 6) != 0)
		zt_fail(__FILE__, __LINE__, "%s: %s", path, zc_charset_name(c));
	zc_charset_to_utf8(c, in, &b, &bad);
	ZT_EQ(b.rc, ZC_OK);
	ZT_TRUE(zc_utf8_valid(zc_buf_get(&b)));
	ZT_EQ(zc_mark(r, zc_buf_get(&b), 0, &a, &m, NULL), ZC_OK);
	for (size_t i = 0; i < m.n; i++)
		zt_fail(__FILE__, __LINE__, "%s: %s: %.*s", path, m.v[i].why,
		    (int)m.v[i].n, b.p + m.v[i].offset);
	weak = m.more;
	zc_buf_fini(&b);
	zc_arena_fini(&a);
	return weak;
}

ZT(mark_finds_none_in_the_texts_of_the_corpus)
{
	static const char *const dirs[] = { "laws/md", "laws/html",
		"laws/txt-gb18030", "laws/txt-utf-16", "chardet-dev/txt",
		"chardet-dev/html", "chardet-dev/xml", "chardet-dev/srt" };
	const char *path = getenv("ZC_CORPUS");
	size_t files = 0, weak = 0;
	char name[512];
	int root, fd;

	if (zc_fs_root(path == NULL ? "../shared/corpus" : path, &root, NULL) !=
	    ZC_OK)
		return; /* no corpus here */
	for (size_t i = 0; i < ZC_LEN(dirs); i++) {
		struct dirent *d;
		DIR *dir;

		ZT_EQ(zc_fs_open(root, dirs[i], &fd, NULL), ZC_OK);
		dir = fdopendir(fd);
		ZT_TRUE(dir != NULL);
		while (dir != NULL && (d = readdir(dir)) != NULL) {
			if (d->d_name[0] == '.')
				continue;
			(void)snprintf(
			    name, sizeof(name), "%s/%s", dirs[i], d->d_name);
			weak += look_at_file(root, name);
			files++;
		}
		if (dir != NULL)
			(void)closedir(dir);
	}
	ZT_TRUE(files > 20);
	ZT_TRUE(weak > 0);
	(void)close(root);
}
