/* conffile: configuration files of lines, one file or a directory of them. */
#ifndef ZC_CONFFILE_H
#define ZC_CONFFILE_H

#include "probe/probe.h"

struct zc_confline {
	const char *path;
	int line;           /* from 1 */
	struct zc_str text; /* trimmed; neither empty nor a "#" comment */
};

typedef int (*zc_confline_fn)(void *ctx, const struct zc_confline *line);

/*
 * Hand the lines of a file to `fn`; a missing file has none, one that is not
 * readable is noted. A backslash at the end of a line is not a continuation.
 */
ZC_MUST int zc_conffile_read(const struct zc_look *l, struct zc_table *t,
    const char *path, zc_confline_fn fn, void *ctx);

/* The same for all files of a directory whose names end in `suffix`. */
ZC_MUST int zc_conffile_dir(const struct zc_look *l, struct zc_table *t,
    const char *dir, const char *suffix, zc_confline_fn fn, void *ctx);

/* "key = value" with blanks and quotes taken off; false without '='. */
bool zc_conffile_pair(
    struct zc_str line, struct zc_str *key, struct zc_str *value);

#endif
