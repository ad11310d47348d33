/* zicha finding: what was found, what became of it, the next step, and the
 * hazard it becomes. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/desk.h"
#include "cmd/station.h"
#include "core/hazard.h"
#include "core/view.h"
#include "store/exception.h"

#include <jansson.h>
#include <pwd.h>
#include <unistd.h>

struct shown {
	struct zc_desk *d;
	const struct zc_run *r;
	const struct zc_catalog *k;
	struct zc_station at;
	struct zc_hazard_list hazards;
	struct zc_arena a;
	struct zc_store *st;
	json_t *json;              /* NULL: text */
	char key[65];              /* the one that was shown last */
	struct zc_store_finding f; /* … copied */
	const char *severity;      /* only these; NULL = all */
	size_t n;
	bool all;
};

static const char *
title(const struct shown *s, const char *check, struct zc_arena *a)
{
	return zc_hazard_title(s->at.office, s->k, check, s->r->lang, a);
}

static const char *
tr(const struct shown *s, const char *text)
{
	return zc_tr(s->r->lang, text);
}

static json_t *
to_json(
    const struct shown *s, const struct zc_store_finding *f, struct zc_arena *a)
{
	json_t *cells = json_loads(f->cells, 0, NULL);
	const char *hazard = zc_hazard_number(&s->hazards, f->key);

	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:I,s:s,"
			 "s:o}",
	    "key", f->key, "check", f->check, "title", title(s, f->check, a),
	    "target", f->target, "hostname", f->hostname, "severity",
	    f->severity, "detection", zc_detection_word(f->state.detection),
	    "workflow", zc_workflow_word(f->state.workflow), "disposition",
	    zc_disposition_word(f->state.disposition), "recurrence",
	    (json_int_t)f->state.recurrence, "first_seen",
	    (json_int_t)f->first_seen, "last_seen", (json_int_t)f->last_seen,
	    "hazard", hazard, "cells", cells == NULL ? json_object() : cells);
}

static int
on_line(void *ctx, const struct zc_store_finding *f)
{
	struct shown *s = ctx;
	struct zc_arena a;
	char day[32];

	if (!s->all && f->state.detection == ZC_ABSENT_VERIFIED)
		return ZC_OK;
	zc_arena_init(&a, 1 << 20);
	if (s->json != NULL)
		(void)json_array_append_new(s->json, to_json(s, f, &a));
	else
		(void)printf("%.12s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f->key,
		    tr(s, f->severity),
		    tr(s, zc_detection_word(f->state.detection)),
		    tr(s, zc_workflow_word(f->state.workflow)),
		    tr(s, zc_disposition_word(f->state.disposition)),
		    zc_clock_day(f->last_seen, day), f->hostname,
		    title(s, f->check, &a),
		    zc_hazard_number(&s->hazards, f->key));
	zc_arena_fini(&a);
	s->n++;
	return ZC_OK;
}

static int
on_event(void *ctx, int64_t at, const char *event, const char *actor,
    const char *note, const char *digest)
{
	const struct shown *s = ctx;
	char when[32];

	(void)printf("  %s  %s  %s %s %.12s\n", zc_clock_text(at, when),
	    tr(s, event), actor, tr(s, note), digest);
	return ZC_OK;
}

static int
on_exception(void *ctx, const struct zc_exception *x)
{
	const struct shown *s = ctx;
	char day[32];

	(void)printf("%s %s, %s %s: %s\n", tr(s, ZC_N("excepted until")),
	    zc_value_day(x->until, day), tr(s, ZC_N("approved by")),
	    x->approver, x->reason);
	return ZC_OK;
}

