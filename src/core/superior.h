/*
 * superior: a checklist or problem list that a superior sends (XLSX, or tables
 * of a DOCX) is taken apart into items, each with a task or a hazard, and goes
 * back filled in, in the very same file. The file is kept as an attachment;
 * each item (ledger superior_item) knows its row in it.
 */
#ifndef ZC_SUPERIOR_H
#define ZC_SUPERIOR_H

#include "core/ledger.h"

/* Columns of such lists, fields of superior_item. */
enum zc_superior_col {
	ZC_SUP_SEQ,
	ZC_SUP_PART,
	ZC_SUP_REQUIREMENT,
	ZC_SUP_METHOD,
	ZC_SUP_BASIS,
	ZC_SUP_DEPARTMENT,
	ZC_SUP_DUE,
	ZC_SUP_REMARK,
	/* What we fill in. */
	ZC_SUP_OWNER,
	ZC_SUP_STATUS,
	ZC_SUP_REPLY,
	ZC_SUP_EVIDENCE,
	ZC_SUP_DONE,
	ZC_SUP_COLS
};
extern const char *const zc_superior_fields[ZC_SUP_COLS];

/* A row of the file that became no item, and why. */
struct zc_superior_left {
	int64_t row;
	const char *where, *text; /* the first text in it */
	bool part;                /* it is the heading of those below */
};

/*
 * Take a list. The columns are found by, in this order: `map`, the mapping
 * kept for the sender of the notice (ledger list_mapping), the usual headings
 * (setting superior.headings), the labels of the fields.
 *
 *   map     heading → field; field "-" leaves the column alone
 *   becomes "task", "hazard", or NULL: as kept for the sender, else task
 *   owner   of items that name none; NULL = who handles the notice, or the
 *           actor
 *
 * The whole file is looked at for marks of secrecy before anything is kept:
 * ZC_EREFUSED; ZC_EACCES: perhaps, or there are pictures and embedded files
 * that cannot be looked at: confirm. ZC_EEXIST: the file was taken already.
 * ZC_EINPUT: faults, or no column with requirements. All or nothing.
 */
struct zc_superior_take {
	struct zc_ledger_use use; /* .ledger is not looked at */
	const char *path, *sheet, *notice;
	const struct zc_cells *map;
	const char *becomes, *owner;
	bool save_map, dry;
};
struct zc_superior_taken {
	int64_t items, made, faults, unseen;
	const char *becomes;
	char digest[65];
	struct zc_cells map; /* heading → field, as it was used */
	const char **aside;  /* headings of other columns */
	size_t naside;
	struct zc_superior_left *left;
	size_t nleft;
};
ZC_MUST int zc_superior_take(const struct zc_superior_take *u,
    struct zc_arena *a, struct zc_superior_taken *out, struct zc_err *e);

/* An item as it stands. */
struct zc_superior_item {
	int64_t id;
	const char *no, *seq, *requirement, *owner, *linked, *linked_no;
	const char *state, *status;    /* words of the definition, or "" */
	const char *text[ZC_SUP_COLS]; /* ours: as the file gets them */
	const char *cells, *digest, *sheet, *name;
	int64_t table, row, due;
};
/* Why a value of ours did not get into the file. */
enum zc_superior_why {
	ZC_SUP_NO_COLUMN,
	ZC_SUP_TAKEN, /* there is a text already */
	ZC_SUP_BUSY,  /* a formula, a picture, a merged cell */
	ZC_SUP_OTHER_FILE
};
struct zc_superior_miss {
	const struct zc_superior_item *item;
	enum zc_superior_col col;
	enum zc_superior_why why;
};
struct zc_superior_list {
	struct zc_superior_item *v; /* in the order of the file */
	size_t n;
	int64_t due; /* of the notice, 0 = none */
	const char *notice;
};
/* The items of a notice. A finished task or hazard answers for an item that
 * has no answer of its own. */
ZC_MUST int zc_superior_load(const struct zc_ledger_use *u, const char *notice,
    struct zc_arena *a, struct zc_superior_list *out, struct zc_err *e);

/*
 * Write a copy of the file with our answers to `path`. Cells that hold text
 * are never written over. *filled: how many cells; misses tell the rest.
 * ZC_ENOENT: no items of this notice.
 */
struct zc_superior_given {
	size_t filled;
	struct zc_superior_miss *miss;
	size_t nmiss;
};
ZC_MUST int zc_superior_give(const struct zc_ledger_use *u,
    const struct zc_superior_list *l, const char *path, struct zc_arena *a,
    struct zc_superior_given *out, struct zc_err *e);

#endif
