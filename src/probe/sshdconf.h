/*
 * sshdconf: the lines of sshd_config(5) with Include resolved and Match
 * blocks told apart, in the order in which sshd reads them.
 */
#ifndef ZC_SSHDCONF_H
#define ZC_SSHDCONF_H

#include "probe/lines.h"

struct zc_sshd_line {
	const char *name;    /* keyword in lower case, old names replaced */
	struct zc_str value; /* as written, comment taken off */
	struct zc_str match; /* condition of the Match block; "" = global */
	const char *file;
	int line;
};

struct zc_sshd {
	struct zc_sshd_line *v;
	size_t n;
};

enum {
	ZC_SSHD_LINES = 20000,
	ZC_SSHD_DEPTH = 16
};

/*
 * Read /etc/ssh/sshd_config, or /usr/etc/ssh/sshd_config where a system keeps
 * its defaults there. Faults are noted. ZC_ENOENT: neither exists.
 */
ZC_MUST int zc_sshd_load(
    const struct zc_look *l, struct zc_table *t, struct zc_sshd *out);

/* True for keywords that may stand several times, all counting. */
bool zc_sshd_many(const char *name);

#endif
