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
	bool alone; /* … and no user was added yet: may do everything */
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
/* The user of that name with the roles he holds now. ZC_ENOENT, ZC_EACCES:
 * there is none, or he is disabled. */
ZC_MUST int zc_office_actor_of(struct zc_office *o, const char *user,
    struct zc_actor *out, struct zc_err *e);
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

/* Is the field kept at all? In count-only mode nothing but numbers, days,
 * words of a list, references and the key is. */
bool zc_office_kept(const struct zc_office *o, const struct zc_ledger *l,
    const struct zc_ledger_field *f);
/* Is it shown to the actor: kept, and of what his roles unmask? */
bool zc_office_shows(const struct zc_office *o, const struct zc_ledger *l,
    const struct zc_ledger_field *f);

/* The setting's value with the unit's own in front of the default. */
const char *zc_office_setting(struct zc_office *o, const char *id);

/* Use this value until the office is closed; examples and tests. */
ZC_MUST int zc_office_use_setting(
    struct zc_office *o, const char *id, const char *value);
/*
 * Keep the unit's own value; `value` NULL: back to the default. History gets
 * who, when, from what to what. ZC_ENOENT: no such setting; ZC_EINPUT: not of
 * its type, below its floor or above its limit; ZC_EACCES: not the actor's to
 * do; ZC_EREFUSED: a mark of a state secret.
 */
ZC_MUST int zc_office_set_setting(
    struct zc_office *o, const char *id, const char *value, struct zc_err *e);

/* A change of a setting; `is` and `was` as text, a list one item a line. */
struct zc_office_set {
	int64_t at;
	const char *actor, *was, *is;
};
typedef int (*zc_office_setting_fn)(void *ctx, const struct zc_office_set *s);
/* All changes of it in the actor's unit, oldest first. */
ZC_MUST int zc_office_setting_life(struct zc_office *o, const char *id,
    zc_office_setting_fn fn, void *ctx, struct zc_err *e);

/* A ledger's table as the store knows it. */
const struct zc_tdef *zc_office_table(
    const struct zc_office *o, const struct zc_ledger *l);

/* The tables of facts that the definitions ask for, see core/fact.h. */
const struct zc_tdef *zc_office_facts(const struct zc_office *o, size_t *n);

/* Writing: nested calls become savepoints, so that a refused step inside a
 * larger job takes back only itself. Rollback after any failure. */
ZC_MUST int zc_office_begin(struct zc_office *o, struct zc_err *e);
ZC_MUST int zc_office_commit(struct zc_office *o, struct zc_err *e);
void zc_office_rollback(struct zc_office *o);

/* Memory that lives as long as the office. */
struct zc_arena *zc_office_arena(struct zc_office *o);
/* Midnight UTC of the calendar day it is here. */
int64_t zc_office_today(const struct zc_office *o);
/* The n-th day after `day`; `working`: days off do not count. */
int64_t zc_office_day_after(
    const struct zc_office *o, int64_t day, int64_t n, bool working);

/* {setting.id} replaced by the unit's values: for people … */
const char *zc_office_render(
    struct zc_office *o, const char *text, struct zc_arena *a);
/* … and for SQL, with quotes doubled. */
const char *zc_office_sql(
    struct zc_office *o, const char *text, struct zc_arena *a);
/* A number as definitions write it: digits or "{setting.id}"; else `none`. */
int64_t zc_office_number(struct zc_office *o, const char *text, int64_t none);
/* Is a boolean setting on? A setting that does not exist is off. */
bool zc_office_is(struct zc_office *o, const char *id);

/*
 * Does a text carry a mark of secrecy? ZC_OK: none; ZC_EACCES: perhaps, a
 * person must confirm; ZC_EREFUSED: yes, it must not be kept.
 */
ZC_MUST int zc_office_scan(struct zc_office *o, struct zc_str text);

/*
 * Keep an open file as an attachment of the store; `digest` is its SHA-256 in
 * hex. Inside of a transaction. Looks for no mark: core/attach.h does.
 */
ZC_MUST int zc_office_attach_fd(struct zc_office *o, int fd, const char *name,
    char digest[65], struct zc_err *e);
/* Open an attachment to read; its bytes were held against the digest. */
ZC_MUST int zc_office_attached(
    struct zc_office *o, const char *digest, int *fd, struct zc_err *e);

/* The scope of the acting user for writing into his unit. */
struct zc_scope zc_office_scope(const struct zc_office *o);

/* Scratch stores of examples: references are not looked up. */
bool zc_office_example(const struct zc_office *o);
/* A scratch office for examples on a store that is empty; owns nothing. */
ZC_MUST int zc_office_scratch(const char *url, const struct zc_catalog *c,
    struct zc_office **out, struct zc_err *e);

/*
 * The views as rules, gates and timers of the program see them: everything of
 * the unit, unmasked, with zc_row() = row. Cheap when only the row changed.
 */
ZC_MUST int zc_office_see_row(
    struct zc_office *o, int64_t unit, int64_t row, struct zc_err *e);

/* The same with a period, for figures. */
ZC_MUST int zc_office_see_period(struct zc_office *o, int64_t unit,
    int64_t from, int64_t to, struct zc_err *e);

/* Set the views for the acting user's scope and masks, the clock and zc_row;
 * then zc_view_ask. `from`, `to`: the period, 0 when none. */
ZC_MUST int zc_office_see(struct zc_office *o, int64_t row, int64_t from,
    int64_t to, struct zc_err *e);

#endif
