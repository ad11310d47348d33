#include "core/look.h"

#include "base/clock.h"
#include "base/fs.h"

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
	int fd = -1, rc;

	if (root == NULL)
		root = "/";
	rc = zc_fs_root(root, &fd, e);
	if (rc != ZC_OK)
		return rc;
	(void)zc_str_int(
	    zc_str_of(setting(c, "host.weak_password.seconds", "20")), 10,
	    &seconds);
	*l = (struct zc_look){ .root = -1 };
	if (c != NULL) {
		rc = zc_catalog_items(c, a, &l->items, e);
		if (rc != ZC_OK) {
			(void)close(fd);
			return rc;
		}
	}
	*l = (struct zc_look){ .root = fd,
		.items = l->items,
		.live = strcmp(root, "/") == 0,
		.is_root = geteuid() == 0,
		.now = zc_clock_now(),
		.a = a,
		.unit = setting(c, "unit.name", ""),
		.words = setting(c, "unit.words", ""),
		.guess_ms = (unsigned)(seconds * 1000) };
	return ZC_OK;
}

void
zc_look_close(struct zc_look *l)
{
	if (l->root > 0)
		(void)close(l->root);
	l->root = -1;
}
