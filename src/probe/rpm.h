/*
 * rpm: one package header as it lies in the rpm database (format: rpm's
 * docs/manual/format_header, without the leading magic) and the order of
 * rpm versions.
 */
#ifndef ZC_RPM_H
#define ZC_RPM_H

#include "base/rd.h"

/* Tags used here (rpmtag.h). */
enum zc_rpm_tag {
	ZC_RPM_NAME = 1000,
	ZC_RPM_VERSION = 1001,
	ZC_RPM_RELEASE = 1002,
	ZC_RPM_EPOCH = 1003,
	ZC_RPM_INSTALLTIME = 1008,
	ZC_RPM_SIZE = 1009,
	ZC_RPM_VENDOR = 1011,
	ZC_RPM_GROUP = 1016,
	ZC_RPM_ARCH = 1022,
	ZC_RPM_FILESIZES = 1028,
	ZC_RPM_FILESTATES = 1029,
	ZC_RPM_FILEMODES = 1030,
	ZC_RPM_FILEDIGESTS = 1035,
	ZC_RPM_FILEFLAGS = 1037,
	ZC_RPM_SOURCERPM = 1044,
	ZC_RPM_VERIFYFLAGS = 1045,
	ZC_RPM_DIRINDEXES = 1116,
	ZC_RPM_BASENAMES = 1117,
	ZC_RPM_DIRNAMES = 1118,
	ZC_RPM_LONGSIZE = 5009,
	ZC_RPM_DIGESTALGO = 5011
};

/* File flags and states (rpmfiles.h). */
enum {
	ZC_RPM_FILE_CONFIG = 1 << 0,
	ZC_RPM_FILE_GHOST = 1 << 6,
	ZC_RPM_STATE_NORMAL = 0,
	ZC_RPM_VERIFY_DIGEST = 1 << 0
};

struct zc_rpm {
	struct zc_str index; /* entries of 16 bytes */
	struct zc_str data;
	uint32_t entries;
};

/*
 * Look at a header blob. Borrows from it. ZC_EINPUT: its lengths do not fit.
 */
ZC_MUST int zc_rpm_open(struct zc_str blob, struct zc_rpm *h, struct zc_err *e);

/* A string, or the first of an array; "" when there is none. */
struct zc_str zc_rpm_text(const struct zc_rpm *h, enum zc_rpm_tag tag);
/* The i-th of 8 to 64-bit integers. False: no such tag or element. */
bool zc_rpm_int(
    const struct zc_rpm *h, enum zc_rpm_tag tag, size_t i, uint64_t *out);

/* Walk a string array. */
struct zc_rpm_list {
	struct zc_str rest; /* strings, each ended by '\0' */
	size_t left;
};
/* Start; an empty list when the tag is missing. */
void zc_rpm_list(
    const struct zc_rpm *h, enum zc_rpm_tag tag, struct zc_rpm_list *out);
/* Next string; false at the end or where the data is cut short. */
bool zc_rpm_list_next(struct zc_rpm_list *l, struct zc_str *out);

/*
 * The files of a package in turn. Start with a zeroed cursor and
 * zc_rpm_files; `a` holds the table of directories.
 */
struct zc_rpm_files {
	const struct zc_rpm *h;
	struct zc_rpm_list names;
	struct zc_str *dirs;
	size_t ndirs;
	size_t i; /* number of the file that next() gave, for zc_rpm_int */
	bool begun;
};
ZC_MUST int zc_rpm_files(const struct zc_rpm *h, struct zc_arena *a,
    struct zc_rpm_files *out, struct zc_err *e);
/* Directory (with its last slash) and name; false at the end. */
bool zc_rpm_files_next(
    struct zc_rpm_files *f, struct zc_str *dir, struct zc_str *name);

/* "epoch:version-release" (no epoch when 0) in the arena, or NULL. */
const char *zc_rpm_evr(const struct zc_rpm *h, struct zc_arena *a);

/* Order of two "[epoch:]version[-release]"; a release missing on one side is
 * not compared. Any bytes are accepted. */
int zc_rpm_vercmp(struct zc_str a, struct zc_str b);
/* Order of two single parts: rpm's own rpmvercmp(). */
int zc_rpm_segcmp(struct zc_str a, struct zc_str b);

#endif
