#include "probe/gvdb.h"

/* Sizes of the format: gvdb-format.h of GLib. */
enum {
	HEADER = 24,
	TABLE_HEAD = 8,
	ITEM = 24,
	DEPTH_MAX = 32
};

static const uint32_t no_parent = UINT32_MAX;

struct item {
	uint32_t parent, key_start, start, end;
	uint16_t key_size;
	uint8_t type;
};

bool
zc_gvdb_open(struct zc_str file, struct zc_gvdb *out)
{
	struct zc_rd r;
	uint32_t start, end, bloom, buckets;
	uint64_t used;

	zc_rd_init(&r, file.p, file.n);
	if (!zc_str_is(zc_rd_bytes(&r, 8), "GVariant"))
		return false;
	zc_rd_skip(&r, 8); /* version, options */
	start = zc_rd_le32(&r);
	end = zc_rd_le32(&r);
	if (r.bad || start < HEADER || end < start || end > file.n)
		return false;
	zc_rd_seek(&r, start);
	bloom = zc_rd_le32(&r) & ((1u << 27) - 1);
	buckets = zc_rd_le32(&r);
	used = TABLE_HEAD + 4 * ((uint64_t)bloom + buckets);
	if (r.bad || used > end - start)
		return false;
	*out = (struct zc_gvdb){ .file = file,
		.items = start + (size_t)used,
		.n = (end - start - (size_t)used) / ITEM };
	return true;
}

static bool
item_at(const struct zc_gvdb *g, size_t i, struct item *out)
{
	struct zc_rd r;

	if (i >= g->n)
		return false;
	zc_rd_init(&r, g->file.p, g->file.n);
	zc_rd_seek(&r, g->items + i * ITEM);
	(void)zc_rd_le32(&r); /* hash */
	out->parent = zc_rd_le32(&r);
	out->key_start = zc_rd_le32(&r);
	out->key_size = zc_rd_le16(&r);
	out->type = zc_rd_u8(&r);
	(void)zc_rd_u8(&r);
	out->start = zc_rd_le32(&r);
	out->end = zc_rd_le32(&r);
	return !r.bad;
}

/* Pieces of the key from the root down; parents may lie in circles. */
static bool
whole_key(const struct zc_gvdb *g, const struct item *leaf, struct zc_buf *b)
{
	struct item chain[DEPTH_MAX];
	size_t n = 0;

	chain[n++] = *leaf;
	while (chain[n - 1].parent != no_parent) {
		if (n == DEPTH_MAX ||
		    !item_at(g, chain[n - 1].parent, &chain[n]))
			return false;
		n++;
	}
	zc_buf_clear(b);
	while (n-- > 0) {
		struct zc_rd r;

		zc_rd_init(&r, g->file.p, g->file.n);
		zc_rd_seek(&r, chain[n].key_start);
		zc_buf_str(b, zc_rd_bytes(&r, chain[n].key_size));
		if (r.bad)
			return false;
	}
	return b->rc == ZC_OK;
}

/* A variant: the value, a NUL, its type string. */
static bool
variant(struct zc_str v, struct zc_gvdb_value *out)
{
	struct zc_rd r;

	*out = (struct zc_gvdb_value){ .type = '?', .text = { "", 0 } };
	if (v.n < 2 || v.p[v.n - 2] != '\0')
		return v.n >= 2; /* a longer type: not of our kind */
	zc_rd_init(&r, v.p, v.n - 2);
	switch (v.p[v.n - 1]) {
	case 'b':
		out->number = zc_rd_u8(&r) != 0;
		break;
	case 'i':
		out->number = (int32_t)zc_rd_le32(&r);
		break;
	case 'u':
		out->number = (int64_t)zc_rd_le32(&r);
		break;
	case 'x':
	case 't':
		out->number = (int64_t)zc_rd_le64(&r);
		break;
	case 's':
		out->text = zc_str_sub(v, 0, zc_str_find(v, '\0'));
		break;
	default:
		return true;
	}
	out->type = v.p[v.n - 1];
	return !r.bad;
}

bool
zc_gvdb_next(struct zc_gvdb *g, struct zc_buf *key, struct zc_gvdb_value *out)
{
	struct item it;

	while (g->next < g->n) {
		if (!item_at(g, g->next++, &it))
			return false;
		if (it.type != 'v' || it.end < it.start || it.end > g->file.n ||
		    !whole_key(g, &it, key))
			continue;
		if (variant(
			zc_str_sub(g->file, it.start, it.end - it.start), out))
			return true;
	}
	return false;
}
