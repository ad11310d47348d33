/*
 * collect: looks at one computer and writes down what is seen into a case. No
 * definition is needed and nothing is judged: the portable collector does
 * this and no more, the inspection (core/inspect.h) begins with it.
 */
#ifndef ZC_COLLECT_H
#define ZC_COLLECT_H

#include "core/case.h"
#include "core/target.h"

struct zc_collect {
	const char *root;        /* as in the case's meta; NULL or "/": live */
	const char *target;      /* id given by the user; NULL: found out */
	const char *path;        /* case file to make, or to resume */
	const char *const *skip; /* tables left out; NULL-ended; may be NULL */
	unsigned jobs;           /* probes at once; 0: as many as processors */
	/* Knows the computer from earlier: may replace t->id. May be NULL. */
	int (*resolve)(void *ctx, struct zc_target *t, struct zc_err *e);
	/* A new case was made (not: resumed). May be NULL. */
	int (*made)(void *ctx, struct zc_case *c, struct zc_err *e);
	/* Told after each table. May be NULL. */
	void (*progress)(
	    void *ctx, size_t done, size_t total, const char *table);
	bool (*stop)(void *ctx); /* true: the user wants to stop; may be NULL */
	void *ctx;
};

/*
 * Open the root and fill `l` with what needs no definition; the caller may
 * add items, unit and words, and closes l->root.
 */
ZC_MUST int zc_collect_look(
    const char *root, struct zc_look *l, struct zc_err *e);

/* Is there a file /etc/zicha/classified below the root? */
bool zc_collect_classified(int root);

/* A table that is not looked at says so. */
ZC_MUST int zc_collect_leave_out(struct zc_case *c, const struct zc_probe *p,
    enum zc_cover cover, const char *reason, struct zc_err *e);

/* The host name of the root, from where systems keep it; "" when unknown. */
void zc_collect_host(int root, char out[256]);

/* What every inspection says of itself. */
const char *zc_collect_notice(const char *lang);

/* What a classified computer is told; a msgid. */
#define ZC_COLLECT_REFUSAL \
	ZC_N("this computer is marked classified; for classified computers " \
	     "use inspection tools recognised by the secrecy administration")

/*
 * Gather every table that the case at in->path does not have yet. The case
 * stays open and unsealed; zc_collect_end ends it.
 *
 * ZC_EREFUSED  the computer is marked classified, or the case is sealed or of
 *              another computer
 * ZC_ESTOP     the user stopped; the case is valid and can be resumed
 * Others as the file system gives them; the case file then stays as it is.
 */
ZC_MUST int zc_collect_run(const struct zc_collect *in, struct zc_look *l,
    struct zc_case **out, struct zc_target *target, struct zc_err *e);

/* Note the time and seal; the case stays open to read. */
ZC_MUST int zc_collect_end(
    struct zc_case *c, char digest[65], struct zc_err *e);

#endif
