#include "codec/csv.h"

enum {
	SNIFF = 64 * 1024, /* bytes that tell the separator */
	SNIFF_ROWS = 20
};

struct reader {
	const char *p, *end;
	const struct zc_row_sink *to;
	struct zc_err *e;
	struct zc_row row;
	struct zc_buf text; /* cells that had quotes to take out */
	struct zc_row_cell *cells;
	size_t cap;
	size_t width; /* cells of the first row */
	uint32_t ragged, ragged_first;
	bool stop_at[256]; /* what ends a cell without quotes */
	char sep;
	bool no_quotes; /* a quote never ended: they mean nothing from here */
};

static int
add_cell(struct reader *r, struct zc_str s, uint32_t flags)
{
	if (r->row.n == ZC_ROW_CELLS_MAX)
		return ZC_FAIL(r->e, ZC_ELIMIT, "row %u: over %d cells",
		    r->row.number, (int)ZC_ROW_CELLS_MAX);
	if (r->row.n == r->cap) {
		size_t cap = r->cap == 0 ? 64 : r->cap * 2;
		struct zc_row_cell *p =
		    zc_fault_hit() ? NULL : realloc(r->cells, cap * sizeof(*p));

		if (p == NULL)
			return ZC_FAIL(r->e, ZC_ENOMEM, "no room for a row");
		r->cells = p;
		r->cap = cap;
	}
	r->cells[r->row.n] = (struct zc_row_cell){
		.text = s, .col = r->row.n + 1, .span = 1, .flags = flags
	};
	r->row.n++;
	return ZC_OK;
}

/*
 * A cell that begins with a quote, at r->p. Its text is borrowed when nothing
 * has to be taken out. False: the quote never ends.
 */
static bool
quoted(struct reader *r, struct zc_str *out, size_t *at, bool *in_buf)
{
	const char *p = r->p + 1, *q;
	size_t from = r->text.n;

	*in_buf = false;
	for (;;) {
		q = memchr(p, '"', (size_t)(r->end - p));
		if (q == NULL) {
			r->text.n = from;
			return false;
		}
		if (q + 1 == r->end || q[1] != '"')
			break;
		zc_buf_add(&r->text, p, (size_t)(q + 1 - p));
		*in_buf = true;
		p = q + 2;
	}
	if (!*in_buf)
		*out = (struct zc_str){ p, (size_t)(q - p) };
	else
		zc_buf_add(&r->text, p, (size_t)(q - p));
	r->p = q + 1;
	/* What stands between the quote and the separator belongs to it. */
	q = r->p;
	while (q < r->end && !r->stop_at[(unsigned char)*q])
		q++;
	if (q > r->p &&
	    zc_str_trim((struct zc_str){ r->p, (size_t)(q - r->p) }).n > 0) {
		if (!*in_buf)
			zc_buf_str(&r->text, *out);
		*in_buf = true;
		zc_buf_add(&r->text, r->p, (size_t)(q - r->p));
	}
	r->p = q;
	*at = from;
	return true;
}

static int
take_cell(struct reader *r)
{
	struct zc_str s = { "", 0 };
	const char *p = r->p;
	bool in_buf;
	size_t at = 0;
	int rc;

	if (p < r->end && *p == '"' && !r->no_quotes) {
		if (quoted(r, &s, &at, &in_buf)) {
			/* The buffer may move: a length now, a place later. */
			if (in_buf)
				s = (struct zc_str){ NULL, r->text.n - at };
			return add_cell(r, s, ZC_CELL_QUOTED);
		}
		r->no_quotes = true;
		if (r->to->note != NULL) {
			rc = r->to->note(r->to->ctx, ZC_NOTE_OPEN_QUOTE,
			    r->row.number, 0, s);
			if (rc < 0)
				return rc;
		}
	}
	while (p < r->end && !r->stop_at[(unsigned char)*p])
		p++;
	s = (struct zc_str){ r->p, (size_t)(p - r->p) };
	r->p = p;
	return add_cell(r, s, 0);
}

static int
give(struct reader *r)
{
	size_t at = 0;

	if (r->text.rc != ZC_OK)
		return ZC_FAIL(
		    r->e, r->text.rc, "row %u is too long", r->row.number);
	for (size_t i = 0; i < r->row.n; i++)
		if (r->cells[i].text.p == NULL) {
			r->cells[i].text.p = r->text.p + at;
			at += r->cells[i].text.n;
		}
	r->row.cells = r->cells;
	r->row.flags = 0;
	if (r->width == 0)
		r->width = r->row.n;
	else if (r->row.n != r->width && r->row.n > 0) {
		r->row.flags = ZC_ROW_RAGGED;
		if (r->ragged++ == 0)
			r->ragged_first = r->row.number;
	}
	return r->to->row == NULL ? ZC_OK : r->to->row(r->to->ctx, &r->row);
}

static int
take_row(struct reader *r)
{
	const char *from = r->p;
	int rc = ZC_OK;

	if (++r->row.number > ZC_ROW_MAX)
		return ZC_FAIL(
		    r->e, ZC_ELIMIT, "over %d rows", (int)ZC_ROW_MAX);
	r->row.n = 0;
	zc_buf_clear(&r->text);
	if (*r->p != '\n' && *r->p != '\r')
		for (;;) {
			rc = take_cell(r);
			if (rc != ZC_OK)
				return rc;
			if (r->p == r->end || *r->p != r->sep)
				break;
			r->p++;
		}
	if (r->p - from > ZC_ROW_BYTES_MAX)
		return ZC_FAIL(r->e, ZC_ELIMIT, "row %u is over %d bytes",
		    r->row.number, (int)ZC_ROW_BYTES_MAX);
	if (r->p < r->end && *r->p == '\r')
		r->p++;
	if (r->p < r->end && *r->p == '\n')
		r->p++;
	return give(r);
}

