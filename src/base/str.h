/*
 * str: borrowed strings (pointer and length) and the few operations on them.
 * A zc_str is bytes; it need not end in '\0' and may hold any byte.
 */
#ifndef ZC_STR_H
#define ZC_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zc_str {
	const char *p;
	size_t n;
};

#define ZC_S(lit) ((struct zc_str){ (lit), sizeof(lit) - 1 })

/* The bytes of a C string; NULL gives the empty string. */
struct zc_str zc_str_of(const char *s);

bool zc_str_eq(struct zc_str a, struct zc_str b);
bool zc_str_is(struct zc_str a, const char *s);
/* The same without regard to ASCII case. */
bool zc_str_isi(struct zc_str a, const char *s);
bool zc_str_starts(struct zc_str a, const char *prefix);
bool zc_str_ends(struct zc_str a, const char *suffix);

/* Offset of the first `c`, or a.n when there is none. */
size_t zc_str_find(struct zc_str a, char c);
/* Offset of the first occurrence of `needle`, or a.n. */
size_t zc_str_search(struct zc_str a, const char *needle);

/* Bytes [from, from + n), clipped to the string. */
struct zc_str zc_str_sub(struct zc_str a, size_t from, size_t n);
/* What stands behind the last '/'; all of it when there is none. */
struct zc_str zc_str_base(struct zc_str path);

/* Without ASCII white space at both ends. */
struct zc_str zc_str_trim(struct zc_str a);

/*
 * Take the next piece up to `sep` off the front of `rest`. False when nothing
 * is left; an empty piece between two separators is a piece.
 */
bool zc_str_cut(struct zc_str *rest, char sep, struct zc_str *piece);
/* The next line without "\n" or "\r\n". False at the end. */
bool zc_str_line(struct zc_str *rest, struct zc_str *line);
/* The next run of non-blank bytes (blank, tab). False when none is left. */
bool zc_str_word(struct zc_str *rest, struct zc_str *word);

/*
 * Whole string as a number in `base` (8, 10, 16; no sign prefix but '-').
 * False, and `out` untouched, when it is not one or does not fit.
 */
bool zc_str_int(struct zc_str a, int base, int64_t *out);

#endif
