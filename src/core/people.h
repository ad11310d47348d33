/*
 * people: users of the store, the roles they hold, and handing over. All of
 * it needs the function `user` and goes into history.
 */
#ifndef ZC_PEOPLE_H
#define ZC_PEOPLE_H

#include "core/access.h"

/*
 * A user of the acting user's unit. `full_name` is how the ledgers name the
 * person, "" = nobody in particular. The first user ends the time in which the
 * owner of the data may do everything.
 *
 * ZC_EEXIST  the name is taken          ZC_EACCES  no right
 * ZC_EINPUT  not 1 to 64 letters, digits, '.', '-', '_', or Han characters
 */
ZC_MUST int zc_people_add(struct zc_office *o, const char *name,
    const char *full_name, const char *department, struct zc_err *e);
/* He may not act any more; what he did stays. */
ZC_MUST int zc_people_disable(
    struct zc_office *o, const char *name, struct zc_err *e);
/*
 * ZC_EREFUSED  with what he holds he may not; *deviation: only because the
 *              unit is small
 * ZC_EEXIST    he holds it already
 */
ZC_MUST int zc_people_grant(struct zc_office *o, const char *name,
    const char *role, bool *deviation, struct zc_err *e);
ZC_MUST int zc_people_revoke(
    struct zc_office *o, const char *name, const char *role, struct zc_err *e);

struct zc_people_entry {
	const char *name, *full_name, *department;
	bool disabled;
	struct zc_strs roles;
};
typedef int (*zc_people_fn)(void *ctx, const struct zc_people_entry *p);
ZC_MUST int zc_people_each(
    struct zc_office *o, zc_people_fn fn, void *ctx, struct zc_err *e);

/* Something that went to the other person; `ledger` NULL: the role `name`. */
struct zc_people_moved {
	const struct zc_ledger *ledger;
	const struct zc_ledger_field *field;
	int64_t id;
	const char *name;
};
typedef int (*zc_people_moved_fn)(void *ctx, const struct zc_people_moved *m);
/*
 * Everything that one user holds goes to another, in one transaction, and is
 * told: his roles; person fields that name him in rows that are not finished
 * (flows), and in ledgers without a flow of the groups `org` and `assets`,
 * where a name means who holds it now. Records of what he did stay as they
 * are.
 *
 * ZC_EREFUSED  the other one may not hold the roles together
 */
ZC_MUST int zc_people_handover(struct zc_office *o, const char *from,
    const char *to, zc_people_moved_fn fn, void *ctx, struct zc_err *e);

#endif
