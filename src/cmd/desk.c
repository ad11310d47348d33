#include "cmd/desk.h"

#include "base/tr.h"
#include "core/attach.h"

#include <jansson.h>

enum {
	DESK_MEMORY = 64 << 20,
	FAULTS_SAID = 2000 /* more of them nobody reads */
};

const char *
zc_desk_lang(const struct zc_desk *d)
{
	return d->run->lang;
}

bool
zc_desk_is_json(const struct zc_desk *d)
{
	return d->format != NULL && strcmp(d->format, "json") == 0;
}

bool
zc_desk_flag(struct zc_desk *d, const char *name)
{
	for (int i = 1; i < d->argc; i++) {
		if (strcmp(d->argv[i], name) != 0)
			continue;
		for (int k = i; k + 1 < d->argc; k++)
			d->argv[k] = d->argv[k + 1];
		d->argc--;
		return true;
	}
	return false;
}

const char *
zc_desk_option(struct zc_desk *d, const char *name, bool *bad)
{
	for (int i = 1; i < d->argc; i++) {
		const char *value;

		if (strcmp(d->argv[i], name) != 0)
			continue;
		if (i + 1 == d->argc) {
			*bad = true;
			return NULL;
		}
		value = d->argv[i + 1];
		for (int k = i; k + 2 < d->argc; k++)
			d->argv[k] = d->argv[k + 2];
		d->argc -= 2;
		return value;
	}
	return NULL;
}

void
zc_desk_fault(void *ctx, const struct zc_fault *f)
{
	struct zc_desk *d = ctx;
	bool zh = strcmp(d->run->lang, "en") != 0;

	if (++d->faults > FAULTS_SAID)
		return;
	if (f->line > 0 && f->why != NULL && strcmp(f->why, "example") != 0)
		(void)fprintf(stderr,
		    zh ? "第 %lld 行%s%s：" : "row %lld%s%s: ",
		    (long long)f->line, f->address[0] != '\0' ? " " : "",
		    f->address);
	else if (f->address[0] != '\0')
		(void)fprintf(stderr, "%s: ", f->address);
	(void)fprintf(stderr, "%s\n", zh ? f->zh : f->en);
}

int
zc_desk_open(struct zc_desk *d, const struct zc_run *r, int argc, char **argv,
    struct zc_err *e)
{
	bool bad = false;
	int rc;

	*d = (struct zc_desk){ .run = r, .argc = argc, .argv = argv };
	zc_arena_init(&d->a, DESK_MEMORY);
	d->format = zc_desk_option(d, "--format", &bad);
	d->out = zc_desk_option(d, "-o", &bad);
	if (bad)
		return ZC_FAIL(e, ZC_EUSAGE, ZC_N("an option lacks its value"));
	rc = zc_say_load(r, &d->catalog, e);
	if (rc == ZC_OK)
		rc = zc_office_open(
		    r->db, &d->catalog, r->as, true, &d->office, e);
	/* A store that cannot be written can still be read. */
	if (rc == ZC_EACCES && d->office == NULL && r->as == NULL)
		rc = zc_office_open(
		    r->db, &d->catalog, r->as, false, &d->office, e);
	d->use = (struct zc_ledger_use){ .office = d->office,
		.confirmed = zc_desk_flag(d, "--confirmed"),
		.fault = zc_desk_fault,
		.ctx = d };
	return rc;
}

void
zc_desk_close(struct zc_desk *d)
{
	zc_office_close(d->office);
	zc_catalog_fini(&d->catalog);
	zc_arena_fini(&d->a);
}

/* What a person can do about it, where say.c thinks of files. */
static const char *
remedy(const struct zc_err *e)
{
	if (e->sys != 0)
		return NULL;
	switch (e->rc) {
	case ZC_ENOENT:
		return ZC_N("It is not there, or not yours to see.");
	case ZC_EACCES:
		return ZC_N("You are not permitted to do this.");
	case ZC_EBUSY:
		return ZC_N(
		    "Somebody else changed it or is writing. Look again "
		    "and repeat it.");
	case ZC_EINPUT:
		return ZC_N("What was given is not right. Nothing was saved.");
	default:
		return NULL;
	}
}

