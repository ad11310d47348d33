/*
 * state: the three independent fields of a finding and the one function that
 * changes them. Whatever happens to a finding is an event; an event that does
 * not fit is refused and changes nothing.
 */
#ifndef ZC_STATE_H
#define ZC_STATE_H

#include "base/base.h"

enum zc_detection {
	ZC_PRESENT,
	ZC_ABSENT_VERIFIED,
	ZC_STALE
};
enum zc_workflow {
	ZC_FOUND,      /* 新发现 */
	ZC_ASSIGNED,   /* 已派单 */
	ZC_FIXING,     /* 整改中 */
	ZC_TO_RETEST,  /* 待复核 */
	ZC_CHECKED_OFF /* 已销号 */
};
enum zc_disposition {
	ZC_DISP_NONE,
	ZC_DISP_FALSE_ALARM,
	ZC_DISP_EXCEPTION, /* with reason, approver and end: exception.h */
	ZC_DISP_NOT_APPLICABLE,
	ZC_DISP_DUPLICATE
};

enum zc_event {
	/* from inspections */
	ZC_EV_SEEN,   /* the offending row is there */
	ZC_EV_GONE,   /* judged over the same scope, conclusive, not there */
	ZC_EV_UNSEEN, /* the check could not be judged this time */
	/* from people */
	ZC_EV_ASSIGN,
	ZC_EV_FIX,
	ZC_EV_RETEST,    /* says it is fixed */
	ZC_EV_CHECK_OFF, /* only when absent-verified */
	ZC_EV_RETURN,
	ZC_EV_FALSE_ALARM,
	ZC_EV_LIFT,      /* takes a disposition back */
	ZC_EV_EXCEPTION, /* only with its paper: zc_exception_set */
	ZC_EVENTS
};

struct zc_state {
	enum zc_detection detection;
	enum zc_workflow workflow;
	enum zc_disposition disposition;
	int64_t recurrence; /* 0 the first time, then 1, 2 … */
};

/* ZC_OK, or ZC_EREFUSED and `s` untouched. */
ZC_MUST int zc_state_step(
    struct zc_state *s, enum zc_event ev, struct zc_err *e);

/* Words as they are stored: "present", "absent_verified", "stale" … */
const char *zc_detection_word(enum zc_detection d);
const char *zc_workflow_word(enum zc_workflow w);
const char *zc_disposition_word(enum zc_disposition d);
const char *zc_event_word(enum zc_event ev);
bool zc_event_of(const char *word, enum zc_event *out);
/* A state from its words; false when one is unknown. */
bool zc_state_of(const char *detection, const char *workflow,
    const char *disposition, struct zc_state *out);

#endif
