/* The inspection as one page that needs nothing else and prints well. */
#include "base/asset.h"
#include "base/clock.h"
#include "base/tr.h"
#include "core/report.h"

enum { ROWS_SHOWN = 50 };

struct page {
	const struct zc_view *v;
	struct zc_buf *b;
};

static void
text(struct page *p, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '<')
			zc_buf_cstr(p->b, "&lt;");
		else if (*s == '>')
			zc_buf_cstr(p->b, "&gt;");
		else if (*s == '&')
			zc_buf_cstr(p->b, "&amp;");
		else if (*s == '"')
			zc_buf_cstr(p->b, "&quot;");
		else
			zc_buf_char(p->b, *s);
	}
}

static void
element(struct page *p, const char *open, const char *s, const char *close)
{
	zc_buf_cstr(p->b, open);
	text(p, s);
	zc_buf_cstr(p->b, close);
}

/* A translated fixed text. */
static void
tr(struct page *p, const char *open, const char *msgid, const char *close)
{
	element(p, open, zc_tr(p->v->lang, msgid), close);
}

static void
asset(struct page *p, const char *name)
{
	for (unsigned long i = 0; i < zc_nassets; i++)
		if (strcmp(zc_assets[i].name, name) == 0)
			zc_buf_add(p->b, zc_assets[i].start,
			    (size_t)(zc_assets[i].end - zc_assets[i].start));
}

static void
fact(struct page *p, const char *msgid, const char *value)
{
	if (value[0] == '\0')
		return;
	tr(p, "<span>", msgid, " ");
	element(p, "", value, "</span>");
}

static void
head(struct page *p)
{
	const struct zc_view *v = p->v;
	char from[32], to[32];

	zc_buf_fmt(p->b, "<!doctype html>\n<html lang=\"%s\">\n",
	    strcmp(v->lang, "zh") == 0 ? "zh-CN" : "en");
	zc_buf_cstr(p->b, "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
			  "content=\"width=device-width\">\n");
	tr(p, "<title>", ZC_N("Self-inspection of a computer"), " ");
	element(p, "", v->hostname, "</title>\n<style>\n");
	asset(p, "src/core/report.css");
	zc_buf_cstr(p->b, "</style>\n<main>\n");
	tr(p, "<h1>", ZC_N("Self-inspection of a computer"), "</h1>\n");
	zc_buf_cstr(p->b, "<p class=\"meta\">");
	fact(p, ZC_N("Unit"), v->unit);
	fact(p, ZC_N("Computer"), v->hostname);
	fact(p, ZC_N("Root"), strcmp(v->root, "/") == 0 ? "" : v->root);
	fact(p, ZC_N("Begun"), zc_clock_text(v->started, from));
	fact(p, ZC_N("Ended"), zc_clock_text(v->finished, to));
	fact(p, ZC_N("Run by"), v->user);
	fact(p, ZC_N("Inspection file no."), v->id);
	zc_buf_cstr(p->b, "</p>\n");
	element(p, "<p class=\"notice\">", zc_report_notice(v->lang),
	    "</p>\n");
}

static int64_t
count_of(const struct zc_view *v, int g)
{
	const int64_t n[] = { v->tally.high, v->tally.mend, v->tally.manual,
		v->tally.unknown, v->tally.pass, v->tally.not_applicable };

	return n[g];
}

static void
tiles(struct page *p)
{
	zc_buf_cstr(p->b, "<nav class=\"tiles\">\n");
	for (int g = 0; g < ZC_GROUPS; g++) {
		zc_buf_fmt(p->b,
		    "<a class=\"tile g%d\" href=\"#g%d\"><b>%lld</b>", g, g,
		    (long long)count_of(p->v, g));
		element(p, "", zc_view_group((enum zc_group)g, p->v->lang),
		    "</a>\n");
	}
	zc_buf_cstr(p->b, "</nav>\n");
}

