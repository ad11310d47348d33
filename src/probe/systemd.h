/*
 * systemd: unit files on disk (systemd.unit(5)): where they lie, what overrides
 * them and whether they are started at boot.
 */
#ifndef ZC_SYSTEMD_H
#define ZC_SYSTEMD_H

#include "probe/probe.h"

struct zc_unit {
	const char *name;      /* with suffix */
	const char *file;      /* fragment; of the template for an instance */
	const char *enabled;   /* enabled, disabled, static, masked, generated,
				  alias, indirect */
	struct zc_str command; /* ExecStart, the first */
	struct zc_str account; /* User */
	struct zc_str description;
	struct zc_str alias_of; /* for an alias: the unit it names */
	bool user;              /* of the user manager */
	bool oneshot;           /* Type=oneshot */
};

struct zc_units {
	struct zc_unit *v; /* in no particular order */
	size_t n;
};

/*
 * All units of kind service, socket, timer, mount, path and target of the
 * system manager (`user` false) or of all users' managers (true). What cannot
 * be read is noted when `t` is not NULL. Memory is l->a's. ZC_ENOMEM only.
 */
ZC_MUST int zc_systemd_load(const struct zc_look *l, struct zc_table *t,
    bool user, struct zc_units *out, struct zc_err *e);

/* By name; NULL when there is none. */
const struct zc_unit *zc_systemd_find(
    const struct zc_units *u, const char *name);

/*
 * Is the unit started at boot, by systemd or by sysvinit's links? 1, 0, or -1
 * when neither knows it. Without loading all: for probes that ask for a few.
 */
int zc_systemd_enabled(const struct zc_look *l, const char *name);

/* "service" for "ssh.service"; NULL for kinds that are not listed. */
const char *zc_systemd_kind(struct zc_str name);

/* True when systemd is the running manager of the live system. */
bool zc_systemd_runs(const struct zc_look *l);

#endif
