#include "core/superior_map.h"

#include "base/tr.h"

enum {
	PAIRS_MAX = 600,
	PAIR_MAX = 1024,
	HEADINGS = 4000 /* cells of the first rows */
};

const char *const zc_superior_fields[ZC_SUP_COLS] = { "seq_no", "part",
	"requirement", "method", "basis", "department", "due_at", "remark",
	"owner", "status", "reply", "evidence", "done_at" };

struct seen {
	struct zc_str text, full, bare; /* folded with brackets, without */
};

/* Pairs on their way, the first one of a heading wins. */
struct pairs {
	struct zc_arena *a;
	const struct zc_ledger *l;
	struct seen *seen; /* texts of the first rows */
	size_t nseen;
	struct zc_str *fold; /* folded headings of the pairs */
	struct zc_cell *v;
	size_t n;
	bool taken[ZC_SUP_COLS];
};

static struct zc_str
fold(struct zc_str s, bool brackets, struct zc_arena *a)
{
	struct zc_str out = { "", 0 };
	struct zc_buf b;

	zc_buf_init(&b, 1 << 16);
	zc_listfile_fold(s, brackets, &b);
	if (b.rc == ZC_OK && b.n > 0) {
		out.p = zc_arena_dup(a, b.p, b.n);
		out.n = out.p == NULL ? 0 : b.n;
	}
	zc_buf_fini(&b);
	return out;
}

/* A heading as a line: one that is broken over two is one. */
static const char *
one_line(struct zc_str s, struct zc_arena *a)
{
	char *p = zc_arena_dup(a, s.p, s.n);

	for (size_t i = 0; p != NULL && i < s.n; i++)
		if (p[i] == '\n' || p[i] == '\r')
			p[i] = ' ';
	return p == NULL ? "" : p;
}

/* A field by name or label, of those that a list can have. */
static size_t
field_of(const struct pairs *p, const char *to)
{
	for (size_t i = 0; i < ZC_SUP_COLS; i++) {
		if (strcmp(zc_superior_fields[i], to) == 0)
			return i;
		for (size_t k = 0; k < p->l->nfields; k++)
			if (strcmp(p->l->fields[k].name,
				zc_superior_fields[i]) == 0 &&
			    (strcmp(p->l->fields[k].label.zh, to) == 0 ||
				strcmp(p->l->fields[k].label.en, to) == 0))
				return i;
	}
	return ZC_SUP_COLS;
}

/* A pair counts when its heading is there and nobody had it or the field. */
static bool
add(struct pairs *p, struct zc_str heading, const char *to)
{
	struct zc_str f = fold(zc_str_trim(heading), true, p->a);
	size_t field = field_of(p, to);
	const struct seen *hit = NULL;
	bool there;

	for (size_t i = 0; i < p->nseen && hit == NULL && f.n > 0; i++)
		if (zc_str_eq(p->seen[i].full, f))
			hit = &p->seen[i];
	for (size_t i = 0; i < p->nseen && hit == NULL && f.n > 0; i++)
		if (zc_str_eq(p->seen[i].bare, f))
			hit = &p->seen[i];
	there = hit != NULL;
	for (size_t i = 0; there && i < p->n; i++)
		if (zc_str_eq(p->fold[i], hit->full))
			return true;
	if (!there || p->n == PAIRS_MAX ||
	    (field == ZC_SUP_COLS && strcmp(to, "-") != 0) ||
	    (field < ZC_SUP_COLS && p->taken[field]))
		return there;
	if (field < ZC_SUP_COLS)
		p->taken[field] = true;
	p->fold[p->n] = hit->full;
	p->v[p->n++] = (struct zc_cell){ one_line(hit->text, p->a),
		field < ZC_SUP_COLS ? zc_superior_fields[field] : "-" };
	return true;
}

/* "heading=field" a line. */
static void
add_lines(struct pairs *p, struct zc_str s)
{
	while (s.n > 0) {
		const char *nl = memchr(s.p, '\n', s.n);
		struct zc_str line =
		    zc_str_sub(s, 0, nl == NULL ? s.n : (size_t)(nl - s.p));
		size_t eq = line.n;

		s = zc_str_sub(s, line.n + (nl != NULL), s.n);
		line = zc_str_trim(line);
		while (eq > 0 && (eq >= line.n || line.p[eq] != '='))
			eq--;
		if (eq > 0) {
			struct zc_str to =
			    zc_str_trim(zc_str_sub(line, eq + 1, line.n));
			const char *t = zc_arena_dup(p->a, to.p, to.n);

			if (t != NULL)
				(void)add(p, zc_str_sub(line, 0, eq), t);
		}
	}
}

