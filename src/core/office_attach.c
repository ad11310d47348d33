/* Scans of signed papers and other files that belong to rows. */
#include "base/fs.h"
#include "core/office_in.h"
#include "store/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int
zc_office_attach(
    struct zc_office *o, const char *path, char digest[65], struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(o);
	const char *name = strrchr(path, '/');
	int fd, rc;

	if (o->dir[0] == '\0')
		return ZC_FAIL(e, ZC_EUNSUP,
		    ZC_N("a scan cannot be kept beside PostgreSQL yet; say in "
			 "the note where the paper is"));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be read", path);
	rc = zc_office_begin(o, e);
	if (rc == ZC_OK) {
		rc = zc_keep_put(o->db, o->dir, &s, fd,
		    name == NULL ? path : name + 1, digest, e);
		if (rc == ZC_OK)
			rc = zc_office_commit(o, e);
		if (rc != ZC_OK)
			zc_office_rollback(o);
	}
	(void)close(fd);
	return rc;
}

int
zc_office_attach_fd(struct zc_office *o, int fd, const char *name,
    char digest[65], struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(o);

	if (lseek(fd, 0, SEEK_SET) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be read", name);
	return zc_keep_put(o->db, o->dir, &s, fd, name, digest, e);
}

int
zc_office_attached(
    struct zc_office *o, const char *digest, int *fd, struct zc_err *e)
{
	return zc_keep_open(o->dir, digest, fd, e);
}
