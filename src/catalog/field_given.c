/* field_given: the tables an example gives, as a check or a flow sees them. */
#include "catalog/field.h"

static const char *const statuses[] = { "ok", "partial", "denied", "absent",
	"unsupported", "error", NULL };

static int
read_rows(struct zc_fill *f, const struct zc_node *n, struct zc_given *g)
{
	const struct zc_node *c;

	if (n->type != ZC_NODE_LIST) {
		zc_field_wrong(f, n, "行的列表，例如 [{列: 值}]",
		    "a list of rows, as [{column: value}]");
		return ZC_OK;
	}
	g->rows = zc_arena_array(f->a, n->n + 1, sizeof(*g->rows));
	if (g->rows == NULL)
		return ZC_ENOMEM;
	for (c = n->first; c != NULL; c = c->next)
		if (zc_field_cells(f, c, &g->rows[g->nrows++]) != ZC_OK)
			return ZC_ENOMEM;
	return ZC_OK;
}

static void
read_status(struct zc_fill *f, const struct zc_node *n, struct zc_given *g)
{
	for (size_t i = 0; statuses[i] != NULL; i++) {
		if (zc_str_is(n->text, statuses[i])) {
			g->status = statuses[i];
			return;
		}
	}
	zc_field_wrong(f, n,
	    "行的列表，或 ok、partial、denied、absent、unsupported、error 之一",
	    "a list of rows, or one of ok, partial, denied, absent, "
	    "unsupported, error");
}

/* TABLE: [rows], TABLE: word, or TABLE: {status: word, rows: [rows]}. */
static int
read_table(struct zc_fill *f, const struct zc_node *n, struct zc_given *g)
{
	const struct zc_node *c;
	char key[80];
	int rc = ZC_OK;

	g->status = "ok";
	g->at = (struct zc_at){ f->say->file, n->key_line, n->key_col };
	if (n->type == ZC_NODE_LIST)
		return read_rows(f, n, g);
	if (n->type == ZC_NODE_SCALAR) {
		read_status(f, n, g);
		return ZC_OK;
	}
	for (c = n->first; c != NULL && rc == ZC_OK; c = c->next) {
		if (zc_str_is(c->key, "rows"))
			rc = read_rows(f, c, g);
		else if (zc_str_is(c->key, "status"))
			read_status(f, c, g);
		else
			zc_say(f->say, c->key_line, c->key_col,
			    "不认识的键“%s”。这里可以写：status, rows。",
			    "unknown key \"%s\"; allowed here: status, rows",
			    zc_say_show(c->key, key));
	}
	return rc;
}

int
zc_field_given(struct zc_fill *f, const struct zc_node *n,
    struct zc_given **out, size_t *count)
{
	const struct zc_node *c;
	struct zc_given *v;

	if (n->type != ZC_NODE_MAP) {
		zc_field_wrong(
		    f, n, "{表名: 行的列表或状态}", "{table: rows or status}");
		return ZC_OK;
	}
	v = zc_arena_array(f->a, n->n + 1, sizeof(*v));
	if (v == NULL)
		return ZC_ENOMEM;
	*out = v;
	for (c = n->first; c != NULL; c = c->next) {
		struct zc_given *g = &v[(*count)++];
		struct zc_node key = *c;

		g->table = zc_arena_dup(f->a, c->key.p, c->key.n);
		if (g->table == NULL || read_table(f, c, g) != ZC_OK)
			return ZC_ENOMEM;
		key.line = c->key_line;
		key.col = c->key_col;
		if (zc_field_ref(f, ZC_REF_TABLE, &key, g->table) != ZC_OK)
			return ZC_ENOMEM;
	}
	return ZC_OK;
}
