#include "codec/docx_table.h"
#include "codec/fill.h"

struct filler {
	struct zc_xmltext x;
	struct zc_str in;
	const struct zc_cell_fill *f, *end; /* what is left to put in */
	struct zc_buf *out;
	struct zc_err *e;
	size_t copied;
	uint32_t table, row, col;
};

/* What a cell was like, as bytes of the input. */
struct shape {
	size_t from, to;              /* what its content is */
	struct zc_str ppr, rpr, mark; /* of the first paragraph and run */
	uint32_t span;
	bool covered, busy, has_p;
};

static void
copy_to(struct filler *g, size_t to)
{
	zc_buf_str(g->out, zc_str_sub(g->in, g->copied, to - g->copied));
	g->copied = to;
}

/* Bytes of the element just opened; goes to its CLOSE. */
static int
element(struct filler *g, struct zc_str *out)
{
	size_t from = (size_t)g->x.start;
	bool empty = g->x.empty;
	size_t stop = (size_t)g->x.stop;
	int rc = zc_xmltext_skip(&g->x, g->e);

	if (rc == ZC_OK)
		*out = zc_str_sub(
		    g->in, from, (empty ? stop : (size_t)g->x.stop) - from);
	return rc;
}

static uint32_t
small_number(struct zc_str s, uint32_t otherwise)
{
	int64_t v;

	return zc_str_int(s, 10, &v) && v > 0 && v <= ZC_ROW_CELLS_MAX
	    ? (uint32_t)v
	    : otherwise;
}

/* <w:tcPr>: span and whether the cell goes on from above. */
static int
cell_properties(struct filler *g, struct shape *s)
{
	unsigned depth = g->x.depth;
	int k;

	while ((k = zc_xmltext_next(&g->x, g->e)) >= 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			break;
		if (k != ZC_XML_OPEN)
			continue;
		if (zc_str_is(g->x.name, "gridSpan"))
			s->span = small_number(zc_xmltext_get(&g->x, "val"), 1);
		if (zc_str_is(g->x.name, "vMerge") &&
		    !zc_str_is(zc_xmltext_get(&g->x, "val"), "restart"))
			s->covered = true;
	}
	s->from = (size_t)g->x.stop;
	return k < 0 ? k : ZC_OK;
}

/* <w:pPr> of the first paragraph, and in it the form of its mark. */
static int
paragraph_properties(struct filler *g, struct shape *s)
{
	struct zc_xmltext x;
	struct zc_str ppr;
	int k, rc = element(g, &ppr);

	if (rc != ZC_OK || s->ppr.n > 0)
		return rc;
	s->ppr = ppr;
	zc_xmltext_init_str(&x, ppr);
	while ((k = zc_xmltext_next(&x, NULL)) > 0) {
		size_t from = (size_t)x.start;

		if (k != ZC_XML_OPEN || !zc_str_is(x.name, "rPr") || x.empty)
			continue;
		if (zc_xmltext_skip(&x, NULL) != ZC_OK)
			break;
		s->mark = zc_str_sub(ppr, from, (size_t)x.stop - from);
	}
	zc_xmltext_fini(&x);
	/* That the mark was put in or taken out says nothing of text. */
	if (zc_str_search(s->mark, "ins ") < s->mark.n ||
	    zc_str_search(s->mark, "del ") < s->mark.n)
		s->mark.n = 0;
	return ZC_OK;
}

