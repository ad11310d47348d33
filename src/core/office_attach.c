/* Scans of signed papers and other files that belong to rows. */
#include "core/office_in.h"
#include "store/keep.h"

#include <errno.h>
#include <unistd.h>

int
zc_office_attach_fd(struct zc_office *o, int fd, const char *name,
    char digest[65], struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(o);

	if (o->dir[0] == '\0')
		return ZC_FAIL(
		    e, ZC_EUNSUP, "a scratch store keeps no attachments");
	if (lseek(fd, 0, SEEK_SET) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be read", name);
	return zc_keep_put(o->db, o->dir, &s, fd, name, digest, e);
}

int
zc_office_attached(
    struct zc_office *o, const char *digest, int *fd, struct zc_err *e)
{
	if (o->dir[0] == '\0')
		return ZC_FAIL(
		    e, ZC_ENOENT, "a scratch store keeps no attachments");
	return zc_keep_open(o->dir, digest, fd, e);
}
