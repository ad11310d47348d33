/* svc: readers of services' own settings, for the table service_setting. */
#ifndef ZC_SVC_H
#define ZC_SVC_H

#include "probe/expand.h"

struct zc_svc { /* one row in the making */
	const struct zc_look *l;
	struct zc_table *t;
	const char *program;
	const char *file; /* being read; NULL for a default */
};

/*
 * Emit a setting. `section` may be empty; `line` 0 = none. Addresses with a
 * password in them are masked; values that are secrets must be replaced by
 * the caller (zc_svc_secret).
 */
ZC_MUST int zc_svc_put(const struct zc_svc *s, struct zc_str section,
    const char *name, struct zc_str value, int64_t line, struct zc_err *e);

/*
 * What is told instead of a password: "absent" when empty, "default" when it
 * is one that ships with programs or equals `user`, else "set".
 */
const char *zc_svc_secret(struct zc_str password, struct zc_str user);

/* Each reads its service's files when there are any. */
ZC_MUST int zc_svc_nginx(struct zc_svc *s, struct zc_err *e);
ZC_MUST int zc_svc_bind(struct zc_svc *s, struct zc_err *e);
ZC_MUST int zc_svc_snmpd(struct zc_svc *s, struct zc_err *e);
ZC_MUST int zc_svc_pg_hba(struct zc_svc *s, struct zc_err *e);
ZC_MUST int zc_svc_inetd(struct zc_svc *s, struct zc_err *e);
ZC_MUST int zc_svc_docker(struct zc_svc *s, struct zc_err *e);
ZC_MUST int zc_svc_tomcat(struct zc_svc *s, struct zc_err *e);

/* The existing files of a NULL-ended list of patterns. */
ZC_MUST int zc_svc_files(struct zc_svc *s, const char *const *patterns,
    struct zc_paths *out, struct zc_err *e);

#endif
