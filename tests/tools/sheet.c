/*
 * sheet: tables for tests and measuring.
 *   sheet read FILE [SHEET]     rows as JSON-free lines: table row column flags
 *                               text, with \n \t \\ escaped
 *   sheet time FILE             rows, cells, seconds
 *   sheet fill FROM TO TABLE ROW COL TEXT
 *   sheet write TO.xlsx|TO.csv ROWS    a table of 15 columns
 */
#include "core/sheet_fill.h"
#include "core/sheet_write.h"

#include "base/clock.h"

static void
put(struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n')
			(void)fputs("\\n", stdout);
		else if (s.p[i] == '\t')
			(void)fputs("\\t", stdout);
		else if (s.p[i] == '\\')
			(void)fputs("\\\\", stdout);
		else
			(void)putchar(s.p[i]);
	}
	(void)putchar('\n');
}

static int
read_file(const char *path, const char *sheet, bool quiet)
{
	struct zc_sheet_opt opt = { .sheet = sheet };
	const struct zc_sheet_note *notes;
	const struct zc_row *r;
	struct zc_sheet *s = NULL;
	struct zc_err e = { 0 };
	size_t rows = 0, cells = 0, n = 0;
	int64_t from = zc_clock_ms();
	int rc = zc_sheet_open(path, &opt, &s, &e);

	while (rc >= 0 && (rc = zc_sheet_next(s, &r, &e)) == 1) {
		rows++;
		cells += r->n;
		for (uint32_t i = 0; i < r->n && !quiet; i++) {
			(void)printf("%u\t%u\t%u\t%u\t", r->table, r->number,
			    r->cells[i].col, r->cells[i].flags);
			put(r->cells[i].text);
		}
	}
	if (rc < 0) {
		(void)fprintf(stderr, "%s: %s\n", path, e.msg);
	} else if (quiet) {
		(void)printf("%zu %zu %.3f\n", rows, cells,
		    (double)(zc_clock_ms() - from) / 1000);
	} else {
		notes = zc_sheet_notes(s, &n);
		for (size_t i = 0; i < n; i++) {
			(void)printf("note\t%d\t%u\t%u\t", (int)notes[i].what,
			    notes[i].a, notes[i].b);
			put(notes[i].text);
		}
	}
	zc_sheet_close(s);
	return rc < 0 ? 2 : 0;
}

static int
fill_file(char **argv)
{
	struct zc_cell_fill f = { .table = (uint32_t)strtoul(argv[4], NULL, 10),
		.row = (uint32_t)strtoul(argv[5], NULL, 10),
		.col = (uint32_t)strtoul(argv[6], NULL, 10),
		.text = zc_str_of(argv[7]) };
	struct zc_err e = { 0 };
	int rc = zc_sheet_fill(argv[2], argv[3], NULL, &f, 1, &e);

	if (rc != ZC_OK)
		(void)fprintf(stderr, "%s: %s\n", argv[2], e.msg);
	return rc == ZC_OK ? 0 : 2;
}

static const char *const kinds[] = { "在用", "停用", "报废" };

static int
write_file(const char *path, long rows)
{
	struct zc_sheet_col cols[15] = { { "编号", ZC_SHEET_KIND_TEXT, NULL,
	    "登记簿上的编号", true, NULL, 0 } };
	struct zc_sheet_page page = { "台账", "zh", cols, 15, NULL };
	struct zc_sheet_writer *w = NULL;
	struct zc_str v[15];
	struct zc_err e = { 0 };
	char text[15][64];
	int rc;

	for (size_t i = 1; i < 15; i++)
		cols[i] = (struct zc_sheet_col){ "内容", ZC_SHEET_KIND_TEXT,
			NULL, NULL, false, NULL, 0 };
	cols[1].kind = ZC_SHEET_KIND_INT;
	cols[2].kind = ZC_SHEET_KIND_DATE;
	cols[3].kind = ZC_SHEET_KIND_ENUM;
	cols[3].values = kinds;
	cols[3].nvalues = 3;
	rc = zc_sheet_write_open(path,
	    zc_str_ends(zc_str_of(path), ".csv") ? ZC_SHEET_TEXT
						 : ZC_SHEET_XLSX,
	    &page, &w, &e);
	for (long i = 0; i < rows && rc == ZC_OK; i++) {
		for (size_t k = 0; k < 15; k++) {
			int n = snprintf(text[k], 64, "计算机 %ld-%zu", i, k);

			if (k == 0)
				n = snprintf(
				    text[k], 64, "330106199001%06ld", i);
			if (k == 1)
				n = snprintf(text[k], 64, "%ld", i);
			if (k == 2)
				n = snprintf(
				    text[k], 64, "2024-02-%02ld", i % 29 + 1);
			if (k == 3)
				n = snprintf(text[k], 64, "%s", kinds[i % 3]);
			v[k] = (struct zc_str){ text[k], (size_t)n };
		}
		rc = zc_sheet_write_row(w, v, &e);
	}
	if (rc == ZC_OK)
		rc = zc_sheet_write_close(w, &e);
	else
		zc_sheet_write_abort(w);
	if (rc != ZC_OK)
		(void)fprintf(stderr, "%s: %s\n", path, e.msg);
	return rc == ZC_OK ? 0 : 2;
}

int
main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "read") == 0)
		return read_file(argv[2], argc > 3 ? argv[3] : NULL, false);
	if (argc == 3 && strcmp(argv[1], "time") == 0)
		return read_file(argv[2], NULL, true);
	if (argc == 8 && strcmp(argv[1], "fill") == 0)
		return fill_file(argv);
	if (argc == 4 && strcmp(argv[1], "write") == 0)
		return write_file(argv[2], strtol(argv[3], NULL, 10));
	(void)fprintf(stderr, "usage: see the head of tests/tools/sheet.c\n");
	return 2;
}
