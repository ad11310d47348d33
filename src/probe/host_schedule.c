/* schedule: cron, anacron, at and systemd timers. */
#include "probe/probe.h"

#include "probe/jobs.h"
#include "probe/launch.h"
#include "probe/mask.h"
#include "probe/owner.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别", "cron, anacron, at, timer" },
	{ "account", ZC_TEXT, "account", "账户", "who it runs as" },
	{ "spec", ZC_TEXT, "when", "时间", "schedule as written" },
	{ "command", ZC_TEXT, "command", "命令", "command, secrets masked" },
	{ "writable_path", ZC_BOOL, "in writable place", "位于可写目录",
	    "1 = program lies in a world-writable place or the file is "
	    "writable by others" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "package that owns the file; empty when none" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_owner *owner;
};

static int
put_one(void *arg, const struct zc_job *j, struct zc_err *e)
{
	struct ctx *c = arg;
	const char *package = zc_owner_of(c->owner, zc_str_of(j->file));

	zc_put_cstr(c->t, "kind", j->kind);
	zc_put(c->t, "account", j->account);
	zc_put(c->t, "spec", j->spec);
	zc_put_cstr(c->t, "command", zc_mask_dup(c->l->a, j->command));
	zc_put_int(c->t, "writable_path",
	    zc_launch_writable(c->l, j->command) ||
		zc_launch_open(c->l, j->file));
	if (package != NULL || zc_owner_complete(c->owner))
		zc_put_cstr(c->t, "package", package == NULL ? "" : package);
	zc_put_cstr(c->t, "file", j->file);
	if (j->line > 0)
		zc_put_int(c->t, "line", j->line);
	return zc_row(c->t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { l, t, NULL };
	int rc = zc_owner_open(l, &c.owner, e);

	if (rc == ZC_ENOMEM)
		return rc;
	if (rc != ZC_OK && rc != ZC_EUNSUP)
		zc_miss_rc(t, "package database", rc);
	rc = zc_jobs_read(l, t, put_one, &c, e);
	zc_owner_close(c.owner);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_schedule = {
	.table = "schedule",
	.en = "schedules",
	.zh = "计划任务",
	.mean = "cron, anacron, at and systemd timers",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
