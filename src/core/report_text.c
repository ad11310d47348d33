/*
 * The inspection on a terminal: the worst first, then what was not seen; the
 * summary last, since the end is what remains on the screen.
 */
#include "base/clock.h"
#include "base/tr.h"
#include "base/utf8.h"
#include "core/brief.h"
#include "core/report.h"

enum {
	EVIDENCE_SHOWN = 3,
	CELL_WIDTH = 44,
	NAME_WIDTH = 26
};

struct out {
	const struct zc_view *v;
	struct zc_buf *b;
	bool colour;
};

static const char *const group_colour[ZC_GROUPS] = { "31;1", "33;1", "36", "35",
	"32", "90" };

static void
paint(struct out *o, const char *colour, const char *text)
{
	if (o->colour)
		zc_buf_fmt(o->b, "\033[%sm%s\033[0m", colour, text);
	else
		zc_buf_cstr(o->b, text);
}

/* Text with every line moved in. */
static void
indented(struct out *o, const char *label, const char *text)
{
	struct zc_str rest = zc_str_of(text), line;
	bool first = true;

	while (zc_str_line(&rest, &line)) {
		zc_buf_cstr(o->b, "      ");
		if (first)
			zc_buf_fmt(o->b, "%s", label);
		zc_buf_str(o->b, line);
		zc_buf_char(o->b, '\n');
		first = false;
	}
}

static void
spaces(struct out *o, size_t n)
{
	while (n-- > 0)
		zc_buf_char(o->b, ' ');
}

/* Columns that a cell with its label takes; 0 for an empty one. */
static size_t
cell_width(const struct zc_view_result *r, size_t row, size_t col)
{
	const char *cell = r->cells[row * r->ncols + col];

	return cell[0] == '\0' ? 0
			       : zc_utf8_width(zc_str_of(r->cols[col].label)) +
		1 + zc_utf8_width(zc_str_of(cell));
}

/* The first rows of evidence, their columns below each other. */
static void
rows(struct out *o, const struct zc_view_result *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t gap = 0;

		zc_buf_cstr(o->b, "      · ");
		for (size_t k = 0; k < r->ncols; k++) {
			size_t mine = cell_width(r, i, k), widest = 0;

			for (size_t j = 0; j < n; j++)
				if (cell_width(r, j, k) > widest)
					widest = cell_width(r, j, k);
			if (mine > 0) {
				spaces(o, gap);
				zc_buf_fmt(o->b, "%s=%s", r->cols[k].label,
				    r->cells[i * r->ncols + k]);
				gap = 0;
			}
			if (widest > CELL_WIDTH)
				widest = mine;
			if (widest > 0)
				gap += (mine < widest ? widest - mine : 0) + 2;
		}
		zc_buf_char(o->b, '\n');
	}
}

static void
evidence(struct out *o, const struct zc_view_result *r)
{
	size_t n =
	    r->nkept < EVIDENCE_SHOWN ? r->nkept : (size_t)EVIDENCE_SHOWN;

	if (n > 0 && r->ncols == 0)
		indented(o, zc_tr(o->v->lang, ZC_N("Looked at: ")), r->looked);
	else
		rows(o, r, n);
	if (r->ncols > 0 && r->rows > (int64_t)n) {
		zc_buf_cstr(o->b, "      ");
		zc_brief_fill(o->b, o->v->lang,
		    ZC_N("… {1} in all; the page lists them"), &r->rows);
		zc_buf_char(o->b, '\n');
	}
}

static void
result(struct out *o, const struct zc_view_result *r)
{
	const char *lang = o->v->lang;

	zc_buf_cstr(o->b, "  ");
	paint(o, group_colour[r->group], "■ ");
	zc_buf_fmt(o->b, "%s", r->title);
	zc_buf_fmt(o->b, "  [%s]\n", r->check->id);
	if (r->group == ZC_GROUP_UNKNOWN || r->group == ZC_GROUP_MANUAL)
		indented(o, "", r->reason);
	evidence(o, r);
	if (r->group <= ZC_GROUP_MANUAL)
		indented(o, zc_tr(lang, ZC_N("What to do: ")), r->fix);
}

/* Everything that could not be checked, by the reason, not by the check. */
static void
unknown_group(struct out *o)
{
	const struct zc_view *v = o->v;

	for (size_t i = 0; i < v->nresults; i++) {
		const struct zc_view_result *r = &v->results[i];
		bool seen = false;

		if (r->group != ZC_GROUP_UNKNOWN)
			continue;
		for (size_t k = 0; k < i && !seen; k++)
			seen = v->results[k].group == ZC_GROUP_UNKNOWN &&
			    strcmp(v->results[k].reason, r->reason) == 0;
		if (seen)
			continue;
		zc_buf_fmt(o->b, "  ▢ %s\n", r->reason);
		for (size_t k = i; k < v->nresults; k++)
			if (v->results[k].group == ZC_GROUP_UNKNOWN &&
			    strcmp(v->results[k].reason, r->reason) == 0)
				zc_buf_fmt(o->b, "      · %s  [%s]\n",
				    v->results[k].title,
				    v->results[k].check->id);
	}
}

