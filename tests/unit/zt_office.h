/*
 * zt_office: tests of ledgers on both engines. ZT_OFFICE(name) { … } makes
 * NAME_sqlite and NAME_postgres; the body has `o`, an office over the
 * definitions of tests/office with one unit, at 2026-03-02 09:00, acting as
 * 李某 with the role t_officer.
 */
#ifndef ZT_OFFICE_H
#define ZT_OFFICE_H

#include "core/flow.h"
#include "unit/zt_db.h"

/* The definitions of tests/office and the rules of marks. */
int zt_office_load(struct zc_catalog *c);
void zt_office_with(const char *url, void (*fn)(struct zc_office *o));

/* The same over the program's own definitions, with these roles. */
void zt_office_own(
    const char *url, const char *roles, void (*fn)(struct zc_office *o));

#define ZT_OFFICE(id) \
	static void zt_office_##id(struct zc_office *); \
	ZT_DB_AS(id, false) \
	{ \
		zt_office_with(url, zt_office_##id); \
	} \
	static void zt_office_##id(ZC_UNUSED struct zc_office *o)

/* Memory of the actors below; zt_office_with does it by itself. */
void zt_office_words(bool begin);
/* Act as this person with these roles, blank-separated. */
void zt_office_as(struct zc_office *o, const char *person, const char *roles);
/* The day, at nine in the morning. */
void zt_office_on(struct zc_office *o, const char *day);

/*
 * "field=value|field=value" as a row. All return the code; what was said
 * about it is in zt_said (words of the faults, blank-separated) and zt_zh (the
 * sentence of the first).
 */
extern char zt_said[400], zt_zh[700];
int zt_row_add(
    struct zc_office *o, const char *ledger, const char *row, int64_t *id);
int zt_row_set(
    struct zc_office *o, const char *ledger, int64_t id, const char *row);
int zt_step(struct zc_office *o, const char *ledger, int64_t id,
    const char *step, const char *row);
/* The same with a reason why one person acts twice. */
int zt_step_same(struct zc_office *o, const char *ledger, int64_t id,
    const char *step, const char *reason);
/* A field as people read it; "state" is the state's name. */
const char *zt_field(
    struct zc_office *o, const char *ledger, int64_t id, const char *field);
/* How many rows the acting user sees. */
int64_t zt_rows(struct zc_office *o, const char *ledger);
struct zc_ledger_use zt_use(struct zc_office *o, const char *ledger);

#endif
