/*
 * ini: files of "[section]" and "key=value" lines (systemd units, key files
 * of NetworkManager, desktop files, .conf of many programs), one at a time.
 */
#ifndef ZC_INI_H
#define ZC_INI_H

#include "base/base.h"

struct zc_ini {
	struct zc_str rest;
	struct zc_str section; /* without brackets; "" before the first */
	struct zc_str key;     /* trimmed */
	struct zc_str value;   /* trimmed, quotes kept */
	int line;              /* line of the key, from 1 */
	int next;
};

void zc_ini_init(struct zc_ini *i, struct zc_str text);

/*
 * Next key. Lines that start with '#' or ';' and lines without '=' are passed
 * over. A value that ends in a backslash is cut there; the lines that continue
 * it are passed over.
 */
bool zc_ini_next(struct zc_ini *i);

/* Last value of a key, "" when there is none. NULL section: any. */
struct zc_str zc_ini_get(
    struct zc_str text, const char *section, const char *key);

/* Without one pair of quotes ("…" or '…') around it. */
struct zc_str zc_ini_unquote(struct zc_str s);

/* yes, true, on, 1 (in any case). */
bool zc_ini_true(struct zc_str s);

#endif
