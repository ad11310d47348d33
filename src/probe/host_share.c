/* share: directories offered to the network by Samba and NFS. */
#include "base/base.h"

#include "base/buf.h"
#include "base/fs.h"
#include "probe/expand.h"
#include "probe/kv.h"
#include "probe/probe.h"

#include <strings.h>

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径", "directory that is shared" },
	{ "name", ZC_TEXT, "name", "共享名", "share name" },
	{ "via", ZC_TEXT, "service", "服务", "samba or nfs" },
	{ "guest", ZC_BOOL, "guest access", "匿名访问", "1 = no login needed" },
	{ "writable", ZC_BOOL, "writable", "可写", "1 = clients may write" },
	{ "clients", ZC_TEXT, "clients", "允许的客户端",
	    "hosts allowed; empty = everyone" },
	{ "root_kept", ZC_BOOL, "root kept", "保留 root 权限",
	    "1 = no_root_squash or admin users" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },

};

enum {
	INCLUDE_DEPTH = 8,
	INCLUDES_MAX = 100,
	FILE_MAX = 1 << 20,
	SHARES_MAX = 1000
};

/* The options of a share that matter, as smb.conf(5) names them. */
struct share {
	struct zc_str name, path, clients, admins;
	struct zc_str copy_of;
	int guest; /* -1 = not said */
	int writable;
	int available;
	bool guest_only, print;
	const char *file;
	int64_t line;
};

struct smb {
	const struct zc_look *l;
	struct zc_table *t;
	struct share global;
	bool map_to_guest;
	bool no_anonymous;
	struct share *v;
	size_t n;
	struct share *at; /* section being read; NULL before the first */
	const char *via;
	size_t includes;
	bool full; /* more shares than SHARES_MAX */
};

/* Names are compared without blanks and case ("guestok" is "guest ok"). */
static bool
option(struct zc_str key, const char *name)
{
	size_t i = 0;

	for (; *name != '\0'; name++) {
		if (*name == ' ')
			continue;
		while (i < key.n && (key.p[i] == ' ' || key.p[i] == '\t'))
			i++;
		if (i == key.n || (key.p[i] | 0x20) != (*name | 0x20))
			return false;
		i++;
	}
	while (i < key.n && (key.p[i] == ' ' || key.p[i] == '\t'))
		i++;
	return i == key.n;
}

static bool
one_of(struct zc_str key, const char *const *names)
{
	for (; *names != NULL; names++)
		if (option(key, *names))
			return true;
	return false;
}

static void
set(struct share *s, struct zc_str key, struct zc_str v)
{
	static const char *const guest[] = { "guest ok", "public", NULL };
	static const char *const write[] = { "writeable", "writable",
		"write ok", NULL };
	static const char *const path[] = { "path", "directory", NULL };
	static const char *const allow[] = { "hosts allow", "allow hosts",
		NULL };
	static const char *const only[] = { "guest only", "only guest", NULL };
	static const char *const print[] = { "printable", "print ok", NULL };
	int yes = zc_kv_bool(v);

	if (one_of(key, guest))
		s->guest = yes;
	else if (one_of(key, write))
		s->writable = yes;
	else if (option(key, "read only"))
		s->writable = yes < 0 ? -1 : !yes;
	else if (one_of(key, path))
		s->path = v;
	else if (one_of(key, allow))
		s->clients = v;
	else if (option(key, "admin users"))
		s->admins = v;
	else if (option(key, "available"))
		s->available = yes;
	else if (one_of(key, only))
		s->guest_only = yes == 1;
	else if (one_of(key, print))
		s->print = yes == 1;
	else if (option(key, "copy"))
		s->copy_of = v;
	else if (option(key, "write list") && v.n > 0 && s->writable == -1)
		s->writable = 1;
}

static struct share *
section(struct smb *m, struct zc_str name, const char *file, int64_t line)
{
	if (zc_str_isi(name, "global"))
		return &m->global;
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].name.n == name.n &&
		    strncasecmp(m->v[i].name.p, name.p, name.n) == 0)
			return &m->v[i];
	if (m->n == SHARES_MAX) {
		if (m->full)
			return NULL;
		m->full = true;
		zc_miss(m->t, file, ZC_N("more shares than are looked at"));
		return NULL;
	}
	m->v[m->n] = (struct share){ .name = name,
		.guest = -1,
		.writable = -1,
		.available = -1,
		.file = file,
		.line = line };
	return &m->v[m->n++];
}

static int smb_file(
    struct smb *m, const char *path, unsigned depth, struct zc_err *e);

