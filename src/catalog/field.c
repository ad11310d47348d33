#include "catalog/kind.h"

#include "base/buf.h"

static void *
at_off(void *dst, size_t off)
{
	return (char *)dst + off;
}

void
zc_field_wrong(struct zc_fill *f, const struct zc_node *n, const char *zh_want,
    const char *en_want)
{
	char key[80];

	zc_say_show(n->key.n > 0 ? n->key : ZC_S("-"), key);
	/* The same arguments serve both sentences: each leaves one out. */
	zc_say(f->say, n->line, n->col, "“%1$s”的值应当是%2$s。请改正。%3$.0s",
	    "the value of \"%1$s\" must be %3$s; correct it%2$.0s", key,
	    zh_want, en_want);
}

const char *
zc_field_text(struct zc_fill *f, const struct zc_node *n)
{
	return zc_arena_dup(f->a, n->text.p, n->text.n);
}

int
zc_field_ref(struct zc_fill *f, enum zc_ref_type type, const struct zc_node *n,
    const char *name)
{
	struct zc_ref *r = zc_arena_get(f->a, sizeof(*r));

	if (r == NULL)
		return ZC_ENOMEM;
	*r = (struct zc_ref){ type, name, f->kind, f->def,
		{ f->say->file, n->line, n->col }, *f->refs };
	*f->refs = r;
	return ZC_OK;
}

/* A text that says something: not a list, not null, not blank. */
static bool
is_text(struct zc_fill *f, const struct zc_node *n)
{
	if (n->type == ZC_NODE_SCALAR && !zc_node_null(n) &&
	    zc_str_trim(n->text).n > 0)
		return true;
	zc_field_wrong(f, n, "不为空的文字", "text that is not empty");
	return false;
}

static int
fill_text(struct zc_fill *f, const struct zc_node *n, const char **out)
{
	const char *s;

	if (!is_text(f, n))
		return ZC_OK;
	s = zc_field_text(f, n);
	if (s == NULL)
		return ZC_ENOMEM;
	*out = s;
	return ZC_OK;
}

/* Every {setting.id} in the text must exist. */
static int
ref_slots(struct zc_fill *f, const struct zc_node *n, const char *text)
{
	struct zc_str s = zc_str_of(text), slot;

	while (zc_kind_slot(&s, &slot)) {
		const char *id = zc_arena_dup(f->a, slot.p, slot.n);

		if (id == NULL ||
		    zc_field_ref(f, ZC_REF_SETTING, n, id) != ZC_OK)
			return ZC_ENOMEM;
	}
	return ZC_OK;
}

static int
fill_name(struct zc_fill *f, const struct zc_field *d, const struct zc_node *n,
    const char **out)
{
	const char *before = *out;

	if (fill_text(f, n, out) != ZC_OK)
		return ZC_ENOMEM;
	if (*out == before)
		return ZC_OK; /* told already */
	if (d->ref != ZC_REF_NONE && zc_field_ref(f, d->ref, n, *out) != ZC_OK)
		return ZC_ENOMEM;
	return d->slots ? ref_slots(f, n, *out) : ZC_OK;
}

static int
fill_both(struct zc_fill *f, const struct zc_field *d, const struct zc_node *n,
    struct zc_both *out)
{
	const struct zc_node *c;
	char key[80];
	int rc = ZC_OK;

	if (n->type != ZC_NODE_MAP) {
		zc_field_wrong(
		    f, n, "{zh: 中文, en: 英文}", "{zh: Chinese, en: English}");
		return ZC_OK;
	}
	for (c = n->first; c != NULL && rc == ZC_OK; c = c->next) {
		if (zc_str_is(c->key, "zh"))
			rc = fill_name(f, d, c, &out->zh);
		else if (zc_str_is(c->key, "en"))
			rc = fill_name(f, d, c, &out->en);
		else
			zc_say(f->say, c->key_line, c->key_col,
			    "不认识的键“%s”，这里只能写 zh 和 en。",
			    "unknown key \"%s\"; only zh and en go here",
			    zc_say_show(c->key, key));
	}
	if (zc_node_get(n, "zh") == NULL)
		zc_say(f->say, n->line, n->col, "“%s”缺少中文（zh）。请补上。",
		    "\"%s\" has no Chinese text (zh); add it",
		    zc_say_show(n->key, key));
	if (zc_node_get(n, "en") == NULL)
		zc_say(f->say, n->line, n->col, "“%s”缺少英文（en）。请补上。",
		    "\"%s\" has no English text (en); add it",
		    zc_say_show(n->key, key));
	return rc;
}

