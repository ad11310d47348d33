#include "codec/xlsx_read.h"

#include "base/utf8.h"
#include "codec/xlsx_style.h"

struct reader {
	struct zc_xlsx *w;
	struct zc_xmltext *x;
	const struct zc_row_sink *to;
	struct zc_err *e;
	struct zc_row row;
	struct zc_row_cell *cells;
	size_t cap;
	struct zc_buf text; /* of the row, but for shared texts */
	struct zc_buf raw;  /* <v> as it stands */
	uint32_t last_row;
	uint32_t hidden;
	uint32_t notes[ZC_NOTE_LAST];
	bool unsorted;
};

bool
zc_xlsx_place(struct zc_str s, uint32_t *col, uint32_t *row, size_t *used)
{
	uint32_t c = 0, r = 0;
	size_t i = 0, letters;

	for (; i < s.n && i < 3; i++) {
		char k = s.p[i];

		if (k >= 'a' && k <= 'z')
			k = (char)(k - 'a' + 'A');
		if (k < 'A' || k > 'Z')
			break;
		c = c * 26 + (uint32_t)(k - 'A' + 1);
	}
	letters = i;
	for (; i < s.n && i < letters + 7 && s.p[i] >= '0' && s.p[i] <= '9';
	     i++)
		r = r * 10 + (uint32_t)(s.p[i] - '0');
	if (letters == 0 || i == letters || c > ZC_ROW_CELLS_MAX || r == 0 ||
	    r > ZC_ROW_MAX || (i < s.n && s.p[i] >= '0' && s.p[i] <= '9'))
		return false;
	*col = c;
	*row = r;
	*used = i;
	return true;
}

void
zc_xlsx_column(uint32_t col, char out[8])
{
	char t[8];
	size_t n = 0, k = 0;

	for (; col > 0 && n < 7; col = (col - 1) / 26)
		t[n++] = (char)('A' + (col - 1) % 26);
	while (n > 0)
		out[k++] = t[--n];
	out[k] = '\0';
}

static int
note(struct reader *r, enum zc_note what, uint32_t a, uint32_t b,
    struct zc_str text)
{
	if (r->to->note == NULL || r->notes[what]++ >= ZC_XLSX_NOTES_MAX)
		return ZC_OK;
	return r->to->note(r->to->ctx, what, a, b, text);
}

static int
grow(struct reader *r)
{
	size_t cap = r->cap == 0 ? 64 : r->cap * 2;
	struct zc_row_cell *p;

	if (r->row.n == ZC_ROW_CELLS_MAX)
		return ZC_FAIL(r->e, ZC_ELIMIT, "row %u: over %d cells",
		    r->row.number, (int)ZC_ROW_CELLS_MAX);
	p = zc_fault_hit() ? NULL : realloc(r->cells, cap * sizeof(*p));
	if (p == NULL)
		return ZC_FAIL(r->e, ZC_ENOMEM, "no room for a row");
	r->cells = p;
	r->cap = cap;
	return ZC_OK;
}

/* The shared text that <v> names. */
static int
shared(struct reader *r, struct zc_str *out)
{
	struct zc_str s = zc_str_trim(zc_buf_get(&r->raw));
	uint32_t from;
	size_t i = 0;

	for (size_t k = 0; k < s.n; k++) {
		if (s.p[k] < '0' || s.p[k] > '9' || k > 8)
			return ZC_FAIL(r->e, ZC_EINPUT,
			    "row %u: a text is not there", r->row.number);
		i = i * 10 + (size_t)(s.p[k] - '0');
	}
	if (i >= r->w->nstrings)
		return ZC_FAIL(r->e, ZC_EINPUT, "row %u: a text is not there",
		    r->row.number);
	from = i == 0 ? 0 : r->w->ends[i - 1];
	*out = (struct zc_str){ r->w->text.p + from, r->w->ends[i] - from };
	return ZC_OK;
}

