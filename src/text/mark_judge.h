/* mark_judge: what one word in a window is worth. */
#ifndef ZC_MARK_JUDGE_H
#define ZC_MARK_JUDGE_H

#include "text/mark_view.h"

/*
 * Judge hit `i` of the view, when its word can be a mark. False when it is
 * none, or is part of a longer word that is. out->period borrows `norm`.
 */
bool zc_mark_judge(
    const struct zc_mark_view *v, size_t i, struct zc_mark *out, char norm[64]);

#endif
