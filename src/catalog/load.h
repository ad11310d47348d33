/* load: reads layers of files into one catalog. Parts shared by load*.c. */
#ifndef ZC_LOAD_H
#define ZC_LOAD_H

#include "base/sha256.h"
#include "catalog/frozen.h"
#include "catalog/kind.h"

enum {
	ZC_LOAD_FILES_MAX = 20000,
	ZC_LOAD_BYTES_MAX = 256 * 1024 * 1024
};

struct zc_load_def {
	void *def;
	const char *id;
	const struct zc_at *at;
};

struct zc_load_list { /* definitions of one kind */
	struct zc_load_def *v;
	size_t n, cap;
};

struct zc_load {
	struct zc_catalog *c;
	const struct zc_catalog_from *from;
	zc_complain fn;
	void *ctx;
	size_t faults;
	size_t files;
	struct zc_tree *tree;
	struct zc_frozen frozen; /* of the embedded layer */
	struct zc_sha256 sha;
	struct zc_ref *refs;                  /* the last one first */
	struct zc_load_list layer[ZC_NKINDS]; /* being read */
	struct zc_load_list all[ZC_NKINDS];   /* sorted by id */
};

/* Kind of the folder at the front of `path` ("checks/…"), or -1. */
int zc_load_kind(const char *path);

/*
 * What to do with a file of a kind's folder: 1 read it, 0 pass over it
 * (hidden, editor's copy, README); -1 with a complaint: not a name of ours.
 */
int zc_load_wants(struct zc_load *l, const char *path);

/*
 * Read one definition. `path` stands in messages and lives as long as the
 * catalog, and is the name of its frozen tree if it has one; `name` goes into
 * the digest. ZC_ENOMEM and ZC_ELIMIT only.
 */
ZC_MUST int zc_load_file(struct zc_load *l, int kind, const char *path,
    const char *name, struct zc_str bytes, struct zc_err *e);

/* Read all folders of the directory `dir` as one layer. */
ZC_MUST int zc_load_dir(struct zc_load *l, const char *dir, struct zc_err *e);

/* Read the list of requirements (id, tab, title). */
ZC_MUST int zc_load_requirements(
    struct zc_load *l, const char *path, struct zc_str bytes, struct zc_err *e);

/* The layer replaces what is below; ids that stand twice are faults. */
ZC_MUST int zc_load_merge(struct zc_load *l, struct zc_err *e);

/* Look up every name that a definition uses, and the names of ledgers. */
void zc_load_resolve(struct zc_load *l);

#endif
