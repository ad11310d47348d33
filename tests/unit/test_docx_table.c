#include "unit/zt.h"
#include "unit/ztzip.h"

#include "codec/docx_table.h"
#include "codec/fill.h"

#include <unistd.h>

static int
on_row(void *ctx, const struct zc_row *r)
{
	for (uint32_t i = 0; i < r->n; i++) {
		zc_buf_fmt(
		    ctx, "%u.%u.%u", r->table, r->number, r->cells[i].col);
		if (r->cells[i].span > 1)
			zc_buf_fmt(ctx, "+%u", r->cells[i].span);
		if (r->cells[i].flags != 0)
			zc_buf_fmt(ctx, "{%x}", r->cells[i].flags);
		zc_buf_fmt(
		    ctx, "=%.*s ", (int)r->cells[i].text.n, r->cells[i].text.p);
	}
	return ZC_OK;
}

static int
on_note(void *ctx, enum zc_note what, uint32_t a, uint32_t c, struct zc_str s)
{
	(void)what;
	(void)c;
	zc_buf_fmt(ctx, "[%u:%.*s] ", a, (int)s.n, s.p);
	return ZC_OK;
}

static int
read_body(const char *body, uint32_t table, struct zc_buf *b)
{
	struct zc_row_sink to = { on_row, on_note, b };
	struct zc_arena a;
	struct zc_buf z;
	struct zc_zip zip;
	int fd, rc;

	zc_buf_init(&z, 1 << 22);
	zc_arena_init(&a, 1 << 24);
	ztzip_docx(&z, body);
	fd = ztzip_fd(zc_buf_get(&z));
	rc = zc_zip_open(fd, 1 << 30, &a, &zip, NULL);
	if (rc == ZC_OK)
		rc = zc_docx_table_read(&zip, table, &to, NULL);
	(void)close(fd);
	zc_arena_fini(&a);
	zc_buf_fini(&z);
	return rc;
}

static void
same(const char *body, const char *want)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 16);
	ZT_EQ(read_body(body, 0, &b), ZC_OK);
	ZT_STR(zc_buf_get(&b), want);
	zc_buf_fini(&b);
}

#define P(t) "<w:p><w:r><w:t>" t "</w:t></w:r></w:p>"
#define C(t) "<w:tc>" P(t) "</w:tc>"
#define R(c) "<w:tr>" c "</w:tr>"
#define TBL(r) "<w:tbl><w:tblPr/><w:tblGrid/>" r "</w:tbl>"

ZT(docx_tables_come_with_their_heading)
{
	same(P("一、检查表") P("") TBL(R(C("项") C("结果")) R(C("1") C("")))
		 P("二") TBL(R(C("x"))),
	    "[1:一、检查表] 1.1.1=项 1.1.2=结果 1.2.1=1 1.2.2= [2:二] "
	    "2.1.1=x ");
}

ZT(docx_spans_and_merges_are_counted)
{
	same(TBL(R("<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" P(
		 "wide") "</w:tc>" C("z")) R("<w:trPr><w:gridBefore "
					     "w:val=\"1\"/></w:trPr>" C("b"))
		     R("<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" P(
			 "m") "</w:tc>")
			 R("<w:tc><w:tcPr><w:vMerge/></w:tcPr>" P(
			     "") "</w:tc>" C("n"))),
	    "[1:] 1.1.1+2=wide 1.1.3=z 1.2.2=b 1.3.1=m 1.4.1{80}= 1.4.2=n ");
}

ZT(docx_text_of_a_cell_is_what_stands_there_now)
{
	same(
	    TBL(R("<w:tc>" P("a") P(
		"b") "</w:tc>"
		     "<w:tc><w:p><w:r><w:t>1</w:t><w:tab/><w:t>2</w:t><w:br/>"
		     "<w:t>3</w:t></w:r><w:del><w:r><w:delText>gone</w:delText>"
		     "<w:t>gone</w:t></w:r></w:del><w:ins><w:r><w:t>new</w:t>"
		     "</w:r></w:ins></w:p></w:tc>"
		     "<w:tc><w:p><w:r><w:sym w:font=\"Wingdings\" "
		     "w:char=\"F0FE\"/><w:t>是</w:t><w:sym w:char=\"00A8\"/>"
		     "<w:t>否</w:t></w:r></w:p></w:tc>"
		     "<w:tc>" TBL(R(C("in") C("ner"))) P(
			 "out") "</w:tc>"
				"<w:tc><w:p><w:r><w:instrText>PAGE</"
				"w:instrText></w:r>"
				"<mc:AlternateContent><mc:Choice>" P(
				    "new") "</mc:Choice>"
					   "<mc:Fallback>" P(
					       "old") "</mc:Fallback>"
						      "</mc:AlternateContent></"
						      "w:p></w:tc>")),
	    "[1:] 1.1.1=a\nb 1.1.2=1\t2\n3new 1.1.3=☑是□否 "
	    "1.1.4=in\nner\nout 1.1.5=new ");
}

