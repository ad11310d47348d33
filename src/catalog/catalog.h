/*
 * catalog: the definitions in memory. A definition is one YAML file in the
 * folder of its kind; the directory is the registry. Layers are read in order
 * (embedded in the binary, then /etc/zicha/catalog.d or --catalog DIR); a
 * definition of a later layer replaces the one of the same id.
 *
 * Everything lives in the catalog's arena and is read only.
 */
#ifndef ZC_CATALOG_H
#define ZC_CATALOG_H

#include "base/base.h"

struct zc_both { /* text in both languages; never NULL */
	const char *zh;
	const char *en;
};

struct zc_strs { /* a list of strings */
	const char **v;
	size_t n;
};

struct zc_at { /* where a definition stands, for messages */
	const char *file;
	int line; /* from 1 */
	int col;
};

enum zc_severity {
	ZC_INFO,
	ZC_LOW,
	ZC_MEDIUM,
	ZC_HIGH
};

struct zc_basis { /* a clause of a law or standard */
	const char *law;
	const char *item;
};

struct zc_label { /* name and label of a column a query invents */
	const char *name;
	struct zc_both text;
	const char *type; /* text, int, bool, time; "text" when not given */
};

/*
 * One cell of an example row, as written: a plain true stays "true", so that
 * whoever knows the column's type decides (a BOOL or INT column reads it as 1).
 */
struct zc_cell {
	const char *col;
	const char *text; /* NULL = null; a list has one item a line */
};

struct zc_cells {
	struct zc_cell *v;
	size_t n;
};

/* What an example says of one table: a status and rows. */
struct zc_given {
	const char *table;
	const char
	    *status; /* ok, partial, denied, absent, unsupported, error */
	struct zc_cells *rows;
	size_t nrows;
	struct zc_at at;
};

struct zc_example {
	const char *verdict; /* pass, fail, unknown, not_applicable, manual */
	struct zc_given *given;
	size_t ngiven;
	struct zc_cells settings; /* values that replace the defaults */
	struct zc_at at;
};

struct zc_check {
	const char *id; /* host.FAMILY.NAME */
	struct zc_both title;
	struct zc_strs covers; /* requirement IDs */
	struct zc_basis *basis;
	size_t nbasis;
	const char *target;  /* host, doc, site, net, unit */
	const char *applies; /* SQL or NULL */
	const char *query;   /* SQL, or NULL when `ask` is set */
	const char *unknown; /* SQL: values that passing needs; or NULL */
	struct zc_both ask;  /* question to a person; "" when `query` is set */
	bool review; /* rows must be looked at by a person: verdict manual */
	enum zc_severity severity;
	struct zc_strs settings; /* setting ids that query and texts use */
	struct zc_strs sound_when_partial;
	struct zc_strs locator;  /* columns of the result */
	struct zc_label *labels; /* columns the vocabulary does not have */
	size_t nlabels;
	struct zc_both why;
	struct zc_both fix;
	struct zc_example *examples;
	size_t nexamples;
	struct zc_at at;
};

struct zc_setting {
	const char *id;
	struct zc_both title;
	const char *type;  /* integer, text, list, boolean */
	const char *value; /* as text; list: one item a line; boolean: 1, 0 */
	bool has_min, has_max;
	int64_t min, max;       /* of an integer; min may be a legal floor */
	const char *unit;       /* days, seconds, … or "" */
	const char *confidence; /* V, S, R, I or unknown: how sure the source */
	struct zc_both help;
	struct zc_at at;
};

struct zc_rule_value {
	const char *entry;
	const char *field;
	const char *value;
};

struct zc_rule {
	const char *id;
	struct zc_both title;
	struct zc_strs covers;
	struct zc_strs fields;        /* fields that entries may have */
	struct zc_rule_value *values; /* flattened, in file order */
	size_t nvalues;
	struct zc_rule_value *examples; /* entry "" = must not match */
	size_t nexamples;
	const char *confidence;
	struct zc_at at;
};

struct zc_item_def {
	const char *id;     /* clause id, e.g. L3-8.1.4.1-a */
	const char *domain; /* chapter heading */
	struct zc_both text;
	int64_t weight;
	struct zc_strs checks; /* check ids that feed the item */
	struct zc_both ask;    /* what a person must add; may be "" */
	struct zc_at at;
};

