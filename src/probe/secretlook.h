/*
 * secretlook: does a word of a command line look like a secret, when nothing
 * is known of the program? In doubt it does: a masked file name is a smaller
 * harm than a password in a report.
 */
#ifndef ZC_SECRETLOOK_H
#define ZC_SECRETLOOK_H

#include "base/base.h"

/*
 * A token by its own look: the prefixes of well-known services (ghp_, AKIA,
 * eyJ …), or 24 and more characters with both cases and digits that are no
 * path, address or option.
 */
bool zc_secretlook_token(struct zc_str s);

/*
 * "-pSECRET", "-PSECRET", "-wSECRET": an option with a value glued to it that
 * is no port, address, path or known long option such as -print.
 */
bool zc_secretlook_glued(struct zc_str word);

/* Does the word behind "-p" of this program look like a password? */
bool zc_secretlook_apart(struct zc_str program, struct zc_str word);

/*
 * "user:password": offset of the password; 0 when there is none. "1000:1000",
 * "www-data:www-data" and addresses with a port are none.
 */
size_t zc_secretlook_user(struct zc_str s);

#endif
