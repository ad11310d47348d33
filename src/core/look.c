#include "core/look.h"

#include "base/fs.h"
#include "core/collect.h"

#include <unistd.h>

static const char *
setting(const struct zc_catalog *c, const char *id, const char *fallback)
{
	const struct zc_setting *s =
	    c == NULL ? NULL : zc_catalog_setting(c, id);

	return s == NULL ? fallback : s->value;
}

/* Nothing was imported yet: no directory, and no error. */
static int
open_imported(const char *data, int *fd, struct zc_err *e)
{
	char path[4200];
	int rc;

	(void)snprintf(path, sizeof(path), "%s/imported", data);
	rc = zc_fs_root(path, fd, e);
	if (rc == ZC_ENOENT) {
		*fd = -1;
		rc = ZC_OK;
	}
	return rc;
}

int
zc_look_open(const char *root, const char *data, const struct zc_catalog *c,
    struct zc_arena *a, struct zc_look *l, struct zc_err *e)
{
	int64_t seconds = 20;
	int rc = zc_collect_look(root, l, e);

	if (rc != ZC_OK)
		return rc;
	if (data != NULL)
		rc = open_imported(data, &l->imported, e);
	if (rc == ZC_OK && c != NULL)
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
	l->allowed = setting(c, "host.network.allowed_remotes", "");
	l->guess_ms = (unsigned)(seconds * 1000);
	return ZC_OK;
}

void
zc_look_close(struct zc_look *l)
{
	if (l->root > 0)
		(void)close(l->root);
	if (l->imported > 0)
		(void)close(l->imported);
	l->root = -1;
	l->imported = -1;
}