static void
evidence(struct page *p, const struct zc_view_result *r)
{
	size_t n = r->nkept < ROWS_SHOWN ? r->nkept : (size_t)ROWS_SHOWN;

	if (n == 0)
		return;
	zc_buf_cstr(p->b, "<div class=\"scroll\"><table><tr>");
	for (size_t k = 0; k < r->ncols; k++)
		element(p, "<th>", r->cols[k].label, "</th>");
	zc_buf_cstr(p->b, "</tr>\n");
	for (size_t i = 0; i < n; i++) {
		zc_buf_cstr(p->b, "<tr>");
		for (size_t k = 0; k < r->ncols; k++)
			element(p, "<td>", r->cells[i * r->ncols + k],
			    "</td>");
		zc_buf_cstr(p->b, "</tr>\n");
	}
	zc_buf_cstr(p->b, "</table></div>\n");
	if (r->rows > (int64_t)n) {
		tr(p, "<p class=\"k\">",
		    ZC_N("More rows are kept in the inspection file; in all:"),
		    "");
		zc_buf_fmt(p->b, " %lld</p>\n", (long long)r->rows);
	}
}

static void
basis(struct page *p, const struct zc_check *c)
{
	if (c->nbasis == 0)
		return;
	tr(p, "<p class=\"k\">", ZC_N("Basis"), "");
	for (size_t i = 0; i < c->nbasis; i++) {
		element(p, i == 0 ? " " : "; ", c->basis[i].law, " ");
		element(p, "", c->basis[i].item, "");
	}
	zc_buf_cstr(p->b, "</p>\n");
}

static void
card(struct page *p, const struct zc_view_result *r)
{
	const char *lang = p->v->lang;

	zc_buf_fmt(p->b, "<article class=\"card g%d\">", (int)r->group);
	element(p, "<h3>", r->title, "<span class=\"tag\">");
	element(p, "", zc_view_severity(r->check->severity, lang),
	    "</span></h3>\n");
	element(p, "<p class=\"k\"><code>", r->check->id, "</code></p>\n");
	if (r->reason[0] != '\0')
		element(p, "<p>", r->reason, "</p>\n");
	if (r->why[0] != '\0') {
		tr(p, "<p>", ZC_N("Why it matters: "), "");
		element(p, "", r->why, "</p>\n");
	}
	evidence(p, r);
	if (r->fix[0] != '\0') {
		tr(p, "<div class=\"fix\">", ZC_N("What to do: "), "");
		element(p, "", r->fix, "</div>\n");
	}
	basis(p, r->check);
	zc_buf_cstr(p->b, "</article>\n");
}

/* A group that needs no reading line by line. */
static void
short_list(struct page *p, int g)
{
	zc_buf_cstr(p->b, "<table><tr>");
	tr(p, "<th>", ZC_N("Check"), "</th>");
	tr(p, "<th>",
	    g == ZC_GROUP_PASS ? ZC_N("Looked at") : ZC_N("Reason"),
	    "</th></tr>\n");
	for (size_t i = 0; i < p->v->nresults; i++) {
		const struct zc_view_result *r = &p->v->results[i];

		if ((int)r->group != g)
			continue;
		element(p, "<tr><td>", r->title, "<br><code>");
		element(p, "", r->check->id, "</code></td>");
		element(p, "<td>", g == ZC_GROUP_PASS ? r->tables : r->reason,
		    "</td></tr>\n");
	}
	zc_buf_cstr(p->b, "</table>\n");
}

static void
group(struct page *p, int g)
{
	zc_buf_fmt(p->b, "<section class=\"g%d\" id=\"g%d\">", g, g);
	element(p, "<h2>", zc_view_group((enum zc_group)g, p->v->lang), "");
	zc_buf_fmt(p->b, " (%lld)</h2>\n", (long long)count_of(p->v, g));
	if (count_of(p->v, g) == 0)
		tr(p, "<p class=\"k\">", ZC_N("none"), "</p>\n");
	else if (g >= ZC_GROUP_UNKNOWN)
		short_list(p, g);
	else
		for (size_t i = 0; i < p->v->nresults; i++)
			if ((int)p->v->results[i].group == g)
				card(p, &p->v->results[i]);
	zc_buf_cstr(p->b, "</section>\n");
}

