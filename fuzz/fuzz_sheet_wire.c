/*
 * sheet_wire: any bytes as what a jailed reader says. The rows that the parent
 * gives on keep what its header promises: columns in order and inside the
 * limits, valid UTF-8, no control characters but line feed and tab.
 */
#include "base/utf8.h"
#include "core/sheet_wire.h"

#include "fuzz_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
check(const struct zc_row_cell *c, uint32_t last)
{
	if (c->col <= last || c->col > ZC_ROW_CELLS_MAX || c->span == 0 ||
	    !zc_utf8_valid(c->text))
		abort();
	for (size_t i = 0; i < c->text.n; i++) {
		unsigned char k = (unsigned char)c->text.p[i];

		if ((k < 0x20 && k != '\n' && k != '\t') || k == 0x7F)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct zc_sheet_want want[] = { { "a", "一", NULL, true },
		{ "b", "二（元）", "B", false } };
	struct zc_str in = { (const char *)p, n };
	struct zc_sheet_match m;
	const struct zc_row *r;
	struct zc_sheet *s = NULL;
	struct zc_arena a;
	int fd = fuzz_fd(in);

	(void)lseek(fd, 0, SEEK_SET);
	zc_arena_init(&a, 1 << 24);
	if (zc_sheet_open_wire(fd, &s, NULL) != ZC_OK)
		abort();
	if (n % 2 == 0 &&
	    zc_sheet_match(s, want, 2, NULL, 0, &a, &m, NULL) == ZC_OK &&
	    m.found == 0)
		abort();
	while (zc_sheet_next(s, &r, NULL) == 1) {
		uint32_t last = 0;

		if (r->n == 0 || r->number == 0 || r->number > ZC_ROW_MAX)
			abort();
		for (uint32_t i = 0; i < r->n; i++) {
			check(&r->cells[i], last);
			last = r->cells[i].col;
		}
	}
	zc_sheet_close(s);
	zc_arena_fini(&a);
	return 0;
}