/* "include = /etc/samba/%m.conf" depends on the client: not known here. */
static int
include(struct smb *m, struct zc_str v, unsigned depth, struct zc_err *e)
{
	const char *path;

	if (m->includes++ > INCLUDES_MAX)
		return ZC_OK; /* told once */
	path = zc_arena_dup(m->l->a, v.p, v.n);
	if (path == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	if (zc_str_find(v, '%') < v.n || zc_str_is(v, "registry") ||
	    depth >= INCLUDE_DEPTH || m->includes > INCLUDES_MAX) {
		zc_miss(m->t, path, ZC_N("included file is not followed"));
		return ZC_OK;
	}
	return smb_file(m, path, depth + 1, e);
}

static int
smb_file(struct smb *m, const char *path, unsigned depth, struct zc_err *e)
{
	struct zc_str text, line, key, v;
	int64_t n = 0;
	size_t eq;
	int rc = zc_fs_read(m->l->root, path, FILE_MAX, m->l->a, &text, NULL);

	zc_miss_rc(m->t, path, rc);
	if (rc != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_kv_line(&text, m->l->a, &n, &line)) {
		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
			continue;
		if (line.p[0] == '[') {
			key = zc_str_sub(line, 1, zc_str_find(line, ']') - 1);
			m->at = section(m, zc_str_trim(key), path, n);
			continue;
		}
		eq = zc_str_find(line, '=');
		key = zc_str_trim(zc_str_sub(line, 0, eq));
		v = zc_kv_unquote(
		    zc_str_trim(zc_str_sub(line, eq + 1, line.n)));
		if (option(key, "include"))
			rc = include(m, v, depth, e);
		else if (option(key, "restrict anonymous"))
			m->no_anonymous = zc_str_is(v, "2");
		else if (option(key, "map to guest"))
			m->map_to_guest = !zc_str_isi(v, "never");
		else if (m->at != NULL)
			set(m->at, key, v);
	}
	return rc;
}

/* What a share does not say it has from the one it copies, then global. */
static void
inherit(struct share *s, const struct share *from)
{
	if (s->guest == -1)
		s->guest = from->guest;
	if (s->writable == -1)
		s->writable = from->writable;
	if (s->available == -1)
		s->available = from->available;
	if (s->path.n == 0)
		s->path = from->path;
	if (s->clients.n == 0)
		s->clients = from->clients;
	if (s->admins.n == 0)
		s->admins = from->admins;
	s->guest_only |= from->guest_only;
}

static int
emit(struct zc_table *t, const struct share *s, const char *via, bool guest,
    struct zc_err *e)
{
	zc_put(t, "path", s->path);
	zc_put(t, "name", s->name);
	zc_put_cstr(t, "via", via);
	zc_put_int(t, "guest", guest);
	zc_put_int(t, "writable", s->writable == 1);
	zc_put(t, "clients", s->clients);
	zc_put_int(t, "root_kept", s->admins.n > 0);
	zc_put_cstr(t, "file", s->file);
	zc_put_int(t, "line", s->line);
	return zc_row(t, e);
}

static int
smb_emit(struct smb *m, struct share *s, struct zc_err *e)
{
	bool guest;

	if (s->copy_of.n > 0)
		for (size_t i = 0; i < m->n; i++)
			if (&m->v[i] != s &&
			    zc_str_eq(m->v[i].name, s->copy_of))
				inherit(s, &m->v[i]);
	inherit(s, &m->global);
	if (s->available == 0 || s->print)
		return ZC_OK;
	/*
	 * "guest ok" alone admits whoever gives no name at all; mapping bad
	 * users to the guest admits those who give a wrong one, too. Only
	 * "restrict anonymous = 2" keeps the first out.
	 */
	guest = s->guest == 1 &&
	    (m->map_to_guest || s->guest_only || !m->no_anonymous);
	return emit(m->t, s, m->via, guest, e);
}

static int
smb(const struct zc_look *l, struct zc_table *t, const char *path,
    const char *via, struct zc_err *e)
{
	struct smb m = { .l = l, .t = t, .via = via };
	int rc;

	m.global =
	    (struct share){ .guest = -1, .writable = -1, .available = -1 };
	m.v = zc_arena_array(l->a, SHARES_MAX, sizeof(*m.v));
	if (m.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for shares");
	rc = smb_file(&m, path, 0, e);
	for (size_t i = 0; i < m.n && rc == ZC_OK; i++)
		rc = smb_emit(&m, &m.v[i], e);
	return rc;
}

/* "usershare" files of users: path=, guest_ok=y, usershare_acl=… */
static int
usershares(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_paths files = { 0 };
	struct zc_str text;
	struct zc_kv_rd r;
	struct zc_kv kv;
	int rc;

	rc = zc_expand(
	    l, t, "/var/lib/samba/usershares/*", SHARES_MAX, &files, e);
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		struct share s = { .file = files.v[i], .line = 1 };
		const char *base = strrchr(files.v[i], '/') + 1;
		bool guest = false;

		if (zc_look_read(l, t, files.v[i], &text) != ZC_OK)
			continue;
		s.name = zc_str_of(base);
		zc_kv_init(&r, text, ZC_KV_EQ, l->a);
		while (zc_kv_next(&r, &kv)) {
			if (zc_str_is(kv.key, "path"))
				s.path = kv.value;
			else if (zc_str_is(kv.key, "sharename"))
				s.name = kv.value;
			else if (zc_str_is(kv.key, "guest_ok"))
				guest = zc_str_starts(kv.value, "y");
			else if (zc_str_is(kv.key, "usershare_acl"))
				s.writable =
				    zc_str_search(kv.value, ":F") < kv.value.n;
		}
		rc = emit(t, &s, "samba", guest, e);
	}
	return rc;
}

/* exports(5): a path may be quoted or hold \040 for a blank. */
static struct zc_str
export_path(struct zc_arena *a, struct zc_str *rest)
{
	struct zc_str s = zc_str_trim(*rest), w;
	int64_t c;
	size_t i, n = 0;
	char *p;

	if (s.n > 0 && s.p[0] == '"') {
		w = zc_str_sub(s, 1, s.n);
		w = zc_str_sub(w, 0, zc_str_find(w, '"'));
		*rest = zc_str_sub(s, w.n + 2, s.n);
	} else {
		*rest = s;
		(void)zc_str_word(rest, &w);
	}
	p = zc_arena_get(a, w.n + 1);
	if (p == NULL)
		return w;
	for (i = 0; i < w.n; i++)
		if (w.p[i] == '\\' &&
		    zc_str_int(zc_str_sub(w, i + 1, 3), 8, &c) && c > 0 &&
		    c < 256) {
			p[n++] = (char)c;
			i += 3;
		} else {
			p[n++] = w.p[i];
		}
	return (struct zc_str){ p, n };
}

static int
nfs_client(struct zc_table *t, const struct share *base, struct zc_str word,
    struct zc_str defaults, struct zc_err *e)
{
	size_t n = zc_str_find(word, '(');
	struct zc_str client = zc_str_sub(word, 0, n), o, all[2];
	struct share s = *base;
	bool root = false;

	all[0] = defaults;
	all[1] = zc_str_sub(word, n + 1, word.n);
	if (zc_str_ends(all[1], ")"))
		all[1].n--;
	/* Read-only and root squashed unless said (exports(5)). */
	s.writable = 0;
	for (size_t i = 0; i < 2; i++)
		while (zc_str_cut(&all[i], ',', &o)) {
			if (zc_str_is(o, "rw"))
				s.writable = 1;
			else if (zc_str_is(o, "ro"))
				s.writable = 0;
			else if (zc_str_is(o, "no_root_squash"))
				root = true;
			else if (zc_str_is(o, "root_squash") ||
			    zc_str_is(o, "all_squash"))
				root = false;
		}
	/* "*" and no name at all are everyone. */
	if (!zc_str_is(client, "*"))
		s.clients = client;
	s.admins = root ? ZC_S("root") : (struct zc_str){ "", 0 };
	return emit(t, &s, "nfs", s.clients.n == 0, e);
}

static int
exports_file(const struct zc_look *l, struct zc_table *t, const char *file,
    struct zc_err *e)
{
	struct zc_str text, line, w, defaults;
	int64_t n = 0;
	int rc = ZC_OK;

	if (zc_look_read(l, t, file, &text) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_kv_line(&text, l->a, &n, &line)) {
		struct share s = { .file = file, .line = n };
		size_t clients = 0;

		line = zc_str_sub(line, 0, zc_str_find(line, '#'));
		s.path = export_path(l->a, &line);
		if (s.path.n == 0)
			continue;
		defaults = (struct zc_str){ "", 0 };
		while (rc == ZC_OK && zc_str_word(&line, &w)) {
			if (w.p[0] == '-') {
				defaults = zc_str_sub(w, 1, w.n);
				continue;
			}
			clients++;
			rc = nfs_client(t, &s, w, defaults, e);
		}
		if (rc == ZC_OK && clients == 0)
			rc = nfs_client(
			    t, &s, (struct zc_str){ "", 0 }, defaults, e);
	}
	return rc;
}

static int
nfs(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_paths files = { 0 };
	int rc = zc_expand(l, t, "/etc/exports", 1, &files, e);

	if (rc == ZC_OK)
		rc = zc_expand(
		    l, t, "/etc/exports.d/*.exports", 1000, &files, e);
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++)
		rc = exports_file(l, t, files.v[i], e);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	int rc = smb(l, t, "/etc/samba/smb.conf", "samba", e);

	if (rc == ZC_OK)
		rc = usershares(l, t, e);
	if (rc == ZC_OK)
		rc = smb(l, t, "/etc/ksmbd/ksmbd.conf", "ksmbd", e);
	if (rc == ZC_OK)
		rc = smb(l, t, "/etc/ksmbd/smb.conf", "ksmbd", e);
	if (rc == ZC_OK)
		rc = nfs(l, t, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_share = {
	.table = "share",
	.en = "shares",
	.zh = "共享目录",
	.mean = "directories offered to the network by Samba and NFS",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
