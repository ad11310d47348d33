/*
 * zip: read a ZIP file by its directory (APPNOTE.TXT 6.3.9), stored and
 * deflated entries, ZIP64. Sizes are believed for nothing but to find things:
 * what comes out is counted, bounded and held against its check sum. When the
 * directory at the end is lost (a cut-off download), the entries that are whole
 * are found by their own heads.
 */
#ifndef ZC_ZIP_H
#define ZC_ZIP_H

#include "base/base.h"

enum {
	ZC_ZIP_ENTRIES_MAX = 20000,
	ZC_ZIP_NAME_MAX = 1024,
	/* Deflate can give 1032 times its size; sheets of equal rows reach 100.
	 */
	ZC_ZIP_RATIO_MAX = 400,
	ZC_ZIP_RATIO_FROM = 16 << 20 /* bytes given before the ratio counts */
};

struct zc_zip_entry {
	struct zc_str name; /* as it stands, '\\' as '/' */
	uint64_t head;      /* offset of the local head */
	uint64_t packed;    /* bytes in the file */
	uint64_t size;      /* bytes unpacked, as the directory says */
	uint32_t crc;
	uint16_t method; /* 0 stored, 8 deflated */
	uint16_t flags;  /* bit 0 encrypted */
	uint64_t record; /* offset of its directory record; 0 when recovered */
};

struct zc_zip {
	int fd;
	uint64_t size;   /* of the file */
	uint64_t budget; /* bytes that may still be unpacked */
	struct zc_zip_entry *entries;
	size_t n;
	uint64_t dir, dir_size; /* place of the directory */
	uint64_t end;           /* offset of the end record */
	bool recovered;         /* there was no directory */
	bool zip64;
};

/*
 * Read the directory of the file `fd`, which stays the caller's and open.
 * `budget`: most bytes that all reading together may unpack. The entries live
 * in `a`.
 *
 * ZC_EINPUT  no ZIP file, or damaged beyond use
 * ZC_ELIMIT  too many entries, or they lie upon each other (a bomb)
 */
ZC_MUST int zc_zip_open(int fd, uint64_t budget, struct zc_arena *a,
    struct zc_zip *z, struct zc_err *e);

/*
 * The entry of this name, without regard to ASCII case and a leading '/'
 * (OPC part names, ECMA-376-2). ZC_ENOENT; ZC_EINPUT: there are two.
 */
ZC_MUST int zc_zip_find(const struct zc_zip *z, struct zc_str name,
    const struct zc_zip_entry **out, struct zc_err *e);

/* Reading one entry as a stream. */
struct zc_zip_stream;

/*
 * ZC_EUNSUP  encrypted, or packed in another way
 * ZC_EINPUT  its head is not where the directory says
 */
ZC_MUST int zc_zip_stream_open(struct zc_zip *z, const struct zc_zip_entry *n,
    struct zc_zip_stream **out, struct zc_err *e);
void zc_zip_stream_close(struct zc_zip_stream *s);

/*
 * Up to n bytes; *got 0 at the end. ZC_EINPUT: damaged, or other than the
 * directory says. ZC_ELIMIT: unpacks to more than is allowed.
 */
ZC_MUST int zc_zip_stream_read(
    struct zc_zip_stream *s, void *p, size_t n, size_t *got, struct zc_err *e);

/* A whole entry of at most `max` bytes; p[n] is a readable '\0'. */
ZC_MUST int zc_zip_read(struct zc_zip *z, const struct zc_zip_entry *n,
    size_t max, struct zc_arena *a, struct zc_str *out, struct zc_err *e);

#endif
