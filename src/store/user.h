/* user: who may act, and the roles they hold. */
#ifndef ZC_USER_H
#define ZC_USER_H

#include "store/db.h"

struct zc_user {
	int64_t id, unit;
	const char *name;      /* what --as and history call him */
	const char *full_name; /* as the ledgers name persons */
	const char *department;
	int64_t disabled_at; /* 0 = may act */
	int64_t created_at;
	const char *created_by;
};

/* ZC_EEXIST: the name is taken. `u->id` is ignored; a new one is given. */
ZC_MUST int zc_user_add(
    struct zc_db *db, const struct zc_user *u, int64_t *id, struct zc_err *e);
/* ZC_ENOENT: no such user. */
ZC_MUST int zc_user_disable(
    struct zc_db *db, const char *name, int64_t at, struct zc_err *e);

typedef int (*zc_user_fn)(void *ctx, const struct zc_user *u);
/* By name; `name` NULL: all, sorted. The words live for the call only. */
ZC_MUST int zc_user_each(struct zc_db *db, const char *name, zc_user_fn fn,
    void *ctx, struct zc_err *e);
/* Users of that full name. */
ZC_MUST int zc_user_called(struct zc_db *db, const char *full_name,
    zc_user_fn fn, void *ctx, struct zc_err *e);
/* How many users there are. */
ZC_MUST int zc_user_count(struct zc_db *db, int64_t *n, struct zc_err *e);

struct zc_user_role {
	const char *user, *role, *full_name, *granted_by;
	int64_t unit, from, to; /* to 0 = still held */
	bool deviation;         /* only because the unit is small */
};
ZC_MUST int zc_user_grant(
    struct zc_db *db, const struct zc_user_role *g, struct zc_err *e);
/* Ends at `at`. ZC_ENOENT: he does not hold it. */
ZC_MUST int zc_user_revoke(struct zc_db *db, const char *user, const char *role,
    int64_t at, struct zc_err *e);
typedef int (*zc_user_role_fn)(void *ctx, const struct zc_user_role *g);
/* Roles held at the time; `user` NULL: of everybody. */
ZC_MUST int zc_user_roles(struct zc_db *db, const char *user, int64_t at,
    zc_user_role_fn fn, void *ctx, struct zc_err *e);

#endif
