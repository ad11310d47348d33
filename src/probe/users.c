#include "probe/users.h"

#include "base/fs.h"

enum {
	FIELDS_MAX = 9,
	FILE_MAX = 16 << 20,
	LINES_MAX = 200000,
	COMPAT_MAX = 1000
};

static const char passwd_path[] = "/etc/passwd";
static const char group_path[] = "/etc/group";

static int
slurp(const struct zc_look *l, struct zc_table *t, const char *path,
    struct zc_str *out)
{
	if (t != NULL)
		return zc_look_read(l, t, path, out);
	return zc_fs_read(l->root, path, FILE_MAX, l->a, out, NULL);
}

static void
miss_line(struct zc_table *t, const char *path, int line)
{
	char at[64];

	if (t == NULL)
		return;
	(void)snprintf(at, sizeof(at), "%s:%d", path, line);
	zc_miss(t, at, ZC_N("this line is malformed and was left out"));
}

static size_t
count_lines(struct zc_str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n < LINES_MAX ? n : LINES_MAX;
}

/* Cut at colons; returns the number of fields, at most FIELDS_MAX. */
static size_t
split(struct zc_str line, struct zc_str f[FIELDS_MAX])
{
	size_t n = 0;

	while (n < FIELDS_MAX && zc_str_cut(&line, ':', &f[n]))
		n++;
	return n;
}

static const char *
text(const struct zc_look *l, struct zc_str s)
{
	const char *p = zc_arena_dup(l->a, s.p, s.n);

	return p == NULL ? "" : p;
}

/* Lines that glibc ignores, and the marks of NIS compat mode. */
static bool
no_entry(struct zc_str line)
{
	line = zc_str_trim(line);
	return line.n == 0 || line.p[0] == '#' || line.p[0] == '+' ||
	    line.p[0] == '-';
}

/* Lines of NIS compat mode: "+", "+@netgroup", "-name". */
static int
load_compat(const struct zc_look *l, struct zc_str s,
    const struct zc_compat **out, size_t *n)
{
	struct zc_compat *v = zc_arena_array(l->a, COMPAT_MAX, sizeof(*v));
	struct zc_str line, name;

	if (v == NULL)
		return ZC_ENOMEM;
	*out = v;
	for (int no = 1; *n < COMPAT_MAX && zc_str_line(&s, &line); no++) {
		if (line.n == 0 || (line.p[0] != '+' && line.p[0] != '-') ||
		    !zc_str_cut(&line, ':', &name))
			continue;
		v[(*n)++] = (struct zc_compat){ text(l, name), no };
	}
	return ZC_OK;
}

static bool
parse_user(const struct zc_look *l, struct zc_str line, struct zc_user *u)
{
	struct zc_str f[FIELDS_MAX];

	if (zc_str_find(line, '\0') != line.n || split(line, f) != 7 ||
	    f[0].n == 0 || !zc_str_int(f[2], 10, &u->uid) ||
	    !zc_str_int(f[3], 10, &u->gid) || u->uid < 0 || u->gid < 0)
		return false;
	u->name = text(l, f[0]);
	u->hash = text(l, f[1]);
	u->gecos = text(l, f[4]);
	u->home = text(l, f[5]);
	u->shell = text(l, f[6]);
	return true;
}

static bool
parse_group(const struct zc_look *l, struct zc_str line, struct zc_group *g)
{
	struct zc_str f[FIELDS_MAX];

	if (zc_str_find(line, '\0') != line.n || split(line, f) != 4 ||
	    f[0].n == 0 || !zc_str_int(f[2], 10, &g->gid) || g->gid < 0)
		return false;
	g->name = text(l, f[0]);
	g->hash = text(l, f[1]);
	g->members = text(l, f[3]);
	return true;
}

static int
load_users(const struct zc_look *l, struct zc_table *t, struct zc_str s,
    struct zc_users *out)
{
	size_t cap = count_lines(s);
	struct zc_user *v = zc_arena_array(l->a, cap, sizeof(*v));
	struct zc_str line;

	if (v == NULL)
		return ZC_ENOMEM;
	out->v = v;
	for (int no = 1; out->n < cap && zc_str_line(&s, &line); no++) {
		if (no_entry(line))
			continue;
		v[out->n].line = no;
		if (parse_user(l, line, &v[out->n]))
			out->n++;
		else
			miss_line(t, passwd_path, no);
	}
	return ZC_OK;
}

static int
load_groups(const struct zc_look *l, struct zc_table *t, struct zc_str s,
    struct zc_users *out)
{
	size_t cap = count_lines(s);
	struct zc_group *v = zc_arena_array(l->a, cap, sizeof(*v));
	struct zc_str line;

