/* The inspection as one page that needs nothing else and prints well. */
#include "base/asset.h"
#include "base/clock.h"
#include "base/tr.h"
#include "core/brief.h"
#include "core/report.h"

enum {
	ROWS_SHOWN = 10,
	ROWS_MAX = 200,
	BRIEF_MAX = 16384
};

struct page {
	const struct zc_view *v;
	struct zc_buf *b;
};

/* Foreign text: no markup, no control character but the line's end. */
static void
text(struct page *p, struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '<')
			zc_buf_cstr(p->b, "&lt;");
		else if (c == '>')
			zc_buf_cstr(p->b, "&gt;");
		else if (c == '&')
			zc_buf_cstr(p->b, "&amp;");
		else if (c == '"')
			zc_buf_cstr(p->b, "&quot;");
		else if ((unsigned char)c >= ' ' || c == '\n')
			zc_buf_char(p->b, c);
		else
			zc_buf_char(p->b, ' ');
	}
}

static void
element(struct page *p, const char *open, const char *s, const char *close)
{
	zc_buf_cstr(p->b, open);
	text(p, zc_str_of(s));
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

/* On paper each page says of which computer and inspection it is. */
static void
paper_head(struct page *p)
{
	const char *const of[] = { p->v->hostname, " ", p->v->id };

	zc_buf_cstr(p->b, "@page{@top-right{content:\"");
	/* A string of CSS: nothing that could end it gets in. */
	for (size_t i = 0; i < ZC_LEN(of); i++)
		for (const char *c = of[i]; *c != '\0'; c++)
			if ((*c >= '0' && *c <= '9') || strchr(" .-_", *c) ||
			    (*c >= 'a' && *c <= 'z') ||
			    (*c >= 'A' && *c <= 'Z'))
				zc_buf_char(p->b, *c);
	zc_buf_cstr(p->b, "\";font-size:8pt;color:#5f6368}}\n");
}

static void
head(struct page *p)
{
	const struct zc_view *v = p->v;
	char from[32], to[32];

	zc_buf_fmt(p->b, "<!doctype html>\n<html lang=\"%s\">\n",
	    strcmp(v->lang, "zh") == 0 ? "zh-CN" : "en");
	zc_buf_cstr(p->b,
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width\">\n");
	tr(p, "<title>", ZC_N("Self-inspection of a computer"), " ");
	element(p, "", v->hostname, "</title>\n<style>\n");
	asset(p, "src/core/report.css");
	paper_head(p);
	zc_buf_cstr(p->b, "</style>\n<main>\n");
	tr(p, "<h1>", ZC_N("Self-inspection of a computer"), "</h1>\n");
	zc_buf_cstr(p->b, "<p class=\"meta\">");
	fact(p, ZC_N("Unit"), v->unit);
	fact(p, ZC_N("Computer"), v->hostname);
	fact(p, ZC_N("Root"), strcmp(v->root, "/") == 0 ? "" : v->root);
	fact(p, ZC_N("Begun"), zc_clock_text(v->started, from));
	fact(p, ZC_N("Ended"), zc_clock_text(v->finished, to));
	fact(p, ZC_N("Run by"), zc_tr(v->lang, v->user));
	fact(p, ZC_N("Inspection file no."), v->id);
	zc_buf_cstr(p->b, "</p>\n");
}

static void
tiles(struct page *p)
{
	zc_buf_cstr(p->b, "<nav class=\"tiles\">\n");
	for (int g = 0; g < ZC_GROUPS; g++) {
		zc_buf_fmt(p->b,
		    "<a class=\"tile g%d\" href=\"#g%d\"><b>%lld</b>", g, g,
		    (long long)zc_view_count(p->v, (enum zc_group)g));
		element(p, "", zc_view_group((enum zc_group)g, p->v->lang),
		    "</a>\n");
	}
	zc_buf_cstr(p->b, "</nav>\n");
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
		element(p,
		    first    ? ""
			: zh ? "、"
			     : ", ",
		    v->tables[i].title, "");
		first = false;
	}
	zc_buf_cstr(p->b, "</p>\n");
}

