/* kv: settings files with one "key value" a line, read without copying. */
#ifndef ZC_KV_H
#define ZC_KV_H

#include "base/base.h"

/* How a file is written; '#' begins a comment line in all of them. */
enum {
	ZC_KV_EQ = 1,      /* key = value */
	ZC_KV_BLANK = 2,   /* key value; with ZC_KV_EQ also key value */
	ZC_KV_COLON = 4,   /* key: value */
	ZC_KV_SECTION = 8, /* [section] lines */
	ZC_KV_SEMI = 16,   /* ';' begins a comment line, too */
	ZC_KV_JOIN = 32,   /* a '\' at the end joins the next line */
	ZC_KV_TAIL = 64    /* " #" ends a value */
};

struct zc_kv_rd {
	struct zc_str rest;
	struct zc_arena *a; /* for joined lines */
	unsigned flags;
	int64_t line;
	struct zc_str section;
};

struct zc_kv {
	struct zc_str section; /* without brackets, trimmed */
	struct zc_str key;     /* trimmed; never empty */
	struct zc_str value;   /* trimmed; one pair of quotes taken off */
	struct zc_str text;    /* the whole line, trimmed */
	int64_t line;          /* from 1; of a joined line its first */
};

/* Read `text`; `a` is used with ZC_KV_JOIN only. */
void zc_kv_init(
    struct zc_kv_rd *r, struct zc_str text, unsigned flags, struct zc_arena *a);

/*
 * Next line that is neither empty nor a comment nor a section. False at the
 * end. A line without separator has an empty value.
 */
bool zc_kv_next(struct zc_kv_rd *r, struct zc_kv *out);

/*
 * Next line with continuations joined by one blank; *line counts lines and
 * stands at the last one taken. Joined lines live in `a`; when it is spent
 * the line is given cut.
 */
bool zc_kv_line(
    struct zc_str *rest, struct zc_arena *a, int64_t *line, struct zc_str *out);

/* Without one pair of equal quotes around it. */
struct zc_str zc_kv_unquote(struct zc_str s);

/* yes/true/on/1 → 1, no/false/off/0 → 0, anything else → -1. */
int zc_kv_bool(struct zc_str s);

/* True when `word` is one of the blank- or comma-separated words of `s`. */
bool zc_kv_has(struct zc_str s, const char *word);

#endif
