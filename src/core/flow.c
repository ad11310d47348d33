/* flow: one step from its wish to its record. */
#include "base/tr.h"
#include "core/flow_in.h"

enum {
	NOTE_MAX = 1800,  /* bytes of a note or reason */
	SIGNER_MAX = 200, /* bytes of a signer's name */
	REMARK_MAX = 4096
};

const struct zc_flow_state *
zc_flow_state(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->flow.nstates; i++)
		if (strcmp(l->flow.states[i].name, name) == 0)
			return &l->flow.states[i];
	return NULL;
}

const struct zc_flow_step *
zc_flow_find(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->flow.nsteps; i++)
		if (strcmp(l->flow.steps[i].name, name) == 0)
			return &l->flow.steps[i];
	return NULL;
}

bool
zc_flow_from(const struct zc_flow_step *st, const char *state)
{
	for (size_t i = 0; i < st->from.n; i++)
		if (strcmp(st->from.v[i], state) == 0)
			return true;
	return false;
}

struct loading {
	struct zc_arena *a;
	struct zc_past *p;
	size_t cap;
};

static const char *
keep(struct zc_arena *a, const char *s)
{
	const char *p = zc_arena_dup(a, s, strlen(s));

	return p == NULL ? "" : p;
}

static int
on_past(void *ctx, const struct zc_flowlog_step *s)
{
	struct loading *l = ctx;
	struct zc_flowlog_step *v, *to;

	if (l->p->n == l->cap) {
		size_t cap = l->cap * 2 + 16;

		v = zc_arena_array(l->a, cap, sizeof(*v));
		if (v == NULL)
			return ZC_ENOMEM;
		if (l->p->n > 0)
			memcpy(v, l->p->v, l->p->n * sizeof(*v));
		l->p->v = v;
		l->cap = cap;
	}
	to = &l->p->v[l->p->n++];
	*to = *s;
	to->ledger = "";
	to->step = keep(l->a, s->step);
	to->from = keep(l->a, s->from);
	to->to = keep(l->a, s->to);
	to->person = keep(l->a, s->person);
	to->actor = keep(l->a, s->actor);
	to->note = keep(l->a, s->note);
	to->scan = keep(l->a, s->scan);
	to->same_person = keep(l->a, s->same_person);
	l->p->visit += strcmp(s->from, s->to) != 0;
	return ZC_OK;
}

int
zc_past_load(struct zc_db *db, const char *ledger, int64_t row,
    struct zc_arena *a, struct zc_past *out, struct zc_err *e)
{
	struct loading l = { .a = a, .p = out };

	*out = (struct zc_past){ 0 };
	return zc_flowlog_of(db, ledger, row, on_past, &l, e);
}

/* Hours of a deadline, written "24h" or "{setting}h"; -1 when it has none. */
static int64_t
hours_of(struct zc_office *o, const struct zc_flow_state *st)
{
	size_t n = strlen(st->days);
	char number[200];

	if (n < 2 || n >= sizeof(number) || st->days[n - 1] != 'h')
		return -1;
	memcpy(number, st->days, n - 1);
	number[n - 1] = '\0';
	return zc_office_number(o, number, -1);
}

bool
zc_flow_timed(const struct zc_ledger *l, const struct zc_flow_state *st)
{
	const struct zc_ledger_field *f = zc_work_field(l, st->due);
	size_t n = strlen(st->days);

	if (f != NULL)
		return strcmp(f->type, "time") == 0;
	return n > 1 && st->days[n - 1] == 'h';
}

bool
zc_flow_late(const struct zc_office *o, const struct zc_ledger *l,
    const struct zc_flow_state *st, int64_t due)
{
	if (due == 0)
		return false;
	return due <
	    (zc_flow_timed(l, st) ? zc_office_now(o) : zc_office_today(o));
}

int64_t
zc_flow_due_of(const struct zc_work *w, const struct zc_flow_state *st,
    const struct zc_val *v)
{
	const struct zc_ledger_field *f = zc_work_field(w->l, st->due);
	int64_t n;

	if (f != NULL) {
		struct zc_val at = v[zc_ledger_index(w->l, f)];

		return at.type == ZC_VAL_INT ? at.i : 0;
	}
	if (st->days[0] == '\0')
		return 0;
	if (zc_flow_timed(w->l, st)) {
		n = hours_of(w->o, st);
		return n < 0 ? 0 : zc_office_now(w->o) + n * 3600;
	}
	n = zc_office_number(w->o, st->days, -1);
	return n < 0
	    ? 0
	    : zc_office_day_after(w->o, zc_office_today(w->o), n, st->working);
}

