/*
 * zt: the unit-test harness. ZT(name) { … } defines a test and registers it;
 * ZT_* checks report file and line and go on. The runner prints
 * "N passed, N failed" and exits 1 when one failed.
 */
#ifndef ZT_H
#define ZT_H

#include "probe/probe.h"

struct zt {
	const char *name;
	void (*run)(void);
	struct zt *next;
};

void zt_add(struct zt *t);
void zt_fail(const char *file, int line, const char *fmt, ...) ZC_PRINTF(3, 4);

#define ZT(id) \
	static void zt_run_##id(void); \
	static struct zt zt_##id = { #id, zt_run_##id, NULL }; \
	__attribute__((constructor)) static void zt_reg_##id(void) \
	{ \
		zt_add(&zt_##id); \
	} \
	static void zt_run_##id(void)

#define ZT_TRUE(x) \
	do { \
		if (!(x)) \
			zt_fail(__FILE__, __LINE__, "%s is false", #x); \
	} while (0)
#define ZT_EQ(a, b) \
	do { \
		long long zt_a = (long long)(a), zt_b = (long long)(b); \
		if (zt_a != zt_b) \
			zt_fail(__FILE__, __LINE__, "%s is %lld, not %lld", \
			    #a, zt_a, zt_b); \
	} while (0)
#define ZT_STR(s, want) \
	do { \
		struct zc_str zt_s = (s); \
		if (!zc_str_is(zt_s, (want))) \
			zt_fail(__FILE__, __LINE__, \
			    "%s is \"%.*s\", not \"%s\"", #s, (int)zt_s.n, \
			    zt_s.p, (want)); \
	} while (0)

/* A file of a tree for zt_dir: `text` NULL makes a directory. */
struct zt_file {
	const char *path; /* relative; parent directories are made */
	const char *text;
	unsigned mode; /* 0 = 0644 */
};

/*
 * Make a temporary directory with these files; removed at the end of the
 * test. Returns a directory fd that the caller closes.
 */
int zt_dir(const struct zt_file *files, size_t n);
/* Path of the directory made last. */
const char *zt_dir_path(void);

/*
 * Run one probe over a root in this process (no jail), and look at its rows:
 * zt_probe returns the number of rows; zt_cell gives the text of a cell ("" for
 * NULL; numbers in decimal); zt_cover the word of its cover. The rows stay
 * until the next zt_probe.
 */
size_t zt_probe(const char *table, int root);
/*
 * Set to change what the next probes get (items, live, words …); set it back
 * to NULL. Default: offline root, as root, no items, 2026-01-15 08:00 UTC.
 */
extern void (*zt_look)(struct zc_look *);
const char *zt_cell(size_t row, const char *col);
/* First row whose `col` is `text`, or SIZE_MAX. */
size_t zt_find(const char *col, const char *text);
const char *zt_cover(void);

#endif
