#include "catalog/views.h"

#include <string.h>

const struct zc_store_view zc_views[] = {
	{ "calendar", "day BIGINT, working BIGINT" },
	{ "case_file",
	    "digest TEXT, id TEXT, target_id TEXT, rules TEXT, "
	    "started BIGINT, finished BIGINT, imported BIGINT" },
	{ "finding",
	    "finding_key TEXT, check_id TEXT, target_id TEXT, severity TEXT, "
	    "cells TEXT, detection TEXT, workflow TEXT, disposition TEXT, "
	    "recurrence BIGINT, first_seen BIGINT, last_seen BIGINT, "
	    "case_digest TEXT, last_judged BIGINT" },
	{ "flow_due",
	    "unit_id BIGINT, ledger TEXT, row_id BIGINT, visit BIGINT, "
	    "state TEXT, due_at BIGINT, done_at BIGINT" },
	{ "flow_step",
	    "id BIGINT, unit_id BIGINT, ledger TEXT, row_id BIGINT, "
	    "step TEXT, from_state TEXT, to_state TEXT, visit BIGINT, "
	    "person TEXT, actor TEXT, at_time BIGINT, note TEXT, "
	    "signed_at BIGINT, same_person TEXT" },
	{ "indicator_value",
	    "unit_id BIGINT, indicator TEXT, period TEXT, numerator TEXT, "
	    "denominator TEXT, target TEXT, met TEXT, rules TEXT, "
	    "taken_at BIGINT" },
	{ "judged",
	    "target_id TEXT, check_id TEXT, started BIGINT, verdict TEXT, "
	    "case_digest TEXT" },
	{ "target",
	    "id TEXT, hostname TEXT, first_seen BIGINT, last_seen BIGINT" },
	{ "unit", "id BIGINT, parent BIGINT, name TEXT, kind TEXT, code TEXT" },
	{ "user_role",
	    "user_name TEXT, role TEXT, unit_id BIGINT, full_name TEXT, "
	    "from_at BIGINT, to_at BIGINT, deviation BIGINT" },
};
const size_t zc_nviews = ZC_LEN(zc_views);

const char zc_views_fact[] =
    "unit_id BIGINT, target_id TEXT, case_digest TEXT, "
    "first_seen BIGINT, last_seen BIGINT";

const char zc_views_fixed[] =
    "id BIGINT, unit_id BIGINT, state TEXT, ver BIGINT, "
    "created_at BIGINT, created_by TEXT, updated_at BIGINT, "
    "updated_by TEXT";

bool
zc_views_fact_has(const char *col)
{
	static const char *const cols[] = { "unit_id", "target_id",
		"case_digest", "first_seen", "last_seen" };

	for (size_t i = 0; i < ZC_LEN(cols); i++)
		if (strcmp(cols[i], col) == 0)
			return true;
	return false;
}

bool
zc_views_find(const char *name)
{
	for (size_t i = 0; i < zc_nviews; i++)
		if (strcmp(zc_views[i].name, name) == 0)
			return true;
	return false;
}

bool
zc_views_taken(const char *name)
{
	static const char *const tables[] = { "attachment", "finding_event",
		"flow_told", "history", "history_head", "id_top", "migration",
		"number_seq", "schema_change", "setting_value", "target_source",
		"unit_closure", "user_account" };

	for (size_t i = 0; i < ZC_LEN(tables); i++)
		if (strcmp(tables[i], name) == 0)
			return true;
	return zc_views_find(name);
}
