/* The sheets: a table to type into, pages to write on. */
#include "base/buf.h"
#include "base/tr.h"
#include "core/handlist.h"
#include "core/ledger_sheet.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct zc_ledger_field *
field(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return &l->fields[i];
	return NULL;
}

/* Words of an enum; of how it was obtained only those of people. */
static int
words_of(const struct zc_ledger_field *f, const char *lang, struct zc_arena *a,
    struct zc_ledger_col *c, struct zc_err *e)
{
	static const char *const yes[] = { ZC_N("yes"), ZC_N("no") };
	bool ours = strcmp(f->name, "obtained") == 0;
	const char **v = zc_arena_array(a, f->nwords + 2, sizeof(*v));

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "columns");
	c->values = v;
	for (size_t i = 0; i < f->nwords; i++)
		if (!ours || strcmp(f->words[i].name, "hand") == 0 ||
		    strcmp(f->words[i].name, "asked") == 0)
			v[c->nvalues++] = zc_both_get(&f->words[i].text, lang);
	for (size_t i = 0; strcmp(f->type, "boolean") == 0 && i < 2; i++)
		v[c->nvalues++] = zc_tr(lang, yes[i]);
	return ZC_OK;
}

int
zc_hand_cols(const struct zc_ledger *l, const char *lang, struct zc_arena *a,
    struct zc_ledger_col *cols, struct zc_err *e)
{
	static const char *const names[ZC_HAND_FIELDS] = { "inspection_no",
		"object_kind", "object_name", "department", "check_id", "item",
		"method", "result", "reason", "fixed_on_spot", "obtained",
		"checker", "checked_at" };
	bool en = strcmp(lang, "en") == 0;

	for (size_t i = 0; i < ZC_HAND_FIELDS; i++) {
		const struct zc_ledger_field *f = field(l, names[i]);
		int rc;

		if (f == NULL)
			return ZC_FAIL(e, ZC_EUNSUP,
			    "the ledger %s has no field %s", l->id, names[i]);
		cols[i] = (struct zc_ledger_col){ .name = f->name,
			.zh = f->label.zh,
			.en = f->label.en,
			.label = zc_both_get(&f->label, lang),
			.kind = f->type,
			.help = zc_both_get(&f->help, lang) };
		rc = words_of(f, lang, a, &cols[i], e);
		if (rc != ZC_OK)
			return rc;
	}
	cols[ZC_HAND_PERSON] = (struct zc_ledger_col){ .name = "_person",
		.zh = "责任人",
		.en = "person responsible",
		.label = en ? "person responsible" : "责任人",
		.kind = "text" };
	cols[ZC_HAND_PLACE] = (struct zc_ledger_col){ .name = "_place",
		.zh = "地点",
		.en = "place",
		.label = en ? "place" : "地点",
		.kind = "text" };
	return ZC_OK;
}

static const char *
kind_word(const struct zc_hand *h, const struct zc_ledger *l)
{
	const struct zc_ledger_field *f = field(l, "object_kind");

	for (size_t i = 0; f != NULL && i < f->nwords; i++)
		if (strcmp(f->words[i].name, h->kind->object) == 0)
			return zc_both_get(&f->words[i].text, h->lang);
	return h->kind->object;
}

/* In the order in which people read them. */
static const enum zc_hand_col order[ZC_HAND_COLS] = { ZC_HAND_NO, ZC_HAND_KIND,
	ZC_HAND_NAME, ZC_HAND_PERSON, ZC_HAND_DEPARTMENT, ZC_HAND_PLACE,
	ZC_HAND_ITEM, ZC_HAND_METHOD, ZC_HAND_RESULT, ZC_HAND_OBTAINED,
	ZC_HAND_REASON, ZC_HAND_FIXED, ZC_HAND_CHECKER, ZC_HAND_DAY,
	ZC_HAND_ID };

