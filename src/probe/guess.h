/*
 * guess: passwords worth trying, the likeliest first. The common list comes
 * from the rule list weak_words (fields: word, root, suffix, class, in file
 * order); forms of names are made from it.
 */
#ifndef ZC_GUESS_H
#define ZC_GUESS_H

#include "probe/probe.h"

struct zc_guess {
	const char *word;
	const char *class; /* as in weak_password.class */
};

struct zc_guesses {
	struct zc_guess *v;
	size_t n;
	size_t cap; /* most that are taken */
};

enum {
	ZC_GUESS_TOP = 50,       /* words of the mandatory list, at most */
	ZC_GUESS_COMMON = 60000, /* for all accounts */
	ZC_GUESS_OWN = 1500      /* for one account */
};

/*
 * The list for all accounts. The first *top of it are mandatory: the words of
 * the rule's entry "top", else its first ZC_GUESS_TOP words. Behind them come
 * forms of the unit's words, the other words, keyboard walks, and dates.
 */
ZC_MUST int zc_guess_common(
    const struct zc_look *l, struct zc_guesses *out, size_t *top);

/* Forms of an account's name and of the words of its comment. */
ZC_MUST int zc_guess_own(const struct zc_look *l, const char *name,
    const char *gecos, struct zc_guesses *out);

#endif
