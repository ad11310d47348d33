#include "cmd/put.h"

#include <errno.h>
#include <unistd.h>

bool
zc_put_form(const char *format, const char *out, enum zc_report *form)
{
	const char *slash = out == NULL ? NULL : strrchr(out, '/');
	const char *name = slash == NULL ? out : slash + 1;
	const char *dot = name == NULL ? NULL : strrchr(name, '.');

	*form = ZC_REPORT_TEXT;
	if (format != NULL)
		return zc_report_of(format, form);
	if (dot == NULL || strcmp(dot, ".txt") == 0)
		return true;
	return zc_report_of(dot + 1, form);
}

/* All of it or nothing: a new file that takes the old one's place. */
int
zc_put_check(const char *path, struct zc_err *e)
{
	char tmp[4200];
	FILE *f;

	if (path == NULL)
		return ZC_OK;
	(void)snprintf(tmp, sizeof(tmp), "%s.part", path);
	f = fopen(tmp, "we");
	if (f == NULL)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", path);
	(void)fclose(f);
	(void)unlink(tmp);
	return ZC_OK;
}

static int
write_file(const char *path, const struct zc_buf *b, struct zc_err *e)
{
	char tmp[4200];
	FILE *f;
	int rc = ZC_OK;

	(void)snprintf(tmp, sizeof(tmp), "%s.part", path);
	f = fopen(tmp, "we");
	if (f == NULL)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", path);
	if (fwrite(b->p, 1, b->n, f) != b->n || fflush(f) != 0 ||
	    fsync(fileno(f)) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", path);
	if (fclose(f) != 0 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", path);
	if (rc == ZC_OK && rename(tmp, path) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", path);
	if (rc != ZC_OK)
		(void)unlink(tmp);
	return rc;
}

int
zc_put_report(const struct zc_view *v, enum zc_report form, const char *path,
    struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, ZC_REPORT_MAX);
	rc = zc_report_make(v, form, path == NULL && isatty(1) != 0, &b, e);
	if (rc == ZC_OK && path != NULL)
		rc = write_file(path, &b, e);
	else if (rc == ZC_OK && fwrite(b.p, 1, b.n, stdout) != b.n)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "standard output");
	zc_buf_fini(&b);
	return rc;
}
