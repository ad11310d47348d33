#include "probe/jobs.h"

#include "base/fs.h"
#include "probe/names.h"
#include "probe/users.h"

enum {
	FILES_MAX = 10000
};

struct walk {
	const struct zc_look *l;
	struct zc_table *t;
	zc_jobs_each each;
	void *ctx;
};

/* "NAME=value" in a crontab sets the environment. */
static bool
is_assignment(struct zc_str line)
{
	size_t eq = zc_str_find(line, '='), i;

	for (i = 0; i < eq; i++) {
		char c = line.p[i];

		if (c != '_' && c != ' ' && c != '"' &&
		    !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9'))
			return false;
	}
	return eq > 0 && eq < line.n && !(line.p[0] >= '0' && line.p[0] <= '9');
}

/* Take the time fields: five, or one "@daily". */
static bool
take_spec(struct zc_str *line, struct zc_str *spec)
{
	struct zc_str w = *line;
	const char *from = line->p;
	int fields = line->n > 0 && line->p[0] == '@' ? 1 : 5;

	for (int i = 0; i < fields; i++)
		if (!zc_str_word(line, &w))
			return false;
	*spec = (struct zc_str){ from, (size_t)(w.p + w.n - from) };
	return true;
}

static int
cron_line(const struct walk *w, struct zc_job *j, struct zc_str line,
    bool has_user, struct zc_err *e)
{
	line = zc_str_trim(line);
	if (line.n == 0 || line.p[0] == '#' || is_assignment(line) ||
	    !take_spec(&line, &j->spec))
		return ZC_OK;
	if (has_user && !zc_str_word(&line, &j->account))
		return ZC_OK;
	j->command = zc_str_trim(line);
	return j->command.n == 0 ? ZC_OK : w->each(w->ctx, j, e);
}

static int
crontab(const struct walk *w, const char *file, const char *account,
    struct zc_err *e)
{
	struct zc_job j = { .kind = "cron", .file = file };
	struct zc_str text = { "", 0 }, line;
	int rc = ZC_OK;

	if (zc_look_read(w->l, w->t, file, &text) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		j.line++;
		j.account = zc_str_of(account);
		rc = cron_line(w, &j, line, account == NULL, e);
	}
	return rc;
}

/* period delay identifier command; anacrontab(5). */
static int
anacrontab(const struct walk *w, struct zc_err *e)
{
	struct zc_job j = { .kind = "anacron",
		.file = "/etc/anacrontab",
		.account = ZC_S("root") };
	struct zc_str text = { "", 0 }, line, delay, id;
	int rc = ZC_OK;

	if (zc_look_read(w->l, w->t, j.file, &text) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		j.line++;
		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#' || is_assignment(line) ||
		    !zc_str_word(&line, &j.spec) ||
		    !zc_str_word(&line, &delay) || !zc_str_word(&line, &id))
			continue;
		j.command = zc_str_trim(line);
		rc = w->each(w->ctx, &j, e);
	}
	return rc;
}

static int
list(const struct walk *w, const char *dir, struct zc_fs_list *out)
{
	int rc = zc_fs_dir(w->l->root, dir, FILES_MAX, w->l->a, out, NULL);

	if (rc != ZC_OK && rc != ZC_EINPUT)
		zc_miss_rc(w->t, dir, rc);
	return rc;
}

static bool
is_file(const struct zc_look *l, const char *path, mode_t bits)
{
	struct stat st;

	return zc_fs_stat(l->root, path, &st, NULL) == ZC_OK &&
	    S_ISREG(st.st_mode) && (bits == 0 || (st.st_mode & bits) != 0);
}

static bool
left_over(struct zc_str name)
{
	return name.p[0] == '.' || zc_str_ends(name, "~") ||
	    zc_str_search(name, ".dpkg-") < name.n ||
	    zc_str_ends(name, ".rpmsave") || zc_str_ends(name, ".rpmnew");
}

