/* auditnl: audit rules in force, asked of the kernel over NETLINK_AUDIT. */
#ifndef ZC_AUDITNL_H
#define ZC_AUDITNL_H

#include "base/base.h"

struct zc_auditnl_rule {
	const char *kind;       /* watch, syscall, control */
	struct zc_str path;     /* watched path or directory; may be empty */
	char permissions[5];    /* of "rwxa" */
	struct zc_str syscalls; /* names, comma separated; numbers as #N */
	struct zc_str key;
	struct zc_str text; /* the rule in words of auditctl(8) */
};

/* What it gives is borrowed until it returns; negative ends the reading. */
typedef int (*zc_auditnl_emit)(
    void *ctx, const struct zc_auditnl_rule *r, struct zc_err *e);

/*
 * Give every rule in force, and one of kind "control" each for "-e N" (2 =
 * locked until restart), "-f N" and "-b N". Needs CAP_AUDIT_CONTROL.
 *
 * ZC_EACCES  not permitted
 * ZC_EUNSUP  no audit in this kernel, or not for this name space
 * ZC_ETIME   the kernel did not answer in time
 */
ZC_MUST int zc_auditnl_rules(
    struct zc_arena *a, zc_auditnl_emit emit, void *ctx, struct zc_err *e);

/*
 * Read one rule as the kernel sends it (struct audit_rule_data of
 * linux/audit.h, machine byte order). ZC_EINPUT: cut short.
 */
ZC_MUST int zc_auditnl_read(struct zc_str data, struct zc_arena *a,
    struct zc_auditnl_rule *out, struct zc_err *e);

#endif
