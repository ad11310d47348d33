/* kernel_setting: sysctl values in force (live) and configured. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/kv.h"
#include "probe/probe.h"

#include <fnmatch.h>

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "setting", "参数", "dotted name" },
	{ "value", ZC_TEXT, "value", "取值", "value" },
	{ "number", ZC_INT, "number", "数值", "value as number" },
	{ "origin", ZC_TEXT, "origin", "出处", "live or file" },
	{ "file", ZC_TEXT, "file", "文件", "file that sets it" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

enum {
	NAMES_MAX = 20000
};

/* A setting of a file; a later one of the same name replaces it. */
struct entry {
	const char *name; /* dotted; may be a pattern */
	struct zc_str value;
	const char *file;
	int64_t line;
};

struct set {
	struct entry *v;
	size_t n, cap;
};

/*
 * sysctl.d(5): a name may be written with slashes; the first separator tells
 * which of '.' and '/' stands for the other. We keep the dotted form.
 */
static char *
dotted(struct zc_arena *a, struct zc_str key)
{
	size_t i;
	char *p;

	if (key.n > 0 && key.p[0] == '-')
		key = zc_str_sub(key, 1, key.n);
	p = zc_arena_dup(a, key.p, key.n);
	if (p == NULL || zc_str_find(key, '/') > zc_str_find(key, '.'))
		return p;
	for (i = 0; p[i] != '\0'; i++)
		p[i] = p[i] == '/' ? '.' : p[i] == '.' ? '/' : p[i];
	return p;
}

/* "net.ipv4.conf.eth0/1.x" → "/proc/sys/net/ipv4/conf/eth0.1/x" */
static char *
proc_path(struct zc_arena *a, const char *name)
{
	char *p = zc_fs_join(a, "/proc/sys", name);

	for (size_t i = strlen("/proc/sys/"); p != NULL && p[i] != '\0'; i++)
		p[i] = p[i] == '/' ? '.' : p[i] == '.' ? '/' : p[i];
	return p;
}

static int
keep(struct set *s, struct zc_arena *a, const struct entry *n, struct zc_err *e)
{
	struct entry *v;

	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, n->name) == 0) {
			s->v[i] = *n;
			return ZC_OK;
		}
	if (s->n == s->cap) {
		v = zc_arena_array(a, s->cap * 2 + 64, sizeof(*v));
		if (v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for settings");
		if (s->n > 0)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap = s->cap * 2 + 64;
	}
	s->v[s->n++] = *n;
	return ZC_OK;
}

static int
read_file(const struct zc_look *l, struct zc_table *t, const char *file,
    struct set *s, struct zc_err *e)
{
	struct zc_kv_rd r;
	struct zc_kv kv;
	struct zc_str text;
	struct entry n;
	int rc = zc_look_read(l, t, file, &text);

	if (rc != ZC_OK)
		return ZC_OK; /* noted */
	zc_kv_init(&r, text, ZC_KV_EQ | ZC_KV_SEMI, l->a);
	while (zc_kv_next(&r, &kv)) {
		if (zc_str_find(kv.text, '=') == kv.text.n)
			continue; /* "-name" only excludes it from patterns */
		n = (struct entry){ .name = dotted(l->a, kv.key),
			.value = kv.value,
			.file = file,
			.line = kv.line };
		if (n.name == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a name");
		if (s->n >= NAMES_MAX) {
			zc_miss(t, file, ZC_N("too many settings"));
			return ZC_OK;
		}
		rc = keep(s, l->a, &n, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

/* sysctl --system reads the directories first and sysctl.conf last. */
static int
read_files(const struct zc_look *l, struct zc_table *t, struct set *s,
    struct zc_err *e)
{
	static const char *const dirs[] = { "/etc/sysctl.d", "/run/sysctl.d",
		"/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d",
		NULL };
	struct zc_paths files = { 0 };
	int rc = zc_expand_dropins(l, t, dirs, ".conf", &files, e);

	for (size_t i = 0; i < files.n && rc == ZC_OK; i++)
		rc = read_file(l, t, files.v[i], s, e);
	if (rc == ZC_OK)
		rc = read_file(l, t, "/etc/sysctl.conf", s, e);
	return rc;
}

static int
emit(struct zc_table *t, const char *name, struct zc_str value,
    const struct entry *from, struct zc_err *e)
{
	int64_t n;

	value = zc_str_trim(value);
	zc_put_cstr(t, "name", name);
	zc_put(t, "value", value);
	if (zc_str_int(value, 10, &n))
		zc_put_int(t, "number", n);
	zc_put_cstr(t, "origin", from == NULL ? "live" : "file");
	if (from != NULL) {
		zc_put_cstr(t, "file", from->file);
		zc_put_int(t, "line", from->line);
	}
	return zc_row(t, e);
}

static int
emit_live(const struct zc_look *l, struct zc_table *t, const char *name,
    struct zc_err *e)
{
	char *path = proc_path(l->a, name);
	struct zc_str value;
	int rc;

	if (path == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a name");
	rc = zc_fs_read(l->root, path, 65536, l->a, &value, NULL);
	if (rc == ZC_OK)
		return emit(t, name, value, NULL, e);
	/* A name from a file may be a directory or unknown to this kernel. */
	if (rc == ZC_EACCES || rc == ZC_EIO)
		zc_miss_rc(t, path, rc);
	return ZC_OK;
}

static const struct entry *
exact(const struct set *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, name) == 0)
			return &s->v[i];
	return NULL;
}

static const struct entry *
by_pattern(const struct set *s, const char *name)
{
	const struct entry *found = NULL;

	for (size_t i = 0; i < s->n; i++)
		if (strpbrk(s->v[i].name, "*?[") != NULL &&
		    fnmatch(s->v[i].name, name, 0) == 0)
			found = &s->v[i];
	return found;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct set s = { 0 }, done = { 0 };
	const struct entry *from;
	struct zc_item it;
	size_t i;
	int rc = read_files(l, t, &s, e);

	for (i = 0; i < s.n && rc == ZC_OK; i++) {
		rc = emit(t, s.v[i].name, s.v[i].value, &s.v[i], e);
		if (rc == ZC_OK && l->live &&
		    strpbrk(s.v[i].name, "*?[") == NULL)
			rc = emit_live(l, t, s.v[i].name, e);
	}
	i = 0;
	while (rc == ZC_OK &&
	    zc_item_next(&l->items, "rule.kernel_setting", &i, &it)) {
		struct entry seen = { .name = it.value };

		if (strcmp(it.field, "name") != 0 || exact(&s, it.value) ||
		    exact(&done, it.value))
			continue;
		rc = keep(&done, l->a, &seen, e);
		from = by_pattern(&s, it.value);
		if (rc == ZC_OK && from != NULL)
			rc = emit(t, it.value, from->value, from, e);
		if (rc == ZC_OK && l->live)
			rc = emit_live(l, t, it.value, e);
	}
	if (rc != ZC_OK)
		return rc;
	if (done.n + s.n == 0 && i == 0)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("nothing is configured and no list of names given"),
		    NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_kernel_setting = {
	.table = "kernel_setting",
	.en = "kernel settings",
	.zh = "内核参数",
	.mean = "sysctl values in force (live) and configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	/* Some of /proc/sys are for user 0, and no capability counts. */
	.as_root = true,
	.run = run,
};
