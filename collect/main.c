/*
 * zicha-collect: the portable collector. It looks at one computer and writes
 * a case, and needs nothing there but libc, zlib and SQLite. What the case
 * means is judged elsewhere: zicha case import.
 */
#include "base/asset.h"
#include "base/clock.h"
#include "base/tr.h"
#include "core/collect.h"

#include <locale.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* As those of zicha (cmd/cmd.h). */
enum {
	EXIT_DONE = 0,
	EXIT_USAGE = 2,
	EXIT_FAILED = 4,
	EXIT_REFUSED = 5,
	EXIT_STOPPED = 6
};

struct call {
	const char *root, *out, *lang;
	const char *skip[64];
	size_t nskip;
	int64_t started;         /* zc_clock_ms() */
	int64_t partial, denied; /* tables that were not fully seen */
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

static void
progress(void *ctx, size_t done, size_t total, const char *table)
{
	const struct call *c = ctx;
	const struct zc_probe *p = zc_probe_find(table);

	if (isatty(2) == 0)
		return;
	(void)fprintf(stderr, "\r\033[K[%zu/%zu] %s  %lld s", done, total,
	    p == NULL                        ? table
		: strcmp(c->lang, "zh") == 0 ? p->zh
					     : p->en,
	    (long long)(zc_clock_ms() - c->started) / 1000);
	if (done == total)
		(void)fprintf(stderr, "\r\033[K");
}

/* --skip a,b,c may come several times. */
static bool
add_skips(struct call *c, char *list)
{
	char *rest = list, *name;

	while ((name = strsep(&rest, ",")) != NULL) {
		if (zc_probe_find(name) == NULL ||
		    c->nskip + 1 >= ZC_LEN(c->skip)) {
			(void)fprintf(stderr, "zicha-collect: %s: %s\n",
			    zc_tr(c->lang, ZC_N("there is no such table")),
			    name);
			return false;
		}
		c->skip[c->nskip++] = name;
	}
	return true;
}

static bool
parse(struct call *c, int argc, char **argv)
{
	/* The language first: complaints about the rest are in it. */
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], "--lang") == 0)
			c->lang = zc_tr_language(argv[i + 1]);
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			return false;
		if (strcmp(argv[i], "--root") == 0)
			c->root = argv[i + 1];
		else if (strcmp(argv[i], "-o") == 0)
			c->out = argv[i + 1];
		else if (strcmp(argv[i], "--skip") == 0) {
			if (!add_skips(c, argv[i + 1]))
				return false;
		} else if (strcmp(argv[i], "--lang") != 0)
			return false;
	}
	return true;
}

static int
usage(const char *lang, FILE *f)
{
	(void)fprintf(f, "%s\n",
	    zc_tr(lang,
		ZC_N("Usage: zicha-collect [-o FILE.case] [--root DIR] "
		     "[--skip TABLE,…] [--lang zh|en]")));
	return EXIT_USAGE;
}

static const char *
remedy(int rc)
{
	switch (rc) {
	case ZC_EACCES:
		return ZC_N("Not permitted. Run it as administrator (sudo), or "
			    "choose a place you may write to with -o.");
	case ZC_EIO:
		return ZC_N(
		    "Reading or writing failed; see whether the disk is "
		    "full or damaged.");
	case ZC_ESTOP:
		return ZC_N("Stopped. What was gathered is kept and can be "
			    "resumed.");
	case ZC_EREFUSED:
		return ZC_N("Refused.");
	case ZC_ENOENT:
		return ZC_N("There is no such file or directory.");
	default:
		return ZC_N("It could not be done.");
	}
}

static int
complain(const struct call *c, const char *path, const struct zc_err *e)
{
	(void)fprintf(stderr, "zicha-collect: %s (%s)\n",
	    zc_tr(c->lang, remedy(e->rc)), zc_tr(c->lang, e->msg));
	if (e->rc == ZC_ESTOP)
		(void)fprintf(stderr, "%s zicha-collect -o %s%s%s\n",
		    zc_tr(c->lang, ZC_N("To go on:")), path,
		    c->root == NULL ? "" : " --root ",
		    c->root == NULL ? "" : c->root);
	return e->rc == ZC_ESTOP   ? EXIT_STOPPED
	    : e->rc == ZC_EREFUSED ? EXIT_REFUSED
				   : EXIT_FAILED;
}

