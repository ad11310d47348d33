/*
 * verify: hash many files of the root and compare, eight at a time for MD5,
 * in the order of their inodes, with the disk told ahead.
 */
#ifndef ZC_VERIFY_H
#define ZC_VERIFY_H

#include "probe/probe.h"

enum {
	ZC_VERIFY_BATCH = 64
}; /* files open at once */

enum zc_verify_algo {
	ZC_VERIFY_MD5,
	ZC_VERIFY_SHA256
};

struct zc_verify_file {
	const char *path; /* below the root */
	const char *package;
	unsigned char want[32];
	enum zc_verify_algo algo;
	bool config;
	/* set by zc_verify */
	int rc;       /* ZC_OK: read to its end; else why not */
	bool same;    /* digest is as wanted */
	bool program; /* executable bit, or a shared library by name */
	int fd;       /* -1 outside zc_verify */
	uint64_t ino, size;
};

/*
 * Hash n (≤ ZC_VERIFY_BATCH) files; their order changes. Only ZC_ENOMEM
 * fails the whole; a file's own failure is its rc.
 */
ZC_MUST int zc_verify(
    int root, struct zc_verify_file *v, size_t n, struct zc_err *e);

/* 2 × n hexadecimal digits; false when they are none. */
bool zc_verify_hex(struct zc_str hex, unsigned char *out, size_t n);

#endif
