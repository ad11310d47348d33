/* log_setting: journald, rsyslog, syslog-ng, logrotate, auditd settings. */
#include "base/fs.h"
#include "probe/conffile.h"
#include "probe/journalconf.h"
#include "probe/probe.h"
#include "probe/rotate.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "journald, rsyslog, syslog-ng, logrotate, auditd, audisp" },
	{ "name", ZC_TEXT, "setting", "设置项",
	    "setting; for rsyslog: rule, remote, module" },
	{ "value", ZC_TEXT, "value", "取值", "value" },
	{ "number", ZC_INT, "number", "数值", "number" },
	{ "remote", ZC_TEXT, "remote", "远程目标", "remote log server" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	const char *program;
	int depth;
	bool in_dest; /* syslog-ng: inside destination { … } */
};

static int
row(const struct ctx *c, const char *program, struct zc_str name,
    struct zc_str value, struct zc_str remote, const struct zc_confline *at)
{
	int64_t v;

	zc_put_cstr(c->t, "program", program);
	zc_put(c->t, "name", name);
	zc_put(c->t, "value", zc_str_sub(value, 0, 500));
	if (zc_str_int(value, 10, &v))
		zc_put_int(c->t, "number", v);
	zc_put(c->t, "remote", remote);
	zc_put_cstr(c->t, "file", at->path);
	zc_put_int(c->t, "line", at->line);
	return zc_row(c->t, c->e);
}

/* journald, auditd and its plug-ins: "key = value". */
static int
pair(void *ctx, const struct zc_confline *at)
{
	const struct ctx *c = ctx;
	struct zc_str key, value, remote = ZC_S("");

	if (!zc_conffile_pair(at->text, &key, &value))
		return ZC_OK;
	if (zc_str_is(key, "remote_server"))
		remote = value;
	return row(c, c->program, key, value, remote, at);
}

/* The value of key="…" in a RainerScript statement. */
static struct zc_str
parameter(struct zc_str s, const char *key)
{
	struct zc_str rest = s, v;
	size_t at, n = strlen(key);

	while ((at = zc_str_search(rest, key)) < rest.n) {
		bool start = at == 0 || rest.p[at - 1] == ' ' ||
		    rest.p[at - 1] == '(' || rest.p[at - 1] == '\t';

		v = zc_str_trim(zc_str_sub(rest, at + n, rest.n));
		rest = v;
		if (!start || v.n == 0 || v.p[0] != '=')
			continue;
		v = zc_str_trim(zc_str_sub(v, 1, v.n));
		if (v.n > 0 && (v.p[0] == '"' || v.p[0] == '\'')) {
			v = zc_str_sub(v, 1, v.n);
			return zc_str_sub(v, 0, zc_str_find(v, '"'));
		}
	}
	return ZC_S("");
}

static int include(struct ctx *c, struct zc_str path);

/* "$FileCreateMode 0640", "module(load="builtin:omfile" fileCreateMode=…". */
static int
create_mode(struct ctx *c, const struct zc_confline *at)
{
	struct zc_str rest = at->text, word;
	struct zc_str mode = parameter(at->text, "fileCreateMode");

	if (zc_str_word(&rest, &word) && zc_str_isi(word, "$FileCreateMode"))
		mode = zc_str_trim(rest);
	return mode.n == 0
	    ? ZC_OK
	    : row(c, "rsyslog", ZC_S("$FileCreateMode"), mode, ZC_S(""), at);
}

/* rsyslog.conf(5): selectors, "$" directives and RainerScript. */
static int
rsyslog(void *ctx, const struct zc_confline *at)
{
	struct ctx *c = ctx;
	struct zc_str s = at->text, rest = s, selector, action;
	struct zc_str target = parameter(s, "target");
	int rc = create_mode(c, at);

	if (rc != ZC_OK)
		return rc;
	if (zc_str_starts(s, "$IncludeConfig "))
		return include(c, zc_str_trim(zc_str_sub(s, 15, s.n)));
	if (zc_str_starts(s, "include("))
		return include(c, parameter(s, "file"));
	if (zc_str_starts(s, "module(") || zc_str_starts(s, "$ModLoad") ||
	    zc_str_starts(s, "input("))
		return row(c, "rsyslog", ZC_S("module"), s, ZC_S(""), at);
	/* An action may stand over several lines: its target is enough. */
	if (target.n > 0)
		return row(c, "rsyslog", ZC_S("remote"), s, target, at);
	if (s.p[0] == '$' || !zc_str_word(&rest, &selector))
		return ZC_OK;
	action = zc_str_trim(rest);
	if (zc_str_find(selector, '.') == selector.n && selector.p[0] != ':')
		return ZC_OK;
	if (selector.p[0] == ':') /* :property, compare, "text" action */
		for (size_t i = action.n; i > 0; i--)
			if (action.p[i - 1] == ' ' || action.p[i - 1] == '\t') {
				action = zc_str_sub(action, i, action.n);
				break;
			}
	if (action.n > 1 && action.p[0] == '@') {
		target = zc_str_sub(action, 1, action.n);
		if (target.n > 0 && target.p[0] == '@')
			target = zc_str_sub(target, 1, target.n);
		if (target.n > 0 && target.p[0] == '(') /* @(z9)host */
			target = zc_str_sub(
			    target, zc_str_find(target, ')') + 1, target.n);
		target = zc_str_sub(target, 0, zc_str_find(target, ';'));
		return row(c, "rsyslog", ZC_S("remote"), s, target, at);
	}
	return row(c, "rsyslog", ZC_S("rule"), s, ZC_S(""), at);
}

