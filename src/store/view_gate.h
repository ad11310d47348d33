/*
 * view_gate: what SQL of a definition may be. One gate for both engines: the
 * text is read by a scanner that knows where the engines' lexers differ, and
 * prepared in an empty SQLite database that has the views as tables and
 * nothing else, under an authorizer. What passes reads views and calls listed
 * functions, whatever engine it then runs on.
 */
#ifndef ZC_VIEW_GATE_H
#define ZC_VIEW_GATE_H

#include "base/buf.h"

struct zc_gate_db;

/* An empty gate. `db` is freed by zc_gate_close; NULL is accepted there. */
ZC_MUST int zc_gate_open(struct zc_gate_db **out, struct zc_err *e);
void zc_gate_close(struct zc_gate_db *g);

/* A view: its name and "name TYPE, …" of its columns. */
ZC_MUST int zc_gate_add(
    struct zc_gate_db *g, const char *name, const char *cols, struct zc_err *e);

/*
 * ZC_EINPUT: not one SELECT, wrong, or reads or calls what it may not; e->msg
 * says which. `reads` (may be NULL) gets the views, sorted, blank-separated.
 */
ZC_MUST int zc_gate_pass(struct zc_gate_db *g, const char *sql,
    struct zc_buf *reads, struct zc_err *e);

#endif
