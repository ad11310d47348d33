/* inspect: one inspection of one computer, from looking to a sealed case. */
#ifndef ZC_INSPECT_H
#define ZC_INSPECT_H

#include "core/judge.h"
#include "core/target.h"

struct zc_inspect {
	const char *root;        /* NULL or "/": this running system */
	const char *data;        /* our own data directory; NULL: none */
	const char *target;      /* id given by the user; NULL: found out */
	const char *path;        /* case file to make, or to resume */
	const char *const *skip; /* tables left out; NULL-ended; may be NULL */
	const struct zc_catalog *catalog;
	/* The unit's ledgers, for checks that compare; NULL: none kept. */
	struct zc_office *office;
	int64_t unit;
	unsigned jobs; /* probes at once; 0: as many as processors */
	/*
	 * Knows the computer from earlier: may replace t->id. May be NULL.
	 */
	int (*resolve)(void *ctx, struct zc_target *t, struct zc_err *e);
	/* Told after each table. May be NULL. */
	void (*progress)(
	    void *ctx, size_t done, size_t total, const char *table);
	bool (*stop)(void *ctx); /* true: the user wants to stop; may be NULL */
	void *ctx;
};

struct zc_inspected {
	struct zc_case *c; /* sealed, open to read; the caller closes it */
	struct zc_tally tally;
	struct zc_target target;
	char digest[65];
};

/*
 * Do it. An existing unsealed case is resumed: what was gathered stays.
 *
 * ZC_EREFUSED  the computer is marked classified, or the case is sealed
 * ZC_ESTOP     the user stopped; the case is valid and can be resumed
 * Others as the file system gives them; the case file then stays as it is.
 */
ZC_MUST int zc_inspect_run(
    const struct zc_inspect *i, struct zc_inspected *out, struct zc_err *e);

/*
 * Is this computer marked classified: setting host.classified, or the file
 * /etc/zicha/classified below the root.
 */
bool zc_inspect_classified(const struct zc_catalog *c, int root);

#endif
