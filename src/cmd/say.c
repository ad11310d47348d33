#include "cmd/say.h"

#include "base/tr.h"
#include "probe/gather.h"

#include <errno.h>

/* What a person can do about it. */
static const char *
remedy(const struct zc_err *e)
{
	if (e->sys == ENOSPC || e->sys == EDQUOT)
		return ZC_N("The disk is full. Nothing was changed: make room, "
			    "then do it again.");
	switch (e->rc) {
	case ZC_EACCES:
		return ZC_N("Not permitted. Run it as administrator (sudo), or "
			    "choose a place you may write to with --db.");
	case ZC_ENOENT:
		return ZC_N("There is no such file or directory.");
	case ZC_EINPUT:
		return ZC_N("Something is not of the form it should have.");
	case ZC_EIO:
		return ZC_N(
		    "Reading or writing failed; see whether the disk is "
		    "full or damaged.");
	case ZC_EBUSY:
		if (e->sys == 0)
			return ZC_N("Somebody else is writing or has changed "
				    "it meanwhile. Look at it again, then "
				    "repeat.");
		return ZC_N("Another inspection is running on the same data. "
			    "Wait until it has ended.");
	case ZC_EEXIST:
		return ZC_N("It exists already and is not overwritten.");
	case ZC_ENOMEM:
	case ZC_ELIMIT:
		return ZC_N("A limit of size or memory was reached.");
	case ZC_ESTOP:
		return ZC_N("Stopped. What was gathered is kept and can be "
			    "resumed.");
	case ZC_EREFUSED:
		return ZC_N("Refused.");
	default:
		return ZC_N("It could not be done.");
	}
}

int
zc_say_err(const struct zc_run *r, const struct zc_err *e)
{
	(void)fprintf(stderr, "zicha: %s (%s)\n", zc_tr(r->lang, remedy(e)),
	    zc_tr(r->lang, e->msg));
	switch (e->rc) {
	case ZC_EREFUSED:
		return ZC_EXIT_REFUSED;
	case ZC_ESTOP:
		return ZC_EXIT_STOPPED;
	case ZC_EUSAGE:
		return ZC_EXIT_USAGE;
	default:
		return ZC_EXIT_FAILED;
	}
}

int
zc_say_usage(const struct zc_run *r, const char *name)
{
	for (size_t i = 0; i < zc_ncmds; i++)
		if (strcmp(zc_cmds[i]->name, name) == 0)
			(void)fprintf(
			    stderr, "%s\n", zc_tr(r->lang, zc_cmds[i]->usage));
	return ZC_EXIT_USAGE;
}

void
zc_say_fault(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	const struct zc_run *r = ctx;

	(void)fprintf(stderr, "%s:%d:%d: %s\n", at->file, at->line, at->col,
	    strcmp(r->lang, "zh") == 0 ? zh : en);
}

int
zc_say_load(const struct zc_run *r, struct zc_catalog *c, struct zc_err *e)
{
	struct zc_run copy = *r;
	struct zc_catalog_from from;
	const char **tables = calloc(zc_nprobes + 1, sizeof(*tables));
	int rc;

	if (tables == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "names of tables");
	for (size_t i = 0; i < zc_nprobes; i++)
		tables[i] = zc_probes[i]->table;
	zc_catalog_from_init(&from, r->catalog);
	from.tables = tables;
	from.ntables = zc_nprobes;
	rc = zc_catalog_load_from(c, &from, zc_say_fault, &copy, e);
	free(tables);
	return rc;
}
