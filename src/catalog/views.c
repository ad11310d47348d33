#include "catalog/views.h"

#include <string.h>

const struct zc_store_view zc_views[] = {
	{ "calendar", "day BIGINT, kind TEXT" },
	{ "finding",
	    "id BIGINT, unit_id BIGINT, target_id BIGINT, check_id TEXT, "
	    "title TEXT, severity TEXT, state TEXT, first_seen BIGINT, "
	    "last_seen BIGINT" },
	{ "flow_due",
	    "id BIGINT, unit_id BIGINT, ledger TEXT, row_id BIGINT, "
	    "state TEXT, since BIGINT, due BIGINT" },
	{ "flow_step",
	    "id BIGINT, unit_id BIGINT, ledger TEXT, row_id BIGINT, "
	    "step TEXT, from_state TEXT, to_state TEXT, at BIGINT, "
	    "actor TEXT, signer TEXT, note TEXT" },
	{ "indicator_value",
	    "indicator TEXT, unit_id BIGINT, period TEXT, numerator BIGINT, "
	    "denominator BIGINT, met TEXT, at BIGINT" },
	{ "unit", "id BIGINT, parent_id BIGINT, code TEXT, name TEXT" },
	{ "user_role",
	    "user_id BIGINT, unit_id BIGINT, full_name TEXT, role TEXT" },
};
const size_t zc_nviews = ZC_LEN(zc_views);

const char zc_views_fixed[] =
    "id BIGINT, unit_id BIGINT, ext TEXT, state TEXT, ver BIGINT, "
    "created_at BIGINT, created_by TEXT, updated_at BIGINT, "
    "updated_by TEXT, deleted_at BIGINT";

bool
zc_views_find(const char *name)
{
	for (size_t i = 0; i < zc_nviews; i++)
		if (strcmp(zc_views[i].name, name) == 0)
			return true;
	return false;
}