/* The lists that probes look for, as they were when this was built. */
static int
embedded_items(struct zc_arena *a, struct zc_items *out, struct zc_err *e)
{
	for (unsigned long i = 0; i < zc_nassets; i++)
		if (strcmp(zc_assets[i].name, "items.txt") == 0)
			return zc_items_parse(
			    (struct zc_str){ zc_assets[i].start,
				(size_t)(zc_assets[i].end -
				    zc_assets[i].start) },
			    a, out, e);
	return ZC_FAIL(e, ZC_ENOENT, "the lists are not built in");
}

/* HOST-DATE.case in the working directory; a name is not trusted. */
static void
default_path(const struct zc_look *l, char path[512])
{
	char host[256], stamp[32];

	zc_collect_host(l->root, host);
	for (char *p = host; *p != '\0'; p++)
		if (strchr(
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789-_",
			*p) == NULL)
			*p = '_';
	(void)strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S",
	    localtime(&(time_t){ l->now }));
	(void)snprintf(path, 512, "./%s-%s.case",
	    host[0] == '\0' ? "computer" : host, stamp);
}

static int
count(void *ctx, const struct zc_case_status *s)
{
	struct call *c = ctx;

	c->partial += s->o.cover == ZC_COVER_PARTIAL;
	c->denied += s->o.cover == ZC_COVER_DENIED;
	return ZC_OK;
}

static int
collect(struct call *c, struct zc_look *l, const char *path, struct zc_err *e)
{
	const struct zc_collect in = { .root = c->root,
		.path = path,
		.skip = c->skip,
		.progress = progress,
		.stop = stop,
		.ctx = c };
	struct zc_case *file = NULL;
	struct zc_target t;
	char digest[65];
	int rc = zc_collect_run(&in, l, &file, &t, e);

	if (rc == ZC_OK)
		rc = zc_collect_end(file, digest, e);
	if (rc == ZC_OK)
		rc = zc_case_statuses(file, count, c, e);
	zc_case_close(file);
	if (rc != ZC_OK)
		return rc;
	if (c->partial + c->denied > 0 && !l->is_root)
		(void)fprintf(stderr, "%s %lld\n",
		    zc_tr(c->lang,
			ZC_N("Tables not fully seen; run as administrator "
			     "(sudo) to see more:")),
		    (long long)(c->partial + c->denied));
	(void)fprintf(stderr, "%s\n",
	    zc_tr(c->lang,
		ZC_N("Done. Bring this file to the computer with zicha and "
		     "take it in with: zicha case import FILE")));
	(void)printf("%s  sha256:%s\n", path, digest);
	return ZC_OK;
}

static int
run(struct call *c)
{
	struct zc_look l = { .root = -1 };
	struct zc_err e = { 0 };
	struct zc_arena a;
	char made[512];
	const char *path = c->out;
	int rc;

	(void)fprintf(stderr, "%s\n", zc_collect_notice(c->lang));
	zc_arena_init(&a, 64 << 20);
	rc = zc_collect_look(c->root, &l, &e);
	if (rc == ZC_OK) {
		l.a = &a;
		rc = embedded_items(&a, &l.items, &e);
	}
	if (rc == ZC_OK && path == NULL) {
		default_path(&l, made);
		path = made;
	}
	if (rc == ZC_OK)
		rc = collect(c, &l, path, &e);
	if (l.root > 0)
		(void)close(l.root);
	zc_arena_fini(&a);
	return rc == ZC_OK ? EXIT_DONE : complain(c, path, &e);
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct call c = { 0 };

	(void)setlocale(LC_ALL, "");
	c.lang = zc_tr_language(NULL);
	c.started = zc_clock_ms();
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		(void)printf("zicha-collect %s\n", ZC_VERSION);
		return EXIT_DONE;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		(void)usage(c.lang, stdout);
		return EXIT_DONE;
	}
	if (!parse(&c, argc, argv))
		return usage(c.lang, stderr);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
	return run(&c);
}
