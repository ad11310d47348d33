#include "probe/journal.h"

#include "base/fs.h"
#include "probe/journalfile.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* The calls of libsystemd that are used; sd-journal(3). */
static struct {
	void *lib;
	int (*open)(void **, int *, unsigned, int);
	void (*close)(void *);
	int (*next)(void *);
	int (*previous)(void *);
	int (*seek_head)(void *);
	int (*seek_tail)(void *);
	int (*seek)(void *, uint64_t);
	int (*match)(void *, const void *, size_t);
	void (*flush)(void *);
	int (*time)(void *, uint64_t *);
	int (*data)(void *, const char *, const void **, size_t *);
	int (*unique)(void *, const char *);
	int (*each_unique)(void *, const void **, size_t *);
} sd;

static bool
symbol(const char *name, void *to)
{
	void *p = dlsym(sd.lib, name);

	/* ISO C has no cast from an object pointer to a function's. */
	memcpy(to, &p, sizeof(p));
	return p != NULL;
}

/*
 * Newer releases of libsystemd open what unpacks long fields only when they
 * meet one, and in the jail that is too late.
 */
static void
load_unpackers(void)
{
	static const char *const names[] = { "libzstd.so.1", "liblz4.so.1",
		"liblzma.so.5" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		(void)dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
}

void
zc_journal_load(void)
{
	if (sd.lib != NULL)
		return;
	sd.lib = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
	if (sd.lib == NULL)
		return;
	load_unpackers();
	if (symbol("sd_journal_open_files_fd", &sd.open) &&
	    symbol("sd_journal_close", &sd.close) &&
	    symbol("sd_journal_next", &sd.next) &&
	    symbol("sd_journal_previous", &sd.previous) &&
	    symbol("sd_journal_seek_head", &sd.seek_head) &&
	    symbol("sd_journal_seek_tail", &sd.seek_tail) &&
	    symbol("sd_journal_seek_realtime_usec", &sd.seek) &&
	    symbol("sd_journal_add_match", &sd.match) &&
	    symbol("sd_journal_flush_matches", &sd.flush) &&
	    symbol("sd_journal_get_realtime_usec", &sd.time) &&
	    symbol("sd_journal_get_data", &sd.data) &&
	    symbol("sd_journal_query_unique", &sd.unique) &&
	    symbol("sd_journal_enumerate_unique", &sd.each_unique))
		return;
	(void)dlclose(sd.lib);
	sd.lib = NULL;
}

/*
 * Does libsystemd take this file? It owns the descriptors of a journal that
 * it opened, so it gets another one.
 */
static bool
opens(int fd)
{
	void *one = NULL;
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (copy == -1)
		return false;
	if (sd.open(&one, &copy, 1, 0) < 0) {
		(void)close(copy);
		return false;
	}
	sd.close(one);
	return true;
}

/*
 * One file that libsystemd refuses makes it refuse all that are opened with
 * it, so each is tried by itself. One with a damaged list is kept: what it
 * still gives is true.
 */
static void
take_fd(struct zc_journal *j, const char *path, int fd)
{
	struct zc_journalfile f;
	bool whole = zc_journalfile_check(fd, &f, NULL) == ZC_OK;
	bool taken = sd.lib == NULL || opens(fd);

	if (!whole || !taken) {
		j->damaged++;
		j->bad = j->bad == NULL ? path : j->bad;
	} else if (f.first_seq != 0 &&
	    (j->first_seq == 0 || f.first_seq < j->first_seq)) {
		j->first_seq = f.first_seq;
	}
	if (taken)
		j->fds[j->n++] = fd;
	else
		(void)close(fd);
}

static void
take_file(const struct zc_look *l, const char *path, struct zc_journal *j,
    bool persistent)
{
	struct stat st;
	int fd, rc;

	if (zc_fs_stat(l->root, path, &st, NULL) != ZC_OK ||
	    !S_ISREG(st.st_mode) || st.st_size == 0)
		return;
	j->seen++;
	j->size += st.st_size;
	j->mode = st.st_mode & 07777;
	j->uid = st.st_uid;
	if (persistent)
		j->persistent = true;
	if (j->n == ZC_JOURNAL_FILES_MAX)
		return;
	rc = zc_fs_open(l->root, path, &fd, NULL);
	if (rc == ZC_OK)
		take_fd(j, path, fd);
	else if (rc == ZC_EACCES)
		j->denied++;
}

/* One machine's directory; `dir` itself may hold files, too. */
static int
take_dir(const struct zc_look *l, const char *dir, struct zc_journal *j,
    bool persistent, int depth)
{
	struct zc_fs_list names;
	int rc = zc_fs_dir(l->root, dir, 10000, l->a, &names, NULL);

	if (rc != ZC_OK) {
		if (rc == ZC_EACCES)
			j->denied++;
		return rc;
	}
	for (size_t i = 0; i < names.n; i++) {
		struct zc_str name = zc_str_of(names.names[i]);
		char *path = zc_fs_join(l->a, dir, names.names[i]);

		if (path == NULL)
			return ZC_ENOMEM;
		if (zc_str_ends(name, ".journal") ||
		    zc_str_ends(name, ".journal~"))
			take_file(l, path, j, persistent);
		else if (depth == 0 && name.n >= 32 &&
		    take_dir(l, path, j, persistent, 1) == ZC_ENOMEM)
			return ZC_ENOMEM;
	}
	return ZC_OK;
}

static void
close_fds(struct zc_journal *j)
{
	for (size_t i = 0; i < j->n; i++)
		(void)close(j->fds[i]);
	j->n = 0;
}

int
zc_journal_open(
    const struct zc_look *l, struct zc_journal *out, struct zc_err *e)
{
	struct zc_journal j = { 0 };
	int rc = ZC_OK;

	*out = j;
	j.fds = zc_arena_array(l->a, ZC_JOURNAL_FILES_MAX, sizeof(int));
	if (j.fds == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "journal: no room");
	if (take_dir(l, "/run/log/journal", &j, false, 0) == ZC_ENOMEM ||
	    take_dir(l, "/var/log/journal", &j, true, 0) == ZC_ENOMEM)
		rc = ZC_FAIL(e, ZC_ENOMEM, "journal: no room");
	else if (j.n == 0 && j.denied > 0)
		rc = ZC_FAIL(e, ZC_EACCES, "journal files may not be read");
	else if (j.n == 0 && j.damaged > 0)
		rc = ZC_FAIL(e, ZC_EUNSUP, "journal files of unknown format");
	else if (j.n == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "no journal files");
	else if (sd.lib == NULL)
		rc = ZC_FAIL(e, ZC_EUNSUP, "libsystemd is not on this machine");
	else if (sd.open(&j.j, j.fds, (unsigned)j.n, 0) < 0)
		rc = ZC_FAIL(e, ZC_EUNSUP, "journal files of unknown format");
	if (rc != ZC_OK)
		close_fds(&j);
	else
		(void)sd.seek_head(j.j);
	*out = j;
	return rc;
}

void
zc_journal_close(struct zc_journal *j)
{
	if (j->j != NULL)
		sd.close(j->j);
	j->j = NULL;
	j->n = 0; /* the descriptors went with it */
}

bool
zc_journal_partial(const struct zc_journal *j)
{
	return j->denied > 0 || j->damaged > 0 || j->broken || j->n < j->seen;
}

bool
zc_journal_miss(const struct zc_journal *j, struct zc_table *t)
{
	size_t unseen = j->denied + j->damaged;

	if (j->damaged > 0 || j->broken)
		zc_miss(t, j->bad != NULL ? j->bad : "/var/log/journal",
		    ZC_N("journal is damaged; not read to its end"));
	if (j->denied > 0 || j->n + unseen < j->seen)
		zc_miss(t, "/var/log/journal",
		    ZC_N("some journal files were not read"));
	return zc_journal_partial(j);
}

int
zc_journal_match(struct zc_journal *j, const char *text, struct zc_err *e)
{
	if (sd.match(j->j, text, 0) < 0)
		return ZC_FAIL(e, ZC_EINPUT, "journal: bad match %s", text);
	return ZC_OK;
}

void
zc_journal_rewind(struct zc_journal *j)
{
	sd.flush(j->j);
	(void)sd.seek_head(j->j);
}

/* Damage in the middle: all that follows stays unseen. */
static bool
moved(struct zc_journal *j, int got)
{
	if (got < 0)
		j->broken = true;
	return got > 0;
}

bool
zc_journal_next(struct zc_journal *j)
{
	return moved(j, sd.next(j->j));
}

bool
zc_journal_last(struct zc_journal *j)
{
	return sd.seek_tail(j->j) >= 0 && moved(j, sd.previous(j->j));
}

bool
zc_journal_seek(struct zc_journal *j, int64_t t)
{
	return t > 0 && sd.seek(j->j, (uint64_t)t * 1000000) >= 0 &&
	    moved(j, sd.next(j->j));
}

bool
zc_journal_previous(struct zc_journal *j)
{
	return moved(j, sd.previous(j->j));
}

int64_t
zc_journal_time(struct zc_journal *j)
{
	uint64_t us = 0;

	if (sd.time(j->j, &us) < 0)
		return 0;
	return (int64_t)(us / 1000000);
}

struct zc_str
zc_journal_field(struct zc_journal *j, const char *field)
{
	const void *p = NULL;
	size_t n = 0, skip = strlen(field) + 1;
	int got = sd.data(j->j, field, &p, &n);

	if (got < 0 && got != -ENOENT) /* packed or damaged: not "missing" */
		j->broken = true;
	if (got < 0 || n < skip)
		return ZC_S("");
	return (struct zc_str){ (const char *)p + skip, n - skip };
}

static int
by_time(const void *x, const void *y)
{
	const struct zc_journal_boot *a = x, *b = y;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return 0;
}

static void
boot_span(struct zc_journal *j, struct zc_journal_boot *b)
{
	char text[48];

	(void)snprintf(text, sizeof(text), "_BOOT_ID=%s", b->id);
	zc_journal_rewind(j);
	if (zc_journal_match(j, text, NULL) == ZC_OK && zc_journal_next(j))
		b->from = zc_journal_time(j);
	if (zc_journal_last(j))
		b->to = zc_journal_time(j);
}

int
zc_journal_boots(struct zc_journal *j, struct zc_arena *a, size_t max,
    struct zc_journal_boot **out, size_t *n, struct zc_err *e)
{
	struct zc_journal_boot *v = zc_arena_array(a, max, sizeof(*v));
	const void *p;
	size_t len, count = 0;

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "journal: no room");
	zc_journal_rewind(j);
	if (sd.unique(j->j, "_BOOT_ID") < 0)
		return ZC_FAIL(e, ZC_EIO, "journal: boots cannot be listed");
	while (count < max && sd.each_unique(j->j, &p, &len) > 0)
		if (len == 9 + 32) /* "_BOOT_ID=" and 128 bits in hex */
			memcpy(v[count++].id, (const char *)p + 9, 32);
	for (size_t i = 0; i < count; i++)
		boot_span(j, &v[i]);
	zc_journal_rewind(j);
	if (count > 1)
		qsort(v, count, sizeof(*v), by_time);
	*out = v;
	*n = count;
	return ZC_OK;
}
