/*
 * flow: the steps of a ledger's rows (design section 7). A step is refused
 * with its reason and changes nothing, or changes row, history, deadlines and
 * everything it starts elsewhere in one transaction.
 */
#ifndef ZC_FLOW_H
#define ZC_FLOW_H

#include "core/ledger.h"

/* A signature on paper, entered for its signer (代录线下签批). */
struct zc_paper {
	const char *signer; /* full name; "" = the actor signs himself */
	int64_t signed_at;  /* date */
	const char *digest; /* attachment with the scan, or "" */
};

struct zc_step_use {
	struct zc_ledger_use use;
	int64_t id, ver; /* ver 0: whatever version is there */
	const char *step;
	const char *note;
	const struct zc_cells *set; /* what the step asks for */
	struct zc_paper paper;
	const char *same_person; /* reason why one person acts twice, or "" */
};

/*
 * ZC_EREFUSED  does not fit: wrong state, a gate, the same person, something
 *              asked is missing; faults tell each reason
 * ZC_EACCES    the actor may not do it
 */
ZC_MUST int zc_flow_step(
    const struct zc_step_use *u, const char **state, struct zc_err *e);

/* The steps that are possible now for the actor: fn(ctx, step, why not). `why`
 * is NULL when it may be done. */
typedef int (*zc_flow_may_fn)(
    void *ctx, const struct zc_flow_step *s, const struct zc_both *why);
ZC_MUST int zc_flow_may(const struct zc_ledger_use *u, int64_t id,
    zc_flow_may_fn fn, void *ctx, struct zc_err *e);

/*
 * What time alone does: steps with `when`, overdue states told to their roles
 * (table flow_due, escalated once per state and role). Returns how many things
 * happened. Run by `zicha ledger tick`, before lists and reports, and by jobs.
 */
ZC_MUST int zc_flow_tick(struct zc_office *o, int64_t *n, struct zc_err *e);

/* To-do of a person: rows whose state waits for one of his roles or for him. */
struct zc_todo {
	const struct zc_ledger *ledger;
	int64_t id, due; /* 0 = no deadline */
	const char *name, *state;
	bool timed; /* `due` is a time, not a day */
	bool overdue;
};
typedef int (*zc_todo_fn)(void *ctx, const struct zc_todo *t);
ZC_MUST int zc_flow_todo(
    struct zc_office *o, zc_todo_fn fn, void *ctx, struct zc_err *e);

/* The examples of all flows and ledgers, on a scratch store (`url`: empty
 * PostgreSQL database, or NULL for SQLite in memory). Faults are told. */
ZC_MUST int zc_flow_examples(const struct zc_catalog *c, const char *url,
    zc_fault_fn fault, void *ctx, int64_t *n, struct zc_err *e);

#endif