/* What a leader reads: the sentences, the numbers, what it is not. */
static void
brief(struct page *p)
{
	struct zc_buf b;
	struct zc_str rest, line;

	zc_buf_init(&b, BRIEF_MAX);
	zc_brief_add(p->v, &b);
	rest = zc_buf_get(&b);
	zc_buf_cstr(p->b, "<section class=\"brief\">\n");
	while (zc_str_line(&rest, &line)) {
		zc_buf_cstr(p->b, "<p>");
		text(p, line);
		zc_buf_cstr(p->b, "</p>\n");
	}
	zc_buf_cstr(p->b, "</section>\n");
	zc_buf_fini(&b);
	tiles(p);
	element(
	    p, "<p class=\"notice\">", zc_report_notice(p->v->lang), "</p>\n");
	root_adds(p);
}

/* A column in which no row shown holds anything says nothing. */
static bool
filled(const struct zc_view_result *r, size_t n, size_t col)
{
	for (size_t i = 0; i < n; i++)
		if (r->cells[i * r->ncols + col][0] != '\0')
			return true;
	return false;
}

static void
evidence_row(struct page *p, const struct zc_view_result *r, size_t n, size_t i)
{
	zc_buf_cstr(p->b, "<tr>");
	for (size_t k = 0; k < r->ncols; k++)
		if (filled(r, n, k))
			element(p,
			    r->cols[k].type == ZC_TEXT ? "<td>"
						       : "<td class=\"n\">",
			    r->cells[i * r->ncols + k], "</td>");
	zc_buf_cstr(p->b, "</tr>\n");
}

/* Rows `from` to `to` as a table. */
static void
evidence_table(
    struct page *p, const struct zc_view_result *r, size_t from, size_t to)
{
	zc_buf_cstr(p->b, "<div class=\"scroll\"><table><thead><tr>");
	for (size_t k = 0; k < r->ncols; k++)
		if (filled(r, to, k))
			element(p, "<th>", r->cols[k].label, "</th>");
	zc_buf_cstr(p->b, "</tr></thead>\n");
	for (size_t i = from; i < to; i++)
		evidence_row(p, r, to, i);
	zc_buf_cstr(p->b, "</table></div>\n");
}

/* A single row reads better as a line. */
static void
evidence_line(struct page *p, const struct zc_view_result *r)
{
	zc_buf_cstr(p->b, "<p class=\"one\">");
	for (size_t k = 0; k < r->ncols; k++)
		if (r->cells[k][0] != '\0') {
			element(p, "<span><i>", r->cols[k].label, "</i> ");
			element(p, "", r->cells[k], "</span> ");
		}
	zc_buf_cstr(p->b, "</p>\n");
}

/* The rows beyond the first are folded away, and left out on paper. */
static void
evidence_rest(struct page *p, const struct zc_view_result *r)
{
	size_t n = r->nkept < ROWS_MAX ? r->nkept : (size_t)ROWS_MAX;
	const int64_t of[] = { r->rows, ROWS_SHOWN, (int64_t)n };

	zc_buf_cstr(p->b, "<p class=\"k paper\">");
	zc_brief_fill(p->b, p->v->lang,
	    ZC_N("{1} in all, the first {2} shown; the others are in the web "
		 "page and in the inspection file."),
	    of);
	zc_buf_cstr(p->b, "</p>\n<details><summary>");
	zc_brief_fill(p->b, p->v->lang,
	    r->rows > of[2]
		? ZC_N("{1} in all, the first {2} shown; open for {3}. The "
		       "inspection file holds the others.")
		: ZC_N("{1} in all, the first {2} shown; open for the others."),
	    of);
	zc_buf_cstr(p->b, "</summary>\n");
	evidence_table(p, r, ROWS_SHOWN, n);
	zc_buf_cstr(p->b, "</details>\n");
}

static void
evidence(struct page *p, const struct zc_view_result *r)
{
	size_t n = r->nkept < ROWS_SHOWN ? r->nkept : (size_t)ROWS_SHOWN;
	bool any = false;

	for (size_t k = 0; k < r->ncols && !any; k++)
		any = filled(r, n, k);
	if (n > 0 && !any) {
		tr(p, "<p class=\"k\">", ZC_N("Looked at: "), "");
		element(p, "", r->looked, "</p>\n");
	} else if (n == 1) {
		evidence_line(p, r);
	} else if (n > 1) {
		evidence_table(p, r, 0, n);
		if (r->nkept > n)
			evidence_rest(p, r);
	}
}

