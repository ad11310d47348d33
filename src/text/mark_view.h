/*
 * mark_view: one window of a text, folded tight, with the words found in it,
 * and the small questions that the grammar of marks asks about it. Positions
 * are indexes into the folded text unless they are said to be raw.
 */
#ifndef ZC_MARK_VIEW_H
#define ZC_MARK_VIEW_H

#include "text/mark_rules.h"

enum {
	ZC_MARK_LOOK = 240 /* raw bytes of a line looked at on each side */
};

struct zc_mark_view {
	const struct zc_mark_rules *r;
	struct zc_str in;  /* the whole text */
	size_t base;       /* raw offset of the window */
	struct zc_str raw; /* the window */
	struct zc_str text;
	const uint32_t *at; /* raw offset in the window; text.n + 1 of them */
	const struct zc_ac_hit *hits; /* by end */
	size_t nhits;
	size_t head;   /* raw end of the first lines of the whole text */
	bool teaching; /* these lines say that the text is for teaching */
};

struct zc_mark_span {
	size_t from;
	size_t to;
};

enum zc_mark_term {
	ZC_MARK_NO_TERM,
	ZC_MARK_TERM,
	ZC_MARK_PLACEHOLDER /* X年: a template */
};

/* Where hit `i` starts; its word. */
size_t zc_mark_start(const struct zc_mark_view *v, size_t i);
const struct zc_mark_word *zc_mark_word(const struct zc_mark_view *v, size_t i);

/* Raw offset, in the whole text, of position p. */
size_t zc_mark_raw(const struct zc_mark_view *v, size_t p);
/* Raw offset one past the character that ends at position p > 0. */
size_t zc_mark_raw_end(const struct zc_mark_view *v, size_t p);

/* A line end lies inside the characters of positions p to q. */
bool zc_mark_breaks(const struct zc_mark_view *v, size_t p, size_t q);

/*
 * The folded part of the lines that the span stands on, at most ZC_MARK_LOOK
 * raw bytes on each side. `cut` tells that the line goes on past it.
 */
struct zc_mark_span zc_mark_line(
    const struct zc_mark_view *v, struct zc_mark_span m, bool cut[2]);

/*
 * A word of the kind lies within the span: the first hit, or SIZE_MAX. Time
 * grows with the span, not with the text.
 */
size_t zc_mark_find(const struct zc_mark_view *v, enum zc_mark_kind kind,
    struct zc_mark_span within);

/* A longer word of the kind holds the span inside it: its hit, or SIZE_MAX. */
size_t zc_mark_holder(const struct zc_mark_view *v, enum zc_mark_kind kind,
    struct zc_mark_span m);

/*
 * The span speaks of marks: a word of kind talk that is not part of one like
 * 不得外传.
 */
bool zc_mark_talks(const struct zc_mark_view *v, struct zc_mark_span within);

/* Whole span is digits, ASCII signs, labels, urgency, 份号. */
bool zc_mark_filler(const struct zc_mark_view *v, struct zc_mark_span s);

/* Set off on the left of p, on the right of p. */
bool zc_mark_open_left(const struct zc_mark_view *v, size_t p);
bool zc_mark_open_right(const struct zc_mark_view *v, size_t p);

/*
 * A star at position p: its length in bytes, 0 when there is none; `real` is
 * false for variants of ★ that are used for other things, too.
 */
size_t zc_mark_star(const struct zc_mark_view *v, size_t p, bool *real);

/*
 * The period that starts at p: its kind, where it ends, and its normal form
 * in `norm` (64 bytes, NUL-ended).
 */
enum zc_mark_term zc_mark_period(
    const struct zc_mark_view *v, size_t p, size_t *end, char norm[64]);

#endif
