/*
 * report: an inspection's view as text for a terminal, as one JSON object
 * (docs/formats/inspection.schema.json), and as one self-contained web page.
 * Every form says what zicha is not, and prints what was not seen.
 */
#ifndef ZC_REPORT_H
#define ZC_REPORT_H

#include "base/buf.h"
#include "core/view.h"

enum {
	ZC_REPORT_SCHEMA = 1,
	ZC_REPORT_MAX = 64 << 20 /* bytes */
};

enum zc_report {
	ZC_REPORT_TEXT,
	ZC_REPORT_JSON,
	ZC_REPORT_HTML
};

/* The format of that name ("text", "json", "html"), or false. */
bool zc_report_of(const char *name, enum zc_report *out);

/*
 * Append the report to `out`. `colour`: terminal colours in text. ZC_ELIMIT
 * and ZC_ENOMEM as the buffer says.
 */
ZC_MUST int zc_report_make(const struct zc_view *v, enum zc_report form,
    bool colour, struct zc_buf *out, struct zc_err *e);

/* "This result is the unit's own self-inspection; it does not replace …" */
const char *zc_report_notice(const char *lang);

/* How a person's judgement gets into the next inspection; a msgid. */
const char *zc_report_by_hand(void);

/* One file per form. */
void zc_report_text(const struct zc_view *v, bool colour, struct zc_buf *b);
ZC_MUST int zc_report_json(
    const struct zc_view *v, struct zc_buf *b, struct zc_err *e);
void zc_report_html(const struct zc_view *v, struct zc_buf *b);

#endif