static int
set_due(struct zc_work *w, int64_t unit, int64_t id, int64_t visit,
    const char *state, const struct zc_val *v, struct zc_err *e)
{
	const struct zc_flow_state *st = zc_flow_state(w->l, state);
	struct zc_flowlog_due d = { .unit = unit,
		.row = id,
		.visit = visit,
		.ledger = w->l->id,
		.state = state };

	if (st == NULL)
		return ZC_OK;
	d.due = zc_flow_due_of(w, st, v);
	return zc_flowlog_due(zc_office_db(w->o), &d, e);
}

int
zc_flow_begin(struct zc_work *w, int64_t unit, int64_t id,
    const struct zc_val *v, struct zc_err *e)
{
	const struct zc_actor *a = zc_office_actor(w->o);
	struct zc_flowlog_step s = { .unit = unit,
		.row = id,
		.at = w->scope.now,
		.ledger = w->l->id,
		.step = "add",
		.from = "",
		.to = w->l->flow.start,
		.person = w->trusted ? ZC_FLOW_MACHINE : zc_actor_person(a),
		.actor = a->name,
		.note = "",
		.scan = "",
		.same_person = "" };
	int rc = zc_flowlog_add(zc_office_db(w->o), &s, e);

	return rc != ZC_OK ? rc : set_due(w, unit, id, 1, s.to, v, e);
}

int
zc_flow_moved(struct zc_work *w, const struct zc_record *old,
    const struct zc_val *v, struct zc_err *e)
{
	const struct zc_flow_state *st = zc_flow_state(w->l, old->state);
	struct zc_past past;
	int rc;

	/* Only a deadline that is a field of the row moves with the row. */
	if (st == NULL || st->due[0] == '\0')
		return ZC_OK;
	rc = zc_past_load(
	    zc_office_db(w->o), w->l->id, old->id, &w->a, &past, e);
	return rc != ZC_OK
	    ? rc
	    : set_due(w, old->unit, old->id, past.visit, old->state, v, e);
}

int
zc_flow_left(struct zc_work *w, const struct zc_record *rec, struct zc_err *e)
{
	const struct zc_flow_state *st = zc_flow_state(w->l, rec->state);
	int64_t at = st != NULL && zc_flow_timed(w->l, st)
	    ? w->scope.now
	    : zc_office_today(w->o);

	return zc_flowlog_done(zc_office_db(w->o), w->l->id, rec->id, at, e);
}

int
zc_flow_again(struct zc_work *w, const struct zc_record *rec, struct zc_err *e)
{
	struct zc_db *db = zc_office_db(w->o);
	struct zc_past past;
	int rc = zc_past_load(db, w->l->id, rec->id, &w->a, &past, e);

	if (rc == ZC_OK)
		rc = zc_flowlog_undone(db, w->l->id, rec->id, past.visit, e);
	return rc == ZC_OK ? zc_flow_moved(w, rec, rec->v, e) : rc;
}

/* Free text of a step is scanned as every other text. */
static void
scan(struct zc_stepping *s, const char *text, const char *zh, const char *en)
{
	int level = zc_office_scan(s->w->o, zc_str_of(text));
	char z[300], n[300];

	if (level == ZC_OK || (level == ZC_EACCES && s->use->use.confirmed))
		return;
	(void)snprintf(z, sizeof(z),
	    "%s的内容疑似带有密级标志，没有保存。本系统不得存储涉密内容。", zh);
	(void)snprintf(n, sizeof(n),
	    "the text of the %s may carry a mark of secrecy; it was not saved",
	    en);
	zc_work_fault(s->w, NULL, "mark", level, z, n);
}

static void
check_texts(struct zc_stepping *s)
{
	const struct zc_paper *p = &s->use->paper;

	if (strlen(s->use->note) > NOTE_MAX ||
	    strlen(s->use->same_person) > NOTE_MAX ||
	    strlen(p->signer) > SIGNER_MAX)
		zc_work_fault(s->w, NULL, "length", ZC_EREFUSED,
		    "说明、理由或签批人太长（说明和理由最多约 600 "
		    "字）。请缩短。",
		    "the note, the reason or the signer's name is too long; "
		    "shorten it");
	scan(s, s->use->note, "说明", "note");
	scan(s, s->use->same_person, "理由", "reason");
	scan(s, p->signer, "签批人", "signer");
	if (p->signer[0] == '\0')
		return;
	if (p->signed_at == 0 || p->signed_at > zc_office_today(s->w->o))
		zc_work_fault(s->w, NULL, "paper", ZC_EREFUSED,
		    "代录线下签批须写明签批日期，且不得晚于今天。",
		    "entering a signature on paper needs its date, not later "
		    "than today");
	if (p->digest[0] == '\0' && s->use->note[0] == '\0')
		zc_work_fault(s->w, NULL, "paper", ZC_EREFUSED,
		    "代录线下签批须附扫描件，或在说明中写明纸质件存放处。",
		    "entering a signature on paper needs a scan, or a note "
		    "that says where the paper is kept");
}

