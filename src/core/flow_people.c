/* Who may do a step, and who must be somebody else. */
#include "base/utf8.h"
#include "core/flow_in.h"
#include "store/user.h"

static bool
has(const struct zc_strs *s, const char *word)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i], word) == 0)
			return true;
	return false;
}

bool
zc_flow_holds(const struct zc_office *o, const struct zc_flow_step *st)
{
	const struct zc_actor *a = zc_office_actor(o);

	if (a->alone && (st->may.n > 0 || st->person[0] != '\0'))
		return true;
	for (size_t i = 0; i < a->roles.n; i++)
		if (has(&st->may, a->roles.v[i]))
			return true;
	return false;
}

bool
zc_flow_named(const struct zc_ledger *l, const struct zc_flow_step *st,
    const struct zc_val *v, const char *person)
{
	const struct zc_ledger_field *f = zc_work_field(l, st->person);

	if (f == NULL)
		return false;
	return v[zc_ledger_index(l, f)].type == ZC_VAL_TEXT &&
	    zc_str_is(v[zc_ledger_index(l, f)].s, person);
}

static void
no_right(struct zc_stepping *s)
{
	const struct zc_catalog *c = zc_office_catalog(s->w->o);
	char zh[400], en[400];
	int a, b;

	a = snprintf(zh, sizeof(zh), "“%s”不由您办理", s->step->label.zh);
	b = snprintf(
	    en, sizeof(en), "the step \"%s\" is not yours", s->step->label.en);
	for (size_t i = 0; i < s->step->may.n; i++) {
		const struct zc_role *r = zc_catalog_role(c, s->step->may.v[i]);

		if (r == NULL || a > 300 || b > 300)
			continue;
		a += snprintf(zh + a, sizeof(zh) - (size_t)a, "%s%s",
		    i == 0 ? "，应由以下角色办理：" : "、", r->title.zh);
		b += snprintf(en + b, sizeof(en) - (size_t)b, "%s%s",
		    i == 0 ? "; it is for: " : ", ", r->title.en);
	}
	if (a < 390)
		(void)snprintf(zh + a, sizeof(zh) - (size_t)a, "%s", "。");
	zc_work_fault(s->w, NULL, "right", ZC_EACCES, zh, en);
}

/* The signer of a paper: does a user of that name hold a fitting role? */
struct signer {
	struct zc_stepping *s;
	size_t users;
	bool holds;
	char names[8][128];
};

static int
on_signer(void *ctx, const struct zc_user *u)
{
	struct signer *g = ctx;

	if (u->disabled_at == 0 && g->users < ZC_LEN(g->names))
		zc_utf8_copy(g->names[g->users++], sizeof(g->names[0]),
		    zc_str_of(u->name));
	return ZC_OK;
}

static int
on_signer_role(void *ctx, const struct zc_user_role *r)
{
	struct signer *g = ctx;

	if (has(&g->s->step->may, r->role))
		g->holds = true;
	return ZC_OK;
}

static int
signer_may(struct zc_stepping *s, struct zc_err *e)
{
	struct zc_db *db = zc_office_db(s->w->o);
	const struct zc_actor *a = zc_office_actor(s->w->o);
	const struct zc_catalog *c = zc_office_catalog(s->w->o);
	struct signer g = { .s = s };
	int rc;

	if (zc_access(c, a, "step", s->w->l) == ZC_SCOPE_NONE &&
	    zc_access(c, a, "edit", s->w->l) == ZC_SCOPE_NONE &&
	    !zc_flow_holds(s->w->o, s->step)) {
		no_right(s);
		return ZC_OK;
	}
	if (zc_flow_named(s->w->l, s->step, s->rec.v, s->person))
		return ZC_OK;
	rc = zc_user_called(db, s->person, on_signer, &g, e);
	for (size_t i = 0; i < g.users && rc == ZC_OK && !g.holds; i++)
		rc = zc_user_roles(
		    db, g.names[i], s->w->scope.now, on_signer_role, &g, e);
	/* Who signs on paper need not be a user; a user must have the role. */
	if (rc == ZC_OK && g.users > 0 && !g.holds)
		zc_work_fault(s->w, NULL, "right", ZC_EACCES,
		    "签批人没有办理这一步的角色。请核对签批人。",
		    "the signer does not hold a role for this step; look who "
		    "signed");
	return rc;
}

int
zc_stepping_may(struct zc_stepping *s, struct zc_err *e)
{
	if (s->machine)
		return ZC_OK;
	if (s->w->mode == ZC_LEDGER_OFF) {
		zc_work_may(s->w, "step");
		return ZC_OK;
	}
	if (s->use->paper.signer[0] != '\0')
		return signer_may(s, e);
	if (!zc_flow_holds(s->w->o, s->step) &&
	    !zc_flow_named(s->w->l, s->step, s->rec.v, s->person))
		no_right(s);
	return ZC_OK;
}

