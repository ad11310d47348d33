/*
 * contact: traces of reaching the Internet, summed by kind, remote end,
 * account, program and source.
 */
#ifndef ZC_CONTACT_H
#define ZC_CONTACT_H

#include "probe/probe.h"
#include "probe/users.h"

struct zc_contact {
	const char *kind;    /* connection, browser, package, ntp, mail, dns,
				dhcp, history, log */
	const char *remote;  /* address or domain, never a path; "" = not
				kept */
	const char *account; /* "" system */
	const char *program; /* "" unknown */
	const char *source;
	int64_t first, last; /* 0 unknown */
	int64_t times;
	size_t next; /* index + 1 of the next with the same hash */
};

enum {
	ZC_CONTACT_BUCKETS = 4096
};

struct zc_contacts {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_users users;
	struct zc_contact *v;
	size_t n, cap;
	size_t bucket[ZC_CONTACT_BUCKETS]; /* index + 1 of the first */
	int64_t from, to; /* period that logs with times cover */
	bool spent;       /* more than could be kept */
};

/*
 * Note a trace when `remote` is a public address or an Internet name; all else
 * is ignored. `at` 0 = no time. True when it was noted.
 */
bool zc_contact_add(struct zc_contacts *c, const char *kind,
    struct zc_str remote, struct zc_str account, const char *program,
    const char *source, int64_t at);

/*
 * Note a sum whose remote ends are not kept: `sum` gives first, last, times.
 * The texts live as long as the arena.
 */
void zc_contact_sum(struct zc_contacts *c, const char *kind,
    const char *account, const char *program, const char *source,
    struct zc_contact sum);

/*
 * Is this the name of something on the Internet? It has a dot, is no address
 * of a private network, and does not end in a name kept for local use (local,
 * lan, internal, home.arpa, localdomain, test, invalid, example …: RFC 2606,
 * 6761, 6762, 8375).
 */
bool zc_contact_public(struct zc_str remote);

/* Host of "scheme://user@host:port/…"; false when there is none. */
bool zc_contact_host(struct zc_str url, struct zc_str *host);

/* Note every address of a text. */
void zc_contact_urls(struct zc_contacts *c, const char *kind,
    struct zc_str text, struct zc_str account, const char *program,
    const char *source, int64_t at);

/* Where to look. Each notes what it finds and what it could not read. */
void zc_contact_live(struct zc_contacts *c);
void zc_contact_settings(struct zc_contacts *c); /* dns, dhcp, ntp, packages */
void zc_contact_dnf(struct zc_contacts *c);      /* part of settings */
void zc_contact_logs(struct zc_contacts *c);
void zc_contact_journal(struct zc_contacts *c);
void zc_contact_homes(struct zc_contacts *c);
void zc_contact_browsers(struct zc_contacts *c); /* one row for a profile */
void zc_contact_mailers(struct zc_contacts *c);  /* public mail servers */

/* One shell history, for the tests. */
void zc_contact_history(struct zc_contacts *c, struct zc_str text,
    struct zc_str account, const char *source);

#endif
