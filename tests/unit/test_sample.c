/* The sample unit (catalog/sample) against the ledgers and flows it is of. */
#include "base/asset.h"
#include "catalog/kind_ledger.h"
#include "catalog/lint.h"

#include "zt.h"

#define PREFIX "catalog/sample/"

enum {
	STEPS_MAX = 16
};

struct sample {
	struct zc_catalog c;
	struct zc_arena a;
	const struct zc_ledger *l; /* of the file at hand */
	struct zc_strs head;
	size_t line, rows;
};

struct walk { /* how a row came to its state */
	const char *state, *day;
	struct {
		const struct zc_flow_step *step;
		const char *who;
	} done[STEPS_MAX];
	size_t n;
};

static void
hear(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)zh;
	zt_fail(at->file, (int)at->line, "%s", en);
}

static struct zc_str
text_of(const char *name)
{
	char path[120];

	(void)snprintf(path, sizeof(path), PREFIX "%s.csv", name);
	for (size_t i = 0; i < zc_nassets; i++)
		if (strcmp(zc_assets[i].name, path) == 0)
			return (struct zc_str){ zc_assets[i].start,
				(size_t)(zc_assets[i].end -
				    zc_assets[i].start) };
	return zc_str_of("");
}

static const char *
dup(struct sample *s, struct zc_str t)
{
	const char *p = zc_arena_dup(&s->a, t.p, t.n);

	assert(p != NULL);
	return p;
}

static struct zc_strs
split(struct sample *s, struct zc_str t, char sep)
{
	struct zc_strs out = { zc_arena_array(&s->a, 80, sizeof(char *)), 0 };
	struct zc_str piece;

	while (out.n < 80 && zc_str_cut(&t, sep, &piece))
		out.v[out.n++] = dup(s, piece);
	return out;
}

/* The cell of a row of another file, found by its first column. */
static bool
has_key(struct sample *s, const char *file, const char *col, const char *want)
{
	struct zc_str t = text_of(file), line;
	struct zc_strs head, row;

	if (!zc_str_cut(&t, '\n', &line))
		return false;
	head = split(s, line, ',');
	while (zc_str_cut(&t, '\n', &line)) {
		row = split(s, line, ',');
		for (size_t i = 0; i < row.n && i < head.n; i++)
			if (strcmp(head.v[i], col) == 0 &&
			    strcmp(row.v[i], want) == 0)
				return true;
	}
	return false;
}

/* Has the person one of these roles? */
static bool
has_role(const char *who, const struct zc_strs *roles)
{
	struct zc_str t = text_of("_roles"), line, name, skip, held, one;

	while (zc_str_cut(&t, '\n', &line)) {
		if (!zc_str_cut(&line, ',', &name) || !zc_str_is(name, who) ||
		    !zc_str_cut(&line, ',', &skip) ||
		    !zc_str_cut(&line, ',', &held))
			continue;
		while (zc_str_cut(&held, ' ', &one))
			for (size_t i = 0; i < roles->n; i++)
				if (zc_str_is(one, roles->v[i]))
					return true;
	}
	return false;
}

static const char *
cell(const struct zc_cells *row, const char *name)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, name) == 0)
			return row->v[i].text;
	return "";
}

static void
wrong(const struct sample *s, const char *what, const char *why)
{
	zt_fail(s->l->id, (int)s->line, "%s: %s", what, why);
}

/* Different persons who did this step so far, and `who` now. */
static int64_t
rounds(const struct walk *w, const struct zc_flow_step *step, const char *who)
{
	int64_t n = 1;

	for (size_t i = 0; i < w->n; i++)
		n +=
		    w->done[i].step == step && strcmp(w->done[i].who, who) != 0;
	return n;
}

static void
take_step(struct sample *s, struct walk *w, const struct zc_cells *row,
    const struct zc_strs *part)
{
	const struct zc_flow_step *f = zc_ledger_step(s->l, part->v[0]);
	const char *who = part->v[1];
	int64_t need = 1;

	if (f == NULL || w->n == STEPS_MAX) {
		wrong(s, part->v[0], "no such step");
		return;
	}
	if (!zc_kind_in(&f->from, w->state))
		wrong(s, f->name, "not from this state");
	if (!has_role(who, &f->may) &&
	    (f->person[0] == '\0' || strcmp(cell(row, f->person), who) != 0))
		wrong(s, f->name, "this person may not do it");
	for (size_t i = 0; i < w->n; i++)
		if (zc_kind_in(&f->others, w->done[i].step->name) &&
		    strcmp(w->done[i].who, who) == 0)
			wrong(s, f->name, "must be another person");
	if (f->rounds[0] != '\0')
		ZT_TRUE(zc_str_int(
		    zc_str_of(zc_catalog_render(&s->c, f->rounds, &s->a)), 10,
		    &need));
	if (rounds(w, f, who) >= need)
		w->state = f->to;
	w->done[w->n].step = f;
	w->done[w->n++].who = who;
}

