/* flow_in: the inside of steps, for flow*.c only. */
#ifndef ZC_FLOW_IN_H
#define ZC_FLOW_IN_H

#include "core/flow.h"
#include "core/ledger_in.h"
#include "store/flowlog.h"

enum {
	ZC_FLOW_DEPTH = 5,   /* steps that start steps that start steps … */
	ZC_FLOW_MADE = 20000 /* most rows that one step makes elsewhere */
};

/* The program itself, where a person's name would stand. */
#define ZC_FLOW_MACHINE "zicha"

/* What was done to a row before. */
struct zc_past {
	struct zc_flowlog_step *v; /* oldest first; texts in the arena */
	size_t n;
	int64_t visit; /* how often it came into a state: 1 = the first */
};
ZC_MUST int zc_past_load(struct zc_db *db, const char *ledger, int64_t row,
    struct zc_arena *a, struct zc_past *out, struct zc_err *e);

struct zc_stepping {
	struct zc_work *w;
	const struct zc_step_use *use;
	const struct zc_flow_step *step;
	struct zc_record rec;
	struct zc_past past;
	const char *person; /* who counts */
	bool machine;       /* the program does it */
	bool twice;         /* one person acts twice: an exception */
	int depth;
};

/* Do one step inside a transaction. Faults are told to s->w. */
ZC_MUST int zc_stepping_do(
    struct zc_stepping *s, const char **state, struct zc_err *e);

/* flow_people.c: may this person do it? Faults are told. */
ZC_MUST int zc_stepping_may(struct zc_stepping *s, struct zc_err *e);
/* Another person than those before, or an exception with a reason. */
void zc_stepping_others(struct zc_stepping *s);
/* How many different persons did the step in this visit, with this one. */
int64_t zc_stepping_rounds(const struct zc_stepping *s);
/* Does the actor hold a role that the step names? */
bool zc_flow_holds(const struct zc_office *o, const struct zc_flow_step *st);
/* Is he the person whom the row names for it? */
bool zc_flow_named(const struct zc_ledger *l, const struct zc_flow_step *st,
    const struct zc_val *v, const char *person);

/* flow_start.c: what a finished step starts elsewhere. */
ZC_MUST int zc_stepping_starts(struct zc_stepping *s, struct zc_err *e);

/* Is the deadline of the state a time (hours, a field of type time), not a
 * day? */
bool zc_flow_timed(const struct zc_ledger *l, const struct zc_flow_state *st);
/* Is it over? A day is over at its end, a time at once; `due` 0 never. */
bool zc_flow_late(const struct zc_office *o, const struct zc_ledger *l,
    const struct zc_flow_state *st, int64_t due);

/* The deadline of a state, a day or a time, 0 = none. */
int64_t zc_flow_due_of(const struct zc_work *w, const struct zc_flow_state *st,
    const struct zc_val *v);

/* Step by its name, or NULL. */
const struct zc_flow_step *zc_flow_find(
    const struct zc_ledger *l, const char *name);
bool zc_flow_from(const struct zc_flow_step *st, const char *state);

#endif
