#include "catalog/tree.h"

#include "base/utf8.h"

#include <libfyaml.h>

struct zc_tree {
	struct fy_diag *diag;
	struct fy_parser *fyp;
};

/* One parse under way. */
struct walk {
	struct zc_say *say;
	struct zc_arena *a;
	struct zc_node *root;
	struct zc_node *open[ZC_TREE_DEPTH_MAX]; /* lists and maps not ended */
	size_t depth;
	struct zc_node *key; /* key of a map whose value comes next */
	bool again;          /* … and the map has that key already */
	size_t nodes;
	size_t documents;
	bool stop; /* a fault after which the rest has no meaning */
};

static void
ignore(struct fy_diag *d, void *user, const char *buf, size_t len)
{
	(void)d;
	(void)user;
	(void)buf;
	(void)len;
}

static void
close_parser(struct zc_tree *t)
{
	fy_parser_destroy(t->fyp);
	fy_diag_destroy(t->diag);
	t->fyp = NULL;
	t->diag = NULL;
}

static bool
open_parser(struct zc_tree *t)
{
	struct fy_diag_cfg cfg;
	struct fy_parse_cfg pcfg = { .flags = FYPCF_QUIET };

	fy_diag_cfg_default(&cfg);
	cfg.fp = NULL;
	cfg.output_fn = ignore;
	cfg.colorize = false;
	t->diag = zc_fault_hit() ? NULL : fy_diag_create(&cfg);
	if (t->diag != NULL) {
		fy_diag_set_collect_errors(t->diag, true);
		pcfg.diag = t->diag;
		t->fyp = fy_parser_create(&pcfg);
	}
	if (t->fyp == NULL)
		close_parser(t);
	return t->fyp != NULL;
}

struct zc_tree *
zc_tree_new(void)
{
	return zc_fault_hit() ? NULL : calloc(1, sizeof(struct zc_tree));
}

void
zc_tree_free(struct zc_tree *t)
{
	if (t == NULL)
		return;
	close_parser(t);
	free(t);
}

/*
 * Before YAML sees it: valid UTF-8 without control characters. True when the
 * bytes are clean; the first bad one is reported.
 */
static bool
clean(struct zc_str s, struct zc_say *say)
{
	int line = 1, col = 1;
	size_t step;

	for (size_t i = 0; i < s.n; i += step, col++) {
		unsigned char c = (unsigned char)s.p[i];

		step = c < 0x80 ? 1 : zc_utf8_step(zc_str_sub(s, i, s.n));
		if (step == 0) {
			zc_say(say, line, col,
			    "这里不是 UTF-8 编码的文字。请把文件另存为 UTF-8。",
			    "this is not UTF-8 text; save the file as UTF-8");
			return false;
		}
		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') ||
		    c == 0x7f) {
			zc_say(say, line, col, "这里有控制字符。请删除它。",
			    "control character; delete it");
			return false;
		}
		if (c == '\n') {
			line++;
			col = 0;
		}
	}
	return true;
}

struct zc_node *
zc_node_get(const struct zc_node *map, const char *key)
{
	struct zc_node *n;

	if (map == NULL || map->type != ZC_NODE_MAP)
		return NULL;
	for (n = map->first; n != NULL; n = n->next)
		if (zc_str_is(n->key, key))
			return n;
	return NULL;
}

bool
zc_node_null(const struct zc_node *n)
{
	return n->type == ZC_NODE_SCALAR && n->plain &&
	    (n->text.n == 0 || zc_str_is(n->text, "~") ||
		zc_str_is(n->text, "null"));
}

static void
too_much(struct walk *w, int line, int col)
{
	zc_say(w->say, line, col,
	    "内容过多或层次过深（最多 %d 层、每处 %d 个键、共 %d "
	    "项）。请拆分文件。",
	    "too much or too deep (at most %d levels, %d keys in one map, "
	    "%d values); split the file",
	    ZC_TREE_DEPTH_MAX, ZC_TREE_KEYS_MAX, ZC_TREE_NODES_MAX);
	w->stop = true;
}

/* Text that a double-quoted escape smuggled in is looked at here. */
static void
refuse_control(struct walk *w, const struct zc_node *n)
{
	for (size_t i = 0; i < n->text.n; i++) {
		unsigned char c = (unsigned char)n->text.p[i];

		if ((c < ' ' && c != '\t' && c != '\n') || c == 0x7f) {
			zc_say(w->say, n->line, n->col,
			    "文字中有控制字符（转义写法）。请删除它。",
			    "the text holds an escaped control character; "
			    "delete it");
			w->stop = true;
			return;
		}
	}
}

