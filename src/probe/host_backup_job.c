/* backup_job: jobs that copy data away, found by program, schedule and result.
 */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/jobs.h"
#include "probe/mask.h"
#include "probe/match.h"
#include "probe/names.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称", "name" },
	{ "program", ZC_TEXT, "program", "程序",
	    "rsync, borg, restic, timeshift, mysqldump, tar, deja-dup …" },
	{ "schedule", ZC_TEXT, "when", "时间", "schedule; empty when none" },
	{ "target", ZC_TEXT, "target", "目的地", "target with secrets masked" },
	{ "remote", ZC_BOOL, "off this computer", "异机",
	    "1 = target on another machine or medium" },
	{ "cloud", ZC_BOOL, "Internet disk", "互联网网盘",
	    "1 = target is a public cloud by the rule list" },
	{ "last_success", ZC_TIME, "last success", "最近成功",
	    "time of the last good run; null when unknown" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
};

/* Programs whose business is copying data away. */
static const char *const programs[] = { "borg", "borgmatic", "restic",
	"rsnapshot", "rsync", "rclone", "duplicity", "deja-dup", "duplicati",
	"timeshift", "kopia", "bacula-fd", "bareos-fd", "amdump", "backup2l",
	"rdiff-backup", "mysqldump", "mariadb-dump", "mariabackup",
	"xtrabackup", "pg_dump", "pg_dumpall", "pg_basebackup", "mongodump",
	"sys_dump", "dexp", "dmrman", "gs_dump", "snapper", "btrbk", "scp",
	"tar" };

/* The first word of the command that is such a program, or NULL. */
static const char *
backup_program(struct zc_str command)
{
	struct zc_str w;

	while (zc_str_word(&command, &w)) {
		while (w.n > 0 && strchr("\"'(`;&|-@:+!", w.p[0]) != NULL)
			w = zc_str_sub(w, 1, w.n);
		w = zc_str_base(w);
		while (w.n > 0 && strchr("\"');&|", w.p[w.n - 1]) != NULL)
			w.n--;
		for (size_t i = 0; i < ZC_LEN(programs); i++)
			if (zc_str_is(w, programs[i]))
				return programs[i];
	}
	return NULL;
}

/* host:path, user@host:path or scheme://host, but not a local path. */
static bool
is_remote(struct zc_str w)
{
	size_t colon = zc_str_find(w, ':');

	return colon > 0 && colon < w.n &&
	    zc_str_find(zc_str_sub(w, 0, colon), '/') == colon &&
	    !zc_str_starts(w, "file:");
}

/* Where it goes: a remote word, else the last word that looks a path. */
static struct zc_str
target_of(struct zc_str command)
{
	struct zc_str w, last = ZC_S("");

	while (zc_str_word(&command, &w)) {
		if (w.p[0] == '>' || w.p[0] == '|' || w.p[0] == '-')
			continue;
		if (is_remote(w))
			return w;
		if (w.p[0] == '/')
			last = w;
	}
	return last;
}

/* rule.cloud_targets, field host: host names or rclone remotes. */
static bool
is_cloud(const struct zc_look *l, struct zc_str target)
{
	struct zc_item it;
	size_t i = 0;

	while (zc_item_next(&l->items, "rule.cloud_targets", &i, &it))
		if (strcmp(it.field, "host") == 0 &&
		    zc_match(it.value, zc_match_host(target), true))
			return true;
	return false;
}

static const char *
masked_url(struct zc_arena *a, struct zc_str s)
{
	struct zc_buf b;
	const char *p;

	zc_buf_init(&b, 4096);
	zc_mask_url(&b, s);
	p = zc_arena_dup(a, b.p, b.n);
	zc_buf_fini(&b);
	return p == NULL ? "" : p;
}

/* On a medium or another machine? Mount points of media count. */
static bool
is_away(struct zc_str target)
{
	return is_remote(target) || zc_str_starts(target, "/media/") ||
	    zc_str_starts(target, "/run/media/") ||
	    zc_str_starts(target, "/mnt/");
}

struct row {
	const char *name, *program, *file;
	struct zc_str schedule, target;
	int64_t last_success;
};

static int
put_row(struct ctx *c, const struct row *r, struct zc_err *e)
{
	struct zc_table *t = c->t;

	zc_put_cstr(t, "name", r->name);
	zc_put_cstr(t, "program", r->program);
	zc_put(t, "schedule", r->schedule);
	if (r->target.n > 0) {
		zc_put_cstr(t, "target", masked_url(c->l->a, r->target));
		zc_put_int(t, "remote", is_away(r->target));
		zc_put_int(t, "cloud", is_cloud(c->l, r->target));
	}
	zc_put_int(t, "last_success", r->last_success);
	zc_put_cstr(t, "file", r->file);
	return zc_row(t, e);
}

/*
 * A job that calls a script of our own is looked into once: the line of the
 * script that names a backup program tells what and where.
 */
static const char *
look_inside(const struct ctx *c, struct zc_str *command)
{
	struct zc_str rest = *command, w, text, line;
	struct stat st;
	const char *path, *program;

	while (zc_str_word(&rest, &w)) {
		if (w.p[0] != '/')
			continue;
		path = zc_arena_dup(c->l->a, w.p, w.n);
		if (path == NULL ||
		    zc_fs_stat(c->l->root, path, &st, NULL) != ZC_OK ||
		    !S_ISREG(st.st_mode) || st.st_size > 256 * 1024 ||
		    zc_fs_read(c->l->root, path, 256 * 1024, c->l->a, &text,
			NULL) != ZC_OK ||
		    !zc_str_starts(text, "#!"))
			continue;
		while (zc_str_line(&text, &line)) {
			line = zc_str_trim(line);
			if (line.n == 0 || line.p[0] == '#')
				continue;
			program = backup_program(line);
			/* tar and scp in a script are mostly something else. */
			if (program != NULL && strcmp(program, "tar") != 0 &&
			    strcmp(program, "scp") != 0) {
				*command = line;
				return program;
			}
		}
	}
	return NULL;
}

