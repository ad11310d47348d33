/* Tables through the jail: what comes out, and the sentences when not. */
#include "unit/zt.h"
#include "unit/ztzip.h"

#include "core/sheet.h"
#include "core/sheet_fill.h"
#include "core/sheet_wire.h"

#include <unistd.h>

static int
open_bytes(struct zc_str bytes, const struct zc_sheet_opt *opt,
    struct zc_sheet **s, struct zc_err *e)
{
	int fd = ztzip_fd(bytes);
	int rc = zc_sheet_open_fd(fd, opt, s, e);

	(void)close(fd);
	return rc;
}

/* All rows as text; the code of the end. */
static int
read_all(struct zc_sheet *s, struct zc_buf *b, struct zc_err *e)
{
	const struct zc_row *r;
	int rc;

	while ((rc = zc_sheet_next(s, &r, e)) == 1) {
		zc_sheet_where(s, r, 0, "en", b);
		for (uint32_t i = 0; i < r->n; i++)
			zc_buf_fmt(b, " [%.*s]", (int)r->cells[i].text.n,
			    r->cells[i].text.p);
		zc_buf_char(b, '\n');
	}
	return rc;
}

static void
same(struct zc_str bytes, const char *want, enum zc_sheet_form form)
{
	struct zc_sheet *s = NULL;
	struct zc_err e = { 0 };
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ZT_EQ(open_bytes(bytes, NULL, &s, &e), ZC_OK);
	ZT_EQ(read_all(s, &b, &e), 0);
	ZT_STR(zc_buf_get(&b), want);
	ZT_EQ(zc_sheet_form(s), form);
	zc_sheet_close(s);
	zc_buf_fini(&b);
}

static void
refused(struct zc_str bytes, int rc, const char *word)
{
	struct zc_sheet *s = NULL;
	struct zc_err e = { 0 };
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ZT_EQ(open_bytes(bytes, NULL, &s, &e), ZC_OK);
	ZT_EQ(read_all(s, &b, &e), rc);
	ZT_EQ(e.rc, rc);
	ZT_TRUE(strstr(e.msg, word) != NULL);
	/* It stays at its end. */
	ZT_EQ(read_all(s, &b, &e), 0);
	zc_sheet_close(s);
	zc_buf_fini(&b);
}

ZT(sheet_form_is_told_by_content)
{
	struct zc_buf b;

	same(ZC_S("a,b\r\n\"x\r\ny\",2\n"), "row 1 [a] [b]\nrow 2 [x\ny] [2]\n",
	    ZC_SHEET_TEXT);
	zc_buf_init(&b, 1 << 20);
	ztzip_xlsx(&b,
	    "<sheetData><row r=\"4\"><c r=\"B4\"><v>1</v></c></row>"
	    "</sheetData>",
	    NULL, NULL);
	same(zc_buf_get(&b), "row 4 [1]\n", ZC_SHEET_XLSX);
	zc_buf_clear(&b);
	ztzip_docx(&b,
	    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p>"
	    "</w:tc></w:tr></w:tbl>");
	same(zc_buf_get(&b), "table 1, row 1 [x]\n", ZC_SHEET_DOCX);
	zc_buf_fini(&b);
}

ZT(sheet_reads_text_of_chinese_programs)
{
	/* 编号,名称 in GB18030, then in UTF-16LE as "Unicode text". */
	same(
	    ZC_S("\xb1\xe0\xba\xc5,\xc3\xfb\xb3\xc6\r\n1,\xd5\xc5\xc8\xfd\r\n"),
	    "row 1 [编号] [名称]\nrow 2 [1] [张三]\n", ZC_SHEET_TEXT);
	same(
	    ZC_S(
		"\xff\xfe\x16\x7f\xf7\x53\x09\x00\x0d\x54\xf0\x79\x0d\0\x0a\0"),
	    "row 1 [编号] [名称]\n", ZC_SHEET_TEXT);
}

