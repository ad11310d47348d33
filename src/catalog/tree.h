/*
 * tree: one YAML document as a light tree with places. The only file that
 * knows libfyaml. What a definition never needs is refused: anchors, aliases,
 * merge keys, tags, duplicate keys, second documents, control characters.
 */
#ifndef ZC_TREE_H
#define ZC_TREE_H

#include "catalog/say.h"

enum {
	ZC_TREE_DEPTH_MAX = 16,
	ZC_TREE_KEYS_MAX = 1000, /* keys of one map */
	ZC_TREE_BYTES_MAX = 1024 * 1024,
	ZC_TREE_NODES_MAX = 200000
};

enum zc_node_type {
	ZC_NODE_SCALAR,
	ZC_NODE_LIST,
	ZC_NODE_MAP
};

struct zc_node {
	enum zc_node_type type;
	bool plain; /* scalar without quotes: null, true and 12 mean that */
	int line;   /* from 1 */
	int col;    /* from 1, in characters */
	struct zc_str text;           /* scalar: UTF-8, ends in '\0' */
	struct zc_node *first, *last; /* list, map */
	size_t n;                     /* how many of them */
	struct zc_node *next;         /* in the same list or map */
	struct zc_str key;            /* inside a map: name, ends in '\0' */
	int key_line, key_col;
};

struct zc_tree; /* a parser that is used again for each file */

/* NULL when memory is spent. zc_tree_free accepts NULL. */
struct zc_tree *zc_tree_new(void);
void zc_tree_free(struct zc_tree *t);

/*
 * Parse `bytes` into `a`. Faults go to `s`, as many as can be told; `out` may
 * then be a tree with gaps, or NULL when there is nothing to go on with.
 * ZC_ENOMEM only.
 */
ZC_MUST int zc_tree_parse(struct zc_tree *t, struct zc_str bytes,
    struct zc_say *s, struct zc_arena *a, struct zc_node **out,
    struct zc_err *e);

/* Value of a key of a map, or NULL. */
struct zc_node *zc_node_get(const struct zc_node *map, const char *key);
/* Scalar null: plain and empty, "~" or "null". */
bool zc_node_null(const struct zc_node *n);

#endif
