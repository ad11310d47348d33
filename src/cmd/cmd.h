/*
 * cmd: one subcommand, one file cmd_NAME.c with a `const struct zc_cmd
 * zc_cmd_NAME`; the build finds it by its name.
 */
#ifndef ZC_CMD_H
#define ZC_CMD_H

#include "base/base.h"

/* Exit statuses of the program; scripts depend on them. */
enum {
	ZC_EXIT_CLEAN = 0,   /* nothing found */
	ZC_EXIT_FOUND = 1,   /* at least one finding */
	ZC_EXIT_USAGE = 2,   /* wrong call */
	ZC_EXIT_UNSEEN = 3,  /* no finding, but something was unreachable */
	ZC_EXIT_FAILED = 4,  /* could not do it */
	ZC_EXIT_REFUSED = 5, /* not allowed, e.g. a classified computer */
	ZC_EXIT_STOPPED = 6  /* interrupted; can be resumed */
};

/* What every subcommand gets. */
struct zc_run {
	const char *lang;    /* "zh" or "en" */
	const char *db;      /* --db, $ZICHA_DB or the default directory; may be
				postgresql://… */
	const char *dir;     /* where the files of that store are */
	const char *catalog; /* --catalog or NULL */
	const char *as;      /* --as: user to act as; NULL: who runs it */
};

struct zc_cmd {
	const char *name;
	const char *summary; /* English msgid, one line */
	const char *usage;   /* English msgid, arguments and options */
	/* argv[0] is the subcommand's name. Returns an exit status. */
	int (*run)(const struct zc_run *r, int argc, char **argv);
};

extern const struct zc_cmd *const zc_cmds[];
extern const size_t zc_ncmds;

#endif
