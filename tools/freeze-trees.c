/*
 * freeze-trees FILE…: print the definitions of these YAML files as frozen trees
 * (src/catalog/frozen.h). A file with a fault is left out; the program then
 * reads the YAML itself and says what is wrong with it.
 */
#include "base/fs.h"
#include "catalog/frozen.h"

#include <unistd.h>

static int
add(struct zc_frozen_maker *m, struct zc_tree *t, int root, const char *path)
{
	struct zc_say say = { NULL, NULL, path, 0 };
	struct zc_node *map = NULL;
	struct zc_str yaml;
	struct zc_arena a;
	struct zc_err e = { 0 };
	int rc;

	zc_arena_init(&a, 64 << 20);
	rc = zc_fs_read(root, path, ZC_TREE_BYTES_MAX, &a, &yaml, &e);
	if (rc == ZC_OK)
		rc = zc_tree_parse(t, yaml, &say, &a, &map, &e);
	if (rc == ZC_OK && map != NULL && say.faults == 0)
		zc_frozen_add(m, path, yaml, map);
	if (rc != ZC_OK)
		(void)fprintf(stderr, "freeze-trees: %s: %s\n", path, e.msg);
	zc_arena_fini(&a);
	return rc;
}

int
main(int argc, char **argv)
{
	struct zc_frozen_maker m;
	struct zc_tree *t = zc_tree_new();
	struct zc_err e = { 0 };
	struct zc_buf out;
	int root = -1, rc = zc_fs_root(".", &root, &e);

	zc_frozen_init(&m);
	zc_buf_init(&out, ZC_FROZEN_MAX);
	if (t == NULL)
		rc = ZC_ENOMEM;
	for (int i = 1; i < argc && rc == ZC_OK; i++)
		rc = add(&m, t, root, argv[i]);
	if (rc == ZC_OK)
		rc = zc_frozen_write(&m, &out, &e);
	if (rc == ZC_OK && fwrite(out.p, 1, out.n, stdout) != out.n)
		rc = ZC_EIO;
	if (rc == ZC_OK && fflush(stdout) != 0)
		rc = ZC_EIO;
	if (root != -1)
		(void)close(root);
	zc_buf_fini(&out);
	zc_frozen_fini(&m);
	zc_tree_free(t);
	return rc == ZC_OK ? 0 : 1;
}
