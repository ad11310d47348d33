#include "base/base.h"

#include <errno.h>
#include <stdarg.h>

int
zc_err_set(struct zc_err *e, int rc, int sys, const char *file, int line,
    const char *fmt, ...)
{
	va_list ap;

	assert(rc < 0);
	if (e == NULL)
		return rc;
	e->rc = rc;
	e->sys = sys;
	e->file = file;
	e->line = line;
	e->fmt = fmt;
	va_start(ap, fmt);
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	return rc;
}

int
zc_err_of(int sys)
{
	switch (sys) {
	case ENOENT:
	case ENOTDIR:
		return ZC_ENOENT;
	case EACCES:
	case EPERM:
	case EROFS:
		return ZC_EACCES;
	case ENOMEM:
		return ZC_ENOMEM;
	case EXDEV:
	case ELOOP:
	case ENAMETOOLONG:
		return ZC_EINPUT;
	case EEXIST:
		return ZC_EEXIST;
	case EBUSY:
		return ZC_EBUSY;
	case ENOSYS:
	case EOPNOTSUPP:
		return ZC_EUNSUP;
	default:
		return ZC_EIO;
	}
}

const char *
zc_err_word(int rc)
{
	static const char *const words[] = { "ok", "absent", "denied", "limit",
		"malformed", "memory", "io", "unsupported", "timeout", "busy",
		"exists", "crashed", "usage", "interrupted", "refused" };

	if (rc > 0 || (size_t)-rc >= ZC_LEN(words))
		return "io";
	return words[-rc];
}
