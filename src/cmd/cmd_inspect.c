/* zicha inspect: the whole self-inspection of one computer. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/put.h"
#include "cmd/say.h"
#include "cmd/station.h"
#include "core/after.h"
#include "core/import.h"
#include "core/inspect.h"
#include "core/notice.h"
#include "core/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct options {
	const char *root, *target, *path, *out, *format, *unit;
	const char *skip[64];
	size_t nskip;
	bool html_too; /* also write the page into the data directory */
	bool notice;   /* only print the notice to the inspected person */
};

static volatile sig_atomic_t stopping;

static void
on_signal(int sig)
{
	(void)sig;
	stopping = 1;
}

static bool
stop(void *ctx)
{
	(void)ctx;
	return stopping != 0;
}

struct progress {
	const struct zc_run *r;
	struct zc_store *store;
	int64_t started;
};

static int
resolve(void *ctx, struct zc_target *t, struct zc_err *e)
{
	const struct progress *p = ctx;
	struct zc_store_source v[ZC_TARGET_SOURCES];
	char id[33];
	bool clash;
	int rc;

	for (size_t i = 0; i < t->n; i++)
		v[i] = (struct zc_store_source){ t->source[i].name,
			t->source[i].digest };
	rc = zc_store_target(p->store, t->id, v, t->n, id, &clash, e);
	if (rc == ZC_OK)
		memcpy(t->id, id, sizeof(t->id));
	if (rc == ZC_OK && clash)
		(void)fprintf(stderr, "zicha: %s\n",
		    zc_tr(p->r->lang,
			ZC_N("The marks of this computer belong to different "
			     "computers of the store (a cloned disk?). It is "
			     "taken for the first of them; give --target to "
			     "decide otherwise.")));
	return rc;
}

static void
progress(void *ctx, size_t done, size_t total, const char *table)
{
	const struct progress *p = ctx;
	const struct zc_probe *probe = zc_probe_find(table);
	bool zh = strcmp(p->r->lang, "zh") == 0;

	if (isatty(2) == 0)
		return;
	(void)fprintf(stderr, "\r\033[K[%zu/%zu] %s  %lld s", done, total,
	    probe == NULL ? table
		: zh      ? probe->zh
			  : probe->en,
	    (long long)(zc_clock_ms() - p->started) / 1000);
	if (done == total)
		(void)fprintf(stderr, "\r\033[K");
}

/* --skip a,b,c may come several times. */
static bool
add_skips(struct options *o, char *list)
{
	char *rest = list, *name;

	while ((name = strsep(&rest, ",")) != NULL) {
		if (zc_probe_find(name) == NULL ||
		    o->nskip + 1 >= ZC_LEN(o->skip))
			return false;
		o->skip[o->nskip++] = name;
	}
	return true;
}

static bool
parse(struct options *o, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];

		if (strcmp(a, "--page") == 0) {
			o->html_too = true;
			continue;
		}
		if (strcmp(a, "--notice") == 0) {
			o->notice = true;
			continue;
		}
		if (++i == argc)
			return false;
		if (strcmp(a, "--root") == 0)
			o->root = argv[i];
		else if (strcmp(a, "--target") == 0)
			o->target = argv[i];
		else if (strcmp(a, "--unit") == 0)
			o->unit = argv[i];
		else if (strcmp(a, "--case") == 0)
			o->path = argv[i];
		else if (strcmp(a, "-o") == 0)
			o->out = argv[i];
		else if (strcmp(a, "--format") == 0)
			o->format = argv[i];
		else if (strcmp(a, "--scope") == 0) {
			if (strcmp(argv[i], "host") != 0)
				return false;
		} else if (strcmp(a, "--skip") != 0 || !add_skips(o, argv[i]))
			return false;
	}
	return true;
}

/*
 * Was something that was asked for out of reach? What is optional and not
 * there (absent), or cannot exist on this system (unsupported), is not that;
 * a system of which nothing at all could be seen is.
 */
