#include "core/attach.h"

#include "core/scanfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ATTACH_MAX = 256 << 20
};

static void
fault(const struct zc_ledger_use *u, const char *field, const char *zh,
    const char *en)
{
	struct zc_fault f = {
		.field = field, .address = "", .why = "mark", .zh = zh, .en = en
	};

	if (u->fault != NULL)
		u->fault(u->ctx, &f);
}

/* What was looked at and what is kept must be the same bytes: a copy in
 * memory, which nobody else can change. */
static int
copy_of(const char *path, int *out, struct zc_err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), to, rc = ZC_OK;
	struct stat st;
	off_t left;

	if (fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be read", path);
	to = memfd_create("attachment", MFD_CLOEXEC);
	if (fstat(fd, &st) == -1 || to == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be read", path);
	else if (!S_ISREG(st.st_mode))
		rc = ZC_FAIL(e, ZC_EINPUT, "%s: is no ordinary file", path);
	else if (st.st_size > ATTACH_MAX)
		rc = ZC_FAIL(
		    e, ZC_ELIMIT, "%s: over %d bytes", path, (int)ATTACH_MAX);
	for (left = st.st_size; rc == ZC_OK && left > 0;) {
		ssize_t n = sendfile(to, fd, NULL, (size_t)left);

		if (n == -1)
			rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be read", path);
		if (n <= 0)
			break;
		left -= n;
	}
	(void)close(fd);
	if (rc == ZC_OK)
		*out = to;
	else if (to != -1)
		(void)close(to);
	return rc;
}

static int
look(const struct zc_ledger_use *u, int fd, const char *name, const char *field,
    struct zc_err *e)
{
	struct zc_scanfile f = { 0 };
	int rc = zc_scanfile_any(u->office, fd, name, &f, e);

	if (rc == ZC_EREFUSED)
		fault(u, field,
		    "文件带有国家秘密标志，已拒绝，没有保存其任何内容。"
		    "请立即从本机移除并报告保密员。",
		    "the file carries a mark of a state secret. It was refused "
		    "and nothing of it was kept; take it off this computer and "
		    "tell the secrecy officer");
	if (rc != ZC_OK || u->confirmed)
		return rc;
	if (f.ask)
		fault(u, field,
		    "文件中有疑似密级标志的字样。请核对；确认不涉密的，"
		    "加 --confirmed 重新保存。",
		    "the file has words that look like a mark of secrecy; look "
		    "at it, and if it is not classified repeat with "
		    "--confirmed");
	else if (f.unseen > 0)
		fault(u, field,
		    "文件是图片、扫描件或程序读不了的格式（或含有这类内容），"
		    "无法判断其中有无密级标志。请本人核对；确认不涉密的，"
		    "加 --confirmed 重新保存。",
		    "the file is, or holds, a picture, a scan or a form that "
		    "cannot be read: whether it carries a mark of secrecy "
		    "cannot be judged. Look at it yourself, and if it is not "
		    "classified repeat with --confirmed");
	return f.ask || f.unseen > 0 ? ZC_EACCES : ZC_OK;
}

int
zc_attach_file(const struct zc_ledger_use *u, const char *path,
    const char *field, char digest[65], struct zc_err *e)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	int fd = -1, rc = copy_of(path, &fd, e);

	if (rc != ZC_OK)
		return rc;
	rc = look(u, fd, name, field, e);
	if (rc == ZC_EREFUSED || rc == ZC_EACCES)
		rc = ZC_FAIL(
		    e, rc, ZC_N("the file was not taken; nothing was saved"));
	if (rc == ZC_OK)
		rc = zc_office_begin(u->office, e);
	if (rc == ZC_OK) {
		rc = zc_office_attach_fd(u->office, fd, name, digest, e);
		if (rc == ZC_OK)
			rc = zc_office_commit(u->office, e);
		if (rc != ZC_OK)
			zc_office_rollback(u->office);
	}
	(void)close(fd);
	return rc;
}
