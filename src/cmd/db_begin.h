/*
 * db_begin: what a new store begins with: the answers of a starter
 * (catalog/starters) from a YAML file or a terminal, or the sample unit.
 */
#ifndef ZC_DB_BEGIN_H
#define ZC_DB_BEGIN_H

#include "catalog/starter.h"
#include "cmd/say.h"

struct zc_begin {
	const struct zc_run *run;
	struct zc_catalog *catalog;
	struct zc_arena a;
	const char *unit; /* name of the unit, once it is known */
	const struct zc_starter *starter; /* NULL: nothing but the unit */
	struct zc_starter_answers answers;
	bool sample;
};

/*
 * Read the answers; every fault is printed, nothing is made. The file:
 *
 *   starter: new_unit      optional, when there are several
 *   unit_name: …           a question and its answer
 *   people:                a list question
 *     - {full_name: …, department: …}
 */
ZC_MUST int zc_begin_file(
    struct zc_begin *b, const char *path, struct zc_err *e);
/* Ask on the terminal; ZC_EUSAGE when there is none. */
ZC_MUST int zc_begin_ask(struct zc_begin *b, struct zc_err *e);
ZC_MUST int zc_begin_sample(struct zc_begin *b, struct zc_err *e);
/* Put it into the store, which has its unit now: all of it or nothing. */
ZC_MUST int zc_begin_run(struct zc_begin *b, struct zc_err *e);

#endif
