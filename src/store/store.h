/*
 * store: the central store of one unit: cases, targets, findings and their
 * history, on both engines of db.h. The only room with its SQL.
 */
#ifndef ZC_STORE_H
#define ZC_STORE_H

#include "store/db.h"
#include "store/state.h"

struct zc_store;

/*
 * Open the store `where`, making it and its tables when missing (mode 0700):
 *   a directory DIR      SQLite in DIR/zicha.db; cases in DIR/cases,
 *                        attachments in DIR/files
 *   postgresql://…       that database; the files live in zc_store_files()
 * Any number of programs may have it open to write; transactions are short,
 * and one that finds another at work waits up to ten seconds.
 *
 * ZC_EACCES  the directory or database cannot be written, or made
 * ZC_ENOENT  nothing there, and not opened to write
 * ZC_EINPUT  the database is damaged or of a newer version
 */
ZC_MUST int zc_store_open(
    const char *where, bool write, struct zc_store **out, struct zc_err *e);
void zc_store_close(struct zc_store *s);
/* Is there a store? Makes none; true also for one that cannot be opened. */
bool zc_store_there(const char *where);

/*
 * Keep other inspections and imports out of the data directory until closed.
 * Only they take it: who writes ledgers or findings neither takes nor minds
 * it. ZC_EBUSY: another inspection is at work there.
 */
ZC_MUST int zc_store_lock(struct zc_store *s, struct zc_err *e);

/* The same over a connection that stays the caller's and is open longer. */
ZC_MUST int zc_store_borrow(
    struct zc_db *db, struct zc_store **out, struct zc_err *e);

/*
 * A unit as a target of its own, for what is judged over the store instead of
 * over a computer: made when missing. The time for the next run over it, later
 * than every run before, so that it counts.
 */
ZC_MUST int zc_store_unit_target(struct zc_store *s, int64_t unit, int64_t now,
    char out[33], struct zc_err *e);
ZC_MUST int zc_store_next_run(struct zc_store *s, const char *target,
    int64_t now, int64_t *started, struct zc_err *e);

/* The connection, for ledgers, indicators and all else of this room. */
struct zc_db *zc_store_db(struct zc_store *s);
/* The directory of the files. */
const char *zc_store_dir(const struct zc_store *s);

/*
 * The directory of the files of a store that need not be open: DIR itself;
 * with postgresql://… $ZICHA_DATA, else zc_store_default().
 */
const char *zc_store_files(const char *where);
/* /var/lib/zicha for root, else zicha below $XDG_STATE_HOME or ~/.local/state.
 */
const char *zc_store_default(void);

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

/* An event inside of the caller's transaction; errors as zc_store_step. */
ZC_MUST int zc_store_event(struct zc_store *s, const char *key,
    enum zc_event ev, int64_t at, const char *actor, const char *note,
    struct zc_err *e);

/* A step of a person. ZC_ENOENT: no such finding; ZC_EREFUSED: does not fit. */
ZC_MUST int zc_store_step(struct zc_store *s, const char *key, enum zc_event ev,
    const char *actor, const char *note, struct zc_err *e);

#endif