struct zc_checklist {
	const char *id;
	struct zc_both title;
	struct zc_strs covers;
	/* Of a list that people go through with paper, object by object: */
	const char *object; /* kind as check_record.object_kind, or "" */
	const char *due;    /* query: what is to be checked; NULL = none */
	const char *seen;   /* query: what was checked, and how */
	struct zc_item_def *items;
	size_t nitems;
	struct zc_at at;
};

struct zc_word { /* a value of an enum and what people call it */
	const char *name;
	struct zc_both text;
};

struct zc_ledger_field {
	const char *name;
	const char *type; /* text, longtext, integer, date, … reference */
	struct zc_both label;
	struct zc_both help;
	bool required;
	bool unique; /* among living rows of a unit */
	bool index, search;
	const char *def;       /* default, "" = none; today(), actor() */
	struct zc_word *words; /* of an enum */
	size_t nwords;
	const char *to;        /* of a reference: id of its ledger; "" else */
	const char *pattern;   /* POSIX extended expression or "" */
	const char *sensitive; /* "", "personal", "restricted" */
	bool has_min, has_max;
	int64_t min, max; /* value of a number, characters of a text */
	struct zc_at at;
};

struct zc_gate { /* a query: a row of it refuses, and why */
	const char *query;
	struct zc_both say;
	struct zc_at at;
};

struct zc_flow_state {
	const char *name;
	struct zc_both label;
	bool open;  /* work is outstanding */
	bool final; /* nothing follows */
	const char
	    *days;       /* deadline after entering it: a number or "{setting}",
			    of hours with an "h" behind; "" = none */
	bool working;    /* … in working days */
	const char *due; /* or the date field that is the deadline; "" = none */
	struct zc_strs overdue; /* roles told when it is over */
	struct zc_at at;
};

struct zc_flow_make { /* rows of a query become rows of a ledger */
	const char *ledger;
	const char *query; /* columns named as fields */
	struct zc_at at;
};

struct zc_flow_push { /* a step on other rows */
	const char *ledger;
	const char *step;
	const char *query; /* one column: ids */
	struct zc_at at;
};

struct zc_flow_step {
	const char *name;
	struct zc_both label;
	struct zc_strs from;
	const char *to;
	struct zc_strs may;    /* role ids */
	const char *person;    /* field that names who may, too; "" = none */
	struct zc_strs others; /* steps that another person must have done */
	const char *rounds;    /* a number or "{setting}"; "" = 1 */
	struct zc_strs asks;   /* fields that must be filled */
	struct zc_cells sets;  /* field: value, today() or actor() */
	struct zc_gate *refuse;
	size_t nrefuse;
	struct zc_flow_make *creates;
	size_t ncreates;
	struct zc_flow_push *steps_on;
	size_t nsteps_on;
	const char *when; /* SQL: done by itself when it has a row; NULL */
	struct zc_at at;
};

struct zc_flow {
	struct zc_flow_state *states;
	size_t nstates;
	const char *start;
	struct zc_flow_step *steps;
	size_t nsteps;
};

struct zc_source { /* how inspections fill a ledger (`from`) */
	const char *name;
	const char *query;
	const char *missing; /* SQL of ids, or NULL */
	struct zc_strs match, compare, fill;
	struct zc_at at;
};

struct zc_ledger_example { /* a row that is taken or refused */
	bool accept;
	struct zc_cells row;
	const char *why; /* word of the refusal expected, or "" */
	struct zc_at at;
};

struct zc_flow_do { /* a step of a flow example */
	const char *step;
	const char *by;   /* full name of who does it */
	const char *role; /* a role he holds */
	struct zc_cells set;
	bool refused; /* must be refused */
	struct zc_at at;
};

struct zc_flow_example {
	struct zc_both name;
	struct zc_given *given;
	size_t ngiven;
	struct zc_cells settings;
	struct zc_cells row;
	const char *now; /* date, "" = 2026-03-02 */
	struct zc_flow_do *steps;
	size_t nsteps;
	const char *ends;        /* state */
	struct zc_cells created; /* ledger: how many rows */
	struct zc_at at;
};

struct zc_ledger {
	const char *id; /* SQL name of its table */
	struct zc_both title;
	struct zc_strs covers;
	const char *key; /* unique field that names a row; "" = none */
	const char *number_field, *number_form; /* "" = not numbered */
	bool classified;        /* of classified matter: off by default */
	const char *keep_years; /* number or "{setting}"; "" = for ever */
	const char *group;
	struct zc_ledger_field *fields;
	size_t nfields;
	struct zc_strs list, label_print, reg; /* `register` */
	struct zc_gate *rules;
	size_t nrules;
	struct zc_source *from;
	size_t nfrom;
	struct zc_flow flow;     /* nstates 0: no flow */
	const char *same_person; /* "reason", "never" */
	struct zc_ledger_example *examples;
	size_t nexamples;
	struct zc_flow_example *flow_examples;
	size_t nflow_examples;
	struct zc_at at;
};

