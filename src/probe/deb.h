/*
 * deb: the dpkg database and the control format (deb822) that apt shares.
 * Formats: deb-control(5), dpkg-query(1), Debian Policy 5.6.12 (versions).
 */
#ifndef ZC_DEB_H
#define ZC_DEB_H

#include "probe/probe.h"

/* Largest status file accepted (dpkg's own grows to about 8 MB). */
enum {
	ZC_DEB_STATUS_MAX = 64 * 1024 * 1024
};

enum zc_deb_state {
	ZC_DEB_NONE,      /* not installed: nothing of it is left */
	ZC_DEB_INSTALLED, /* install ok installed, also hold */
	ZC_DEB_HALF,      /* unpacked, half-installed, half-configured … */
	ZC_DEB_CONFIG     /* removed, configuration files left (rc) */
};

/* One record of the status file; everything borrows from the file's text. */
struct zc_deb_pkg {
	struct zc_str name;
	struct zc_str version;
	struct zc_str arch;
	struct zc_str source;         /* name when Source is not given */
	struct zc_str source_version; /* version when it is not given */
	struct zc_str maintainer;
	struct zc_str section;
	struct zc_str conffiles; /* lines " /path md5 [obsolete]" */
	int64_t size;            /* bytes; 0 unknown */
	enum zc_deb_state state;
	bool same; /* Multi-Arch: same: its info files carry ":arch" */
	bool bad;  /* damaged: no name, no state or installed without version */
};

/* Text of /var/lib/dpkg/status in l->a. Errors as zc_fs_read. */
ZC_MUST int zc_deb_status(
    const struct zc_look *l, struct zc_str *out, struct zc_err *e);

/*
 * Take the next record off `rest`. False at the end. A damaged record is
 * returned with `bad` set and costs itself only.
 */
bool zc_deb_next(struct zc_str *rest, struct zc_deb_pkg *out);

/*
 * The next stanza (lines up to an empty one) off `rest`; false at the end.
 * Leading empty lines and stanzas of comments only are skipped.
 */
bool zc_deb_stanza(struct zc_str *rest, struct zc_str *stanza);

/*
 * The next field of a stanza: name without colon, value trimmed, with its
 * continuation lines (each still beginning with a blank). Comment lines are
 * left out between fields. False at the end.
 */
bool zc_deb_field(
    struct zc_str *stanza, struct zc_str *name, struct zc_str *value);

/*
 * Path of an info file of a package ("list", "md5sums") below the root, in
 * l->a, with or without architecture as it lies there; NULL when memory is
 * spent.
 */
const char *zc_deb_info(
    const struct zc_look *l, const struct zc_deb_pkg *p, const char *suffix);

/*
 * Order of two versions: < 0, 0, > 0 (epoch, upstream version, revision; '~'
 * sorts before the end). Any bytes are accepted.
 */
int zc_deb_vercmp(struct zc_str a, struct zc_str b);

#endif
