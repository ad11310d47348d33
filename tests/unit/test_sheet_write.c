/* What is written comes back as it was. */
#include "unit/zt.h"

#include "base/fs.h"
#include "core/sheet_write.h"

#include <unistd.h>

/*
 * libxlsxwriter 1.1.4 copies the formula of a drop-down list twice and frees
 * one: some bytes for each long list.
 */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:lxw_strdup\n";
}

static const char *const states[] = { "在用", "停用", "报废" };
static const struct zc_sheet_col cols[] = {
	{ "编号", ZC_SHEET_KIND_TEXT, NULL, "登记簿上的编号", true, NULL, 0 },
	{ "数量", ZC_SHEET_KIND_INT, NULL, NULL, false, NULL, 0 },
	{ "金额（万元）", ZC_SHEET_KIND_REAL, NULL, NULL, false, NULL, 0 },
	{ "日期", ZC_SHEET_KIND_DATE, NULL, NULL, false, NULL, 0 },
	{ "时间", ZC_SHEET_KIND_DATETIME, NULL, NULL, false, NULL, 0 },
	{ "状态", ZC_SHEET_KIND_ENUM, NULL, "选一个", true, states, 3 },
};
static const struct zc_sheet_page page = { "台账: a/b", "zh", cols,
	ZC_LEN(cols), NULL };

static void
path_of(const char *name, char out[512])
{
	(void)snprintf(out, 512, "%s/%s", zt_dir_path(), name);
}

/* Names in the directory: nothing else is left behind. */
static size_t
files(int dir)
{
	struct zc_fs_list l = { 0 };
	struct zc_arena a;
	size_t n;

	zc_arena_init(&a, 1 << 16);
	ZT_EQ(zc_fs_dir(dir, "/", 100, &a, &l, NULL), ZC_OK);
	n = l.n;
	zc_arena_fini(&a);
	return n;
}

static void
write_rows(const char *path, enum zc_sheet_form form,
    const struct zc_sheet_page *pg, const char *const rows[][6], size_t n)
{
	struct zc_sheet_writer *w = NULL;
	struct zc_str v[6];

	ZT_EQ(zc_sheet_write_open(path, form, pg, &w, NULL), ZC_OK);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < 6; k++)
			v[k] = zc_str_of(rows[i][k]);
		ZT_EQ(zc_sheet_write_row(w, v, NULL), ZC_OK);
	}
	ZT_EQ(zc_sheet_write_close(w, NULL), ZC_OK);
}

/* Check row i: cells 1 … 6 as text; flags of the cells into `flags`. */
static void
check_rows(
    const char *path, const char *const rows[][6], size_t n, uint32_t flags[6])
{
	const struct zc_row *r;
	struct zc_sheet *s = NULL;
	size_t i = 0;
	int rc;

	ZT_EQ(zc_sheet_open(path, NULL, &s, NULL), ZC_OK);
	while ((rc = zc_sheet_next(s, &r, NULL)) == 1) {
		for (uint32_t c = 0; c < 6 && i > 0 && i <= n; c++)
			ZT_STR(zc_sheet_cell(r, c + 1), rows[i - 1][c]);
		for (uint32_t c = 0; c < r->n && i == 1; c++)
			flags[r->cells[c].col - 1] = r->cells[c].flags;
		i++;
	}
	ZT_EQ(rc, 0);
	ZT_EQ(i, n + 1);
	zc_sheet_close(s);
}

static const char *const data[][6] = {
	{ "330106199001011234", "12", "1.5", "2024-02-29",
	    "2024-03-01 08:09:10", "在用" },
	{ "007", "-3", "0.25", "2024-01-01", "2024-03-01 08:09", "停用" },
	{ "=HYPERLINK(\"x\")", "many", "1,5", "2023-02-29", "昨天", "别的" },
	{ "_x000D_ <&>\"'", "1234567890123456789", "1e5", "", "", "报废" },
	{ "two\nlines", "", "", "", "", "" },
};

ZT(sheet_write_xlsx_comes_back_as_it_was)
{
	struct zt_file none = { "d", NULL, 0 };
	uint32_t flags[6] = { 0 };
	char path[512];
	int dir = zt_dir(&none, 1);

	path_of("out.xlsx", path);
	write_rows(path, ZC_SHEET_XLSX, &page, data, ZC_LEN(data));
	check_rows(path, data, ZC_LEN(data), flags);
	ZT_EQ(flags[0], 0);
	ZT_EQ(flags[1], ZC_CELL_NUMBER);
	ZT_EQ(flags[2], ZC_CELL_NUMBER);
	ZT_EQ(flags[3], ZC_CELL_DATE);
	ZT_EQ(flags[4], ZC_CELL_DATE);
	ZT_EQ(flags[5], 0);
	ZT_EQ(files(dir), 2);
	(void)close(dir);
}