/* "L3-8.1.4.3-a" of GB/T 22239 as people cite it; others as they are. */
static void
clause(struct page *p, const char *item)
{
	static const char *const levels[] = { ZC_N("level 1, "),
		ZC_N("level 2, "), ZC_N("level 3, "), ZC_N("level 4, ") };
	struct zc_str rest = zc_str_of(item), part;

	if (rest.n < 4 || rest.p[0] != 'L' || rest.p[1] < '1' ||
	    rest.p[1] > '4' || rest.p[2] != '-') {
		element(p, "", item, "");
		return;
	}
	tr(p, "", levels[rest.p[1] - '1'], "");
	rest = zc_str_sub(rest, 3, rest.n);
	if (zc_str_cut(&rest, '-', &part))
		text(p, part);
	if (zc_str_cut(&rest, '-', &part)) {
		zc_buf_char(p->b, ' ');
		text(p, part);
		zc_buf_char(p->b, ')');
	}
}

static void
basis(struct page *p, const struct zc_check *c)
{
	const char *law = "";

	element(p, "<p class=\"k\"><code>", c->id, "</code> ");
	if (c->nbasis > 0)
		tr(p, "　", ZC_N("Basis"), "");
	for (size_t i = 0; i < c->nbasis; i++) {
		bool same = strcmp(law, c->basis[i].law) == 0;

		tr(p, "", i == 0 ? " " : ZC_N("; "), "");
		law = c->basis[i].law;
		if (!same)
			element(p, "", law, " ");
		clause(p, c->basis[i].item);
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

static void
point(struct page *p, const struct zc_view_result *r)
{
	element(p, "<li>", r->title, " <code>");
	element(p, "", r->check->id, "</code></li>\n");
}

/* Points under the reason that they share. */
static void
by_reason(struct page *p, int g)
{
	const struct zc_view *v = p->v;

	for (size_t i = 0; i < v->nresults; i++) {
		const char *reason = v->results[i].reason;
		int64_t n = 0;
		bool seen = false;

		for (size_t k = 0; k < v->nresults && !seen; k++)
			if ((int)v->results[k].group == g &&
			    strcmp(v->results[k].reason, reason) == 0) {
				seen = k < i;
				n++;
			}
		if ((int)v->results[i].group != g || seen)
			continue;
		element(p, "<h3>", reason, "");
		zc_brief_fill(p->b, v->lang, ZC_N(" ({1})"), &n);
		zc_buf_cstr(p->b, "</h3>\n<ul class=\"cols\">\n");
		for (size_t k = i; k < v->nresults; k++)
			if ((int)v->results[k].group == g &&
			    strcmp(v->results[k].reason, reason) == 0)
				point(p, &v->results[k]);
		zc_buf_cstr(p->b, "</ul>\n");
	}
}

/* What was in order: each point with what was looked at for it. */
static void
passed(struct page *p)
{
	zc_buf_cstr(p->b, "<table class=\"passed\"><thead><tr>");
	tr(p, "<th>", ZC_N("Looked for and not found"), "</th>");
	tr(p, "<th>", ZC_N("Looked at"), "</th></tr></thead>\n");
	for (size_t i = 0; i < p->v->nresults; i++) {
		const struct zc_view_result *r = &p->v->results[i];

		if (r->group != ZC_GROUP_PASS)
			continue;
		element(p, "<tr><td>", r->title, " <code>");
		element(p, "", r->check->id, "</code></td>");
		element(p, "<td>", r->looked, "</td></tr>\n");
	}
	zc_buf_cstr(p->b, "</table>\n");
}

/* A sentence on what the group means, where its name does not say it all. */
static const char *
meaning(int g)
{
	if (g == ZC_GROUP_PASS)
		return ZC_N("What is listed here was in order as far as it "
			    "can be seen by machine. Each title names the "
			    "problem that was looked for and not found.");
	if (g == ZC_GROUP_UNKNOWN)
		return ZC_N("For these points the facts were missing. They "
			    "are neither good nor bad: see the reason.");
	if (g == ZC_GROUP_MANUAL)
		return zc_report_by_hand();
	return NULL;
}

static void
group(struct page *p, int g)
{
	const int64_t n = zc_view_count(p->v, (enum zc_group)g);

	zc_buf_fmt(p->b, "<section class=\"g%d\" id=\"g%d\">", g, g);
	element(p, "<h2>", zc_view_group((enum zc_group)g, p->v->lang), "");
	zc_brief_fill(p->b, p->v->lang, ZC_N(" ({1})"), &n);
	zc_buf_cstr(p->b, "</h2>\n");
	if (n == 0)
		tr(p, "<p class=\"k\">", ZC_N("none"), "</p>\n");
	else if (meaning(g) != NULL)
		tr(p, "<p class=\"k\">", meaning(g), "</p>\n");
	if (g == ZC_GROUP_PASS)
		passed(p);
	else if (g >= ZC_GROUP_UNKNOWN)
		by_reason(p, g);
	else
		for (size_t i = 0; i < p->v->nresults; i++)
			if ((int)p->v->results[i].group == g)
				card(p, &p->v->results[i]);
	zc_buf_cstr(p->b, "</section>\n");
}

/* How many checks speak for and against a clause. */
static void
feeds(struct page *p, const struct zc_view_item *it)
{
	const int64_t n[] = { it->passed, it->failed, it->unseen };

	if (n[0] + n[1] + n[2] == 0)
		return;
	zc_buf_cstr(p->b, "<br><small>");
	zc_brief_fill(p->b, p->v->lang,
	    ZC_N("in order {1}, found {2}, not examined {3}"), n);
	zc_buf_cstr(p->b, "</small>");
}

static void
list_items(struct page *p, const struct zc_view_list *l)
{
	zc_buf_cstr(p->b, "<table class=\"list\"><thead><tr>");
	tr(p, "<th>", ZC_N("Clause"), "</th>");
	tr(p, "<th>", ZC_N("Requirement"), "</th>");
	tr(p, "<th>", ZC_N("Self-inspection"), "</th>");
	tr(p, "<th>", ZC_N("Left for a person"), "</th></tr></thead>\n");
	for (size_t i = 0; i < l->n; i++) {
		const struct zc_view_item *it = &l->items[i];

		element(p, "<tr><td class=\"n\">", it->def->id, "</td>");
		element(p, "<td>", it->text, "</td>");
		zc_buf_fmt(p->b, "<td class=\"s%d\"><b>", (int)it->state);
		element(p, "", zc_view_state(it->state, p->v->lang), "</b>");
		feeds(p, it);
		element(p, "</td><td>", it->ask, "</td></tr>\n");
	}
	zc_buf_cstr(p->b, "</table>\n");
}

static void
lists(struct page *p)
{
	for (size_t i = 0; i < p->v->nlists; i++) {
		const struct zc_view_list *l = &p->v->lists[i];

		element(
		    p, "<section><h2>", l->title, "</h2>\n<p class=\"lead\">");
		for (int s = 0; s < ZC_ITEM_STATES; s++) {
			element(p, "",
			    zc_view_state((enum zc_item_state)s, p->v->lang),
			    "");
			zc_buf_fmt(p->b, " <b>%d</b>　", l->count[s]);
		}
		zc_buf_cstr(p->b, "</p>\n");
		list_items(p, l);
		zc_buf_cstr(p->b, "</section>\n");
	}
}

static void
covers(struct page *p)
{
	char from[32], to[32];

	tr(p, "<section><h2>", ZC_N("What was seen, and what was not"),
	    "</h2>\n");
	zc_buf_cstr(p->b, "<table class=\"covers\"><thead><tr>");
	tr(p, "<th>", ZC_N("Table of facts"), "</th>");
	tr(p, "<th>", ZC_N("State"), "</th>");
	tr(p, "<th>", ZC_N("Rows"), "</th>");
	tr(p, "<th>", ZC_N("Reason, period covered, places not reached"),
	    "</th></tr></thead>\n");
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
	brief(&p);
	for (int g = 0; g < ZC_GROUP_NONE; g++)
		group(&p, g);
	lists(&p);
	covers(&p);
	group(&p, ZC_GROUP_NONE);
	tr(&p, "<footer>", ZC_N("Made by zicha"), " ");
	element(&p, "", v->tool, " · ");
	tr(&p, "", ZC_N("digest of the definitions"), " <code>");
	element(&p, "", v->rules, "</code> · ");
	tr(&p, "", ZC_N("isolation of the readers"), " ");
	element(&p, "", v->jail, "<br>");
	element(
	    &p, "", zc_report_notice(v->lang), "</footer>\n</main>\n</html>\n");
}
