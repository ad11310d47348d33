/* The printed register of a ledger, and labels to be cut out. */
#include "base/clock.h"
#include "base/tr.h"
#include "core/ledger_export.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum {
	PRINT_MEMORY = 16 << 20,
	COLS_MAX = 60
};

static const char style[] =
    "body{font-family:SimSun,\"Noto Serif CJK SC\",serif;margin:1.5cm}"
    "h1{font-size:16pt;text-align:center}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #000;padding:3pt;font-size:10pt;"
    "vertical-align:top}thead{display:table-header-group}"
    "tr{page-break-inside:avoid}.sign{margin-top:1cm}"
    ".label{border:1px solid #000;display:inline-block;width:6cm;"
    "margin:3mm;padding:3mm;font-size:11pt;page-break-inside:avoid}";

struct print {
	const struct zc_export_use *u;
	FILE *f;
	bool html, labels;
	size_t cols[COLS_MAX]; /* fields */
	size_t ncols;
	int64_t n;
};

static void
text(struct print *p, const char *s)
{
	for (; *s != '\0'; s++) {
		if (p->html && *s == '<')
			(void)fputs("&lt;", p->f);
		else if (p->html && *s == '>')
			(void)fputs("&gt;", p->f);
		else if (p->html && *s == '&')
			(void)fputs("&amp;", p->f);
		else if (p->html && *s == '"')
			(void)fputs("&quot;", p->f);
		else if (!p->html && (*s == '\n' || *s == '\t'))
			(void)fputc(' ', p->f);
		else
			(void)fputc(*s, p->f);
	}
}

static void
pick(struct print *p)
{
	const struct zc_ledger *l = p->u->use.ledger;
	const struct zc_strs *s = p->labels ? &l->label_print
	    : l->reg.n > 0                  ? &l->reg
					    : &l->list;

	for (size_t k = 0; k < s->n && p->ncols < COLS_MAX; k++)
		for (size_t i = 0; i < l->nfields; i++)
			if (strcmp(l->fields[i].name, s->v[k]) == 0)
				p->cols[p->ncols++] = i;
	for (size_t i = 0;
	     s->n == 0 && !p->labels && i < l->nfields && i < COLS_MAX; i++)
		p->cols[p->ncols++] = i;
}

static const char *
label(const struct print *p, size_t col)
{
	return zc_both_get(
	    &p->u->use.ledger->fields[p->cols[col]].label, p->u->lang);
}

static void
head(struct print *p)
{
	const char *title = zc_both_get(&p->u->use.ledger->title, p->u->lang);

	if (p->html) {
		(void)fprintf(p->f,
		    "<!doctype html>\n<html lang=\"%s\"><head>"
		    "<meta charset=\"utf-8\"><title>",
		    p->u->lang);
		text(p, title);
		(void)fprintf(
		    p->f, "</title><style>%s</style></head><body>\n", style);
	}
	if (p->labels)
		return;
	(void)fputs(p->html ? "<h1>" : "", p->f);
	text(p, title);
	(void)fputs(p->html ? "</h1>\n<table><thead><tr><th>" : "\n\n", p->f);
	text(p, zc_tr(p->u->lang, ZC_N("no.")));
	for (size_t i = 0; i < p->ncols; i++) {
		(void)fputs(p->html ? "</th><th>" : "\t", p->f);
		text(p, label(p, i));
	}
	(void)fputs(p->html ? "</th></tr></thead><tbody>\n" : "\n", p->f);
}

static int
on_row(void *ctx, const struct zc_rows *r, struct zc_err *e)
{
	struct print *p = ctx;
	struct zc_arena a;

	(void)e;
	zc_arena_init(&a, PRINT_MEMORY);
	p->n++;
	if (p->labels)
		(void)fputs(p->html ? "<div class=\"label\">" : "", p->f);
	else
		(void)fprintf(
		    p->f, p->html ? "<tr><td>%lld" : "%lld", (long long)p->n);
	for (size_t i = 0; i < p->ncols; i++) {
		if (p->labels)
			(void)fputs(i == 0 ? ""
				: p->html  ? "<br>"
					   : "\n",
			    p->f);
		else
			(void)fputs(p->html ? "</td><td>" : "\t", p->f);
		if (p->labels) {
			text(p, label(p, i));
			(void)fputs(
			    strcmp(p->u->lang, "en") == 0 ? ": " : "：", p->f);
		}
		text(p,
		    zc_ledger_text(&p->u->use, r, p->cols[i], p->u->lang, &a));
	}
	(void)fputs(!p->html ? (p->labels ? "\n\n" : "\n")
		: p->labels  ? "</div>\n"
			     : "</td></tr>\n",
	    p->f);
	zc_arena_fini(&a);
	return ZC_OK;
}

static void
foot(struct print *p)
{
	char day[32];

	if (!p->labels) {
		(void)fputs(
		    p->html ? "</tbody></table>\n<p class=\"sign\">" : "\n",
		    p->f);
		text(p, zc_tr(p->u->lang, ZC_N("rows in all")));
		(void)fprintf(p->f, " %lld    ", (long long)p->n);
		text(p, zc_tr(p->u->lang, ZC_N("printed on")));
		(void)fprintf(p->f, " %s    ",
		    zc_clock_day(zc_office_now(p->u->use.office), day));
		text(p, zc_tr(p->u->lang, ZC_N("signature")));
		(void)fputs(" ____________", p->f);
		(void)fputs(p->html ? "</p>\n" : "\n", p->f);
	}
	if (p->html)
		(void)fputs("</body></html>\n", p->f);
}

int
zc_ledger_print(const struct zc_export_use *u, int64_t *rows, struct zc_err *e)
{
	struct print p = { .u = u,
		.html = zc_str_ends(zc_str_of(u->path), ".html"),
		.labels = u->what == ZC_EXPORT_LABELS };
	char tmp[4200];
	int rc;

	pick(&p);
	if (p.ncols == 0)
		return ZC_FAIL(e, ZC_EUSAGE,
		    "the definition of %s has no label_print",
		    u->use.ledger->id);
	(void)snprintf(tmp, sizeof(tmp), "%s.part", u->path);
	p.f = fopen(tmp, "wxe");
	if (p.f == NULL)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", tmp);
	head(&p);
	rc = zc_ledger_export_each(u, on_row, &p, rows, e);
	foot(&p);
	if (rc == ZC_OK && (fflush(p.f) != 0 || fsync(fileno(p.f)) == -1))
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", u->path);
	if (fclose(p.f) != 0 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", u->path);
	if (rc == ZC_OK && rename(tmp, u->path) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", u->path);
	if (rc != ZC_OK)
		(void)unlink(tmp);
	return rc;
}
