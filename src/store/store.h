/*
 * store: the central store of one unit: cases, targets, findings and their
 * history. The only room with its SQL. SQLite in `DIR/zicha.db`; the statements
 * are written so that PostgreSQL takes them as well.
 */
#ifndef ZC_STORE_H
#define ZC_STORE_H

#include "store/state.h"

struct zc_store;

/*
 * Open the data directory, making it and its tables when missing (mode 0700).
 * `write`: holds the directory's lock until closed.
 *
 * ZC_EBUSY   somebody else is writing
 * ZC_EACCES  the directory cannot be written, or made
 * ZC_EINPUT  the database is damaged or of a newer version
 */
ZC_MUST int zc_store_open(
    const char *dir, bool write, struct zc_store **out, struct zc_err *e);
void zc_store_close(struct zc_store *s);
const char *zc_store_dir(const struct zc_store *s);

ZC_MUST int zc_store_begin(struct zc_store *s, struct zc_err *e);
ZC_MUST int zc_store_commit(struct zc_store *s, struct zc_err *e);
void zc_store_rollback(struct zc_store *s);

/* One thing that tells which computer it is; the digest of its value. */
struct zc_store_source {
	const char *name;
	const char *digest;
};

/*
 * The target these sources belong to: the one that has any of them, else
 * `id` itself. `clash` is set when they point to different targets; then the
 * first of the order decides.
 */
ZC_MUST int zc_store_target(struct zc_store *s, const char *id,
    const struct zc_store_source *v, size_t n, char out[33], bool *clash,
    struct zc_err *e);

struct zc_store_case {
	const char *digest; /* SHA-256 of the sealed file, hex */
	const char *id, *target, *hostname, *rules, *path;
	int64_t started, finished;
	const struct zc_store_source *sources;
	size_t nsources;
};

/* ZC_EEXIST when a case of this digest is in already; nothing changes then. */
ZC_MUST int zc_store_add_case(
    struct zc_store *s, const struct zc_store_case *c, struct zc_err *e);

/* Is a case with this digest in the store? */
ZC_MUST int zc_store_has_case(
    struct zc_store *s, const char *digest, bool *has, struct zc_err *e);

/*
 * A check of this case was judged. `conclusive`: absence of a row proves its
 * absence. Inside zc_store_begin/commit; call in this order per check:
 * zc_store_judged, then zc_store_seen for each row, then zc_store_rest.
 * `*current` is false when a newer case of the target has judged the check:
 * then a late case changes nothing and the other two are not called.
 */
struct zc_store_check {
	const char *digest, *target, *check, *severity, *verdict;
	int64_t started;
	bool conclusive;
};
ZC_MUST int zc_store_judged(struct zc_store *s, const struct zc_store_check *c,
    bool *current, struct zc_err *e);
ZC_MUST int zc_store_seen(struct zc_store *s, const struct zc_store_check *c,
    const char *key, const char *cells, struct zc_err *e);
ZC_MUST int zc_store_rest(
    struct zc_store *s, const struct zc_store_check *c, struct zc_err *e);

struct zc_store_finding {
	const char *key, *check, *target, *hostname, *severity, *cells;
	struct zc_state state;
	int64_t first_seen, last_seen;
};
typedef int (*zc_store_finding_fn)(void *ctx, const struct zc_store_finding *f);
/* All findings, those still open first; `key` NULL or the front of a key. */
ZC_MUST int zc_store_findings(struct zc_store *s, const char *key,
    zc_store_finding_fn fn, void *ctx, struct zc_err *e);

/* The events of a finding, oldest first. */
typedef int (*zc_store_event_fn)(void *ctx, int64_t at, const char *event,
    const char *actor, const char *note, const char *digest);
ZC_MUST int zc_store_events(struct zc_store *s, const char *key,
    zc_store_event_fn fn, void *ctx, struct zc_err *e);

/* A step of a person. ZC_ENOENT: no such finding; ZC_EREFUSED: does not fit. */
ZC_MUST int zc_store_step(struct zc_store *s, const char *key, enum zc_event ev,
    const char *actor, const char *note, struct zc_err *e);

#endif
