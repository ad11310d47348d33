#include "unit/zt.h"

#include "store/state.h"

/* Numbers that are the same in every run (Numerical Recipes' generator). */
static unsigned
next(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 16;
}

static bool
same(const struct zc_state *a, const struct zc_state *b)
{
	return a->detection == b->detection && a->workflow == b->workflow &&
	    a->disposition == b->disposition && a->recurrence == b->recurrence;
}

/* What must hold for a state, however it came about. */
static bool
legal(const struct zc_state *s)
{
	struct zc_state back;

	if (s->workflow == ZC_CHECKED_OFF && s->detection != ZC_ABSENT_VERIFIED)
		return false;
	if (s->recurrence < 0)
		return false;
	return zc_state_of(zc_detection_word(s->detection),
		   zc_workflow_word(s->workflow),
		   zc_disposition_word(s->disposition), &back) &&
	    back.detection == s->detection && back.workflow == s->workflow &&
	    back.disposition == s->disposition;
}

ZT(state_no_sequence_of_events_leads_to_an_illegal_pair)
{
	uint32_t seed = 42;

	for (int run = 0; run < 2000; run++) {
		struct zc_state s = { 0 };

		for (int i = 0; i < 50; i++) {
			enum zc_event ev =
			    (enum zc_event)(next(&seed) % ZC_EVENTS);
			struct zc_state was = s;
			int rc = zc_state_step(&s, ev, NULL);

			ZT_TRUE(rc == ZC_OK || rc == ZC_EREFUSED);
			ZT_TRUE(legal(&s));
			if (rc == ZC_EREFUSED)
				ZT_TRUE(same(&s, &was));
			/* What was closed comes back only by being seen. */
			if (was.workflow == ZC_CHECKED_OFF &&
			    s.workflow != ZC_CHECKED_OFF)
				ZT_TRUE(ev == ZC_EV_SEEN);
			ZT_TRUE(s.recurrence ==
			    was.recurrence +
				(was.workflow == ZC_CHECKED_OFF &&
				    ev == ZC_EV_SEEN));
			/* No inspection changes what a person decided. */
			if (ev <= ZC_EV_UNSEEN)
				ZT_EQ(s.disposition, was.disposition);
		}
	}
}

ZT(state_inspections_never_are_refused)
{
	for (int d = ZC_PRESENT; d <= ZC_STALE; d++)
		for (int w = ZC_FOUND; w <= ZC_CHECKED_OFF; w++)
			for (int ev = ZC_EV_SEEN; ev <= ZC_EV_UNSEEN; ev++) {
				struct zc_state s = { .detection =
							  (enum zc_detection)d,
					.workflow = (enum zc_workflow)w };

				ZT_EQ(
				    zc_state_step(&s, (enum zc_event)ev, NULL),
				    ZC_OK);
			}
}

ZT(state_only_what_a_retest_no_longer_finds_is_checked_off)
{
	struct zc_state s = { 0 };

	ZT_EQ(zc_state_step(&s, ZC_EV_CHECK_OFF, NULL), ZC_EREFUSED);
	ZT_EQ(zc_state_step(&s, ZC_EV_UNSEEN, NULL), ZC_OK);
	ZT_EQ(s.detection, ZC_STALE);
	ZT_EQ(zc_state_step(&s, ZC_EV_CHECK_OFF, NULL), ZC_EREFUSED);
	ZT_EQ(zc_state_step(&s, ZC_EV_GONE, NULL), ZC_OK);
	ZT_EQ(zc_state_step(&s, ZC_EV_CHECK_OFF, NULL), ZC_OK);
	ZT_EQ(s.workflow, ZC_CHECKED_OFF);
	ZT_EQ(zc_state_step(&s, ZC_EV_ASSIGN, NULL), ZC_EREFUSED);
}

ZT(state_seen_again_after_closing_is_a_numbered_recurrence)
{
	struct zc_state s = { .detection = ZC_ABSENT_VERIFIED,
		.workflow = ZC_CHECKED_OFF };

	ZT_EQ(zc_state_step(&s, ZC_EV_SEEN, NULL), ZC_OK);
	ZT_EQ(s.recurrence, 1);
	ZT_EQ(s.workflow, ZC_FOUND);
	ZT_EQ(zc_state_step(&s, ZC_EV_SEEN, NULL), ZC_OK);
	ZT_EQ(s.recurrence, 1);
}

ZT(state_a_retest_that_still_finds_it_returns_the_work)
{
	struct zc_state s = { 0 };

	ZT_EQ(zc_state_step(&s, ZC_EV_ASSIGN, NULL), ZC_OK);
	ZT_EQ(zc_state_step(&s, ZC_EV_RETEST, NULL), ZC_OK);
	ZT_EQ(s.workflow, ZC_TO_RETEST);
	ZT_EQ(zc_state_step(&s, ZC_EV_SEEN, NULL), ZC_OK);
	ZT_EQ(s.workflow, ZC_FIXING);
}

ZT(state_proved_absence_is_not_undone_by_not_looking)
{
	struct zc_state s = { .detection = ZC_ABSENT_VERIFIED };

	ZT_EQ(zc_state_step(&s, ZC_EV_UNSEEN, NULL), ZC_OK);
	ZT_EQ(s.detection, ZC_ABSENT_VERIFIED);
}

ZT(state_decisions_are_made_once_and_lifted_once)
{
	struct zc_state s = { 0 };

	ZT_EQ(zc_state_step(&s, ZC_EV_LIFT, NULL), ZC_EREFUSED);
	ZT_EQ(zc_state_step(&s, ZC_EV_FALSE_ALARM, NULL), ZC_OK);
	ZT_EQ(zc_state_step(&s, ZC_EV_FALSE_ALARM, NULL), ZC_EREFUSED);
	ZT_EQ(zc_state_step(&s, ZC_EV_LIFT, NULL), ZC_OK);
	ZT_EQ(s.disposition, ZC_DISP_NONE);
}

ZT(state_words_are_closed_sets)
{
	struct zc_state s;
	enum zc_event ev;

	for (int i = 0; i < ZC_EVENTS; i++) {
		ZT_TRUE(zc_event_of(zc_event_word((enum zc_event)i), &ev));
		ZT_EQ(ev, i);
	}
	ZT_TRUE(!zc_event_of("explode", &ev));
	ZT_TRUE(!zc_state_of("", "found", "none", &s));
	ZT_TRUE(!zc_state_of("present", "lost", "none", &s));
	ZT_TRUE(!zc_state_of("present", "found", "maybe", &s));
}
