/* account: one row per passwd entry. */
#include "base/fs.h"
#include "probe/lines.h"
#include "probe/shadow.h"
#include "probe/utmp.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "account", "账户", "login name" },
	{ "uid", ZC_INT, "user id", "用户号", "numeric user id" },
	{ "gid", ZC_INT, "group id", "组号", "numeric primary group" },
	{ "comment", ZC_TEXT, "comment", "备注", "GECOS field" },
	{ "home", ZC_TEXT, "home directory", "主目录", "home directory" },
	{ "shell", ZC_TEXT, "login shell", "登录外壳", "login shell" },
	{ "can_login", ZC_BOOL, "can log in", "可登录",
	    "1 = shell is not nologin/false and the password is not locked or "
	    "ssh keys exist" },
	{ "system", ZC_BOOL, "system account", "系统账户",
	    "1 = uid below UID_MIN other than 0, or nobody" },
	{ "home_exists", ZC_BOOL, "home exists", "主目录存在",
	    "1 = the home directory exists" },
	{ "home_owner", ZC_TEXT, "home owner", "主目录属主",
	    "owner of the home directory" },
	{ "home_mode", ZC_INT, "home mode", "主目录权限",
	    "permission bits of the home directory" },
	{ "last_login", ZC_TIME, "last login", "最近登录",
	    "from lastlog, wtmp; null when never or not recorded" },
	{ "last_from", ZC_TEXT, "last login from", "最近登录来源",
	    "terminal or address of the last login" },
	{ "created_at", ZC_TIME, "created", "创建时间",
	    "best evidence: auth log, home directory birth; null when "
	    "unknown" },
	{ "line", ZC_INT, "line", "行号", "line in passwd" },
	{ "source", ZC_TEXT, "source", "来源", "passwd, or directory service" },
};

/* A multiple of both record sizes (384, 400), or a cut would shift records. */
enum {
	TAIL_MAX = 9600 * 1024,
	LOG_MAX = 8 << 20
};

/* What the logs tell of one account. */
struct seen {
	int64_t last, created;
	struct zc_str from;
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_users u;
	struct zc_shadows s;
	bool shadow_read;
	struct zc_lastlog ll;
	struct seen *seen; /* one per account of u */
	int64_t uid_min;
};

static size_t
index_of(const struct ctx *c, struct zc_str name)
{
	size_t i = 0;

	while (i < c->u.n && !zc_str_is(name, c->u.v[i].name))
		i++;
	return i;
}

static void
read_wtmp(struct ctx *c)
{
	static const char path[] = "/var/log/wtmp";
	struct zc_str s;
	struct zc_utmp r;
	struct zc_rd rd;
	size_t size;
	int rc = zc_lines_tail(c->l, NULL, path, TAIL_MAX, &s);

	zc_miss_rc(c->t, path, rc);
	if (rc != ZC_OK || s.n == 0)
		return;
	size = zc_utmp_size(s);
	if (size == 0) {
		zc_miss(c->t, path, ZC_N("not a file of login records"));
		return;
	}
	zc_rd_init(&rd, s.p, s.n);
	while (zc_utmp_next(&rd, size, &r)) {
		size_t i;

		if (r.type != ZC_UTMP_USER)
			continue;
		i = index_of(c, r.user);
		if (i == c->u.n || r.at < c->seen[i].last)
			continue;
		c->seen[i].last = r.at;
		c->seen[i].from = r.host.n > 0 ? r.host : r.line;
	}
}

static void
read_created(struct ctx *c, const char *path)
{
	struct zc_str s, line;
	struct zc_syslog log;

	if (zc_lines_tail(c->l, NULL, path, LOG_MAX, &s) != ZC_OK)
		return;
	while (zc_str_line(&s, &line)) {
		size_t i;

		if (zc_str_search(line, "new user: name=") == line.n ||
		    !zc_syslog_parse(line, c->l->now, &log))
			continue;
		i = index_of(c, zc_syslog_after(log.text, "name="));
		if (i < c->u.n)
			c->seen[i].created = log.at;
	}
}

static bool
has_keys(const struct ctx *c, const struct zc_user *u)
{
	static const char *const names[] = { ".ssh/authorized_keys",
		".ssh/authorized_keys2" };
	struct stat st;
	int rc;

	for (size_t i = 0; i < ZC_LEN(names); i++) {
		char *p = zc_fs_join(c->l->a, u->home, names[i]);

		rc = p == NULL ? ZC_ENOMEM
			       : zc_fs_stat(c->l->root, p, &st, NULL);
		zc_miss_rc(c->t, u->home, rc);
		if (rc == ZC_OK && st.st_size > 0)
			return true;
	}
	return false;
}

