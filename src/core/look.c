#include "core/look.h"

#include "core/collect.h"

#include <unistd.h>

static const char *
setting(const struct zc_catalog *c, const char *id, const char *fallback)
{
	const struct zc_setting *s =
	    c == NULL ? NULL : zc_catalog_setting(c, id);

	return s == NULL ? fallback : s->value;
}

int
zc_look_open(const char *root, const struct zc_catalog *c, struct zc_arena *a,
    struct zc_look *l, struct zc_err *e)
{
	int64_t seconds = 20;
	int rc = zc_collect_look(root, l, e);

	if (rc != ZC_OK)
		return rc;
	if (c != NULL)
		rc = zc_catalog_items(c, a, &l->items, e);
	if (rc != ZC_OK) {
		zc_look_close(l);
		return rc;
	}
	(void)zc_str_int(
	    zc_str_of(setting(c, "host.weak_password.seconds", "20")), 10,
	    &seconds);
	l->a = a;
	l->unit = setting(c, "unit.name", "");
	l->words = setting(c, "unit.words", "");
	l->guess_ms = (unsigned)(seconds * 1000);
	return ZC_OK;
}

void
zc_look_close(struct zc_look *l)
{
	if (l->root > 0)
		(void)close(l->root);
	l->root = -1;
}
