/* Definitions that the build parsed: what the YAML says, or nothing. */
#include "unit/zt.h"

#include "base/asset.h"
#include "catalog/catalog.h"
#include "catalog/frozen.h"

static bool
is_yaml(const struct zc_asset *s)
{
	return zc_str_starts(zc_str_of(s->name), "catalog/") &&
	    zc_str_ends(zc_str_of(s->name), ".yaml");
}

static struct zc_str
bytes_of(const struct zc_asset *s)
{
	return (struct zc_str){ s->start, (size_t)(s->end - s->start) };
}

static bool
same(const struct zc_node *x, const struct zc_node *y)
{
	const struct zc_node *a, *b;

	if (x->type != y->type || x->plain != y->plain || x->line != y->line ||
	    x->col != y->col || x->n != y->n || x->key_line != y->key_line ||
	    x->key_col != y->key_col || !zc_str_eq(x->text, y->text) ||
	    !zc_str_eq(x->key, y->key) ||
	    (x->key.p == NULL) != (y->key.p == NULL))
		return false;
	/* Readers take both for C strings. */
	if (x->text.p[x->text.n] != '\0' ||
	    (x->key.p != NULL && x->key.p[x->key.n] != '\0'))
		return false;
	for (a = x->first, b = y->first; a != NULL && b != NULL;
	     a = a->next, b = b->next)
		if (!same(a, b))
			return false;
	return a == b;
}

ZT(frozen_trees_are_what_the_yaml_says)
{
	struct zc_tree *t = zc_tree_new();
	unsigned char sha[ZC_SHA256_LEN], want[ZC_SHA256_LEN];
	struct zc_frozen f;
	size_t n = 0;

	zc_frozen_open(&f, zc_assets, zc_nassets);
	for (size_t i = 0; i < zc_nassets; i++) {
		const struct zc_asset *s = &zc_assets[i];
		struct zc_say say = { NULL, NULL, s->name, 0 };
		struct zc_node *x = NULL, *y = NULL;
		struct zc_sha256 h;
		struct zc_arena a;

		if (!is_yaml(s))
			continue;
		n++;
		zc_arena_init(&a, 64 << 20);
		ZT_EQ(zc_frozen_get(&f, s->name, bytes_of(s), &a, &x, sha),
		    ZC_OK);
		ZT_EQ(zc_tree_parse(t, bytes_of(s), &say, &a, &y, NULL), ZC_OK);
		if (x == NULL || y == NULL || !same(x, y))
			zt_fail(__FILE__, __LINE__, "%s differs", s->name);
		zc_sha256_init(&h);
		zc_sha256_add(&h, s->start, bytes_of(s).n);
		zc_sha256_done(&h, want);
		ZT_EQ(memcmp(sha, want, sizeof(sha)), 0);
		zc_arena_fini(&a);
	}
	ZT_TRUE(n > 500);
	ZT_EQ(f.n, n);
	zc_tree_free(t);
}

ZT(frozen_trees_change_nothing_of_the_catalog)
{
	static struct zc_asset plain[4000];
	struct zc_catalog_from from;
	struct zc_catalog a, b;
	size_t n = 0;

	for (size_t i = 0; i < zc_nassets && n < ZC_LEN(plain); i++)
		if (strcmp(zc_assets[i].name, "trees.bin") != 0)
			plain[n++] = zc_assets[i];
	ZT_EQ(n, zc_nassets - 1);
	zc_catalog_from_init(&from, NULL);
	from.dir = NULL;
	ZT_EQ(zc_catalog_load_from(&a, &from, NULL, NULL, NULL), ZC_OK);
	from.assets = plain;
	from.nassets = n;
	ZT_EQ(zc_catalog_load_from(&b, &from, NULL, NULL, NULL), ZC_OK);
	ZT_STR(zc_str_of(a.digest), b.digest);
	ZT_EQ(a.nchecks, b.nchecks);
	ZT_EQ(a.nrules, b.nrules);
	for (size_t i = 0; i < a.nchecks && i < b.nchecks; i++) {
		ZT_STR(zc_str_of(a.checks[i].title.zh), b.checks[i].title.zh);
		ZT_STR(zc_str_of(a.checks[i].fix.en), b.checks[i].fix.en);
		ZT_EQ(a.checks[i].at.line, b.checks[i].at.line);
	}
	zc_catalog_fini(&a);
	zc_catalog_fini(&b);
}

