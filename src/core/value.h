/*
 * value: what a person or a file gives for a field, checked and brought to its
 * normal form, and back to text for people.
 */
#ifndef ZC_VALUE_H
#define ZC_VALUE_H

#include "core/office.h"

/* Is the field kept as TEXT? Else it is a BIGINT. */
bool zc_value_is_text(const struct zc_ledger_field *f);
/* A calendar day in the usual writings, as the midnight UTC of it:
 * 2026-05-01, 2026/5/1, 2026.5.1, 20260501, 2026年5月1日. */
bool zc_value_date(struct zc_str s, int64_t *day);
/* "2026-05-01" of such a day. */
const char *zc_value_day(int64_t day, char out[32]);

/*
 * Read `text` as field `f`: type check (text/idcheck), words of an enum in
 * zh, en or by name, 是/否 and yes/no for booleans, dates in the usual
 * writings, money in yuan; pattern, min, max. Empty text is null.
 *
 * ZC_EINPUT    not of its type: e->msg is a msgid-like English sentence; the
 *              Chinese one is in `why`
 * ZC_EREFUSED  the text carries a mark of a state secret (strong); nothing of
 *              it may be kept, logged or repeated: neither does e->msg
 * ZC_EACCES    it looks like one (medium): the person must confirm first
 */
struct zc_value_why {
	const char *word; /* type, length, range, pattern, mark, count */
	char zh[640];
	char en[640];
};
ZC_MUST int zc_value_read(struct zc_office *o, const struct zc_ledger_field *f,
    struct zc_str text, bool confirmed, struct zc_arena *a, struct zc_val *out,
    struct zc_value_why *why);

/* As people read it, in the language; "" for null. */
const char *zc_value_show(const struct zc_ledger_field *f, struct zc_val v,
    const char *lang, struct zc_arena *a);
/* As files carry it: enum by zh or en word, date YYYY-MM-DD, money 12.50. */
const char *zc_value_export(const struct zc_ledger_field *f, struct zc_val v,
    const char *lang, struct zc_arena *a);

#endif