static int
put_row(const struct zc_hand *h, const struct zc_ledger *l, size_t at,
    const struct zc_item_def *it, struct zc_outlet *to, struct zc_err *e)
{
	const struct zc_hand_object *o = &h->v[at];
	struct zc_str by[ZC_HAND_COLS] = { { "", 0 } }, cells[ZC_HAND_COLS];

	for (size_t i = 0; i < ZC_HAND_COLS; i++)
		by[i] = ZC_S("");
	by[ZC_HAND_NO] = zc_str_of(h->no);
	by[ZC_HAND_KIND] = zc_str_of(kind_word(h, l));
	by[ZC_HAND_NAME] = zc_str_of(o->name);
	by[ZC_HAND_DEPARTMENT] = zc_str_of(o->department);
	by[ZC_HAND_PERSON] = zc_str_of(o->person);
	by[ZC_HAND_PLACE] = zc_str_of(o->place);
	by[ZC_HAND_ID] = zc_str_of(it->id);
	by[ZC_HAND_ITEM] = zc_str_of(zc_both_get(&it->text, h->lang));
	by[ZC_HAND_METHOD] = zc_str_of(zc_both_get(&it->ask, h->lang));
	for (size_t i = 0; i < ZC_HAND_COLS; i++)
		cells[i] = by[order[i]];
	return zc_outlet_row(to, cells, e);
}

static int
write_table(const struct zc_hand *h, const struct zc_ledger *l,
    const char *path, size_t first, size_t n, struct zc_err *e)
{
	struct zc_ledger_col cols[ZC_HAND_COLS], shown[ZC_HAND_COLS];
	struct zc_outlet_use u = { .path = path,
		.title = zc_both_get(&h->list->title, h->lang),
		.lang = h->lang,
		.cols = shown,
		.ncols = ZC_HAND_COLS };
	struct zc_outlet *to = NULL;
	int rc = zc_hand_cols(l, h->lang, h->a, cols, e);

	for (size_t i = 0; i < ZC_HAND_COLS && rc == ZC_OK; i++)
		shown[i] = cols[order[i]];
	if (rc == ZC_OK)
		rc = zc_outlet_open(&u, h->a, &to, e);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = first; i < first + n && rc == ZC_OK; i++)
		for (size_t k = 0; k < h->list->nitems && rc == ZC_OK; k++)
			rc = put_row(h, l, i, &h->list->items[k], to, e);
	if (rc == ZC_OK)
		return zc_outlet_close(to, e);
	zc_outlet_abort(to);
	return rc;
}

static const char style[] =
    "@page{size:A4;margin:12mm}"
    "body{font-family:SimSun,\"Noto Serif CJK SC\",serif;margin:0}"
    ".sheet{page-break-after:always}"
    ".sheet:last-child{page-break-after:auto}"
    "h1{font-size:16pt;text-align:center;margin:0 0 3mm}"
    "table{border-collapse:collapse;width:100%;margin-bottom:3mm}"
    "td,th{border:1px solid #000;padding:.5mm 1mm;font-size:9pt;"
    "text-align:left;vertical-align:middle}"
    "thead{display:table-header-group}tr{page-break-inside:avoid}"
    "th{text-align:center}.k{width:13%;background:#f2f2f2}"
    ".no{width:5%;text-align:center}.tick{width:25%;font-size:9pt}"
    ".how{width:9%;font-size:9pt}.note{width:19%}"
    ".note div{text-align:right;font-size:8.5pt;padding-top:2mm}"
    ".t{white-space:nowrap;margin-right:1mm}"
    ".ask{font-size:8pt;color:#333}.sign td{border:0;padding-top:4mm}"
    ".warn{font-size:9pt;margin:0 0 2mm}";

static void
text(FILE *f, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '<')
			(void)fputs("&lt;", f);
		else if (*s == '>')
			(void)fputs("&gt;", f);
		else if (*s == '&')
			(void)fputs("&amp;", f);
		else if (*s == '"')
			(void)fputs("&quot;", f);
		else
			(void)fputc(*s, f);
}

static void
pair(FILE *f, const char *label, const char *value)
{
	(void)fputs("<td class=\"k\">", f);
	text(f, label);
	(void)fputs("</td><td>", f);
	text(f, value);
	(void)fputs("</td>", f);
}

