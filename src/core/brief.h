/*
 * brief: what a leader wants to know of an inspection, in a few sentences:
 * how much was found, what could not be checked and mainly why, how much was
 * seen. The same words stand in every form of the report.
 */
#ifndef ZC_BRIEF_H
#define ZC_BRIEF_H

#include "base/buf.h"
#include "core/view.h"

/* Append the sentences in the view's language, one a line. */
void zc_brief_add(const struct zc_view *v, struct zc_buf *b);

/*
 * Append the text of `msgid` in `lang` with {1}, {2} … replaced by the
 * numbers of `n`.
 */
void zc_brief_fill(
    struct zc_buf *b, const char *lang, const char *msgid, const int64_t *n);

#endif
