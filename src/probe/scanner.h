/*
 * scanner: engines that know malware: clamd over its local socket, and
 * libyara with rules of our own directory. Both are optional.
 */
#ifndef ZC_SCANNER_H
#define ZC_SCANNER_H

#include "probe/probe.h"

/* Open libyara and a session with clamd; before the jail closes. */
void zc_scanner_load(void);
/* Tests: clamd listens at `path`; NULL ends the session. */
int zc_scanner_dial(const char *path);

struct zc_scanner;

/*
 * Find the engines: clamd's socket (live only), and rules below
 * look->imported/yara (*.yar, *.yara). A rule file with an error goes to
 * zc_miss. ZC_ENOENT: neither engine can work. The caller closes it.
 */
ZC_MUST int zc_scanner_open(const struct zc_look *l, struct zc_table *t,
    struct zc_scanner **out, struct zc_err *e);
void zc_scanner_close(struct zc_scanner *s);

/*
 * Ask every engine about an open regular file. `found` is called for each
 * hit; its strings are good until it returns. A negative return of `found`
 * is passed on; an engine that fails gives ZC_EIO.
 */
typedef int (*zc_scanner_found)(
    void *ctx, const char *engine, struct zc_str signature);
ZC_MUST int zc_scanner_file(struct zc_scanner *s, int fd,
    zc_scanner_found found, void *ctx, struct zc_err *e);

#endif
