/* service: systemd units on disk and live, and sysvinit scripts. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/ini.h"
#include "probe/journal.h"
#include "probe/mask.h"
#include "probe/owner.h"
#include "probe/proc.h"
#include "probe/systemd.h"
#include "probe/unitfail.h"

#include <linux/capability.h>

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "service", "服务",
	    "unit name with suffix, or script name" },
	{ "manager", ZC_TEXT, "manager", "管理器", "systemd or sysvinit" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "service, socket, timer, mount, path, target" },
	{ "scope", ZC_TEXT, "scope", "范围", "system or user" },
	{ "enabled", ZC_TEXT, "start state", "自启状态",
	    "enabled, disabled, static, masked, generated, alias, indirect" },
	{ "running", ZC_TEXT, "running", "运行",
	    "running, exited, dead; empty when offline or unknown" },
	{ "failed", ZC_BOOL, "failed", "启动失败",
	    "1 = the journal of the last boot ends with its failure; NULL = no "
	    "journal tells" },
	{ "command", ZC_TEXT, "command", "命令", "ExecStart" },
	{ "account", ZC_TEXT, "account", "账户", "User=; empty = root" },
	{ "description", ZC_TEXT, "description", "说明", "Description=" },
	{ "file", ZC_TEXT, "file", "文件", "unit file" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "package that owns it; empty when none" },
};

enum {
	SCRIPTS_MAX = 4096
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_owner *owner;
	struct zc_units units;
	struct zc_proc *procs; /* live: all processes */
	size_t nprocs;
	bool manager; /* systemd runs */
	struct zc_unitfail fail;
};

/* Program of "ExecStart=-/usr/sbin/sshd -D $OPTS": flags in front cut off. */
static struct zc_str
program_of(struct zc_str command)
{
	struct zc_str word;

	while (command.n > 0 && strchr("@-:+!|", command.p[0]) != NULL)
		command = zc_str_sub(command, 1, command.n);
	if (!zc_str_word(&command, &word))
		return ZC_S("");
	return zc_ini_unquote(word);
}

/* Does a process run in the control group of this unit? */
static bool
unit_has_process(const struct ctx *c, struct zc_str unit)
{
	for (size_t i = 0; i < c->nprocs; i++) {
		if (zc_str_eq(c->procs[i].unit, unit))
			return true;
	}
	return false;
}

static bool
program_runs(const struct ctx *c, struct zc_str program)
{
	struct zc_str name = zc_str_sub(zc_str_base(program), 0, 15);

	for (size_t i = 0; name.n > 0 && i < c->nprocs; i++) {
		const struct zc_proc *p = &c->procs[i];

		/* "/sbin/x" is "/usr/sbin/x" where /usr is merged. */
		if ((p->exe.n >= program.n && program.p[0] == '/' &&
			zc_str_eq(
			    zc_str_sub(p->exe, p->exe.n - program.n, program.n),
			    program)) ||
		    (p->exe.n == 0 && !p->kernel && zc_str_eq(p->name, name)))
			return true;
	}
	return false;
}

/* systemd keeps a link for every unit that is active. */
static bool
is_active(const struct ctx *c, const char *unit)
{
	char path[400];

	(void)snprintf(
	    path, sizeof(path), "/run/systemd/units/invocation:%s", unit);
	return zc_fs_exists(c->l->root, path);
}

static const char *
state_of(const struct ctx *c, const struct zc_unit *u, const char *kind)
{
	bool service = strcmp(kind, "service") == 0;
	struct zc_str program = program_of(u->command);

	if (!c->l->live || u->user)
		return NULL;
	if (!c->manager) {
		/* Something else may have started the same program. */
		return service && program_runs(c, program) ? "running" : "dead";
	}
	if (service && unit_has_process(c, zc_str_of(u->name)))
		return "running";
	if (!is_active(c, u->name))
		return "dead";
	return service ? "exited" : "running";
}

static void
put_failed(struct ctx *c, const struct zc_unit *u, const char *state)
{
	if (u->user)
		return;
	if (state != NULL && strcmp(state, "dead") != 0)
		zc_put_int(c->t, "failed", 0);
	else if (c->fail.known)
		zc_put_int(c->t, "failed",
		    zc_unitfail_has(&c->fail, zc_str_of(u->name)));
}

static int
emit_unit(struct ctx *c, const struct zc_unit *u, struct zc_err *e)
{
	const char *kind = zc_systemd_kind(zc_str_of(u->name));
	const char *state = state_of(c, u, kind);
	const char *package = zc_owner_of(c->owner, zc_str_of(u->file));

	zc_put_cstr(c->t, "name", u->name);
	zc_put_cstr(c->t, "manager", "systemd");
	zc_put_cstr(c->t, "kind", kind);
	zc_put_cstr(c->t, "scope", u->user ? "user" : "system");
	zc_put_cstr(c->t, "enabled", u->enabled);
	put_failed(c, u, state);
	if (state != NULL)
		zc_put_cstr(c->t, "running", state);
	if (u->command.n > 0)
		zc_put_cstr(c->t, "command", zc_mask_dup(c->l->a, u->command));
	if (u->account.n > 0)
		zc_put(c->t, "account", u->account);
	if (u->description.n > 0)
		zc_put(c->t, "description", u->description);
	zc_put_cstr(c->t, "file", u->file);
	if (package != NULL || zc_owner_complete(c->owner))
		zc_put_cstr(c->t, "package", package == NULL ? "" : package);
	return zc_row(c->t, e);
}

