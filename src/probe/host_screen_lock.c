/* screen_lock: idle lock settings per desktop and account. */
#include "probe/gvdb.h"
#include "probe/ini.h"
#include "probe/lines.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "desktop", ZC_TEXT, "desktop", "桌面",
	    "gnome, ukui, dde, kde, xfce, mate, cinnamon, terminal" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account; empty = system default" },
	{ "enabled", ZC_BOOL, "enabled", "启用", "1 = locks" },
	{ "idle_seconds", ZC_INT, "idle seconds", "空闲秒数",
	    "idle time before the screen blanks" },
	{ "lock_seconds", ZC_INT, "lock delay", "锁定延时",
	    "delay from blank to lock, seconds" },
	{ "locked_down", ZC_BOOL, "enforced", "强制",
	    "1 = users cannot change it" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
};

enum {
	KEY_MAX = 512,
	MINUTE = 60
};

enum what {
	ENABLED,
	IDLE,
	DELAY
};

/* Settings of the desktops that lie in GSettings, with their units. */
static const struct setting {
	const char *desktop;
	const char *schema;
	const char *key;
	enum what what;
	int64_t seconds; /* one unit */
} settings[] = {
	{ "gnome", "org.gnome.desktop.session", "idle-delay", IDLE, 1 },
	{ "gnome", "org.gnome.desktop.screensaver", "lock-enabled", ENABLED,
	    1 },
	{ "gnome", "org.gnome.desktop.screensaver", "lock-delay", DELAY, 1 },
	{ "mate", "org.mate.session", "idle-delay", IDLE, MINUTE },
	{ "mate", "org.mate.screensaver", "lock-enabled", ENABLED, 1 },
	{ "mate", "org.mate.screensaver", "lock-delay", DELAY, MINUTE },
	{ "ukui", "org.ukui.session", "idle-delay", IDLE, MINUTE },
	{ "ukui", "org.ukui.screensaver", "lock-enabled", ENABLED, 1 },
	{ "ukui", "org.ukui.screensaver", "lock-delay", DELAY, MINUTE },
	{ "cinnamon", "org.cinnamon.desktop.session", "idle-delay", IDLE, 1 },
	{ "cinnamon", "org.cinnamon.desktop.screensaver", "lock-enabled",
	    ENABLED, 1 },
	{ "cinnamon", "org.cinnamon.desktop.screensaver", "lock-delay", DELAY,
	    1 },
	{ "dde", "com.deepin.dde.power", "screen-black-lock", ENABLED, 1 },
	{ "dde", "com.deepin.dde.power", "line-power-screen-black-delay", IDLE,
	    1 },
	{ "dde", "com.deepin.dde.power", "line-power-lock-delay", DELAY, 1 },
};

static const char *const desktops[] = { "gnome", "mate", "ukui", "cinnamon",
	"dde" };

enum {
	DESKTOPS = ZC_LEN(desktops)
};

struct lock {
	int64_t v[3]; /* by enum what; -1 = not known */
	bool forced;  /* a dconf lock on one of them */
	const char *file;
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	struct lock all[DESKTOPS]; /* the system's defaults */
	int rc;
};

static void
put(struct ctx *c, const char *desktop, const char *account,
    const struct lock *k)
{
	if (c->rc != ZC_OK || k->file == NULL)
		return;
	zc_put_cstr(c->t, "desktop", desktop);
	zc_put_cstr(c->t, "account", account);
	/* An idle time of 0 means never: then nothing locks. */
	if (k->v[ENABLED] != -1 || k->v[IDLE] == 0)
		zc_put_int(
		    c->t, "enabled", k->v[ENABLED] > 0 && k->v[IDLE] != 0);
	if (k->v[IDLE] != -1)
		zc_put_int(c->t, "idle_seconds", k->v[IDLE]);
	if (k->v[DELAY] != -1)
		zc_put_int(c->t, "lock_seconds", k->v[DELAY]);
	zc_put_int(c->t, "locked_down", k->forced);
	zc_put_cstr(c->t, "file", k->file);
	c->rc = zc_row(c->t, c->e);
}

static size_t
desktop_index(const char *name)
{
	size_t i = 0;

	while (i < DESKTOPS && strcmp(desktops[i], name) != 0)
		i++;
	return i;
}

