#include "store/state.h"

static const char *const detections[] = { "present", "absent_verified",
	"stale" };
static const char *const workflows[] = { "found", "assigned", "fixing",
	"to_retest", "checked_off" };
static const char *const dispositions[] = { "none", "false_alarm", "exception",
	"not_applicable", "duplicate" };
static const char *const events[] = { "seen", "gone", "unseen", "assign", "fix",
	"retest", "check_off", "return", "false_alarm", "lift", "exception" };

const char *
zc_detection_word(enum zc_detection d)
{
	return detections[d];
}

const char *
zc_workflow_word(enum zc_workflow w)
{
	return workflows[w];
}

const char *
zc_disposition_word(enum zc_disposition d)
{
	return dispositions[d];
}

const char *
zc_event_word(enum zc_event ev)
{
	return events[ev];
}

static int
index_of(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}

bool
zc_event_of(const char *word, enum zc_event *out)
{
	int i = index_of(events, ZC_LEN(events), word);

	if (i >= 0)
		*out = (enum zc_event)i;
	return i >= 0;
}

bool
zc_state_of(const char *detection, const char *workflow,
    const char *disposition, struct zc_state *out)
{
	int d = index_of(detections, ZC_LEN(detections), detection);
	int w = index_of(workflows, ZC_LEN(workflows), workflow);
	int p = index_of(dispositions, ZC_LEN(dispositions), disposition);

	if (d < 0 || w < 0 || p < 0)
		return false;
	out->detection = (enum zc_detection)d;
	out->workflow = (enum zc_workflow)w;
	out->disposition = (enum zc_disposition)p;
	return true;
}

/* Seen again: a finding that was closed opens as a numbered recurrence. */
static void
seen(struct zc_state *s)
{
	if (s->workflow == ZC_CHECKED_OFF) {
		s->workflow = ZC_FOUND;
		s->recurrence++;
	} else if (s->workflow == ZC_TO_RETEST) {
		s->workflow = ZC_FIXING; /* the re-test says: not yet */
	}
	s->detection = ZC_PRESENT;
}

/* Steps of people: from which states, to which. */
static const struct {
	enum zc_event ev;
	unsigned from; /* bits of enum zc_workflow */
	enum zc_workflow to;
} steps[] = {
	{ ZC_EV_ASSIGN, 1 << ZC_FOUND | 1 << ZC_ASSIGNED, ZC_ASSIGNED },
	{ ZC_EV_FIX, 1 << ZC_FOUND | 1 << ZC_ASSIGNED, ZC_FIXING },
	{ ZC_EV_RETEST, 1 << ZC_FOUND | 1 << ZC_ASSIGNED | 1 << ZC_FIXING,
	    ZC_TO_RETEST },
	{ ZC_EV_CHECK_OFF,
	    1 << ZC_FOUND | 1 << ZC_ASSIGNED | 1 << ZC_FIXING |
		1 << ZC_TO_RETEST,
	    ZC_CHECKED_OFF },
	{ ZC_EV_RETURN, 1 << ZC_TO_RETEST, ZC_FIXING },
};

static int
person(struct zc_state *s, enum zc_event ev, struct zc_err *e)
{
	if (ev == ZC_EV_CHECK_OFF && s->detection != ZC_ABSENT_VERIFIED)
		return ZC_FAIL(e, ZC_EREFUSED,
		    "only what a re-test no longer finds can be checked off");
	for (size_t i = 0; i < ZC_LEN(steps); i++)
		if (steps[i].ev == ev &&
		    (steps[i].from & 1U << s->workflow) != 0) {
			s->workflow = steps[i].to;
			return ZC_OK;
		}
	return ZC_FAIL(e, ZC_EREFUSED, "step %s does not fit state %s",
	    zc_event_word(ev), zc_workflow_word(s->workflow));
}

int
zc_state_step(struct zc_state *s, enum zc_event ev, struct zc_err *e)
{
	switch (ev) {
	case ZC_EV_SEEN:
		seen(s);
		return ZC_OK;
	case ZC_EV_GONE:
		s->detection = ZC_ABSENT_VERIFIED;
		return ZC_OK;
	case ZC_EV_UNSEEN:
		/* What was proved absent stays so; what was present is old. */
		if (s->detection == ZC_PRESENT)
			s->detection = ZC_STALE;
		return ZC_OK;
	case ZC_EV_FALSE_ALARM:
		if (s->disposition != ZC_DISP_NONE)
			return ZC_FAIL(e, ZC_EREFUSED,
			    "it is decided already: %s",
			    zc_disposition_word(s->disposition));
		s->disposition = ZC_DISP_FALSE_ALARM;
		return ZC_OK;
	case ZC_EV_EXCEPTION:
		if (s->disposition != ZC_DISP_NONE)
			return ZC_FAIL(e, ZC_EREFUSED,
			    "it is decided already: %s",
			    zc_disposition_word(s->disposition));
		if (s->detection == ZC_ABSENT_VERIFIED)
			return ZC_FAIL(e, ZC_EREFUSED,
			    "it is not there any more: nothing to except");
		s->disposition = ZC_DISP_EXCEPTION;
		return ZC_OK;
	case ZC_EV_LIFT:
		if (s->disposition == ZC_DISP_NONE)
			return ZC_FAIL(
			    e, ZC_EREFUSED, "there is no decision to lift");
		s->disposition = ZC_DISP_NONE;
		return ZC_OK;
	default:
		return person(s, ev, e);
	}
}