ZT(sheet_damaged_characters_are_flagged)
{
	static const char text[] = "name,note\n\xd5\xc5\xc8\xfd,"
				   "\xc4\xda\xc8\xdd\xcd\xea\xd5\xfb\n"
				   "\xc0\xee\xff\xcb\xc4,"
				   "\xb1\xb8\xd7\xa2\n";
	const struct zc_row *r;
	struct zc_sheet *s = NULL;

	ZT_EQ(open_bytes(
		  (struct zc_str){ text, sizeof(text) - 1 }, NULL, &s, NULL),
	    ZC_OK);
	ZT_EQ(zc_sheet_next(s, &r, NULL), 1);
	ZT_EQ(zc_sheet_next(s, &r, NULL), 1);
	ZT_TRUE(zc_sheet_trouble(&r->cells[0]) == NULL);
	ZT_EQ(zc_sheet_next(s, &r, NULL), 1);
	ZT_TRUE(zc_sheet_trouble(&r->cells[0]) != NULL);
	ZT_TRUE(zc_sheet_trouble(&r->cells[1]) == NULL);
	zc_sheet_close(s);
}

/* The fault is armed in parent and child; neither may take it for an end. */
ZT(sheet_reading_survives_every_failed_allocation)
{
	struct zc_err e = { 0 };
	struct zc_buf z, b;
	int rc = ZC_ENOMEM;

	zc_buf_init(&z, 1 << 20);
	ztzip_xlsx(&z, "<sheetData><row><c><v>1</v></c></row></sheetData>",
	    NULL, NULL);
	for (unsigned n = 1; rc == ZC_ENOMEM && n < 100; n++) {
		struct zc_sheet *s = NULL;

		zc_buf_init(&b, 1 << 16);
		zc_buf_cstr(&b, "x");
		zc_fault_arm(n);
		rc = open_bytes(zc_buf_get(&z), NULL, &s, &e);
		if (rc == ZC_OK)
			rc = read_all(s, &b, &e);
		zc_fault_arm(0);
		if (rc == 0)
			ZT_STR(zc_buf_get(&b), "xrow 1 [1]\n");
		zc_sheet_close(s);
		zc_buf_fini(&b);
	}
	ZT_EQ(rc, 0);
	zc_buf_fini(&z);
}

ZT(sheet_control_characters_never_come_through)
{
	same(ZC_S("a\x1b[2Jb,\x07\n"), "row 1 [a [2Jb] [ ]\n", ZC_SHEET_TEXT);
}

ZT(sheet_other_files_are_refused_with_a_sentence)
{
	struct ztzip_part odf = { .name = "mimetype", .text = ZC_S("x") };
	struct ztzip_part types = { .name = "[Content_Types].xml",
		.text = ZC_S("<Types/>") };
	struct zc_buf b;

	refused(ZC_S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), ZC_EUNSUP,
	    "password");
	refused(ZC_S("%PDF-1.4\nx"), ZC_EUNSUP, "another format");
	refused(ZC_S("<html><table>"), ZC_EUNSUP, "another format");
	refused(ZC_S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xfe\xfd"),
	    ZC_EINPUT, "no table");
	zc_buf_init(&b, 1 << 20);
	ztzip_make(&b, &odf, 1);
	refused(zc_buf_get(&b), ZC_EUNSUP, "another format");
	zc_buf_clear(&b);
	ztzip_make(&b, &types, 1);
	refused(zc_buf_get(&b), ZC_EINPUT, "damaged");
	zc_buf_clear(&b);
	ztzip_xlsx(&b, "<sheetData><row>", NULL, NULL);
	refused(zc_buf_get(&b), ZC_EINPUT, "damaged");
	zc_buf_fini(&b);
}

ZT(sheet_bomb_is_refused)
{
	struct zc_buf b, sheet;

	zc_buf_init(&b, 64 << 20);
	zc_buf_init(&sheet, 64 << 20);
	zc_buf_cstr(&sheet, "<sheetData>");
	while (sheet.n < 30 << 20)
		zc_buf_cstr(&sheet, "                                        ");
	zc_buf_cstr(&sheet, "</sheetData>");
	ztzip_xlsx(&b, sheet.p, NULL, NULL);
	refused(zc_buf_get(&b), ZC_ELIMIT, "split it");
	zc_buf_fini(&b);
	zc_buf_fini(&sheet);
}