/* Append what damaged encoding left so that it is UTF-8. */
static void
repair(struct zc_buf *b, size_t from)
{
	struct zc_buf out;
	struct zc_str s = { b->p + from, b->n - from };
	size_t n;

	zc_buf_init(&out, ZC_ROW_BYTES_MAX);
	for (size_t i = 0; i < s.n; i += n) {
		n = zc_utf8_step(zc_str_sub(s, i, s.n));
		if (n > 0)
			zc_buf_add(&out, s.p + i, n);
		else
			zc_buf_cstr(&out, "\xef\xbf\xbd");
		n = n > 0 ? n : 1;
	}
	b->n = from;
	zc_buf_str(b, zc_buf_get(&out));
	if (out.rc != ZC_OK)
		b->rc = out.rc;
	zc_buf_fini(&out);
}

/* What a cell is while its children are read. */
struct draft {
	struct zc_str type;
	uint32_t style, col;
	uint32_t flags;
	size_t from; /* in r->text */
	bool has_value, is_inline;
};

static bool
is_type(const struct draft *d, const char *t)
{
	return zc_str_is(d->type, t);
}

/* Put the value of <v> into the row's text; shared texts into *s. */
static int
set_value(struct reader *r, struct draft *d, struct zc_str *s)
{
	struct zc_str v = zc_buf_get(&r->raw);
	uint8_t form = d->style < r->w->nforms ? r->w->forms[d->style] : 0;
	size_t at;

	if (r->raw.rc != ZC_OK)
		return ZC_FAIL(r->e, r->raw.rc, "row %u: a cell is too long",
		    r->row.number);
	if (d->is_inline)
		return ZC_OK;
	if (is_type(d, "s"))
		return shared(r, s);
	if (is_type(d, "b")) {
		d->flags |= ZC_CELL_BOOL;
		zc_buf_cstr(&r->text,
		    zc_str_is(v, "1") || zc_str_isi(v, "true") ? "TRUE"
							       : "FALSE");
	} else if (is_type(d, "e")) {
		d->flags |= ZC_CELL_ERROR;
		zc_buf_str(&r->text, v);
	} else if (is_type(d, "d")) {
		d->flags |= ZC_CELL_DATE;
		zc_buf_str(&r->text, v);
		at = zc_str_find(v, 'T');
		if (at < v.n && r->text.rc == ZC_OK)
			r->text.p[d->from + at] = ' ';
	} else if (is_type(d, "str") || is_type(d, "inlineStr")) {
		zc_buf_str(&r->text, v);
		zc_xlsx_unescape(&r->text, d->from);
	} else {
		zc_xlsx_style_text(
		    &r->text, v, form, r->w->date1904, &d->flags);
	}
	return ZC_OK;
}

static int
add_cell(struct reader *r, struct draft *d)
{
	struct zc_str s = { NULL, 0 };
	int rc = ZC_OK;

	if (d->has_value)
		rc = set_value(r, d, &s);
	if (rc != ZC_OK)
		return rc;
	if (s.p == NULL && r->text.rc == ZC_OK) {
		struct zc_str t = { r->text.p + d->from, r->text.n - d->from };

		if (!zc_utf8_valid(t)) {
			repair(&r->text, d->from);
			d->flags |= ZC_CELL_CUT;
		}
		s.n = r->text.n - d->from;
	} else if (s.p != NULL && !zc_utf8_valid(s)) {
		zc_buf_str(&r->text, s);
		repair(&r->text, d->from);
		d->flags |= ZC_CELL_CUT;
		s = (struct zc_str){ NULL, r->text.n - d->from };
	}
	if (s.n == 0 && (d->flags & ZC_CELL_FORMULA) != 0 &&
	    !is_type(d, "str")) {
		d->flags |= ZC_CELL_NO_VALUE;
		rc = note(r, ZC_NOTE_NO_VALUE, r->row.number, d->col, ZC_S(""));
	}
	if (rc != ZC_OK || (s.n == 0 && (d->flags & ZC_CELL_FORMULA) == 0))
		return rc;
	if (r->row.n == r->cap || r->row.n == ZC_ROW_CELLS_MAX)
		rc = grow(r);
	if (rc != ZC_OK)
		return rc;
	if (r->row.n > 0 && r->cells[r->row.n - 1].col >= d->col)
		r->unsorted = true;
	r->cells[r->row.n++] = (struct zc_row_cell){
		.text = s, .col = d->col, .span = 1, .flags = d->flags
	};
	return ZC_OK;
}

