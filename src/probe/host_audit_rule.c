/* audit_rule: rules in force (live) or configured. */
#include "base/base.h"

#include "base/buf.h"
#include "probe/auditnl.h"
#include "probe/expand.h"
#include "probe/kv.h"
#include "probe/probe.h"

#include <linux/capability.h>
#include <linux/netlink.h>

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别", "watch, syscall, control" },
	{ "path", ZC_TEXT, "path", "路径", "watched path" },
	{ "permissions", ZC_TEXT, "permissions", "操作", "rwxa" },
	{ "syscalls", ZC_TEXT, "system calls", "系统调用",
	    "names, comma separated" },
	{ "key", ZC_TEXT, "key", "标记", "key" },
	{ "text", ZC_TEXT, "rule", "规则", "rule as written" },
	{ "origin", ZC_TEXT, "origin", "出处", "live or file" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

/* What a rule of a file says, as it is read. */
struct rule {
	struct zc_str kind, path, permissions, key;
	struct zc_buf syscalls;
};

static void
put_if(struct zc_table *t, const char *col, struct zc_str s)
{
	if (s.n > 0)
		zc_put(t, col, s);
}

static struct zc_str
filled(struct zc_str s)
{
	return s.n > 0 && s.p[s.n - 1] == '/' && s.n > 1
	    ? zc_str_sub(s, 0, s.n - 1)
	    : s;
}

/* A field of -F: path=, dir=, perm=, key=. */
static void
field(struct rule *r, struct zc_str f)
{
	size_t n = zc_str_find(f, '=');
	struct zc_str v = zc_kv_unquote(zc_str_sub(f, n + 1, f.n));

	f = zc_str_sub(f, 0, n);
	if (zc_str_is(f, "path") || zc_str_is(f, "dir"))
		r->path = filled(v);
	else if (zc_str_is(f, "perm"))
		r->permissions = v;
	else if (zc_str_is(f, "key"))
		r->key = v;
}

/* One line of auditctl(8) arguments. */
static void
parse(struct zc_str line, struct rule *r)
{
	struct zc_str w, v;

	r->kind = ZC_S("control");
	while (zc_str_word(&line, &w)) {
		if (w.n != 2 || w.p[0] != '-')
			continue;
		v = (struct zc_str){ "", 0 };
		if (strchr("wpkSF", w.p[1]) != NULL)
			(void)zc_str_word(&line, &v);
		if (w.p[1] == 'w') {
			r->kind = ZC_S("watch");
			r->path = filled(v);
			r->permissions = ZC_S("rwxa");
		} else if (w.p[1] == 'p') {
			r->permissions = v;
		} else if (w.p[1] == 'k') {
			r->key = zc_kv_unquote(v);
		} else if (w.p[1] == 'a' || w.p[1] == 'A') {
			r->kind = ZC_S("syscall");
		} else if (w.p[1] == 'S') {
			if (r->syscalls.n > 0)
				zc_buf_char(&r->syscalls, ',');
			zc_buf_str(&r->syscalls, v);
		} else if (w.p[1] == 'F') {
			field(r, v);
		}
	}
}

static int
read_file(const struct zc_look *l, struct zc_table *t, const char *file,
    struct zc_err *e)
{
	struct zc_kv_rd in;
	struct zc_kv kv;
	struct zc_str text;
	int rc = ZC_OK;

	if (zc_look_read(l, t, file, &text) != ZC_OK)
		return ZC_OK;
	zc_kv_init(&in, text, ZC_KV_BLANK, l->a);
	while (rc == ZC_OK && zc_kv_next(&in, &kv)) {
		struct rule r = { .kind = { "", 0 } };

		zc_buf_init(&r.syscalls, 4096);
		parse(kv.text, &r);
		zc_put(t, "kind", r.kind);
		put_if(t, "path", r.path);
		put_if(t, "permissions", r.permissions);
		put_if(t, "syscalls", zc_buf_get(&r.syscalls));
		put_if(t, "key", r.key);
		zc_put(t, "text", kv.text);
		zc_put_cstr(t, "origin", "file");
		zc_put_cstr(t, "file", file);
		zc_put_int(t, "line", kv.line);
		zc_buf_fini(&r.syscalls);
		rc = zc_row(t, e);
	}
	return rc;
}

/*
 * rules.d is what augenrules(8) joins into audit.rules; the latter alone
 * counts where there is no rules.d.
 */
static int
read_files(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_paths files = { 0 };
	int rc = zc_expand(l, t, "/etc/audit/rules.d/*.rules", 1000, &files, e);

	if (rc == ZC_OK && files.n == 0)
		rc = zc_paths_add(&files, l->a, "/etc/audit/audit.rules", e);
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++)
		rc = read_file(l, t, files.v[i], e);
	return rc;
}

struct live {
	struct zc_table *t;
};

static int
emit_live(void *ctx, const struct zc_auditnl_rule *r, struct zc_err *e)
{
	struct zc_table *t = ((struct live *)ctx)->t;

	zc_put_cstr(t, "kind", r->kind);
	put_if(t, "path", filled(r->path));
	put_if(t, "permissions", zc_str_of(r->permissions));
	put_if(t, "syscalls", r->syscalls);
	put_if(t, "key", r->key);
	zc_put(t, "text", r->text);
	zc_put_cstr(t, "origin", "live");
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct live ctx = { .t = t };
	int live = l->live ? zc_auditnl_rules(l->a, emit_live, &ctx, e) : ZC_OK;
	int rc;

	if (l->shed != NULL)
		l->shed();
	rc = read_files(l, t, e);
	if (rc == ZC_OK)
		rc = live;
	if (rc == ZC_EACCES)
		return zc_cover(t, ZC_COVER_DENIED,
		    ZC_N("only the administrator may ask the kernel for its "
			 "audit rules"),
		    NULL);
	if (rc == ZC_EUNSUP)
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N("the kernel does not answer for its audit rules"),
		    NULL);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_audit_rule = {
	.table = "audit_rule",
	.en = "audit rules",
	.zh = "审计规则",
	.mean = "rules in force (live) or configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.caps = (uint64_t)1 << CAP_AUDIT_CONTROL,
	.netlink = 1U << NETLINK_AUDIT,
	.run = run,
};
