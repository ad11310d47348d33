/*
 * idcheck: identifiers that check themselves, and their one normal form.
 * Sources of each rule are at the functions (idperson.h, idnet.h, idcode.h,
 * idvalue.h, docno.h). Nothing here looks anything up: a number that passes
 * is well formed, not known to be given to somebody.
 */
#ifndef ZC_IDCHECK_H
#define ZC_IDCHECK_H

#include "base/base.h"

enum {
	ZC_IDCHECK_MAX = 512 /* bytes of an identifier */
};

/*
 * `t` is the text with full-width ASCII made narrow, blanks made ' ' and
 * trimmed, and without invisible characters. `normal` is set only on ZC_OK and
 * belongs to `a`, or borrows `t`.
 */
typedef int zc_idcheck_fn(struct zc_str t, struct zc_arena *a,
    struct zc_str *normal, struct zc_err *e);

struct zc_idcheck_type {
	const char *name; /* as in ledger definitions: id_number, mac … */
	zc_idcheck_fn *run;
	const char *like; /* msgid: what a right one looks like */
};

/* All types, by name. */
const struct zc_idcheck_type *zc_idcheck_types(size_t *n);
/* The type of that name, or NULL. */
const struct zc_idcheck_type *zc_idcheck_find(const char *name);

/*
 * Check `in` as `type` and give its normal form:
 *
 *   id_number        18 or 15 characters, X upper case
 *   credit_code      18 characters, upper case
 *   bank_card        13 to 19 digits
 *   mobile           11 digits
 *   landline         010-62345678, with -12 for an extension
 *   phone            either of the two
 *   mac              00:1a:2b:3c:4d:5e
 *   ip               192.168.1.1 or RFC 5952
 *   cidr             192.168.1.0/24, host bits cleared
 *   date             2026-03-05
 *   document_number  国办发〔2026〕3号
 *   money            whole fen, as decimal digits
 *   serial           upper case, single blanks
 *   plate            京A12345
 *   passport         upper case
 *   email            domain in lower case
 *
 * ZC_ENOENT  no such type            ZC_ENOMEM  arena spent
 * ZC_EINPUT  not one: e->msg is a whole sentence and a msgid (zc_tr gives the
 *            Chinese), and says what is wrong and what a right one looks like
 */
ZC_MUST int zc_idcheck(const char *type, struct zc_str in, struct zc_arena *a,
    struct zc_str *normal, struct zc_err *e);

#endif
