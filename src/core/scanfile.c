#include "core/scanfile.h"

#include "core/sheet_text.h"

struct scan {
	struct zc_office *o;
	bool ask;
};

static int
on_text(void *ctx, struct zc_str text)
{
	struct scan *s = ctx;
	int rc = zc_office_scan(s->o, text);

	if (rc == ZC_EACCES) {
		s->ask = true;
		rc = ZC_OK;
	}
	return rc;
}

int
zc_scanfile(
    struct zc_office *o, int fd, struct zc_scanfile *out, struct zc_err *e)
{
	struct scan s = { .o = o };
	uint32_t unseen = 0;
	int rc = zc_sheet_text(fd, on_text, &s, &unseen, e);

	if (rc == ZC_EREFUSED)
		return ZC_FAIL(e, rc, "a mark of a state secret");
	if (rc == ZC_OK)
		*out = (struct zc_scanfile){ s.ask, unseen };
	return rc;
}

/* The reader could not tell what it is; it did not fail for want of room. */
static bool
unreadable(int rc)
{
	return rc == ZC_EUNSUP || rc == ZC_EINPUT || rc == ZC_ELIMIT ||
	    rc == ZC_ECRASH || rc == ZC_ETIME;
}

int
zc_scanfile_any(struct zc_office *o, int fd, const char *name,
    struct zc_scanfile *out, struct zc_err *e)
{
	struct scan s = { .o = o };
	uint32_t unseen = 0;
	const char *dot = strrchr(name, '.');
	size_t n = dot == NULL ? strlen(name) : (size_t)(dot - name);
	/* The end of the name is no part of what people wrote. */
	int rc = on_text(&s, (struct zc_str){ name, n });

	if (rc == ZC_OK)
		rc = zc_sheet_text_any(fd, on_text, &s, &unseen, e);
	if (rc == ZC_EREFUSED)
		return ZC_FAIL(e, rc, "a mark of a state secret");
	if (unreadable(rc)) {
		unseen = 1;
		rc = ZC_OK;
	}
	if (rc == ZC_OK)
		*out = (struct zc_scanfile){ s.ask, unseen };
	return rc;
}