/* Unread shadow and a real shell: not known, so no value. */
static void
put_can_login(const struct ctx *c, const struct zc_user *u)
{
	const struct zc_shadow *s = zc_shadow_find(&c->s, u->name);
	struct zc_scheme scheme;
	enum zc_pw_state st;

	if (!zc_users_shell_ok(u->shell)) {
		zc_put_int(c->t, "can_login", 0);
		return;
	}
	if (s == NULL && !c->shadow_read)
		return;
	st = s == NULL ? ZC_PW_NONE : zc_shadow_state(s->hash, &scheme);
	zc_put_int(c->t, "can_login",
	    st == ZC_PW_SET || st == ZC_PW_EMPTY || has_keys(c, u));
}

static void
put_home(const struct ctx *c, const struct zc_user *u)
{
	const char *owner;
	struct stat st;
	int rc;

	rc = u->home[0] == '/' ? zc_fs_stat(c->l->root, u->home, &st, NULL)
			       : ZC_ENOENT;
	if (rc == ZC_ENOENT) {
		zc_put_int(c->t, "home_exists", 0);
		return;
	}
	if (rc != ZC_OK) {
		zc_miss_rc(c->t, u->home, rc);
		return;
	}
	zc_put_int(c->t, "home_exists", S_ISDIR(st.st_mode));
	zc_put_int(c->t, "home_mode", st.st_mode & 07777);
	owner = zc_users_name(&c->u, (int64_t)st.st_uid);
	if (owner != NULL)
		zc_put_cstr(c->t, "home_owner", owner);
}

static int
emit(const struct ctx *c, size_t i, struct zc_err *e)
{
	const struct zc_user *u = &c->u.v[i];
	struct seen seen = c->seen[i];
	struct zc_str from;
	int64_t at;

	zc_put_cstr(c->t, "name", u->name);
	zc_put_int(c->t, "uid", u->uid);
	zc_put_int(c->t, "gid", u->gid);
	zc_put_cstr(c->t, "comment", u->gecos);
	zc_put_cstr(c->t, "home", u->home);
	zc_put_cstr(c->t, "shell", u->shell);
	put_can_login(c, u);
	zc_put_int(c->t, "system",
	    (u->uid != 0 && u->uid < c->uid_min) ||
		strcmp(u->name, "nobody") == 0 || u->uid == 65534);
	put_home(c, u);
	if (zc_lastlog_get(&c->ll, u->uid, c->l->a, &at, &from) &&
	    at > seen.last) {
		seen.last = at;
		seen.from = from;
	}
	zc_put_int(c->t, "last_login", seen.last);
	if (seen.last != 0)
		zc_put(c->t, "last_from", seen.from);
	zc_put_int(c->t, "created_at", seen.created);
	zc_put_int(c->t, "line", u->line);
	zc_put_cstr(c->t, "source", "passwd");
	return zc_row(c->t, e);
}

/* A line that lets in accounts of a directory: its name is all it has. */
static int
emit_compat(const struct ctx *c, const struct zc_compat *x, struct zc_err *e)
{
	zc_put_cstr(c->t, "name", x->name);
	zc_put_int(c->t, "line", x->line);
	zc_put_cstr(c->t, "source", "directory service");
	return zc_row(c->t, e);
}

/* Accounts may also come from a directory that passwd does not list. */
static void
note_directory(const struct ctx *c)
{
	static const char *const files[] = { "/etc/sssd/sssd.conf",
		"/etc/nslcd.conf", "/etc/yp.conf", "/etc/samba/winbindd.conf" };
	struct stat st;

	for (size_t i = 0; i < ZC_LEN(files); i++)
		if (zc_fs_stat(c->l->root, files[i], &st, NULL) == ZC_OK &&
		    st.st_size > 0)
			zc_miss(c->t, files[i],
			    ZC_N("accounts of a directory service were not "
				 "listed"));
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .ll = { .fd = -1 } };
	int rc = zc_users_load(l, t, &c.u);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no accounts file: not a Linux system"), NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/passwd was not read");
	rc = zc_shadow_load(l, t, &c.u, &c.s);
	c.shadow_read = rc == ZC_OK;
	c.uid_min = zc_users_uid_min(l);
	c.seen = zc_arena_array(l->a, c.u.n + 1, sizeof(*c.seen));
	if (c.seen == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for accounts");
	zc_miss_rc(t, "/var/log/lastlog", zc_lastlog_open(l, &c.ll));
	read_wtmp(&c);
	read_created(&c, "/var/log/auth.log");
	read_created(&c, "/var/log/secure");
	note_directory(&c);
	rc = ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < c.u.n; i++)
		rc = emit(&c, i, e);
	for (size_t i = 0; rc == ZC_OK && i < c.u.nusers_compat; i++)
		rc = emit_compat(&c, &c.u.users_compat[i], e);
	zc_lastlog_close(&c.ll);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_account = {
	.table = "account",
	.en = "accounts",
	.zh = "账户",
	.mean = "one row per passwd entry",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