static void
list_items(struct page *p, const struct zc_view_list *l)
{
	zc_buf_cstr(p->b, "<table><tr>");
	tr(p, "<th>", ZC_N("Clause"), "</th>");
	tr(p, "<th>", ZC_N("Requirement"), "</th>");
	tr(p, "<th>", ZC_N("Self-inspection"), "</th>");
	tr(p, "<th>", ZC_N("Left for a person"), "</th></tr>\n");
	for (size_t i = 0; i < l->n; i++) {
		const struct zc_view_item *it = &l->items[i];

		element(p, "<tr><td>", it->def->id, "</td>");
		element(p, "<td>", it->text, "</td>");
		zc_buf_fmt(p->b, "<td class=\"s%d\"><b>", (int)it->state);
		element(p, "", zc_view_state(it->state, p->v->lang), "</b>");
		zc_buf_fmt(p->b, "<br>✓%d ✗%d ?%d</td>", it->passed,
		    it->failed, it->unseen);
		element(p, "<td>", it->ask, "</td></tr>\n");
	}
	zc_buf_cstr(p->b, "</table>\n");
}

static void
lists(struct page *p)
{
	for (size_t i = 0; i < p->v->nlists; i++) {
		const struct zc_view_list *l = &p->v->lists[i];

		element(p, "<section><h2>", l->title, "</h2>\n<p>");
		for (int s = 0; s < ZC_ITEM_STATES; s++) {
			element(p, "", zc_view_state((enum zc_item_state)s,
				       p->v->lang), "");
			zc_buf_fmt(p->b, " <b>%d</b>　", l->count[s]);
		}
		zc_buf_cstr(p->b, "</p>\n");
		list_items(p, l);
		zc_buf_cstr(p->b, "</section>\n");
	}
}

/* For who is not the administrator: what that would add. */
static void
root_adds(struct page *p)
{
	const struct zc_view *v = p->v;
	bool zh = strcmp(v->lang, "zh") == 0, first = true;

	if (v->nroot_adds == 0)
		return;
	tr(p, "<p class=\"notice\">",
	    ZC_N("Run as administrator this would be seen, too: "), "");
	for (size_t i = 0; i < v->ntables; i++) {
		if (!v->tables[i].root_adds)
			continue;
		element(p, first ? "" : zh ? "、" : ", ", v->tables[i].title,
		    "");
		first = false;
	}
	zc_buf_cstr(p->b, "</p>\n");
}

static void
covers(struct page *p)
{
	char from[32], to[32];

	tr(p, "<section><h2>", ZC_N("What was seen, and what was not"),
	    "</h2>\n");
	root_adds(p);
	zc_buf_cstr(p->b, "<table><tr>");
	tr(p, "<th>", ZC_N("Table of facts"), "</th>");
	tr(p, "<th>", ZC_N("State"), "</th>");
	tr(p, "<th>", ZC_N("Rows"), "</th>");
	tr(p, "<th>", ZC_N("Reason, period covered, places not reached"),
	    "</th></tr>\n");
	for (size_t i = 0; i < p->v->ntables; i++) {
		const struct zc_view_table *t = &p->v->tables[i];

		element(p, "<tr><td>", t->title, " <code>");
		element(p, "", t->name, "</code></td>");
		zc_buf_fmt(p->b, "<td class=\"s%d\">",
		    t->o.cover == ZC_COVER_OK ? 0 : 1);
		tr(p, "", zc_cover_word(t->o.cover), "</td>");
		zc_buf_fmt(p->b, "<td>%lld</td>", (long long)t->o.rows);
		element(p, "<td>", t->reason, "");
		if (t->o.window_from != 0)
			zc_buf_fmt(p->b, " %s – %s",
			    zc_clock_day(t->o.window_from, from),
			    zc_clock_day(t->o.window_to, to));
		if (t->misses > 0) {
			tr(p, " (", ZC_N("places not reached:"), "");
			zc_buf_fmt(p->b, " %lld)", (long long)t->misses);
		}
		zc_buf_cstr(p->b, "</td></tr>\n");
	}
	zc_buf_cstr(p->b, "</table></section>\n");
}

void
zc_report_html(const struct zc_view *v, struct zc_buf *b)
{
	struct page p = { .v = v, .b = b };

	head(&p);
	tiles(&p);
	for (int g = 0; g < ZC_GROUPS; g++)
		group(&p, g);
	lists(&p);
	covers(&p);
	tr(&p, "<footer>", ZC_N("Made by zicha"), " ");
	element(&p, "", v->tool, " · ");
	tr(&p, "", ZC_N("digest of the definitions"), " <code>");
	element(&p, "", v->rules, "</code> · ");
	tr(&p, "", ZC_N("isolation of the readers"), " ");
	element(&p, "", v->jail, "<br>");
	element(&p, "", zc_report_notice(v->lang),
	    "</footer>\n</main>\n</html>\n");
}
