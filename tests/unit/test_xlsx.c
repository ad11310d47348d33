/* Sheets: what a cell says, and sheets that nobody's program made. */
#include "unit/zt.h"
#include "unit/ztzip.h"

#include "codec/fill.h"
#include "codec/xlsx_read.h"
#include "codec/xlsx_style.h"

#include <unistd.h>

static int
on_row(void *ctx, const struct zc_row *r)
{
	struct zc_buf *b = ctx;
	char letters[8];

	for (uint32_t i = 0; i < r->n; i++) {
		zc_xlsx_column(r->cells[i].col, letters);
		zc_buf_fmt(b, "%s%u=%.*s", letters, r->number,
		    (int)r->cells[i].text.n, r->cells[i].text.p);
		if (r->cells[i].flags != 0)
			zc_buf_fmt(b, "{%x}", r->cells[i].flags);
		zc_buf_char(b, ' ');
	}
	return ZC_OK;
}

static int
on_note(void *ctx, enum zc_note what, uint32_t a, uint32_t c, struct zc_str s)
{
	zc_buf_fmt(ctx, "note%d:%u,%u,%.*s ", (int)what, a, c, (int)s.n, s.p);
	return ZC_OK;
}

static int
read_fd(int fd, struct zc_buf *b)
{
	struct zc_row_sink to = { on_row, on_note, b };
	struct zc_xlsx w = { 0 };
	struct zc_arena a;
	struct zc_zip z;
	int rc;

	zc_arena_init(&a, 64 << 20);
	rc = zc_zip_open(fd, 1 << 30, &a, &z, NULL);
	if (rc == ZC_OK)
		rc = zc_xlsx_open(&z, &a, &w, NULL);
	if (rc == ZC_OK)
		rc = zc_xlsx_read(&w, 0, &to, NULL);
	zc_xlsx_close(&w);
	zc_arena_fini(&a);
	return rc;
}

static int
read_sheet(const char *sheet, const char *strings, const char *styles,
    struct zc_buf *b)
{
	struct zc_buf z;
	int fd, rc;

	zc_buf_init(&z, 64 << 20);
	ztzip_xlsx(&z, sheet, strings, styles);
	fd = ztzip_fd(zc_buf_get(&z));
	rc = read_fd(fd, b);
	(void)close(fd);
	zc_buf_fini(&z);
	return rc;
}

static void
same(const char *sheet, const char *strings, const char *styles,
    const char *want)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ZT_EQ(read_sheet(sheet, strings, styles, &b), ZC_OK);
	ZT_STR(zc_buf_get(&b), want);
	zc_buf_fini(&b);
}

#define DATA(rows) "<sheetData>" rows "</sheetData>"

ZT(xlsx_texts_are_joined_and_phonetic_text_is_left_out)
{
	same(DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c>"
		  "<c r=\"C1\" t=\"s\"><v>0</v></c>"
		  "<c r=\"D1\" t=\"inlineStr\"><is><r><t>in</t></r>"
		  "<r><t xml:space=\"preserve\"> line</t></r></is></c></row>"),
	    "<sst count=\"9\"><si><t>a_x000D_\nb_x005F_x0041_</t></si>"
	    "<si><r><rPr/><t>红</t></r><r><t>黑</t></r>"
	    "<rPh sb=\"0\" eb=\"1\"><t>hong</t></rPh></si></sst>",
	    NULL, "A1=红黑 C1=a\nb_x0041_ D1=in line ");
}

ZT(xlsx_numbers_are_as_written)
{
	same(DATA("<row><c><v>1</v></c><c><v>-12.50</v></c>"
		  "<c><v>0.30000000000000004</v></c><c><v>1E-3</v></c>"
		  "<c><v>1.5E+3</v></c><c><v>3.3010619900101E+17</v></c>"
		  "<c><v>13800001111</v></c><c><v>nan</v></c></row>"),
	    NULL, NULL,
	    "A1=1{1} B1=-12.50{1} C1=0.3{1} D1=0.001{1} E1=1500{1} "
	    "F1=330106199001010000{41} G1=13800001111{1} H1=nan ");
}

