#include "probe/systemd.h"

#include "base/fs.h"
#include "probe/ini.h"
#include "probe/unitfile.h"

enum {
	NAMES_MAX = 20000, /* entries of one unit directory */
	UNITS_MAX = 40000,
	FILE_MAX = 1 << 20
};

/* First wins, as in zc_unitfile_dirs. */
static const char *const user_dirs[] = { "/etc/systemd/user",
	"/run/systemd/user", "/usr/local/lib/systemd/user",
	"/usr/lib/systemd/user", NULL };

/* Everything that is gathered before units are judged. */
struct load {
	const struct zc_look *l;
	struct zc_table *t;
	const char *const *dirs;
	bool user;
	struct zc_unit *v;
	size_t n, cap;
	const char **wanted; /* names that NAME.wants directories link to */
	size_t nwanted, wanted_cap;
	bool spent;
};

const char *
zc_systemd_kind(struct zc_str name)
{
	static const char *const kinds[] = { "service", "socket", "timer",
		"mount", "path", "target" };

	for (size_t i = 0; i < ZC_LEN(kinds); i++) {
		size_t n = strlen(kinds[i]);

		if (name.n > n + 1 && zc_str_ends(name, kinds[i]) &&
		    name.p[name.n - n - 1] == '.')
			return kinds[i];
	}
	return NULL;
}

static void *
grow(struct load *s, void *v, size_t n, size_t *cap, size_t size)
{
	void *w;

	if (n < *cap)
		return v;
	w = n >= UNITS_MAX
	    ? NULL
	    : zc_arena_array(s->l->a, *cap == 0 ? 64 : *cap * 2, size);
	if (w == NULL) {
		s->spent = true;
		return NULL;
	}
	if (n > 0)
		memcpy(w, v, n * size);
	*cap = *cap == 0 ? 64 : *cap * 2;
	return w;
}

static struct zc_unit *
find(struct load *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->v[i].name, name) == 0)
			return &s->v[i];
	}
	return NULL;
}

static struct zc_unit *
add(struct load *s, const char *name, const char *file)
{
	struct zc_unit *v = grow(s, s->v, s->n, &s->cap, sizeof(*v));

	if (v == NULL)
		return NULL;
	s->v = v;
	v = &s->v[s->n++];
	*v = (struct zc_unit){ .name = name,
		.file = file,
		.user = s->user,
		.command = ZC_S(""),
		.account = ZC_S(""),
		.description = ZC_S(""),
		.alias_of = ZC_S("") };
	return v;
}

static void
want(struct load *s, const char *name)
{
	const char **v =
	    grow(s, s->wanted, s->nwanted, &s->wanted_cap, sizeof(*v));

	if (v == NULL)
		return;
	s->wanted = v;
	s->wanted[s->nwanted++] = name;
}

static bool
is_wanted(const struct load *s, const char *name)
{
	for (size_t i = 0; i < s->nwanted; i++) {
		if (strcmp(s->wanted[i], name) == 0)
			return true;
	}
	return false;
}

/* "getty@.service" for "getty@tty1.service", NULL for no instance. */
static const char *
template_of(struct zc_arena *a, const char *name)
{
	struct zc_str s = zc_str_of(name);
	size_t at = zc_str_find(s, '@'), dot = s.n;
	char *p;

	while (dot > at && s.p[dot - 1] != '.')
		dot--;
	if (at == s.n || dot <= at + 2)
		return NULL;
	p = zc_arena_get(a, s.n + 1);
	if (p == NULL)
		return NULL;
	memcpy(p, s.p, at + 1);
	memcpy(p + at + 1, s.p + dot - 1, s.n - dot + 1);
	return p;
}

/* Keys of a unit file or of one that overrides it. */
static bool
read_keys(struct zc_unit *v, struct zc_str text)
{
	struct zc_ini i;
	bool install = false;

	zc_ini_init(&i, text);
	while (zc_ini_next(&i)) {
		if (zc_str_is(i.key, "ExecStart")) {
			/* An empty one forgets those before; the first counts.
			 */
			if (v->command.n == 0 || i.value.n == 0)
				v->command = i.value;
		} else if (zc_str_is(i.key, "User")) {
			v->account = i.value;
		} else if (zc_str_is(i.key, "Description")) {
			v->description = i.value;
		} else if (zc_str_is(i.key, "Type")) {
			v->oneshot = zc_str_is(i.value, "oneshot");
		} else if (zc_str_is(i.section, "Install")) {
			if (zc_str_is(i.key, "Also") && v->enabled == NULL)
				v->enabled = "indirect";
			else if (!zc_str_is(i.key, "Also") &&
			    !zc_str_is(i.key, "DefaultInstance"))
				install = true;
		}
	}
	return install;
}

