/*
 * lines: what configuration files have in common: lines, continuations,
 * comments, key and value, sections, and include patterns.
 */
#ifndef ZC_LINES_H
#define ZC_LINES_H

#include "base/fs.h"
#include "probe/probe.h"

struct zc_lines {
	struct zc_str rest;
	struct zc_arena *a;
	bool join; /* a backslash at the end continues the line */
	int at;    /* first line of the piece given last, from 1 */
	int next;
};

/* Walk over `text`; `a` holds joined lines and may be NULL without `join`. */
void zc_lines_init(
    struct zc_lines *r, struct zc_str text, bool join, struct zc_arena *a);
/* The next line, trimmed, comments included; false at the end. */
bool zc_lines_next(struct zc_lines *r, struct zc_str *line);
/* The same, but blank lines and lines that begin with '#' are left out. */
bool zc_lines_real(struct zc_lines *r, struct zc_str *line);

/* Up to the first `c` that stands outside of quotes, trimmed. */
struct zc_str zc_lines_before(struct zc_str line, char c);
/* "key SEP value", both trimmed; false without `sep` or without a key. */
bool zc_lines_pair(
    struct zc_str line, char sep, struct zc_str *key, struct zc_str *value);
/* Without one pair of quotes around it. */
struct zc_str zc_lines_unquote(struct zc_str s);
/* First number in `s` ("30m" → 30); false when it starts with none. */
bool zc_lines_number(struct zc_str s, int64_t *out);

/* Copy ended by '\0'; "" when memory is spent. Bytes NUL end it early. */
const char *zc_lines_cstr(struct zc_arena *a, struct zc_str s);
/* "%.*s" joined: a, b and c in one new string of the arena. */
struct zc_str zc_lines_cat(
    struct zc_arena *m, struct zc_str a, struct zc_str b, struct zc_str c);

/* zc_miss for one line of a file: "path:line". */
void zc_lines_miss(
    struct zc_table *t, const char *path, int line, const char *reason);

enum {
	ZC_GLOB_MAX = 1000
}; /* names in one directory, files of a pattern */

/*
 * Files that a shell pattern names, sorted; '*', '?' and '[' may stand in any
 * component. None is not an error. A directory that cannot be read is noted.
 */
ZC_MUST int zc_lines_glob(const struct zc_look *l, struct zc_table *t,
    const char *pattern, struct zc_fs_list *out);

/* Read at most the last `max` bytes; a cut is noted unless `t` is NULL. */
ZC_MUST int zc_lines_tail(const struct zc_look *l, struct zc_table *t,
    const char *path, size_t max, struct zc_str *out);

#endif