/* Children of <c>: <f>, <v>, <is>. */
static int
read_children(struct reader *r, struct draft *d)
{
	unsigned depth = r->x->depth;
	int k, rc;

	for (;;) {
		k = zc_xmltext_next(r->x, r->e);
		if (k < 0)
			return k;
		if (k == ZC_XML_CLOSE && r->x->depth < depth)
			return ZC_OK;
		if (k != ZC_XML_OPEN)
			continue;
		if (zc_str_is(r->x->name, "is")) {
			rc = zc_xlsx_string(r->x, &r->text, r->e);
			d->has_value = d->is_inline = true;
		} else if (zc_str_is(r->x->name, "v") && !d->has_value) {
			d->has_value = true;
			while (
			    (rc = zc_xmltext_next(r->x, r->e)) == ZC_XML_TEXT)
				zc_xmltext_decode(
				    &r->raw, r->x->raw, r->x->cdata);
			if (rc == ZC_XML_CLOSE)
				rc = ZC_OK;
			else if (rc == ZC_XML_OPEN)
				rc = ZC_FAIL(
				    r->e, ZC_EINPUT, "a value holds tags");
		} else {
			if (zc_str_is(r->x->name, "f"))
				d->flags |= ZC_CELL_FORMULA;
			rc = zc_xmltext_skip(r->x, r->e);
		}
		if (rc < 0)
			return rc;
	}
}

static uint32_t
small_number(struct zc_str s, uint32_t otherwise)
{
	uint32_t v = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || i > 8)
			return otherwise;
		v = v * 10 + (uint32_t)(s.p[i] - '0');
	}
	return s.n == 0 ? otherwise : v;
}

static int
take_cell(struct reader *r, uint32_t *col)
{
	struct draft d = { .from = r->text.n };
	struct zc_str rest = r->x->attrs, k, v, place = { "", 0 };
	char type[16] = "";
	uint32_t row;
	size_t used;
	int rc;

	while (zc_xmltext_attr(&rest, &k, &v)) {
		if (k.n != 1)
			continue;
		if (k.p[0] == 'r')
			place = v;
		else if (k.p[0] == 's')
			d.style = small_number(v, UINT32_MAX);
		else if (k.p[0] == 't' && v.n < sizeof(type))
			memcpy(type, v.p, v.n);
	}
	d.type = zc_str_of(type);
	d.col = *col + 1;
	if (place.n > 0 &&
	    (!zc_xlsx_place(place, &d.col, &row, &used) || used != place.n))
		return ZC_FAIL(r->e, ZC_ELIMIT,
		    "row %u: a cell at no possible place", r->row.number);
	if (d.col > ZC_ROW_CELLS_MAX)
		return ZC_FAIL(r->e, ZC_ELIMIT, "row %u: over %d columns",
		    r->row.number, (int)ZC_ROW_CELLS_MAX);
	*col = d.col;
	zc_buf_clear(&r->raw);
	rc = read_children(r, &d);
	return rc == ZC_OK ? add_cell(r, &d) : rc;
}

static int
by_col(const void *a, const void *b)
{
	const struct zc_row_cell *x = a, *y = b;

	if (x->col != y->col)
		return x->col < y->col ? -1 : 1;
	/* Before sorting, span holds the order in the file. */
	return x->span < y->span ? -1 : x->span > y->span;
}

/* Cells in the order of columns, the first of two at one place. */
static void
sort(struct reader *r)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->row.n; i++)
		r->cells[i].span = i;
	qsort(r->cells, r->row.n, sizeof(*r->cells), by_col);
	for (uint32_t i = 0; i < r->row.n; i++) {
		if (n > 0 && r->cells[n - 1].col == r->cells[i].col)
			continue;
		r->cells[n] = r->cells[i];
		r->cells[n++].span = 1;
	}
	r->row.n = n;
	r->unsorted = false;
}

