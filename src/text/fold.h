/*
 * fold: one normal form of text for matching, with the way back to the bytes
 * of the input. What it does to each character:
 *
 *   full-width ASCII → ASCII, then A-Z → a-z
 *   stars ★ ☆ ⭐ ✩ ✪ ✭ ✮ ✯ ＊ ﹡ ∗ and what is typed for one ※ ● • · ・ ▲ ◆ → *
 *   brackets 【 〔 〖 〘 ［ → [ and their closing ones → ]; （ ） → ( )
 *   colons ： ﹕ ︰ ∶ → :
 *   blanks (ideographic, no-break, en, em … and tab) → one space
 *   zero-width characters, byte order mark, soft hyphen, variation selectors
 *     and bidirectional marks → nothing
 *   pairs of the caller (traditional → simplified) as given
 *   CR LF, CR, form feed, U+2028, U+2029 → LF
 *   a byte that is no UTF-8 → SUB (0x1A)
 *
 * No character becomes longer in UTF-8, so the result is never longer than
 * the input, and it is valid UTF-8. Source: spec/detection B.2; Unicode, UAX
 * #11 and #44.
 */
#ifndef ZC_FOLD_H
#define ZC_FOLD_H

#include "base/base.h"

enum {
	/* Blanks and line ends vanish: for text whose words run together. */
	ZC_FOLD_TIGHT = 1
};

/* `from` is one character, `to` one that is no longer in UTF-8. */
struct zc_fold_pair {
	struct zc_str from;
	struct zc_str to;
};

struct zc_folder;

struct zc_folded {
	struct zc_str text;
	/* Offset in the input of each byte of text; at[text.n] = input's n. */
	const uint32_t *at;
};

/*
 * Make a folder of 128 KiB in `a`; read only and usable for any number of
 * texts. `pairs` may be NULL when n is 0.
 *
 * ZC_EINPUT  a pair is not one character to one that is no longer
 * ZC_ENOMEM  arena spent
 */
ZC_MUST int zc_folder_new(const struct zc_fold_pair *pairs, size_t n,
    struct zc_arena *a, struct zc_folder **out, struct zc_err *e);

/*
 * Fold `in` into room of the caller: in.n bytes at `text`, in.n + 1 numbers at
 * `at`. Returns the bytes written. `at` never goes down. in.n must be below
 * 4 GiB.
 */
size_t zc_fold_into(const struct zc_folder *f, struct zc_str in, unsigned flags,
    char *text, uint32_t *at);

/*
 * The same with room from `a` (5 bytes for each byte of the input).
 *
 * ZC_ELIMIT  4 GiB or more      ZC_ENOMEM  arena spent
 */
ZC_MUST int zc_fold(const struct zc_folder *f, struct zc_str in, unsigned flags,
    struct zc_arena *a, struct zc_folded *out, struct zc_err *e);

/*
 * The code point at s.p and its length in bytes; length 1 and point 0xFFFD
 * for a byte that is no UTF-8. s must not be empty.
 */
uint32_t zc_fold_point(struct zc_str s, size_t *len);

/*
 * Read a whole number at the start of folded text: Arabic digits, or Chinese
 * numerals as in 十, 二十, 三十五, 二〇三〇 (up to 9999). Returns the bytes
 * read, 0 when there is no number there or it is over 99999999.
 */
size_t zc_fold_number(struct zc_str s, uint32_t *out);

#endif
