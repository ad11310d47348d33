#include "codec/xlsx.h"

#include "codec/xlsx_style.h"

static int
by_string(const struct zc_xmltext *x, const char *attr, struct zc_arena *a,
    struct zc_str *out)
{
	struct zc_buf b;
	char *p;
	int rc;

	zc_buf_init(&b, 4096);
	zc_xmltext_decode(&b, zc_xmltext_get(x, attr), false);
	rc = b.rc;
	p = rc == ZC_OK ? zc_arena_dup(a, b.p, b.n) : NULL;
	if (rc == ZC_OK && p == NULL)
		rc = ZC_ENOMEM;
	*out = (struct zc_str){ p, p == NULL ? 0 : b.n };
	zc_buf_fini(&b);
	return rc;
}

static int
take_sheet(struct zc_xlsx *w, const struct zc_xmltext *x,
    const struct zc_opc_rels *rels, struct zc_arena *a, struct zc_err *e)
{
	struct zc_xlsx_sheet *s = &w->sheets[w->nsheets];
	const struct zc_opc_rel *l;
	struct zc_str id, state;
	int rc;

	if (w->nsheets == ZC_XLSX_SHEETS_MAX)
		return ZC_FAIL(
		    e, ZC_ELIMIT, "over %d sheets", (int)ZC_XLSX_SHEETS_MAX);
	rc = by_string(x, "id", a, &id);
	if (rc == ZC_OK)
		rc = by_string(x, "name", a, &s->name);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "the name of a sheet");
	l = zc_opc_rels_id(rels, id);
	if (l == NULL || !zc_str_ends(l->type, "/worksheet"))
		return ZC_OK; /* charts and macros have no rows */
	s->part = l->target;
	state = zc_xmltext_get(x, "state");
	s->hidden =
	    zc_str_is(state, "hidden") || zc_str_is(state, "veryHidden");
	w->nsheets++;
	return ZC_OK;
}

static int
read_workbook(struct zc_xlsx *w, struct zc_str part,
    const struct zc_opc_rels *rels, struct zc_arena *a, struct zc_err *e)
{
	struct zc_opc_part p = { 0 };
	int rc = zc_opc_part_open(w->z, part, &p, e);

	w->sheets =
	    zc_arena_array(a, ZC_XLSX_SHEETS_MAX + 1, sizeof(*w->sheets));
	if (w->sheets == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "no room for sheets");
	while (rc == ZC_OK && (rc = zc_xmltext_next(&p.x, e)) > 0) {
		bool open = rc == ZC_XML_OPEN;

		rc = ZC_OK;
		if (open && zc_str_is(p.x.name, "workbookPr")) {
			struct zc_str v = zc_xmltext_get(&p.x, "date1904");

			w->date1904 = zc_str_is(v, "1") || zc_str_is(v, "true");
		} else if (open && zc_str_is(p.x.name, "sheet")) {
			rc = take_sheet(w, &p.x, rels, a, e);
		}
	}
	zc_opc_part_close(&p);
	if (rc == ZC_OK && w->nsheets == 0)
		rc = ZC_FAIL(e, ZC_EINPUT, "the workbook has no sheet");
	return rc;
}

/* Custom number formats, while the styles are read. */
struct format {
	uint32_t id;
	uint8_t form;
};
struct styles {
	struct format *v;
	size_t n;
	bool in_xfs;
};

static uint32_t
number(struct zc_str s, uint32_t otherwise)
{
	int64_t v;

	return zc_str_int(s, 10, &v) && v >= 0 && v < UINT32_MAX ? (uint32_t)v
								 : otherwise;
}

static uint8_t
form_of(const struct styles *s, uint32_t id)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].id == id)
			return s->v[i].form;
	return zc_xlsx_style_builtin(id);
}