struct zc_right {
	struct zc_strs ledgers; /* ids, or "*" */
	struct zc_strs actions; /* read add edit delete import export step */
	const char *scope;      /* own, department, unit, tree */
	struct zc_strs unmask;  /* personal, restricted */
	struct zc_at at;
};

struct zc_role_example {
	bool may;
	const char *action, *ledger;
	struct zc_at at;
};

struct zc_role {
	const char *id;
	struct zc_both title;
	struct zc_strs covers;
	struct zc_right *rights;
	size_t nrights;
	struct zc_strs functions;
	struct zc_strs not_with;
	struct zc_strs small_unit_with;
	const char *admin; /* "", "system", "security", "audit" */
	struct zc_both duties;
	struct zc_role_example *examples;
	size_t nexamples;
	struct zc_at at;
};

struct zc_indicator_example {
	struct zc_given *given;
	size_t ngiven;
	struct zc_cells settings;
	const char *period;                  /* 2026, 2026-Q1, 2026-03 */
	const char *numerator, *denominator; /* as text; "" = null */
	const char *met;                     /* "", true, false, unknown */
	struct zc_at at;
};

struct zc_indicator {
	const char *id;
	struct zc_both title;
	struct zc_strs covers;
	struct zc_both unit;
	const char *period; /* year, quarter, month, moment */
	const char *better; /* more, less, none */
	int64_t scale, decimals;
	const char *target_op;            /* ">=", "<=", "=", "" = no target */
	const char *target_value;         /* number or "{setting}" */
	const char *query, *rows, *group; /* rows, group may be NULL */
	struct zc_strs needs;
	struct zc_indicator_example *examples;
	size_t nexamples;
	struct zc_at at;
};

struct zc_calendar {
	const char *id;
	struct zc_both title;
	const char *confidence;
	struct zc_strs off, work; /* YYYY-MM-DD */
	struct zc_at at;
};

struct zc_starter_ask { /* a question, or a column of a list */
	const char *name;
	struct zc_both label, help;
	const char *type; /* text, integer, boolean, date, enum, roles, list */
	bool required;
	const char *def; /* "" = none */
	struct zc_word *words;
	size_t nwords;
	struct zc_starter_ask *columns; /* of a list */
	size_t ncolumns;
	struct zc_at at;
};

struct zc_starter_make {      /* what comes of the answers */
	const char *ledger;   /* a row of it, */
	const char *setting;  /* or a setting, */
	const char *person;   /* or roles for a person; the others are "" */
	struct zc_cells row;  /* of a ledger; values with {answer} */
	const char *value;    /* of a setting */
	const char *roles;    /* for a person, one a line */
	const char *each;     /* list question: once for each of its rows */
	struct zc_cells when; /* answers that must be so, one a line */
	const char *ahead;    /* date field: only when it is not past */
	struct zc_at at;
};

struct zc_starter_example {
	struct zc_both name;
	struct zc_cells answers;
	struct zc_given *lists; /* answers to list questions */
	size_t nlists;
	const char *today;    /* date */
	struct zc_cells rows; /* ledger: how many rows */
	struct zc_cells settings;
	int64_t grants;         /* roles given */
	struct zc_strs refused; /* questions whose answer is refused */
	struct zc_at at;
};

struct zc_starter { /* how a unit begins */
	const char *id;
	struct zc_both title;
	struct zc_strs covers;
	struct zc_starter_ask *asks;
	size_t nasks;
	struct zc_starter_make *rows, *settings, *grants;
	size_t nrows, nsettings, ngrants;
	struct zc_starter_example *examples;
	size_t nexamples;
	struct zc_at at;
};

struct zc_requirement {
	const char *id; /* T-01 … */
	const char *title;
	int64_t fields; /* of a ledger (L-01 …): the least it must keep */
};

