#include "probe/rpmdb.h"

#include "base/fs.h"
#include "probe/rpmdb_file.h"

#include <errno.h>
#include <unistd.h>

static const char *const dirs[] = { "/var/lib/rpm", "/usr/lib/sysimage/rpm" };

static const struct {
	const char *name;
	int (*read)(struct zc_rpmdb_file *f, struct zc_err *e);
} kinds[] = {
	{ "rpmdb.sqlite", zc_rpmdb_sqlite },
	{ "Packages.db", zc_rpmdb_ndb },
	{ "Packages", zc_rpmdb_bdb },
};

int
zc_rpmdb_pread(int fd, void *p, size_t n, uint64_t at, struct zc_err *e)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r;

		if (at + got > INT64_MAX)
			return ZC_FAIL(e, ZC_EINPUT, "offset out of range");
		r = pread(fd, (char *)p + got, n - got, (off_t)(at + got));
		if (r == -1 && errno == EINTR)
			continue;
		if (r == -1)
			return ZC_FAIL_SYS(e, ZC_EIO, "read");
		if (r == 0)
			return ZC_FAIL(e, ZC_EINPUT, "file is cut short");
		got += (size_t)r;
	}
	return ZC_OK;
}

int
zc_rpmdb_hand(struct zc_rpmdb_file *f, struct zc_str blob, struct zc_err *e)
{
	struct zc_rpm h;

	if (zc_rpm_open(blob, &h, NULL) != ZC_OK ||
	    zc_rpm_text(&h, ZC_RPM_NAME).n == 0) {
		f->damaged++;
		return ZC_OK;
	}
	return f->each(f->ctx, &h, e);
}

static int
find(const struct zc_look *l, int *fd, size_t *kind, const char **path,
    struct zc_err *e)
{
	for (size_t k = 0; k < ZC_LEN(kinds); k++) {
		for (size_t d = 0; d < ZC_LEN(dirs); d++) {
			const char *p =
			    zc_fs_join(l->a, dirs[d], kinds[k].name);
			int rc;

			if (p == NULL)
				return ZC_FAIL(e, ZC_ENOMEM, "path");
			rc = zc_fs_open(l->root, p, fd, e);
			*path = p;
			*kind = k;
			if (rc != ZC_ENOENT)
				return rc;
		}
	}
	return ZC_FAIL(e, ZC_ENOENT, "no rpm database");
}

bool
zc_rpmdb_there(const struct zc_look *l)
{
	const char *path;
	size_t kind;
	int fd = -1;
	int rc = find(l, &fd, &kind, &path, NULL);

	if (fd != -1)
		(void)close(fd);
	return rc != ZC_ENOENT;
}

int
zc_rpmdb_read(const struct zc_look *l, zc_rpmdb_each each, void *ctx,
    size_t *damaged, const char **file, struct zc_err *e)
{
	struct zc_rpmdb_file f = {
		.fd = -1, .wal = -1, .each = each, .ctx = ctx, .a = l->a
	};
	const char *path = NULL;
	char *wal;
	struct stat st;
	size_t kind = 0;
	int rc;

	zc_buf_init(&f.blob, ZC_RPMDB_BLOB_MAX);
	rc = find(l, &f.fd, &kind, &path, e);
	if (rc != ZC_OK)
		goto out;
	if (fstat(f.fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		rc = ZC_FAIL(e, ZC_EINPUT, "%s: not a regular file", path);
		goto out;
	}
	f.size = (uint64_t)st.st_size;
	wal = zc_arena_get(l->a, strlen(path) + 8);
	if (wal != NULL && kind == 0) {
		(void)snprintf(wal, strlen(path) + 8, "%s-wal", path);
		rc = zc_fs_open(l->root, wal, &f.wal, e);
		if (rc != ZC_OK && rc != ZC_ENOENT)
			goto out;
	}
	rc = kinds[kind].read(&f, e);
	if (file != NULL)
		*file = path;
	*damaged = f.damaged;
out:
	if (f.fd != -1)
		(void)close(f.fd);
	if (f.wal != -1)
		(void)close(f.wal);
	zc_buf_fini(&f.blob);
	return rc;
}
