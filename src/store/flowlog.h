/*
 * flowlog: what was done to a row and what is due (tables flow_step, flow_due,
 * flow_told), numbers given to rows, and the days off.
 */
#ifndef ZC_FLOWLOG_H
#define ZC_FLOWLOG_H

#include "store/db.h"

struct zc_flowlog_step {                         /* see store/office_schema.h */
	int64_t unit, row, visit, at, signed_at; /* signed_at 0 = none */
	const char *ledger, *step, *from, *to;
	const char *person, *actor, *note, *scan, *same_person;
};
ZC_MUST int zc_flowlog_add(
    struct zc_db *db, const struct zc_flowlog_step *s, struct zc_err *e);
typedef int (*zc_flowlog_fn)(void *ctx, const struct zc_flowlog_step *s);
/* All steps of a row, oldest first. */
ZC_MUST int zc_flowlog_of(struct zc_db *db, const char *ledger, int64_t row,
    zc_flowlog_fn fn, void *ctx, struct zc_err *e);

struct zc_flowlog_due {
	int64_t unit, row, visit, due, done; /* done 0 = still waiting */
	const char *ledger, *state;
};
/* Set or move the deadline of a visit; `due` 0 takes it away. */
ZC_MUST int zc_flowlog_due(
    struct zc_db *db, const struct zc_flowlog_due *d, struct zc_err *e);
/* The row left its state at `at`. */
ZC_MUST int zc_flowlog_done(struct zc_db *db, const char *ledger, int64_t row,
    int64_t at, struct zc_err *e);
/* It is in the state of that visit again. */
ZC_MUST int zc_flowlog_undone(struct zc_db *db, const char *ledger, int64_t row,
    int64_t visit, struct zc_err *e);
typedef int (*zc_flowlog_due_fn)(void *ctx, const struct zc_flowlog_due *d);
/* What waits in the unit, the most urgent first; `row` 0: all. */
ZC_MUST int zc_flowlog_waiting(struct zc_db *db, int64_t unit,
    const char *ledger, int64_t row, zc_flowlog_due_fn fn, void *ctx,
    struct zc_err *e);
/* Note that a role was told; *now is false when it was before. */
ZC_MUST int zc_flowlog_told(struct zc_db *db, const struct zc_flowlog_due *d,
    const char *role, int64_t at, bool *now, struct zc_err *e);

/*
 * The next number of a ledger in a period ("2026", "2026-03", ""). The row of
 * the sequence is held until commit: two writers never get the same one.
 */
ZC_MUST int zc_flowlog_number(struct zc_db *db, int64_t unit,
    const char *ledger, const char *period, int64_t *out, struct zc_err *e);
/* A number came from outside: the next one given is greater. */
ZC_MUST int zc_flowlog_number_seen(struct zc_db *db, int64_t unit,
    const char *ledger, const char *period, int64_t seen, struct zc_err *e);

/* Replace the days that differ from the week; nothing when nothing changed. */
struct zc_flowlog_day {
	int64_t day;
	bool off;
};
ZC_MUST int zc_flowlog_calendar(struct zc_db *db,
    const struct zc_flowlog_day *v, size_t n, struct zc_err *e);

#endif