/* The scalar becomes the name of the value that comes next. */
static void
take_key(struct walk *w, struct zc_node *n)
{
	struct zc_node *map = w->open[w->depth - 1];
	char name[80];

	if (n->type != ZC_NODE_SCALAR) {
		zc_say(w->say, n->line, n->col,
		    "键必须是简单的文字。请检查冒号的位置和缩进。",
		    "a key must be plain text; look at colons and indents");
		w->stop = true;
		return;
	}
	if (n->plain && zc_str_is(n->text, "<<"))
		zc_say(w->say, n->line, n->col,
		    "不允许使用合并键 <<。请把内容写全。",
		    "merge keys (<<) are not allowed; write it out");
	w->again = zc_node_get(map, n->text.p) != NULL;
	if (w->again)
		zc_say(w->say, n->line, n->col,
		    "键“%s”重复出现。请只保留一个。",
		    "key \"%s\" appears twice; keep one",
		    zc_say_show(n->text, name));
	if (map->n >= ZC_TREE_KEYS_MAX)
		too_much(w, n->line, n->col);
	w->key = n;
}

/* Put a new node where it belongs. */
static void
attach(struct walk *w, struct zc_node *n)
{
	struct zc_node *up = w->depth > 0 ? w->open[w->depth - 1] : NULL;

	if (up == NULL) {
		w->root = n;
		return;
	}
	if (up->type == ZC_NODE_MAP) {
		if (w->key == NULL) {
			take_key(w, n);
			return;
		}
		n->key = w->key->text;
		n->key_line = w->key->line;
		n->key_col = w->key->col;
		w->key = NULL;
		/* The first one counts; readers rely on keys being unique. */
		if (w->again)
			return;
	}
	if (up->last == NULL)
		up->first = n;
	else
		up->last->next = n;
	up->last = n;
	up->n++;
}

static int
add_node(struct walk *w, enum zc_node_type type, struct fy_event *ev)
{
	const struct fy_mark *m = fy_event_start_mark(ev);
	struct zc_node *n = zc_arena_get(w->a, sizeof(*n));
	struct fy_token *tok;
	const char *p;
	size_t len;

	if (n == NULL)
		return ZC_ENOMEM;
	n->type = type;
	n->line = m == NULL ? 1 : m->line + 1;
	n->col = m == NULL ? 1 : m->column + 1;
	n->text = ZC_S("");
	if (++w->nodes > ZC_TREE_NODES_MAX) {
		too_much(w, n->line, n->col);
		return ZC_OK;
	}
	if (type == ZC_NODE_SCALAR) {
		tok = ev->scalar.value;
		p = tok == NULL ? NULL : fy_token_get_text(tok, &len);
		n->plain =
		    tok == NULL || fy_token_scalar_style(tok) == FYSS_PLAIN;
		/* libfyaml's mark stands behind the opening quote. */
		if (tok != NULL && n->col > 1 &&
		    (fy_token_scalar_style(tok) == FYSS_SINGLE_QUOTED ||
			fy_token_scalar_style(tok) == FYSS_DOUBLE_QUOTED))
			n->col--;
		if (p != NULL) {
			n->text.p = zc_arena_dup(w->a, p, len);
			n->text.n = len;
			if (n->text.p == NULL)
				return ZC_ENOMEM;
			refuse_control(w, n);
		}
	}
	attach(w, n);
	if (type == ZC_NODE_SCALAR || w->stop)
		return ZC_OK;
	if (w->depth >= ZC_TREE_DEPTH_MAX)
		too_much(w, n->line, n->col);
	else
		w->open[w->depth++] = n;
	return ZC_OK;
}

static void
refuse_marks(
    struct walk *w, struct fy_event *ev, const void *anchor, const void *tag)
{
	const struct fy_mark *m = fy_event_start_mark(ev);
	int line = m == NULL ? 1 : m->line + 1;
	int col = m == NULL ? 1 : m->column + 1;

	/* The mark of an alias stands behind the "*". */
	if (ev->type == FYET_ALIAS && col > 1)
		col--;
	if (anchor != NULL)
		zc_say(w->say, line, col,
		    "不允许使用锚点和别名（&、*）。请把内容写全。",
		    "anchors and aliases (&, *) are not allowed; write it out");
	if (tag != NULL)
		zc_say(w->say, line, col, "不允许使用类型标记（!）。请删除它。",
		    "tags (!) are not allowed; delete it");
}

