/*
 * err: result codes and the one error object. The caller owns a struct zc_err
 * on its stack and passes its address last; NULL means it does not care.
 */
#ifndef ZC_ERR_H
#define ZC_ERR_H

#include <stdbool.h>

enum zc_rc {
	ZC_OK = 0,
	ZC_ENOENT = -1,   /* no such thing */
	ZC_EACCES = -2,   /* not permitted */
	ZC_ELIMIT = -3,   /* larger, deeper or longer than allowed */
	ZC_EINPUT = -4,   /* input is not of the form it should have */
	ZC_ENOMEM = -5,   /* arena or memory spent */
	ZC_EIO = -6,      /* the system failed; see sys */
	ZC_EUNSUP = -7,   /* this system or format is not supported */
	ZC_ETIME = -8,    /* deadline passed */
	ZC_EBUSY = -9,    /* somebody else holds it */
	ZC_EEXIST = -10,  /* exists already */
	ZC_ECRASH = -11,  /* a worker died */
	ZC_EUSAGE = -12,  /* the call's words are wrong */
	ZC_ESTOP = -13,   /* the user interrupted */
	ZC_EREFUSED = -14 /* not allowed by what zicha is for */
};

struct zc_err {
	int rc;           /* enum zc_rc */
	int sys;          /* errno, 0 when none */
	const char *file; /* source file that failed */
	int line;
	const char *fmt; /* what msg was made from: a msgid; may be NULL */
	char msg[400];   /* one English sentence without a full stop */
};

/* Fill `e` (may be NULL) and return `rc`. Use the macros below. */
int zc_err_set(struct zc_err *e, int rc, int sys, const char *file, int line,
    const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* The code for an errno value: ENOENT → ZC_ENOENT and so on. */
int zc_err_of(int sys);

/* A short lower-case word for a code: "denied", "limit" … Never NULL. */
const char *zc_err_word(int rc);

#ifdef __clang_analyzer__
/* The analyser cannot see across files that the code comes back. */
#define ZC_FAIL(e, rc, ...) \
	(zc_err_set((e), (rc), 0, __FILE__, __LINE__, __VA_ARGS__), (rc))
#define ZC_FAIL_SYS(e, rc, ...) ZC_FAIL(e, rc, __VA_ARGS__)
#else
#define ZC_FAIL(e, rc, ...) \
	zc_err_set((e), (rc), 0, __FILE__, __LINE__, __VA_ARGS__)
#define ZC_FAIL_SYS(e, rc, ...) \
	zc_err_set((e), (rc), errno, __FILE__, __LINE__, __VA_ARGS__)
#endif

#endif
