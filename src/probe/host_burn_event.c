/* burn_event: traces of burning discs, by the commands and programs of
 * rule.burn_trace, by the drive and by the kernel. */
#include "base/clock.h"
#include "base/fs.h"
#include "probe/burntrace.h"
#include "probe/journal.h"
#include "probe/kernlog.h"
#include "probe/logfile.h"
#include "probe/probe.h"
#include "probe/tree.h"
#include "probe/users.h"
#include "probe/xmlattr.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "command (a burning command was given), burn_log (log of a burn), "
	    "project (a burning program opened something), program_used, disc "
	    "(a recordable disc in the drive), kernel" },
	{ "program", ZC_TEXT, "program", "程序", "program, or udev, kernel" },
	{ "account", ZC_TEXT, "account", "账户", "account; empty = unknown" },
	{ "device", ZC_TEXT, "device", "设备", "drive, when it is told" },
	{ "detail", ZC_TEXT, "detail", "说明",
	    "state and name of the disc; never what was burned" },
	{ "at", ZC_TIME, "time", "时间",
	    "when; null when the source has no time" },
	{ "source", ZC_TEXT, "source", "来源", "file or log" },
};

enum {
	UDEV_FILES_MAX = 20000
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	const struct zc_user *who;
	const char *title; /* of the entry that is looked for */
	const char *kind;
	const char *source;
	struct zc_str account;
	size_t sources;         /* histories and logs that are there */
	struct zc_buf one, two; /* scratch */
};

struct event {
	const char *kind;
	struct zc_str program, account, device, detail;
	int64_t at;
	const char *source;
};

static int
put(struct ctx *c, const struct event *v)
{
	zc_put_cstr(c->t, "kind", v->kind);
	zc_put(c->t, "program", v->program);
	if (v->account.n > 0)
		zc_put(c->t, "account", v->account);
	if (v->device.n > 0)
		zc_put(c->t, "device", v->device);
	if (v->detail.n > 0)
		zc_put(c->t, "detail", v->detail);
	zc_put_int(c->t, "at", v->at);
	zc_put_cstr(c->t, "source", v->source);
	return zc_row(c->t, c->e);
}

static int
command(void *ctx, struct zc_str line, int64_t at)
{
	struct ctx *c = ctx;
	struct event v = { .kind = "command",
		.account = c->account,
		.at = at,
		.source = c->source };

	if (!zc_burntrace_command(&c->l->items, line, &v.program, &v.device))
		return ZC_OK;
	return put(c, &v);
}

/* "li : TTY=pts/0 ; PWD=/home/li ; USER=root ; COMMAND=/usr/bin/wodim …" */
static int
sudo_line(
    void *ctx, const struct zc_logpart *part, const struct zc_logline *line)
{
	static const char mark[] = "COMMAND=";
	struct ctx *c = ctx;
	struct zc_str s = line->msg;
	size_t at = zc_str_search(s, mark), n = zc_str_search(s, "sudo");

	if (at == s.n || n > at)
		return ZC_OK;
	c->source = part == NULL ? "journal" : part->path;
	c->account = zc_str_sub(s, n, at);
	c->account = zc_str_sub(
	    c->account, zc_str_find(c->account, ':') + 1, c->account.n);
	c->account = zc_str_trim(
	    zc_str_sub(c->account, 0, zc_str_find(c->account, ':')));
	return command(c, zc_str_sub(s, at + sizeof(mark) - 1, s.n), line->at);
}

static int
sudo_logs(struct ctx *c)
{
	static const char *const logs[] = { "/var/log/auth.log",
		"/var/log/secure" };
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(logs); i++) {
		struct zc_logset set;
		int found = zc_logset_find(c->l, logs[i], &set, NULL);

		c->sources += found == ZC_OK;
		if (found == ZC_OK)
			rc = zc_logset_each(
			    c->l, c->t, &set, sudo_line, c, NULL);
		else
			zc_miss_rc(c->t, logs[i], found);
	}
	return rc;
}

static int
sudo_journal(struct ctx *c)
{
	struct zc_journal j;
	int rc = zc_journal_open(c->l, &j, NULL);

	if (rc == ZC_EACCES || rc == ZC_EUNSUP)
		zc_miss(c->t, "/var/log/journal",
		    ZC_N("the journal cannot be read on this computer"));
	if (rc != ZC_OK)
		return ZC_OK;
	c->sources++;
	rc = zc_journal_match(&j, "SYSLOG_IDENTIFIER=sudo", c->e);
	while (rc == ZC_OK && zc_journal_next(&j)) {
		struct zc_str msg = zc_journal_field(&j, "MESSAGE");
		struct zc_logline line = { .at = zc_journal_time(&j) };

		zc_buf_clear(&c->one);
		zc_buf_str(&c->one, ZC_S("sudo:"));
		zc_buf_str(&c->one, zc_str_sub(msg, 0, ZC_LOG_LINE_MAX));
		line.text = line.msg = zc_buf_get(&c->one);
		rc = sudo_line(c, NULL, &line);
	}
	(void)zc_journal_miss(&j, c->t);
	zc_journal_close(&j);
	return rc;
}

/* A file or folder that is there: the time of its last change. */
static int
left_behind(void *ctx, const char *path)
{
	struct ctx *c = ctx;
	struct event v = { .kind = c->kind,
		.program = zc_str_of(c->title),
		.account = zc_str_of(c->who->name),
		.source = path };
	struct stat st;

	if (zc_fs_lstat(c->l->root, path, &st, NULL) != ZC_OK)
		return ZC_OK;
	v.at = st.st_mtime;
	return put(c, &v);
}

