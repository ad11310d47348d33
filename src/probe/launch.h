/*
 * launch: what a command line starts, and whether others could replace it.
 */
#ifndef ZC_LAUNCH_H
#define ZC_LAUNCH_H

#include "probe/probe.h"

/*
 * The program of a command: its first word after assignments and systemd's
 * prefixes (-@:+!), without quotes; behind an interpreter or wrapper (sh -c,
 * nice, env, timeout …) what that starts. May be relative.
 */
struct zc_str zc_launch_program(struct zc_str command);

/*
 * True when the program lies below /tmp, /var/tmp or /dev/shm, or when
 * everybody may write it or a directory that leads to it.
 */
bool zc_launch_writable(const struct zc_look *l, struct zc_str command);

/* True when everybody may write the file itself. */
bool zc_launch_open(const struct zc_look *l, const char *path);

#endif
