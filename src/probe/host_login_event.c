/* login_event: logins and failures from wtmp, btmp and auth logs, summed per
 * account, source and day. */
#include "base/fs.h"
#include "probe/lines.h"
#include "probe/utmp.h"

#include <unistd.h>

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account as recorded" },
	{ "kind", ZC_TEXT, "kind", "类别", "login, failed" },
	{ "via", ZC_TEXT, "via", "方式", "terminal, ssh, desktop, su, sudo" },
	{ "remote", ZC_TEXT, "from", "来源", "address or terminal" },
	{ "scope", ZC_TEXT, "scope", "来源范围",
	    "local, loopback, private, public" },
	{ "first_at", ZC_TIME, "first time", "首次时间", "first" },
	{ "last_at", ZC_TIME, "last time", "最近时间", "last" },
	{ "times", ZC_INT, "times", "次数", "number" },
	{ "source", ZC_TEXT, "source", "来源", "file" },
};

enum {
	DAY = 86400,
	GROUPS_MAX = 20000,
	SLOTS = 65536,          /* a power of two over GROUPS_MAX */
	CHUNK = 9600 * 16,      /* a multiple of both record sizes */
	NEWEST_MAX = 256 << 20, /* bytes of one record file */
	LOG_MAX = 16 << 20      /* bytes of one text log */
};

struct group {
	struct zc_str account, remote;
	const char *kind, *via, *source;
	int64_t day, first, last, times;
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct group *v;
	size_t n;
	uint32_t *slots; /* index into v, plus one */
	int64_t oldest;  /* of all records seen; 0 = none */
	bool full;
};

static uint64_t
hash(uint64_t h, struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u; /* FNV-1a */
	return h;
}

static bool
same(const struct group *a, const struct group *b)
{
	return a->day == b->day && a->kind == b->kind && a->via == b->via &&
	    a->source == b->source && zc_str_eq(a->account, b->account) &&
	    zc_str_eq(a->remote, b->remote);
}

static struct zc_str
keep(struct ctx *c, struct zc_str s)
{
	char *p = zc_arena_dup(c->l->a, s.p, s.n);

	return p == NULL ? ZC_S("") : (struct zc_str){ p, s.n };
}

/* Count one event in its group of account, way, origin, source and day. */
static void
count(struct ctx *c, struct group g, int64_t at)
{
	uint64_t h = 1469598103934665603u;
	size_t i;

	if (at <= 0)
		return;
	if (c->oldest == 0 || at < c->oldest)
		c->oldest = at;
	g.day = at / DAY;
	h = hash(hash(h, g.account), g.remote) + (uint64_t)g.day * 31 +
	    (uint64_t)(unsigned char)g.kind[0] * 7 +
	    (uint64_t)(unsigned char)g.via[1];
	for (i = h & (SLOTS - 1); c->slots[i] != 0; i = (i + 1) & (SLOTS - 1)) {
		struct group *x = &c->v[c->slots[i] - 1];

		if (!same(x, &g))
			continue;
		x->times++;
		x->first = at < x->first ? at : x->first;
		x->last = at > x->last ? at : x->last;
		return;
	}
	if (c->n == GROUPS_MAX) {
		c->full = true;
		return;
	}
	g.account = keep(c, g.account);
	g.remote = keep(c, g.remote);
	g.first = g.last = at;
	g.times = 1;
	c->v[c->n++] = g;
	c->slots[i] = (uint32_t)c->n;
}

static const char *
via_of(const struct zc_utmp *u)
{
	if (zc_str_starts(u->line, "ssh") || zc_str_starts(u->line, "pts/"))
		return u->host.n > 0 && u->host.p[0] != ':' ? "ssh"
							    : "terminal";
	if (zc_str_starts(u->line, ":") || zc_str_starts(u->host, ":"))
		return "desktop";
	return "terminal";
}

static void
record(struct ctx *c, const struct zc_utmp *u, bool failed, const char *path)
{
	struct group g = { .account = u->user,
		.kind = failed ? "failed" : "login",
		.via = via_of(u),
		.source = path,
		.remote = u->host.n > 0 ? u->host : u->line };

