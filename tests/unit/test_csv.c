#include "unit/zt.h"

#include "codec/csv.h"

struct got {
	struct zc_buf b;
	uint32_t ragged, open_quote;
	char sep;
};

static int
on_row(void *ctx, const struct zc_row *r)
{
	struct got *g = ctx;

	for (uint32_t i = 0; i < r->n; i++) {
		zc_buf_cstr(&g->b, i == 0 ? "" : "|");
		zc_buf_str(&g->b, r->cells[i].text);
	}
	zc_buf_cstr(&g->b, "/");
	return ZC_OK;
}

static int
on_note(void *ctx, enum zc_note what, uint32_t a, uint32_t b, struct zc_str s)
{
	struct got *g = ctx;

	(void)b;
	(void)s;
	if (what == ZC_NOTE_RAGGED)
		g->ragged = a;
	if (what == ZC_NOTE_OPEN_QUOTE)
		g->open_quote = a;
	if (what == ZC_NOTE_SEPARATOR)
		g->sep = (char)a;
	return ZC_OK;
}

static void
rows(const char *in, const char *want, struct got *out)
{
	struct got g = { 0 };
	struct zc_row_sink to = { on_row, on_note, &g };

	zc_buf_init(&g.b, 1 << 20);
	ZT_EQ(zc_csv_read(zc_str_of(in), 0, &to, NULL), ZC_OK);
	ZT_STR(zc_buf_get(&g.b), want);
	zc_buf_fini(&g.b);
	if (out != NULL)
		*out = g;
}

ZT(csv_reads_quotes_and_line_breaks)
{
	rows("a,b\r\n1,\"x, \"\"y\"\"\"\n\"l1\nl2\",\r3,4",
	    "a|b/1|x, \"y\"/"
	    "l1\nl2|/3|4/",
	    NULL);
	rows("\xef\xbb\xbf"
	     "a,b\n",
	    "a|b/", NULL);
	rows("a,b\n\n1,2\n", "a|b//1|2/", NULL);
	rows("", "", NULL);
	rows("a, \"b\" ,c\n", "a| \"b\" |c/", NULL);
	rows("a,\"b\" ,c\n", "a|b|c/", NULL);
	rows("a,\"b\"c,\"\"\"d\"x\n", "a|bc|\"dx/", NULL);
}

ZT(csv_finds_the_separator)
{
	struct got g;

	rows("a;b;c\n1,5;2;3\n", "a|b|c/1,5|2|3/", &g);
	ZT_EQ(g.sep, ';');
	rows("a\tb\n1\t2,3\n", "a|b/1|2,3/", &g);
	ZT_EQ(g.sep, '\t');
	rows("sep=;\na,b;c\n", "a,b|c/", &g);
	rows("one column\nonly\n", "one column/only/", &g);
	ZT_EQ(g.sep, ',');
}

ZT(csv_tells_ragged_rows_and_open_quotes)
{
	struct got g;

	rows("a,b,c\n1,2\n1,2,3\n1,2,3,4\n", "a|b|c/1|2/1|2|3/1|2|3|4/", &g);
	ZT_EQ(g.ragged, 2);
	rows("a,b\n1,\"no end\n3,4\n", "a|b/1|\"no end/3|4/", &g);
	ZT_EQ(g.open_quote, 2);
}

ZT(csv_row_beyond_its_limits_is_refused)
{
	struct zc_row_sink to = { 0 };
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	for (int i = 0; i < ZC_ROW_CELLS_MAX; i++)
		zc_buf_char(&b, ',');
	ZT_EQ(zc_csv_read(zc_buf_get(&b), ',', &to, NULL), ZC_ELIMIT);
	ZT_EQ(zc_csv_read(zc_str_sub(zc_buf_get(&b), 1, b.n), ',', &to, NULL),
	    ZC_OK);
	zc_buf_fini(&b);
	zc_buf_init(&b, 2 * ZC_ROW_MAX + 10);
	for (int i = 0; i < ZC_ROW_MAX + 1; i++)
		zc_buf_cstr(&b, "a\n");
	ZT_EQ(zc_csv_read(zc_buf_get(&b), ',', &to, NULL), ZC_ELIMIT);
	zc_buf_fini(&b);
}

ZT(csv_writes_what_it_reads)
{
	static const char *const cells[] = { "", "plain", "a,b", "say \"hi\"",
		"two\nlines", " blank ", "中文", "-1.5", "007" };
	struct got g = { 0 };
	struct zc_row_sink to = { on_row, NULL, &g };
	struct zc_buf b, want;

	zc_buf_init(&b, 4096);
	zc_buf_init(&want, 4096);
	zc_buf_init(&g.b, 4096);
	for (size_t i = 0; i < ZC_LEN(cells); i++) {
		zc_csv_put(&b, zc_str_of(cells[i]), i == 0);
		zc_buf_cstr(&want, i == 0 ? "" : "|");
		zc_buf_cstr(&want, cells[i]);
	}
	zc_csv_end(&b);
	zc_buf_cstr(&want, "/");
	ZT_EQ(zc_csv_read(zc_buf_get(&b), ',', &to, NULL), ZC_OK);
	ZT_STR(zc_buf_get(&g.b), want.p);
	zc_buf_fini(&b);
	zc_buf_fini(&want);
	zc_buf_fini(&g.b);
}

ZT(csv_formulas_are_neutral_and_numbers_are_not_touched)
{
	static const struct {
		const char *cell, *want;
	} t[] = { { "=1+1", "\"'=1+1\"" }, { "@x", "\"'@x\"" },
		{ "+86 571", "\"'+86 571\"" }, { "-a", "\"'-a\"" },
		{ "-", "\"'-\"" }, { "\tx", "\"'\tx\"" }, { "＝1", "\"'＝1\"" },
		{ "-1", "-1" }, { "+1.5e3", "+1.5e3" }, { "-1+2", "\"'-1+2\"" },
		{ "-1e", "\"'-1e\"" }, { "1=1", "1=1" }, { "-.5", "-.5" },
		{ "'=1", "\"''=1\"" }, { "'a", "'a" } };
	struct zc_buf b;

	for (size_t i = 0; i < ZC_LEN(t); i++) {
		zc_buf_init(&b, 256);
		zc_csv_put(&b, zc_str_of(t[i].cell), true);
		ZT_STR(zc_buf_get(&b), t[i].want);
		zc_buf_fini(&b);
	}
	ZT_STR(zc_csv_unguard(ZC_S("'=1+1")), "=1+1");
	ZT_STR(zc_csv_unguard(ZC_S("''=1+1")), "'=1+1");
	ZT_STR(zc_csv_unguard(ZC_S("'quoted'")), "'quoted'");
	ZT_STR(zc_csv_unguard(ZC_S("'-1")), "'-1");
}
