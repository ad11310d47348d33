/*
 * row: rows of ledgers as versioned records. Each change appends to the
 * history of its unit (store/history.h) in the same transaction. All of it
 * works under a scope: a handler cannot build a statement without one.
 */
#ifndef ZC_ROW_H
#define ZC_ROW_H

#include "store/table.h"

/*
 * Who acts, and what of the tree it may see: `unit` and everything below it
 * when `tree`. `actor` is the user's name, kept in history.
 */
struct zc_scope {
	int64_t unit;
	bool tree;
	const char *actor;
	int64_t now;
	const char
	    *via; /* how new rows came: their act in history; NULL = add */
	const char *note; /* … and the note to it; NULL = none */
};

struct zc_cellv { /* a field and its value */
	const char *col;
	struct zc_val val;
};

/*
 * Add a row in `unit` (inside the scope). `state` is the flow's first state
 * or "". Inside zc_db_begin/commit, as all that write here.
 *
 * The row belongs to s->unit. A cell "ext" is taken beside the fields. An
 * empty text is a value, also for what is unique: give null where none is.
 *
 * ZC_EEXIST  a unique value is there already: e->msg names the column
 * ZC_ENOENT  the unit is outside of the scope, or there is none
 * ZC_EINPUT  no such field
 */
ZC_MUST int zc_row_add(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const char *state, const struct zc_cellv *v,
    size_t n, int64_t *id, struct zc_err *e);

/*
 * Change fields of a row, and its state when not NULL. `ver` is the version
 * the caller read; `act` is the word that goes into history ("edit", the name
 * of a step …), `note` free text for it or "".
 *
 * ZC_ENOENT  no such row in the scope   ZC_EBUSY  somebody changed it since
 */
struct zc_row_change {
	int64_t id, ver;
	const char *state, *act, *note;
	const struct zc_cellv *v;
	size_t n;
};
ZC_MUST int zc_row_set(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const struct zc_row_change *c, struct zc_err *e);

/* Into the recycle bin and out of it again. Errors as above. */
ZC_MUST int zc_row_delete(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t id, int64_t ver, struct zc_err *e);
ZC_MUST int zc_row_restore(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t id, struct zc_err *e);

/*
 * Empty a row for good (zc_keep_purge does the rest): every field null, state
 * "purged", in the recycle bin, history without what people wrote but with
 * its chain. `deleted`: the row is in the recycle bin already.
 */
ZC_MUST int zc_row_purge(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t id, bool deleted, const char *reason,
    struct zc_err *e);

/*
 * Many new rows at once, for imports: `next` fills the cells of one row (in
 * the order of t->cols; the values are borrowed until the next call) and
 * returns 1, 0 at the end, or a failure, which fails the whole. One
 * transaction by the caller; as fast as the engine's own bulk insert allows.
 * In the history each is an "import".
 */
typedef int (*zc_row_next_fn)(
    void *ctx, struct zc_val *cells, struct zc_err *e);
ZC_MUST int zc_row_load(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const char *state, zc_row_next_fn next, void *ctx,
    int64_t *added, struct zc_err *e);

struct zc_filter { /* a field compared with a value */
	const char *col;
	enum {
		ZC_IS,
		ZC_IS_NOT,
		ZC_LESS,
		ZC_MORE,
		ZC_BEGINS,
		ZC_IS_NULL
	} op;
	struct zc_val val;
};

struct zc_list {
	const struct zc_filter *filters; /* all must hold */
	size_t nfilters;
	const struct zc_filter *any; /* when there are some, one must hold */
	size_t nany;
	const char *search; /* words to find, or NULL */
	bool deleted;       /* the recycle bin instead */
	int64_t before_at,
	    before_id; /* keyset: rows older than this; 0 = top */
	size_t limit;  /* at most 10,000 */
};

/*
 * Newest change first: id, unit_id, state, ver, created_at, created_by,
 * updated_at, updated_by, then the fields in the order of the definition, ext.
 */
ZC_MUST int zc_row_list(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const struct zc_list *l, struct zc_rows **out,
    struct zc_err *e);
/* One row by id, same columns. No row when it is not in the scope. */
ZC_MUST int zc_row_get(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t id, struct zc_rows **out,
    struct zc_err *e);
/* Ids of living rows whose `col` is this text, in the scope; at most `max`. */
ZC_MUST int zc_row_find(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const char *col, struct zc_str text, int64_t *ids,
    size_t max, size_t *n, struct zc_err *e);

#endif