static int
from_schedule(void *arg, const struct zc_job *j, struct zc_err *e)
{
	struct ctx *c = arg;
	struct zc_str command = j->command;
	struct row r = { .file = j->file, .schedule = j->spec };

	r.program = backup_program(command);
	if (r.program == NULL)
		r.program = look_inside(c, &command);
	if (r.program == NULL)
		return ZC_OK;
	r.name = strrchr(j->file, '/') + 1;
	r.target = target_of(command);
	return put_row(c, &r, e);
}

/* A value of a JSON, YAML or rsnapshot line, without quotes and commas. */
static struct zc_str
config_value(struct zc_str text, const char *key)
{
	struct zc_str line;

	while (zc_str_line(&text, &line)) {
		line = zc_str_trim(line);
		while (line.n > 0 && strchr("\"-", line.p[0]) != NULL)
			line = zc_str_trim(zc_str_sub(line, 1, line.n));
		if (!zc_str_starts(line, key))
			continue;
		line = zc_str_sub(line, strlen(key), line.n);
		while (line.n > 0 && strchr("\": \t=,", line.p[0]) != NULL)
			line = zc_str_sub(line, 1, line.n);
		while (
		    line.n > 0 && strchr("\", \t", line.p[line.n - 1]) != NULL)
			line.n--;
		return line;
	}
	return ZC_S("");
}

/* Newest change among the entries of a directory of snapshots. */
static int64_t
newest_in(const struct zc_look *l, const char *dir)
{
	struct zc_fs_list names = { 0 };
	struct stat st;
	int64_t best = 0;

	if (zc_fs_dir(l->root, dir, 10000, l->a, &names, NULL) != ZC_OK)
		return 0;
	for (size_t i = 0; i < names.n; i++) {
		const char *p = zc_fs_join(l->a, dir, names.names[i]);

		if (p != NULL && zc_fs_stat(l->root, p, &st, NULL) == ZC_OK &&
		    st.st_mtime > best)
			best = st.st_mtime;
	}
	return best;
}

/* Programs that keep a configuration in a known place. */
static const struct {
	const char *program, *path, *key, *done;
} configs[] = {
	{ "rsnapshot", "/etc/rsnapshot.conf", "snapshot_root", NULL },
	{ "timeshift", "/etc/timeshift/timeshift.json", "backup_device_uuid",
	    "/run/timeshift/backup/timeshift/snapshots" },
	{ "timeshift", "/etc/timeshift.json", "backup_device_uuid",
	    "/timeshift/snapshots" },
	{ "borgmatic", "/etc/borgmatic/config.yaml", "path", NULL },
	{ "borgmatic", "/etc/borgmatic.d/*.yaml", "path", NULL },
	{ "btrbk", "/etc/btrbk/btrbk.conf", "target", NULL },
	{ "bacula-fd", "/etc/bacula/bacula-fd.conf", "Name", NULL },
	{ "duplicati", "~/.config/Duplicati/Duplicati-server.sqlite", NULL,
	    NULL },
	{ "borg", "~/.config/borg/security/*", NULL, NULL },
};

static int
from_config(struct ctx *c, size_t k, const char *path, struct zc_err *e)
{
	struct row r = { .name = configs[k].program,
		.file = path,
		.program = configs[k].program,
		.schedule = ZC_S(""),
		.target = ZC_S("") };
	struct zc_str text;
	struct stat st;

	if (configs[k].key != NULL &&
	    zc_look_read(c->l, c->t, path, &text) == ZC_OK)
		r.target = config_value(text, configs[k].key);
	if (configs[k].done != NULL)
		r.last_success = newest_in(c->l, configs[k].done);
	/* rsnapshot moves hourly.0 or daily.0 into place when it is done. */
	if (strcmp(r.program, "rsnapshot") == 0 && r.target.n > 0) {
		const char *dir = zc_arena_dup(c->l->a, r.target.p, r.target.n);

		r.last_success = dir == NULL ? 0 : newest_in(c->l, dir);
	}
	/* borg stamps this file at each use of the repository. */
	if (strcmp(r.program, "borg") == 0) {
		const char *p = zc_fs_join(c->l->a, path, "manifest-timestamp");

		if (p != NULL && zc_fs_stat(c->l->root, p, &st, NULL) == ZC_OK)
			r.last_success = st.st_mtime;
		p = zc_fs_join(c->l->a, path, "location");
		if (p != NULL && zc_look_read(c->l, c->t, p, &text) == ZC_OK)
			r.target = zc_str_trim(text);
	}
	return put_row(c, &r, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { l, t };
	int rc = zc_jobs_read(l, t, from_schedule, &c, e);

	for (size_t k = 0; rc == ZC_OK && k < ZC_LEN(configs); k++) {
		struct zc_names hits = { .a = l->a, .t = t };

		zc_names_paths(l, configs[k].path, &hits);
		for (size_t i = 0; rc == ZC_OK && i < hits.n; i++)
			rc = from_config(&c, k, hits.v[i].path, e);
	}
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_backup_job = {
	.table = "backup_job",
	.en = "backup jobs",
	.zh = "备份任务",
	.mean =
	    "jobs that copy data away, found by program, schedule and result",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