static void
take_style(struct zc_xlsx *w, struct styles *s, const struct zc_xmltext *x)
{
	if (zc_str_is(x->name, "numFmt") && s->n < 4096) {
		struct zc_buf b;

		zc_buf_init(&b, 4096);
		zc_xmltext_decode(&b, zc_xmltext_get(x, "formatCode"), false);
		s->v[s->n++] = (struct format){
			.id = number(zc_xmltext_get(x, "numFmtId"), 0),
			.form = zc_xlsx_style_code(zc_buf_get(&b))
		};
		zc_buf_fini(&b);
	} else if (zc_str_is(x->name, "cellXfs")) {
		s->in_xfs = true;
	} else if (s->in_xfs && zc_str_is(x->name, "xf") &&
	    w->nforms < ZC_XLSX_STYLES_MAX) {
		w->forms[w->nforms++] =
		    form_of(s, number(zc_xmltext_get(x, "numFmtId"), 0));
	}
}

static int
read_styles(
    struct zc_xlsx *w, struct zc_str part, struct zc_arena *a, struct zc_err *e)
{
	struct zc_opc_part p = { 0 };
	struct styles s = { .v = zc_arena_array(a, 4096, sizeof(*s.v)) };
	int rc = zc_opc_part_open(w->z, part, &p, e);

	w->forms = zc_arena_get(a, ZC_XLSX_STYLES_MAX);
	if (s.v == NULL || w->forms == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "no room for styles");
	while (rc == ZC_OK && (rc = zc_xmltext_next(&p.x, e)) > 0) {
		if (rc == ZC_XML_OPEN)
			take_style(w, &s, &p.x);
		else if (rc == ZC_XML_CLOSE && zc_str_is(p.x.name, "cellXfs"))
			s.in_xfs = false;
		rc = ZC_OK;
	}
	zc_opc_part_close(&p);
	return rc == ZC_ENOENT ? ZC_OK : rc;
}

/* Four hexadecimal digits between "_x" and "_" at s; -1 when not. */
static int
escaped(struct zc_str s)
{
	int64_t v;

	if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_' ||
	    s.p[2] == '-' || !zc_str_int(zc_str_sub(s, 2, 4), 16, &v))
		return -1;
	return (int)v;
}

void
zc_xlsx_unescape(struct zc_buf *b, size_t from)
{
	struct zc_str s = { b->p + from, b->n - from };
	struct zc_buf out;

	if (b->rc != ZC_OK || s.n < 7 || zc_str_search(s, "_x") == s.n)
		return;
	zc_buf_init(&out, b->max);
	for (size_t i = 0; i < s.n;) {
		int c = escaped(zc_str_sub(s, i, s.n));
		int d = -1;

		if (c == -1) {
			zc_buf_char(&out, s.p[i++]);
			continue;
		}
		i += 7;
		if (c >= 0xD800 && c < 0xDC00)
			d = escaped(zc_str_sub(s, i, s.n));
		if (d >= 0xDC00 && d < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (d - 0xDC00);
			i += 7;
		}
		/* The \r of a line end of Windows. */
		if (c != '\r')
			zc_xmltext_char(&out, (uint32_t)c);
	}
	if (out.rc == ZC_OK && out.n <= s.n) {
		memcpy(b->p + from, out.p, out.n);
		b->n = from + out.n;
		b->p[b->n] = '\0';
	}
	zc_buf_fini(&out);
}

void
zc_xlsx_escape(struct zc_buf *b, struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (escaped(zc_str_sub(s, i, s.n)) != -1)
			zc_buf_cstr(b, "_x005F");
		if (c >= 0x20 || c == '\n' || c == '\t')
			zc_buf_char(b, (char)c);
	}
}

int
zc_xlsx_string(struct zc_xmltext *x, struct zc_buf *b, struct zc_err *e)
{
	unsigned depth = x->depth;
	size_t from = b->n;
	bool in_t = false;
	int k;

	for (;;) {
		k = zc_xmltext_next(x, e);
		if (k < 0)
			return k;
		if (k == ZC_XML_CLOSE && x->depth < depth)
			break;
		if (k == ZC_XML_TEXT && in_t) {
			zc_xmltext_decode(b, x->raw, x->cdata);
		} else if (k == ZC_XML_OPEN && zc_str_is(x->name, "rPh")) {
			k = zc_xmltext_skip(x, e);
			if (k < 0)
				return k;
		} else if (k == ZC_XML_OPEN || k == ZC_XML_CLOSE) {
			in_t = k == ZC_XML_OPEN && zc_str_is(x->name, "t");
		}
	}
	zc_xlsx_unescape(b, from);
	return b->rc == ZC_OK ? ZC_OK
			      : ZC_FAIL(e, b->rc, "there is too much text");
}

