/*
 * users: the accounts and groups of the inspected root, read from passwd(5)
 * and group(5). Directory services (LDAP, SSSD, NIS) are not asked.
 */
#ifndef ZC_USERS_H
#define ZC_USERS_H

#include "probe/probe.h"

struct zc_user {
	const char *name;
	int64_t uid, gid;
	const char *gecos, *home, *shell; /* never NULL, may be "" */
	const char *hash; /* second field of passwd; never to be shown */
	int line;         /* in passwd, from 1 */
};

struct zc_group {
	const char *name;
	int64_t gid;
	const char *hash;    /* second field of group; never to be shown */
	const char *members; /* comma separated, as written */
	int line;            /* in group, from 1 */
};

struct zc_compat {
	const char *name; /* with its sign: "+", "+@admins", "-bob" */
	int line;
};

struct zc_users {
	const struct zc_user *v; /* in the order of passwd */
	size_t n;
	const struct zc_group *groups; /* in the order of group */
	size_t ngroups;
	const struct zc_user **by_uid; /* sorted; first of passwd wins */
	const struct zc_group **by_gid;
	const struct zc_user **by_name; /* sorted; first of passwd wins */
	const struct zc_user **by_home; /* sorted by home, then line */
	/* Lines "+" and "-" for entries of a directory, nsswitch.conf(5). */
	const struct zc_compat *users_compat, *groups_compat;
	size_t nusers_compat, ngroups_compat;
};

/*
 * Read both files. Malformed lines are left out and, when `t` is not NULL,
 * noted with zc_miss ("/etc/passwd:7"); so is an unreadable group file. All
 * memory is the look's arena.
 *
 * ZC_ENOENT  no /etc/passwd: not a Unix root
 * others     /etc/passwd could not be read (noted too)
 */
ZC_MUST int zc_users_load(
    const struct zc_look *l, struct zc_table *t, struct zc_users *out);

/* Name of an id, or NULL when nobody has it. */
const char *zc_users_name(const struct zc_users *u, int64_t uid);
const char *zc_users_group(const struct zc_users *u, int64_t gid);

/* Account or group by name, or NULL. */
const struct zc_user *zc_users_find(const struct zc_users *u, const char *name);
const struct zc_group *zc_users_group_find(
    const struct zc_users *u, const char *name);

/*
 * The next home directory worth looking into: absolute, not "/" and not one
 * given before; of root and of accounts with uid 500 and up that have a
 * directory there. Start with *i = 0; false at the end. A home that may not be
 * read, or that lies on a file system that is not mounted below an offline
 * root, is noted as missed in `t`, which may be NULL.
 */
bool zc_users_home(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *u, size_t *i, const struct zc_user **out);

/* Next name of a comma separated list; false at the end. */
bool zc_users_member(struct zc_str *rest, struct zc_str *name);

/* True when the shell gives a session (not nologin, false, sync …). */
bool zc_users_shell_ok(const char *shell);

/* Smallest uid of people: UID_MIN of login.defs, else 1000. */
int64_t zc_users_uid_min(const struct zc_look *l);

#endif
