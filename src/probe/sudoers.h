/*
 * sudoers: the logical lines of sudoers(5) with all includes, and its lists
 * with aliases expanded.
 */
#ifndef ZC_SUDOERS_H
#define ZC_SUDOERS_H

#include "probe/lines.h"

struct zc_sudo_line {
	struct zc_str text; /* joined, comment taken off */
	const char *file;
	int line;
};

struct zc_sudo_alias {
	struct zc_str kind; /* User_Alias … */
	struct zc_str name;
	struct zc_str list;
};

struct zc_sudoers {
	struct zc_sudo_line *v; /* all that are no include and no alias */
	size_t n;
	struct zc_sudo_alias *aliases;
	size_t naliases;
};

enum {
	ZC_SUDO_LINES = 20000,
	ZC_SUDO_ALIASES = 4000,
	ZC_SUDO_DEPTH = 16
};

/* Read `path`; faults are noted. Errors are those of reading `path` itself. */
ZC_MUST int zc_sudoers_load(const struct zc_look *l, struct zc_table *t,
    const char *path, struct zc_sudoers *out);

/*
 * Take the piece up to `sep` off *rest; quotes, parentheses and backslashes
 * protect a separator. Trimmed. False when nothing is left.
 */
bool zc_sudoers_cut(struct zc_str *rest, char sep, struct zc_str *piece);

/*
 * Expand aliases of `kind` in a comma separated list into "a, b, c"; "!"
 * before an alias goes to each of its members.
 */
struct zc_str zc_sudoers_list(const struct zc_sudoers *s, const char *kind,
    struct zc_str list, struct zc_arena *a);

#endif
