/*
 * pairs: the one tokeniser of Chinese search, for FTS5 and tsvector alike.
 *
 * A run of Han characters (also kana and hangul) yields its overlapping pairs,
 * and its last character alone, so that a search for one character finds it at
 * the end, too; a run of one yields that character. A run of letters and
 * digits yields one word. Widths are folded and letters are lower case;
 * everything else divides. No rule data and no locale: an index made today
 * fits the query of tomorrow.
 *
 *   in     保密检查 USB3.0 表
 *   index  保密 密检 检查 查 usb3 0 表
 */
#ifndef ZC_PAIRS_H
#define ZC_PAIRS_H

#include "base/buf.h"

enum zc_pairs_for {
	ZC_PAIRS_FTS5,   /* an expression for MATCH */
	ZC_PAIRS_TSQUERY /* the text of a tsquery, for $1::tsquery */
};

/*
 * Append the tokens of `in` with one blank between. A word longer than 64
 * characters is cut into words of 64. Ask out->rc at the end.
 */
void zc_pairs_index(struct zc_str in, struct zc_buf *out);

/*
 * Append the query that finds texts in which every run of `in` occurs: pairs
 * of a run must follow one another, a single character and the last word may
 * begin a token. Nothing is appended when `in` holds nothing to search for.
 * Tokens hold no sign of either query language, so that any input is safe.
 */
void zc_pairs_query(
    struct zc_str in, enum zc_pairs_for what, struct zc_buf *out);

#endif