static void
ticks(FILE *f, const struct zc_ledger_col *c)
{
	for (size_t i = 0; i < c->nvalues; i++) {
		(void)fputs("<span class=\"t\">□", f);
		text(f, c->values[i]);
		(void)fputs("</span> ", f);
	}
}

static void
page_items(const struct zc_hand *h, const struct zc_ledger_col *c, FILE *f)
{
	const char *lang = h->lang;

	(void)fputs("<table><thead><tr><th class=\"no\">", f);
	text(f, zc_tr(lang, ZC_N("no.")));
	(void)fputs("</th><th>", f);
	text(f, c[ZC_HAND_ITEM].label);
	(void)fputs("</th><th class=\"tick\">", f);
	text(f, c[ZC_HAND_RESULT].label);
	(void)fputs("</th><th class=\"how\">", f);
	text(f, c[ZC_HAND_OBTAINED].label);
	(void)fputs("</th><th class=\"note\">", f);
	text(f, c[ZC_HAND_REASON].label);
	(void)fputs("</th></tr></thead><tbody>\n", f);
	for (size_t i = 0; i < h->list->nitems; i++) {
		const struct zc_item_def *it = &h->list->items[i];

		(void)fprintf(f, "<tr><td class=\"no\">%zu</td><td>", i + 1);
		text(f, zc_both_get(&it->text, lang));
		if (it->ask.zh[0] != '\0') {
			(void)fputs("<br><span class=\"ask\">", f);
			text(f, zc_both_get(&it->ask, lang));
			(void)fputs("</span>", f);
		}
		(void)fputs("</td><td class=\"tick\">", f);
		ticks(f, &c[ZC_HAND_RESULT]);
		(void)fputs("</td><td class=\"how\">", f);
		ticks(f, &c[ZC_HAND_OBTAINED]);
		(void)fputs("</td><td class=\"note\"><div>□", f);
		text(f, c[ZC_HAND_FIXED].label);
		(void)fputs("</div></td></tr>\n", f);
	}
	(void)fputs("</tbody></table>\n", f);
}

static void
page(const struct zc_hand *h, const struct zc_ledger_col *c,
    const struct zc_hand_object *o, FILE *f)
{
	const char *lang = h->lang;

	(void)fputs("<div class=\"sheet\"><h1>", f);
	text(f, zc_both_get(&h->list->title, lang));
	(void)fputs("</h1>\n<table><tr>", f);
	pair(f, c[ZC_HAND_NO].label, h->no);
	pair(f, zc_tr(lang, ZC_N("title")), h->title);
	(void)fputs("</tr><tr>", f);
	pair(f, c[ZC_HAND_NAME].label, o->name);
	pair(f, zc_tr(lang, ZC_N("make and model")), o->about);
	(void)fputs("</tr><tr>", f);
	pair(f, c[ZC_HAND_PERSON].label, o->person);
	pair(f, c[ZC_HAND_DEPARTMENT].label, o->department);
	(void)fputs("</tr><tr>", f);
	pair(f, c[ZC_HAND_PLACE].label, o->place);
	pair(f, c[ZC_HAND_DAY].label, "");
	(void)fputs("</tr></table>\n<p class=\"warn\">", f);
	text(f,
	    zc_tr(lang,
		ZC_N("Tick one result for each line. Anything but \"conforms\" "
		     "needs a remark. Never write down classified content.")));
	(void)fputs("</p>\n", f);
	page_items(h, c, f);
	(void)fputs("<table class=\"sign\"><tr>", f);
	for (int i = 0; i < 2; i++) {
		(void)fputs("<td>", f);
		text(f,
		    zc_tr(lang,
			i == 0 ? ZC_N("checker (signature)")
			       : ZC_N("person responsible (signature)")));
		(void)fputs(strcmp(lang, "en") == 0 ? ": ______________"
						    : "：______________",
		    f);
		(void)fputs("</td>", f);
	}
	(void)fputs("</tr></table></div>\n", f);
}