static size_t
place(const struct zc_ledger *l, const char *state)
{
	for (size_t i = 0; i < l->flow.nstates; i++)
		if (strcmp(l->flow.states[i].name, state) == 0)
			return i;
	return 0;
}

/* Did it send the row back to an earlier state? */
static bool
is_return(const struct zc_ledger *l, const struct zc_flowlog_step *p)
{
	return p->from[0] != '\0' && place(l, p->to) < place(l, p->from);
}

/*
 * Did this person do that step the last time it was done? After a return a
 * step may be done anew by somebody else: only the newest pass in which it was
 * done counts.
 */
static bool
did(const struct zc_stepping *s, const char *step, const char *person)
{
	bool he = false, seen = false;

	for (size_t i = 0; i < s->past.n; i++) {
		const struct zc_flowlog_step *p = &s->past.v[i];

		if (i > 0 && is_return(s->w->l, &s->past.v[i - 1]))
			seen = false;
		if (strcmp(p->step, step) != 0)
			continue;
		if (!seen)
			he = false; /* a new pass begins */
		seen = true;
		if (strcmp(p->person, person) == 0)
			he = true;
	}
	return he;
}

/* Rows of a bulk import have no entry of their own: then the user counts. */
static bool
added(const struct zc_stepping *s)
{
	const struct zc_actor *a = zc_office_actor(s->w->o);

	for (size_t i = 0; i < s->past.n; i++)
		if (strcmp(s->past.v[i].step, "add") == 0)
			return did(s, "add", s->person);
	return s->use->paper.signer[0] == '\0' &&
	    strcmp(s->rec.created_by, a->name) == 0;
}

static bool
did_this_round(const struct zc_stepping *s, const char *person)
{
	for (size_t i = 0; i < s->past.n; i++)
		if (s->past.v[i].visit == s->past.visit &&
		    strcmp(s->past.v[i].step, s->step->name) == 0 &&
		    strcmp(s->past.v[i].person, person) == 0)
			return true;
	return false;
}

int64_t
zc_stepping_rounds(const struct zc_stepping *s)
{
	int64_t n = 1;

	/* Equal names came by an exception: they count as they were let. */
	for (size_t i = 0; i < s->past.n; i++)
		n += s->past.v[i].visit == s->past.visit &&
		    strcmp(s->past.v[i].step, s->step->name) == 0;
	return n;
}

static void
same_person(struct zc_stepping *s, const char *label_zh, const char *label_en)
{
	bool never = strcmp(s->w->l->same_person, "never") == 0;
	char zh[400], en[400];

	if (!never && zc_office_is(s->w->o, "unit.small") &&
	    s->use->same_person[0] != '\0') {
		s->twice = true;
		return;
	}
	if (!never && zc_office_is(s->w->o, "unit.small")) {
		(void)snprintf(zh, sizeof(zh),
		    "“%s”由同一人办理过，“%s”应由他人办理。"
		    "人员确实不足时，请写明理由（--same-person），"
		    "理由会显示在记录和报告中。",
		    label_zh, s->step->label.zh);
		(void)snprintf(en, sizeof(en),
		    "the same person did \"%s\", and \"%s\" is for somebody "
		    "else; where there is nobody, give the reason with "
		    "--same-person: it is shown in records and reports",
		    label_en, s->step->label.en);
	} else {
		(void)snprintf(zh, sizeof(zh),
		    "“%s”由同一人办理过，“%s”须由他人办理。", label_zh,
		    s->step->label.zh);
		(void)snprintf(en, sizeof(en),
		    "the same person did \"%s\": \"%s\" must be done by "
		    "somebody else",
		    label_en, s->step->label.en);
	}
	zc_work_fault(s->w, NULL, "same_person", ZC_EREFUSED, zh, en);
}

void
zc_stepping_others(struct zc_stepping *s)
{
	for (size_t i = 0; i < s->step->others.n; i++) {
		const char *name = s->step->others.v[i];
		const struct zc_flow_step *o = zc_flow_find(s->w->l, name);

		if (strcmp(name, "add") == 0 ? added(s)
					     : did(s, name, s->person)) {
			same_person(s, o == NULL ? "登记" : o->label.zh,
			    o == NULL ? "add" : o->label.en);
			return;
		}
	}
	if (did_this_round(s, s->person))
		same_person(s, s->step->label.zh, s->step->label.en);
}