static void
group(struct out *o, enum zc_group g)
{
	const struct zc_view *v = o->v;
	char head[128];

	(void)snprintf(head, sizeof(head), "%s (%lld)",
	    zc_view_group(g, v->lang), (long long)zc_view_count(v, g));
	zc_buf_char(o->b, '\n');
	paint(o, group_colour[g], head);
	zc_buf_char(o->b, '\n');
	if (g == ZC_GROUP_UNKNOWN) {
		unknown_group(o);
		return;
	}
	if (g == ZC_GROUP_MANUAL)
		zc_buf_fmt(o->b, "  %s\n", zc_tr(v->lang, zc_report_by_hand()));
	for (size_t i = 0; i < v->nresults; i++)
		if (v->results[i].group == g)
			result(o, &v->results[i]);
}

static void
covers(struct out *o)
{
	const struct zc_view *v = o->v;
	int64_t seen[6] = { 0 };

	for (size_t i = 0; i < v->ntables; i++)
		if (strcmp(v->tables[i].kind, "fact") == 0)
			seen[v->tables[i].o.cover]++;
	zc_buf_fmt(o->b, "\n%s", zc_tr(v->lang, ZC_N("Fact tables: ")));
	for (size_t i = 0; i < ZC_LEN(seen); i++)
		if (seen[i] > 0)
			zc_buf_fmt(o->b, "%s %lld  ",
			    zc_tr(v->lang, zc_cover_word((enum zc_cover)i)),
			    (long long)seen[i]);
	zc_buf_char(o->b, '\n');
}

/* For who is not the administrator: what that would add. */
static void
root_adds(struct out *o)
{
	const struct zc_view *v = o->v;
	bool zh = strcmp(v->lang, "zh") == 0, first = true;

	if (v->nroot_adds == 0)
		return;
	zc_buf_cstr(o->b,
	    zc_tr(v->lang,
		ZC_N("Run as administrator this would be seen, too: ")));
	for (size_t i = 0; i < v->ntables; i++) {
		if (!v->tables[i].root_adds)
			continue;
		zc_buf_fmt(o->b, "%s%s",
		    first    ? ""
			: zh ? "、"
			     : ", ",
		    v->tables[i].title);
		first = false;
	}
	zc_buf_char(o->b, '\n');
}

static void
lists(struct out *o)
{
	for (size_t i = 0; i < o->v->nlists; i++) {
		const struct zc_view_list *l = &o->v->lists[i];

		zc_buf_fmt(o->b, "%s%s", l->title,
		    strcmp(o->v->lang, "zh") == 0 ? "：" : ": ");
		for (int s = 0; s < ZC_ITEM_STATES; s++)
			zc_buf_fmt(o->b, "%s %d  ",
			    zc_view_state((enum zc_item_state)s, o->v->lang),
			    l->count[s]);
		zc_buf_char(o->b, '\n');
	}
}

/* "name   12", the numbers below each other. */
static void
counts(struct out *o)
{
	for (int g = 0; g < ZC_GROUPS; g++) {
		const char *name = zc_view_group((enum zc_group)g, o->v->lang);
		size_t w = zc_utf8_width(zc_str_of(name));

		zc_buf_cstr(o->b, "  ");
		paint(o, group_colour[g], name);
		spaces(o, w < NAME_WIDTH ? NAME_WIDTH - w : 1);
		zc_buf_fmt(o->b, "%5lld\n",
		    (long long)zc_view_count(o->v, (enum zc_group)g));
	}
}

static void
summary(struct out *o)
{
	char when[32];

	zc_buf_char(o->b, '\n');
	paint(o, "1", zc_tr(o->v->lang, ZC_N("Result of this inspection")));
	zc_buf_fmt(o->b, "  %s  %s  %s\n", o->v->hostname, o->v->id,
	    zc_clock_text(o->v->started, when));
	counts(o);
	zc_brief_add(o->v, o->b);
	zc_buf_fmt(o->b, "%s\n", zc_report_notice(o->v->lang));
}

void
zc_report_text(const struct zc_view *v, bool colour, struct zc_buf *b)
{
	struct out o = { .v = v, .b = b, .colour = colour };

	for (int g = 0; g <= ZC_GROUP_UNKNOWN; g++)
		if (zc_view_count(v, (enum zc_group)g) > 0)
			group(&o, (enum zc_group)g);
	covers(&o);
	root_adds(&o);
	lists(&o);
	summary(&o);
}
