#include "probe/expand.h"

#include "base/fs.h"

#include <fnmatch.h>

/* Most names read of one directory. */
enum {
	NAMES_MAX = 100000,
	DEPTH_MAX = 32
};

int
zc_paths_add(
    struct zc_paths *s, struct zc_arena *a, const char *path, struct zc_err *e)
{
	const char **v;

	if (path == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 16 : s->cap * 2;

		v = zc_arena_array(a, cap, sizeof(*v));
		if (v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for paths");
		if (s->n > 0)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap = cap;
	}
	s->v[s->n++] = path;
	return ZC_OK;
}

struct expand {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_paths *out;
	size_t max;
	bool full; /* told that there are more */
};

static int
add_existing(struct expand *x, const char *path, struct zc_err *e)
{
	struct stat st;
	int rc = zc_fs_lstat(x->l->root, path, &st, NULL);

	if (rc != ZC_OK) {
		zc_miss_rc(x->t, path, rc);
		return ZC_OK;
	}
	if (x->out->n >= x->max) {
		if (x->full)
			return ZC_OK;
		x->full = true;
		zc_miss(x->t, path, ZC_N("more files than are looked at"));
		return ZC_OK;
	}
	return zc_paths_add(x->out, x->l->a, path, e);
}

static int expand_in(struct expand *x, const char *dir, struct zc_str rest,
    unsigned depth, struct zc_err *e);

static int
expand_names(struct expand *x, const char *dir, const char *pattern,
    struct zc_str rest, unsigned depth, struct zc_err *e)
{
	struct zc_fs_list list;
	int rc = zc_fs_dir(x->l->root, dir, NAMES_MAX, x->l->a, &list, NULL);

	if (rc != ZC_OK) {
		/* A file where the pattern wants a directory is no match. */
		if (rc != ZC_EINPUT)
			zc_miss_rc(x->t, dir, rc);
		return ZC_OK;
	}
	for (size_t i = 0; i < list.n; i++) {
		if (fnmatch(pattern, list.names[i], FNM_PERIOD) != 0)
			continue;
		rc = expand_in(x, zc_fs_join(x->l->a, dir, list.names[i]), rest,
		    depth + 1, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

static int
expand_in(struct expand *x, const char *dir, struct zc_str rest, unsigned depth,
    struct zc_err *e)
{
	struct zc_str piece;
	const char *name;

	if (dir == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	if (depth > DEPTH_MAX)
		return ZC_OK;
	while (zc_str_cut(&rest, '/', &piece)) {
		if (piece.n == 0)
			continue;
		name = zc_arena_dup(x->l->a, piece.p, piece.n);
		if (name == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
		if (strpbrk(name, "*?[") != NULL)
			return expand_names(x, dir, name, rest, depth, e);
		dir = zc_fs_join(x->l->a, dir, name);
		if (dir == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	}
	return add_existing(x, dir, e);
}

int
zc_expand(const struct zc_look *l, struct zc_table *t, const char *pattern,
    size_t max, struct zc_paths *out, struct zc_err *e)
{
	struct expand x = { .l = l, .t = t, .out = out, .max = max };

	return expand_in(&x, "/", zc_str_of(pattern), 0, e);
}

static const char *
base_of(const char *path)
{
	const char *p = strrchr(path, '/');

	return p == NULL ? path : p + 1;
}

/* Put `path` at its place by base name; an equal name is there to stay. */
static int
insert(
    struct zc_paths *s, struct zc_arena *a, const char *path, struct zc_err *e)
{
	size_t i;
	int rc, c = 1;

	if (path == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	for (i = 0; i < s->n; i++) {
		c = strcmp(base_of(s->v[i]), base_of(path));
		if (c >= 0)
			break;
	}
	if (i < s->n && c == 0)
		return ZC_OK;
	rc = zc_paths_add(s, a, path, e);
	if (rc != ZC_OK)
		return rc;
	memmove(s->v + i + 1, s->v + i, (s->n - 1 - i) * sizeof(*s->v));
	s->v[i] = path;
	return ZC_OK;
}

int
zc_expand_dropins(const struct zc_look *l, struct zc_table *t,
    const char *const *dirs, const char *suffix, struct zc_paths *out,
    struct zc_err *e)
{
	struct zc_fs_list list;
	size_t i;
	int rc;

	for (; *dirs != NULL; dirs++) {
		rc = zc_fs_dir(l->root, *dirs, NAMES_MAX, l->a, &list, NULL);
		if (rc != ZC_OK) {
			zc_miss_rc(t, *dirs, rc);
			continue;
		}
		for (i = 0; i < list.n; i++) {
			if (!zc_str_ends(zc_str_of(list.names[i]), suffix))
				continue;
			rc = insert(out, l->a,
			    zc_fs_join(l->a, *dirs, list.names[i]), e);
			if (rc != ZC_OK)
				return rc;
		}
	}
	return ZC_OK;
}