	if (v == NULL)
		return ZC_ENOMEM;
	out->groups = v;
	for (int no = 1; out->ngroups < cap && zc_str_line(&s, &line); no++) {
		if (no_entry(line))
			continue;
		v[out->ngroups].line = no;
		if (parse_group(l, line, &v[out->ngroups]))
			out->ngroups++;
		else
			miss_line(t, group_path, no);
	}
	return ZC_OK;
}

static int
cmp_uid(const void *a, const void *b)
{
	const struct zc_user *x = *(const struct zc_user *const *)a;
	const struct zc_user *y = *(const struct zc_user *const *)b;

	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return x->line - y->line;
}

static int
cmp_gid(const void *a, const void *b)
{
	const struct zc_group *x = *(const struct zc_group *const *)a;
	const struct zc_group *y = *(const struct zc_group *const *)b;

	if (x->gid != y->gid)
		return x->gid < y->gid ? -1 : 1;
	return x->line - y->line;
}

static int
cmp_name(const void *a, const void *b)
{
	const struct zc_user *x = *(const struct zc_user *const *)a;
	const struct zc_user *y = *(const struct zc_user *const *)b;
	int r = strcmp(x->name, y->name);

	return r != 0 ? r : x->line - y->line;
}

static int
cmp_home(const void *a, const void *b)
{
	const struct zc_user *x = *(const struct zc_user *const *)a;
	const struct zc_user *y = *(const struct zc_user *const *)b;
	int r = strcmp(x->home, y->home);

	return r != 0 ? r : x->line - y->line;
}

static int
make_index(const struct zc_look *l, struct zc_users *u)
{
	u->by_uid = zc_arena_array(l->a, u->n + 1, sizeof(*u->by_uid));
	u->by_gid = zc_arena_array(l->a, u->ngroups + 1, sizeof(*u->by_gid));
	u->by_home = zc_arena_array(l->a, u->n + 1, sizeof(*u->by_home));
	u->by_name = zc_arena_array(l->a, u->n + 1, sizeof(*u->by_name));
	if (u->by_uid == NULL || u->by_gid == NULL || u->by_home == NULL ||
	    u->by_name == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < u->n; i++)
		u->by_uid[i] = u->by_home[i] = u->by_name[i] = &u->v[i];
	qsort(u->by_name, u->n, sizeof(*u->by_name), cmp_name);
	qsort(u->by_home, u->n, sizeof(*u->by_home), cmp_home);
	for (size_t i = 0; i < u->ngroups; i++)
		u->by_gid[i] = &u->groups[i];
	qsort(u->by_uid, u->n, sizeof(*u->by_uid), cmp_uid);
	qsort(u->by_gid, u->ngroups, sizeof(*u->by_gid), cmp_gid);
	return ZC_OK;
}

int
zc_users_load(const struct zc_look *l, struct zc_table *t, struct zc_users *out)
{
	struct zc_users u = { 0 };
	struct zc_str s;
	int rc;

	rc = slurp(l, t, passwd_path, &s);
	if (rc != ZC_OK)
		return rc;
	rc = load_users(l, t, s, &u);
	if (rc == ZC_OK)
		rc = load_compat(l, s, &u.users_compat, &u.nusers_compat);
	if (rc != ZC_OK)
		return rc;
	if (slurp(l, t, group_path, &s) == ZC_OK) {
		rc = load_groups(l, t, s, &u);
		if (rc == ZC_OK)
			rc = load_compat(
			    l, s, &u.groups_compat, &u.ngroups_compat);
	}
	if (rc == ZC_OK)
		rc = make_index(l, &u);
	if (rc == ZC_OK)
		*out = u;
	return rc;
}

