/*
 * handlist: inspections of what no machine reaches. Sheets per computer (or
 * medium, person, network) are printed or filled in as a table, come back as
 * check records, and are counted against the ledgers: nobody and nothing is
 * left out unseen. What is due, and what counts as seen, is said by the queries
 * of the checklist (catalog/checklists, `object`).
 */
#ifndef ZC_HANDLIST_H
#define ZC_HANDLIST_H

#include "core/ledger.h"

enum zc_hand_way { /* how an object was checked; the best one counts */
	ZC_WAY_MACHINE,
	ZC_WAY_IMPORT,
	ZC_WAY_HAND,
	ZC_WAY_ASKED,
	ZC_WAY_NONE, /* nobody has checked it */
	ZC_WAYS
};

struct zc_hand_object {
	const char *name, *person, *department, *place, *about;
	enum zc_hand_way way;
};

/* An inspection and the objects of one kind that it must reach. */
struct zc_hand {
	struct zc_office *office;
	struct zc_arena *a;              /* holds all of it */
	const struct zc_checklist *kind; /* says what is due */
	const struct zc_checklist *list; /* the items on the sheet */
	const char *lang;
	int64_t id, from, to; /* of the inspection; `to` excluded */
	const char *no, *title;
	int64_t planned; /* due according to the inspection; -1 = not given */
	struct zc_hand_object *v;
	size_t n;
	/* Classified or unconfirmed: they get no sheet here, and no record. */
	struct zc_hand_object *apart;
	size_t napart;
};

/*
 * Load the inspection that `no` names, and what is due of `kind` (computer,
 * medium, person, network: the `object` of a checklist).
 *
 *   items  id of the checklist whose items are asked; NULL = the kind's own
 *   a      of the caller; everything lives there
 *
 * ZC_ENOENT no such inspection; ZC_EUSAGE no checklist for the kind, or none
 * of that id; ZC_EACCES no right to read
 */
struct zc_hand_want {
	struct zc_office *office;
	const char *no, *kind, *items, *lang;
};
ZC_MUST int zc_hand_open(struct zc_hand *h, const struct zc_hand_want *w,
    struct zc_arena *a, struct zc_err *e);
/* Set `way` of every object. */
ZC_MUST int zc_hand_reach(struct zc_hand *h, struct zc_err *e);
/* The word of a way in reports: 机检, 导入, 人工, 询问, 未检查. */
const char *zc_hand_way(enum zc_hand_way w, const char *lang);

/*
 * Sheets of the objects `first` … `first + n`, by the end of `path`: .html
 * (A4, a page each, to be filled in by pen) or .xlsx, .csv (one table, to be
 * typed and taken by zc_hand_take). A file appears whole or not at all.
 */
ZC_MUST int zc_hand_write(const struct zc_hand *h, const char *path,
    size_t first, size_t n, struct zc_err *e);
/* One of both for every object in the directory `dir`, which must be there. */
ZC_MUST int zc_hand_write_dir(
    const struct zc_hand *h, const char *dir, size_t *files, struct zc_err *e);

/*
 * Take a filled table: check records, all or none. A row with neither result
 * nor remark was not looked at: it is counted in `left`. Checker and date may
 * stand in the first row of an object only.
 *
 * A record of the same inspection, object and item that says the same is left
 * alone; one that differs is a fault, or changed by `update`.
 *
 * `hazards`: what does not conform becomes a hazard at once; put right on the
 * spot (已当场整改) it goes on to its test.
 */
struct zc_hand_take {
	struct zc_ledger_use use;  /* of check_record */
	const char *path, *sheet;  /* sheet NULL = the first */
	const char *no;            /* inspection */
	const char *checker, *day; /* for rows that have none; or "" */
	bool dry, update, hazards;
};
struct zc_hand_taken {
	int64_t rows, added, changed, same, left, faults, hazards;
};
ZC_MUST int zc_hand_take(
    const struct zc_hand_take *u, struct zc_hand_taken *out, struct zc_err *e);

/* Columns of the table; the first ones are fields of check_record. */
enum zc_hand_col {
	ZC_HAND_NO,
	ZC_HAND_KIND,
	ZC_HAND_NAME,
	ZC_HAND_DEPARTMENT,
	ZC_HAND_ID,
	ZC_HAND_ITEM,
	ZC_HAND_METHOD,
	ZC_HAND_RESULT,
	ZC_HAND_REASON,
	ZC_HAND_FIXED,
	ZC_HAND_OBTAINED,
	ZC_HAND_CHECKER,
	ZC_HAND_DAY,
	ZC_HAND_FIELDS,
	/* … and these are for the eye only. */
	ZC_HAND_PERSON = ZC_HAND_FIELDS,
	ZC_HAND_PLACE,
	ZC_HAND_COLS
};
struct zc_ledger_col;
/* Fill cols[ZC_HAND_COLS]. ZC_EUNSUP: the ledger check_record lacks a field. */
ZC_MUST int zc_hand_cols(const struct zc_ledger *l, const char *lang,
    struct zc_arena *a, struct zc_ledger_col *cols, struct zc_err *e);

#endif
