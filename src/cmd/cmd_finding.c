/* zicha finding: what was found, what became of it, and the next step. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/say.h"
#include "core/findings.h"
#include "core/view.h"

#include <pwd.h>
#include <unistd.h>

struct shown {
	const struct zc_run *r;
	const struct zc_catalog *k;
	char key[65]; /* the one that was shown last */
	size_t n;
	bool all, json;
};

enum {
	JSON_MAX = 512 << 20
};

static const char *
title(const struct shown *s, const char *check, struct zc_arena *a)
{
	const struct zc_check *c = zc_catalog_check(s->k, check);

	if (c == NULL)
		return check;
	return zc_catalog_render(s->k, zc_both_get(&c->title, s->r->lang), a);
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
	(void)printf("%.12s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f->key,
	    zc_tr(s->r->lang, f->severity),
	    zc_tr(s->r->lang, zc_detection_word(f->state.detection)),
	    zc_tr(s->r->lang, zc_workflow_word(f->state.workflow)),
	    zc_tr(s->r->lang, zc_disposition_word(f->state.disposition)),
	    zc_clock_day(f->last_seen, day), f->hostname,
	    title(s, f->check, &a));
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
	    zc_tr(s->r->lang, event), actor, note, digest);
	return ZC_OK;
}

static int
on_whole(void *ctx, const struct zc_store_finding *f)
{
	struct shown *s = ctx;
	const struct zc_check *c = zc_catalog_check(s->k, f->check);
	struct zc_buf row;
	struct zc_arena a;
	char day[32];

	zc_arena_init(&a, 1 << 20);
	zc_buf_init(&row, 64 * 1024);
	if (c == NULL || zc_view_row(s->k, c, s->r->lang, f->cells, &row) != 0)
		zc_buf_cstr(&row, f->cells);
	(void)printf("%s\n%s  [%s]\n%s\n", f->key, title(s, f->check, &a),
	    f->check, row.p);
	zc_buf_fini(&row);
	(void)printf("%s, %s, %s",
	    zc_tr(s->r->lang, zc_detection_word(f->state.detection)),
	    zc_tr(s->r->lang, zc_workflow_word(f->state.workflow)),
	    zc_tr(s->r->lang, zc_disposition_word(f->state.disposition)));
	if (f->state.recurrence > 0)
		(void)printf(", %s %lld",
		    zc_tr(s->r->lang, ZC_N("recurrence no.")),
		    (long long)f->state.recurrence);
	(void)printf("\n%s", zc_clock_day(f->first_seen, day));
	(void)printf(
	    " – %s  %s\n", zc_clock_day(f->last_seen, day), f->hostname);
	(void)snprintf(s->key, sizeof(s->key), "%s", f->key);
	zc_arena_fini(&a);
	s->n++;
	return ZC_OK;
}

/* The one finding whose key begins so; ZC_EUSAGE when there are several. */
static int
one(struct zc_store *st, struct shown *s, const char *front,
    zc_store_finding_fn fn, struct zc_err *e)
{
	int rc = zc_store_findings(st, front, fn, s, e);

	if (rc == ZC_OK && s->n == 0)
		return ZC_FAIL(e, ZC_ENOENT, "no finding %s", front);
	if (rc == ZC_OK && s->n > 1)
		return ZC_FAIL(
		    e, ZC_EUSAGE, "several findings begin with %s", front);
	return rc;
}

static int
show(struct zc_store *st, struct shown *s, const char *front, struct zc_err *e)
{
	int rc = one(st, s, front, on_whole, e);

	return rc != ZC_OK ? rc : zc_store_events(st, s->key, on_event, s, e);
}

static int
count(void *ctx, const struct zc_store_finding *f)
{
	struct shown *s = ctx;

	(void)snprintf(s->key, sizeof(s->key), "%s", f->key);
	s->n++;
	return ZC_OK;
}

static int
step(struct zc_store *st, struct shown *s, int argc, char **argv,
    struct zc_err *e)
{
	const struct passwd *pw = getpwuid(getuid());
	enum zc_event ev;
	int rc;

	if (!zc_event_of(argv[3], &ev) || ev < ZC_EV_ASSIGN)
		return ZC_FAIL(e, ZC_EUSAGE, "no such step: %s", argv[3]);
	rc = one(st, s, argv[2], count, e);
	if (rc == ZC_OK)
		rc = zc_store_step(st, s->key, ev,
		    pw == NULL ? "?" : pw->pw_name, argc > 4 ? argv[4] : "", e);
	return rc;
}

/* Options of `list`; false when one is not known. */
static bool
list_options(struct shown *s, int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--all") == 0)
			s->all = true;
		else if (strcmp(argv[i], "--format") != 0 || ++i == argc)
			return false;
		else if (strcmp(argv[i], "json") == 0)
			s->json = true;
		else if (strcmp(argv[i], "text") != 0)
			return false;
	}
	return true;
}

static int
list(struct zc_store *st, struct shown *s, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	if (!s->json)
		return zc_store_findings(st, NULL, on_line, s, e);
	zc_buf_init(&b, JSON_MAX);
	rc = zc_findings_json(st, s->k, s->r->lang, s->all, &b, e);
	if (rc == ZC_OK)
		(void)puts(b.p);
	zc_buf_fini(&b);
	return rc;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_catalog k = { 0 };
	struct shown s = { .r = r, .k = &k };
	struct zc_store *st = NULL;
	struct zc_err e = { 0 };
	bool writes = argc >= 4 && strcmp(argv[1], "step") == 0;
	int rc;

	if (argc < 2 ||
	    (strcmp(argv[1], "list") == 0 && !list_options(&s, argc, argv)))
		return zc_say_usage(r, argv[0]);
	rc = zc_say_load(r, &k, &e);
	if (rc == ZC_OK)
		rc = zc_store_open(r->db, writes, &st, &e);
	/* Before the first inspection there is nothing to look at. */
	if (rc == ZC_ENOENT)
		rc = ZC_FAIL(&e, ZC_ENOENT,
		    "%s: nothing was inspected into it yet; run zicha inspect "
		    "first, or name the right place with --db",
		    r->db);
	if (rc == ZC_OK && writes) {
		rc = step(st, &s, argc, argv, &e);
	} else if (rc == ZC_OK && strcmp(argv[1], "list") == 0) {
		rc = list(st, &s, &e);
	} else if (rc == ZC_OK && strcmp(argv[1], "show") == 0 && argc == 3) {
		rc = show(st, &s, argv[2], &e);
	} else if (rc == ZC_OK) {
		rc = ZC_FAIL(&e, ZC_EUSAGE, "finding %s", argv[1]);
		(void)zc_say_usage(r, argv[0]);
	}
	zc_store_close(st);
	zc_catalog_fini(&k);
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
	    "false_alarm, lift"),
	.run = run,
};