static bool
is_busy(struct zc_str name)
{
	static const char *const names[] = { "tbl", "drawing", "pict", "object",
		"AlternateContent", "altChunk" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (zc_str_is(name, names[i]))
			return true;
	return false;
}

/* Look at a cell that is to be filled; goes to its CLOSE. */
static int
look(struct filler *g, struct shape *s)
{
	unsigned depth = g->x.depth;
	int k, rc = ZC_OK;

	s->from = (size_t)g->x.stop;
	while ((k = zc_xmltext_next(&g->x, g->e)) >= 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			break;
		if (k != ZC_XML_OPEN)
			continue;
		if (is_busy(g->x.name))
			s->busy = true;
		if (zc_str_is(g->x.name, "tcPr"))
			rc = cell_properties(g, s);
		else if (zc_str_is(g->x.name, "pPr"))
			rc = paragraph_properties(g, s);
		else if (zc_str_is(g->x.name, "rPr") && s->rpr.n == 0)
			rc = element(g, &s->rpr);
		else if (zc_docx_table_passes(g->x.name))
			rc = zc_xmltext_skip(&g->x, g->e);
		if (rc != ZC_OK)
			return rc;
	}
	s->to = (size_t)g->x.start;
	return k < 0 ? k : ZC_OK;
}

/* One paragraph with the value; `p` is the prefix with its ':'. */
static void
put_value(struct filler *g, const struct shape *s, struct zc_str p)
{
	struct zc_str rest = g->f->text, line;
	int n = (int)p.n;
	bool first = true;

	zc_buf_fmt(g->out, "<%.*sp>", n, p.p);
	zc_buf_str(g->out, s->ppr);
	if (rest.n > 0) {
		zc_buf_fmt(g->out, "<%.*sr>", n, p.p);
		zc_buf_str(g->out, s->rpr.n > 0 ? s->rpr : s->mark);
		while (zc_str_line(&rest, &line)) {
			if (!first)
				zc_buf_fmt(g->out, "<%.*sbr/>", n, p.p);
			first = false;
			zc_buf_fmt(
			    g->out, "<%.*st xml:space=\"preserve\">", n, p.p);
			zc_xmltext_escape(g->out, line);
			zc_buf_fmt(g->out, "</%.*st>", n, p.p);
		}
		zc_buf_fmt(g->out, "</%.*sr>", n, p.p);
	}
	zc_buf_fmt(g->out, "</%.*sp>", n, p.p);
}

/* Only the span of a cell that is left as it is; goes to its CLOSE. */
static int
pass_cell(struct filler *g, uint32_t *span)
{
	unsigned depth = g->x.depth;
	int k;

	while ((k = zc_xmltext_next(&g->x, g->e)) >= 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			break;
		/* tc, tcPr, gridSpan */
		if (k == ZC_XML_OPEN && g->x.depth == depth + 2 &&
		    zc_str_is(g->x.name, "gridSpan"))
			*span = small_number(zc_xmltext_get(&g->x, "val"), 1);
	}
	return k < 0 ? k : ZC_OK;
}

static int
take_cell(struct filler *g)
{
	struct shape s = { .span = 1 };
	/* Offsets: the name itself is gone after the next event. */
	size_t name = (size_t)g->x.start + 1;
	size_t n = g->x.qname.n - g->x.name.n;
	bool empty = g->x.empty;
	int rc;

	if (g->f == g->end || g->f->table != g->table || g->f->row != g->row ||
	    g->f->col != g->col) {
		rc = pass_cell(g, &s.span);
		g->col += s.span;
		return rc;
	}
	rc = look(g, &s);
	if (rc != ZC_OK)
		return rc;
	if (s.covered)
		return ZC_FAIL(g->e, ZC_ENOENT, "a cell goes on from above");
	if (s.busy || empty || s.to < s.from)
		return ZC_FAIL(
		    g->e, ZC_EREFUSED, "a cell holds more than text");
	copy_to(g, s.from);
	put_value(g, &s, zc_str_sub(g->in, name, n));
	g->copied = s.to;
	g->f++;
	g->col += s.span;
	return ZC_OK;
}

static int
row_properties(struct filler *g)
{
	unsigned depth = g->x.depth;
	int k;

	while ((k = zc_xmltext_next(&g->x, g->e)) >= 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			return ZC_OK;
		if (k == ZC_XML_OPEN && zc_str_is(g->x.name, "gridBefore"))
			g->col += small_number(zc_xmltext_get(&g->x, "val"), 0);
	}
	return k;
}

static int
take_table(struct filler *g)
{
	unsigned depth = g->x.depth, row_depth = 0;
	int k, rc = ZC_OK;

	g->table++;
	g->row = 0;
	while ((k = zc_xmltext_next(&g->x, g->e)) >= 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			break;
		if (k != ZC_XML_OPEN)
			continue;
		if (zc_str_is(g->x.name, "tr")) {
			g->row++;
			g->col = 1;
			row_depth = g->x.depth;
		} else if (zc_str_is(g->x.name, "tc") && row_depth > 0) {
			rc = take_cell(g);
		} else if (zc_str_is(g->x.name, "trPr")) {
			rc = row_properties(g);
		} else if (zc_docx_table_passes(g->x.name)) {
			rc = zc_xmltext_skip(&g->x, g->e);
		}
		if (rc != ZC_OK)
			return rc;
	}
	return k < 0 ? k : ZC_OK;
}

int
zc_docx_fill(struct zc_str part, const struct zc_cell_fill *f, size_t n,
    struct zc_buf *out, struct zc_err *e)
{
	struct filler g = {
		.in = part, .f = f, .end = f + n, .out = out, .e = e
	};
	int k, rc = ZC_OK;

	zc_xmltext_init_str(&g.x, part);
	while (rc == ZC_OK && (k = zc_xmltext_next(&g.x, e)) != 0) {
		if (k < 0)
			rc = k;
		else if (k == ZC_XML_OPEN && zc_str_is(g.x.name, "tbl"))
			rc = take_table(&g);
		else if (k == ZC_XML_OPEN && zc_docx_table_passes(g.x.name))
			rc = zc_xmltext_skip(&g.x, e);
	}
	zc_xmltext_fini(&g.x);
	if (rc != ZC_OK)
		return rc;
	if (g.f < g.end)
		return ZC_FAIL(e, ZC_ENOENT, "table %u has no cell at %u, %u",
		    g.f->table, g.f->row, g.f->col);
	copy_to(&g, part.n);
	return out->rc == ZC_OK
	    ? ZC_OK
	    : ZC_FAIL(e, out->rc, "the part grows too long");
}