int
zc_desk_end(struct zc_desk *d, int rc, const struct zc_err *e)
{
	const char *lang = d->run->lang;
	struct zc_buf b;

	if (rc == ZC_OK)
		return ZC_EXIT_CLEAN;
	if (d->faults > FAULTS_SAID)
		(void)fprintf(stderr, "%s %zu\n",
		    zc_tr(lang, ZC_N("only the first are shown; in all")),
		    d->faults);
	if ((rc == ZC_EUSAGE || d->faults == 0) && remedy(e) == NULL) {
		int status = zc_say_err(d->run, e);

		return rc == ZC_EACCES ? ZC_EXIT_REFUSED : status;
	}
	zc_buf_init(&b, 4096);
	zc_say_sentence(d->run, e, &b);
	if (rc != ZC_EUSAGE && d->faults > 0)
		(void)fprintf(
		    stderr, "zicha: %s\n", b.rc == ZC_OK ? b.p : e->msg);
	else
		zc_say_line(d->run, remedy(e), b.rc == ZC_OK ? b.p : e->msg);
	zc_buf_fini(&b);
	return rc == ZC_EREFUSED || rc == ZC_EACCES ? ZC_EXIT_REFUSED
						    : ZC_EXIT_FAILED;
}

int
zc_desk_ledger(struct zc_desk *d, const char *name, struct zc_err *e)
{
	d->use.ledger = zc_catalog_ledger(&d->catalog, name);
	for (size_t i = 0; i < d->catalog.nledgers; i++) {
		const struct zc_ledger *l = &d->catalog.ledgers[i];

		if (d->use.ledger == NULL &&
		    (strcmp(l->title.zh, name) == 0 ||
			strcmp(l->title.en, name) == 0))
			d->use.ledger = l;
	}
	if (d->use.ledger == NULL)
		return ZC_FAIL(e, ZC_EUSAGE,
		    "no ledger %s; zicha ledger list names them", name);
	return ZC_OK;
}

const char *
zc_desk_text(
    const struct zc_ledger_field *f, const char *text, struct zc_arena *a)
{
	static const char midnight[] = " 00:00:00";
	size_t n = strlen(text), cut = sizeof(midnight) - 1;
	const char *day;

	if (strcmp(f->type, "time") != 0 || n < cut ||
	    strcmp(text + n - cut, midnight) != 0)
		return text;
	day = zc_arena_dup(a, text, n - cut);
	return day == NULL ? text : day;
}

/* A field by name or by a label; else the word itself, for the fault. */
static const char *
field_of(const struct zc_ledger *l, const char *word)
{
	for (size_t i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, word) == 0 ||
		    strcmp(l->fields[i].label.zh, word) == 0 ||
		    strcmp(l->fields[i].label.en, word) == 0)
			return l->fields[i].name;
	return word;
}

int
zc_desk_attach(struct zc_desk *d, const char *path, const char *field,
    const char **digest, struct zc_err *e)
{
	char hex[65];
	const char *p;
	int rc;

	*digest = "";
	if (path[0] == '\0')
		return ZC_OK;
	rc = zc_attach_file(&d->use, path, field, hex, e);
	if (rc != ZC_OK)
		return rc;
	p = zc_arena_dup(&d->a, hex, strlen(hex));
	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "attachment");
	*digest = p;
	return ZC_OK;
}

/* A field of type file as @PATH: the file is kept, the cell is its digest. */
static int
attach_cells(struct zc_desk *d, struct zc_cells *row, struct zc_err *e)
{
	const struct zc_ledger *l = d->use.ledger;
	int rc = ZC_OK;

	for (size_t i = 0; i < row->n && rc == ZC_OK; i++)
		for (size_t k = 0; k < l->nfields && rc == ZC_OK; k++)
			if (strcmp(l->fields[k].type, "file") == 0 &&
			    strcmp(l->fields[k].name, row->v[i].col) == 0 &&
			    row->v[i].text[0] == '@')
				rc = zc_desk_attach(d, row->v[i].text + 1,
				    l->fields[k].name, &row->v[i].text, e);
	return rc;
}

int
zc_desk_cells(
    struct zc_desk *d, int from, struct zc_cells *out, struct zc_err *e)
{
	size_t n = d->argc > from ? (size_t)(d->argc - from) : 0;

	*out = (struct zc_cells){ zc_arena_array(&d->a, n + 1, sizeof(*out->v)),
		0 };
	if (out->v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "words");
	for (int i = from; i < d->argc; i++) {
		const char *eq = strchr(d->argv[i], '=');
		const char *name;

		if (eq == NULL || eq == d->argv[i])
			return ZC_FAIL(e, ZC_EUSAGE,
			    "%s: field=value is wanted", d->argv[i]);
		name =
		    zc_arena_dup(&d->a, d->argv[i], (size_t)(eq - d->argv[i]));
		if (name == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "words");
		out->v[out->n++] =
		    (struct zc_cell){ field_of(d->use.ledger, name), eq + 1 };
	}
	return attach_cells(d, out, e);
}

void
zc_desk_json(struct json_t *j)
{
	(void)json_dumpf(j, stdout, JSON_INDENT(1));
	(void)fputc('\n', stdout);
	json_decref(j);
}
