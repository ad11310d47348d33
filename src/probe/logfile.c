#include "probe/logfile.h"

#include "base/fs.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

/* Move what is left to the front and read more. False at the end. */
static bool
fill(struct zc_logfile *f)
{
	int want, got, err = Z_OK;

	memmove(f->buf, f->buf + f->from, f->n - f->from);
	f->n -= f->from;
	f->from = 0;
	want = (int)(sizeof(f->buf) - f->n);
	if (f->left <= 0) {
		f->cut = true;
		return false;
	}
	if (want > f->left)
		want = (int)f->left;
	got = gzread(f->gz, f->buf + f->n, (unsigned)want);
	if (got <= 0) {
		(void)gzerror(f->gz, &err);
		if (err != Z_OK && err != Z_STREAM_END)
			f->cut = true;
		return false;
	}
	f->n += (size_t)got;
	f->left -= got;
	return true;
}

/* The next piece of the buffer that ends a line, or as much as is kept. */
static bool
next_line(struct zc_logfile *f, struct zc_str *line)
{
	struct zc_str have;
	size_t at;

	for (;;) {
		have = (struct zc_str){ f->buf + f->from, f->n - f->from };
		at = zc_str_find(have, '\n');
		if (at < have.n || have.n >= ZC_LOG_LINE_MAX)
			break;
		if (!fill(f)) {
			have.n = f->n - f->from;
			have.p = f->buf + f->from;
			if (have.n == 0)
				return false;
			at = have.n;
			break;
		}
	}
	*line = zc_str_sub(have, 0, at);
	f->from += at < have.n ? at + 1 : at;
	if (at == have.n && at >= ZC_LOG_LINE_MAX)
		f->skip = true;
	if (line->n > ZC_LOG_LINE_MAX)
		line->n = ZC_LOG_LINE_MAX;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

/* Drop the rest of a line that was too long. */
static bool
skip_rest(struct zc_logfile *f)
{
	while (f->skip) {
		struct zc_str have = { f->buf + f->from, f->n - f->from };
		size_t at = zc_str_find(have, '\n');

		if (at < have.n) {
			f->from += at + 1;
			f->skip = false;
			break;
		}
		f->from = f->n;
		if (!fill(f))
			return false;
	}
	return true;
}

bool
zc_logfile_next(struct zc_logfile *f, struct zc_logline *out)
{
	struct zc_logstamp st;
	struct zc_str line;

	if (!skip_rest(f) || !next_line(f, &line))
		return false;
	zc_logtime(&f->clock, line, &st);
	*out = (struct zc_logline){ .text = line,
		.msg = zc_str_trim(zc_str_sub(line, st.n, line.n)),
		.at = st.at,
		.guessed = st.guessed };
	return true;
}

static void
start(struct zc_logfile *f, int year)
{
	f->clock = (struct zc_logclock){ .year = year };
	f->left = f->max;
	f->cut = false;
	f->skip = false;
	f->from = 0;
	f->n = 0;
}

/*
 * Find the year of the first stamp without one: count the turns of the year
 * in the file, and go back that many from the file's last change.
 */
static int
find_year(struct zc_logfile *f, int64_t mtime)
{
	struct zc_logline line;
	time_t tt = mtime;
	struct tm tm;
	int64_t last = 0;
	int year;

	if (localtime_r(&tt, &tm) == NULL)
		return 0;
	year = tm.tm_year + 1900;
	start(f, year);
	while (zc_logfile_next(f, &line)) {
		if (line.at != 0 && !line.guessed)
			break; /* these lines carry their year */
		if (line.at != 0)
			last = line.at;
	}
	if (f->clock.month == 0)
		return year;
	/* `last` was counted up from `year` by the turns. */
	year -= f->clock.turns;
	last -= (int64_t)f->clock.turns * 365 * 86400;
	if (last > mtime + 2 * 86400)
		year--;
	return year;
}

int
zc_logfile_open(
    int root, const char *path, struct zc_logfile *f, struct zc_err *e)
{
	struct stat st;
	int fd = -1, rc;

	rc = zc_fs_open(root, path, &fd, e);
	if (rc != ZC_OK)
		return rc;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		rc = ZC_FAIL(e, ZC_EINPUT, "%s: not a regular file", path);
		goto out;
	}
	f->gz = gzdopen(fd, "rb");
	if (f->gz == NULL) {
		rc = ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
		goto out;
	}
	fd = -1; /* gzclose closes it */
	(void)gzbuffer(f->gz, 64 * 1024);
	f->max = ZC_LOG_GROWTH_FREE + st.st_size * ZC_LOG_GROWTH_MAX;
	if (st.st_size > ZC_LOG_BYTES_MAX / ZC_LOG_GROWTH_MAX ||
	    f->max > ZC_LOG_BYTES_MAX)
		f->max = ZC_LOG_BYTES_MAX;
	start(f, find_year(f, st.st_mtime));
	if (gzrewind(f->gz) == -1) {
		zc_logfile_close(f);
		rc = ZC_FAIL(e, ZC_EIO, "%s: cannot be read twice", path);
	}
out:
	if (fd != -1)
		(void)close(fd);
	return rc;
}

