#include "codec/docx_table.h"

#include "base/utf8.h"

struct reader {
	struct zc_xmltext *x;
	const struct zc_row_sink *to;
	struct zc_err *e;
	uint32_t only, tables;
	struct zc_row row;
	struct zc_row_cell *cells;
	size_t cap;
	struct zc_buf text;    /* of the row, or of the paragraphs outside */
	struct zc_buf heading; /* last paragraph with text, outside */
};

bool
zc_docx_table_passes(struct zc_str name)
{
	static const char *const names[] = { "del", "moveFrom", "Fallback",
		"instrText", "delText", "pPr", "rPr", "tblPr", "trPr", "sectPr",
		"rubyPr", "rt", "sdtPr", "sdtEndPr" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (zc_str_is(name, names[i]))
			return true;
	return false;
}

/* <w:sym>: boxes and ticks of Wingdings, as checklists use them. */
static void
put_symbol(const struct zc_xmltext *x, struct zc_buf *b)
{
	static const struct {
		int code;
		const char *text;
	} known[] = { { 0xFE, "☑" }, { 0x52, "☑" }, { 0xFD, "☒" },
		{ 0x54, "☒" }, { 0xFC, "√" }, { 0x50, "√" }, { 0xFB, "×" },
		{ 0x4F, "×" }, { 0xA8, "□" }, { 0x6F, "□" }, { 0xA3, "□" },
		{ 0x2A, "□" } };
	int64_t v = 0;

	if (!zc_str_int(zc_xmltext_get(x, "char"), 16, &v))
		return;
	for (size_t i = 0; i < ZC_LEN(known); i++)
		if ((v & 0xFF) == known[i].code) {
			zc_buf_cstr(b, known[i].text);
			return;
		}
	zc_buf_cstr(b, "▪");
}

/* Text of one event into b; *in_t: inside <w:t>. */
static void
put_event(const struct zc_xmltext *x, int k, struct zc_buf *b, bool *in_t)
{
	if (k == ZC_XML_TEXT) {
		if (*in_t)
			zc_xmltext_decode(b, x->raw, x->cdata);
		return;
	}
	*in_t = k == ZC_XML_OPEN && zc_str_is(x->name, "t");
	if (k != ZC_XML_OPEN)
		return;
	if (zc_str_is(x->name, "tab"))
		zc_buf_char(b, '\t');
	else if (zc_str_is(x->name, "br") || zc_str_is(x->name, "cr"))
		zc_buf_char(b, '\n');
	else if (zc_str_is(x->name, "noBreakHyphen"))
		zc_buf_char(b, '-');
	else if (zc_str_is(x->name, "sym"))
		put_symbol(x, b);
}

static uint32_t
small_number(struct zc_str s, uint32_t otherwise)
{
	int64_t v;

	return zc_str_int(s, 10, &v) && v > 0 && v <= ZC_ROW_CELLS_MAX
	    ? (uint32_t)v
	    : otherwise;
}

static int
add_cell(struct reader *r, struct zc_row_cell c, size_t from)
{
	struct zc_str s = { r->text.p + from, r->text.n - from };

	if (r->text.rc != ZC_OK)
		return ZC_FAIL(
		    r->e, r->text.rc, "row %u is too long", r->row.number);
	if (r->row.n == r->cap) {
		size_t cap = r->cap == 0 ? 32 : r->cap * 2;
		struct zc_row_cell *p;

		if (cap > ZC_ROW_CELLS_MAX)
			return ZC_FAIL(
			    r->e, ZC_ELIMIT, "row %u: too wide", r->row.number);
		p = zc_fault_hit() ? NULL : realloc(r->cells, cap * sizeof(*p));
		if (p == NULL)
			return ZC_FAIL(r->e, ZC_ENOMEM, "no room for a row");
		r->cells = p;
		r->cap = cap;
	}
	/* Paragraphs end in line feeds; the last one says nothing. */
	while (s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	if (!zc_utf8_valid(s)) {
		for (size_t i = 0, n; i<s.n; i += n> 0 ? n : 1) {
			n = zc_utf8_step(zc_str_sub(s, i, s.n));
			if (n == 0)
				r->text.p[from + i] = '?';
		}
		c.flags |= ZC_CELL_CUT;
	}
	if ((c.flags & ZC_CELL_MERGED) != 0)
		s.n = 0;
	r->text.n = from + s.n;
	c.text = (struct zc_str){ NULL, s.n };
	r->cells[r->row.n++] = c;
	return ZC_OK;
}

/* What <w:tcPr> says of its cell, and go to its CLOSE. */
static int
take_properties(struct reader *r, struct zc_row_cell *c)
{
	unsigned depth = r->x->depth;
	int k;

	while ((k = zc_xmltext_next(r->x, r->e)) >= 0) {
		if (k == ZC_XML_CLOSE && r->x->depth < depth)
			return ZC_OK;
		if (k != ZC_XML_OPEN)
			continue;
		if (zc_str_is(r->x->name, "gridSpan"))
			c->span = small_number(zc_xmltext_get(r->x, "val"), 1);
		if (zc_str_is(r->x->name, "vMerge") &&
		    !zc_str_is(zc_xmltext_get(r->x, "val"), "restart"))
			c->flags |= ZC_CELL_MERGED;
	}
	return k;
}

static int
take_cell(struct reader *r, uint32_t *col)
{
	struct zc_row_cell c = { .col = *col, .span = 1 };
	unsigned depth = r->x->depth;
	size_t from = r->text.n;
	bool in_t = false;
	int k, rc = ZC_OK;

	while ((k = zc_xmltext_next(r->x, r->e)) >= 0) {
		if (k == ZC_XML_CLOSE && r->x->depth < depth)
			break;
		if (k == ZC_XML_OPEN && zc_str_is(r->x->name, "tcPr") &&
		    r->x->depth == depth + 1)
			rc = take_properties(r, &c);
		else if (k == ZC_XML_OPEN &&
		    (zc_docx_table_passes(r->x->name) ||
			zc_str_is(r->x->name, "tcPr")))
			rc = zc_xmltext_skip(r->x, r->e);
		else
			put_event(r->x, k, &r->text, &in_t);
		if (rc != ZC_OK)
			return rc;
		if (k == ZC_XML_CLOSE && zc_str_is(r->x->name, "p"))
			zc_buf_char(&r->text, '\n');
	}
	if (k < 0)
		return k;
	if (c.span > ZC_ROW_CELLS_MAX - *col + 1)
		return ZC_FAIL(
		    r->e, ZC_ELIMIT, "row %u: too wide", r->row.number);
	*col += c.span;
	return add_cell(r, c, from);
}

static int
give(struct reader *r)
{
	size_t at = 0;

	for (uint32_t i = 0; i < r->row.n; i++) {
		r->cells[i].text.p = r->text.p + at;
		at += r->cells[i].text.n;
	}
	r->row.cells = r->cells;
	if (r->to->row == NULL || (r->only != 0 && r->only != r->row.table))
		return ZC_OK;
	return r->to->row(r->to->ctx, &r->row);
}

/* <w:trPr> may leave grid columns free in front, or delete the row. */
static int
row_properties(struct reader *r, uint32_t *col, bool *deleted)
{
	unsigned depth = r->x->depth;
	int k;

	while ((k = zc_xmltext_next(r->x, r->e)) >= 0) {
		if (k == ZC_XML_CLOSE && r->x->depth < depth)
			return ZC_OK;
		if (k == ZC_XML_OPEN && zc_str_is(r->x->name, "gridBefore"))
			*col += small_number(zc_xmltext_get(r->x, "val"), 0);
		if (k == ZC_XML_OPEN && zc_str_is(r->x->name, "del"))
			*deleted = true;
	}
	return k;
}

static int
take_row(struct reader *r)
{
	unsigned depth = r->x->depth;
	bool deleted = false;
	uint32_t col = 1;
	int k, rc = ZC_OK;

	if (++r->row.number > ZC_ROW_MAX)
		return ZC_FAIL(
		    r->e, ZC_ELIMIT, "over %d rows", (int)ZC_ROW_MAX);
	r->row.n = 0;
	zc_buf_clear(&r->text);
	while ((k = zc_xmltext_next(r->x, r->e)) >= 0) {
		if (k == ZC_XML_CLOSE && r->x->depth < depth)
			break;
		if (k != ZC_XML_OPEN)
			continue;
		if (zc_str_is(r->x->name, "tc"))
			rc = take_cell(r, &col);
		else if (zc_str_is(r->x->name, "trPr"))
			rc = row_properties(r, &col, &deleted);
		else if (zc_docx_table_passes(r->x->name))
			rc = zc_xmltext_skip(r->x, r->e);
		if (rc != ZC_OK)
			return rc;
	}
	return k < 0 ? k : deleted ? ZC_OK : give(r);
}

static int
take_table(struct reader *r)
{
	unsigned depth = r->x->depth;
	int k, rc = ZC_OK;

	if (++r->tables > ZC_DOCX_TABLES_MAX)
		return ZC_FAIL(
		    r->e, ZC_ELIMIT, "over %d tables", (int)ZC_DOCX_TABLES_MAX);
	r->row.table = r->tables;
	r->row.number = 0;
	if (r->to->note != NULL)
		rc = r->to->note(r->to->ctx, ZC_NOTE_HEADING, r->tables, 0,
		    zc_str_trim(zc_buf_get(&r->heading)));
	zc_buf_clear(&r->heading);
	if (rc < 0)
		return rc;
	while ((k = zc_xmltext_next(r->x, r->e)) >= 0) {
		if (k == ZC_XML_CLOSE && r->x->depth < depth)
			break;
		if (k != ZC_XML_OPEN)
			continue;
		if (zc_str_is(r->x->name, "tr"))
			rc = take_row(r);
		else if (zc_docx_table_passes(r->x->name))
			rc = zc_xmltext_skip(r->x, r->e);
		if (rc != ZC_OK)
			return rc;
	}
	zc_buf_clear(&r->text);
	return k < 0 ? k : ZC_OK;
}

/* A paragraph outside of tables has ended: it may head the next one. */
static void
end_paragraph(struct reader *r)
{
	struct zc_str s = zc_str_trim(zc_buf_get(&r->text));
	char cut[ZC_DOCX_HEADING_MAX + 1];

	if (s.n > 0 && zc_utf8_valid(s)) {
		zc_utf8_copy(cut, sizeof(cut), s);
		zc_buf_clear(&r->heading);
		zc_buf_cstr(&r->heading, cut);
	}
	zc_buf_clear(&r->text);
}

static int
read_body(struct reader *r)
{
	bool in_t = false;
	int k, rc = ZC_OK;

	while ((k = zc_xmltext_next(r->x, r->e)) > 0) {
		if (k == ZC_XML_OPEN && zc_str_is(r->x->name, "tbl"))
			rc = take_table(r);
		else if (k == ZC_XML_OPEN && zc_docx_table_passes(r->x->name))
			rc = zc_xmltext_skip(r->x, r->e);
		else if (k == ZC_XML_CLOSE && zc_str_is(r->x->name, "p"))
			end_paragraph(r);
		else
			put_event(r->x, k, &r->text, &in_t);
		if (rc != ZC_OK)
			return rc;
	}
	return k;
}

int
zc_docx_table_read(struct zc_zip *z, uint32_t table,
    const struct zc_row_sink *to, struct zc_err *e)
{
	struct reader r = { .to = to, .e = e, .only = table };
	struct zc_opc_part p = { 0 };
	struct zc_arena a;
	struct zc_str part;
	int rc;

	zc_arena_init(&a, 1 << 20);
	zc_buf_init(&r.text, ZC_ROW_BYTES_MAX);
	zc_buf_init(&r.heading, ZC_DOCX_HEADING_MAX);
	rc = zc_opc_main(z, "word/document.xml", &a, &part, e);
	if (rc == ZC_OK)
		rc = zc_opc_part_open(z, part, &p, e);
	if (rc == ZC_ENOENT)
		rc = ZC_FAIL(e, ZC_EINPUT, "it is no text document");
	r.x = &p.x;
	if (rc == ZC_OK)
		rc = read_body(&r);
	if (rc == ZC_OK && table > r.tables)
		rc = ZC_FAIL(e, ZC_ENOENT, "there are %u tables", r.tables);
	zc_opc_part_close(&p);
	zc_buf_fini(&r.text);
	zc_buf_fini(&r.heading);
	free(r.cells);
	zc_arena_fini(&a);
	return rc;
}
