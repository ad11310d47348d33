#include "core/sheet_write.h"

#include "base/fs.h"
#include "base/tr.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct zc_sheet_writer {
	const struct zc_sheet_format *format;
	const struct zc_sheet_page *page;
	void *ctx;
	size_t rows;
	char path[ZC_FS_PATH_MAX], part[ZC_FS_PATH_MAX];
};

/* Begins the first cell of an example, in both languages. */
static const char *const marks[] = { "示例：", "Example: " };

bool
zc_sheet_is_example(const struct zc_row *row)
{
	for (size_t i = 0; row->n > 0 && i < ZC_LEN(marks); i++)
		if (zc_str_starts(row->cells[0].text, marks[i]))
			return true;
	return false;
}

static int
write_example(struct zc_sheet_writer *w, struct zc_err *e)
{
	const struct zc_sheet_page *p = w->page;
	struct zc_arena a;
	struct zc_str *v;
	struct zc_buf b;
	int rc;

	zc_arena_init(&a, (size_t)1 << 22);
	zc_buf_init(&b, 1 << 16);
	v = zc_arena_array(&a, p->ncols, sizeof(*v));
	zc_buf_cstr(&b, marks[strcmp(p->lang, "zh") == 0 ? 0 : 1]);
	zc_buf_cstr(&b, p->example[0]);
	rc = v == NULL ? ZC_ENOMEM : b.rc;
	if (rc != ZC_OK)
		rc = ZC_FAIL(e, rc, "no room for an example");
	for (size_t i = 0; rc == ZC_OK && i < p->ncols; i++)
		v[i] = i == 0 ? zc_buf_get(&b) : zc_str_of(p->example[i]);
	if (rc == ZC_OK)
		rc = w->format->row(w->ctx, v, true, e);
	zc_buf_fini(&b);
	zc_arena_fini(&a);
	return rc;
}

int
zc_sheet_write_open(const char *path, enum zc_sheet_form form,
    const struct zc_sheet_page *page, struct zc_sheet_writer **out,
    struct zc_err *e)
{
	struct zc_sheet_writer *w;
	int n, rc;

	if (page->ncols == 0 || page->ncols > ZC_ROW_CELLS_MAX ||
	    (form != ZC_SHEET_XLSX && form != ZC_SHEET_TEXT))
		return ZC_FAIL(e, ZC_EUSAGE, "no table that can be written");
	w = zc_fault_hit() ? NULL : calloc(1, sizeof(*w));
	if (w == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
	w->page = page;
	w->format = form == ZC_SHEET_XLSX ? &zc_sheet_format_xlsx
					  : &zc_sheet_format_csv;
	n = snprintf(
	    w->part, sizeof(w->part), "%s.%ld.part", path, (long)getpid());
	(void)snprintf(w->path, sizeof(w->path), "%s", path);
	if (n < 0 || (size_t)n >= sizeof(w->part)) {
		free(w);
		return ZC_FAIL(e, ZC_EINPUT, "the path is too long");
	}
	rc = w->format->open(w->part, page, &w->ctx, e);
	if (rc != ZC_OK) {
		(void)unlink(w->part);
		/* The name that was asked for, not that of the part. */
		if (e != NULL && e->sys != 0) {
			errno = e->sys;
			rc = ZC_FAIL_SYS(
			    e, rc, "%s: cannot be written", w->path);
		}
		free(w);
		return rc;
	}
	if (page->example != NULL)
		rc = write_example(w, e);
	if (rc == ZC_OK)
		*out = w;
	else
		zc_sheet_write_abort(w);
	return rc;
}

int
zc_sheet_write_row(
    struct zc_sheet_writer *w, const struct zc_str *cells, struct zc_err *e)
{
	if (++w->rows >= ZC_ROW_MAX)
		return ZC_FAIL(e, ZC_ELIMIT,
		    ZC_N("a table holds at most 1,048,576 rows; export it in "
			 "parts"));
	return w->format->row(w->ctx, cells, false, e);
}

/* All of it on the disk before it gets its name, and the name, too. */
static int
publish(const struct zc_sheet_writer *w, struct zc_err *e)
{
	const char *slash = strrchr(w->path, '/');
	char dir[ZC_FS_PATH_MAX];
	int fd = open(w->part, O_RDONLY | O_CLOEXEC);

	if (fd == -1 || fsync(fd) == -1 || rename(w->part, w->path) == -1) {
		int rc = ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", w->path);

		if (fd != -1)
			(void)close(fd);
		return rc;
	}
	(void)close(fd);
	(void)snprintf(dir, sizeof(dir), "%.*s",
	    slash == NULL ? 1 : (int)(slash - w->path) + 1,
	    slash == NULL ? "." : w->path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd != -1) {
		(void)fsync(fd);
		(void)close(fd);
	}
	return ZC_OK;
}

int
zc_sheet_write_close(struct zc_sheet_writer *w, struct zc_err *e)
{
	int rc = w->format->close(w->ctx, true, e);

	if (rc == ZC_OK)
		rc = publish(w, e);
	if (rc != ZC_OK)
		(void)unlink(w->part);
	free(w);
	return rc;
}

void
zc_sheet_write_abort(struct zc_sheet_writer *w)
{
	struct zc_err e;

	if (w == NULL)
		return;
	if (w->format->close(w->ctx, false, &e) != ZC_OK)
		e.rc = ZC_OK; /* it was given up anyhow */
	(void)unlink(w->part);
	free(w);
}