ZT(docx_table_that_is_not_there_is_told)
{
	struct zc_buf b;

	zc_buf_init(&b, 4096);
	ZT_EQ(read_body(P("x") TBL(R(C("y"))), 2, &b), ZC_ENOENT);
	zc_buf_clear(&b);
	ZT_EQ(read_body(TBL(R(C("x"))) TBL(R(C("y"))), 2, &b), ZC_OK);
	ZT_STR(zc_buf_get(&b), "[1:] [2:] 2.1.1=y ");
	zc_buf_fini(&b);
}

static int
fill(const char *part, struct zc_cell_fill *f, size_t n, struct zc_buf *b)
{
	ZT_EQ(zc_fill_sort(f, n, NULL), ZC_OK);
	return zc_docx_fill(zc_str_of(part), f, n, b, NULL);
}

#define DOC(body) "<w:d xmlns:w=\"u\"><w:body>" body "</w:body></w:d>"

ZT(docx_filled_cell_keeps_its_form)
{
	struct zc_cell_fill f[] = { { 1, 1, 2, ZC_S("合格\n2<3") },
		{ 2, 1, 1, ZC_S("x") } };
	struct zc_buf b;

	zc_buf_init(&b, 1 << 16);
	ZT_EQ(
	    fill(DOC(TBL(R(C(
		     "1") "<w:tc><w:tcPr><w:shd/></w:tcPr><w:p>"
			  "<w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr>"
			  "<w:sz "
			  "w:val=\"21\"/></w:rPr><w:t>old</w:t></w:r></w:p>" P(
			      "more") "</w:tc>"))
			 TBL(R("<w:tc><w:p><w:pPr>"
			       "<w:rPr><w:b/></w:rPr></w:pPr></w:p></w:tc>"))),
		f, 2, &b),
	    ZC_OK);
	ZT_STR(zc_buf_get(&b),
	    DOC(TBL(
		R(C("1") "<w:tc><w:tcPr><w:shd/></w:tcPr><w:p>"
			 "<w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr>"
			 "<w:sz w:val=\"21\"/></w:rPr>"
			 "<w:t xml:space=\"preserve\">合格</w:t><w:br/>"
			 "<w:t xml:space=\"preserve\">2&lt;3</w:t></w:r></w:p>"
			 "</w:tc>"))
		    TBL(R(
			"<w:tc><w:p><w:pPr><w:rPr><w:b/></w:rPr>"
			"</w:pPr><w:r><w:rPr><w:b/></w:rPr>"
			"<w:t "
			"xml:space=\"preserve\">x</w:t></w:r></w:p></w:tc>"))));
	zc_buf_fini(&b);
}

ZT(docx_cells_that_cannot_be_filled_are_told)
{
	static const struct {
		const char *part;
		int rc;
	} t[] = { { DOC(TBL(R(C("1")))), ZC_ENOENT },
		{ DOC(P("1")), ZC_ENOENT },
		{ DOC(TBL(R(C("1") "<w:tc><w:p><w:r><w:drawing/></w:r></w:p>"
				   "</w:tc>"))),
		    ZC_EREFUSED },
		{ DOC(TBL(R(C("1") "<w:tc>" TBL(R(C("2"))) "</w:tc>"))),
		    ZC_EREFUSED },
		{ DOC(TBL(R(C("1") "<w:tc><w:tcPr><w:vMerge/></w:tcPr>" P(
		      "") "</w:tc>"))),
		    ZC_ENOENT } };
	struct zc_buf b;

	for (size_t i = 0; i < ZC_LEN(t); i++) {
		struct zc_cell_fill f[] = { { 1, 1, 2, ZC_S("v") } };

		zc_buf_init(&b, 1 << 16);
		ZT_EQ(fill(t[i].part, f, 1, &b), t[i].rc);
		zc_buf_fini(&b);
	}
}
