/*
 * indicator: the figures of a unit over what its ledgers hold (design section
 * 7): value = numerator × scale / denominator in exact arithmetic. A figure is
 * unknown, never 0 and never 100 %, when the denominator is 0 or missing, or
 * when a ledger it needs is off or was never filled and nobody returned nil.
 */
#ifndef ZC_INDICATOR_H
#define ZC_INDICATOR_H

#include "core/decimal.h"
#include "core/ledger.h"

/* From midnight to midnight (UTC of the calendar days), `to` exclusive. */
struct zc_period {
	char name[16]; /* 2026, 2026-Q1, 2026-03 */
	int64_t from, to;
};
/* ZC_EINPUT: no period. */
ZC_MUST int zc_period_read(
    const char *text, struct zc_period *out, struct zc_err *e);
/* The same part of the year before. */
void zc_period_before(const struct zc_period *p, struct zc_period *out);

enum zc_met {
	ZC_MET_NONE, /* it has no target */
	ZC_MET_YES,
	ZC_MET_NO,
	ZC_MET_UNKNOWN
};
const char *zc_met_word(enum zc_met m); /* none, true, false, unknown */

/* All texts in the arena. */
struct zc_figure {
	const struct zc_indicator *def;
	const char *numerator, *denominator; /* NULL = null */
	const char *value;                   /* NULL = unknown */
	const char *target;                  /* ">= 90", "" = none */
	enum zc_met met;
	const char *why;   /* of unknown: an English msgid, "" else */
	const char *about; /* ledger the reason is about, "" = none */
	bool frozen;       /* taken from indicator_value … */
	int64_t taken_at;  /* … when, by whom, by which definitions */
	const char *taken_by, *rules;
};

/*
 * The figure of that period for the actor's unit: what was frozen, or else
 * what the ledgers say now (`live`: in any case). ZC_EACCES: the actor may not
 * see figures (function `indicator`).
 */
struct zc_indicator_use {
	struct zc_office *o;
	const struct zc_indicator *def;
	struct zc_period period;
	bool live;
	struct zc_arena *a;
};
ZC_MUST int zc_indicator_value(
    const struct zc_indicator_use *u, struct zc_figure *out, struct zc_err *e);
/* "-3", "+2.5" and its part of the older in per cent with one decimal; NULL
 * where one of them is unknown (or the older is 0). */
ZC_MUST int zc_indicator_change(const struct zc_figure *now,
    const struct zc_figure *before, struct zc_arena *a, const char **diff,
    const char **percent);

/* The rows behind it, as far as the actor may see the ledgers; the caller
 * closes them before anything else is asked. ZC_ENOENT: the definition names
 * none. */
ZC_MUST int zc_indicator_rows(
    const struct zc_indicator_use *u, struct zc_rows **out, struct zc_err *e);
/* The break-down: each group as a figure without target. */
typedef int (*zc_indicator_group_fn)(
    void *ctx, const char *group, const struct zc_figure *f);
ZC_MUST int zc_indicator_group(const struct zc_indicator_use *u,
    zc_indicator_group_fn fn, void *ctx, struct zc_err *e);

/*
 * Keep the figure of a period for good. ZC_EEXIST: it is kept already;
 * ZC_EREFUSED: the period has not begun.
 */
ZC_MUST int zc_indicator_freeze(const struct zc_indicator_use *u,
    const struct zc_figure *f, struct zc_err *e);

/* The examples of all indicators on a scratch store, as zc_flow_examples. */
ZC_MUST int zc_indicator_examples(const struct zc_catalog *c, const char *url,
    zc_fault_fn fault, void *ctx, int64_t *n, struct zc_err *e);

#endif
