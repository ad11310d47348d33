/* office_in: the inside of an office, for office*.c only. */
#ifndef ZC_OFFICE_IN_H
#define ZC_OFFICE_IN_H

#include "core/office.h"
#include "store/flowlog.h"

struct zc_office_own { /* a setting of the unit */
	const char *id, *value;
};

struct zc_office_marks;

struct zc_office {
	const struct zc_catalog *catalog;
	struct zc_db *db; /* NULL until it is open */
	const char *dir;  /* zc_store_files(); "" of a scratch store */
	struct zc_arena a;
	struct zc_actor actor;
	/* In the order of the catalogue's ledgers, then those of facts. */
	struct zc_tdef *tables;
	size_t nfacts;
	struct zc_office_own *own;
	size_t nown, own_cap;
	struct zc_flowlog_day *days; /* sorted */
	size_t ndays;
	int64_t now;                   /* 0: the clock */
	struct zc_office_marks *marks; /* NULL until a text comes */
	int depth; /* of transactions; above 1 they are savepoints */
	bool example;
	struct { /* what the views are set to */
		bool set;
		int64_t unit;
	} seen;
};

/* A copy that lives as long as the office; "" when memory is spent. */
const char *zc_office_dup(struct zc_office *o, const char *s);
/* Value of the unit or the default; "" when there is no such setting. */
const char *zc_office_own(const struct zc_office *o, const char *id);
ZC_MUST int zc_office_own_set(
    struct zc_office *o, const char *id, const char *value);
ZC_MUST int zc_office_make_tables(struct zc_office *o, struct zc_err *e);
ZC_MUST int zc_office_make_days(struct zc_office *o, struct zc_err *e);

#endif
