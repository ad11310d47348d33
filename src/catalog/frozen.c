#include "catalog/frozen.h"

#include "base/asset.h"
#include "base/rd.h"

static const char magic[] = "ZCTREES1";

enum {
	HEAD = 12,
	ENTRY = 4 + 4 + 4 + 4 + 8 + ZC_SHA256_LEN,
	TYPE = 3,
	PLAIN = 4,
	KEYED = 8
};

struct entry {
	uint32_t name, nodes, nnodes, yaml_n;
	uint64_t sum;
	struct zc_str sha;
};

/*
 * A quick sum of all bytes, eight at a time: it tells a tree of yesterday's
 * file from today's. Both come out of one build, so nobody attacks it.
 */
static uint64_t
sum_of(struct zc_str s)
{
	uint64_t h = s.n, w;
	size_t i = 0;

	for (; s.n - i >= sizeof(w); i += sizeof(w)) {
		memcpy(&w, s.p + i, sizeof(w));
		h = (h ^ w) * UINT64_C(0x9E3779B97F4A7C15);
		h ^= h >> 29;
	}
	for (; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001B3);
	return h;
}

/* Writing. */

void
zc_frozen_init(struct zc_frozen_maker *m)
{
	*m = (struct zc_frozen_maker){ 0 };
	zc_buf_init(&m->index, ZC_FROZEN_MAX);
	zc_buf_init(&m->names, ZC_FROZEN_MAX);
	zc_buf_init(&m->nodes, ZC_FROZEN_MAX);
}

void
zc_frozen_fini(struct zc_frozen_maker *m)
{
	zc_buf_fini(&m->index);
	zc_buf_fini(&m->names);
	zc_buf_fini(&m->nodes);
}

static void
put_fixed(struct zc_buf *b, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		zc_buf_char(b, (char)(v >> (8 * i) & 0xFF));
}

static void
put_number(struct zc_buf *b, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		zc_buf_char(b, (char)(0x80 | (v & 0x7F)));
	zc_buf_char(b, (char)v);
}

static void
put_text(struct zc_buf *b, struct zc_str s)
{
	put_number(b, s.n);
	zc_buf_str(b, s);
	zc_buf_char(b, '\0');
}

/* The depth is bounded by ZC_TREE_DEPTH_MAX. */
static void
put_node(struct zc_buf *b, const struct zc_node *n)
{
	bool keyed = n->key.p != NULL;

	zc_buf_char(b,
	    (char)((unsigned)n->type | (n->plain ? PLAIN : 0U) |
		(keyed ? KEYED : 0U)));
	put_number(b, (uint64_t)n->line);
	put_number(b, (uint64_t)n->col);
	if (keyed) {
		put_text(b, n->key);
		put_number(b, (uint64_t)n->key_line);
		put_number(b, (uint64_t)n->key_col);
	}
	if (n->type == ZC_NODE_SCALAR) {
		put_text(b, n->text);
		return;
	}
	put_number(b, n->n);
	for (const struct zc_node *c = n->first; c != NULL; c = c->next)
		put_node(b, c);
}

void
zc_frozen_add(struct zc_frozen_maker *m, const char *name, struct zc_str yaml,
    const struct zc_node *map)
{
	unsigned char digest[ZC_SHA256_LEN];
	size_t from = m->nodes.n;
	struct zc_sha256 h;

	/* They are found by halving. */
	assert(m->last == NULL || strcmp(m->last, name) < 0);
	m->last = name;
	put_node(&m->nodes, map);
	put_fixed(&m->index, m->names.n, 4);
	put_fixed(&m->index, from, 4);
	put_fixed(&m->index, m->nodes.n - from, 4);
	put_fixed(&m->index, yaml.n, 4);
	put_fixed(&m->index, sum_of(yaml), 8);
	zc_sha256_init(&h);
	zc_sha256_add(&h, yaml.p, yaml.n);
	zc_sha256_done(&h, digest);
	zc_buf_add(&m->index, digest, sizeof(digest));
	zc_buf_add(&m->names, name, strlen(name) + 1);
	m->n++;
}

int
zc_frozen_write(
    const struct zc_frozen_maker *m, struct zc_buf *out, struct zc_err *e)
{
	const struct zc_buf *parts[] = { &m->index, &m->names, &m->nodes };

	zc_buf_cstr(out, magic);
	put_fixed(out, m->n, 4);
	for (size_t i = 0; i < ZC_LEN(parts); i++) {
		if (parts[i]->rc != ZC_OK)
			return ZC_FAIL(e, parts[i]->rc, "frozen definitions");
		zc_buf_str(out, zc_buf_get(parts[i]));
	}
	return out->rc == ZC_OK ? ZC_OK
				: ZC_FAIL(e, out->rc, "frozen definitions");
}

/* Reading. */