static void
fill_bool(struct zc_fill *f, const struct zc_node *n, bool *out)
{
	if (n->type == ZC_NODE_SCALAR && n->plain &&
	    (zc_str_is(n->text, "true") || zc_str_is(n->text, "false")))
		*out = zc_str_is(n->text, "true");
	else
		zc_field_wrong(f, n, " true 或 false", "true or false");
}

static void
fill_int(struct zc_fill *f, const struct zc_field *d, const struct zc_node *n,
    void *dst)
{
	int64_t v;

	if (n->type != ZC_NODE_SCALAR || !zc_str_int(n->text, 10, &v)) {
		zc_field_wrong(f, n, "整数", "a whole number");
		return;
	}
	*(int64_t *)at_off(dst, d->off) = v;
	if (d->more != 0)
		*(bool *)at_off(dst, d->more) = true;
}

/* Index in the closed set, or -1 with a complaint. */
static int
closed(struct zc_fill *f, const struct zc_field *d, const struct zc_node *n)
{
	struct zc_buf b;
	int i;

	for (i = 0; d->values[i] != NULL; i++)
		if (n->type == ZC_NODE_SCALAR &&
		    zc_str_is(n->text, d->values[i]))
			return i;
	zc_buf_init(&b, 400);
	for (i = 0; d->values[i] != NULL; i++)
		zc_buf_fmt(&b, "%s%s", i > 0 ? ", " : "", d->values[i]);
	zc_say(f->say, n->line, n->col, "“%s”只能是下列之一：%s。",
	    "\"%s\" must be one of: %s", d->key, b.p);
	zc_buf_fini(&b);
	return -1;
}

static int
fill_strs(struct zc_fill *f, const struct zc_field *d, const struct zc_node *n,
    struct zc_strs *out)
{
	const struct zc_node *c;
	size_t at = 0;

	if (n->type != ZC_NODE_LIST) {
		zc_field_wrong(f, n, "列表，例如 [a, b]", "a list, as [a, b]");
		return ZC_OK;
	}
	out->v = zc_arena_array(f->a, n->n + 1, sizeof(*out->v));
	if (out->v == NULL)
		return ZC_ENOMEM;
	for (c = n->first; c != NULL; c = c->next) {
		if (!is_text(f, c) ||
		    (d->values != NULL && closed(f, d, c) < 0))
			continue;
		out->v[at] = zc_field_text(f, c);
		if (out->v[at] == NULL)
			return ZC_ENOMEM;
		if (d->ref != ZC_REF_NONE &&
		    zc_field_ref(f, d->ref, c, out->v[at]) != ZC_OK)
			return ZC_ENOMEM;
		out->n = ++at;
	}
	if (d->required && n->n == 0)
		zc_field_wrong(
		    f, n, "至少有一项的列表", "a list of at least one");
	return ZC_OK;
}

int
zc_field_value(struct zc_fill *f, const struct zc_node *n, const char **out)
{
	const struct zc_node *c;
	size_t len = 0;
	char *p;

	*out = NULL;
	if (n->type == ZC_NODE_SCALAR) {
		*out = zc_field_text(f, n);
		return *out == NULL ? ZC_ENOMEM : ZC_OK;
	}
	if (n->type == ZC_NODE_MAP) {
		zc_field_wrong(f, n, "单个值或列表", "a value or a list");
		return ZC_OK;
	}
	for (c = n->first; c != NULL; c = c->next) {
		if (c->type != ZC_NODE_SCALAR ||
		    zc_str_find(c->text, '\n') != c->text.n) {
			zc_field_wrong(f, c, "单行的值", "one line of text");
			return ZC_OK;
		}
		len += c->text.n + 1;
	}
	p = zc_arena_get(f->a, len + 1);
	if (p == NULL)
		return ZC_ENOMEM;
	*out = p;
	for (c = n->first; c != NULL; c = c->next) {
		if (c != n->first)
			*p++ = '\n';
		memcpy(p, c->text.p, c->text.n);
		p += c->text.n;
	}
	return ZC_OK;
}

