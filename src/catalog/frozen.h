/*
 * frozen: definitions that the build has parsed already. The YAML stays the
 * source and stands in the program as well: a frozen tree is taken only for
 * the very bytes it was made from, else the YAML is read. A document with
 * faults is never frozen. A test compares each tree with its YAML.
 *
 * The form, all numbers little-endian: "ZCTREES1", how many (4 bytes), for
 * each document, sorted by name, where its name (4), its nodes (4) and how
 * many bytes of nodes (4) are, the bytes of its YAML (4), a sum of them (8)
 * and their SHA-256 (32); then names that end in '\0', and the nodes. A node
 * is its type (bits 0-1) with the marks "plain" (4) and "has a key" (8), then
 * line and column; its key with line and column; and either its text, or how
 * many nodes follow in it. Numbers in nodes take seven bits a byte, the low
 * ones first; a text is its length, its bytes and a '\0'.
 */
#ifndef ZC_FROZEN_H
#define ZC_FROZEN_H

#include "base/buf.h"
#include "base/sha256.h"
#include "catalog/tree.h"

enum {
	ZC_FROZEN_MAX = 64 * 1024 * 1024 /* bytes of all of it */
};

struct zc_frozen {
	struct zc_str bytes; /* borrowed; empty = nothing is frozen */
	size_t n;            /* documents */
};

struct zc_asset;

/* Find what the build embedded as trees.bin among the assets; it may lack. */
void zc_frozen_open(
    struct zc_frozen *f, const struct zc_asset *assets, size_t n);

/*
 * The tree of the document `name`, made from exactly the bytes of `yaml`.
 *
 *   a       owns the nodes; their texts belong to the frozen bytes
 *   sha     gets the SHA-256 of `yaml`
 *
 * ZC_ENOENT: not there, or made from other bytes. ZC_ENOMEM: arena spent.
 */
ZC_MUST int zc_frozen_get(const struct zc_frozen *f, const char *name,
    struct zc_str yaml, struct zc_arena *a, struct zc_node **out,
    unsigned char sha[ZC_SHA256_LEN]);

/* For the build: documents in the order of their names, then all of it. */
struct zc_frozen_maker {
	struct zc_buf index, names, nodes;
	const char *last; /* name; NULL = none yet */
	uint32_t n;
};
void zc_frozen_init(struct zc_frozen_maker *m);
void zc_frozen_fini(struct zc_frozen_maker *m);
/* `name` lives as long as the maker. */
void zc_frozen_add(struct zc_frozen_maker *m, const char *name,
    struct zc_str yaml, const struct zc_node *map);
/* ZC_ELIMIT and ZC_ENOMEM, for whatever was added too. */
ZC_MUST int zc_frozen_write(
    const struct zc_frozen_maker *m, struct zc_buf *out, struct zc_err *e);

#endif