/* One file, or those of a directory that share an ending. */
static int
include(struct ctx *c, struct zc_str path)
{
	const char *p = zc_arena_dup(c->l->a, path.p, path.n);
	char *slash, *star;
	int rc;

	if (p == NULL)
		return ZC_FAIL(c->e, ZC_ENOMEM, "rsyslog: no room");
	if (p[0] != '/' || c->depth >= 4)
		return ZC_OK;
	c->depth++;
	slash = strrchr(p, '/');
	star = strchr(slash, '*');
	if (star != NULL) {
		*slash = '\0';
		rc = zc_conffile_dir(c->l, c->t, p, star + 1, rsyslog, c);
	} else {
		rc = zc_conffile_read(c->l, c->t, p, rsyslog, c);
	}
	c->depth--;
	return rc;
}

/* syslog-ng: network("host" …), tcp(…), udp(…), syslog(…), file(…). */
static int
syslog_ng(void *ctx, const struct zc_confline *at)
{
	static const char *const drivers[] = { "network(", "tcp(", "udp(",
		"syslog(" };
	struct ctx *c = ctx;
	struct zc_str s = at->text, host;
	bool dest;

	if (zc_str_starts(s, "destination"))
		c->in_dest = true;
	dest = c->in_dest;
	if (zc_str_search(s, "};") < s.n || zc_str_is(s, "}"))
		c->in_dest = false;
	for (size_t i = 0; dest && i < ZC_LEN(drivers); i++) {
		size_t p = zc_str_search(s, drivers[i]);

		if (p == s.n)
			continue;
		host = zc_str_trim(zc_str_sub(s, p + strlen(drivers[i]), s.n));
		if (host.n == 0 || host.p[0] != '"')
			continue;
		host = zc_str_sub(host, 1, host.n);
		host = zc_str_sub(host, 0, zc_str_find(host, '"'));
		return row(c, "syslog-ng", ZC_S("remote"), s, host, at);
	}
	if (!dest)
		return ZC_OK;
	return row(c, "syslog-ng", ZC_S("rule"), s, ZC_S(""), at);
}

static int
logrotate(const struct ctx *c)
{
	struct zc_rotates r;
	int rc = zc_rotate_read(c->l, c->t, &r);

	for (const struct zc_rotate *x = r.list; rc == ZC_OK && x != NULL;
	     x = x->next) {
		struct zc_confline at = { .path = x->file, .line = x->line };
		int64_t days = x->count < 0 ? 0 : x->count * x->period;
		char text[24];

		if (x->maxage != 0 && (days == 0 || x->maxage < days))
			days = x->maxage;
		(void)snprintf(text, sizeof(text), "%lld", (long long)days);
		rc = row(c, "logrotate", zc_str_trim(zc_str_of(x->patterns)),
		    days == 0 ? ZC_S("") : zc_str_of(text), ZC_S(""), &at);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const struct {
		const char *program, *path;
	} audit[] = {
		{ "auditd", "/etc/audit/auditd.conf" },
		{ "audisp", "/etc/audit/audisp-remote.conf" },
		{ "audisp", "/etc/audisp/audisp-remote.conf" },
		{ "audisp", "/etc/audit/plugins.d/au-remote.conf" },
		{ "audisp", "/etc/audit/plugins.d/syslog.conf" },
		{ "audisp", "/etc/audisp/plugins.d/au-remote.conf" },
		{ "audisp", "/etc/audisp/plugins.d/syslog.conf" },
	};
	struct ctx c = { .l = l, .t = t, .e = e, .program = "journald" };
	int rc = zc_journalconf_each(l, t, pair, &c);

	if (rc == ZC_OK)
		rc = zc_conffile_read(l, t, "/etc/rsyslog.conf", rsyslog, &c);
	if (rc == ZC_OK)
		rc = zc_conffile_read(
		    l, t, "/etc/syslog-ng/syslog-ng.conf", syslog_ng, &c);
	if (rc == ZC_OK)
		rc = zc_conffile_dir(
		    l, t, "/etc/syslog-ng/conf.d", ".conf", syslog_ng, &c);
	if (rc == ZC_OK)
		rc = logrotate(&c);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(audit); i++) {
		c.program = audit[i].program;
		rc = zc_conffile_read(l, t, audit[i].path, pair, &c);
	}
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_log_setting = {
	.table = "log_setting",
	.en = "log settings",
	.zh = "日志设置",
	.mean = "journald, rsyslog, syslog-ng, logrotate, auditd settings",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