ZT(sheet_that_is_not_there_is_told)
{
	struct zc_sheet_opt opt = { .sheet = "二" };
	struct zc_sheet *s = NULL;
	struct zc_err e = { 0 };
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ztzip_xlsx(&b, "<sheetData/>", NULL, NULL);
	ZT_EQ(open_bytes(zc_buf_get(&b), &opt, &s, &e), ZC_OK);
	ZT_EQ(read_all(s, &b, &e), ZC_ENOENT);
	zc_sheet_close(s);
	ZT_EQ(zc_sheet_open("/nowhere/x.csv", NULL, &s, &e), ZC_ENOENT);
	ZT_EQ(zc_sheet_open("/", NULL, &s, &e), ZC_EINPUT);
	zc_buf_fini(&b);
}

ZT(sheet_reader_ends_when_nobody_reads_on)
{
	const struct zc_row *r;
	struct zc_sheet *s = NULL;
	struct zc_buf b;

	zc_buf_init(&b, 64 << 20);
	for (int i = 0; i < 200000; i++)
		zc_buf_cstr(&b, "a,b,c,d,e,f,g,h\n");
	ZT_EQ(open_bytes(zc_buf_get(&b), NULL, &s, NULL), ZC_OK);
	ZT_EQ(zc_sheet_next(s, &r, NULL), 1);
	zc_sheet_close(s);
	zc_buf_fini(&b);
}

/* Headings. */

static const struct zc_sheet_want want[] = { { "name", "设备名称", "Device",
						 true },
	{ "price", "金额（万元）", "Price", false },
	{ "user", "使用人", "User", true }, { "note", "备注", NULL, false } };

static int
match(struct zc_str csv, const char *const *map, uint32_t row,
    struct zc_arena *a, struct zc_sheet_match *m, char *next, size_t size)
{
	const struct zc_row *r;
	struct zc_sheet *s = NULL;
	int rc;

	ZT_EQ(open_bytes(csv, NULL, &s, NULL), ZC_OK);
	rc = zc_sheet_match(s, want, ZC_LEN(want), map, row, a, m, NULL);
	next[0] = '\0';
	if (rc == ZC_OK && zc_sheet_next(s, &r, NULL) == 1)
		(void)snprintf(next, size, "%.*s", (int)r->cells[0].text.n,
		    r->cells[0].text.p);
	zc_sheet_close(s);
	return rc;
}

ZT(sheet_headings_are_matched_after_folding)
{
	struct zc_sheet_match m = { 0 };
	struct zc_arena a;
	char next[64];

	zc_arena_init(&a, 1 << 20);
	ZT_EQ(match(ZC_S("某局台账,,\n制表：2024,,\n"
			 "＊设备 名称,金额(万元),DEVICE,责任人,备注【选填】\n"
			 "电脑,1,2,3,4\n"),
		  NULL, 0, &a, &m, next, sizeof(next)),
	    ZC_OK);
	ZT_EQ(m.head.number, 3);
	ZT_EQ(m.found, 3);
	ZT_EQ(m.cols[0], 1);
	ZT_EQ(m.cols[1], 2);
	ZT_EQ(m.cols[2], 0);
	ZT_EQ(m.cols[3], 5);
	ZT_EQ(m.nunknown, 1);
	ZT_STR(zc_str_of(m.unknown[0]), "责任人");
	ZT_EQ(m.ntwice, 1);
	ZT_STR(zc_str_of(m.twice[0]), "DEVICE");
	ZT_EQ(m.nmissing, 1);
	ZT_STR(zc_str_of(m.missing[0]), "user");
	ZT_STR(zc_str_of(next), "电脑");
	zc_arena_fini(&a);
}

