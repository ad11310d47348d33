/* Headings of a sheet to the columns that somebody wants. */
#include "base/utf8.h"
#include "core/sheet_wire.h"

enum {
	FOLDED_MAX = 1024, /* bytes of a heading */
	HEADINGS_MAX = 512 /* cells of a row that are looked at */
};

/* One code point of valid UTF-8; *n bytes. */
static uint32_t
code_point(struct zc_str s, size_t *n)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t k = zc_utf8_step(s);
	uint32_t c;

	*n = k > 0 ? k : 1;
	if (k < 2)
		return p[0];
	c = p[0] & (0xFFU >> (k + 1));
	for (size_t i = 1; i < k; i++)
		c = c << 6 | (p[i] & 0x3F);
	return c;
}

/* Half width, lower case; 0 = left out. */
static uint32_t
fold(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0; /* full width forms of ASCII */
	switch (c) {
	case 0x3000: /* ideographic blank */
	case 0xA0:
	case 0xFEFF:
	case '*':
	case 0x200B:
	case ':':
		return 0;
	case 0x3010: /* 【 */
	case 0x3014: /* 〔 */
	case '[':
		return '(';
	case 0x3011:
	case 0x3015:
	case ']':
		return ')';
	default:
		break;
	}
	if (c <= ' ')
		return 0;
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

void
zc_sheet_fold(struct zc_str heading, bool brackets, struct zc_buf *b)
{
	unsigned depth = 0;
	size_t n;

	for (size_t i = 0; i < heading.n; i += n) {
		uint32_t raw =
		    code_point(zc_str_sub(heading, i, heading.n), &n);
		uint32_t c = fold(raw);

		if (c == '(' && !brackets)
			depth++;
		if (c != 0 && depth == 0) {
			if (c == raw)
				zc_buf_add(b, heading.p + i, n);
			else
				zc_buf_char(b, (char)c);
		}
		if (c == ')' && depth > 0)
			depth--;
	}
}

/* Two texts are one heading. Nothing but brackets is no heading. */
static bool
same(struct zc_str a, const char *want, bool brackets)
{
	struct zc_buf x, y;
	bool r;

	if (want == NULL || want[0] == '\0')
		return false;
	zc_buf_init(&x, FOLDED_MAX);
	zc_buf_init(&y, FOLDED_MAX);
	zc_sheet_fold(a, brackets, &x);
	zc_sheet_fold(zc_str_of(want), brackets, &y);
	r = x.n > 0 && x.rc == ZC_OK && y.rc == ZC_OK &&
	    zc_str_eq(zc_buf_get(&x), zc_buf_get(&y));
	zc_buf_fini(&x);
	zc_buf_fini(&y);
	return r;
}

struct job {
	const struct zc_sheet_want *want;
	size_t n;
	const char *const *map;
	uint32_t *cols; /* being tried */
};

/* Right side of the mapping that names this heading, or NULL. */
static const char *
mapped(const struct job *j, struct zc_str heading)
{
	for (size_t i = 0; j->map != NULL && j->map[i] != NULL; i++) {
		const char *eq = strrchr(j->map[i], '=');
		struct zc_str from = { j->map[i],
			eq == NULL ? 0 : (size_t)(eq - j->map[i]) };
		char name[FOLDED_MAX];

		if (eq == NULL || from.n >= sizeof(name))
			continue;
		zc_utf8_copy(name, sizeof(name), from);
		if (same(heading, name, true))
			return eq + 1;
	}
	return NULL;
}

/* Wanted column that this heading is, or n. */
static size_t
find(const struct job *j, struct zc_str heading, bool brackets)
{
	size_t found = j->n;

	for (size_t i = 0; i < j->n; i++) {
		const struct zc_sheet_want *w = &j->want[i];

		if (!same(heading, w->name, brackets) &&
		    !same(heading, w->zh, brackets) &&
		    !same(heading, w->en, brackets))
			continue;
		if (brackets)
			return i;
		/* Without its brackets a heading may fit two. */
		if (found < j->n)
			return j->n;
		found = i;
	}
	return found;
}

/* Wanted column of one heading: a mapping goes before the labels. */
static size_t
decide(const struct job *j, struct zc_str heading)
{
	const char *to = mapped(j, heading);
	size_t i;

	if (to != NULL) {
		for (i = 0; i < j->n; i++)
			if (strcmp(j->want[i].name, to) == 0)
				return i;
		return j->n;
	}
	i = find(j, heading, true);
	return i < j->n ? i : find(j, heading, false);
}

/* How many wanted columns the headings of this row fit; sets j->cols. */
static size_t
try_row(struct job *j, const struct zc_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		j->cols[i] = 0;
	for (uint32_t c = 0; c < row->n && c < HEADINGS_MAX; c++) {
		size_t i = decide(j, row->cells[c].text);

		if (i < j->n && j->cols[i] == 0) {
			j->cols[i] = row->cells[c].col;
			n++;
		}
	}
	return n;
}

static int
check_maps(const struct job *j, struct zc_err *e)
{
	for (size_t i = 0; j->map != NULL && j->map[i] != NULL; i++) {
		const char *eq = strrchr(j->map[i], '=');
		size_t k = 0;

		if (eq == NULL || eq == j->map[i] || eq[1] == '\0')
			return ZC_FAIL(e, ZC_EUSAGE,
			    "%s: write it as heading=field", j->map[i]);
		while (k < j->n && strcmp(j->want[k].name, eq + 1) != 0)
			k++;
		if (k == j->n)
			return ZC_FAIL(e, ZC_EUSAGE,
			    "%s: there is no such field", j->map[i]);
	}
	return ZC_OK;
}

/* Each mapping must be of a heading that is there. */
static int
check_used(const struct job *j, const struct zc_row *head, struct zc_err *e)
{
	for (size_t i = 0; j->map != NULL && j->map[i] != NULL; i++) {
		struct job one = *j;
		const char *map[2] = { j->map[i], NULL };
		uint32_t c = 0;

		one.map = map;
		while (c < head->n && mapped(&one, head->cells[c].text) == NULL)
			c++;
		if (c == head->n)
			return ZC_FAIL(e, ZC_EUSAGE,
			    "%s: no column has this heading", j->map[i]);
	}
	return ZC_OK;
}

/* Copies of what the answer names: headings and their texts. */
static int
report(const struct job *j, const struct zc_row *row, struct zc_arena *a,
    struct zc_sheet_match *m)
{
	m->head = *row;
	m->head.cells = zc_arena_array(a, row->n, sizeof(*row->cells));
	m->unknown = zc_arena_array(a, row->n + 1, sizeof(*m->unknown));
	m->twice = zc_arena_array(a, row->n + 1, sizeof(*m->twice));
	m->missing = zc_arena_array(a, j->n + 1, sizeof(*m->missing));
	if (m->head.cells == NULL || m->unknown == NULL || m->twice == NULL ||
	    m->missing == NULL)
		return ZC_ENOMEM;
	for (uint32_t c = 0; c < row->n; c++) {
		struct zc_str t = row->cells[c].text;
		char *p = zc_arena_dup(a, t.p, t.n);
		size_t i = c < HEADINGS_MAX ? decide(j, t) : j->n;

		if (p == NULL)
			return ZC_ENOMEM;
		m->head.cells[c] = row->cells[c];
		m->head.cells[c].text.p = p;
		if (zc_str_trim(t).n == 0)
			continue;
		if (i == j->n)
			m->unknown[m->nunknown++] = p;
		else if (j->cols[i] != row->cells[c].col)
			m->twice[m->ntwice++] = p;
	}
	for (size_t i = 0; i < j->n; i++)
		if (j->cols[i] == 0 && j->want[i].required)
			m->missing[m->nmissing++] = j->want[i].name;
	return ZC_OK;
}

int
zc_sheet_match(struct zc_sheet *s, const struct zc_sheet_want *want,
    size_t nwant, const char *const *map, uint32_t header_row,
    struct zc_arena *a, struct zc_sheet_match *out, struct zc_err *e)
{
	struct job j = { .want = want,
		.n = nwant,
		.map = map,
		.cols = zc_arena_array(a, nwant + 1, sizeof(*j.cols)) };
	struct zc_sheet_match m = { 0 };
	const struct zc_row *rows = NULL;
	size_t n = 0, best = 0, k;
	int rc = check_maps(&j, e);

	if (rc == ZC_OK && j.cols == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "no room for headings");
	if (rc == ZC_OK)
		rc = zc_sheet_look(s, &rows, &n, e);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if (header_row != 0 && rows[i].number != header_row)
			continue;
		k = try_row(&j, &rows[i]);
		if (k > m.found) {
			m.found = k;
			best = i;
		}
	}
	if (m.found == 0)
		return ZC_FAIL(e, ZC_EINPUT,
		    ZC_N("no row has a heading that is known; compare the "
			 "headings with the template"));
	m.found = try_row(&j, &rows[best]);
	rc = check_used(&j, &rows[best], e);
	if (rc != ZC_OK)
		return rc;
	rc = report(&j, &rows[best], a, &m);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "no room for headings");
	m.cols = j.cols;
	zc_sheet_look_past(s, best + 1);
	*out = m;
	return ZC_OK;
}