static void
see(struct pairs *p, struct zc_str s)
{
	const char *t = zc_arena_dup(p->a, s.p, s.n);

	if (t == NULL || s.n == 0)
		return;
	p->seen[p->nseen++] = (struct seen){ .text = { t, s.n },
		.full = fold(s, true, p->a),
		.bare = fold(s, false, p->a) };
}

/* Texts of the first rows, to tell which headings can be there at all. */
static int
see_headings(
    const struct zc_superior_map_use *u, struct pairs *p, struct zc_err *e)
{
	struct zc_listfile *s = NULL;
	const struct zc_listfile_row *r;
	int rc = zc_listfile_open(u->fd, u->sheet, p->a, &s, e);

	for (size_t n = 0; rc == ZC_OK && n < ZC_LISTFILE_LOOK; n++) {
		rc = zc_listfile_next(s, &r, e);
		if (rc != 1)
			break;
		rc = ZC_OK;
		for (size_t i = 0; i < r->n && p->nseen < HEADINGS; i++)
			see(p, zc_str_trim(r->v[i].text));
	}
	zc_listfile_close(s);
	return rc < 0 ? rc : ZC_OK;
}

/* What was kept for the sender. */
static int
add_kept(const struct zc_superior_map_use *u, struct pairs *p,
    const char **becomes, struct zc_err *e)
{
	struct zc_ledger_use use = *u->use;
	struct zc_filter f = { .col = "sender",
		.op = ZC_IS,
		.val = { ZC_VAL_TEXT, 0, zc_str_of(u->sender) } };
	struct zc_list one = { .filters = &f, .nfilters = 1, .limit = 1 };
	struct zc_rows *r = NULL;
	int rc;

	use.ledger =
	    zc_catalog_ledger(zc_office_catalog(use.office), "list_mapping");
	if (use.ledger == NULL || u->sender == NULL)
		return ZC_OK;
	rc = zc_ledger_list(&use, &one, &r, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	for (size_t i = 0; rc == 1 && i < zc_rows_cols(r); i++) {
		const char *s = zc_rows_text(r, i);

		if (strcmp(zc_rows_name(r, i), "pairs") == 0)
			add_lines(p, zc_str_of(s));
		else if (strcmp(zc_rows_name(r, i), "becomes") == 0 &&
		    s[0] != '\0')
			*becomes = zc_arena_dup(p->a, s, strlen(s));
	}
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

static int
add_given(
    const struct zc_superior_map_use *u, struct pairs *p, struct zc_err *e)
{
	for (size_t i = 0; u->map != NULL && i < u->map->n; i++) {
		const struct zc_cell *c = &u->map->v[i];

		if (strcmp(c->text, "-") != 0 &&
		    field_of(p, c->text) == ZC_SUP_COLS)
			return ZC_FAIL(e, ZC_EUSAGE,
			    "%s: there is no such field", c->text);
		if (!add(p, zc_str_of(c->col), c->text))
			return ZC_FAIL(e, ZC_EUSAGE,
			    "the first rows have no heading \"%s\"", c->col);
	}
	return ZC_OK;
}

static int
match(struct zc_listfile *s, struct pairs *p, struct zc_superior_map *m,
    struct zc_err *e)
{
	struct zc_listfile_want want[ZC_SUP_COLS];
	struct zc_listfile_match found;
	const char **map = zc_arena_array(p->a, p->n + 1, sizeof(*map));
	size_t n = 0;
	int rc;

	if (map == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "columns");
	for (size_t i = 0; i < p->n; i++) {
		struct zc_buf b;

		if (strcmp(p->v[i].text, "-") == 0)
			continue;
		zc_buf_init(&b, PAIR_MAX * 4);
		zc_buf_fmt(&b, "%s=%s", p->v[i].col, p->v[i].text);
		map[n] = zc_arena_dup(p->a, b.p, b.n);
		zc_buf_fini(&b);
		if (map[n++] == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "columns");
	}
	for (size_t i = 0; i < ZC_SUP_COLS; i++) {
		const char *f = zc_superior_fields[i];

		want[i] = (struct zc_listfile_want){ .name = f };
		/* A label counts when no pair has the field. */
		for (size_t k = 0; k < p->l->nfields && !p->taken[i]; k++)
			if (strcmp(p->l->fields[k].name, f) == 0) {
				want[i].zh = p->l->fields[k].label.zh;
				want[i].en = p->l->fields[k].label.en;
			}
	}
	rc = zc_listfile_match(s, want, ZC_SUP_COLS, map, p->a, &found, e);
	if (rc == ZC_EINPUT ||
	    (rc == ZC_OK && found.cols[ZC_SUP_REQUIREMENT] == 0))
		return ZC_FAIL(e, ZC_EINPUT,
		    ZC_N("no column is known to hold the requirements or "
			 "problems; say which with --map "
			 "'HEADING=requirement'"));
	if (rc != ZC_OK)
		return rc;
	memcpy(m->cols, found.cols, sizeof(m->cols));
	m->table = found.table;
	m->aside = found.unknown;
	m->naside = found.nunknown;
	for (size_t i = 0; i < m->naside; i++)
		m->aside[i] = one_line(zc_str_of(m->aside[i]), p->a);
	m->pairs.v = zc_arena_array(p->a, ZC_SUP_COLS, sizeof(*m->pairs.v));
	if (m->pairs.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "columns");
	m->pairs.n = 0;
	for (size_t i = 0; i < ZC_SUP_COLS; i++) {
		struct zc_str h = found.heads[i];

		if (h.n > 0)
			m->pairs.v[m->pairs.n++] =
			    (struct zc_cell){ one_line(h, p->a),
				    zc_superior_fields[i] };
		if (i == ZC_SUP_REQUIREMENT)
			m->head = fold(h, true, p->a);
	}
	return ZC_OK;
}

int
zc_superior_map_find(const struct zc_superior_map_use *u, struct zc_arena *a,
    struct zc_listfile **out, struct zc_superior_map *m, struct zc_err *e)
{
	struct pairs p = { .a = a,
		.l = zc_catalog_ledger(
		    zc_office_catalog(u->use->office), "superior_item"),
		.seen = zc_arena_array(a, HEADINGS, sizeof(*p.seen)),
		.fold = zc_arena_array(a, PAIRS_MAX, sizeof(*p.fold)),
		.v = zc_arena_array(a, PAIRS_MAX, sizeof(*p.v)) };
	int rc;

	if (p.seen == NULL || p.fold == NULL || p.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "columns");
	if (p.l == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger superior_item");
	*m = (struct zc_superior_map){ .becomes = "task" };
	rc = see_headings(u, &p, e);
	if (rc == ZC_OK)
		rc = add_given(u, &p, e);
	if (rc == ZC_OK)
		rc = add_kept(u, &p, &m->becomes, e);
	if (rc != ZC_OK)
		return rc;
	if (u->becomes != NULL)
		m->becomes = u->becomes;
	add_lines(&p,
	    zc_str_of(zc_office_setting(u->use->office, "superior.headings")));
	rc = zc_listfile_open(u->fd, u->sheet, a, out, e);
	return rc == ZC_OK ? match(*out, &p, m, e) : rc;
}

bool
zc_superior_map_again(
    const struct zc_superior_map *m, const struct zc_listfile_row *r)
{
	struct zc_str s = zc_listfile_cell(r, m->cols[ZC_SUP_REQUIREMENT]);
	struct zc_buf b;
	bool same;

	zc_buf_init(&b, 1 << 16);
	zc_listfile_fold(zc_str_trim(s), true, &b);
	same = b.rc == ZC_OK && b.n > 0 && zc_str_eq(zc_buf_get(&b), m->head);
	zc_buf_fini(&b);
	return same;
}

int
zc_superior_map_save(const struct zc_ledger_use *use,
    const struct zc_superior_map *m, const char *sender, const char *becomes,
    struct zc_err *e)
{
	struct zc_ledger_use u = *use;
	struct zc_cell v[3] = { { "sender", sender }, { "pairs", "" },
		{ "becomes", becomes } };
	struct zc_cells row = { v, 3 };
	struct zc_buf b;
	int64_t id = 0;
	int rc;

	u.ledger =
	    zc_catalog_ledger(zc_office_catalog(u.office), "list_mapping");
	if (u.ledger == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger list_mapping");
	zc_buf_init(&b, 1 << 16);
	for (size_t i = 0; i < m->pairs.n; i++)
		zc_buf_fmt(&b, "%s%s=%s", i > 0 ? "\n" : "", m->pairs.v[i].col,
		    m->pairs.v[i].text);
	rc = b.rc;
	v[1].text = b.p;
	if (rc == ZC_OK)
		rc = zc_ledger_find(&u, sender, &id, NULL);
	if (rc == ZC_OK)
		rc = zc_ledger_set(&u, id, 0, &row, e);
	else if (rc == ZC_ENOENT)
		rc = zc_ledger_add(&u, &row, &id, e);
	zc_buf_fini(&b);
	return rc;
}
