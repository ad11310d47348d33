/*
 * shellvar: variables that a shell start-up file sets, and its umask calls,
 * read without running anything. Conditions are not judged: what stands
 * inside an `if` is given too.
 */
#ifndef ZC_SHELLVAR_H
#define ZC_SHELLVAR_H

#include "probe/lines.h"

struct zc_shellvar {
	struct zc_str name;  /* variable, or "umask" */
	struct zc_str value; /* quotes taken off, not expanded */
	bool assigned;       /* false: only declared, as in "readonly TMOUT" */
	bool readonly;
	int line;
};

struct zc_shellvars {
	struct zc_lines r;
	struct zc_str rest; /* of the line being read */
	bool start;         /* a command may begin here */
	bool declares;      /* behind export, readonly, declare, typeset */
	bool readonly;
};

void zc_shellvar_init(
    struct zc_shellvars *s, struct zc_str text, struct zc_arena *a);
bool zc_shellvar_next(struct zc_shellvars *s, struct zc_shellvar *out);

#endif