/* What the step itself writes, behind what was given with it. */
static void
apply_sets(struct zc_stepping *s, struct zc_val *v, bool *given)
{
	for (size_t i = 0; i < s->step->sets.n; i++) {
		const struct zc_cell *c = &s->step->sets.v[i];
		const struct zc_ledger_field *f =
		    zc_work_field(s->w->l, c->col);
		size_t k;

		if (f == NULL)
			continue;
		k = zc_ledger_index(s->w->l, f);
		given[k] = true;
		if (c->text == NULL)
			v[k] = (struct zc_val){ .type = ZC_VAL_NULL };
		else
			zc_work_word(s->w, f,
			    strcmp(c->text, "actor()") == 0 ? s->person
							    : c->text,
			    &v[k]);
	}
}

static void
check_asks(struct zc_stepping *s, const struct zc_val *v)
{
	char zh[300], en[300];

	for (size_t i = 0; i < s->step->asks.n; i++) {
		const struct zc_ledger_field *f =
		    zc_work_field(s->w->l, s->step->asks.v[i]);

		if (f == NULL ||
		    v[zc_ledger_index(s->w->l, f)].type != ZC_VAL_NULL)
			continue;
		(void)snprintf(zh, sizeof(zh), "办理“%s”须先填写“%s”。",
		    s->step->label.zh, f->label.zh);
		(void)snprintf(en, sizeof(en),
		    "the step \"%s\" needs \"%s\"; give it", s->step->label.en,
		    f->label.en);
		zc_work_fault(s->w, f, "asks", ZC_EREFUSED, zh, en);
	}
}

static int
record(struct zc_stepping *s, const char *to, struct zc_err *e)
{
	const struct zc_actor *a = zc_office_actor(s->w->o);
	struct zc_flowlog_step l = { .unit = s->rec.unit,
		.row = s->rec.id,
		.visit = s->past.visit,
		.at = s->w->scope.now,
		.signed_at = s->use->paper.signed_at,
		.ledger = s->w->l->id,
		.step = s->step->name,
		.from = s->rec.state,
		.to = to,
		.person = s->person,
		.actor = s->machine ? ZC_FLOW_MACHINE : a->name,
		.note = s->use->note,
		.scan = s->use->paper.digest,
		.same_person = s->twice ? s->use->same_person : "" };

	return zc_flowlog_add(zc_office_db(s->w->o), &l, e);
}

/* The state changed: the old deadline is met, a new one runs. */
static int
enter(struct zc_stepping *s, const struct zc_val *v, const char *to,
    struct zc_err *e)
{
	int rc;

	if (strcmp(to, s->rec.state) == 0)
		return zc_flow_moved(s->w, &s->rec, v, e);
	rc = zc_flow_left(s->w, &s->rec, e);
	if (rc == ZC_OK)
		rc = set_due(
		    s->w, s->rec.unit, s->rec.id, s->past.visit + 1, to, v, e);
	return rc != ZC_OK ? rc : zc_stepping_starts(s, e);
}

/* What history says beside the step's name, in the language of the unit. */
static const char *
remark(struct zc_stepping *s, int64_t done, int64_t need)
{
	struct zc_buf b;
	const char *p;
	char day[32];

	zc_buf_init(&b, REMARK_MAX);
	zc_buf_cstr(&b, s->use->note);
	if (s->use->paper.signer[0] != '\0')
		zc_buf_fmt(&b, "%s%s：%s %s", b.n > 0 ? "；" : "",
		    zc_tr("zh", ZC_N("signed on paper by")),
		    s->use->paper.signer,
		    zc_value_day(s->use->paper.signed_at, day));
	if (s->twice)
		zc_buf_fmt(&b, "%s%s：%s", b.n > 0 ? "；" : "",
		    zc_tr("zh", ZC_N("done by the same person because")),
		    s->use->same_person);
	if (need > 1)
		zc_buf_fmt(&b, "%s%lld/%lld", b.n > 0 ? "；" : "",
		    (long long)done, (long long)need);
	p = zc_arena_dup(&s->w->a, b.p, b.n);
	zc_buf_fini(&b);
	return p == NULL ? "" : p;
}

static int
save(struct zc_stepping *s, struct zc_val *v, bool *given, const char **state,
    struct zc_err *e)
{
	int64_t need = zc_office_number(s->w->o, s->step->rounds, 1);
	int64_t done = zc_stepping_rounds(s);
	const char *to = done >= need ? s->step->to : s->rec.state;
	int rc;

