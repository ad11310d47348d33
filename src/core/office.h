/*
 * office: the store of a unit opened together with its definitions: what every
 * ledger, flow, indicator and reconciliation works on. One office per process;
 * not for several threads.
 */
#ifndef ZC_OFFICE_H
#define ZC_OFFICE_H

#include "catalog/catalog.h"
#include "store/row.h"
#include "store/view.h"

struct zc_office;

/* Who acts. The words live as long as the office. */
struct zc_actor {
	const char *name;      /* user name; goes into history */
	const char *full_name; /* person behind it, "" = none */
	const char *department;
	struct zc_strs roles; /* ids */
	int64_t unit;
	bool owner; /* the operating system's owner of the data: may do what
		       the three administrators may, recorded as such */
};

/*
 * Open the store and bring its tables to the definitions. `user` is the name
 * to act as (--as), NULL: the operating system's login name; a name that is no
 * user of the store but owns the data directory acts as `owner`.
 *
 * ZC_ENOENT   no store there yet: zicha db init
 * ZC_EACCES   no such user
 * ZC_EREFUSED the data are wider than a definition: e->msg names it
 */
ZC_MUST int zc_office_open(const char *db, const struct zc_catalog *c,
    const char *user, bool write, struct zc_office **out, struct zc_err *e);
void zc_office_close(struct zc_office *o);

struct zc_db *zc_office_db(struct zc_office *o);
const struct zc_catalog *zc_office_catalog(const struct zc_office *o);
const struct zc_actor *zc_office_actor(const struct zc_office *o);
/* The clock of the office; tests and examples set it. */
int64_t zc_office_now(const struct zc_office *o);
void zc_office_set_now(struct zc_office *o, int64_t now);
/* Act as somebody else from now on (examples, the console). */
void zc_office_set_actor(struct zc_office *o, const struct zc_actor *a);

/* Off, count-only or full: ledgers of classified matter are off by default. */
enum zc_ledger_mode {
	ZC_LEDGER_OFF,
	ZC_LEDGER_COUNT,
	ZC_LEDGER_FULL
};
enum zc_ledger_mode zc_office_mode(
    const struct zc_office *o, const struct zc_ledger *l);

/* The setting's value with the unit's own in front of the default. */
const char *zc_office_setting(struct zc_office *o, const char *id);

/* A ledger's table as the store knows it. */
const struct zc_tdef *zc_office_table(
    const struct zc_office *o, const struct zc_ledger *l);

/* Set the views for the acting user's scope and masks, the clock and zc_row;
 * then zc_view_ask. `from`, `to`: the period, 0 when none. */
ZC_MUST int zc_office_see(struct zc_office *o, int64_t row, int64_t from,
    int64_t to, struct zc_err *e);

#endif