int
zc_field_cells(struct zc_fill *f, const struct zc_node *n, struct zc_cells *out)
{
	const struct zc_node *c;
	struct zc_cell *v;
	size_t at = 0;

	if (n->type != ZC_NODE_MAP) {
		zc_field_wrong(f, n, "{名称: 值} 的形式", "{name: value}");
		return ZC_OK;
	}
	v = zc_arena_array(f->a, n->n + 1, sizeof(*v));
	if (v == NULL)
		return ZC_ENOMEM;
	for (c = n->first; c != NULL; c = c->next, at++) {
		v[at].col = zc_arena_dup(f->a, c->key.p, c->key.n);
		if (v[at].col == NULL)
			return ZC_ENOMEM;
		if (!zc_node_null(c) &&
		    zc_field_value(f, c, &v[at].text) != ZC_OK)
			return ZC_ENOMEM;
	}
	*out = (struct zc_cells){ v, at };
	return ZC_OK;
}

/* MAPS and NAMED: an array of structs of the sub-shape. */
static int
fill_maps(struct zc_fill *f, const struct zc_field *d, const struct zc_node *n,
    void *dst)
{
	bool named = d->type == ZC_F_NAMED;
	const struct zc_node *c;
	size_t *count = at_off(dst, d->more);
	char *v;

	if (n->type != (named ? ZC_NODE_MAP : ZC_NODE_LIST)) {
		if (named)
			zc_field_wrong(
			    f, n, "{名称: {…}} 的形式", "{name: {…}}");
		else
			zc_field_wrong(f, n, "列表，每项以“- ”开头",
			    "a list, each item after \"- \"");
		return ZC_OK;
	}
	v = zc_arena_array(f->a, n->n + 1, d->sub->size);
	if (v == NULL)
		return ZC_ENOMEM;
	*(void **)at_off(dst, d->off) = v;
	for (c = n->first; c != NULL; c = c->next, (*count)++) {
		char *one = v + *count * d->sub->size;

		if (named) {
			char *s = zc_arena_dup(f->a, c->key.p, c->key.n);

			if (s == NULL)
				return ZC_ENOMEM;
			*(const char **)(void *)one = s;
		}
		if (zc_field_fill(f, d->sub, c, one) != ZC_OK)
			return ZC_ENOMEM;
	}
	if (d->required && n->n == 0)
		zc_field_wrong(f, n, "至少有一项", "at least one item");
	return ZC_OK;
}

static int
fill_one(struct zc_fill *f, const struct zc_field *d, const struct zc_node *map,
    const struct zc_node *n, void *dst)
{
	void *to = at_off(dst, d->off);
	int i;

	switch (d->type) {
	case ZC_F_TEXT:
		if (!d->required && n->type == ZC_NODE_SCALAR &&
		    (n->text.n == 0 || zc_node_null(n)))
			return ZC_OK;
		return fill_name(f, d, n, to);
	case ZC_F_SQL:
		return fill_name(f, d, n, to);
	case ZC_F_BOTH:
		return fill_both(f, d, n, to);
	case ZC_F_BOOL:
		fill_bool(f, n, to);
		return ZC_OK;
	case ZC_F_INT:
		fill_int(f, d, n, dst);
		return ZC_OK;
	case ZC_F_ENUM:
		i = closed(f, d, n);
		if (i >= 0)
			*(const char **)to = d->values[i];
		return ZC_OK;
	case ZC_F_RANK:
		i = closed(f, d, n);
		if (i >= 0)
			*(int *)to = i;
		return ZC_OK;
	case ZC_F_STRS:
		return fill_strs(f, d, n, to);
	case ZC_F_CELLS:
		return zc_field_cells(f, n, to);
	case ZC_F_MAPS:
	case ZC_F_NAMED:
		return fill_maps(f, d, n, dst);
	case ZC_F_MAP:
		return zc_field_fill(f, d->sub, n, to);
	case ZC_F_GIVEN:
		return zc_field_given(f, n, to, at_off(dst, d->more));
	case ZC_F_OWN:
		return d->own(f, map, n, dst);
	}
	return ZC_OK;
}

