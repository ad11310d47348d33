/*
 * probe: one table of facts, gathered and never judged. Each file host_*.c
 * (later net_*.c, site_*.c) defines one `const struct zc_probe` named after
 * the file; the build finds it by its name, no list is edited.
 *
 * A probe runs in a process of its own that can read the inspected root and
 * write nothing (see jail/jail.h). It hands rows to its table; the parent
 * checks each row against the declared columns and stores it.
 */
#ifndef ZC_PROBE_H
#define ZC_PROBE_H

#include "base/base.h"
#include "base/item.h"

enum zc_type {
	ZC_TEXT, /* UTF-8 */
	ZC_INT,  /* 64-bit integer */
	ZC_BOOL, /* 0 or 1 */
	ZC_TIME  /* seconds since 1970 UTC */
};

enum zc_cover {
	ZC_COVER_OK,          /* seen as far as it goes; no rows means none */
	ZC_COVER_PARTIAL,     /* seen in part: rows are true, more may exist */
	ZC_COVER_DENIED,      /* not permitted to look */
	ZC_COVER_ABSENT,      /* what would have to be asked is not there */
	ZC_COVER_UNSUPPORTED, /* this system or this way of looking: no */
	ZC_COVER_ERROR        /* looking failed */
};

enum zc_cost {
	ZC_COST_LOW,
	ZC_COST_MEDIUM,
	ZC_COST_HIGH
};
enum zc_priv {
	ZC_PRIV_NONE,
	ZC_PRIV_ROOT
};
enum {
	ZC_LIVE = 1,
	ZC_ROOT = 2
}; /* where a probe can look */

struct zc_col {
	const char *name; /* SQL name; one meaning in the whole vocabulary */
	enum zc_type type;
	const char *en;   /* label */
	const char *zh;   /* label */
	const char *mean; /* meaning, unit, closed set */
};

/* Where to look, and with what. Read only for a probe. */
struct zc_look {
	int root; /* directory fd that acts as "/" (base/fs.h) */
	/*
	 * Directory fd of what the officer imported (advisory/, yara/), ours
	 * and never the inspected system's; <= 0 when there is none.
	 */
	int imported;
	bool live;             /* the root is this running system */
	bool is_root;          /* we have administrator rights */
	int64_t now;           /* time of the case, seconds since 1970 UTC */
	struct zc_arena *a;    /* this probe's memory; dies with it */
	struct zc_items items; /* entries of all rule definitions */
	const char *unit;      /* name of the unit; "" when not set */
	const char *words; /* the unit's own words for guesses, one a line */
	/*
	 * Public addresses and names that the inner network itself uses, one a
	 * line or divided by commas, * matches anything; "" or NULL: none.
	 */
	const char *allowed;
	unsigned guess_ms; /* time budget of weak_password */
	/*
	 * Gives up the probe's `caps`: called, when not NULL, once what they
	 * are for is done and before anybody else's bytes are read.
	 */
	void (*shed)(void);
	/*
	 * A probe with `shared` runs in `workers` processes at once; this is
	 * number `worker`, from 0. They share that many bytes, zeroed at the
	 * beginning. NULL and 0 in a probe that is called without a runner.
	 */
	void *shared;
	unsigned workers, worker;
};

struct zc_table; /* rows go here; made by the runner (probe/gather.h) */

struct zc_probe {
	const char *table; /* SQL name of the table */
	const char *en;    /* title */
	const char *zh;
	const char *mean; /* what one row is */
	const struct zc_col *cols;
	size_t ncols;
	enum zc_cost cost;
	enum zc_priv needs; /* what a full look needs; still run without */
	unsigned looks;     /* ZC_LIVE | ZC_ROOT */
	uint64_t caps;      /* extra capabilities kept, 1 << CAP_… */
	uint32_t netlink;   /* live: protocols it may speak, 1 << NETLINK_… */
	bool local; /* live: speaks over local sockets that `load` connected */
	bool as_root; /* reads what only user 0 may, whatever capabilities */
	unsigned seconds; /* time limit; 0 = 60 */
	/*
	 * Bytes of memory that its workers share (probe/team.h); 0 = it runs
	 * in one process. Its rows are stored sorted by their columns, equal
	 * misses once. Of the covers that the workers give the worst counts;
	 * the last worker to end gives the good one, the others none.
	 */
	size_t shared;
	/*
	 * Called before the jail closes, for what opens libraries at run time;
	 * may be NULL. Must not read anything of the inspected system but what
	 * the running kernel alone tells (probe/iptold.h), and parse nothing.
	 */
	void (*load)(void);
	/*
	 * Emit rows and end with zc_cover(). A negative return makes the table
	 * "error" (ZC_EACCES: "denied", ZC_EUNSUP: "unsupported", ZC_ENOENT:
	 * "absent") with the message of `e`.
	 */
	int (*run)(const struct zc_look *, struct zc_table *, struct zc_err *);
};

/*
 * Put a value into the row that is being built. `col` must be a declared
 * column of the right type (else an assertion fails). A column that is not put
 * is NULL. Text is made safe UTF-8 (zc_utf8_safe) and cut at 4096 bytes.
 */
void zc_put(struct zc_table *t, const char *col, struct zc_str s);
void zc_put_cstr(struct zc_table *t, const char *col, const char *s);
/* ZC_INT, ZC_BOOL (0/1) and ZC_TIME (0 = unknown, stored as NULL). */
void zc_put_int(struct zc_table *t, const char *col, int64_t v);

/* End the row and hand it over. ZC_ELIMIT: too many rows (1,000,000). */
ZC_MUST int zc_row(struct zc_table *t, struct zc_err *e);

/*
 * Something that should have been looked at and was not: noted with the table,
 * and an OK cover becomes PARTIAL. `reason` is an English msgid (ZC_N).
 */
void zc_miss(struct zc_table *t, const char *path, const char *reason);
/* The same for a failed call: ZC_ENOENT is nothing missed and is ignored. */
void zc_miss_rc(struct zc_table *t, const char *path, int rc);

/* The period that the sources really cover (logs); 0 = unknown. */
void zc_window(struct zc_table *t, int64_t from, int64_t to);

/* Rows that zc_row took so far. */
int64_t zc_rows(const struct zc_table *t);

/*
 * Say how much was seen; the last call counts. `reason` is an English msgid
 * (ZC_N) or NULL, and `detail` is added behind it (a path, a figure) or NULL.
 * Returns ZC_OK so that a probe can end with it.
 */
int zc_cover(struct zc_table *t, enum zc_cover c, const char *reason,
    const char *detail);

/*
 * Read a file of the root that may be missing: on ZC_OK `out` is set; any
 * failure but ZC_ENOENT is noted by zc_miss_rc, and so are a link that leads
 * nowhere and a file of /etc that is no text. Largest size 16 MiB.
 */
ZC_MUST int zc_look_read(const struct zc_look *l, struct zc_table *t,
    const char *path, struct zc_str *out);

#endif