static void
read_fragment(struct load *s, struct zc_unit *v)
{
	struct zc_str text;
	int rc =
	    zc_fs_read(s->l->root, v->file, FILE_MAX, s->l->a, &text, NULL);

	if (rc != ZC_OK) {
		if (s->t != NULL)
			zc_miss_rc(s->t, v->file, rc);
		v->enabled = "static";
		return;
	}
	if (text.n == 0) {
		v->enabled = "masked"; /* an empty file masks, too */
		return;
	}
	if (read_keys(v, text))
		v->enabled = is_wanted(s, v->name) ? "enabled" : "disabled";
	else if (is_wanted(s, v->name))
		v->enabled = "enabled";
	else if (v->enabled == NULL)
		v->enabled = "static";
}

static void
take_entry(struct load *s, const char *dir, const char *name)
{
	const char *path = zc_fs_join(s->l->a, dir, name);
	struct zc_str link;
	struct zc_unit *v;

	if (zc_systemd_kind(zc_str_of(name)) == NULL || find(s, name) != NULL)
		return;
	v = path == NULL ? NULL : add(s, name, path);
	if (v == NULL)
		return;
	if (zc_fs_link(s->l->root, path, s->l->a, &link, NULL) == ZC_OK) {
		if (zc_str_is(link, "/dev/null")) {
			v->enabled = "masked";
			return;
		}
		if (!zc_str_is(zc_str_base(link), name)) {
			v->enabled = "alias";
			v->alias_of = zc_str_base(link);
			return;
		}
	}
	read_fragment(s, v);
	if (zc_str_starts(zc_str_of(dir), "/run/systemd/generator") &&
	    strcmp(v->enabled, "enabled") != 0)
		v->enabled = "generated";
}

/* DIR/x.wants/NAME, DIR/x.requires/NAME: links made by "enable". */
static void
take_wants(struct load *s, const char *dir, const char *sub)
{
	const char *path = zc_fs_join(s->l->a, dir, sub);
	struct zc_fs_list l;

	if (path == NULL ||
	    zc_fs_dir(s->l->root, path, NAMES_MAX, s->l->a, &l, NULL) != ZC_OK)
		return;
	for (size_t i = 0; i < l.n; i++)
		want(s, l.names[i]);
}

static bool
is_wants(struct zc_str name)
{
	return zc_str_ends(name, ".wants") || zc_str_ends(name, ".requires") ||
	    zc_str_ends(name, ".upholds");
}

/* Enabling is done below /etc and /run; what /usr wants is part of units. */
static void
collect_wanted(struct load *s, const struct zc_fs_list *lists)
{
	for (size_t d = 0; s->dirs[d] != NULL; d++) {
		struct zc_str dir = zc_str_of(s->dirs[d]);

		if (!zc_str_starts(dir, "/etc/") &&
		    !zc_str_is(dir, "/run/systemd/system") &&
		    !zc_str_is(dir, "/run/systemd/user"))
			continue;
		for (size_t i = 0; i < lists[d].n; i++) {
			struct zc_str name = zc_str_of(lists[d].names[i]);
			struct zc_str link;
			const char *path;

			if (is_wants(name))
				take_wants(s, s->dirs[d], lists[d].names[i]);
			path = zc_systemd_kind(name) == NULL
			    ? NULL
			    : zc_fs_join(
				  s->l->a, s->dirs[d], lists[d].names[i]);
			/* An Alias= of [Install]: the unit it names is on. */
			if (path != NULL &&
			    zc_fs_link(s->l->root, path, s->l->a, &link,
				NULL) == ZC_OK &&
			    !zc_str_is(link, "/dev/null"))
				want(s,
				    zc_arena_dup(s->l->a, zc_str_base(link).p,
					zc_str_base(link).n));
		}
	}
}

/* NAME.d/?.conf from the weakest directory to the strongest. */
static void
drop_ins(struct load *s, const char *dir, const char *sub)
{
	const char *path = zc_fs_join(s->l->a, dir, sub), *file;
	char *name = zc_arena_dup(s->l->a, sub, strlen(sub) - 2);
	struct zc_unit *v = name == NULL ? NULL : find(s, name);
	struct zc_fs_list l;
	struct zc_str text;

	if (v == NULL || path == NULL || v->enabled == NULL ||
	    zc_fs_dir(s->l->root, path, NAMES_MAX, s->l->a, &l, NULL) != ZC_OK)
		return;
	for (size_t i = 0; i < l.n; i++) {
		if (!zc_str_ends(zc_str_of(l.names[i]), ".conf"))
			continue;
		file = zc_fs_join(s->l->a, path, l.names[i]);
		if (file != NULL &&
		    zc_fs_read(s->l->root, file, FILE_MAX, s->l->a, &text,
			NULL) == ZC_OK)
			(void)read_keys(v, text);
	}
}