static int
emit_units(struct ctx *c, bool user, struct zc_err *e)
{
	struct zc_units u;
	int rc = zc_systemd_load(c->l, c->t, user, &u, e);

	for (size_t i = 0; rc == ZC_OK && i < u.n; i++)
		rc = emit_unit(c, &u.v[i], e);
	if (rc == ZC_OK && !user)
		c->units = u;
	return rc;
}

/* /etc/rc2.d … rc5.d: "S20name" starts it. */
static bool
script_starts(const struct ctx *c, const char *name)
{
	static const char *const dirs[] = { "/etc/rc2.d", "/etc/rc3.d",
		"/etc/rc4.d", "/etc/rc5.d", "/etc/rc.d/rc3.d",
		"/etc/rc.d/rc5.d" };
	struct zc_fs_list l;

	for (size_t d = 0; d < ZC_LEN(dirs); d++) {
		if (zc_fs_dir(c->l->root, dirs[d], SCRIPTS_MAX, c->l->a, &l,
			NULL) != ZC_OK)
			continue;
		for (size_t i = 0; i < l.n; i++) {
			struct zc_str s = zc_str_of(l.names[i]);

			if (s.n > 3 && s.p[0] == 'S' &&
			    zc_str_is(zc_str_sub(s, 3, s.n), name))
				return true;
		}
	}
	return false;
}

static int
emit_script(struct ctx *c, const char *dir, const char *name, struct zc_err *e)
{
	const char *file = zc_fs_join(c->l->a, dir, name);
	char unit[300];
	const char *package;
	struct stat st;

	(void)snprintf(unit, sizeof(unit), "%s.service", name);
	/* A unit of the same name takes the script's place. */
	if (file == NULL || zc_systemd_find(&c->units, unit) != NULL ||
	    zc_fs_stat(c->l->root, file, &st, NULL) != ZC_OK ||
	    !S_ISREG(st.st_mode) || (st.st_mode & 0111) == 0)
		return ZC_OK;
	package = zc_owner_of(c->owner, zc_str_of(file));
	zc_put_cstr(c->t, "name", name);
	zc_put_cstr(c->t, "manager", "sysvinit");
	zc_put_cstr(c->t, "kind", "service");
	zc_put_cstr(c->t, "scope", "system");
	zc_put_cstr(
	    c->t, "enabled", script_starts(c, name) ? "enabled" : "disabled");
	if (c->l->live && program_runs(c, zc_str_of(name)))
		zc_put_cstr(c->t, "running", "running");
	zc_put_cstr(c->t, "command", file);
	zc_put_cstr(c->t, "file", file);
	if (package != NULL || zc_owner_complete(c->owner))
		zc_put_cstr(c->t, "package", package == NULL ? "" : package);
	return zc_row(c->t, e);
}

static int
emit_scripts(struct ctx *c, struct zc_err *e)
{
	static const char *const dirs[] = { "/etc/init.d", "/etc/rc.d/init.d" };
	struct zc_fs_list l;
	int rc = ZC_OK;

	for (size_t d = 0; d < ZC_LEN(dirs) && rc == ZC_OK; d++) {
		struct stat st;

		/* The one may be a link to the other. */
		if (d == 0 &&
		    (zc_fs_lstat(c->l->root, dirs[0], &st, NULL) != ZC_OK ||
			S_ISLNK(st.st_mode)))
			continue;
		if (zc_fs_dir(c->l->root, dirs[d], SCRIPTS_MAX, c->l->a, &l,
			NULL) != ZC_OK)
			continue;
		for (size_t i = 0; i < l.n && rc == ZC_OK; i++)
			rc = emit_script(c, dirs[d], l.names[i], e);
	}
	return rc;
}

static int
load_procs(struct ctx *c, struct zc_err *e)
{
	int64_t *pids;
	size_t n;
	int rc = zc_proc_pids(c->l->root, c->l->a, &pids, &n, e);

	if (rc != ZC_OK)
		return rc;
	c->procs = zc_arena_array(c->l->a, n + 1, sizeof(*c->procs));
	if (c->procs == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "processes: no room");
	for (size_t i = 0; i < n; i++) {
		rc = zc_proc_get(
		    c->l->root, pids[i], c->l->a, &c->procs[c->nprocs], NULL);
		if (rc == ZC_ENOMEM)
			return ZC_FAIL(e, rc, "processes: no room");
		c->nprocs += rc == ZC_OK;
	}
	return ZC_OK;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t };
	int rc;

	c.manager = zc_systemd_runs(l);
	rc = l->live ? load_procs(&c, e) : ZC_OK;
	if (rc == ZC_OK && (c.manager || !l->live))
		rc = zc_unitfail_load(
		    l, l->live ? zc_proc_boot(l->root, l->a) : 0, &c.fail, e);
	if (rc != ZC_OK)
		return rc;
	/* Without a package database no owner is told. */
	rc = zc_owner_open(l, &c.owner, NULL);
	if (rc != ZC_OK && rc != ZC_EUNSUP)
		zc_miss_rc(t, "package database", rc);
	rc = emit_units(&c, false, e);
	if (rc == ZC_OK)
		rc = emit_units(&c, true, e);
	if (rc == ZC_OK)
		rc = emit_scripts(&c, e);
	zc_owner_close(c.owner);
	if (rc != ZC_OK)
		return rc;
	if (zc_rows(t) == 0)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("no service manager was found"), NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_service = {
	.table = "service",
	.en = "services",
	.zh = "服务",
	.mean = "systemd units on disk and live, and sysvinit scripts",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.load = zc_journal_load,
	/* Programs and descriptors of processes are shown to nobody else. */
	.caps = UINT64_C(1) << CAP_SYS_PTRACE,
	.run = run,
};
