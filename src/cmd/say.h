/* say: what all subcommands print in the same way. */
#ifndef ZC_CMD_SAY_H
#define ZC_CMD_SAY_H

#include "base/buf.h"
#include "catalog/catalog.h"
#include "cmd/cmd.h"

/*
 * Print an error to standard error: what happened and what to do, in the
 * user's language, with the technical sentence behind it. Returns the exit
 * status that fits.
 */
int zc_say_err(const struct zc_run *r, const struct zc_err *e);

/* Only the technical sentence of an error, in the user's language. */
void zc_say_sentence(
    const struct zc_run *r, const struct zc_err *e, struct zc_buf *b);

/* "zicha: " what to do, and why in brackets, to standard error. */
void zc_say_line(const struct zc_run *r, const char *what, const char *why);

/* Usage of the subcommand `name` to standard error; returns ZC_EXIT_USAGE. */
int zc_say_usage(const struct zc_run *r, const char *name);

/* Load the catalogue and print its faults. */
ZC_MUST int zc_say_load(
    const struct zc_run *r, struct zc_catalog *c, struct zc_err *e);

/* A zc_complain that prints to standard error; ctx is the struct zc_run. */
void zc_say_fault(
    void *ctx, const struct zc_at *at, const char *zh, const char *en);

#endif