static bool
unreached(const struct zc_view *v)
{
	bool any = false;

	for (size_t i = 0; i < v->ntables; i++) {
		enum zc_cover c = v->tables[i].o.cover;

		if (c == ZC_COVER_PARTIAL || c == ZC_COVER_DENIED ||
		    c == ZC_COVER_ERROR)
			return true;
		any |= c == ZC_COVER_OK;
	}
	return !any;
}

static int
status_of(const struct zc_view *v)
{
	if (v->tally.high + v->tally.mend > 0)
		return ZC_EXIT_FOUND;
	return unreached(v) ? ZC_EXIT_UNSEEN : ZC_EXIT_CLEAN;
}

/* Where the page of this inspection goes in the data directory. */
static int
put_page(const struct zc_run *r, const struct zc_view *v, struct zc_err *e)
{
	char path[4400];
	int rc;

	(void)snprintf(path, sizeof(path), "%s/reports", r->dir);
	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be made", path);
	(void)snprintf(path, sizeof(path), "%s/reports/%s.html", r->dir, v->id);
	rc = zc_put_report(v, ZC_REPORT_HTML, path, e);
	if (rc == ZC_OK)
		(void)fprintf(stderr, "%s %s\n",
		    zc_tr(r->lang, ZC_N("The full report is in")), path);
	return rc;
}

static int
show(const struct zc_run *r, const struct options *o,
    const struct zc_catalog *k, struct zc_inspected *got, int *status,
    struct zc_err *e)
{
	enum zc_report form;
	struct zc_view v;
	int rc;

	(void)zc_put_form(o->format, o->out, &form);
	rc = zc_view_init(&v, got->c, zc_case_db(got->c), k, r->lang, e);
	if (rc == ZC_OK)
		rc = zc_put_report(&v, form, o->out, e);
	if (rc == ZC_OK && o->html_too)
		rc = put_page(r, &v, e);
	if (rc == ZC_OK)
		*status = status_of(&v);
	zc_view_fini(&v);
	return rc;
}

static void
catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
}

/* A word of a command line, in quotes where a shell needs them. */
static void
put_word(const char *option, const char *s)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "%+,-./:=@_";

	if (s == NULL)
		return;
	(void)fprintf(stderr, "%s", option);
	if (s[0] != '\0' && strspn(s, plain) == strlen(s)) {
		(void)fprintf(stderr, "%s", s);
		return;
	}
	(void)fputc('\'', stderr);
	for (; *s != '\0'; s++)
		(void)fprintf(stderr, *s == '\'' ? "'\\''" : "%c", *s);
	(void)fputc('\'', stderr);
}

/*
 * The whole command that goes on: the program may not be in the search path,
 * and its data not in the usual place. The address of a server may hold a
 * password and is left for the user to write.
 */
static void
say_resume(const struct zc_run *r, const struct options *o, const char *path)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	if (isatty(2) != 0)
		(void)fprintf(stderr, "\r\033[K");
	(void)fprintf(stderr, "%s\n ", zc_tr(r->lang, ZC_N("To go on:")));
	put_word(" ", n > 0 ? self : "zicha");
	if (strstr(r->db, "://") == NULL)
		put_word(" --db ", r->db);
	else
		(void)fprintf(stderr, " --db postgresql://…");
	put_word(" inspect --case ", path);
	put_word(" --root ", o->root);
	put_word(" --target ", o->target);
	for (size_t i = 0; i < o->nskip; i++)
		put_word(" --skip ", o->skip[i]);
	(void)fputc('\n', stderr);
}

/* Into the store; then what the ledgers and flows make of it. */
static int
keep(struct zc_store *s, const struct zc_inspect *in,
    const struct zc_inspected *got, const struct zc_station *at,
    struct zc_err *e)
{
	struct zc_import_case take = { .c = got->c,
		.judgement = zc_case_db(got->c),
		.catalog = in->catalog,
		.digest = got->digest,
		.target = got->target.id,
		.path = in->path,
		.unit = at->move };
	int rc = zc_import(s, &take, e);

	if (rc == ZC_OK && at->office != NULL)
		rc = zc_after(at->office, e);
	return rc;
}

