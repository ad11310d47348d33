/*
 * journal: the systemd journal below the inspected root, read with libsystemd
 * when this machine has it (opened at run time). Every journal file is opened
 * through zc_fs and handed over as a descriptor, so that links in a foreign
 * root lead nowhere.
 */
#ifndef ZC_JOURNAL_H
#define ZC_JOURNAL_H

#include "probe/probe.h"

enum {
	ZC_JOURNAL_FILES_MAX = 400
};

struct zc_journal {
	void *j; /* sd_journal */
	int *fds;
	size_t n;        /* files opened; damaged ones among them */
	size_t seen;     /* files found */
	size_t denied;   /* files that may not be read */
	size_t damaged;  /* files that are no journal, or not a whole one */
	const char *bad; /* the first of them */
	bool broken;     /* reading stopped at something damaged */
	/*
	 * Number of the oldest entry that is left, counted from the first that
	 * was ever written; 0 = unknown.
	 */
	uint64_t first_seq;
	int64_t size;    /* bytes of all files found */
	bool persistent; /* files below /var/log/journal */
	uint32_t mode;   /* permission bits of the newest file */
	uint32_t uid;
};

/* For zc_probe.load: opens the library before the jail closes. */
void zc_journal_load(void);

/*
 * Open all journal files of /var/log/journal and /run/log/journal.
 *
 * ZC_EUNSUP  no libsystemd here, or it cannot read these files
 * ZC_ENOENT  no journal file
 * ZC_EACCES  there are files, none may be read
 * In each case the figures of `out` are set. zc_journal_close on ZC_OK only.
 */
ZC_MUST int zc_journal_open(
    const struct zc_look *l, struct zc_journal *out, struct zc_err *e);
void zc_journal_close(struct zc_journal *j);

/* True when something is there that was not opened, or is not whole. */
bool zc_journal_partial(const struct zc_journal *j);
/*
 * Note with the table what is there and was not opened or not whole: after
 * the journal was read, for some damage shows only then. True when there was
 * such a thing.
 */
bool zc_journal_miss(const struct zc_journal *j, struct zc_table *t);

/* Only entries with this "FIELD=value"; several for one field are or-ed. */
ZC_MUST int zc_journal_match(
    struct zc_journal *j, const char *text, struct zc_err *e);
/* Forget the matches and go to the head. */
void zc_journal_rewind(struct zc_journal *j);

/* The next entry, in order of time. False at the end or on damage. */
bool zc_journal_next(struct zc_journal *j);
/* Go to the last entry that matches. False when there is none. */
bool zc_journal_last(struct zc_journal *j);
/* Go to the first entry at or after `t` (seconds since 1970 UTC). */
bool zc_journal_seek(struct zc_journal *j, int64_t t);
/* The entry before this one. */
bool zc_journal_previous(struct zc_journal *j);
/* Time of the entry in seconds since 1970 UTC; 0 = unknown. */
int64_t zc_journal_time(struct zc_journal *j);
/* A field of the entry, valid until the next call; empty when missing. */
struct zc_str zc_journal_field(struct zc_journal *j, const char *field);

struct zc_journal_boot {
	char id[33];
	int64_t from, to; /* first and last entry */
};

/* The boots that the journal knows, oldest first; at most `max`. */
ZC_MUST int zc_journal_boots(struct zc_journal *j, struct zc_arena *a,
    size_t max, struct zc_journal_boot **out, size_t *n, struct zc_err *e);

#endif
