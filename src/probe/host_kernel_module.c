/* kernel_module: modules loaded, and those of the list of interest. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/kv.h"
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "module", "模块", "name with underscores" },
	{ "loaded", ZC_BOOL, "loaded", "已加载", "1 = loaded now" },
	{ "available", ZC_BOOL, "available", "可加载",
	    "1 = module file exists for the kernel" },
	{ "blocked", ZC_BOOL, "blocked", "已禁用",
	    "1 = install /bin/false or blacklist" },
	{ "file", ZC_TEXT, "file", "文件", "file that blocks it" },
};

enum {
	MODULES_MAX = 5000,
	LINES_MAX = 100000
};

/* One module, told by one or several sources. */
struct module {
	char name[64]; /* with underscores */
	bool loaded, available, blocked, shown;
	const char *file; /* that blocks it */
};

struct set {
	struct zc_arena *a;
	struct module *v;
	size_t n, cap;
	bool full;    /* more were named than are kept */
	bool indexed; /* the list of available modules was read */
};

/* A name as the kernel compares it: '-' is '_'; 55 bytes at most. */
static bool
fold(struct zc_str s, char out[64])
{
	size_t i;

	if (s.n == 0 || s.n > 55)
		return false;
	for (i = 0; i < s.n; i++)
		out[i] = s.p[i] == '-' ? '_' : s.p[i];
	out[i] = '\0';
	return true;
}

static struct module *
find(const struct set *s, struct zc_str name)
{
	char folded[64];

	if (!fold(name, folded))
		return NULL;
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, folded) == 0)
			return &s->v[i];
	return NULL;
}

/* NULL: not a module name, or the arena is spent. */
static struct module *
get(struct set *s, struct zc_str name)
{
	struct module *m = find(s, name), *v;

	if (m != NULL)
		return m;
	if (s->n >= MODULES_MAX) {
		s->full = true;
		return NULL;
	}
	if (s->n == s->cap) {
		v = zc_arena_array(s->a, s->cap * 2 + 256, sizeof(*v));
		if (v == NULL)
			return NULL;
		if (s->n > 0)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap = s->cap * 2 + 256;
	}
	if (!fold(name, s->v[s->n].name))
		return NULL;
	return &s->v[s->n++];
}

static void
show(struct set *s, struct zc_str name)
{
	struct module *m = get(s, name);

	if (m != NULL)
		m->shown = true;
}

static int
read_loaded(const struct zc_look *l, struct zc_table *t, struct set *s)
{
	struct zc_str text, line, word;
	struct module *m;
	int rc;

	rc = zc_look_read(l, t, "/proc/modules", &text);
	if (rc == ZC_ENOENT)
		return ZC_OK; /* a kernel without modules */
	if (rc != ZC_OK)
		return rc;
	while (zc_str_line(&text, &line)) {
		if (!zc_str_word(&line, &word))
			continue;
		m = get(s, word);
		if (m != NULL)
			m->loaded = m->shown = m->available = true;
	}
	return ZC_OK;
}

/* Directory of the running kernel's modules, or of the newest one. */
static const char *
modules_dir(const struct zc_look *l, struct zc_table *t)
{
	static const char *const tops[] = { "/lib/modules",
		"/usr/lib/modules" };
	struct zc_fs_list list;
	struct zc_str release;
	const char *best;
	int rc;

	if (l->live &&
	    zc_look_read(l, t, "/proc/sys/kernel/osrelease", &release) ==
		ZC_OK) {
		release = zc_str_trim(release);
		best = zc_arena_dup(l->a, release.p, release.n);
		return best == NULL ? NULL : zc_fs_join(l->a, tops[0], best);
	}
	for (size_t k = 0; k < ZC_LEN(tops); k++) {
		rc = zc_fs_dir(l->root, tops[k], 1000, l->a, &list, NULL);
		zc_miss_rc(t, tops[k], rc);
		if (rc != ZC_OK || list.n == 0)
			continue;
		best = list.names[0];
		for (size_t i = 1; i < list.n; i++)
			if (strverscmp(list.names[i], best) > 0)
				best = list.names[i];
		return zc_fs_join(l->a, tops[k], best);
	}
	return NULL;
}

/* kernel/fs/cramfs/cramfs.ko.xz → cramfs */
static struct zc_str
base_name(struct zc_str path)
{
	path = zc_str_base(path);
	return zc_str_sub(path, 0, zc_str_search(path, ".ko"));
}

/* Only the modules that are asked for: the list has thousands. */
static void
read_available(const struct zc_look *l, struct zc_table *t, struct set *s,
    const char *dir, const char *name, bool builtin)
{
	const char *path = dir == NULL ? NULL : zc_fs_join(l->a, dir, name);
	struct zc_str text, line;
	struct module *m;
	size_t n = 0;

	if (path == NULL || zc_look_read(l, t, path, &text) != ZC_OK)
		return;
	s->indexed = s->indexed || !builtin;
	while (zc_str_line(&text, &line)) {
		if (n++ == LINES_MAX) {
			zc_miss(t, path, ZC_N("too many lines"));
			return;
		}
		line = zc_str_sub(line, 0, zc_str_find(line, ':'));
		m = find(s, base_name(line));
		if (m == NULL)
			continue;
		m->available = true;
		if (builtin)
			m->loaded = true;
	}
}

