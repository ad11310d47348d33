/* file_mode: owner and mode of what matters, by the list of important files. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/filerow.h"
#include "probe/probe.h"

enum {
	KEY_MAX = 5000 /* files of one pattern */
};

static int
key_files(struct zc_filerow *s, struct zc_err *e)
{
	struct zc_paths found = { 0 };
	struct zc_item it;
	struct stat st;
	size_t i = 0, k;
	bool any = false;
	int rc;

	while (zc_item_next(&s->l->items, "rule.key_file", &i, &it)) {
		if (strcmp(it.field, "path") != 0)
			continue;
		any = true;
		rc = zc_expand(
		    s->l, s->t, it.value, found.n + KEY_MAX, &found, e);
		if (rc != ZC_OK)
			return rc;
	}
	if (!any) {
		zc_miss(s->t, "rule.key_file",
		    ZC_N("the list of important files is missing"));
	}
	for (k = 0; k < found.n; k++) {
		rc = zc_fs_stat(s->l->root, found.v[k], &st, NULL);
		/* Masked by a link to /dev/null: the mode is the device's. */
		if (rc == ZC_OK && !S_ISCHR(st.st_mode))
			rc = zc_filerow_put(s, "key", found.v[k], &st, e);
		else if (rc == ZC_EACCES)
			zc_miss_rc(s->t, found.v[k], rc);
		if (rc == ZC_ELIMIT || rc == ZC_ENOMEM || rc == ZC_ESTOP)
			return rc;
	}
	return ZC_OK;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_filerow s;
	int rc = zc_filerow_init(&s, l, t, e);

	if (rc == ZC_OK)
		rc = key_files(&s, e);
	zc_filerow_fini(&s);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_file_mode = {
	.table = "file_mode",
	.en = "modes of important files",
	.zh = "重要文件权限",
	.mean = "owner and mode of each file that the list of important files "
		"names",
	.cols = zc_filerow_cols,
	.ncols = ZC_FILEROW_COLS,
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