/* Defaults first: what a fault leaves out must still be readable. */
static void
set_defaults(const struct zc_shape *shape, void *dst)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct zc_field *d = &shape->v[i];
		const char **text = at_off(dst, d->off);

		if (d->type == ZC_F_BOTH)
			*(struct zc_both *)at_off(dst, d->off) =
			    (struct zc_both){ "", "" };
		else if (d->type == ZC_F_TEXT || d->type == ZC_F_ENUM)
			*text = d->def == NULL ? "" : d->def;
		else if (d->type == ZC_F_MAP)
			set_defaults(d->sub, at_off(dst, d->off));
	}
}

static void
unknown_key(
    struct zc_fill *f, const struct zc_shape *shape, const struct zc_node *n)
{
	struct zc_buf b;
	char key[80];

	zc_buf_init(&b, 600);
	for (size_t i = 0; i < shape->n; i++)
		zc_buf_fmt(&b, "%s%s", i > 0 ? ", " : "", shape->v[i].key);
	zc_say(f->say, n->key_line, n->key_col,
	    "不认识的键“%s”。这里可以写：%s。",
	    "unknown key \"%s\"; allowed here: %s", zc_say_show(n->key, key),
	    b.p);
	zc_buf_fini(&b);
}

static const struct zc_field *
find_field(const struct zc_shape *shape, struct zc_str key)
{
	for (size_t i = 0; i < shape->n; i++)
		if (zc_str_is(key, shape->v[i].key))
			return &shape->v[i];
	return NULL;
}

int
zc_field_fill(struct zc_fill *f, const struct zc_shape *shape,
    const struct zc_node *map, void *dst)
{
	const struct zc_field *d;
	const struct zc_node *n;
	int rc = ZC_OK;

	set_defaults(shape, dst);
	if (shape->at != 0)
		*(struct zc_at *)at_off(dst, shape->at) =
		    (struct zc_at){ f->say->file, map->line, map->col };
	if (map->type != ZC_NODE_MAP) {
		zc_field_wrong(f, map, "{键: 值} 的形式", "{key: value}");
		return ZC_OK;
	}
	for (n = map->first; n != NULL && rc == ZC_OK; n = n->next) {
		d = find_field(shape, n->key);
		if (d != NULL)
			rc = fill_one(f, d, map, n, dst);
		else if (!shape->open)
			unknown_key(f, shape, n);
	}
	for (size_t i = 0; i < shape->n && rc == ZC_OK; i++)
		if (shape->v[i].required &&
		    zc_node_get(map, shape->v[i].key) == NULL)
			zc_say(f->say, map->line, map->col,
			    "缺少“%s”。请补上。", "\"%s\" is missing; add it",
			    shape->v[i].key);
	return rc;
}

/* Each struct of a list, or the one of a map. */
static int
visit_sub(const struct zc_field *d, const void *def, zc_field_fn fn, void *ctx)
{
	const char *base = def, *v = base + d->off;
	size_t n = 1;
	int rc = ZC_OK;

	if (d->type != ZC_F_MAP) {
		v = *(const char *const *)(const void *)v;
		n = *(const size_t *)(const void *)(base + d->more);
	}
	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = zc_field_visit(d->sub, v + i * d->sub->size, fn, ctx);
	return rc;
}

int
zc_field_visit(
    const struct zc_shape *shape, const void *def, zc_field_fn fn, void *ctx)
{
	const char *base = def;
	int rc = ZC_OK;

	for (size_t i = 0; i < shape->n && rc == ZC_OK; i++) {
		const struct zc_field *d = &shape->v[i];

		if (d->sub != NULL)
			rc = visit_sub(d, def, fn, ctx);
		else
			rc = fn(ctx, d, base + d->off,
			    shape->at == 0 ? NULL
					   : (const void *)(base + shape->at));
	}
	return rc;
}
