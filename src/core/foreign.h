/*
 * foreign: cases that somebody else made: another computer's zicha, the
 * portable collector, other programs by docs/formats/case.md. They are
 * hostile: a jailed process reads the file and sends rows; the parent checks
 * every value and builds a case of its own. Results that a foreign case may
 * hold are not taken: it is judged here.
 */
#ifndef ZC_FOREIGN_H
#define ZC_FOREIGN_H

#include "core/judge.h"

enum {
	ZC_FOREIGN_MAX = 1 << 30 /* bytes of a case file */
};

/*
 * Read `path` (an SQLite case, or its equivalent in JSON lines) into a new
 * case at `dest`, not sealed yet; "" as for zc_case_create.
 *
 * ZC_EINPUT    not a case, damaged, or values that its tables cannot hold
 * ZC_EREFUSED  marked as a classified computer's
 * ZC_EEXIST    dest exists
 */
ZC_MUST int zc_foreign_read(
    const char *path, const char *dest, struct zc_case **out, struct zc_err *e);

/*
 * Judge what zc_foreign_read made, by the definitions of this place and the
 * ledgers of u->office (NULL: all absent), which are put into the case;
 * results go into the case itself.
 */
ZC_MUST int zc_foreign_judge(
    const struct zc_judge_use *u, struct zc_tally *tally, struct zc_err *e);

/* Write a case as JSON lines to `f`: facts, status rows, never results. */
ZC_MUST int zc_foreign_write(struct zc_case *c, FILE *f, struct zc_err *e);

/*
 * In the jailed child: send everything of the file through `t`-messages.
 * Public for the fuzz target.
 */
struct zc_foreign_out {
	int (*send)(void *ctx, struct zc_str bytes);
	void *ctx;
};
ZC_MUST int zc_foreign_sqlite(
    int dir, const char *name, struct zc_foreign_out *o, struct zc_err *e);
ZC_MUST int zc_foreign_jsonl(
    struct zc_str text, struct zc_foreign_out *o, struct zc_err *e);

/* Keys of zc_meta that are taken over; others are left behind. */
bool zc_foreign_key(const char *key);

#endif