	if (u->at > 0 && (c->oldest == 0 || u->at < c->oldest))
		c->oldest = u->at;
	if (u->type == ZC_UTMP_USER || (failed && u->type == ZC_UTMP_LOGIN))
		count(c, g, u->at);
}

/* Records in pieces: btmp of a machine on the Internet is large. */
static int
records_of(struct ctx *c, int fd, const char *path, bool failed)
{
	struct stat st;
	char *p = zc_arena_get(c->l->a, CHUNK);
	size_t size = 0;
	off_t at = 0;
	ssize_t n;

	if (p == NULL)
		return ZC_ENOMEM;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return ZC_EINPUT;
	if (st.st_size > NEWEST_MAX) {
		at = (st.st_size - NEWEST_MAX) / CHUNK * CHUNK;
		zc_miss(c->t, path, ZC_N("too large: only its end was read"));
	}
	for (; (n = pread(fd, p, CHUNK, at)) > 0; at += n) {
		struct zc_rd r;
		struct zc_utmp u;

		if (size == 0)
			size = zc_utmp_size((struct zc_str){ p, (size_t)n });
		if (size == 0)
			return ZC_EINPUT;
		zc_rd_init(&r, p, (size_t)n);
		while (zc_utmp_next(&r, size, &u))
			record(c, &u, failed, path);
		if (n < CHUNK)
			break;
	}
	return n == -1 ? ZC_EIO : ZC_OK;
}

static bool
records(struct ctx *c, const char *path, bool failed)
{
	int fd = -1;
	int rc = zc_fs_open(c->l->root, path, &fd, NULL);

	if (rc == ZC_OK) {
		rc = records_of(c, fd, path, failed);
		(void)close(fd);
	}
	zc_miss_rc(c->t, path, rc);
	return rc != ZC_ENOENT;
}

/* "Failed password for invalid user bob from 10.0.0.1 port 22 ssh2" */
static void
sshd_line(struct ctx *c, const struct zc_syslog *s, const char *path)
{
	struct group g = { .via = "ssh", .source = path };

	if (zc_str_starts(s->text, "Accepted "))
		g.kind = "login";
	else if (zc_str_starts(s->text, "Failed ") &&
	    !zc_str_starts(s->text, "Failed publickey"))
		g.kind = "failed";
	else
		return;
	g.account = zc_syslog_after(s->text, " for ");
	if (zc_str_is(g.account, "invalid"))
		g.account = zc_syslog_after(s->text, " invalid user ");
	g.remote = zc_syslog_after(s->text, " from ");
	if (g.account.n > 0)
		count(c, g, s->at);
}

/* util-linux and shadow: "(to root) bob on pts/0", "FAILED SU (to root) …" */
static void
su_line(struct ctx *c, const struct zc_syslog *s, const char *path)
{
	struct group g = { .via = "su", .source = path, .kind = "login" };

	if (zc_str_starts(s->text, "FAILED SU") ||
	    zc_str_starts(s->text, "FAILED su"))
		g.kind = "failed";
	else if (!zc_str_starts(s->text, "(to ") &&
	    !zc_str_starts(s->text, "Successful su"))
		return;
	g.account = zc_syslog_after(s->text, "(to ");
	if (g.account.n == 0)
		g.account = zc_syslog_after(s->text, " for ");
	if (zc_str_ends(g.account, ")"))
		g.account.n--;
	g.remote = zc_syslog_after(s->text, " on ");
	if (g.account.n > 0)
		count(c, g, s->at);
}

/* "bob : 3 incorrect password attempts ; TTY=pts/0 ; …", "bob : TTY=…" */
static void
sudo_line(struct ctx *c, const struct zc_syslog *s, const char *path)
{
	struct group g = { .via = "sudo", .source = path, .kind = "login" };
	size_t at = zc_str_search(s->text, " : ");

	if (at == s->text.n || zc_str_search(s->text, "TTY=") == s->text.n)
		return;
	if (zc_str_search(s->text, "incorrect password") < s->text.n ||
	    zc_str_search(s->text, "NOT in sudoers") < s->text.n ||
	    zc_str_search(s->text, "command not allowed") < s->text.n)
		g.kind = "failed";
	g.account = zc_str_trim(zc_str_sub(s->text, 0, at));
	g.remote = zc_syslog_after(s->text, "TTY=");
	count(c, g, s->at);
}

