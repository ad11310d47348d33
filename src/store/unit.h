/* unit: the tree of units with its closure table. */
#ifndef ZC_UNIT_H
#define ZC_UNIT_H

#include "store/db.h"

struct zc_unit {
	int64_t id, parent;             /* parent 0 = the root */
	const char *name, *kind, *code; /* code: unified social credit code */
};

/* `out_id` may be given (copying); 0 = a new one. ZC_EEXIST: name is taken
 * below this parent. */
ZC_MUST int zc_unit_add(
    struct zc_db *db, const struct zc_unit *u, int64_t *id, struct zc_err *e);
/* Move below another parent; ZC_EREFUSED when that would make a ring. */
ZC_MUST int zc_unit_move(
    struct zc_db *db, int64_t id, int64_t parent, struct zc_err *e);
typedef int (*zc_unit_fn)(void *ctx, const struct zc_unit *u, int depth);
/* The tree below `root` (0 = all), parents first. */
ZC_MUST int zc_unit_tree(
    struct zc_db *db, int64_t root, zc_unit_fn fn, void *ctx, struct zc_err *e);
/* By name anywhere; ZC_ENOENT, ZC_EEXIST when several have it. */
ZC_MUST int zc_unit_find(
    struct zc_db *db, const char *name, int64_t *id, struct zc_err *e);

#endif