static void
second_document(struct walk *w, struct fy_event *ev)
{
	const struct fy_mark *m = fy_event_start_mark(ev);

	if (++w->documents < 2)
		return;
	zc_say(w->say, m == NULL ? 1 : m->line + 1, 1,
	    "一个文件只能有一个定义。请把“---”之后的内容移到另一个文件。",
	    "one file holds one definition; move what follows \"---\" to "
	    "another file");
	w->stop = true;
}

static int
take_event(struct walk *w, struct fy_event *ev)
{
	switch (ev->type) {
	case FYET_DOCUMENT_START:
		second_document(w, ev);
		return ZC_OK;
	case FYET_SCALAR:
		refuse_marks(w, ev, ev->scalar.anchor, ev->scalar.tag);
		return add_node(w, ZC_NODE_SCALAR, ev);
	case FYET_SEQUENCE_START:
		refuse_marks(
		    w, ev, ev->sequence_start.anchor, ev->sequence_start.tag);
		return add_node(w, ZC_NODE_LIST, ev);
	case FYET_MAPPING_START:
		refuse_marks(
		    w, ev, ev->mapping_start.anchor, ev->mapping_start.tag);
		return add_node(w, ZC_NODE_MAP, ev);
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		w->depth--;
		return ZC_OK;
	case FYET_ALIAS:
		refuse_marks(w, ev, ev, NULL);
		w->stop = true;
		return ZC_OK;
	default:
		return ZC_OK;
	}
}

/* What the parser did not like, at the place where it did. */
static void
syntax(struct zc_tree *t, struct walk *w)
{
	struct fy_diag_error *d;
	void *prev = NULL;
	char msg[80];

	d = fy_diag_errors_iterate(t->diag, &prev);
	zc_say(w->say, d == NULL || d->line < 1 ? 1 : d->line,
	    d == NULL || d->column < 1 ? 1 : d->column,
	    "YAML 写法有误（%s）。请检查此处及上一行的缩进、冒号后的空格；"
	    "含有 { } [ ] , : # 的文字请加引号。",
	    "YAML is not well-formed (%s); look at the indent and the blank "
	    "after a colon here and one line above, and put text with "
	    "{ } [ ] , : # in quotes",
	    d == NULL || d->msg == NULL ? "?"
					: zc_say_show(zc_str_of(d->msg), msg));
	w->stop = true;
}

static int
walk_events(struct zc_tree *t, struct walk *w)
{
	struct fy_event *ev;
	bool end = false;
	int rc = ZC_OK;

	while (rc == ZC_OK && !w->stop && !end) {
		ev = fy_parser_parse(t->fyp);
		if (ev == NULL) {
			syntax(t, w);
			break;
		}
		end = ev->type == FYET_STREAM_END;
		rc = take_event(w, ev);
		fy_parser_event_free(t->fyp, ev);
	}
	return rc;
}

int
zc_tree_parse(struct zc_tree *t, struct zc_str bytes, struct zc_say *s,
    struct zc_arena *a, struct zc_node **out, struct zc_err *e)
{
	struct walk w = { .say = s, .a = a };
	int rc;

	*out = NULL;
	if (!clean(bytes, s))
		return ZC_OK;
	if ((t->fyp == NULL && !open_parser(t)) ||
	    fy_parser_set_string(t->fyp, bytes.p, bytes.n) != 0)
		return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", s->file);
	rc = walk_events(t, &w);
	/*
	 * libfyaml 0.7 frees twice when a parser that met a fault is reset:
	 * only one that read to the end is used again.
	 */
	if (rc != ZC_OK || w.stop || fy_parser_reset(t->fyp) != 0)
		close_parser(t);
	if (rc != ZC_OK)
		return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", s->file);
	if (w.stop)
		return ZC_OK;
	if (w.root == NULL || zc_node_null(w.root))
		zc_say(s, 1, 1, "文件是空的。请写入一个定义，或删除文件。",
		    "the file is empty; write a definition or delete it");
	else if (w.root->type != ZC_NODE_MAP)
		zc_say(s, w.root->line, w.root->col,
		    "文件应当是“键: 值”的形式。",
		    "the file must consist of \"key: value\" lines");
	else
		*out = w.root;
	return ZC_OK;
}