static int
on_whole(void *ctx, const struct zc_store_finding *f)
{
	struct shown *s = ctx;
	const char *hazard = zc_hazard_number(&s->hazards, f->key);
	const struct zc_check *c = zc_catalog_check(s->k, f->check);
	struct zc_arena a;
	struct zc_buf row;
	char day[32];

	(void)snprintf(s->key, sizeof(s->key), "%s", f->key);
	s->n++;
	zc_arena_init(&a, 1 << 20);
	zc_buf_init(&row, 64 * 1024);
	if (c == NULL || zc_view_row(s->k, c, s->r->lang, f->cells, &row) != 0)
		zc_buf_cstr(&row, f->cells);
	(void)printf("%s\n%s  [%s]\n%s\n", f->key, title(s, f->check, &a),
	    f->check, row.p);
	zc_buf_fini(&row);
	(void)printf("%s, %s, %s", tr(s, zc_detection_word(f->state.detection)),
	    tr(s, zc_workflow_word(f->state.workflow)),
	    tr(s, zc_disposition_word(f->state.disposition)));
	if (f->state.recurrence > 0)
		(void)printf(", %s %lld", tr(s, ZC_N("recurrence no.")),
		    (long long)f->state.recurrence);
	(void)printf("\n%s", zc_clock_day(f->first_seen, day));
	(void)printf(
	    " – %s  %s\n", zc_clock_day(f->last_seen, day), f->hostname);
	if (hazard[0] != '\0')
		(void)printf("%s %s\n", tr(s, ZC_N("hazard")), hazard);
	zc_arena_fini(&a);
	return ZC_OK;
}

/* The one finding whose key begins so; ZC_EUSAGE when there are several. */
static int
one(struct shown *s, const char *front, zc_store_finding_fn fn,
    struct zc_err *e)
{
	int rc;

	s->n = 0;
	rc = zc_store_findings(s->st, front, fn, s, e);
	if (rc == ZC_OK && s->n == 0)
		return ZC_FAIL(e, ZC_ENOENT, "no finding %s", front);
	if (rc == ZC_OK && s->n > 1)
		return ZC_FAIL(
		    e, ZC_EUSAGE, "several findings begin with %s", front);
	return rc;
}

static int
show(struct shown *s, struct zc_err *e)
{
	int rc;

	if (s->d->argc != 3)
		return ZC_FAIL(e, ZC_EUSAGE, "show KEY");
	rc = one(s, s->d->argv[2], on_whole, e);
	if (rc == ZC_OK)
		rc = zc_exception_of(
		    zc_store_db(s->st), s->key, on_exception, s, e);
	return rc != ZC_OK ? rc
			   : zc_store_events(s->st, s->key, on_event, s, e);
}

static int
list(struct shown *s, struct zc_err *e)
{
	int rc;

	s->all = zc_desk_flag(s->d, "--all");
	if (s->d->argc > 2 ||
	    (s->d->format != NULL && strcmp(s->d->format, "json") != 0 &&
		strcmp(s->d->format, "text") != 0))
		return ZC_FAIL(e, ZC_EUSAGE, "list");
	if (zc_desk_is_json(s->d))
		s->json = json_array();
	rc = zc_store_findings(s->st, NULL, on_line, s, e);
	if (rc == ZC_OK && s->json != NULL)
		zc_desk_json(
		    json_pack("{s:i,s:O}", "schema", 1, "findings", s->json));
	json_decref(s->json);
	return rc;
}

/* Findings to make hazards of, copied: the list is read to its end first. */
struct picked {
	struct shown *s;
	struct zc_store_finding *v;
	size_t n, cap;
	const char *severity;
};

static const char *
keep_text(struct shown *s, const char *text)
{
	const char *p = zc_arena_dup(&s->a, text, strlen(text));

	return p == NULL ? "" : p;
}

static int
on_pick(void *ctx, const struct zc_store_finding *f)
{
	struct picked *p = ctx;
	struct shown *s = p->s;
	struct zc_store_finding *v;

	s->n++;
	(void)snprintf(s->key, sizeof(s->key), "%s", f->key);
	if (p->severity != NULL &&
	    (strcmp(p->severity, f->severity) != 0 ||
		f->state.detection == ZC_ABSENT_VERIFIED ||
		f->state.disposition != ZC_DISP_NONE ||
		zc_hazard_number(&s->hazards, f->key)[0] != '\0'))
		return ZC_OK;
	if (p->n == p->cap) {
		size_t cap = p->cap * 2 + 64;

		v = zc_arena_array(&s->a, cap, sizeof(*v));
		if (v == NULL)
			return ZC_ENOMEM;
		if (p->n > 0)
			memcpy(v, p->v, p->n * sizeof(*v));
		p->v = v;
		p->cap = cap;
	}
	v = &p->v[p->n++];
	*v = *f;
	v->key = keep_text(s, f->key);
	v->check = keep_text(s, f->check);
	v->target = keep_text(s, f->target);
	v->hostname = keep_text(s, f->hostname);
	v->severity = keep_text(s, f->severity);
	v->cells = keep_text(s, f->cells);
	return ZC_OK;
}