const char *
zc_users_name(const struct zc_users *u, int64_t uid)
{
	size_t lo = 0, hi = u->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (u->by_uid[mid]->uid < uid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < u->n && u->by_uid[lo]->uid == uid ? u->by_uid[lo]->name
						      : NULL;
}

const char *
zc_users_group(const struct zc_users *u, int64_t gid)
{
	size_t lo = 0, hi = u->ngroups;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (u->by_gid[mid]->gid < gid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < u->ngroups && u->by_gid[lo]->gid == gid
	    ? u->by_gid[lo]->name
	    : NULL;
}

const struct zc_user *
zc_users_find(const struct zc_users *u, const char *name)
{
	size_t lo = 0, hi = u->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(u->by_name[mid]->name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < u->n && strcmp(u->by_name[lo]->name, name) == 0
	    ? u->by_name[lo]
	    : NULL;
}

const struct zc_group *
zc_users_group_find(const struct zc_users *u, const char *name)
{
	for (size_t i = 0; i < u->ngroups; i++)
		if (strcmp(u->groups[i].name, name) == 0)
			return &u->groups[i];
	return NULL;
}

/* System accounts share homes that are not theirs. */
static bool
may_have_home(const struct zc_user *x)
{
	return (x->uid == 0 || x->uid >= 500) && x->home[0] == '/' &&
	    x->home[strspn(x->home, "/")] != '\0';
}

/* Did an account before this one have the same home? */
static bool
seen_home(const struct zc_users *u, const struct zc_user *x)
{
	size_t lo = 0, hi = u->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(u->by_home[mid]->home, x->home) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo < u->n && u->by_home[lo] != x) {
		if (may_have_home(u->by_home[lo]))
			return true;
		lo++;
	}
	return false;
}

enum {
	MOUNTS_MAX = 1000
}; /* lines of fstab that are asked */

/* Does a home lie at or below the directory? */
static bool
holds_homes(const struct zc_users *u, struct zc_str dir)
{
	for (size_t i = 0; i < u->n; i++) {
		struct zc_str home = zc_str_of(u->v[i].home);

		if ((u->v[i].uid == 0 || u->v[i].uid >= 500) &&
		    home.n >= dir.n && memcmp(home.p, dir.p, dir.n) == 0 &&
		    (home.n == dir.n || home.p[dir.n] == '/'))
			return true;
	}
	return false;
}

/*
 * fstab(5) of an offline root: homes on a file system of their own are not
 * seen when that was not mounted, too; its mount point is empty then.
 */
static void
note_unmounted(
    const struct zc_look *l, struct zc_table *t, const struct zc_users *u)
{
	struct zc_str text, line, device, dir;
	struct zc_fs_list names;
	const char *path;
	int rc, mounts = 0;

	if (l->live || zc_look_read(l, t, "/etc/fstab", &text) != ZC_OK)
		return;
	while (zc_str_line(&text, &line)) {
		if (!zc_str_word(&line, &device) || device.p[0] == '#' ||
		    !zc_str_word(&line, &dir) || dir.p[0] != '/')
			continue;
		if (++mounts > MOUNTS_MAX) {
			zc_miss_rc(t, "/etc/fstab", ZC_ELIMIT);
			return;
		}
		while (dir.n > 0 && dir.p[dir.n - 1] == '/')
			dir.n--;
		path = zc_arena_dup(l->a, dir.p, dir.n);
		if (dir.n == 0 || path == NULL || !holds_homes(u, dir))
			continue;
		rc = zc_fs_dir(l->root, path, 16, l->a, &names, NULL);
		if (rc == ZC_ENOENT || (rc == ZC_OK && names.n == 0))
			zc_miss(t, path,
			    ZC_N("a file system of its own, which is not "
				 "mounted here"));
	}
}

/* A home that cannot be listed hides what is in it. */
static void
note_home(const struct zc_look *l, struct zc_table *t, const char *home)
{
	struct zc_fs_list names;

	if (zc_fs_dir(l->root, home, 16, l->a, &names, NULL) == ZC_EACCES)
		zc_miss_rc(t, home, ZC_EACCES);
}

bool
zc_users_home(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *u, size_t *i, const struct zc_user **out)
{
	struct stat st;

	if (*i == 0 && t != NULL)
		note_unmounted(l, t, u);

	for (; *i < u->n; (*i)++) {
		const struct zc_user *x = &u->v[*i];

		if (!may_have_home(x) || seen_home(u, x))
			continue;
		if (zc_fs_stat(l->root, x->home, &st, NULL) == ZC_ENOENT)
			continue;
		(*i)++;
		*out = x;
		if (t != NULL)
			note_home(l, t, x->home);
		return true;
	}
	return false;
}

bool
zc_users_member(struct zc_str *rest, struct zc_str *name)
{
	while (zc_str_cut(rest, ',', name)) {
		*name = zc_str_trim(*name);
		if (name->n > 0)
			return true;
	}
	return false;
}

bool
zc_users_shell_ok(const char *shell)
{
	static const char *const none[] = { "nologin", "false", "true", "sync",
		"shutdown", "halt", "reboot" };
	const char *base = strrchr(shell, '/');

	base = base == NULL ? shell : base + 1;
	for (size_t i = 0; i < ZC_LEN(none); i++)
		if (strcmp(base, none[i]) == 0)
			return false;
	return true; /* an empty field means /bin/sh, passwd(5) */
}

int64_t
zc_users_uid_min(const struct zc_look *l)
{
	struct zc_str s, line, word;
	int64_t min = 1000, v;

	if (zc_fs_read(l->root, "/etc/login.defs", FILE_MAX, l->a, &s, NULL) !=
	    ZC_OK)
		return min;
	while (zc_str_line(&s, &line)) {
		if (!zc_str_word(&line, &word) || !zc_str_is(word, "UID_MIN"))
			continue;
		if (zc_str_word(&line, &word) && zc_str_int(word, 10, &v))
			min = v;
	}
	return min;
}