static int
programs(struct ctx *c)
{
	struct zc_item it;
	size_t i = 0;
	int rc = ZC_OK;

	while (rc == ZC_OK &&
	    zc_item_next(&c->l->items, "rule.burn_trace", &i, &it)) {
		if (strcmp(it.field, "title") == 0)
			c->title = it.value;
		c->kind =
		    strcmp(it.field, "log") == 0 ? "burn_log" : "program_used";
		if (strcmp(it.field, "log") == 0 ||
		    strcmp(it.field, "state") == 0)
			rc = zc_tree_glob(
			    c->l, c->t, c->who->home, it.value, left_behind, c);
	}
	return rc;
}

/* Bookmarks of what a burning program opened: that it did, not what. */
static int
recent(void *ctx, const char *path)
{
	struct ctx *c = ctx;
	struct zc_xmltag tag;
	struct zc_str s;
	int64_t at = 0;
	int rc = ZC_OK;

	if (zc_look_read(c->l, c->t, path, &s) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_xmltag_next(&s, &tag)) {
		struct event v = { .kind = "project",
			.account = zc_str_of(c->who->name),
			.source = path };

		if (zc_str_is(tag.name, "bookmark")) {
			at = 0;
			if (zc_xmltag_attr(&tag, "modified", &c->one))
				(void)zc_clock_parse(zc_buf_get(&c->one), &at);
		}
		if (!zc_str_is(tag.name, "bookmark:application") ||
		    !zc_xmltag_attr(&tag, "name", &c->one) ||
		    !zc_burntrace_application(
			&c->l->items, zc_buf_get(&c->one), &v.program))
			continue;
		v.at = at;
		if (zc_xmltag_attr(&tag, "modified", &c->two))
			(void)zc_clock_parse(zc_buf_get(&c->two), &v.at);
		rc = put(c, &v);
	}
	return rc;
}

static int
home(struct ctx *c)
{
	static const char *const histories[] = { ".bash_history",
		".zsh_history", ".ash_history", ".sh_history",
		".local/share/fish/fish_history" };
	int rc = programs(c);

	if (rc == ZC_OK)
		rc = zc_tree_glob(c->l, c->t, c->who->home,
		    ".local/share/recently-used.xbel", recent, c);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(histories); i++) {
		const char *path =
		    zc_fs_join(c->l->a, c->who->home, histories[i]);
		struct zc_str text;

		if (path == NULL)
			return ZC_FAIL(c->e, ZC_ENOMEM, "histories: no room");
		if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
			continue;
		c->sources++;
		c->source = path;
		c->account = zc_str_of(c->who->name);
		rc = zc_burntrace_history(text, command, c);
	}
	return rc;
}

static int
drives(struct ctx *c)
{
	static const char dir[] = "/run/udev/data";
	struct zc_fs_list names;
	int rc =
	    zc_fs_dir(c->l->root, dir, UDEV_FILES_MAX, c->l->a, &names, NULL);

	zc_miss_rc(c->t, dir, rc);
	if (rc != ZC_OK)
		return ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		struct event v = { .kind = "disc", .program = ZC_S("udev") };
		struct zc_str s;
		char device[32];

		/* Major number 11: SCSI CD-ROM devices (devices.txt). */
		if (strncmp(names.names[i], "b11:", 4) != 0)
			continue;
		v.source = zc_fs_join(c->l->a, dir, names.names[i]);
		if (v.source == NULL ||
		    zc_look_read(c->l, c->t, v.source, &s) != ZC_OK ||
		    !zc_burntrace_disc(s, &c->one, &v.at))
			continue;
		(void)snprintf(
		    device, sizeof(device), "/dev/sr%.20s", names.names[i] + 4);
		v.device = zc_str_of(device);
		v.detail = zc_buf_get(&c->one);
		rc = put(c, &v);
	}
	return rc;
}

static int
kernel(void *ctx, const struct zc_kernline *k)
{
	struct ctx *c = ctx;
	struct event v = { .kind = "kernel",
		.program = ZC_S("kernel"),
		.at = k->at,
		.source = k->source };

	if (!zc_burntrace_kernel(k->msg, &v.device))
		return ZC_OK;
	return put(c, &v);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e };
	struct zc_kernspan span;
	struct zc_users users;
	struct zc_item it;
	size_t i = 0;
	int rc;

	if (!zc_item_next(&l->items, "rule.burn_trace", &i, &it))
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("the list of traces to look for is missing"),
		    "rule.burn_trace");
	zc_buf_init(&c.one, 8192);
	zc_buf_init(&c.two, 8192);
	rc = zc_users_load(l, t, &users);
	i = 0;
	while (rc == ZC_OK && zc_users_home(l, t, &users, &i, &c.who))
		rc = home(&c);
	if (rc == ZC_OK)
		rc = sudo_logs(&c);
	if (rc == ZC_OK)
		rc = sudo_journal(&c);
	if (rc == ZC_OK)
		rc = drives(&c);
	if (rc == ZC_OK)
		rc = zc_kernlog_each(l, t, kernel, &c, &span, e);
	zc_buf_fini(&c.one);
	zc_buf_fini(&c.two);
	if (rc != ZC_OK)
		return rc;
	zc_window(t, span.from, span.to);
	if (c.sources + span.sources == 0)
		return zc_cover(t,
		    zc_rows(t) > 0 ? ZC_COVER_PARTIAL : ZC_COVER_ABSENT,
		    ZC_N("no history and no log is kept that would show it"),
		    NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_burn_event = {
	.table = "burn_event",
	.en = "traces of burning discs",
	.zh = "刻录痕迹",
	.mean = "every trace that discs were burned or burning programs used; "
		"burning by a mouse click may leave none",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.load = zc_journal_load,
	.run = run,
};