ZT(sheet_write_csv_comes_back_and_formulas_are_neutral)
{
	struct zt_file none = { "d", NULL, 0 };
	const char *const rows[][6] = { { "330106199001011234", "12", "1.5",
					    "2024-02-29", "2024-03-01 08:09:10",
					    "在用" },
		{ "=1+1", "-3", "-a", "", "", "a \"b\", c" } };
	uint32_t flags[6] = { 0 };
	struct zc_arena a;
	struct zc_str s;
	char path[512];
	int dir = zt_dir(&none, 1);

	path_of("out.csv", path);
	write_rows(path, ZC_SHEET_TEXT, &page, rows, 2);
	check_rows(path, rows, 2, flags);
	zc_arena_init(&a, 4096);
	ZT_EQ(zc_fs_read(dir, "out.csv", 4096, &a, &s, NULL), ZC_OK);
	ZT_TRUE(zc_str_search(s, "\"'=1+1\",-3,\"'-a\"") < s.n);
	ZT_TRUE(zc_str_starts(s, "\xef\xbb\xbf"));
	zc_arena_fini(&a);
	(void)close(dir);
}

ZT(sheet_write_template_has_one_marked_example)
{
	static const char *const example[] = { "BGS-001", "1", "0.5",
		"2024-01-01", "2024-01-01 08:00", "在用" };
	static const enum zc_sheet_form forms[] = { ZC_SHEET_XLSX,
		ZC_SHEET_TEXT };
	struct zc_sheet_page t = page;
	struct zt_file none = { "d", NULL, 0 };
	int dir = zt_dir(&none, 1);

	t.example = example;
	for (size_t i = 0; i < ZC_LEN(forms); i++) {
		const struct zc_row *r;
		struct zc_sheet *s = NULL;
		char path[512];

		path_of("out.xlsx", path);
		write_rows(path, forms[i], &t, data, 0);
		ZT_EQ(zc_sheet_open(path, NULL, &s, NULL), ZC_OK);
		ZT_EQ(zc_sheet_next(s, &r, NULL), 1);
		ZT_STR(zc_sheet_cell(r, 1), "编号*");
		ZT_STR(zc_sheet_cell(r, 2), "数量");
		ZT_TRUE(!zc_sheet_is_example(r));
		ZT_EQ(zc_sheet_next(s, &r, NULL), 1);
		ZT_TRUE(zc_sheet_is_example(r));
		ZT_STR(zc_sheet_cell(r, 6), "在用");
		ZT_EQ(zc_sheet_next(s, &r, NULL), 0);
		zc_sheet_close(s);
	}
	(void)close(dir);
}

ZT(sheet_write_long_choices_stand_on_their_own_sheet)
{
	struct zc_sheet_opt opt = { .sheet = "选项" };
	const char *many[60];
	struct zc_sheet_col one = { "单位", ZC_SHEET_KIND_ENUM, NULL, NULL,
		true, many, ZC_LEN(many) };
	struct zc_sheet_page t = { "选项", "zh", &one, 1, NULL };
	struct zt_file none = { "d", NULL, 0 };
	struct zc_sheet_writer *w = NULL;
	const struct zc_row *r;
	struct zc_sheet *s = NULL;
	char path[512];
	size_t n = 0;
	int dir = zt_dir(&none, 1);

	for (size_t i = 0; i < ZC_LEN(many); i++)
		many[i] = "某某县某某局某某科, 室";
	path_of("out.xlsx", path);
	ZT_EQ(zc_sheet_write_open(path, ZC_SHEET_XLSX, &t, &w, NULL), ZC_OK);
	ZT_EQ(zc_sheet_write_close(w, NULL), ZC_OK);
	ZT_EQ(zc_sheet_open(path, &opt, &s, NULL), ZC_OK);
	while (zc_sheet_next(s, &r, NULL) == 1)
		n++;
	ZT_EQ(n, 60);
	zc_sheet_close(s);
	(void)close(dir);
}

ZT(sheet_write_that_fails_or_is_given_up_leaves_nothing)
{
	struct zt_file f = { "out.xlsx", "before", 0 };
	struct zc_sheet_writer *w = NULL;
	struct zc_str v[6] = { ZC_S("a"), ZC_S(""), ZC_S(""), ZC_S(""),
		ZC_S(""), ZC_S("") };
	struct zc_arena a;
	struct zc_str s;
	struct zc_buf longest;
	char path[512];
	int dir = zt_dir(&f, 1);

	zc_arena_init(&a, 4096);
	zc_buf_init(&longest, 1 << 20);
	path_of("out.xlsx", path);
	ZT_EQ(zc_sheet_write_open(path, ZC_SHEET_XLSX, &page, &w, NULL), ZC_OK);
	ZT_EQ(zc_sheet_write_row(w, v, NULL), ZC_OK);
	for (int i = 0; i < 32768; i++)
		zc_buf_char(&longest, 'x');
	v[0] = zc_buf_get(&longest);
	ZT_EQ(zc_sheet_write_row(w, v, NULL), ZC_ELIMIT);
	zc_sheet_write_abort(w);
	ZT_EQ(zc_fs_read(dir, "out.xlsx", 100, &a, &s, NULL), ZC_OK);
	ZT_STR(s, "before");
	ZT_EQ(files(dir), 1);
	ZT_EQ(zc_sheet_write_open(
		  "/nowhere/x.xlsx", ZC_SHEET_XLSX, &page, &w, NULL),
	    ZC_ENOENT);
	ZT_EQ(zc_sheet_write_open(
		  "/nowhere/x.csv", ZC_SHEET_TEXT, &page, &w, NULL),
	    ZC_ENOENT);
	(void)close(dir);
	zc_buf_fini(&longest);
	zc_arena_fini(&a);
}