ZT(sheet_headings_are_mapped_by_hand)
{
	static const char *const map[] = { "责任人=user", NULL };
	static const char *const bad[][2] = { { "责任人", NULL },
		{ "责任人=nobody", NULL }, { "没有=user", NULL },
		{ "=user", NULL } };
	struct zc_sheet_match m = { 0 };
	struct zc_arena a;
	char next[64];

	zc_arena_init(&a, 1 << 20);
	ZT_EQ(match(ZC_S("设备名称,责任人\nx,y\n"), map, 0, &a, &m, next,
		  sizeof(next)),
	    ZC_OK);
	ZT_EQ(m.cols[2], 2);
	ZT_EQ(m.nmissing, 0);
	for (size_t i = 0; i < ZC_LEN(bad); i++)
		ZT_EQ(match(ZC_S("设备名称,责任人\nx,y\n"), bad[i], 0, &a, &m,
			  next, sizeof(next)),
		    ZC_EUSAGE);
	ZT_EQ(match(ZC_S("a,b\n1,2\n"), NULL, 0, &a, &m, next, sizeof(next)),
	    ZC_EINPUT);
	ZT_EQ(match(ZC_S("设备名称\n使用人\nx\n"), NULL, 2, &a, &m, next,
		  sizeof(next)),
	    ZC_OK);
	ZT_EQ(m.cols[2], 1);
	zc_arena_fini(&a);
}

ZT(sheet_places_are_said_as_people_find_them)
{
	struct zc_row r = { .table = 2, .number = 17 };
	struct zc_sheet *s = NULL;
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ZT_EQ(open_bytes(ZC_S("a\n"), NULL, &s, NULL), ZC_OK);
	zc_sheet_where(s, &r, 3, "zh", &b);
	ZT_STR(zc_buf_get(&b), "C17");
	zc_buf_clear(&b);
	zc_sheet_where(s, &r, 16384, "zh", &b);
	ZT_STR(zc_buf_get(&b), "XFD17");
	zc_sheet_close(s);
	zc_buf_fini(&b);
}

/* A file that is sent back. */

static void
fill_and_read(struct zc_buf *file, const char *name, const char *expect)
{
	struct zt_file f = { "in", file->p, 0 };
	struct zc_cell_fill v[] = { { 1, 1, 2, ZC_S("合格") } };
	char from[512], to[512];
	struct zc_sheet *s = NULL;
	struct zc_buf b;
	FILE *out;
	int dir = zt_dir(&f, 1);

	zc_buf_init(&b, 1 << 20);
	(void)close(dir);
	(void)snprintf(from, sizeof(from), "%s/in", zt_dir_path());
	(void)snprintf(to, sizeof(to), "%s/%s", zt_dir_path(), name);
	out = fopen(from, "wb");
	ZT_TRUE(out != NULL);
	ZT_EQ(fwrite(file->p, 1, file->n, out), file->n);
	ZT_EQ(fclose(out), 0);
	ZT_EQ(zc_sheet_fill(from, to, NULL, v, 1, NULL), ZC_OK);
	ZT_EQ(zc_sheet_open(to, NULL, &s, NULL), ZC_OK);
	ZT_EQ(read_all(s, &b, NULL), 0);
	ZT_STR(zc_buf_get(&b), expect);
	zc_sheet_close(s);
	zc_buf_fini(&b);
}

ZT(sheet_is_sent_back_with_its_cells_filled)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ztzip_xlsx(&b,
	    "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>"
	    "<c r=\"B1\" s=\"1\"/></row></sheetData>",
	    NULL, NULL);
	fill_and_read(&b, "out.xlsx", "row 1 [1] [合格]\n");
	zc_buf_clear(&b);
	ztzip_docx(&b,
	    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p>"
	    "</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>");
	fill_and_read(&b, "out.docx", "table 1, row 1 [x] [合格]\n");
	zc_buf_fini(&b);
}

ZT(sheet_fill_that_fails_leaves_nothing)
{
	struct zt_file f = { "in.csv", "a,b\n", 0 };
	struct zc_cell_fill v[] = { { 1, 1, 1, ZC_S("x") } };
	struct zc_err e = { 0 };
	char from[512], to[512];
	int dir = zt_dir(&f, 1);

	(void)snprintf(from, sizeof(from), "%s/in.csv", zt_dir_path());
	(void)snprintf(to, sizeof(to), "%s/out.csv", zt_dir_path());
	ZT_EQ(zc_sheet_fill(from, to, NULL, v, 1, &e), ZC_EUNSUP);
	ZT_EQ(access(to, F_OK), -1);
	ZT_EQ(faccessat(dir, "in.csv", F_OK, 0), 0);
	(void)close(dir);
}