static void
take_steps(struct sample *s, const struct zc_cells *row, const char *steps)
{
	struct walk w = { .state = s->l->flow.start, .day = "2025-01-01" };
	struct zc_strs all = split(s, zc_str_of(steps), ';');

	for (size_t i = 0; i < all.n; i++) {
		struct zc_strs part = split(s, zc_str_of(all.v[i]), ':');

		if (part.n != 3 || !zc_kind_date(zc_str_of(part.v[2])) ||
		    (i == 0) != (strcmp(part.v[0], "add") == 0)) {
			wrong(s, all.v[i], "is not step:who:date");
			return;
		}
		if (strcmp(part.v[2], w.day) < 0)
			wrong(s, all.v[i], "is before the step before it");
		w.day = part.v[2];
		if (i > 0)
			take_step(s, &w, row, &part);
	}
}

/* References are of rows that are there, persons of people that are. */
static void
look_at_values(struct sample *s, const struct zc_cells *row)
{
	for (size_t i = 0; i < row->n; i++) {
		const struct zc_ledger_field *f =
		    zc_ledger_field(s->l, row->v[i].col);
		const struct zc_ledger *to;

		if (f == NULL) {
			wrong(s, row->v[i].col, "no such field");
			continue;
		}
		to = zc_catalog_ledger(&s->c, f->to);
		if (to != NULL && !has_key(s, to->id, to->key, row->v[i].text))
			wrong(s, row->v[i].text, "refers to nothing");
		if (strcmp(f->type, "person") == 0 &&
		    !has_key(s, "person", "full_name", row->v[i].text))
			wrong(s, row->v[i].text, "is nobody");
		if (strcmp(f->type, "department") == 0 &&
		    !has_key(
			s, "department", "department_name", row->v[i].text))
			wrong(s, row->v[i].text, "is no section");
	}
}

static void
look_at_row(struct sample *s, struct zc_str line)
{
	struct zc_strs v = split(s, line, ',');
	struct zc_cells row = { zc_arena_array(&s->a, 81, sizeof(*row.v)), 0 };
	const char *why;

	if (v.n != s->head.n) {
		wrong(s, "row", "has not as many values as the head");
		return;
	}
	for (size_t i = 0; i + 1 < v.n; i++)
		if (v.v[i][0] != '\0')
			row.v[row.n++] = (struct zc_cell){ .col = s->head.v[i],
				.text = v.v[i] };
	look_at_values(s, &row);
	why = zc_lint_row(s->l, &row);
	if (why != NULL)
		wrong(s, why, "the ledger does not take it");
	take_steps(s, &row, v.v[v.n - 1]);
	s->rows++;
}

static void
look_at_file(struct sample *s, const char *name)
{
	char id[80];
	struct zc_str t, line;

	(void)snprintf(
	    id, sizeof(id), "%.*s", (int)(strlen(name) - strlen(".csv")), name);
	s->l = zc_catalog_ledger(&s->c, id);
	if (s->l == NULL) {
		zt_fail(name, 1, "there is no such ledger");
		return;
	}
	t = text_of(id);
	ZT_TRUE(zc_str_cut(&t, '\n', &line));
	s->head = split(s, line, ',');
	ZT_STR(zc_str_of(s->head.v[s->head.n - 1]), "_steps");
	for (s->line = 2; zc_str_cut(&t, '\n', &line); s->line++) {
		struct zc_arena outer = s->a;

		if (line.n == 0)
			continue;
		/* A row's scraps die with it; the head stays. */
		zc_arena_init(&s->a, 256 << 20);
		look_at_row(s, line);
		zc_arena_fini(&s->a);
		s->a = outer;
	}
}

ZT(sample_fits_ledgers_and_flows)
{
	struct zc_catalog_from from = { zc_assets, zc_nassets, NULL, NULL, 0 };
	struct sample s = { 0 };
	size_t files = 0;

	zc_arena_init(&s.a, 64 << 20);
	ZT_EQ(zc_catalog_load_from(&s.c, &from, hear, NULL, NULL), ZC_OK);
	for (size_t i = 0; i < zc_nassets; i++) {
		struct zc_str name = zc_str_of(zc_assets[i].name);

		if (!zc_str_starts(name, PREFIX) ||
		    !zc_str_ends(name, ".csv") ||
		    zc_str_ends(name, "/_roles.csv"))
			continue;
		files++;
		look_at_file(&s, zc_assets[i].name + strlen(PREFIX));
	}
	ZT_TRUE(files > 20);
	ZT_TRUE(s.rows > 1000);
	zc_catalog_fini(&s.c);
	zc_arena_fini(&s.a);
}
