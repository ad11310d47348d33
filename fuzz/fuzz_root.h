/*
 * fuzz_root: a root of one's own in memory, for probes that want files. The
 * files around the one that is fuzzed are small and well-formed.
 */
#ifndef FUZZ_ROOT_H
#define FUZZ_ROOT_H

#include "base/fs.h"
#include "probe/table.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

static char fuzz_root_path[64];
static int fuzz_root_fd = -1;

static int
fuzz_root_unlink(
    const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st, (void)type, (void)f;
	return remove(path);
}

static void
fuzz_root_remove(void)
{
	(void)nftw(fuzz_root_path, fuzz_root_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

static void
fuzz_root_put(const char *path, const void *p, size_t n)
{
	char part[256];
	int fd;

	for (const char *s = strchr(path, '/'); s != NULL;
	     s = strchr(s + 1, '/')) {
		(void)snprintf(
		    part, sizeof(part), "%.*s", (int)(s - path), path);
		if (mkdirat(fuzz_root_fd, part, 0755) == -1 && errno != EEXIST)
			abort();
	}
	fd = openat(fuzz_root_fd, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd == -1 || write(fd, p, n) != (ssize_t)n)
		abort();
	(void)close(fd);
}

static void
fuzz_root_drop(const char *path)
{
	(void)unlinkat(fuzz_root_fd, path, 0);
}

static void
fuzz_root_text(const char *path, const char *text)
{
	fuzz_root_put(path, text, strlen(text));
}

/* Made once a process, removed at its end. */
static int
fuzz_root(void)
{
	if (fuzz_root_fd != -1)
		return fuzz_root_fd;
	(void)snprintf(fuzz_root_path, sizeof(fuzz_root_path),
	    "/dev/shm/zicha-fuzz-XXXXXX");
	if (mkdtemp(fuzz_root_path) == NULL)
		abort();
	(void)atexit(fuzz_root_remove);
	fuzz_root_fd = open(fuzz_root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fuzz_root_fd == -1)
		abort();
	fuzz_root_text("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
	fuzz_root_text("etc/passwd",
	    "root:x:0:0:root:/root:/bin/bash\nli:x:1000:1000::/home/li:/bin/"
	    "sh\n");
	fuzz_root_text("etc/group", "root:x:0:\nli:x:1000:\n");
	fuzz_root_text("home/li/.profile", "");
	fuzz_root_text("root/.profile", "");
	return fuzz_root_fd;
}

/* What the parent would take from the probe's stream. */
struct fuzz_seen {
	const struct zc_probe *probe;
	size_t rows, covers;
	enum zc_cover cover;
};

/* Whole messages, and each is one that the parent takes. */
static int
fuzz_take(void *ctx, struct zc_str bytes)
{
	struct fuzz_seen *s = ctx;
	static struct zc_message m;
	size_t used;

	while (bytes.n > 0) {
		if (zc_table_decode(s->probe, bytes, &m, &used) != ZC_OK)
			abort();
		bytes = zc_str_sub(bytes, used, bytes.n);
		s->rows += m.type == 'R';
		s->covers += m.type == 'C';
		if (m.type == 'C')
			s->cover = m.cover;
	}
	return ZC_OK;
}

static void
fuzz_probe(const char *table, int imported, struct fuzz_seen *s)
{
	static const struct zc_item items[] = {
		{ "rule.burn_trace", "a", "title", "A" },
		{ "rule.burn_trace", "a", "application", "k3b" },
		{ "rule.burn_trace", "a", "command", "wodim" },
		{ "rule.burn_trace", "a", "without", "-x" },
		{ "rule.burn_trace", "b", "command", "xorriso" },
		{ "rule.burn_trace", "b", "with", "-dev" },
	};
	struct zc_arena a;
	struct zc_table t;
	struct zc_look look = { .root = fuzz_root(),
		.imported = imported,
		.now = 1768464000,
		.is_root = true,
		.a = &a,
		.items = { items, ZC_LEN(items) },
		.unit = "",
		.words = "" };

	*s = (struct fuzz_seen){ .probe = zc_probe_find(table) };
	if (s->probe == NULL)
		abort();
	zc_arena_init(&a, 64 << 20);
	zc_table_init(&t, s->probe, fuzz_take, s);
	zc_table_run(&t, &look);
	if (zc_table_flush(&t) != ZC_OK)
		abort();
	zc_table_fini(&t);
	zc_arena_fini(&a);
}

#endif