/* A directory of crontabs; `users`: the file is named after its account. */
static int
tab_dir(const struct walk *w, const char *dir, bool users, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	int rc = ZC_OK;

	(void)list(w, dir, &names);
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		const char *path = zc_fs_join(w->l->a, dir, names.names[i]);

		if (path != NULL && !left_over(zc_str_of(names.names[i])) &&
		    is_file(w->l, path, 0))
			rc = crontab(w, path, users ? names.names[i] : NULL, e);
	}
	return rc;
}

/* cron.daily and the like: programs run by run-parts. */
static int
part_dir(
    const struct walk *w, const char *dir, const char *spec, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	int rc = ZC_OK;

	(void)list(w, dir, &names);
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		const char *path = zc_fs_join(w->l->a, dir, names.names[i]);
		struct zc_job j = { .kind = "cron",
			.file = path,
			.account = ZC_S("root"),
			.spec = zc_str_of(spec),
			.command = zc_str_of(path) };

		if (path != NULL && !left_over(zc_str_of(names.names[i])) &&
		    is_file(w->l, path, 0111))
			rc = w->each(w->ctx, &j, e);
	}
	return rc;
}

/* Jobs of at: a shell script; the last line that says something counts. */
static int
at_job(const struct walk *w, const struct zc_users *users, const char *path,
    struct zc_err *e)
{
	struct zc_job j = { .kind = "at", .file = path, .spec = ZC_S("once") };
	struct zc_str text, line;
	struct stat st;
	const char *name;

	if (zc_fs_stat(w->l->root, path, &st, NULL) != ZC_OK ||
	    zc_look_read(w->l, w->t, path, &text) != ZC_OK)
		return ZC_OK;
	name = zc_users_name(users, st.st_uid);
	j.account = zc_str_of(name);
	while (zc_str_line(&text, &line))
		if (zc_str_trim(line).n > 0 &&
		    !zc_str_starts(line, "marcinDELIMITER") &&
		    line.p[0] != '#' && !zc_str_is(line, "}"))
			j.command = zc_str_trim(line);
	return j.command.n == 0 ? ZC_OK : w->each(w->ctx, &j, e);
}

static int
at_dir(const struct walk *w, const char *dir, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	struct zc_users users = { 0 };
	int rc = ZC_OK;

	if (list(w, dir, &names) != ZC_OK)
		return ZC_OK;
	if (zc_users_load(w->l, NULL, &users) != ZC_OK)
		users = (struct zc_users){ 0 };
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		const char *path = zc_fs_join(w->l->a, dir, names.names[i]);

		if (path != NULL && names.names[i][0] != '.' &&
		    is_file(w->l, path, 0))
			rc = at_job(w, &users, path, e);
	}
	return rc;
}

struct zc_str
zc_jobs_unit(struct zc_str text, const char *section, const char *key)
{
	struct zc_str line, found = ZC_S("");
	bool in = false;

	while (zc_str_line(&text, &line)) {
		size_t eq = zc_str_find(line, '=');

		line = zc_str_trim(line);
		if (line.n > 1 && line.p[0] == '[')
			in =
			    zc_str_is(zc_str_sub(line, 1, line.n - 2), section);
		else if (in &&
		    zc_str_is(zc_str_trim(zc_str_sub(line, 0, eq)), key))
			found = zc_str_trim(zc_str_sub(line, eq + 1, line.n));
	}
	return found;
}

static const char *const unit_dirs[] = { "/etc/systemd/system",
	"/run/systemd/system", "/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system", "/lib/systemd/system" };

/* Text of a unit by name; the first directory that has it counts. */
static bool
read_unit(const struct walk *w, struct zc_str name, const char **path,
    struct zc_str *out)
{
	const char *n = zc_arena_dup(w->l->a, name.p, name.n);

	for (size_t i = 0; n != NULL && name.n > 0 &&
	     zc_str_find(name, '/') == name.n && i < ZC_LEN(unit_dirs);
	     i++) {
		*path = zc_fs_join(w->l->a, unit_dirs[i], n);
		if (*path != NULL &&
		    zc_look_read(w->l, w->t, *path, out) == ZC_OK)
			return true;
	}
	return false;
}