ZT(xlsx_dates_are_told_by_their_format)
{
	same(DATA("<row><c s=\"1\"><v>45292</v></c><c s=\"2\"><v>45292.75</v>"
		  "</c><c s=\"3\"><v>0.5</v></c><c s=\"4\"><v>45292.5</v></c>"
		  "<c s=\"1\"><v>59</v></c><c s=\"1\"><v>61</v></c>"
		  "<c s=\"5\"><v>1.5</v></c><c s=\"6\"><v>42</v></c>"
		  "<c s=\"1\"><v>-3</v></c><c s=\"1\"><v>1E300</v></c></row>"
		  "<row><c t=\"d\"><v>2024-02-03T04:05:06</v></c></row>"),
	    NULL,
	    "<styleSheet><numFmts>"
	    "<numFmt numFmtId=\"164\" formatCode=\"[$-804]yyyy&quot;年&quot;m"
	    "&quot;月&quot;d&quot;日&quot; hh:mm;@\"/>"
	    "<numFmt numFmtId=\"165\" formatCode=\"0000\"/>"
	    "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
	    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
	    "<xf numFmtId=\"22\"/><xf numFmtId=\"20\"/>"
	    "<xf numFmtId=\"164\"/><xf numFmtId=\"46\"/>"
	    "<xf numFmtId=\"165\"/></cellXfs></styleSheet>",
	    "A1=2024-01-01{2} B1=2024-01-01 18:00{2} C1=12:00{2} "
	    "D1=2024-01-01 12:00{2} E1=1900-02-28{2} F1=1900-03-01{2} "
	    "G1=36:00{2} H1=0042{1} I1=-3{1} J1=1e+300{41} "
	    "A2=2024-02-03 04:05:06{2} ");
}

ZT(xlsx_format_codes_are_understood)
{
	static const struct {
		const char *code;
		int form;
	} t[] = { { "General", 0 }, { "0.00", 0 }, { "0.00E+00", 0 },
		{ "#,##0.00\" yd\"", 0 }, { "[Red]0", 0 }, { "@", 0 },
		{ "yyyy-mm-dd", ZC_XLSX_DATE }, { "m/d", ZC_XLSX_DATE },
		{ "mm:ss", ZC_XLSX_TIME }, { "h:mm AM/PM", ZC_XLSX_TIME },
		{ "上午/下午h\"时\"mm\"分\"", ZC_XLSX_TIME },
		{ "[h]:mm", ZC_XLSX_TIME | ZC_XLSX_HOURS },
		{ "yyyy\\-m\\-d h:mm", ZC_XLSX_DATE | ZC_XLSX_TIME },
		{ "[DBNum1][$-804]yyyy\"年\"m\"月\"", ZC_XLSX_DATE },
		{ "e\"年\"", ZC_XLSX_DATE }, { "000000", 6 }, { "0;yyyy", 0 },
		{ "\"", 0 }, { "[", 0 }, { "\\", 0 } };

	for (size_t i = 0; i < ZC_LEN(t); i++)
		ZT_EQ(zc_xlsx_style_code(zc_str_of(t[i].code)), t[i].form);
}

ZT(xlsx_formulas_are_not_evaluated_and_missing_values_are_told)
{
	same(DATA("<row r=\"3\"><c r=\"A3\"><f>1+1</f><v>2</v></c>"
		  "<c r=\"B3\"><f>SUM(A1)</f></c>"
		  "<c r=\"C3\" t=\"str\"><f>\"\"</f><v></v></c>"
		  "<c r=\"D3\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
		  "<c r=\"E3\" t=\"b\"><v>1</v></c></row>"),
	    NULL, NULL,
	    "note6:3,2, A3=2{11} B3={30} C3={10} D3=#DIV/0!{18} E3=TRUE{4} ");
}

