/*
 * shadow: password entries of the inspected root, shadow(5) or, where it
 * lacks an account, the second field of passwd. A hash never leaves a probe.
 */
#ifndef ZC_SHADOW_H
#define ZC_SHADOW_H

#include "probe/users.h"

struct zc_shadow {
	const struct zc_user *user; /* NULL: in shadow, not in passwd */
	const char *name;
	const char *hash; /* as written; never to be shown */
	/* Fields 3 to 8 in days; -1 = empty or not a number. */
	int64_t changed, min, max, warn, inactive, expires;
	bool in_shadow; /* false: from passwd */
	int line;       /* in shadow, 0 when not there */
};

struct zc_shadows {
	struct zc_shadow *v;
	size_t n;
	const struct zc_shadow **by_name; /* sorted; first of shadow wins */
};

/*
 * One entry per account of `u`, and one per further line of shadow.
 *
 * ZC_EACCES  shadow may not be read; entries whose hash stands in passwd
 *            itself are given all the same, the others are left out
 * ZC_ENOENT is not returned: a root without shadow has entries of passwd.
 */
ZC_MUST int zc_shadow_load(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *u, struct zc_shadows *out);

/* Entry of an account, or NULL. */
const struct zc_shadow *zc_shadow_find(
    const struct zc_shadows *s, const char *name);

enum zc_pw_state {
	ZC_PW_SET,    /* a hash that a password can match */
	ZC_PW_EMPTY,  /* no password is asked */
	ZC_PW_LOCKED, /* a hash behind '!' */
	ZC_PW_NONE,   /* "*", "!", "!!", "x": never usable */
	ZC_PW_INVALID /* no form that crypt(3) knows */
};

struct zc_scheme {
	const char *name;   /* "" when there is no hash */
	bool weak;          /* des, md5, or unknown */
	int64_t rounds;     /* cost parameter as written; -1 = not given */
	struct zc_str hash; /* the hash itself, without lock marks */
};

/* Read a hash field, crypt(5). */
enum zc_pw_state zc_shadow_state(const char *field, struct zc_scheme *out);

#endif
