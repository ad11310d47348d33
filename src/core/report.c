#include "core/report.h"

#include "core/collect.h"

bool
zc_report_of(const char *name, enum zc_report *out)
{
	static const char *const names[] = { "text", "json", "html" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum zc_report)i;
			return true;
		}
	return false;
}

const char *
zc_report_notice(const char *lang)
{
	return zc_collect_notice(lang);
}

const char *
zc_report_by_hand(void)
{
	return ZC_N("Only a person can judge these points. Questions: answer "
		    "with zicha ledger add answer check_id=CHECK answer=yes "
		    "confirmer=NAME answered_at=YYYY-MM-DD (or answer=no, "
		    "answer=not_applicable); the next inspection counts the "
		    "answer (zicha db init sets the ledgers up, once). Rows: "
		    "look at each; what is in order is closed "
		    "with zicha finding step KEY false_alarm REASON, its key "
		    "is in zicha finding list.");
}

int
zc_report_make(const struct zc_view *v, enum zc_report form, bool colour,
    struct zc_buf *out, struct zc_err *e)
{
	int rc = ZC_OK;

	if (form == ZC_REPORT_JSON)
		rc = zc_report_json(v, out, e);
	else if (form == ZC_REPORT_HTML)
		zc_report_html(v, out);
	else
		zc_report_text(v, colour, out);
	if (rc == ZC_OK && out->rc != ZC_OK)
		rc = ZC_FAIL(e, out->rc, "the report is too large");
	return rc;
}