void
zc_logfile_close(struct zc_logfile *f)
{
	if (f->gz != NULL)
		(void)gzclose(f->gz);
	f->gz = NULL;
}

/* "", ".1", "-20260101", each with or without a suffix of packing. */
static bool
is_part(struct zc_str tail, struct zc_logpart *p)
{
	static const char *const unread[] = { ".xz", ".zst", ".bz2", ".lz4" };
	size_t n = 0;

	p->gzip = zc_str_ends(tail, ".gz");
	if (p->gzip)
		tail.n -= 3;
	for (size_t i = 0; i < ZC_LEN(unread); i++)
		if (zc_str_ends(tail, unread[i])) {
			p->unread = true;
			tail.n -= strlen(unread[i]);
		}
	if (zc_str_ends(tail, ".log")) /* name-20260101.log */
		tail.n -= 4;
	if (tail.n == 0)
		return true;
	if (tail.p[0] != '.' && tail.p[0] != '-')
		return false;
	for (size_t i = 1; i < tail.n; i++, n++)
		if ((tail.p[i] < '0' || tail.p[i] > '9') && tail.p[i] != '-')
			return false;
	return n > 0;
}

static int
by_age(const void *x, const void *y)
{
	const struct zc_logpart *a = x, *b = y;

	if (a->mtime != b->mtime)
		return a->mtime < b->mtime ? -1 : 1;
	return strcmp(b->path, a->path); /* syslog.2 is older than syslog.1 */
}

static int
take_part(const struct zc_look *l, const char *path, struct zc_logpart *p,
    struct zc_logset *out)
{
	struct stat st;
	int rc = zc_fs_stat(l->root, path, &st, NULL);

	if (rc == ZC_OK && !S_ISREG(st.st_mode))
		return ZC_ENOENT;
	if (rc != ZC_OK)
		return rc;
	p->path = path;
	p->mtime = st.st_mtime;
	p->size = st.st_size;
	out->v[out->n++] = *p;
	out->size += st.st_size;
	if (strcmp(path, out->path) == 0)
		out->current = true;
	if (out->current && strcmp(path, out->path) != 0)
		return ZC_OK;
	out->mode = st.st_mode & 07777;
	out->uid = st.st_uid;
	return ZC_OK;
}

int
zc_logset_find(const struct zc_look *l, const char *path, struct zc_logset *out,
    struct zc_err *e)
{
	const char *base = strrchr(path, '/') + 1;
	struct zc_fs_list names;
	struct zc_logset set = { .path = path };
	char *dir = zc_arena_dup(l->a, path, (size_t)(base - path));
	int rc;

	if (dir == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
	rc = zc_fs_dir(l->root, dir, 20000, l->a, &names, e);
	if (rc != ZC_OK)
		return rc;
	set.v = zc_arena_array(l->a, ZC_LOG_FILES_MAX, sizeof(*set.v));
	if (set.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
	for (size_t i = 0; i < names.n; i++) {
		struct zc_logpart part = { 0 };
		const char *full;

		if (strncmp(names.names[i], base, strlen(base)) != 0 ||
		    !is_part(zc_str_of(names.names[i] + strlen(base)), &part))
			continue;
		if (set.n == ZC_LOG_FILES_MAX)
			return ZC_FAIL(
			    e, ZC_ELIMIT, "%s: too many files", path);
		full = zc_fs_join(l->a, dir, names.names[i]);
		if (full == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
		rc = take_part(l, full, &part, &set);
		if (rc != ZC_OK && rc != ZC_ENOENT && rc != ZC_EINPUT)
			return rc;
	}
	if (set.n == 0)
		return ZC_FAIL(e, ZC_ENOENT, "%s: no such log", path);
	qsort(set.v, set.n, sizeof(*set.v), by_age);
	*out = set;
	return ZC_OK;
}

static int
each_line(const struct zc_look *l, struct zc_table *t,
    const struct zc_logpart *p, zc_logline_fn fn, void *ctx, bool *whole)
{
	struct zc_logfile f;
	struct zc_logline line;
	int rc;

	rc = zc_logfile_open(l->root, p->path, &f, NULL);
	if (rc != ZC_OK) {
		zc_miss_rc(t, p->path, rc);
		*whole = false;
		return ZC_OK;
	}
	while (rc == ZC_OK && zc_logfile_next(&f, &line))
		rc = fn(ctx, p, &line);
	if (f.cut) {
		zc_miss(t, p->path,
		    ZC_N(
			"damaged or larger than is read; not read to its end"));
		*whole = false;
	}
	zc_logfile_close(&f);
	return rc;
}

int
zc_logset_each(const struct zc_look *l, struct zc_table *t,
    const struct zc_logset *set, zc_logline_fn fn, void *ctx, bool *whole)
{
	bool all = true;
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < set->n; i++) {
		if (set->v[i].unread) {
			zc_miss(t, set->v[i].path,
			    ZC_N("packed by a method that is not read"));
			all = false;
			continue;
		}
		rc = each_line(l, t, &set->v[i], fn, ctx, &all);
	}
	if (whole != NULL)
		*whole = all;
	return rc;
}