ZT(xlsx_hidden_and_merged_things_are_told)
{
	same(
	    "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols>" DATA(
		"<row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1</v></c></row>") "<m"
									    "er"
									    "ge"
									    "Ce"
									    "ll"
									    "s>"
									    "<m"
									    "er"
									    "ge"
									    "Ce"
									    "ll"
									    " r"
									    "ef"
									    "="
									    "\""
									    "A1"
									    ":B"
									    "2"
									    "\""
									    "/>"
									    "</"
									    "me"
									    "rg"
									    "eC"
									    "el"
									    "ls"
									    ">",
	    NULL, NULL, "note4:2,3, A1=1{1} note3:0,0,A1:B2 note5:1,0, ");
}

ZT(xlsx_cells_out_of_order_are_put_in_order)
{
	same(DATA("<row r=\"2\"><c r=\"C2\"><v>3</v></c>"
		  "<c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>"
		  "two</t></is></c><c r=\"A2\"><v>9</v></c></row>"
		  "<row r=\"1\"><c r=\"A1\"><v>0</v></c></row>"),
	    NULL, NULL, "A2=1{1} B2=two C2=3{1} A1=0{1} ");
}

ZT(xlsx_impossible_places_and_texts_are_refused)
{
	static const struct {
		const char *sheet;
		int rc;
	} t[] = { { DATA("<row><c r=\"XFE1\"><v>1</v></c></row>"), ZC_ELIMIT },
		{ DATA("<row><c r=\"A0\"><v>1</v></c></row>"), ZC_ELIMIT },
		{ DATA("<row><c r=\"A99999999\"><v>1</v></c></row>"),
		    ZC_ELIMIT },
		{ DATA("<row r=\"1048577\"><c><v>1</v></c></row>"), ZC_ELIMIT },
		{ DATA("<row><c r=\"XFD1\"/><c><v>1</v></c></row>"),
		    ZC_ELIMIT },
		{ DATA("<row><c t=\"s\"><v>2</v></c></row>"), ZC_EINPUT },
		{ DATA("<row><c t=\"s\"><v>-1</v></c></row>"), ZC_EINPUT },
		{ DATA("<row><c t=\"s\"><v>99999999999</v></c></row>"),
		    ZC_EINPUT },
		{ "<sheetData><row><c><v>1</v></row></sheetData>", ZC_EINPUT },
		{ "<!DOCTYPE x>", ZC_EINPUT } };
	struct zc_buf b;

	for (size_t i = 0; i < ZC_LEN(t); i++) {
		zc_buf_init(&b, 1 << 16);
		ZT_EQ(read_sheet(t[i].sheet,
			  "<sst><si><t>a</t></si><si><t>b</t></si></sst>", NULL,
			  &b),
		    t[i].rc);
		zc_buf_fini(&b);
	}
}

ZT(xlsx_reading_survives_every_failed_allocation)
{
	struct zc_buf z, b;
	int fd, rc = ZC_ENOMEM;

	zc_buf_init(&z, 1 << 20);
	ztzip_xlsx(&z, DATA("<row><c t=\"s\"><v>0</v></c></row>"),
	    "<sst><si><t>a</t></si></sst>",
	    "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs>"
	    "</styleSheet>");
	fd = ztzip_fd(zc_buf_get(&z));
	for (unsigned n = 1; rc == ZC_ENOMEM && n < 400; n++) {
		zc_buf_init(&b, 1 << 16);
		zc_buf_cstr(&b, "x");
		zc_fault_arm(n);
		rc = read_fd(fd, &b);
		zc_fault_arm(0);
		zc_buf_fini(&b);
	}
	ZT_EQ(rc, ZC_OK);
	(void)close(fd);
	zc_buf_fini(&z);
}

/* Filling. */

static void
filled(const char *part, struct zc_cell_fill *f, size_t n, const char *want)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ZT_EQ(zc_fill_sort(f, n, NULL), ZC_OK);
	ZT_EQ(zc_xlsx_fill(zc_str_of(part), f, n, &b, NULL), ZC_OK);
	ZT_STR(zc_buf_get(&b), want);
	zc_buf_fini(&b);
}

#define T(s) " t=\"inlineStr\"><is><t xml:space=\"preserve\">" s "</t></is></c>"

