/* CSV: RFC 4180 with the mark by which Excel and WPS know UTF-8. */
#include "codec/csv.h"
#include "core/sheet_write.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
	TOGETHER = 256 * 1024
};

struct csv {
	const struct zc_sheet_page *page;
	struct zc_buf b;
	int fd;
};

static int
flush(struct csv *c, struct zc_err *e)
{
	struct zc_str s = zc_buf_get(&c->b);

	if (c->b.rc != ZC_OK)
		return ZC_FAIL(e, c->b.rc, "a row is too long");
	while (s.n > 0) {
		ssize_t n = write(c->fd, s.p, s.n);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ZC_FAIL_SYS(e, ZC_EIO,
			    ZC_N("the table could not be written; is the disk "
				 "full?"));
		s = zc_str_sub(s, (size_t)n, s.n);
	}
	zc_buf_clear(&c->b);
	return ZC_OK;
}

static int
csv_open(const char *path, const struct zc_sheet_page *page, void **out,
    struct zc_err *e)
{
	struct csv *c = zc_fault_hit() ? NULL : calloc(1, sizeof(*c));

	if (c == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a table");
	c->page = page;
	zc_buf_init(&c->b, (size_t)ZC_ROW_BYTES_MAX * 3 + TOGETHER);
	c->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (c->fd == -1) {
		free(c);
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", path);
	}
	zc_buf_cstr(&c->b, ZC_CSV_BOM);
	for (size_t i = 0; i < page->ncols; i++) {
		struct zc_buf h;

		zc_buf_init(&h, 4096);
		zc_buf_cstr(&h, page->cols[i].label);
		if (page->cols[i].required && page->example != NULL)
			zc_buf_char(&h, '*');
		zc_csv_put(&c->b, zc_buf_get(&h), i == 0);
		zc_buf_fini(&h);
	}
	zc_csv_end(&c->b);
	*out = c;
	return ZC_OK;
}

static int
csv_row(void *ctx, const struct zc_str *cells, bool example, struct zc_err *e)
{
	struct csv *c = ctx;

	(void)example;
	for (size_t i = 0; i < c->page->ncols; i++)
		zc_csv_put(&c->b, cells[i], i == 0);
	zc_csv_end(&c->b);
	return c->b.n >= TOGETHER || c->b.rc != ZC_OK ? flush(c, e) : ZC_OK;
}

static int
csv_close(void *ctx, bool keep, struct zc_err *e)
{
	struct csv *c = ctx;
	int rc = keep ? flush(c, e) : ZC_OK;

	if (close(c->fd) == -1 && rc == ZC_OK)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "write");
	zc_buf_fini(&c->b);
	free(c);
	return rc;
}

const struct zc_sheet_format zc_sheet_format_csv = { csv_open, csv_row,
	csv_close };
