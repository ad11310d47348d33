#include "catalog/load.h"

#include "base/asset.h"
#include <errno.h>
#include <sys/stat.h>

static const char upper_dir[] = "/etc/zicha/catalog.d";

int
zc_load_kind(const char *path)
{
	const char *slash = strchr(path, '/');
	size_t n = slash == NULL ? strlen(path) : (size_t)(slash - path);

	for (int i = 0; i < ZC_NKINDS; i++)
		if (zc_str_is(
			(struct zc_str){ path, n }, zc_kind_all[i]->folder))
			return i;
	return -1;
}

int
zc_load_wants(struct zc_load *l, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct zc_str name = zc_str_of(slash == NULL ? path : slash + 1);
	struct zc_say say = { l->fn, l->ctx, path, 0 };

	if (zc_str_starts(name, ".") || zc_str_ends(name, "~") ||
	    zc_str_starts(name, "README"))
		return 0;
	if (zc_str_ends(name, ".yaml") && name.n > strlen(".yaml"))
		return 1;
	zc_say(&say, 1, 1,
	    "文件名应当以 .yaml 结尾，否则不会被读取。请改名或移走。",
	    "the name must end in .yaml, or the file is not read; rename or "
	    "move it");
	l->faults += say.faults;
	return -1;
}

static int
append(struct zc_load *l, int kind, void *def)
{
	struct zc_load_list *to = &l->layer[kind];

	if (to->n == to->cap) {
		size_t cap = to->cap == 0 ? 64 : to->cap * 2;
		struct zc_load_def *v;

		v = zc_arena_array(&l->c->a, cap, sizeof(*v));
		if (v == NULL)
			return ZC_ENOMEM;
		if (to->n > 0)
			memcpy(v, to->v, to->n * sizeof(*v));
		to->v = v;
		to->cap = cap;
	}
	to->v[to->n++] = (struct zc_load_def){ def, zc_kind_id(def),
		zc_kind_at(zc_kind_all[kind], def) };
	return ZC_OK;
}

static int
read_definition(
    struct zc_load *l, int kind, const struct zc_node *map, struct zc_say *say)
{
	const struct zc_kind *k = zc_kind_all[kind];
	struct zc_fill f = { say, &l->c->a, k, NULL, &l->refs };
	void *def = zc_arena_get(&l->c->a, k->shape->size);
	int rc;

	if (def == NULL)
		return ZC_ENOMEM;
	f.def = def;
	rc = zc_field_fill(&f, k->shape, map, def);
	if (rc == ZC_OK && k->verify != NULL)
		rc = k->verify(&f, map, def);
	if (rc != ZC_OK || zc_kind_id(def)[0] == '\0')
		return rc;
	return append(l, kind, def);
}

/* The tree of a file, frozen or read anew, and the digest of its bytes. */
static int
tree_of(struct zc_load *l, struct zc_str bytes, struct zc_say *say,
    struct zc_arena *scratch, struct zc_node **map,
    unsigned char sha[ZC_SHA256_LEN], struct zc_err *e)
{
	struct zc_sha256 h;
	int rc = zc_frozen_get(&l->frozen, say->file, bytes, scratch, map, sha);

	if (rc == ZC_OK)
		return ZC_OK;
	if (rc != ZC_ENOENT)
		return ZC_FAIL(e, rc, "%s: no room", say->file);
	zc_sha256_init(&h);
	zc_sha256_add(&h, bytes.p, bytes.n);
	zc_sha256_done(&h, sha);
	return zc_tree_parse(l->tree, bytes, say, scratch, map, e);
}

int
zc_load_file(struct zc_load *l, int kind, const char *path, const char *name,
    struct zc_str bytes, struct zc_err *e)
{
	struct zc_say say = { l->fn, l->ctx, path, 0 };
	struct zc_arena scratch;
	unsigned char sha[ZC_SHA256_LEN];
	struct zc_node *map;
	uint64_t n = bytes.n;
	int rc;

