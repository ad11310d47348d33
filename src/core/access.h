/*
 * access: what roles allow. A right is ledger × action × scope × mask; nothing
 * is allowed that no role grants.
 */
#ifndef ZC_ACCESS_H
#define ZC_ACCESS_H

#include "core/office.h"

enum zc_scope_kind {
	ZC_SCOPE_NONE,
	ZC_SCOPE_OWN, /* rows whose person fields name the actor, or his own */
	ZC_SCOPE_DEPARTMENT,
	ZC_SCOPE_UNIT,
	ZC_SCOPE_TREE
};

/* The widest scope in which these roles may do `action` to the ledger. */
enum zc_scope_kind zc_access(const struct zc_catalog *c,
    const struct zc_actor *a, const char *action, const struct zc_ledger *l);
/* May the actor use a function of the program (inspect, backup, user …)? */
bool zc_access_function(
    const struct zc_catalog *c, const struct zc_actor *a, const char *function);
/* Is the field shown to the actor? */
bool zc_access_field(const struct zc_catalog *c, const struct zc_actor *a,
    const struct zc_ledger *l, const struct zc_ledger_field *f);
/*
 * May one person hold these roles together? ZC_EREFUSED names the pair;
 * `small`: the unit is small and pairs of small_unit_with pass with *deviation.
 */
ZC_MUST int zc_access_together(const struct zc_catalog *c,
    const struct zc_strs *roles, bool small, bool *deviation, struct zc_err *e);

#endif
