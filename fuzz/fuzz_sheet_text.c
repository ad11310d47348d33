/*
 * sheet_text: any bytes as an office file. What the jailed reader says is whole
 * messages, ends in exactly one 'E' or 'F', and no text comes after the count
 * of what could not be looked at.
 */
#include "base/rd.h"
#include "core/sheet_text.h"
#include "core/sheet_wire.h"

#include "fuzz_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int
collect(void *ctx, struct zc_str s)
{
	zc_buf_str(ctx, s);
	return ((struct zc_buf *)ctx)->rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	size_t ends = 0, counts = 0;
	struct zc_sheet_out o;
	struct zc_buf b;
	struct zc_rd r;
	int fd = fuzz_fd(in);

	zc_buf_init(&b, 1 << 26);
	zc_sheet_out_init(&o, collect, &b);
	if (zc_sheet_text_read(fd, true, &o) != ZC_OK && b.rc == ZC_OK)
		abort();
	zc_rd_init(&r, b.p, b.n);
	while (b.rc == ZC_OK && zc_rd_left(&r) > 0) {
		char type = (char)zc_rd_u8(&r);
		struct zc_str body = zc_rd_bytes(&r, zc_rd_le32(&r));

		if (r.bad || ends > 0 || strchr("BKEF", type) == NULL ||
		    body.n > ZC_SHEET_MESSAGE_MAX ||
		    (type == 'B' && (counts > 0 || body.n == 0)))
			abort();
		ends += type == 'E' || type == 'F';
		counts += type == 'K';
		if (type == 'E' && counts != 1)
			abort();
	}
	if (b.rc == ZC_OK && ends != 1)
		abort();
	zc_sheet_out_fini(&o);
	zc_buf_fini(&b);
	(void)close(fd);
	return 0;
}
