/* zicha ledger add, set, delete, restore, step, may: changing rows. */
#include "base/tr.h"
#include "cmd/desk.h"

#include <jansson.h>

/* The row named by the word at `at`. */
static int
row_of(struct zc_desk *d, int at, int64_t *id, struct zc_err *e)
{
	if (d->argc <= at)
		return ZC_FAIL(
		    e, ZC_EUSAGE, "ledger %s LEDGER ROW …", d->argv[1]);
	return zc_ledger_find(&d->use, d->argv[at], id, e);
}

/* What the row is called now: its key, else its id. */
static int
say_row(struct zc_desk *d, int64_t id, const char *state, struct zc_err *e)
{
	const struct zc_ledger *l = d->use.ledger;
	const char *key = "", *label = state;
	struct zc_rows *r = NULL;
	int rc = zc_ledger_get(&d->use, id, &r, e);

	for (size_t i = 0; i < l->flow.nstates; i++)
		if (strcmp(l->flow.states[i].name, state) == 0)
			label = zc_both_get(
			    &l->flow.states[i].label, zc_desk_lang(d));
	/* Who may add but not read sees the id only. */
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	for (size_t i = 0; rc == 1 && i < l->nfields; i++)
		if (strcmp(l->fields[i].name, l->key) == 0)
			key = zc_ledger_text(
			    &d->use, r, i, zc_desk_lang(d), &d->a);
	zc_rows_close(r);
	if (zc_desk_is_json(d))
		zc_desk_json(json_pack("{s:i,s:s,s:I,s:s,s:s}", "schema", 1,
		    "ledger", l->id, "id", (json_int_t)id, "key", key, "state",
		    state));
	else
		(void)printf("%lld\t%s%s%s\n", (long long)id, key,
		    state[0] != '\0' ? "\t" : "", label);
	return ZC_OK;
}

static int
add(struct zc_desk *d, struct zc_err *e)
{
	struct zc_cells row;
	int64_t id = 0;
	int rc = zc_desk_cells(d, 3, &row, e);

	if (rc == ZC_OK)
		rc = zc_ledger_add(&d->use, &row, &id, e);
	return rc != ZC_OK ? rc : say_row(d, id, d->use.ledger->flow.start, e);
}

static int
set(struct zc_desk *d, struct zc_err *e)
{
	bool bad = false;
	const char *ver = zc_desk_option(d, "--ver", &bad);
	struct zc_cells row;
	int64_t id = 0, v = 0;
	int rc = row_of(d, 3, &id, e);

	if (bad || (ver != NULL && !zc_str_int(zc_str_of(ver), 10, &v)))
		return ZC_FAIL(e, ZC_EUSAGE, ZC_N("an option lacks its value"));
	if (rc == ZC_OK)
		rc = zc_desk_cells(d, 4, &row, e);
	if (rc == ZC_OK && row.n == 0)
		rc = ZC_FAIL(e, ZC_EUSAGE, "field=value is wanted");
	return rc != ZC_OK ? rc : zc_ledger_set(&d->use, id, v, &row, e);
}

struct step_words {
	const char *note, *signer, *signed_on, *scan, *reason;
};

static int
read_words(struct zc_desk *d, struct step_words *w, struct zc_err *e)
{
	static const char *const names[] = { "--note", "--signer", "--signed",
		"--scan", "--same-person" };
	const char **to[] = { &w->note, &w->signer, &w->signed_on, &w->scan,
		&w->reason };
	bool bad = false;

	for (size_t i = 0; i < ZC_LEN(names); i++) {
		const char *v = zc_desk_option(d, names[i], &bad);

		*to[i] = v == NULL ? "" : v;
	}
	return bad ? ZC_FAIL(e, ZC_EUSAGE, ZC_N("an option lacks its value"))
		   : ZC_OK;
}