	if (++l->files > ZC_LOAD_FILES_MAX)
		return ZC_FAIL(
		    e, ZC_ELIMIT, "over %d definitions", ZC_LOAD_FILES_MAX);
	if (bytes.n > ZC_TREE_BYTES_MAX) {
		zc_say(&say, 1, 1, "文件超过 1 MiB。请拆分。",
		    "the file is over 1 MiB; split it");
		l->faults++;
		return ZC_OK;
	}
	zc_sha256_add(&l->sha, name, strlen(name) + 1);
	zc_sha256_add(&l->sha, &n, sizeof(n));
	zc_arena_init(&scratch, 64 * 1024 * 1024);
	rc = tree_of(l, bytes, &say, &scratch, &map, sha, e);
	if (rc == ZC_OK)
		zc_sha256_add(&l->sha, sha, sizeof(sha));
	if (rc == ZC_OK && map != NULL &&
	    read_definition(l, kind, map, &say) != ZC_OK)
		rc = ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
	l->faults += say.faults;
	zc_arena_fini(&scratch);
	return rc;
}

static int
load_assets(struct zc_load *l, struct zc_err *e)
{
	static const char top[] = "catalog/";
	int rc = ZC_OK;

	for (size_t i = 0; i < l->from->nassets && rc == ZC_OK; i++) {
		const struct zc_asset *s = &l->from->assets[i];
		struct zc_str b = { s->start, (size_t)(s->end - s->start) };
		const char *name = s->name + strlen(top);
		int kind;

		if (!zc_str_starts(zc_str_of(s->name), top))
			continue;
		kind = zc_load_kind(name);
		if (strcmp(name, "requirements.tsv") == 0)
			rc = zc_load_requirements(l, s->name, b, e);
		else if (kind >= 0 && zc_load_wants(l, s->name) == 1)
			rc = zc_load_file(l, kind, s->name, name, b, e);
	}
	return rc == ZC_OK ? zc_load_merge(l, e) : rc;
}

/* The lists of pointers become the catalog's arrays. */
static int
publish(struct zc_load *l)
{
	for (int i = 0; i < ZC_NKINDS; i++) {
		const struct zc_kind *k = zc_kind_all[i];
		size_t size = k->shape->size, n = l->all[i].n;
		char *v = zc_arena_array(&l->c->a, n + 1, size);

		if (v == NULL)
			return ZC_ENOMEM;
		for (size_t j = 0; j < n; j++)
			memcpy(v + j * size, l->all[i].v[j].def, size);
		*(void **)(void *)((char *)l->c + k->list) = v;
		*(size_t *)(void *)((char *)l->c + k->count) = n;
	}
	return ZC_OK;
}

static int
load_layers(struct zc_load *l, struct zc_err *e)
{
	int rc;

	l->tree = zc_tree_new();
	if (l->tree == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "definitions: no room");
	zc_frozen_open(&l->frozen, l->from->assets, l->from->nassets);
	rc = load_assets(l, e);
	l->frozen = (struct zc_frozen){ .n = 0 };
	if (rc == ZC_OK && l->from->dir != NULL)
		rc = zc_load_dir(l, l->from->dir, e);
	zc_tree_free(l->tree);
	if (rc != ZC_OK)
		return rc;
	zc_load_resolve(l);
	zc_sha256_hex(&l->sha, l->c->digest);
	if (publish(l) != ZC_OK)
		return ZC_FAIL(e, ZC_ENOMEM, "definitions: no room");
	if (l->faults > 0)
		return ZC_FAIL(
		    e, ZC_EINPUT, "%zu faults in the definitions", l->faults);
	return ZC_OK;
}

int
zc_catalog_load_from(struct zc_catalog *c, const struct zc_catalog_from *from,
    zc_complain complain, void *ctx, struct zc_err *e)
{
	struct zc_load l = { .c = c, .from = from, .fn = complain, .ctx = ctx };

	memset(c, 0, sizeof(*c));
	zc_arena_init(&c->a, ZC_LOAD_BYTES_MAX);
	zc_sha256_init(&l.sha);
	return load_layers(&l, e);
}

void
zc_catalog_from_init(struct zc_catalog_from *from, const char *dir)
{
	struct stat st;

	*from = (struct zc_catalog_from){
		.assets = zc_assets, .nassets = zc_nassets, .dir = dir
	};
	/* Present but not readable is an error, not an empty layer. */
	if (dir == NULL && (stat(upper_dir, &st) == 0 || errno != ENOENT))
		from->dir = upper_dir;
}

int
zc_catalog_load(struct zc_catalog *c, const char *dir, zc_complain complain,
    void *ctx, struct zc_err *e)
{
	struct zc_catalog_from from;

	zc_catalog_from_init(&from, dir);
	return zc_catalog_load_from(c, &from, complain, ctx, e);
}

void
zc_catalog_fini(struct zc_catalog *c)
{
	if (c == NULL)
		return;
	zc_arena_fini(&c->a);
	memset(c, 0, sizeof(*c));
}
