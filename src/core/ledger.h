/*
 * ledger: what people do with the rows of a ledger. Every call checks the
 * rights of the acting user, the types, the rules of the definition, the marks
 * of secrecy, and writes row and history in one transaction, or nothing.
 */
#ifndef ZC_LEDGER_H
#define ZC_LEDGER_H

#include "core/access.h"
#include "core/value.h"

/* One complaint about one cell or row; both sentences say what to do. */
struct zc_fault {
	int64_t line;        /* row of the file, 0 = none */
	const char *field;   /* name, "" = the whole row */
	const char *address; /* cell, "C17", or "" */
	const char *why; /* word: required, type, unique, rule, mark, right … */
	const char *zh, *en;
};
typedef void (*zc_fault_fn)(void *ctx, const struct zc_fault *f);

/* How a record came about: 人工, 机检, 导入, 询问; kept in history, and in a
 * field `obtained` when the ledger has one. */
enum zc_obtained {
	ZC_BY_HAND,
	ZC_BY_MACHINE,
	ZC_BY_IMPORT,
	ZC_BY_ASKING
};

struct zc_ledger_use {
	struct zc_office *office;
	const struct zc_ledger *ledger;
	bool confirmed; /* a person looked at medium marks and took them */
	enum zc_obtained obtained;
	const char *note;  /* of new rows, for history; NULL = none */
	zc_fault_fn fault; /* NULL: only the first one, as zc_err */
	void *ctx;
};

/*
 * Add a row of texts (name → text, catalog's cells). Every fault is told, then
 * ZC_EINPUT; ZC_EACCES: no right, or a confirmation is needed; ZC_EREFUSED: a
 * mark. The number is given, defaults are set, the flow begins.
 */
ZC_MUST int zc_ledger_add(const struct zc_ledger_use *u,
    const struct zc_cells *row, int64_t *id, struct zc_err *e);
/*
 * Change fields; `ver` 0 = whatever version is there. A changed key is changed
 * in every reference to it as well. ZC_EBUSY: somebody changed the row since.
 * A row in a final state is not changed any more (ZC_EREFUSED).
 */
ZC_MUST int zc_ledger_set(const struct zc_ledger_use *u, int64_t id,
    int64_t ver, const struct zc_cells *row, struct zc_err *e);
/* Refused (ZC_EREFUSED) while other rows refer to it. */
ZC_MUST int zc_ledger_delete(
    const struct zc_ledger_use *u, int64_t id, struct zc_err *e);
ZC_MUST int zc_ledger_restore(
    const struct zc_ledger_use *u, int64_t id, struct zc_err *e);

/* The row that `text` names: its id as digits, or the text of its key. */
ZC_MUST int zc_ledger_find(const struct zc_ledger_use *u, const char *text,
    int64_t *id, struct zc_err *e);

/* Rows the actor may see, newest change first; columns as zc_row_list. */
ZC_MUST int zc_ledger_list(const struct zc_ledger_use *u,
    const struct zc_list *l, struct zc_rows **out, struct zc_err *e);
ZC_MUST int zc_ledger_get(const struct zc_ledger_use *u, int64_t id,
    struct zc_rows **out, struct zc_err *e);

/*
 * The text of the i-th field of a row that zc_ledger_list or _get stands on,
 * in the language; "***" when it is hidden from the actor.
 */
const char *zc_ledger_text(const struct zc_ledger_use *u,
    const struct zc_rows *r, size_t i, const char *lang, struct zc_arena *a);
/* How many rows the list has in all; its limit does not count. */
ZC_MUST int zc_ledger_count(const struct zc_ledger_use *u,
    const struct zc_list *l, int64_t *n, struct zc_err *e);

/* The life of a row as sentences for people, oldest first. */
typedef int (*zc_ledger_life_fn)(
    void *ctx, int64_t at, const char *actor, const char *sentence);
ZC_MUST int zc_ledger_life(const struct zc_ledger_use *u, int64_t id,
    const char *lang, zc_ledger_life_fn fn, void *ctx, struct zc_err *e);

struct zc_sheet;
/*
 * Import rows of a file: all or nothing. `dry`: only tell what would happen.
 * A row whose key is there already is changed when `update`, else a fault.
 */
struct zc_import_use {
	struct zc_ledger_use use;
	const char *path;
	const char *sheet;          /* NULL: the first */
	const struct zc_cells *map; /* column heading → field; may be empty */
	bool dry, update;
};
struct zc_import_done {
	int64_t rows, added, changed, same, faults;
};
ZC_MUST int zc_ledger_import(const struct zc_import_use *u,
    struct zc_import_done *out, struct zc_err *e);

/*
 * Export what the list shows, all pages, oldest change last. The end of `path`
 * chooses: .xlsx and .csv can be imported again (formulas are neutralised),
 * .html is the printed register, or labels to cut out, .txt the same as text.
 * The file appears whole or not at all.
 */
enum zc_export_what {
	ZC_EXPORT_ROWS,
	ZC_EXPORT_TEMPLATE, /* headings, words and an example; no rows */
	ZC_EXPORT_LABELS    /* label_print of the definition; .html, .txt */
};
struct zc_export_use {
	struct zc_ledger_use use;
	const struct zc_list *list; /* its limit and place do not count */
	const char *path, *lang;
	enum zc_export_what what;
};
/* ZC_EUSAGE: no such kind of file, or no labels in the definition. */
ZC_MUST int zc_ledger_export(
    const struct zc_export_use *u, int64_t *rows, struct zc_err *e);

#endif