	rc = zc_work_update(s->w,
	    &(struct zc_change){ .old = &s->rec,
		.v = v,
		.given = given,
		.state = to,
		.act = s->step->name,
		.note = remark(s, done, need) },
	    e);
	if (rc == ZC_OK && s->w->faults == 0)
		rc = record(s, to, e);
	if (rc == ZC_OK && s->w->faults == 0)
		rc = zc_work_gates(s->w, s->step->refuse, s->step->nrefuse,
		    "gate", s->rec.unit, s->rec.id, e);
	if (rc == ZC_OK && s->w->faults == 0)
		rc = enter(s, v, to, e);
	if (rc == ZC_OK)
		*state = to;
	return rc;
}

static void
wrong_state(struct zc_stepping *s)
{
	const struct zc_flow_state *st = zc_flow_state(s->w->l, s->rec.state);
	char zh[300], en[300];

	(void)snprintf(zh, sizeof(zh),
	    "这一条现在是“%s”，不能办理“%s”。请先办理前面的步骤。",
	    st == NULL ? s->rec.state : st->label.zh, s->step->label.zh);
	(void)snprintf(en, sizeof(en),
	    "the row is \"%s\" now: the step \"%s\" does not fit; take the "
	    "steps before it first",
	    st == NULL ? s->rec.state : st->label.en, s->step->label.en);
	zc_work_fault(s->w, NULL, "state", ZC_EREFUSED, zh, en);
}

int
zc_stepping_do(struct zc_stepping *s, const char **state, struct zc_err *e)
{
	size_t n = s->w->l->nfields;
	struct zc_val *v = zc_arena_array(&s->w->a, n + 1, sizeof(*v));
	bool *given = zc_arena_array(&s->w->a, n + 1, sizeof(*given));
	int rc;

	if (v == NULL || given == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "step");
	if (!zc_flow_from(s->step, s->rec.state)) {
		wrong_state(s);
		return ZC_OK;
	}
	rc = zc_past_load(zc_office_db(s->w->o), s->w->l->id, s->rec.id,
	    &s->w->a, &s->past, e);
	if (rc == ZC_OK)
		rc = zc_stepping_may(s, e);
	if (rc != ZC_OK || s->w->faults > 0)
		return rc;
	zc_stepping_others(s);
	check_texts(s);
	memcpy(v, s->rec.v, n * sizeof(*v));
	if (s->use->set != NULL)
		zc_work_read(s->w, s->use->set, v, given);
	apply_sets(s, v, given);
	check_asks(s, v);
	if (s->w->faults > 0)
		return ZC_OK;
	return save(s, v, given, state, e);
}

static int
begin(struct zc_work *w, const struct zc_step_use *u, struct zc_stepping *s,
    struct zc_err *e)
{
	int rc;

	*s = (struct zc_stepping){ .w = w,
		.use = u,
		.step = zc_flow_find(w->l, u->step),
		.person = u->paper.signer[0] != '\0'
		    ? u->paper.signer
		    : zc_actor_person(zc_office_actor(w->o)) };
	if (s->step == NULL)
		return ZC_FAIL(
		    e, ZC_EUSAGE, "%s: no step %s", w->l->id, u->step);
	/* Who may do the step need not have any other right to the ledger. */
	w->trusted = true;
	rc = zc_work_load(w, u->id, "step", &s->rec, e);
	w->trusted = false;
	if (rc == ZC_OK && u->ver != 0 && u->ver != s->rec.ver)
		return ZC_FAIL(e, ZC_EBUSY,
		    ZC_N("somebody changed the row since you read it; look at "
			 "it "
			 "again"));
	return rc;
}

int
zc_flow_step(const struct zc_step_use *u, const char **state, struct zc_err *e)
{
	struct zc_stepping s;
	const char *to = "";
	struct zc_work w;
	int rc;

	zc_work_init(&w, &u->use);
	rc = zc_office_begin(w.o, e);
	if (rc == ZC_OK) {
		rc = begin(&w, u, &s, e);
		if (rc == ZC_OK)
			rc = zc_stepping_do(&s, &to, e);
		if (rc == ZC_OK)
			rc = zc_work_end(&w, e);
		if (rc == ZC_OK)
			rc = zc_office_commit(w.o, e);
		if (rc != ZC_OK)
			zc_office_rollback(w.o);
	}
	/* The arena dies with the work; the name is the definition's. */
	if (rc == ZC_OK) {
		const struct zc_flow_state *st = zc_flow_state(w.l, to);

		*state = st == NULL ? "" : st->name;
	}
	zc_work_fini(&w);
	return rc;
}