static int
timer(const struct walk *w, const char *name, struct zc_err *e)
{
	static const char *const when[] = { "OnCalendar", "OnUnitActiveSec",
		"OnUnitInactiveSec", "OnBootSec", "OnStartupSec",
		"OnActiveSec" };
	struct zc_job j = { .kind = "timer" };
	struct zc_str text, unit, service;
	struct zc_buf b;
	const char *any = NULL;
	int rc;

	if (!read_unit(w, zc_str_of(name), &j.file, &text))
		return ZC_OK;
	zc_buf_init(&b, 512);
	for (size_t i = 0; j.spec.n == 0 && i < ZC_LEN(when); i++)
		j.spec = zc_jobs_unit(text, "Timer", when[i]);
	unit = zc_jobs_unit(text, "Timer", "Unit");
	if (unit.n == 0) {
		zc_buf_add(&b, name, strlen(name) - strlen(".timer"));
		zc_buf_cstr(&b, ".service");
		unit = zc_buf_get(&b);
	}
	j.command = unit;
	j.account = ZC_S("root");
	if (read_unit(w, unit, &any, &service)) {
		struct zc_str v = zc_jobs_unit(service, "Service", "User");

		if (v.n > 0)
			j.account = v;
		v = zc_jobs_unit(service, "Service", "ExecStart");
		if (v.n > 0)
			j.command = v;
	}
	rc = w->each(w->ctx, &j, e);
	zc_buf_fini(&b);
	return rc;
}

/* Timers that something wants are switched on. */
static int
timers(const struct walk *w, struct zc_err *e)
{
	struct zc_names done = { .a = w->l->a };
	int rc = ZC_OK;

	for (size_t d = 0; d < ZC_LEN(unit_dirs); d++) {
		struct zc_fs_list names = { 0 };
		const char *dir =
		    zc_fs_join(w->l->a, unit_dirs[d], "timers.target.wants");

		if (dir == NULL || list(w, dir, &names) != ZC_OK)
			continue;
		for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
			bool seen =
			    !zc_str_ends(zc_str_of(names.names[i]), ".timer");

			for (size_t k = 0; k < done.n; k++)
				seen = seen ||
				    strcmp(done.v[k].name, names.names[i]) == 0;
			if (seen ||
			    !zc_names_add(&done, names.names[i], names.names[i],
				NULL, true))
				continue;
			rc = timer(w, names.names[i], e);
		}
	}
	return rc;
}

int
zc_jobs_read(const struct zc_look *l, struct zc_table *t, zc_jobs_each each,
    void *ctx, struct zc_err *e)
{
	static const struct {
		const char *dir, *spec;
	} parts[] = {
		{ "/etc/cron.hourly", "hourly" },
		{ "/etc/cron.daily", "daily" },
		{ "/etc/cron.weekly", "weekly" },
		{ "/etc/cron.monthly", "monthly" },
	};
	struct walk w = { l, t, each, ctx };
	int rc = crontab(&w, "/etc/crontab", NULL, e);

	if (rc == ZC_OK)
		rc = tab_dir(&w, "/etc/cron.d", false, e);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(parts); i++)
		rc = part_dir(&w, parts[i].dir, parts[i].spec, e);
	if (rc == ZC_OK)
		rc = tab_dir(&w, "/var/spool/cron/crontabs", true, e);
	if (rc == ZC_OK)
		rc = tab_dir(&w, "/var/spool/cron", true, e);
	if (rc == ZC_OK)
		rc = anacrontab(&w, e);
	if (rc == ZC_OK)
		rc = at_dir(&w, "/var/spool/cron/atjobs", e);
	if (rc == ZC_OK)
		rc = at_dir(&w, "/var/spool/at", e);
	return rc == ZC_OK ? timers(&w, e) : rc;
}