static int
write_pages(const struct zc_hand *h, const struct zc_ledger *l,
    const char *path, size_t first, size_t n, struct zc_err *e)
{
	struct zc_ledger_col cols[ZC_HAND_COLS];
	char tmp[4200];
	FILE *f;
	int rc = zc_hand_cols(l, h->lang, h->a, cols, e);

	if (rc != ZC_OK)
		return rc;
	(void)snprintf(tmp, sizeof(tmp), "%s.part", path);
	f = fopen(tmp, "we");
	if (f == NULL)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", tmp);
	(void)fprintf(f,
	    "<!doctype html>\n<html lang=\"%s\"><head>"
	    "<meta charset=\"utf-8\"><title>",
	    h->lang);
	text(f, zc_both_get(&h->list->title, h->lang));
	(void)fprintf(f, "</title><style>%s</style></head><body>\n", style);
	for (size_t i = first; i < first + n; i++)
		page(h, cols, &h->v[i], f);
	(void)fputs("</body></html>\n", f);
	if (fflush(f) != 0 || fsync(fileno(f)) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", path);
	if (fclose(f) != 0 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", path);
	if (rc == ZC_OK && rename(tmp, path) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", path);
	if (rc != ZC_OK)
		(void)unlink(tmp);
	return rc;
}

int
zc_hand_write(const struct zc_hand *h, const char *path, size_t first, size_t n,
    struct zc_err *e)
{
	const struct zc_ledger *l =
	    zc_catalog_ledger(zc_office_catalog(h->office), "check_record");
	struct zc_str p = zc_str_of(path);

	if (l == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger check_record");
	if (first + n > h->n)
		n = first < h->n ? h->n - first : 0;
	if (zc_str_ends(p, ".html"))
		return write_pages(h, l, path, first, n, e);
	if (zc_str_ends(p, ".xlsx") || zc_str_ends(p, ".csv"))
		return write_table(h, l, path, first, n, e);
	return ZC_FAIL(e, ZC_EUSAGE,
	    "%s: .html, .xlsx or .csv is wanted, or a directory", path);
}

/* A file's name made of an object's: no separators, nothing hidden. */
static void
file_name(struct zc_buf *b, const char *name)
{
	zc_buf_cstr(b, name[0] == '.' ? "_" : "");
	for (; *name != '\0'; name++) {
		bool bad = (unsigned char)*name < 0x20 ||
		    strchr("/\\:*?\"<>|", *name) != NULL;

		zc_buf_add(b, bad ? "_" : name, 1);
	}
}

/* Is the name of the object, as a file, taken by one before it? */
static size_t
taken(const struct zc_hand *h, size_t at)
{
	struct zc_buf x, y;
	size_t n = 0;

	zc_buf_init(&x, 4096);
	file_name(&x, h->v[at].name);
	for (size_t i = 0; i < at; i++) {
		zc_buf_init(&y, 4096);
		file_name(&y, h->v[i].name);
		n += zc_str_isi(zc_buf_get(&y), x.p == NULL ? "" : x.p);
		zc_buf_fini(&y);
	}
	zc_buf_fini(&x);
	return n;
}

int
zc_hand_write_dir(
    const struct zc_hand *h, const char *dir, size_t *files, struct zc_err *e)
{
	static const char *const ends[] = { ".html", ".xlsx" };
	int rc = ZC_OK;

	*files = 0;
	for (size_t i = 0; i < h->n && rc == ZC_OK; i++) {
		size_t again = taken(h, i);

		for (size_t k = 0; k < ZC_LEN(ends) && rc == ZC_OK; k++) {
			struct zc_buf b;

			zc_buf_init(&b, 4096);
			zc_buf_fmt(&b, "%s/", dir);
			file_name(&b, h->v[i].name);
			if (again > 0)
				zc_buf_fmt(&b, "-%zu", again + 1);
			zc_buf_cstr(&b, ends[k]);
			rc = b.rc;
			if (rc == ZC_OK)
				rc = zc_hand_write(h, b.p, i, 1, e);
			else
				rc = ZC_FAIL(e, rc, "a name is too long");
			zc_buf_fini(&b);
			*files += rc == ZC_OK;
		}
	}
	return rc;
}