static int
add_end(struct zc_xlsx *w, size_t *cap, struct zc_err *e)
{
	if (w->nstrings == ZC_XLSX_STRINGS_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "there are too many texts");
	if (w->nstrings == *cap) {
		size_t n = *cap == 0 ? 1024 : *cap * 2;
		uint32_t *p =
		    zc_fault_hit() ? NULL : realloc(w->ends, n * sizeof(*p));

		if (p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for texts");
		w->ends = p;
		*cap = n;
	}
	w->ends[w->nstrings++] = (uint32_t)w->text.n;
	return ZC_OK;
}

static int
read_strings(struct zc_xlsx *w, struct zc_str part, struct zc_err *e)
{
	struct zc_opc_part p = { 0 };
	size_t cap = 0;
	int rc = zc_opc_part_open(w->z, part, &p, e);

	while (rc == ZC_OK && (rc = zc_xmltext_next(&p.x, e)) > 0) {
		bool si = rc == ZC_XML_OPEN && zc_str_is(p.x.name, "si");

		rc = ZC_OK;
		if (si)
			rc = zc_xlsx_string(&p.x, &w->text, e);
		if (si && rc == ZC_OK)
			rc = add_end(w, &cap, e);
	}
	zc_opc_part_close(&p);
	return rc == ZC_ENOENT ? ZC_OK : rc;
}

int
zc_xlsx_open(
    struct zc_zip *z, struct zc_arena *a, struct zc_xlsx *out, struct zc_err *e)
{
	struct zc_opc_rels rels = { 0 };
	const struct zc_opc_rel *l;
	struct zc_str part;
	int rc;

	*out = (struct zc_xlsx){ .z = z };
	zc_buf_init(&out->text, ZC_XLSX_STRING_BYTES);
	rc = zc_opc_main(z, "xl/workbook.xml", a, &part, e);
	if (rc == ZC_OK)
		rc = zc_opc_rels_read(z, part, a, &rels, e);
	if (rc == ZC_OK)
		rc = read_workbook(out, part, &rels, a, e);
	l = zc_opc_rels_of(&rels, "/styles");
	if (rc == ZC_OK && l != NULL)
		rc = read_styles(out, l->target, a, e);
	l = zc_opc_rels_of(&rels, "/sharedStrings");
	if (rc == ZC_OK && l != NULL)
		rc = read_strings(out, l->target, e);
	return rc;
}

void
zc_xlsx_close(struct zc_xlsx *x)
{
	if (x == NULL)
		return;
	zc_buf_fini(&x->text);
	free(x->ends);
	x->ends = NULL;
}

int
zc_xlsx_tell(
    const struct zc_xlsx *x, size_t which, const struct zc_row_sink *to)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < x->nsheets && rc == ZC_OK; i++)
		if (to->note != NULL)
			rc = to->note(to->ctx, ZC_NOTE_SHEET,
			    x->sheets[i].hidden, i == which, x->sheets[i].name);
	return rc;
}

int
zc_xlsx_find(const struct zc_xlsx *x, struct zc_str name, size_t *which,
    struct zc_err *e)
{
	size_t found = x->nsheets;

	for (size_t i = 0; i < x->nsheets && found == x->nsheets; i++)
		if (name.n == 0 ? !x->sheets[i].hidden
				: zc_str_eq(x->sheets[i].name, name))
			found = i;
	if (found == x->nsheets && name.n > 0)
		return ZC_FAIL(e, ZC_ENOENT, "there is no such sheet");
	*which = found == x->nsheets ? 0 : found;
	return ZC_OK;
}