static int
give(struct reader *r)
{
	size_t at = 0;

	if (r->text.rc != ZC_OK)
		return ZC_FAIL(
		    r->e, r->text.rc, "row %u is too long", r->row.number);
	for (uint32_t i = 0; i < r->row.n; i++)
		if (r->cells[i].text.p == NULL) {
			r->cells[i].text.p = r->text.p + at;
			at += r->cells[i].text.n;
		}
	if (r->unsorted)
		sort(r);
	if (r->row.n == 0 || r->to->row == NULL)
		return ZC_OK;
	r->row.cells = r->cells;
	return r->to->row(r->to->ctx, &r->row);
}

static int
take_row(struct reader *r)
{
	struct zc_str hidden = zc_xmltext_get(r->x, "hidden");
	unsigned depth = r->x->depth;
	uint32_t col = 0;
	int k, rc;

	r->row.number =
	    small_number(zc_xmltext_get(r->x, "r"), r->last_row + 1);
	if (r->row.number == 0 || r->row.number > ZC_ROW_MAX)
		return ZC_FAIL(r->e, ZC_ELIMIT, "a row at no possible place");
	r->last_row = r->row.number;
	r->row.flags = 0;
	if (zc_str_is(hidden, "1") || zc_str_is(hidden, "true")) {
		r->row.flags = ZC_ROW_HIDDEN;
		r->hidden++;
	}
	r->row.n = 0;
	zc_buf_clear(&r->text);
	for (;;) {
		k = zc_xmltext_next(r->x, r->e);
		if (k < 0)
			return k;
		if (k == ZC_XML_CLOSE && r->x->depth < depth)
			return give(r);
		if (k != ZC_XML_OPEN)
			continue;
		rc = zc_str_is(r->x->name, "c") ? take_cell(r, &col)
						: zc_xmltext_skip(r->x, r->e);
		if (rc != ZC_OK)
			return rc;
	}
}

static int
take_element(struct reader *r)
{
	struct zc_str name = r->x->name, v;

	if (zc_str_is(name, "row"))
		return take_row(r);
	if (zc_str_is(name, "col")) {
		v = zc_xmltext_get(r->x, "hidden");
		if (zc_str_is(v, "1") || zc_str_is(v, "true"))
			return note(r, ZC_NOTE_HIDDEN_COLUMNS,
			    small_number(zc_xmltext_get(r->x, "min"), 0),
			    small_number(zc_xmltext_get(r->x, "max"), 0),
			    ZC_S(""));
	}
	if (zc_str_is(name, "mergeCell"))
		return note(r, ZC_NOTE_MERGED, 0, 0,
		    zc_str_sub(zc_xmltext_get(r->x, "ref"), 0, 40));
	return ZC_OK;
}

int
zc_xlsx_read(struct zc_xlsx *w, size_t which, const struct zc_row_sink *to,
    struct zc_err *e)
{
	struct reader r = { .w = w, .to = to, .e = e, .row = { .table = 1 } };
	struct zc_opc_part p = { 0 };
	int rc = zc_opc_part_open(w->z, w->sheets[which].part, &p, e);

	zc_buf_init(&r.text, ZC_ROW_BYTES_MAX);
	zc_buf_init(&r.raw, 1 << 20);
	r.x = &p.x;
	while (rc == ZC_OK && (rc = zc_xmltext_next(&p.x, e)) > 0)
		rc = rc == ZC_XML_OPEN ? take_element(&r) : ZC_OK;
	if (rc == ZC_OK && r.hidden > 0)
		rc = note(&r, ZC_NOTE_HIDDEN_ROWS, r.hidden, 0, ZC_S(""));
	zc_opc_part_close(&p);
	zc_buf_fini(&r.text);
	zc_buf_fini(&r.raw);
	free(r.cells);
	if (rc == ZC_ENOENT)
		rc = ZC_FAIL(e, ZC_EINPUT, "the sheet is missing");
	return rc;
}