static bool
text_log(struct ctx *c, const char *path)
{
	struct zc_syslog s;
	struct zc_str text, line;
	struct stat st;
	int64_t ref = c->l->now;
	int rc = zc_lines_tail(c->l, c->t, path, LOG_MAX, &text);

	if (rc != ZC_OK)
		return rc != ZC_ENOENT;
	/* Stamps without a year are not later than the last write. */
	if (zc_fs_stat(c->l->root, path, &st, NULL) == ZC_OK &&
	    st.st_mtime > 0 && st.st_mtime < ref)
		ref = st.st_mtime;
	while (zc_str_line(&text, &line)) {
		if (!zc_syslog_parse(line, ref, &s))
			continue;
		if (zc_str_starts(s.prog, "sshd"))
			sshd_line(c, &s, path);
		else if (zc_str_is(s.prog, "su"))
			su_line(c, &s, path);
		else if (zc_str_is(s.prog, "sudo"))
			sudo_line(c, &s, path);
	}
	return true;
}

static int
emit(struct ctx *c, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < c->n; i++) {
		const struct group *g = &c->v[i];

		zc_put(c->t, "account", g->account);
		zc_put_cstr(c->t, "kind", g->kind);
		zc_put_cstr(c->t, "via", g->via);
		zc_put(c->t, "remote", g->remote);
		zc_put_cstr(c->t, "scope", zc_scope_of(g->remote));
		zc_put_int(c->t, "first_at", g->first);
		zc_put_int(c->t, "last_at", g->last);
		zc_put_int(c->t, "times", g->times);
		zc_put_cstr(c->t, "source", g->source);
		rc = zc_row(c->t, e);
	}
	return rc;
}

/* All files of a log with its rotations; false when there is none. */
static bool
rotations(struct ctx *c, const char *pattern, int kind)
{
	struct zc_fs_list f;
	bool any = false;

	if (zc_lines_glob(c->l, c->t, pattern, &f) != ZC_OK)
		return false;
	for (size_t i = 0; i < f.n; i++) {
		if (zc_str_ends(zc_str_of(f.names[i]), ".gz") ||
		    zc_str_ends(zc_str_of(f.names[i]), ".xz") ||
		    zc_str_ends(zc_str_of(f.names[i]), ".db"))
			continue;
		any = (kind == 2 ? text_log(c, f.names[i])
				 : records(c, f.names[i], kind == 1)) ||
		    any;
	}
	return any;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t };
	struct zc_fs_list journal;
	bool any;
	int rc;

	c.v = zc_arena_array(l->a, GROUPS_MAX, sizeof(*c.v));
	c.slots = zc_arena_array(l->a, SLOTS, sizeof(*c.slots));
	if (c.v == NULL || c.slots == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for login records");
	any = rotations(&c, "/var/log/wtmp*", 0);
	any = rotations(&c, "/var/log/btmp*", 1) || any;
	if (!rotations(&c, "/var/log/auth.log*", 2) &&
	    !rotations(&c, "/var/log/secure*", 2) &&
	    zc_fs_dir(l->root, "/var/log/journal", ZC_GLOB_MAX, l->a, &journal,
		NULL) == ZC_OK &&
	    journal.n > 0)
		zc_miss(t, "/var/log/journal",
		    ZC_N("uses of su and sudo stand in the journal only, "
			 "which was not read for this"));
	if (c.full)
		zc_miss(t, "/var/log",
		    ZC_N("too many different logins: the rest was not "
			 "counted"));
	rc = emit(&c, e);
	if (rc != ZC_OK)
		return rc;
	if (c.oldest > 0)
		zc_window(t, c.oldest, l->now);
	if (!any && c.n == 0)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("no login records are kept"), "/var/log/wtmp");
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_login_event = {
	.table = "login_event",
	.en = "logins",
	.zh = "登录记录",
	.mean = "logins and failures from wtmp, btmp and auth logs, summed per "
		"account, source and day",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
