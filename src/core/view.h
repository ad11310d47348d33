/*
 * view: one inspection as people read it: results in the groups of the
 * officer's mind, evidence with labels, what was not seen and why. Built once
 * from a case and its judgement; every renderer takes it.
 */
#ifndef ZC_VIEW_H
#define ZC_VIEW_H

#include "core/judge.h"

enum zc_group {
	ZC_GROUP_HIGH,    /* 高风险 */
	ZC_GROUP_MEND,    /* 需整改 */
	ZC_GROUP_MANUAL,  /* 需人工核实 */
	ZC_GROUP_UNKNOWN, /* 未能检查 */
	ZC_GROUP_PASS,    /* 已检查项未发现问题 */
	ZC_GROUP_NONE,    /* 不适用 */
	ZC_GROUPS
};

struct zc_view_col {
	const char *name;
	const char *label; /* in the view's language */
	enum zc_type type;
	bool day; /* a ZC_TIME that is a calendar day, the same everywhere */
};

struct zc_view_result {
	const struct zc_check *check;
	enum zc_verdict verdict;
	enum zc_group group;
	const char *title, *why, *fix; /* rendered with the settings */
	const char *reason; /* translated, with the detail; "" for none */
	const char *cause;  /* the same without the detail */
	const char *tables; /* names, as stored */
	const char *looked; /* their titles */
	int64_t rows;       /* offending rows, kept or not */
	struct zc_view_col *cols;
	size_t ncols;       /* 0: the rows only say "on this computer" */
	const char **cells; /* nkept × ncols, as shown to people */
	const char **raw;   /* nkept JSON objects, as stored */
	const char **keys;  /* nkept finding keys */
	size_t nkept;
};

struct zc_view_table {
	const char *name, *kind, *title;
	struct zc_outcome o;
	const char *reason; /* translated, with the detail */
	int64_t misses;
	bool root_adds; /* the administrator would see more of it */
};

/* One clause of a checklist: 符合, 部分符合, 不符合, 不适用, 未能检查. */
enum zc_item_state {
	ZC_ITEM_MET,
	ZC_ITEM_PARTLY,
	ZC_ITEM_NOT_MET,
	ZC_ITEM_NA,
	ZC_ITEM_UNSEEN,
	ZC_ITEM_STATES
};
struct zc_view_item {
	const struct zc_item_def *def;
	enum zc_item_state state;
	const char *text, *ask;
	int passed, failed, unseen, na; /* checks that feed it */
};
struct zc_view_list {
	const struct zc_checklist *def;
	const char *title;
	struct zc_view_item *items;
	size_t n;
	int count[ZC_ITEM_STATES];
};

struct zc_view {
	struct zc_arena a;
	const char *lang;
	const char *id, *target, *hostname, *unit, *root, *tool, *rules;
	const char *user; /* who ran it: "root" or a plain user */
	const char *jail;
	int64_t started, finished;
	struct zc_tally tally;
	struct zc_view_result *results; /* by group, severity, id */
	size_t nresults;
	struct zc_view_table *tables;
	size_t ntables;
	size_t nroot_adds; /* tables with root_adds */
	struct zc_view_list *lists;
	size_t nlists;
};

/*
 * Build the view of a case. `judgement` is the database with the results: the
 * case's own or a judgement file. Checks that the catalogue no longer has are
 * left out. zc_view_fini in any case.
 */
ZC_MUST int zc_view_init(struct zc_view *v, struct zc_case *c,
    struct sqlite3 *judgement, const struct zc_catalog *catalog,
    const char *lang, struct zc_err *e);
void zc_view_fini(struct zc_view *v);

/*
 * One row of evidence as people read it, "label=value" by "label=value", added
 * to `out`, which is empty. ZC_OK or what `out` ran into.
 */
ZC_MUST int zc_view_row(const struct zc_catalog *k, const struct zc_check *c,
    const char *lang, const char *cells, struct zc_buf *out);

/* Number of results in a group. */
int64_t zc_view_count(const struct zc_view *v, enum zc_group g);

/* Heading of a group, of an item's state, of a severity; translated. */
const char *zc_view_group(enum zc_group g, const char *lang);
const char *zc_view_state(enum zc_item_state s, const char *lang);
const char *zc_view_severity(enum zc_severity s, const char *lang);

/*
 * State of a clause from the verdicts that feed it: every applicable check
 * passes: met; every one fails: not met; some of each: partly; nothing failed
 * but something was not seen or needs a person: not examined.
 */
enum zc_item_state zc_view_judge_item(
    int passed, int failed, int unseen, int na, bool asks);

#endif