int
zc_csv_read(struct zc_str text, char sep, const struct zc_row_sink *to,
    struct zc_err *e)
{
	struct reader r = { .to = to, .e = e, .row = { .table = 1 } };
	int rc = ZC_OK;

	if (zc_str_starts(text, ZC_CSV_BOM))
		text = zc_str_sub(text, 3, text.n);
	/* Excel's own line: sep=; */
	if (sep == 0 && zc_str_starts(text, "sep=") && text.n > 5 &&
	    strchr("\r\n\"", text.p[4]) == NULL &&
	    (text.p[5] == '\n' || text.p[5] == '\r')) {
		bool both =
		    text.n > 6 && text.p[5] == '\r' && text.p[6] == '\n';

		sep = text.p[4];
		text = zc_str_sub(text, both ? 7 : 6, text.n);
	}
	r.sep = sep != 0 ? sep : zc_csv_separator(text);
	r.p = text.p;
	r.end = text.p + text.n;
	r.stop_at['\n'] = r.stop_at['\r'] = true;
	r.stop_at[(unsigned char)r.sep] = true;
	zc_buf_init(&r.text, ZC_ROW_BYTES_MAX);
	if (to->note != NULL)
		rc = to->note(to->ctx, ZC_NOTE_SEPARATOR, (unsigned char)r.sep,
		    0, ZC_S(""));
	while (rc == ZC_OK && r.p < r.end)
		rc = take_row(&r);
	if (rc == ZC_OK && r.ragged > 0 && to->note != NULL)
		rc = to->note(to->ctx, ZC_NOTE_RAGGED, r.ragged, r.ragged_first,
		    ZC_S(""));
	zc_buf_fini(&r.text);
	free(r.cells);
	return rc;
}

/* Cells of the first rows under one separator. */
struct sniff {
	size_t rows, first, same, sum;
};

static int
count_row(void *ctx, const struct zc_row *r)
{
	struct sniff *s = ctx;

	if (r->n == 0)
		return ZC_OK;
	if (s->rows++ == 0)
		s->first = r->n;
	s->same += r->n == s->first && r->n > 1;
	s->sum += r->n - 1;
	return s->rows == SNIFF_ROWS ? ZC_ESTOP : ZC_OK;
}

char
zc_csv_separator(struct zc_str text)
{
	static const char seps[] = { ',', '\t', ';' };
	char best = ',';
	size_t best_same = 0, best_sum = 0;

	text = zc_str_sub(text, 0, SNIFF);
	for (size_t i = 0; i < ZC_LEN(seps); i++) {
		struct sniff s = { 0 };
		struct zc_row_sink to = { .row = count_row, .ctx = &s };

		if (zc_csv_read(text, seps[i], &to, NULL) == ZC_ENOMEM)
			break;
		if (s.same > best_same ||
		    (s.same == best_same && s.sum > best_sum)) {
			best = seps[i];
			best_same = s.same;
			best_sum = s.sum;
		}
	}
	return best;
}

/* -12.5, +3, -1e5: what is a number is no formula. */
static bool
is_number(struct zc_str s)
{
	size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
	size_t digits = 0, dots = 0;

	for (; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (s.p[i] == '.' && dots == 0)
			dots++;
		else if ((s.p[i] == 'e' || s.p[i] == 'E') && digits > 0)
			break;
		else
			return false;
	}
	if (i == s.n)
		return digits > 0;
	i++;
	i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
	for (digits = 0; i < s.n; i++, digits++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return digits > 0;
}

static bool
is_formula(struct zc_str cell)
{
	static const char *const wide[] = { "＝", "＋", "－", "＠" };

	if (cell.n == 0)
		return false;
	for (size_t i = 0; i < ZC_LEN(wide); i++)
		if (zc_str_starts(cell, wide[i]))
			return true;
	return memchr("=+-@\t\r", cell.p[0], 6) != NULL && !is_number(cell);
}

/* A formula behind any number of apostrophes. */
static bool
needs_guard(struct zc_str cell)
{
	while (cell.n > 0 && cell.p[0] == '\'')
		cell = zc_str_sub(cell, 1, cell.n);
	return is_formula(cell);
}

struct zc_str
zc_csv_unguard(struct zc_str cell)
{
	return cell.n > 0 && cell.p[0] == '\'' && needs_guard(cell)
	    ? zc_str_sub(cell, 1, cell.n)
	    : cell;
}

void
zc_csv_put(struct zc_buf *b, struct zc_str cell, bool first)
{
	bool guard = needs_guard(cell), quotes = guard;

	for (size_t i = 0; i < cell.n && !quotes; i++)
		quotes = strchr(",;\t\r\n\"", cell.p[i]) != NULL;
	/* Blanks at the ends survive only in quotes. */
	quotes = quotes || zc_str_trim(cell).n != cell.n;
	if (!first)
		zc_buf_char(b, ',');
	if (!quotes) {
		zc_buf_str(b, cell);
		return;
	}
	zc_buf_char(b, '"');
	if (guard)
		zc_buf_char(b, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			zc_buf_char(b, '"');
		zc_buf_char(b, cell.p[i]);
	}
	zc_buf_char(b, '"');
}

void
zc_csv_end(struct zc_buf *b)
{
	zc_buf_cstr(b, "\r\n");
}