struct zc_catalog {
	struct zc_arena a;
	struct zc_check *checks; /* sorted by id, as all lists here */
	size_t nchecks;
	struct zc_setting *settings;
	size_t nsettings;
	struct zc_rule *rules;
	size_t nrules;
	struct zc_checklist *checklists;
	size_t nchecklists;
	struct zc_ledger *ledgers;
	size_t nledgers;
	struct zc_role *roles;
	size_t nroles;
	struct zc_indicator *indicators;
	size_t nindicators;
	struct zc_calendar *calendars;
	size_t ncalendars;
	struct zc_starter *starters;
	size_t nstarters;
	struct zc_requirement *requirements;
	size_t nrequirements;
	char digest[65]; /* SHA-256 (hex) over all files read, in order */
};

/* Receives one complaint; called once for each that is found. */
typedef void (*zc_complain)(
    void *ctx, const struct zc_at *at, const char *zh, const char *en);

/*
 * Load all layers. `dir` is the upper layer or NULL for /etc/zicha/catalog.d
 * when that exists. Every fault (unknown key, wrong type, duplicate id in one
 * layer, unknown requirement id, missing example …) goes to `complain` with
 * file, line and column; any fault gives ZC_EINPUT and an unusable catalog.
 * zc_catalog_fini in any case.
 */
ZC_MUST int zc_catalog_load(struct zc_catalog *c, const char *dir,
    zc_complain complain, void *ctx, struct zc_err *e);
void zc_catalog_fini(struct zc_catalog *c);

struct zc_asset;

/* Where definitions come from, and names that are taken. */
struct zc_catalog_from {
	const struct zc_asset *assets; /* embedded layer */
	size_t nassets;
	const char *dir; /* upper layer, NULL = none */
	/*
	 * Tables of facts, or NULL when not known: no ledger may have such a
	 * name, and examples speak only of these tables and of ledgers.
	 */
	const char *const *tables;
	size_t ntables;
};

/* What zc_catalog_load reads; the caller may then add `tables`. */
void zc_catalog_from_init(struct zc_catalog_from *from, const char *dir);

/* zc_catalog_load with everything said by the caller. */
ZC_MUST int zc_catalog_load_from(struct zc_catalog *c,
    const struct zc_catalog_from *from, zc_complain complain, void *ctx,
    struct zc_err *e);

/* By id, or NULL. */
const struct zc_check *zc_catalog_check(
    const struct zc_catalog *c, const char *id);
const struct zc_setting *zc_catalog_setting(
    const struct zc_catalog *c, const char *id);
const struct zc_rule *zc_catalog_rule(
    const struct zc_catalog *c, const char *id);
const struct zc_checklist *zc_catalog_checklist(
    const struct zc_catalog *c, const char *id);
const struct zc_ledger *zc_catalog_ledger(
    const struct zc_catalog *c, const char *id);
const struct zc_starter *zc_catalog_starter(
    const struct zc_catalog *c, const char *id);
const struct zc_role *zc_catalog_role(
    const struct zc_catalog *c, const char *id);
const struct zc_indicator *zc_catalog_indicator(
    const struct zc_catalog *c, const char *id);
const struct zc_requirement *zc_catalog_requirement(
    const struct zc_catalog *c, const char *id);

/*
 * How the ledger is kept: "full", "off", or "count" (numbers only). Of one that
 * is not classified "full"; of the others what the value of the setting
 * ledger.classified_on says: an item a line, ID or ID:count.
 */
const char *zc_catalog_mode(
    const struct zc_ledger *l, const char *classified_on);

/* Text in the language; `lang` is "zh" or "en". */
const char *zc_both_get(const struct zc_both *b, const char *lang);

/*
 * Replace {setting.id} by its value (a list as "a, b") in `text`. An unknown
 * setting stays as it is; the loader has refused it before.
 */
const char *zc_catalog_render(
    const struct zc_catalog *c, const char *text, struct zc_arena *a);

struct zc_items;

/*
 * The entries of all rules, flattened for probes (base/item.h), sorted by rule
 * id. The texts belong to the catalog, the list to `a`.
 */
ZC_MUST int zc_catalog_items(const struct zc_catalog *c, struct zc_arena *a,
    struct zc_items *out, struct zc_err *e);

/*
 * Markdown for docs/formats/KIND.md (lang "zh") and docs/formats/KIND.en.md,
 * made from the kind's field table. ZC_ENOENT: no such kind.
 */
ZC_MUST int zc_catalog_docs(
    const char *kind, const char *lang, struct zc_arena *a, const char **out);
/* Names of the kinds, in the order of their folders; NULL-ended. */
extern const char *const zc_catalog_kinds[];

#endif