/* Instances that are wanted have no file of their own. */
static void
instances(struct load *s)
{
	for (size_t i = 0; i < s->nwanted; i++) {
		const char *name = s->wanted[i];
		const char *from;
		struct zc_unit *t, *v;

		if (name == NULL || find(s, name) != NULL)
			continue;
		from = template_of(s->l->a, name);
		t = from == NULL ? NULL : find(s, from);
		if (t == NULL || strcmp(t->enabled, "masked") == 0)
			continue;
		t->enabled = "enabled";
		v = add(s, name, t->file);
		if (v == NULL)
			return;
		t = find(s, from);
		if (t == NULL)
			return;
		*v = *t;
		v->name = name;
	}
}

int
zc_systemd_load(const struct zc_look *l, struct zc_table *t, bool user,
    struct zc_units *out, struct zc_err *e)
{
	struct load s = { .l = l,
		.t = t,
		.user = user,
		.dirs = user ? user_dirs : zc_unitfile_dirs };
	struct zc_fs_list lists[ZC_LEN(zc_unitfile_dirs)] = { 0 };
	size_t d;

	for (d = 0; s.dirs[d] != NULL; d++) {
		int rc = zc_fs_dir(
		    l->root, s.dirs[d], NAMES_MAX, l->a, &lists[d], NULL);

		if (rc != ZC_OK)
			lists[d] = (struct zc_fs_list){ 0 };
		if (t != NULL)
			zc_miss_rc(t, s.dirs[d], rc);
	}
	collect_wanted(&s, lists);
	for (d = 0; s.dirs[d] != NULL; d++) {
		for (size_t i = 0; i < lists[d].n; i++)
			take_entry(&s, s.dirs[d], lists[d].names[i]);
	}
	while (d-- > 0) {
		for (size_t i = 0; i < lists[d].n; i++) {
			if (zc_str_ends(zc_str_of(lists[d].names[i]), ".d"))
				drop_ins(&s, s.dirs[d], lists[d].names[i]);
		}
	}
	instances(&s);
	if (s.spent)
		return ZC_FAIL(e, ZC_ENOMEM, "units: no room");
	*out = (struct zc_units){ s.v, s.n };
	return ZC_OK;
}

const struct zc_unit *
zc_systemd_find(const struct zc_units *u, const char *name)
{
	for (size_t i = 0; i < u->n; i++) {
		if (strcmp(u->v[i].name, name) == 0)
			return &u->v[i];
	}
	return NULL;
}

/* An S link of its name in the directories of sysvinit. */
static bool
in_rc(const struct zc_look *l, const char *name)
{
	static const char *const dirs[] = { "/etc/rc2.d", "/etc/rc3.d",
		"/etc/rc5.d", "/etc/rc.d/rc3.d", "/etc/rc.d/rc5.d" };
	struct zc_str bare = zc_str_of(name), s;
	struct zc_fs_list list;

	if (zc_str_ends(bare, ".service"))
		bare.n -= strlen(".service");
	for (size_t d = 0; d < ZC_LEN(dirs); d++) {
		if (zc_fs_dir(l->root, dirs[d], NAMES_MAX, l->a, &list, NULL) !=
		    ZC_OK)
			continue;
		for (size_t i = 0; i < list.n; i++) {
			s = zc_str_of(list.names[i]);
			if (s.n > 3 && s.p[0] == 'S' &&
			    zc_str_eq(zc_str_sub(s, 3, s.n), bare))
				return true;
		}
	}
	return false;
}

int
zc_systemd_enabled(const struct zc_look *l, const char *name)
{
	struct load s = { .l = l, .dirs = zc_unitfile_dirs };
	struct zc_fs_list lists[ZC_LEN(zc_unitfile_dirs)] = { 0 };
	size_t d;

	for (d = 0; s.dirs[d] != NULL; d++) {
		if (zc_fs_dir(l->root, s.dirs[d], NAMES_MAX, l->a, &lists[d],
			NULL) != ZC_OK)
			lists[d] = (struct zc_fs_list){ 0 };
	}
	collect_wanted(&s, lists);
	for (d = 0; s.dirs[d] != NULL; d++) {
		const char *path = zc_fs_join(l->a, s.dirs[d], name);

		if (path != NULL && zc_fs_exists(l->root, path)) {
			take_entry(&s, s.dirs[d], name);
			break;
		}
	}
	if (s.n == 0)
		return in_rc(l, name) ? 1 : -1;
	return strcmp(s.v[0].enabled, "enabled") == 0 ||
	    (strcmp(s.v[0].enabled, "masked") != 0 && in_rc(l, name));
}

bool
zc_systemd_runs(const struct zc_look *l)
{
	/* sd_booted(3) */
	return l->live && zc_fs_exists(l->root, "/run/systemd/system");
}