static int
step(struct zc_desk *d, struct zc_err *e)
{
	struct step_words w;
	struct zc_cells set_cells;
	struct zc_step_use s;
	const char *state = "";
	int rc = read_words(d, &w, e);

	s = (struct zc_step_use){ .use = d->use, .set = &set_cells };
	if (rc == ZC_OK)
		rc = row_of(d, 3, &s.id, e);
	if (rc == ZC_OK && d->argc < 5)
		rc = ZC_FAIL(e, ZC_EUSAGE, "ledger step LEDGER ROW STEP");
	if (rc == ZC_OK)
		rc = zc_desk_cells(d, 5, &set_cells, e);
	if (rc == ZC_OK && w.signed_on[0] != '\0' &&
	    !zc_value_date(zc_str_of(w.signed_on), &s.paper.signed_at))
		rc = ZC_FAIL(
		    e, ZC_EUSAGE, "--signed %s: a date is wanted", w.signed_on);
	if (rc == ZC_OK)
		rc = zc_desk_attach(d, w.scan, "scan", &s.paper.digest, e);
	if (rc != ZC_OK)
		return rc;
	s.step = d->argv[4];
	/* Steps are called by their labels, too. */
	for (size_t i = 0; i < d->use.ledger->flow.nsteps; i++) {
		const struct zc_flow_step *st = &d->use.ledger->flow.steps[i];

		if (strcmp(st->label.zh, s.step) == 0 ||
		    strcmp(st->label.en, s.step) == 0)
			s.step = st->name;
	}
	s.note = w.note;
	s.paper.signer = w.signer;
	s.same_person = w.reason;
	rc = zc_flow_step(&s, &state, e);
	return rc != ZC_OK ? rc : say_row(d, s.id, state, e);
}

struct mays {
	struct zc_desk *d;
	json_t *v;
};

static int
on_may(void *ctx, const struct zc_flow_step *s, const struct zc_both *why)
{
	struct mays *m = ctx;
	const char *lang = zc_desk_lang(m->d);
	const char *no = why == NULL ? "" : zc_both_get(why, lang);

	if (m->v != NULL)
		return json_array_append_new(m->v,
			   json_pack("{s:s,s:s,s:b,s:s}", "step", s->name,
			       "label", zc_both_get(&s->label, lang), "may",
			       why == NULL, "why", no)) == 0
		    ? ZC_OK
		    : ZC_ENOMEM;
	(void)printf("%s\t%s%s%s\n", s->name, zc_both_get(&s->label, lang),
	    why == NULL ? "" : "\t", no);
	return ZC_OK;
}

static int
may(struct zc_desk *d, struct zc_err *e)
{
	struct mays m = { d, zc_desk_is_json(d) ? json_array() : NULL };
	int64_t id = 0;
	int rc = row_of(d, 3, &id, e);

	if (rc == ZC_OK)
		rc = zc_flow_may(&d->use, id, on_may, &m, e);
	if (rc == ZC_OK && m.v != NULL)
		zc_desk_json(json_pack("{s:i,s:O}", "schema", 1, "steps", m.v));
	json_decref(m.v);
	return rc;
}

/* The id in the recycle bin: keys there may be taken by living rows. */
static int
restore(struct zc_desk *d, struct zc_err *e)
{
	int64_t id;

	if (d->argc != 4 || !zc_str_int(zc_str_of(d->argv[3]), 10, &id))
		return ZC_FAIL(e, ZC_EUSAGE,
		    "ledger restore LEDGER ID; zicha ledger list LEDGER "
		    "--deleted shows the ids");
	return zc_ledger_restore(&d->use, id, e);
}

int
zc_ledger_change_run(struct zc_desk *d, const char *verb, struct zc_err *e)
{
	int64_t id = 0;
	int rc;

	if (d->argc < 3)
		return ZC_FAIL(e, ZC_EUSAGE, "ledger %s LEDGER …", verb);
	rc = zc_desk_ledger(d, d->argv[2], e);
	if (rc != ZC_OK)
		return rc;
	if (strcmp(verb, "add") == 0)
		return add(d, e);
	if (strcmp(verb, "set") == 0)
		return set(d, e);
	if (strcmp(verb, "step") == 0)
		return step(d, e);
	if (strcmp(verb, "may") == 0)
		return may(d, e);
	if (strcmp(verb, "restore") == 0)
		return restore(d, e);
	rc = row_of(d, 3, &id, e);
	return rc != ZC_OK ? rc : zc_ledger_delete(&d->use, id, e);
}
