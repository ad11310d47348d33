#include "core/after.h"

#include "core/flow.h"
#include "core/reconcile.h"
#include "store/exception.h"
#include "store/fact.h"

static int
forget(struct zc_office *o, struct zc_err *e)
{
	int64_t days = zc_office_number(o, "{fact.keep_days}", 0), n;
	size_t count = 0;
	const struct zc_tdef *t = zc_office_facts(o, &count);
	int rc;

	if (days <= 0)
		return ZC_OK;
	rc = zc_office_begin(o, e);
	for (size_t i = 0; i < count && rc == ZC_OK; i++)
		rc = zc_fact_forget(zc_office_db(o), &t[i],
		    zc_office_now(o) - days * 86400, &n, e);
	if (rc == ZC_OK)
		return zc_office_commit(o, e);
	zc_office_rollback(o);
	return rc;
}

int
zc_after(struct zc_office *o, struct zc_err *e)
{
	int64_t n = 0;
	int rc = zc_reconcile_all(o, e);

	if (rc == ZC_OK)
		rc = zc_exception_end(
		    zc_office_db(o), zc_office_today(o), &n, e);
	if (rc == ZC_OK)
		rc = forget(o, e);
	if (rc == ZC_OK)
		rc = zc_flow_tick(o, &n, e);
	return rc;
}