ZT(xlsx_filled_cells_keep_their_style_and_the_rest_stays)
{
	struct zc_cell_fill f[] = { { 1, 2, 2, ZC_S("a<b") },
		{ 1, 1, 3, ZC_S("z") }, { 1, 3, 1, ZC_S("new") },
		{ 1, 2, 1, ZC_S("") }, { 1, 9, 2, ZC_S("_x000D_") } };

	filled("<?xml version=\"1.0\"?>\r\n<w  a='1'><sheetData>"
	       "<row r=\"1\" spans=\"1:2\" ht='9'><c r=\"A1\" s=\"3\"/>"
	       "<c r=\"B1\"><f>A1</f><v>7</v></c></row>\n"
	       "<row r=\"2\"><c r=\"A2\" s='4'><v>1</v></c><c r=\"B2\" s=\"5\" "
	       "t=\"s\"><v>0</v></c></row><row r=\"4\"/></sheetData><x/></w >",
	    f, ZC_LEN(f),
	    "<?xml version=\"1.0\"?>\r\n<w  a='1'><sheetData>"
	    "<row r=\"1\" ht='9'><c r=\"A1\" s=\"3\"/>"
	    "<c r=\"B1\"><f>A1</f><v>7</v></c><c r=\"C1\"" T(
		"z") "</row>\n"
		     "<row r=\"2\"><c r=\"A2\" s=\"4\"/><c r=\"B2\" s=\"5\"" T("a&lt;b") "</row><row r=\"3\"><c r=\"A3\"" T(
			 "new") "</row><row r=\"4\"/><row r=\"9\"><c "
				"r=\"B9\"" T("_x005F_x000D_") "</row></"
							      "sheetData><x/></"
							      "w >");
}

ZT(xlsx_empty_sheet_with_prefix_is_filled)
{
	struct zc_cell_fill f[] = { { 1, 1, 1, ZC_S("v") } };

	filled("<x:w><x:sheetData/></x:w>", f, 1,
	    "<x:w><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\">"
	    "<x:is><x:t xml:space=\"preserve\">v</x:t></x:is></x:c></x:row>"
	    "</x:sheetData></x:w>");
	filled("<x:w><x:sheetData><x:row r=\"1\"/></x:sheetData></x:w>", f, 1,
	    "<x:w><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\">"
	    "<x:is><x:t xml:space=\"preserve\">v</x:t></x:is></x:c></x:row>"
	    "</x:sheetData></x:w>");
}

ZT(xlsx_cell_under_a_merged_one_is_not_filled)
{
	static const struct {
		uint32_t row, col;
		int rc;
	} t[] = { { 2, 2, ZC_OK }, { 2, 3, ZC_EREFUSED }, { 4, 2, ZC_EREFUSED },
		{ 4, 3, ZC_EREFUSED }, { 5, 2, ZC_OK }, { 3, 4, ZC_OK },
		{ 1, 2, ZC_OK } };
	struct zc_buf b;

	for (size_t i = 0; i < ZC_LEN(t); i++) {
		struct zc_cell_fill f[] = { { 1, t[i].row, t[i].col,
		    ZC_S("v") } };

		zc_buf_init(&b, 4096);
		ZT_EQ(zc_xlsx_fill(ZC_S("<w><sheetData/><mergeCells><mergeCell "
					"ref=\"B2:C4\"/></mergeCells></w>"),
			  f, 1, &b, NULL),
		    t[i].rc);
		zc_buf_fini(&b);
	}
}

ZT(xlsx_formula_is_never_filled)
{
	struct zc_cell_fill f[] = { { 1, 1, 1, ZC_S("v") } };
	struct zc_cell_fill twice[] = { { 1, 1, 1, ZC_S("v") },
		{ 1, 1, 1, ZC_S("w") } };
	struct zc_buf b;

	zc_buf_init(&b, 4096);
	ZT_EQ(zc_xlsx_fill(ZC_S("<w>" DATA("<row><c><f>A2</f><v>1</v></c>"
					   "</row>") "</w>"),
		  f, 1, &b, NULL),
	    ZC_EREFUSED);
	ZT_EQ(zc_fill_sort(twice, 2, NULL), ZC_EUSAGE);
	zc_buf_fini(&b);
}