static int
pick(struct picked *p, struct zc_err *e)
{
	struct shown *s = p->s;
	int rc = ZC_OK;

	if (p->severity != NULL)
		return zc_store_findings(s->st, NULL, on_pick, p, e);
	for (int i = 2; i < s->d->argc && rc == ZC_OK; i++) {
		s->n = 0;
		rc = zc_store_findings(s->st, s->d->argv[i], on_pick, p, e);
		if (rc == ZC_OK && s->n != 1)
			rc = ZC_FAIL(e, ZC_ENOENT,
			    s->n == 0 ? "no finding %s"
				      : "several findings begin with %s",
			    s->d->argv[i]);
	}
	return rc;
}

static int
hazard(struct shown *s, struct zc_err *e)
{
	struct picked p = { .s = s };
	bool bad = false;
	int rc;

	p.severity = zc_desk_option(s->d, "--severity", &bad);
	if (bad || (p.severity == NULL) != (s->d->argc > 2))
		return ZC_FAIL(e, ZC_EUSAGE, "hazard KEY… or --severity");
	if (s->at.office == NULL)
		return ZC_FAIL(e, ZC_ENOENT,
		    ZC_N("there is no unit yet: run zicha db init"));
	s->d->use.office = s->at.office;
	s->d->use.ledger = zc_catalog_ledger(s->k, "hazard");
	s->d->use.fault = zc_desk_fault;
	s->d->use.ctx = s->d;
	rc = pick(&p, e);
	for (size_t i = 0; i < p.n && rc == ZC_OK; i++) {
		const struct zc_store_finding *f = &p.v[i];
		int64_t id;

		if (zc_hazard_number(&s->hazards, f->key)[0] != '\0')
			rc = ZC_FAIL(e, ZC_EEXIST, "%.12s is hazard %s already",
			    f->key, zc_hazard_number(&s->hazards, f->key));
		if (rc == ZC_OK)
			rc = zc_hazard_make(
			    &s->d->use, f, title(s, f->check, &s->a), &id, e);
	}
	if (rc == ZC_OK)
		rc = zc_hazard_all(s->at.office, &s->a, &s->hazards, e);
	for (size_t i = 0; i < p.n && rc == ZC_OK; i++)
		(void)printf("%s\t%.12s\t%s\n",
		    zc_hazard_number(&s->hazards, p.v[i].key), p.v[i].key,
		    title(s, p.v[i].check, &s->a));
	return rc;
}

static int
count(void *ctx, const struct zc_store_finding *f)
{
	struct shown *s = ctx;

	(void)snprintf(s->key, sizeof(s->key), "%s", f->key);
	s->n++;
	return ZC_OK;
}

static const char *
actor(const struct shown *s)
{
	const struct passwd *pw = getpwuid(getuid());

	if (s->at.office != NULL)
		return zc_office_actor(s->at.office)->name;
	return pw == NULL ? "?" : pw->pw_name;
}

static int
except(struct shown *s, struct zc_err *e)
{
	bool bad = false;
	const char *until = zc_desk_option(s->d, "--until", &bad);
	const char *approver = zc_desk_option(s->d, "--approver", &bad);
	const char *reason = zc_desk_option(s->d, "--reason", &bad);
	struct zc_exception x = { .key = s->key,
		.approver = approver == NULL ? "" : approver,
		.reason = reason == NULL ? "" : reason,
		.actor = actor(s),
		.at = zc_clock_now() };

	if (bad || until == NULL || approver == NULL || reason == NULL ||
	    s->d->argc != 4 || !zc_value_date(zc_str_of(until), &x.until))
		return ZC_FAIL(e, ZC_EUSAGE,
		    ZC_N("an exception needs --until DATE --approver NAME "
			 "--reason TEXT"));
	return zc_exception_set(s->st, &x, e);
}

