/*
 * ac: finds all words of a list in one pass over the bytes (Aho and Corasick,
 * CACM 18:6, 1975), as a full automaton over classes of bytes.
 */
#ifndef ZC_AC_H
#define ZC_AC_H

#include "base/base.h"

enum {
	ZC_AC_WORD_MAX = 256,    /* bytes of a word */
	ZC_AC_STATES_MAX = 65535 /* bytes of all words together, at most */
};

struct zc_ac;

struct zc_ac_hit {
	uint32_t end;  /* offset one past the last byte */
	uint32_t word; /* index in the list */
};

/*
 * Build the automaton in `a`. Words are bytes; equal words are both found.
 *
 * ZC_EINPUT  a word is empty         ZC_ELIMIT  too long, or too many bytes
 * ZC_ENOMEM  arena spent
 */
ZC_MUST int zc_ac_new(const struct zc_str *words, size_t n, struct zc_arena *a,
    struct zc_ac **out, struct zc_err *e);

/* Most hits that can end at one place. */
size_t zc_ac_most(const struct zc_ac *ac);

/*
 * Hits in `s` in order of their end, longer words first; at most `max` are
 * stored. Returns how many there are, which may be more than `max`.
 */
size_t zc_ac_run(const struct zc_ac *ac, struct zc_str s,
    struct zc_ac_hit *hits, size_t max);

#endif