/* "org.gnome.x" and "org/gnome/x", with a slash before and behind or not. */
static bool
same_path(struct zc_str path, const char *schema)
{
	size_t n = strlen(schema);

	while (path.n > 0 && path.p[0] == '/')
		path = zc_str_sub(path, 1, path.n);
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	if (path.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (path.p[i] != schema[i] &&
		    !(path.p[i] == '/' && schema[i] == '.'))
			return false;
	return true;
}

static const struct setting *
find(struct zc_str path, struct zc_str key)
{
	for (size_t i = 0; i < ZC_LEN(settings); i++)
		if (zc_str_is(key, settings[i].key) &&
		    same_path(path, settings[i].schema))
			return &settings[i];
	return NULL;
}

/* "true", "uint32 300", "300" */
static bool
value_of(struct zc_str s, int64_t *out)
{
	struct zc_str w, last = s;

	if (zc_str_is(s, "true") || zc_str_is(s, "false")) {
		*out = zc_str_is(s, "true");
		return true;
	}
	while (zc_str_word(&s, &w))
		last = w;
	return zc_lines_number(last, out);
}

static void
set(struct lock all[DESKTOPS], const struct setting *s, int64_t v,
    const char *file)
{
	struct lock *k = &all[desktop_index(s->desktop)];

	if (v < 0 || v > INT32_MAX)
		return;
	k->v[s->what] = s->what == ENABLED ? v : v * s->seconds;
	k->file = file;
}

/* Key files: schema overrides and the sources of dconf databases. */
static void
keyfile(struct ctx *c, const char *path, struct lock all[DESKTOPS])
{
	struct zc_ini ini;
	struct zc_str text;
	int64_t v;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_ini_init(&ini, text);
	while (zc_ini_next(&ini)) {
		/* An override may be bound to a desktop: "schema:GNOME" */
		struct zc_str schema =
		    zc_str_sub(ini.section, 0, zc_str_find(ini.section, ':'));
		const struct setting *s = find(schema, ini.key);

		if (s != NULL && value_of(ini.value, &v))
			set(all, s, v, path);
	}
}

/* <key name="idle-delay" …> … <default>uint32 300</default> */
static void
schema_default(
    struct ctx *c, const struct setting *s, const char *path, struct zc_str xml)
{
	struct zc_str needle, d;
	size_t at;
	int64_t v;

	needle = zc_lines_cat(
	    c->l->a, ZC_S("name=\""), zc_str_of(s->key), ZC_S("\""));
	at = zc_str_search(xml, needle.p);
	d = zc_str_sub(xml, at, xml.n);
	at = zc_str_search(d, "<default>");
	d = zc_str_sub(d, at + 9, d.n);
	d = zc_str_trim(zc_str_sub(d, 0, zc_str_find(d, '<')));
	if (value_of(d, &v))
		set(c->all, s, v, path);
}

static void
schemas(struct ctx *c)
{
	for (size_t i = 0; i < ZC_LEN(settings); i++) {
		struct zc_str xml,
		    path = zc_lines_cat(c->l->a,
			ZC_S("/usr/share/glib-2.0/schemas/"),
			zc_str_of(settings[i].schema), ZC_S(".gschema.xml"));

		if (path.n > 0 &&
		    zc_look_read(c->l, c->t, path.p, &xml) == ZC_OK)
			schema_default(c, &settings[i], path.p, xml);
	}
}

static void
keyfiles(struct ctx *c, const char *pattern)
{
	struct zc_fs_list f;
	struct stat st;

	if (zc_lines_glob(c->l, c->t, pattern, &f) != ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++)
		if (zc_fs_stat(c->l->root, f.names[i], &st, NULL) == ZC_OK &&
		    S_ISREG(st.st_mode))
			keyfile(c, f.names[i], c->all);
}

/* Keys that users may not change: one path a line. */
static void
locks(struct ctx *c)
{
	struct zc_fs_list f;
	struct zc_lines r;
	struct zc_str text, line;

	if (zc_lines_glob(c->l, c->t, "/etc/dconf/db/*.d/locks/*", &f) != ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		if (zc_look_read(c->l, c->t, f.names[i], &text) != ZC_OK)
			continue;
		zc_lines_init(&r, text, false, NULL);
		while (zc_lines_real(&r, &line)) {
			size_t n = line.n;
			const struct setting *s;

			while (n > 0 && line.p[n - 1] != '/')
				n--;
			s = find(zc_str_sub(line, 0, n),
			    zc_str_sub(line, n, line.n));
			if (s != NULL)
				c->all[desktop_index(s->desktop)].forced = true;
		}
	}
}

/* What the user set by hand; what is locked keeps the system's value. */
static void
user_dconf(struct ctx *c, const struct zc_user *u)
{
	char *path = zc_fs_join(c->l->a, u->home, ".config/dconf/user");
	struct lock mine[DESKTOPS];
	struct zc_gvdb_value v;
	struct zc_gvdb g;
	struct zc_str text;
	struct zc_buf key;

	if (path == NULL || zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	if (!zc_gvdb_open(text, &g)) {
		zc_miss(c->t, path, ZC_N("not a settings database"));
		return;
	}
	memcpy(mine, c->all, sizeof(mine));
	for (size_t i = 0; i < DESKTOPS; i++)
		mine[i].file = NULL;
	zc_buf_init(&key, KEY_MAX);
	while (zc_gvdb_next(&g, &key, &v)) {
		struct zc_str k = zc_buf_get(&key);
		const struct setting *s;
		size_t n = k.n;

		while (n > 0 && k.p[n - 1] != '/')
			n--;
		s = find(zc_str_sub(k, 0, n), zc_str_sub(k, n, k.n));
		if (s != NULL && v.type != '?' && v.type != 's' &&
		    !c->all[desktop_index(s->desktop)].forced)
			set(mine, s, v.number, path);
	}
	zc_buf_fini(&key);
	for (size_t i = 0; i < DESKTOPS; i++)
		put(c, desktops[i], u->name, &mine[i]);
}

/* KDE: [Daemon] Autolock, Timeout in minutes, LockGrace in seconds. */
static void
kde(struct ctx *c, const char *path, const char *account)
{
	struct lock k = { .v = { 1, 5 * MINUTE, -1 }, .file = path };
	struct zc_ini ini;
	struct zc_str text;
	int64_t v;

	if (path == NULL || zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_ini_init(&ini, text);
	while (zc_ini_next(&ini)) {
		if (!zc_str_starts(ini.section, "Daemon") ||
		    !value_of(ini.value, &v))
			continue;
		if (zc_str_starts(ini.key, "Autolock"))
			k.v[ENABLED] = v;
		else if (zc_str_starts(ini.key, "Timeout"))
			k.v[IDLE] = v * MINUTE;
		else if (zc_str_starts(ini.key, "LockGrace"))
			k.v[DELAY] = v;
		if (zc_str_search(ini.key, "[$i]") < ini.key.n ||
		    zc_str_search(ini.section, "[$i]") < ini.section.n)
			k.forced = true;
	}
	put(c, "kde", account, &k);
}

/* The value attribute of the n-th nested property of an xfconf file. */
static bool
xfce_value(struct zc_str xml, const char *group, const char *name, int64_t *out)
{
	size_t at = zc_str_search(xml, group);
	struct zc_str s = zc_str_sub(xml, at + strlen(group), xml.n);

	at = zc_str_search(s, name);
	s = zc_str_sub(s, at, s.n);
	at = zc_str_search(s, "value=\"");
	s = zc_str_sub(s, at + 7, s.n);
	return value_of(zc_str_sub(s, 0, zc_str_find(s, '"')), out);
}

static void
xfce(struct ctx *c, const char *path, const char *account)
{
	struct lock k = { .v = { 1, 5 * MINUTE, -1 }, .file = path };
	struct zc_str xml;
	int64_t v;

	if (path == NULL || zc_look_read(c->l, c->t, path, &xml) != ZC_OK)
		return;
	if (xfce_value(xml, "name=\"lock\"", "name=\"enabled\"", &v))
		k.v[ENABLED] = v;
	if (xfce_value(xml, "name=\"idle-activation\"", "name=\"delay\"", &v))
		k.v[IDLE] = v * MINUTE;
	if (xfce_value(xml, "name=\"saver-activation\"", "name=\"delay\"", &v))
		k.v[DELAY] = v * MINUTE;
	put(c, "xfce", account, &k);
}

static void
users(struct ctx *c, const struct zc_users *us)
{
	static const char kde_file[] = ".config/kscreenlockerrc";
	static const char xfce_file[] = ".config/xfce4/xfconf/"
					"xfce-perchannel-xml/"
					"xfce4-screensaver.xml";
	const struct zc_user *u;
	size_t i = 0;

	while (c->rc == ZC_OK && zc_users_home(c->l, c->t, us, &i, &u)) {
		user_dconf(c, u);
		kde(c, zc_fs_join(c->l->a, u->home, kde_file), u->name);
		xfce(c, zc_fs_join(c->l->a, u->home, xfce_file), u->name);
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };
	struct zc_users us;
	int rc = zc_users_load(l, t, &us);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no accounts file: not a Linux system"), NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/passwd was not read");
	for (size_t i = 0; i < DESKTOPS; i++)
		c.all[i] = (struct lock){ .v = { -1, -1, -1 } };
	schemas(&c);
	keyfiles(&c, "/usr/share/glib-2.0/schemas/*.gschema.override");
	keyfiles(&c, "/etc/dconf/db/*.d/*");
	locks(&c);
	for (size_t i = 0; i < DESKTOPS; i++)
		put(&c, desktops[i], "", &c.all[i]);
	kde(&c, "/etc/xdg/kscreenlockerrc", "");
	users(&c, &us);
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_screen_lock = {
	.table = "screen_lock",
	.en = "screen lock",
	.zh = "锁屏设置",
	.mean = "idle lock settings per desktop and account",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