static const char text[] = "id: a.b\nlist: [1, '2', {k: v}]\nnone:\n";
static const struct zc_str yaml = { text, sizeof(text) - 1 };

/* A small set of two documents. */
static void
make(struct zc_buf *out)
{
	struct zc_say say = { NULL, NULL, "x", 0 };
	struct zc_tree *t = zc_tree_new();
	struct zc_frozen_maker m;
	struct zc_node *n = NULL;
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	zc_buf_init(out, 1 << 20);
	zc_frozen_init(&m);
	ZT_EQ(zc_tree_parse(t, yaml, &say, &a, &n, NULL), ZC_OK);
	zc_frozen_add(&m, "one.yaml", yaml, n);
	zc_frozen_add(&m, "two.yaml", yaml, n);
	ZT_EQ(zc_frozen_write(&m, out, NULL), ZC_OK);
	zc_frozen_fini(&m);
	zc_arena_fini(&a);
	zc_tree_free(t);
}

static int
get(struct zc_str all, const char *name, struct zc_str of)
{
	struct zc_asset asset = { "trees.bin", all.p, all.p + all.n };
	unsigned char sha[ZC_SHA256_LEN];
	struct zc_node *n = NULL;
	struct zc_frozen f;
	struct zc_arena a;
	int rc;

	zc_frozen_open(&f, &asset, 1);
	zc_arena_init(&a, 1 << 20);
	rc = zc_frozen_get(&f, name, of, &a, &n, sha);
	ZT_EQ(n != NULL, rc == ZC_OK);
	zc_arena_fini(&a);
	return rc;
}

ZT(frozen_tree_of_other_bytes_is_not_taken)
{
	struct zc_str changed = { "id: a.c\nlist: [1, '2', {k: v}]\nnone:\n",
		yaml.n };
	struct zc_buf b;

	make(&b);
	ZT_EQ(get(zc_buf_get(&b), "one.yaml", yaml), ZC_OK);
	ZT_EQ(get(zc_buf_get(&b), "two.yaml", yaml), ZC_OK);
	ZT_EQ(get(zc_buf_get(&b), "three.yaml", yaml), ZC_ENOENT);
	ZT_EQ(get(zc_buf_get(&b), "one.yaml", changed), ZC_ENOENT);
	ZT_EQ(get(zc_buf_get(&b), "one.yaml", zc_str_sub(yaml, 0, yaml.n - 1)),
	    ZC_ENOENT);
	ZT_EQ(get(ZC_S(""), "one.yaml", yaml), ZC_ENOENT);
	zc_buf_fini(&b);
}

ZT(frozen_bytes_that_are_cut_or_bent_do_no_harm)
{
	struct zc_buf b;
	size_t cut = 0;

	make(&b);
	for (size_t n = 0; n < b.n; n++) {
		char *copy = calloc(1, n + 1);

		memcpy(copy, b.p, n);
		cut +=
		    get((struct zc_str){ copy, n }, "two.yaml", yaml) != ZC_OK;
		free(copy);
	}
	ZT_EQ(cut, b.n);
	for (size_t i = 0; i < b.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			b.p[i] = (char)(b.p[i] ^ 1 << bit);
			(void)get(zc_buf_get(&b), "one.yaml", yaml);
			b.p[i] = (char)(b.p[i] ^ 1 << bit);
		}
	zc_buf_fini(&b);
}

ZT(frozen_tree_survives_every_failed_allocation)
{
	struct zc_buf b;
	int rc = ZC_ENOMEM;

	make(&b);
	for (unsigned n = 1; rc == ZC_ENOMEM && n < 100; n++) {
		zc_fault_arm(n);
		rc = get(zc_buf_get(&b), "one.yaml", yaml);
		zc_fault_arm(0);
	}
	ZT_EQ(rc, ZC_OK);
	zc_buf_fini(&b);
}
