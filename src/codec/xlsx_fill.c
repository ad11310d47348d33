#include "codec/fill.h"
#include "codec/xlsx_read.h"

static int
by_place(const void *a, const void *b)
{
	const struct zc_cell_fill *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->col < y->col ? -1 : x->col > y->col;
}

int
zc_fill_sort(struct zc_cell_fill *f, size_t n, struct zc_err *e)
{
	if (n > 0)
		qsort(f, n, sizeof(*f), by_place);
	for (size_t i = 0; i < n; i++)
		if (f[i].table == 0 || f[i].row == 0 || f[i].col == 0 ||
		    f[i].row > ZC_ROW_MAX || f[i].col > ZC_ROW_CELLS_MAX ||
		    (i > 0 && by_place(&f[i - 1], &f[i]) == 0))
			return ZC_FAIL(
			    e, ZC_EUSAGE, "a cell has no place, or two values");
	return ZC_OK;
}

struct filler {
	struct zc_xmltext x;
	struct zc_str in;
	const struct zc_cell_fill *f, *end; /* what is left to put in */
	struct zc_buf *out;
	struct zc_buf text; /* of one cell */
	struct zc_err *e;
	size_t copied;     /* bytes of `in` that are in `out` */
	char prefix[64];   /* of elements, with its ':' */
	uint32_t row, col; /* last ones seen */
};

/* Copy the input as far as `to`. */
static void
copy_to(struct filler *g, uint64_t to)
{
	zc_buf_str(
	    g->out, zc_str_sub(g->in, g->copied, (size_t)to - g->copied));
	g->copied = (size_t)to;
}

static void
put_cell(struct filler *g, struct zc_str style)
{
	const char *p = g->prefix;
	char letters[8];

	zc_xlsx_column(g->f->col, letters);
	zc_buf_fmt(g->out, "<%sc r=\"%s%u\"", p, letters, g->f->row);
	if (style.n > 0)
		zc_buf_fmt(g->out, " s=\"%.*s\"", (int)style.n, style.p);
	if (g->f->text.n > 0) {
		zc_buf_fmt(g->out,
		    " t=\"inlineStr\"><%sis><%st xml:space=\"preserve\">", p,
		    p);
		zc_buf_clear(&g->text);
		zc_xlsx_escape(&g->text, g->f->text);
		zc_xmltext_escape(g->out, zc_buf_get(&g->text));
		zc_buf_fmt(g->out, "</%st></%sis></%sc>", p, p, p);
	} else {
		zc_buf_cstr(g->out, "/>");
	}
	g->f++;
}

/* Cells of `row` that come before column `col`. */
static void
put_cells(struct filler *g, uint32_t row, uint32_t col)
{
	while (g->f < g->end && g->f->row == row && g->f->col < col)
		put_cell(g, ZC_S(""));
}

/* Whole rows that come before `row`. */
static void
put_rows(struct filler *g, uint32_t row)
{
	while (g->f < g->end && g->f->row < row) {
		uint32_t r = g->f->row;

		zc_buf_fmt(g->out, "<%srow r=\"%u\">", g->prefix, r);
		put_cells(g, r, UINT32_MAX);
		zc_buf_fmt(g->out, "</%srow>", g->prefix);
	}
}

static uint32_t
number(struct zc_str s, uint32_t otherwise)
{
	int64_t v;

	return zc_str_int(s, 10, &v) && v > 0 && v <= ZC_ROW_MAX ? (uint32_t)v
								 : otherwise;
}

/* A cell that is there: replaced when it is wanted, else only counted. */
static int
take_cell(struct filler *g)
{
	struct zc_str place = zc_xmltext_get(&g->x, "r"), style;
	unsigned depth = g->x.depth;
	uint64_t start = g->x.start;
	uint32_t row;
	size_t used;
	int k;

	if (place.n == 0)
		g->col++;
	else if (!zc_xlsx_place(place, &g->col, &row, &used))
		return ZC_FAIL(g->e, ZC_EINPUT, "a cell at no possible place");
	if (g->f < g->end && g->f->row == g->row && g->f->col < g->col) {
		copy_to(g, start);
		put_cells(g, g->row, g->col);
	}
	if (g->f == g->end || g->f->row != g->row || g->f->col != g->col)
		return zc_xmltext_skip(&g->x, g->e);
	style = zc_xmltext_get(&g->x, "s");
	copy_to(g, start);
	while ((k = zc_xmltext_next(&g->x, g->e)) > 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			break;
		if (k == ZC_XML_OPEN && zc_str_is(g->x.name, "f"))
			return ZC_FAIL(
			    g->e, ZC_EREFUSED, "a cell holds a formula");
	}
	if (k < 0)
		return k;
	put_cell(g, style);
	g->copied = (size_t)g->x.stop;
	return ZC_OK;
}

/*
 * The tag of a row that gets cells. Its `spans` may no longer be true; it is
 * only a hint (18.3.1.73) and goes.
 */