void
zc_frozen_open(struct zc_frozen *f, const struct zc_asset *assets, size_t n)
{
	struct zc_rd r;

	*f = (struct zc_frozen){ .n = 0 };
	for (size_t i = 0; i < n; i++) {
		const struct zc_asset *s = &assets[i];

		if (strcmp(s->name, "trees.bin") != 0)
			continue;
		f->bytes =
		    (struct zc_str){ s->start, (size_t)(s->end - s->start) };
		break;
	}
	if (!zc_str_starts(f->bytes, magic))
		return;
	zc_rd_init(&r, f->bytes.p, f->bytes.n);
	zc_rd_skip(&r, strlen(magic));
	f->n = zc_rd_le32(&r);
	if (f->n > zc_rd_left(&r) / ENTRY)
		f->n = 0;
}

static void
read_entry(const struct zc_frozen *f, size_t i, struct entry *x)
{
	struct zc_rd r;

	zc_rd_init(&r, f->bytes.p, f->bytes.n);
	zc_rd_skip(&r, HEAD + i * ENTRY);
	x->name = zc_rd_le32(&r);
	x->nodes = zc_rd_le32(&r);
	x->nnodes = zc_rd_le32(&r);
	x->yaml_n = zc_rd_le32(&r);
	x->sum = zc_rd_le64(&r);
	x->sha = zc_rd_bytes(&r, ZC_SHA256_LEN);
}

/* By halving, over the names that zc_frozen_write put behind the index. */
static bool
find(const struct zc_frozen *f, const char *name, struct entry *x)
{
	struct zc_str names =
	    zc_str_sub(f->bytes, HEAD + f->n * ENTRY, f->bytes.n);
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c;

		read_entry(f, mid, x);
		/* All of it ends in '\0', as any asset does. */
		if (x->name >= names.n)
			return false;
		c = strcmp(name, names.p + x->name);
		if (c == 0)
			return true;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

/* Where the nodes begin: behind the last name. */
static struct zc_str
nodes_of(const struct zc_frozen *f)
{
	size_t names = HEAD + f->n * ENTRY;
	struct zc_str rest = zc_str_sub(f->bytes, names, f->bytes.n);
	struct entry last;

	if (f->n == 0)
		return ZC_S("");
	read_entry(f, f->n - 1, &last);
	if (last.name >= rest.n)
		return ZC_S("");
	return zc_str_sub(
	    rest, last.name + strlen(rest.p + last.name) + 1, rest.n);
}

static size_t
get_number(struct zc_rd *r)
{
	size_t v = 0;
	uint8_t b;
	unsigned shift = 0;

	do {
		b = zc_rd_u8(r);
		v |= (size_t)(b & 0x7F) << shift;
		shift += 7;
	} while ((b & 0x80) != 0 && shift < 42);
	return v;
}

static struct zc_str
get_text(struct zc_rd *r)
{
	struct zc_str s = zc_rd_bytes(r, get_number(r));

	if (zc_rd_u8(r) != '\0')
		r->bad = true;
	return s;
}

/* ZC_OK and *out, which is unusable when r->bad. */
static int
get_node(
    struct zc_rd *r, unsigned depth, struct zc_arena *a, struct zc_node **out)
{
	unsigned head = zc_rd_u8(r);
	struct zc_node *n = zc_arena_get(a, sizeof(*n));
	int rc = ZC_OK;

	if (n == NULL)
		return ZC_ENOMEM;
	*out = n;
	n->type = (enum zc_node_type)(head & TYPE);
	n->plain = (head & PLAIN) != 0;
	n->line = (int)get_number(r);
	n->col = (int)get_number(r);
	n->text = ZC_S("");
	if ((head & KEYED) != 0) {
		n->key = get_text(r);
		n->key_line = (int)get_number(r);
		n->key_col = (int)get_number(r);
	}
	if (n->type == ZC_NODE_SCALAR) {
		n->text = get_text(r);
		return ZC_OK;
	}
	if (depth > ZC_TREE_DEPTH_MAX || n->type > ZC_NODE_MAP)
		r->bad = true;
	n->n = get_number(r);
	for (size_t i = 0; i < n->n && rc == ZC_OK && !r->bad; i++) {
		struct zc_node *c = NULL;

		rc = get_node(r, depth + 1, a, &c);
		if (n->last == NULL)
			n->first = c;
		else
			n->last->next = c;
		n->last = c;
	}
	return rc;
}

int
zc_frozen_get(const struct zc_frozen *f, const char *name, struct zc_str yaml,
    struct zc_arena *a, struct zc_node **out, unsigned char sha[ZC_SHA256_LEN])
{
	struct zc_str all = nodes_of(f);
	struct zc_node *n = NULL;
	struct entry x;
	struct zc_rd r;
	int rc;

	if (!find(f, name, &x) || x.yaml_n != yaml.n || x.sum != sum_of(yaml) ||
	    x.nodes > all.n || x.nnodes > all.n - x.nodes ||
	    x.sha.n != ZC_SHA256_LEN)
		return ZC_ENOENT;
	zc_rd_init(&r, all.p + x.nodes, x.nnodes);
	rc = get_node(&r, 0, a, &n);
	if (rc != ZC_OK)
		return rc;
	if (r.bad || zc_rd_left(&r) != 0)
		return ZC_ENOENT;
	memcpy(sha, x.sha.p, ZC_SHA256_LEN);
	*out = n;
	return ZC_OK;
}
