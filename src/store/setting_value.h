/* setting_value: the settings that a unit changed, in front of defaults. */
#ifndef ZC_SETTING_VALUE_H
#define ZC_SETTING_VALUE_H

#include "store/db.h"

struct zc_setting_value {
	int64_t unit, now; /* when it was set */
	const char *id, *value, *actor;
};
/* Each value of the unit, by id; a list has one item a line. */
typedef int (*zc_setting_value_fn)(void *ctx, const struct zc_setting_value *v);
ZC_MUST int zc_setting_value_all(struct zc_db *db, int64_t unit,
    zc_setting_value_fn fn, void *ctx, struct zc_err *e);

/* Set it, or take it back to the default (`value` NULL). */
ZC_MUST int zc_setting_value_put(
    struct zc_db *db, const struct zc_setting_value *v, struct zc_err *e);

#endif
