/*
 * burntrace: what in a line, a log or udev's database tells that a disc was
 * burned. Commands and programs come from rule.burn_trace: an entry matches a
 * command line whose program is one of its `command`, that has one of `with`
 * (when the entry has any) and none of `without`.
 */
#ifndef ZC_BURNTRACE_H
#define ZC_BURNTRACE_H

#include "base/buf.h"
#include "base/item.h"

/*
 * Does this command line burn? *title is the entry's, *device the drive named
 * in the line ("" when none is).
 */
bool zc_burntrace_command(const struct zc_items *items, struct zc_str line,
    struct zc_str *title, struct zc_str *device);

/* Is this the name of a burning program in a list of recent files? */
bool zc_burntrace_application(
    const struct zc_items *items, struct zc_str name, struct zc_str *title);

/*
 * Hand the commands of a shell history to `fn` with their times, 0 when it
 * keeps none: bash(1) "#EPOCH", zsh(1) ": EPOCH:0;command", fish(1)
 * "- cmd: command" with "when: EPOCH" behind it. A negative return ends it.
 */
typedef int (*zc_burntrace_fn)(void *ctx, struct zc_str line, int64_t at);
ZC_MUST int zc_burntrace_history(
    struct zc_str text, zc_burntrace_fn fn, void *ctx);

/*
 * An entry of udev's database of a CD drive with a recordable disc in it:
 * `detail` gets kind, state and name of the disc. *at is the time its file
 * system was made (ISO 9660 writes it into the UUID), local time; 0 unknown.
 */
bool zc_burntrace_disc(struct zc_str entry, struct zc_buf *detail, int64_t *at);

/* A kernel message that only writing to a disc causes. */
bool zc_burntrace_kernel(struct zc_str msg, struct zc_str *device);

#endif
