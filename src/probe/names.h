/*
 * names: the lists of names that software is looked for in: programs that
 * run, unit files, desktop files, listening ports.
 */
#ifndef ZC_NAMES_H
#define ZC_NAMES_H

#include "probe/probe.h"

struct zc_name {
	const char *name;    /* what is matched */
	const char *path;    /* where it was seen; may equal name */
	const char *account; /* whose home, NULL = the system */
	bool enabled;        /* starts by itself */
};

struct zc_names {
	struct zc_name *v;
	size_t n, cap;
	struct zc_arena *a;
	struct zc_table *t; /* notes what zc_names_paths missed; or NULL */
};

/* Append; all strings must live in the arena. False when it is spent. */
ZC_MUST bool zc_names_add(struct zc_names *l, const char *name,
    const char *path, const char *account, bool enabled);

/* Command names and base names of executables of /proc; live only. */
void zc_names_processes(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out);
/* Unit files of the system and SysV scripts. */
void zc_names_services(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out);
/* Desktop files, autostart ones too, of the system and of accounts. */
void zc_names_desktops(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out);
/* Ports that listen, as "tcp:22" and "22"; live only. */
void zc_names_ports(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out);

/*
 * Paths that fit a pattern: '*' and '?' within a component, "~/" at the
 * front for the home of each account. At most 64 are found.
 */
void zc_names_paths(
    const struct zc_look *l, const char *pattern, struct zc_names *out);

#endif
