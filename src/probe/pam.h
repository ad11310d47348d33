/*
 * pam: the stacks of all PAM services, includes expanded, pam.conf(5).
 */
#ifndef ZC_PAM_H
#define ZC_PAM_H

#include "probe/probe.h"

struct zc_pam_rule {
	const char *service;
	const char *type;     /* auth, account, password, session */
	int64_t position;     /* in the stack of service and type, from 1 */
	const char *control;  /* as written */
	struct zc_str module; /* base name without .so */
	struct zc_str args;   /* blanks between; [ ] taken off */
	const char *file;
	int line;
};

struct zc_pam {
	struct zc_pam_rule *v;
	size_t n;
};

enum {
	ZC_PAM_MAX = 20000,
	ZC_PAM_DEPTH = 16
};

/*
 * Read /etc/pam.d (and what only /usr/lib/pam.d or /usr/etc/pam.d has), or
 * /etc/pam.conf without such a directory. Malformed lines, unreadable and
 * missing included files are noted. `t` is not NULL.
 *
 * ZC_ENOENT  no PAM here         ZC_EACCES  the directory may not be read
 */
ZC_MUST int zc_pam_load(
    const struct zc_look *l, struct zc_table *t, struct zc_pam *out);

/*
 * Value of an argument of a rule: "deny=5" → "5" for "deny", "" for a bare
 * word. False when it is not there. The last one counts.
 */
bool zc_pam_arg(
    const struct zc_pam_rule *r, const char *name, struct zc_str *value);

#endif