/* Commands that make "install NAME COMMAND" load nothing. */
static bool
loads_nothing(struct zc_str command)
{
	static const char *const v[] = { "/bin/false", "/usr/bin/false",
		"/bin/true", "/usr/bin/true", "/sbin/nologin", "/dev/null",
		"false", "true", ":" };
	struct zc_str word;

	if (!zc_str_word(&command, &word))
		return false;
	for (size_t i = 0; i < ZC_LEN(v); i++)
		if (zc_str_is(word, v[i]))
			return true;
	return false;
}

static void
block(struct set *s, struct zc_str name, const char *file)
{
	struct module *m = get(s, name);

	if (m == NULL)
		return;
	m->blocked = true;
	if (m->file == NULL)
		m->file = file;
}

static int
read_modprobe(const struct zc_look *l, struct zc_table *t, struct set *s,
    struct zc_err *e)
{
	static const char *const dirs[] = { "/etc/modprobe.d",
		"/run/modprobe.d", "/usr/local/lib/modprobe.d",
		"/usr/lib/modprobe.d", "/lib/modprobe.d", NULL };
	struct zc_paths files = { 0 };
	struct zc_str text, name, rest;
	struct zc_kv_rd r;
	struct zc_kv kv;
	int rc = zc_expand_dropins(l, t, dirs, ".conf", &files, e);

	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		if (zc_look_read(l, t, files.v[i], &text) != ZC_OK)
			continue;
		zc_kv_init(&r, text, ZC_KV_BLANK | ZC_KV_JOIN, l->a);
		while (!s->full && zc_kv_next(&r, &kv)) {
			rest = kv.value;
			if (!zc_str_word(&rest, &name))
				continue;
			if (zc_str_is(kv.key, "blacklist") ||
			    (zc_str_is(kv.key, "install") &&
				loads_nothing(rest)))
				block(s, name, files.v[i]);
		}
	}
	return rc;
}

/* module_blacklist=a,b and modprobe.blacklist=a,b of the command line. */
static void
read_cmdline(const struct zc_look *l, struct zc_table *t, struct set *s)
{
	static const char *const keys[] = { "module_blacklist=",
		"modprobe.blacklist=" };
	struct zc_str text, word, name;

	if (!l->live || zc_look_read(l, t, "/proc/cmdline", &text) != ZC_OK)
		return;
	while (zc_str_word(&text, &word))
		for (size_t i = 0; i < ZC_LEN(keys); i++) {
			struct zc_str v = word;

			if (!zc_str_starts(v, keys[i]))
				continue;
			v = zc_str_sub(v, strlen(keys[i]), v.n);
			while (zc_str_cut(&v, ',', &name))
				block(s, name, "/proc/cmdline");
		}
}

static int
emit(const struct zc_look *l, struct zc_table *t, const struct set *s,
    const struct module *m, struct zc_err *e)
{
	zc_put_cstr(t, "name", m->name);
	if (l->live)
		zc_put_int(t, "loaded", m->loaded);
	/* Without the kernel's own list nobody can tell. */
	if (m->available || s->indexed)
		zc_put_int(t, "available", m->available);
	zc_put_int(t, "blocked", m->blocked);
	if (m->file != NULL)
		zc_put_cstr(t, "file", m->file);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct set s = { .a = l->a };
	struct zc_item it;
	const char *dir;
	size_t i = 0;
	int rc;

	while (zc_item_next(&l->items, "rule.kernel_module", &i, &it))
		if (strcmp(it.field, "name") == 0)
			show(&s, zc_str_of(it.value));
	if (l->live && read_loaded(l, t, &s) != ZC_OK)
		return ZC_FAIL(e, ZC_EIO, "/proc/modules cannot be read");
	rc = read_modprobe(l, t, &s, e);
	if (rc != ZC_OK)
		return rc;
	read_cmdline(l, t, &s);
	dir = modules_dir(l, t);
	read_available(l, t, &s, dir, "modules.dep", false);
	read_available(l, t, &s, dir, "modules.builtin", true);
	if (s.full)
		zc_miss(t, "/etc/modprobe.d", ZC_N("too many settings"));
	for (i = 0; i < s.n && rc == ZC_OK; i++)
		if (s.v[i].shown || s.v[i].blocked)
			rc = emit(l, t, &s, &s.v[i], e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_kernel_module = {
	.table = "kernel_module",
	.en = "kernel modules",
	.zh = "内核模块",
	.mean = "modules loaded, and those of the list of interest",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