static int
step(struct shown *s, struct zc_err *e)
{
	struct zc_desk *d = s->d;
	enum zc_event ev;
	int rc;

	if (d->argc < 4)
		return ZC_FAIL(e, ZC_EUSAGE, "step KEY STEP");
	if (!zc_event_of(d->argv[3], &ev) || ev < ZC_EV_ASSIGN)
		return ZC_FAIL(e, ZC_EUSAGE, "no such step: %s", d->argv[3]);
	if (s->at.office != NULL &&
	    !zc_access_function(s->k, zc_office_actor(s->at.office), "inspect"))
		return ZC_FAIL(
		    e, ZC_EACCES, ZC_N("findings are not yours to decide"));
	rc = one(s, d->argv[2], count, e);
	if (rc == ZC_OK && ev == ZC_EV_EXCEPTION)
		return except(s, e);
	if (rc == ZC_OK)
		rc = zc_store_step(s->st, s->key, ev, actor(s),
		    d->argc > 4 ? d->argv[4] : "", e);
	return rc;
}

static int
dispatch(struct shown *s, const char *verb, struct zc_err *e)
{
	if (strcmp(verb, "list") == 0)
		return list(s, e);
	if (strcmp(verb, "show") == 0)
		return show(s, e);
	if (strcmp(verb, "step") == 0)
		return step(s, e);
	if (strcmp(verb, "hazard") == 0)
		return hazard(s, e);
	return ZC_FAIL(e, ZC_EUSAGE, "zicha finding has no command %s", verb);
}

/* The store may be there without a unit, or only to be read. */
static int
open_all(struct shown *s, bool writes, struct zc_err *e)
{
	int rc = zc_store_open(s->r->db, writes, &s->st, e);

	/* Before the first inspection there is nothing to look at. */
	if (rc == ZC_ENOENT)
		rc = ZC_FAIL(e, ZC_ENOENT,
		    "%s: nothing was inspected into it yet; run zicha inspect "
		    "first, or name the right place with --db",
		    s->r->db);
	if (rc == ZC_OK)
		rc = zc_station_open(s->r, s->k, NULL, &s->at, e);
	if (rc == ZC_EACCES && !writes && s->r->as == NULL)
		rc = ZC_OK;
	if (rc == ZC_OK && s->at.office != NULL)
		rc = zc_hazard_all(s->at.office, &s->a, &s->hazards, e);
	return rc;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_desk d = { .run = r, .argc = argc, .argv = argv };
	struct shown s = { .d = &d, .r = r, .k = &d.catalog };
	struct zc_err e = { 0 };
	bool bad = false;
	int rc;

	if (argc < 2)
		return zc_say_usage(r, argv[0]);
	zc_arena_init(&s.a, 256 << 20);
	d.format = zc_desk_option(&d, "--format", &bad);
	rc = bad ? ZC_FAIL(&e, ZC_EUSAGE, ZC_N("an option lacks its value"))
		 : ZC_OK;
	if (rc == ZC_OK)
		rc = zc_say_load(r, &d.catalog, &e);
	if (rc == ZC_OK)
		rc = open_all(&s,
		    strcmp(argv[1], "step") == 0 ||
			strcmp(argv[1], "hazard") == 0,
		    &e);
	if (rc == ZC_OK)
		rc = dispatch(&s, argv[1], &e);
	if (rc == ZC_EUSAGE)
		(void)zc_say_usage(r, argv[0]);
	zc_station_close(&s.at);
	zc_store_close(s.st);
	zc_catalog_fini(&d.catalog);
	zc_arena_fini(&s.a);
	return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, &e);
}

const struct zc_cmd zc_cmd_finding = {
	.name = "finding",
	.summary = ZC_N("list findings, show one, take the next step"),
	.usage = ZC_N(
	    "Usage: zicha finding …\n"
	    "  list [--all] [--format text|json]\n"
	    "                         what is open; --all: what is done, too\n"
	    "  show KEY               one finding with its history; the first "
	    "characters of the key will do\n"
	    "  step KEY STEP [NOTE]   assign, fix, retest, check_off, return, "
	    "false_alarm, lift\n"
	    "  step KEY exception --until DATE --approver NAME --reason TEXT\n"
	    "                         tolerated until that day\n"
	    "  hazard KEY… | --severity high|medium|low|info\n"
	    "                         into the ledger of hazards"),
	.run = run,
};