static void
put_row_tag(struct filler *g)
{
	struct zc_str attrs = g->x.attrs, k, v, from = attrs;

	copy_to(g, g->x.start);
	zc_buf_fmt(g->out, "<%srow", g->prefix);
	while (zc_xmltext_attr(&attrs, &k, &v)) {
		if (!zc_str_is(k, "spans"))
			zc_buf_add(g->out, from.p, (size_t)(attrs.p - from.p));
		from = attrs;
	}
	zc_buf_cstr(g->out, ">");
	g->copied = (size_t)g->x.stop;
}

static int
take_row(struct filler *g)
{
	unsigned depth = g->x.depth;
	bool empty = g->x.empty, wanted;
	int k, rc;

	g->row = number(zc_xmltext_get(&g->x, "r"), g->row + 1);
	g->col = 0;
	if (g->f < g->end && g->f->row < g->row) {
		copy_to(g, g->x.start);
		put_rows(g, g->row);
	}
	wanted = g->f < g->end && g->f->row == g->row;
	if (!wanted)
		return zc_xmltext_skip(&g->x, g->e);
	put_row_tag(g);
	while ((k = zc_xmltext_next(&g->x, g->e)) > 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			break;
		if (k != ZC_XML_OPEN)
			continue;
		rc = zc_str_is(g->x.name, "c") ? take_cell(g)
					       : zc_xmltext_skip(&g->x, g->e);
		if (rc != ZC_OK)
			return rc;
	}
	if (k < 0)
		return k;
	if (!empty)
		copy_to(g, g->x.start);
	put_cells(g, g->row, UINT32_MAX);
	if (empty)
		zc_buf_fmt(g->out, "</%srow>", g->prefix);
	return ZC_OK;
}

static int
take_data(struct filler *g)
{
	unsigned depth = g->x.depth;
	size_t n = g->x.qname.n - g->x.name.n;
	bool empty = g->x.empty;
	int k, rc;

	if (n >= sizeof(g->prefix))
		return ZC_FAIL(g->e, ZC_EINPUT, "a prefix is too long");
	memcpy(g->prefix, g->x.qname.p, n);
	g->prefix[n] = '\0';
	if (empty) {
		copy_to(g, g->x.start);
		zc_buf_fmt(g->out, "<%ssheetData>", g->prefix);
		g->copied = (size_t)g->x.stop;
	}
	while ((k = zc_xmltext_next(&g->x, g->e)) > 0) {
		if (k == ZC_XML_CLOSE && g->x.depth < depth)
			break;
		if (k != ZC_XML_OPEN)
			continue;
		rc = zc_str_is(g->x.name, "row") ? take_row(g)
						 : zc_xmltext_skip(&g->x, g->e);
		if (rc != ZC_OK)
			return rc;
	}
	if (k < 0)
		return k;
	if (!empty)
		copy_to(g, g->x.start);
	put_rows(g, UINT32_MAX);
	if (empty)
		zc_buf_fmt(g->out, "</%ssheetData>", g->prefix);
	return ZC_OK;
}

/*
 * A merged range shows its first cell only: a value in another one would be
 * there and not be seen. `all` are the n cells, sorted.
 */
static int
check_merged(const struct filler *g, const struct zc_cell_fill *all, size_t n)
{
	struct zc_str ref = zc_xmltext_get(&g->x, "ref");
	uint32_t c1, r1, c2, r2;
	size_t used, lo = 0, hi = n;

	if (!zc_xlsx_place(ref, &c1, &r1, &used) || used == ref.n ||
	    !zc_xlsx_place(zc_str_sub(ref, used + 1, ref.n), &c2, &r2, &used))
		return ZC_OK;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (all[mid].row < r1)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < n && all[lo].row <= r2; lo++)
		if (all[lo].col >= c1 && all[lo].col <= c2 &&
		    (all[lo].col != c1 || all[lo].row != r1))
			return ZC_FAIL(g->e, ZC_EREFUSED,
			    "a cell is covered by a merged one");
	return ZC_OK;
}

int
zc_xlsx_fill(struct zc_str part, const struct zc_cell_fill *f, size_t n,
    struct zc_buf *out, struct zc_err *e)
{
	struct filler g = {
		.in = part, .f = f, .end = f + n, .out = out, .e = e
	};
	int k = 0, rc = ZC_OK;

	zc_xmltext_init_str(&g.x, part);
	zc_buf_init(&g.text, 1 << 20);
	while (rc == ZC_OK && (k = zc_xmltext_next(&g.x, e)) > 0)
		if (k == ZC_XML_OPEN && zc_str_is(g.x.name, "sheetData"))
			rc = take_data(&g);
		else if (k == ZC_XML_OPEN && zc_str_is(g.x.name, "mergeCell"))
			rc = check_merged(&g, f, n);
	if (rc == ZC_OK)
		rc = k;
	if (rc == ZC_OK)
		rc = g.text.rc;
	zc_xmltext_fini(&g.x);
	zc_buf_fini(&g.text);
	if (rc != ZC_OK)
		return rc;
	/* Out of order, the rows passed some by. */
	if (g.f < g.end)
		return ZC_FAIL(e, ZC_EINPUT, "rows are not in their order");
	copy_to(&g, part.n);
	return out->rc == ZC_OK
	    ? ZC_OK
	    : ZC_FAIL(e, out->rc, "the part grows too long");
}
