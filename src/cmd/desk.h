/* desk: what `zicha ledger` and `zicha user` share: options, the office, and
 * faults said in the user's language. */
#ifndef ZC_DESK_H
#define ZC_DESK_H

#include "cmd/say.h"
#include "core/flow.h"

struct zc_desk {
	const struct zc_run *run;
	struct zc_catalog catalog;
	struct zc_office *office;
	struct zc_arena a;
	struct zc_ledger_use use; /* .ledger NULL until zc_desk_ledger */
	int argc;                 /* words left, options taken out */
	char **argv;
	const char *format; /* --format, NULL = text */
	const char *out;    /* -o */
	size_t faults;
};

/* Load the catalogue, open the office. zc_desk_close in any case. */
ZC_MUST int zc_desk_open(struct zc_desk *d, const struct zc_run *r, int argc,
    char **argv, struct zc_err *e);
void zc_desk_close(struct zc_desk *d);
/* Exit status of rc; errors are said, unless faults said them all. */
int zc_desk_end(struct zc_desk *d, int rc, const struct zc_err *e);

/* Take `name VALUE` out of the words; NULL when it is not there. *bad is set
 * when the value is missing. */
const char *zc_desk_option(struct zc_desk *d, const char *name, bool *bad);
bool zc_desk_flag(struct zc_desk *d, const char *name);

/* The ledger of that id or title. ZC_EUSAGE: there is none. */
ZC_MUST int zc_desk_ledger(
    struct zc_desk *d, const char *name, struct zc_err *e);
/* Words "field=value" from `from` on as cells; labels are names, too. A field
 * of type file may be "@PATH": zc_desk_attach. */
ZC_MUST int zc_desk_cells(
    struct zc_desk *d, int from, struct zc_cells *out, struct zc_err *e);
/* Keep the file as core/attach.h does and give its digest; "" stays "". */
ZC_MUST int zc_desk_attach(struct zc_desk *d, const char *path,
    const char *field, const char **digest, struct zc_err *e);
/* A zc_fault_fn; ctx is the desk. */
void zc_desk_fault(void *ctx, const struct zc_fault *f);
/* Print one JSON document. */
struct json_t;
void zc_desk_json(struct json_t *j);

bool zc_desk_is_json(const struct zc_desk *d);
const char *zc_desk_lang(const struct zc_desk *d);
/* The text of a field for people: a time without an hour is a day. */
const char *zc_desk_text(
    const struct zc_ledger_field *f, const char *text, struct zc_arena *a);

/* The parts of `zicha ledger`, each in a file of its own. */
int zc_ledger_show_list(struct zc_desk *d, struct zc_err *e);
int zc_ledger_show_row(struct zc_desk *d, struct zc_err *e);
int zc_ledger_show_todo(struct zc_desk *d, struct zc_err *e);
int zc_ledger_change_run(struct zc_desk *d, const char *verb, struct zc_err *e);
/* sheets, coverage; and a filled sheet of the inspection `no`. */
int zc_ledger_sheets_run(struct zc_desk *d, const char *verb, struct zc_err *e);
int zc_ledger_sheets_take(struct zc_desk *d, const char *no, struct zc_err *e);
/* take, give, gaps: lists of a superior. */
int zc_ledger_superior_run(
    struct zc_desk *d, const char *verb, struct zc_err *e);
int zc_ledger_diff_list(struct zc_desk *d, struct zc_err *e);
int zc_ledger_diff_accept(struct zc_desk *d, struct zc_err *e);
int zc_ledger_file_run(struct zc_desk *d, const char *verb, struct zc_err *e);

#endif
