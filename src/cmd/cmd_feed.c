/* zicha feed: what was brought in by disc: advisories and YARA rules. */
#include "base/clock.h"
#include "base/fs.h"
#include "base/tr.h"
#include "cmd/say.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FEED_MAX = 1 << 30 /* bytes of one file */
};

static const struct {
	const char *kind; /* name of its directory below data/imported */
	const char *summary;
} kinds[] = { { "advisory",
		  ZC_N("vulnerability advisories: Debian tracker JSON, CSAF "
		       "JSON, OVAL XML; plain or .gz") },
	{ "yara", ZC_N("YARA rules: .yar, .yara") } };

static int
make(const char *path, struct zc_err *e)
{
	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be made", path);
	return ZC_OK;
}

static int
copy(int in, const char *to, struct zc_err *e)
{
	char chunk[65536], part[4400];
	int64_t total = 0;
	ssize_t n = 0;
	int out, rc = ZC_OK;

	(void)snprintf(part, sizeof(part), "%s.part", to);
	out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", to);
	while (rc == ZC_OK && (n = read(in, chunk, sizeof(chunk))) > 0) {
		total += n;
		if (total > FEED_MAX)
			rc = ZC_FAIL(e, ZC_ELIMIT, "over %d bytes", FEED_MAX);
		else if (write(out, chunk, (size_t)n) != n)
			rc =
			    ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", to);
	}
	if (rc == ZC_OK && (n == -1 || fsync(out) == -1))
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be copied", to);
	if (close(out) == -1 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", to);
	if (rc == ZC_OK && rename(part, to) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", to);
	if (rc != ZC_OK)
		(void)unlink(part);
	return rc;
}

/* The old file of that name is replaced only by a whole new one. */
static int
import(const struct zc_run *r, const char *kind, const char *file,
    struct zc_err *e)
{
	const char *name = strrchr(file, '/');
	char to[4300];
	struct stat st;
	int in, rc;

	name = name == NULL ? file : name + 1;
	in = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (in == -1 || fstat(in, &st) == -1 || !S_ISREG(st.st_mode)) {
		if (in != -1)
			(void)close(in);
		return ZC_FAIL(e, ZC_ENOENT, "%s: no file to import", file);
	}
	rc = make(r->dir, e);
	(void)snprintf(to, sizeof(to), "%s/imported", r->dir);
	if (rc == ZC_OK)
		rc = make(to, e);
	(void)snprintf(to, sizeof(to), "%s/imported/%s", r->dir, kind);
	if (rc == ZC_OK)
		rc = make(to, e);
	(void)snprintf(to, sizeof(to), "%s/imported/%s/%s", r->dir, kind, name);
	if (rc == ZC_OK)
		rc = copy(in, to, e);
	(void)close(in);
	if (rc == ZC_OK)
		(void)printf("%s\t%s\n", kind, to);
	return rc;
}

static int
list(const struct zc_run *r, const char *kind, struct zc_err *e)
{
	struct zc_fs_list l = { 0 };
	struct zc_arena a;
	struct stat st;
	char path[4300], day[32];
	int root = -1, rc;

	zc_arena_init(&a, 1 << 20);
	(void)snprintf(path, sizeof(path), "%s/imported/%s", r->dir, kind);
	rc = zc_fs_root(path, &root, e);
	if (rc == ZC_OK)
		rc = zc_fs_dir(root, ".", 10000, &a, &l, e);
	for (size_t i = 0; rc == ZC_OK && i < l.n; i++)
		if (zc_fs_stat(root, l.names[i], &st, NULL) == ZC_OK)
			(void)printf("%s\t%s\t%lld\t%s\n", kind, l.names[i],
			    (long long)st.st_size,
			    zc_clock_day(st.st_mtime, day));
	if (root != -1)
		(void)close(root);
	zc_arena_fini(&a);
	return rc == ZC_ENOENT ? ZC_OK : rc;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_err e = { 0 };
	int rc = ZC_OK;

	if (argc == 2 && strcmp(argv[1], "list") == 0) {
		for (size_t i = 0; i < ZC_LEN(kinds) && rc == ZC_OK; i++)
			rc = list(r, kinds[i].kind, &e);
		return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, &e);
	}
	for (size_t i = 0; i < ZC_LEN(kinds); i++) {
		if (argc < 4 || strcmp(argv[1], "import") != 0 ||
		    strcmp(argv[2], kinds[i].kind) != 0)
			continue;
		for (int k = 3; k < argc && rc == ZC_OK; k++)
			rc = import(r, argv[2], argv[k], &e);
		return rc == ZC_OK ? ZC_EXIT_CLEAN : zc_say_err(r, &e);
	}
	(void)zc_say_usage(r, argv[0]);
	for (size_t i = 0; i < ZC_LEN(kinds); i++)
		(void)fprintf(stderr, "  %-9s %s\n", kinds[i].kind,
		    zc_tr(r->lang, kinds[i].summary));
	return ZC_EXIT_USAGE;
}

const struct zc_cmd zc_cmd_feed = {
	.name = "feed",
	.summary = ZC_N("bring in vulnerability advisories and YARA rules"),
	.usage = ZC_N("Usage: zicha feed import advisory|yara FILE… | list"),
	.run = run,
};
