#include "unit/zt.h"

#include "base/fs.h"
#include "probe/table.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <unistd.h>

static struct zt *tests;
static const char *now_running;
static int failures_here;
static char dir_path[128];

void
zt_add(struct zt *t)
{
	t->next = tests;
	tests = t;
}

void
zt_fail(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	failures_here++;
	(void)fprintf(stderr, "%s:%d: %s: ", file, line, now_running);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	return remove(path);
}

static void
remove_dir(void)
{
	if (dir_path[0] != '\0')
		(void)nftw(dir_path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	dir_path[0] = '\0';
}

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

static void
make_parents(int root, const char *path)
{
	char part[512];

	for (const char *p = strchr(path, '/'); p != NULL;
	     p = strchr(p + 1, '/')) {
		(void)snprintf(
		    part, sizeof(part), "%.*s", (int)(p - path), path);
		if (part[0] != '\0' && mkdirat(root, part, 0755) == -1 &&
		    errno != EEXIST)
			die(part);
	}
}

static void
make_file(int root, const struct zt_file *f)
{
	size_t n = f->text == NULL ? 0 : strlen(f->text);
	int fd;

	make_parents(root, f->path);
	if (f->text == NULL) {
		if (mkdirat(root, f->path, 0755) == -1 && errno != EEXIST)
			die(f->path);
		if (f->mode != 0 && fchmodat(root, f->path, f->mode, 0) == -1)
			die(f->path);
		return;
	}
	fd = openat(root, f->path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd == -1 || write(fd, f->text, n) != (ssize_t)n ||
	    fchmod(fd, f->mode == 0 ? 0644 : f->mode) == -1)
		die(f->path);
	(void)close(fd);
}

int
zt_dir(const struct zt_file *files, size_t n)
{
	const char *tmp = getenv("TMPDIR");
	int root;

	remove_dir();
	(void)snprintf(dir_path, sizeof(dir_path), "%s/zt-XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(dir_path) == NULL)
		die(dir_path);
	root = open(dir_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root == -1)
		die(dir_path);
	for (size_t i = 0; i < n; i++)
		make_file(root, &files[i]);
	return root;
}

const char *
zt_dir_path(void)
{
	return dir_path;
}

/* The last probe's messages, kept whole. */
static const struct zc_probe *probe;
static struct zc_buf stream;
static struct zc_arena cells;

static int
keep(void *ctx, struct zc_str bytes)
{
	zc_buf_str(ctx, bytes);
	return stream.rc;
}

/* Visit messages of one type; the nth row, or the last cover. */
static bool
nth(char type, size_t n, struct zc_message *m)
{
	struct zc_str rest = zc_buf_get(&stream);
	size_t used, i = 0;
	bool found = false;

	while (rest.n > 0 && zc_table_decode(probe, rest, m, &used) == ZC_OK) {
		rest = zc_str_sub(rest, used, rest.n);
		if (m->type != type)
			continue;
		found = true;
		if (i++ == n)
			return true;
	}
	return n == SIZE_MAX && found;
}

size_t
zt_probe(const char *table, int root)
{
	static struct zc_item none;
	struct zc_arena a;
	struct zc_look look = { .root = root,
		.now = 1768464000, /* 2026-01-15 08:00:00 UTC */
		.is_root = true,
		.a = &a,
		.items = { &none, 0 },
		.unit = "",
		.words = "" };
	struct zc_table t;

	/* What a test puts into "imported" of its tree was imported. */
	look.imported = openat(root, "imported", O_PATH | O_DIRECTORY);
	if (zt_look != NULL)
		zt_look(&look);
	probe = zc_probe_find(table);
	if (probe == NULL)
		die(table);
	zc_buf_fini(&stream);
	zc_arena_fini(&cells);
	zc_arena_init(&cells, 1 << 24);
	zc_buf_init(&stream, 64 << 20);
	zc_arena_init(&a, 192 << 20);
	if (probe->load != NULL)
		probe->load();
	zc_table_init(&t, probe, keep, &stream);
	zc_table_run(&t, &look);
	if (zc_table_flush(&t) != ZC_OK)
		zt_fail(__FILE__, __LINE__, "%s: rows were lost", table);
	zc_table_fini(&t);
	zc_arena_fini(&a);
	if (look.imported != -1)
		(void)close(look.imported);
	return (size_t)t.rows;
}

void (*zt_look)(struct zc_look *);

static const char *
cell_of(const struct zc_message *m, const char *col)
{
	char number[32];

	for (size_t i = 0; i < probe->ncols; i++) {
		const struct zc_fact *v = &m->row[i];

		if (strcmp(probe->cols[i].name, col) != 0)
			continue;
		if (v->is_null)
			return "";
		if (probe->cols[i].type == ZC_TEXT)
			return zc_arena_dup(&cells, v->s.p, v->s.n);
		(void)snprintf(number, sizeof(number), "%lld", (long long)v->i);
		return zc_arena_dup(&cells, number, strlen(number));
	}
	die(col);
	return "";
}

const char *
zt_cell(size_t row, const char *col)
{
	struct zc_message m;

	if (!nth('R', row, &m)) {
		zt_fail(__FILE__, __LINE__, "there is no row %zu", row);
		return "";
	}
	return cell_of(&m, col);
}

size_t
zt_find(const char *col, const char *text)
{
	struct zc_message m;

	for (size_t i = 0; nth('R', i, &m); i++)
		if (strcmp(cell_of(&m, col), text) == 0)
			return i;
	return SIZE_MAX;
}

const char *
zt_cover(void)
{
	struct zc_message m, last = { 0 };
	bool any = false;

	for (size_t i = 0; nth('C', i, &m); i++) {
		last = m;
		any = true;
	}
	return any ? zc_cover_word(last.cover) : "none";
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    (*(struct zt *const *)a)->name, (*(struct zt *const *)b)->name);
}

/* Run the tests whose name holds argv[1], or all. */
int
main(int argc, char **argv)
{
	int passed = 0, failed = 0;
	size_t n = 0;
	struct zt **all;

	for (struct zt *t = tests; t != NULL; t = t->next)
		n++;
	all = calloc(n + 1, sizeof(struct zt *));
	if (all == NULL)
		die("tests");
	n = 0;
	for (struct zt *t = tests; t != NULL; t = t->next)
		all[n++] = t;
	qsort(all, n, sizeof(struct zt *), by_name);
	for (size_t i = 0; i < n; i++) {
		if (argc > 1 && strstr(all[i]->name, argv[1]) == NULL)
			continue;
		now_running = all[i]->name;
		failures_here = 0;
		all[i]->run();
		remove_dir();
		if (failures_here == 0)
			passed++;
		else
			failed++;
	}
	free(all);
	zc_buf_fini(&stream);
	zc_arena_fini(&cells);
	(void)printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}