static int
inspect(const struct zc_run *r, struct options *o, struct zc_store *s,
    const struct zc_catalog *k, int *status, struct zc_err *e)
{
	struct zc_station at = { 0 };
	struct progress p = { .r = r, .store = s, .started = zc_clock_ms() };
	struct zc_inspected got = { 0 };
	char path[4300], stamp[32];
	struct zc_inspect in = { .root = o->root,
		.data = zc_store_dir(s),
		.target = o->target,
		.path = o->path,
		.skip = o->skip,
		.catalog = k,
		.resolve = resolve,
		.progress = progress,
		.stop = stop,
		.ctx = &p };
	int rc = zc_station_open(r, k, o->unit, &at, e);

	in.office = at.office;
	in.unit = at.unit;
	if (in.path == NULL) {
		(void)strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S",
		    localtime(&(time_t){ zc_clock_now() }));
		(void)snprintf(path, sizeof(path), "%s/cases/%s-%ld.case",
		    zc_store_dir(s), stamp, (long)getpid());
		in.path = path;
	}
	catch_signals();
	if (rc == ZC_OK)
		rc = zc_inspect_run(&in, &got, e);
	if (rc == ZC_ESTOP)
		say_resume(r, o, in.path);
	if (rc == ZC_OK)
		rc = keep(s, &in, &got, &at, e);
	if (rc == ZC_OK)
		rc = show(r, o, k, &got, status, e);
	zc_case_close(got.c);
	zc_station_close(&at);
	return rc;
}

static int
print_notice(const struct zc_run *r)
{
	char host[256] = "";
	struct zc_catalog k = { 0 };
	const struct zc_setting *unit;
	struct zc_err e = { 0 };
	struct zc_buf b;
	int rc = zc_say_load(r, &k, &e);

	if (rc == ZC_OK) {
		unit = zc_catalog_setting(&k, "unit.name");
		(void)gethostname(host, sizeof(host) - 1);
		zc_buf_init(&b, 1 << 20);
		zc_notice_text(
		    unit == NULL ? "" : unit->value, host, r->lang, &b);
		(void)fputs(b.p, stdout);
		zc_buf_fini(&b);
	}
	zc_catalog_fini(&k);
	return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, &e);
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct options o = { 0 };
	struct zc_store *s = NULL;
	struct zc_catalog k = { 0 };
	struct zc_err e = { 0 };
	enum zc_report form;
	int status = ZC_EXIT_FAILED, rc;

	if (!parse(&o, argc, argv) || !zc_put_form(o.format, o.out, &form))
		return zc_say_usage(r, argv[0]);
	if (o.notice)
		return print_notice(r);
	(void)fprintf(stderr, "%s\n", zc_report_notice(r->lang));
	rc = zc_put_check(o.out, &e);
	if (rc == ZC_OK)
		rc = zc_say_load(r, &k, &e);
	if (rc == ZC_OK)
		rc = zc_store_open(r->db, true, &s, &e);
	if (rc == ZC_OK)
		rc = zc_store_lock(s, &e);
	if (rc == ZC_OK)
		rc = inspect(r, &o, s, &k, &status, &e);
	zc_store_close(s);
	zc_catalog_fini(&k);
	return rc == ZC_OK ? status : zc_say_err(r, &e);
}

const struct zc_cmd zc_cmd_inspect = {
	.name = "inspect",
	.summary = ZC_N("inspect this computer, or a mounted root"),
	.usage = ZC_N(
	    "Usage: zicha inspect [OPTIONS]\n"
	    "  --root DIR      a mounted disk or a system in a directory, "
	    "instead of this computer\n"
	    "  --case FILE     where the inspection file goes; one that was "
	    "interrupted is resumed\n"
	    "  --format FORM   text, json or html; or by the ending of -o\n"
	    "  -o FILE         write the report there, not to the terminal\n"
	    "  --page          write the web page beside the data as well\n"
	    "  --skip TABLE,…  leave these tables out; their checks are then "
	    "\"not checked\"\n"
	    "  --unit NAME     the unit that the computer belongs to; it stays "
	    "so\n"
	    "  --target ID     the computer's number, when it cannot be found "
	    "out\n"
	    "  --notice        print the notice to the inspected person, and "
	    "nothing else"),
	.run = run,
};
