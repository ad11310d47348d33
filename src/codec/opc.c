#include "codec/opc.h"

static int
fill(void *ctx, void *p, size_t n, size_t *got, struct zc_err *e)
{
	return zc_zip_stream_read(ctx, p, n, got, e);
}

int
zc_opc_part_open(struct zc_zip *z, struct zc_str name, struct zc_opc_part *out,
    struct zc_err *e)
{
	const struct zc_zip_entry *n = NULL;
	int rc = zc_zip_find(z, name, &n, e);

	if (rc == ZC_OK)
		rc = zc_zip_stream_open(z, n, &out->s, e);
	if (rc == ZC_OK)
		zc_xmltext_init(&out->x, fill, out->s);
	return rc;
}

void
zc_opc_part_close(struct zc_opc_part *p)
{
	zc_xmltext_fini(&p->x);
	zc_zip_stream_close(p->s);
	p->s = NULL;
}

/* Append the segments of `path` to b, with "." and ".." worked out. */
static void
add_path(struct zc_buf *b, struct zc_str path)
{
	struct zc_str s;

	while (zc_str_cut(&path, '/', &s)) {
		if (s.n == 0 || zc_str_is(s, "."))
			continue;
		if (zc_str_is(s, "..")) {
			while (b->n > 0 && b->p[--b->n] != '/')
				continue;
			continue;
		}
		if (b->n > 0)
			zc_buf_char(b, '/');
		zc_buf_str(b, s);
	}
}

static struct zc_str
folder_of(struct zc_str part)
{
	while (part.n > 0 && part.p[part.n - 1] != '/')
		part.n--;
	return part;
}

static int
keep(struct zc_arena *a, struct zc_buf *b, struct zc_str *out)
{
	char *p = b->rc != ZC_OK ? NULL : zc_arena_dup(a, b->p, b->n);

	if (p == NULL)
		return b->rc != ZC_OK ? b->rc : ZC_ENOMEM;
	*out = (struct zc_str){ p, b->n };
	return ZC_OK;
}

static int
take_rel(struct zc_opc_rels *r, const struct zc_xmltext *x, struct zc_str part,
    struct zc_arena *a, struct zc_buf *b)
{
	struct zc_opc_rel *l = &r->v[r->n];
	struct zc_str target;
	int rc;

	if (zc_str_is(zc_xmltext_get(x, "TargetMode"), "External"))
		return ZC_OK;
	zc_buf_clear(b);
	zc_xmltext_decode(b, zc_xmltext_get(x, "Id"), false);
	rc = keep(a, b, &l->id);
	if (rc != ZC_OK)
		return rc;
	zc_buf_clear(b);
	zc_xmltext_decode(b, zc_xmltext_get(x, "Type"), false);
	rc = keep(a, b, &l->type);
	if (rc != ZC_OK)
		return rc;
	zc_buf_clear(b);
	zc_xmltext_decode(b, zc_xmltext_get(x, "Target"), false);
	rc = keep(a, b, &target);
	if (rc != ZC_OK)
		return rc;
	zc_buf_clear(b);
	if (!zc_str_starts(target, "/"))
		add_path(b, folder_of(part));
	add_path(b, target);
	rc = keep(a, b, &l->target);
	if (rc == ZC_OK)
		r->n++;
	return rc;
}

int
zc_opc_rels_read(struct zc_zip *z, struct zc_str part, struct zc_arena *a,
    struct zc_opc_rels *out, struct zc_err *e)
{
	struct zc_opc_part p = { 0 };
	struct zc_opc_rels r = { 0 };
	struct zc_str dir = folder_of(part);
	struct zc_buf b;
	size_t cap = 0;
	int rc;

	zc_buf_init(&b, 8192);
	zc_buf_str(&b, dir);
	zc_buf_cstr(&b, "_rels/");
	zc_buf_str(&b, zc_str_sub(part, dir.n, part.n));
	zc_buf_cstr(&b, ".rels");
	rc = b.rc != ZC_OK ? b.rc : zc_opc_part_open(z, zc_buf_get(&b), &p, e);
	while (rc == ZC_OK && (rc = zc_xmltext_next(&p.x, e)) > 0) {
		bool rel =
		    rc == ZC_XML_OPEN && zc_str_is(p.x.name, "Relationship");

		rc = ZC_OK;
		if (!rel)
			continue;
		if (r.n == ZC_OPC_RELS_MAX) {
			rc = ZC_FAIL(e, ZC_ELIMIT, "too many relationships");
			break;
		}
		if (r.n == cap) {
			struct zc_opc_rel *v;

			cap = cap == 0 ? 16 : cap * 4;
			v = zc_arena_array(a, cap, sizeof(*v));
			if (v == NULL) {
				rc = ZC_ENOMEM;
				break;
			}
			if (r.n > 0)
				memcpy(v, r.v, r.n * sizeof(*v));
			r.v = v;
		}
		rc = take_rel(&r, &p.x, part, a, &b);
	}
	zc_buf_fini(&b);
	zc_opc_part_close(&p);
	if (rc == ZC_ENOENT)
		rc = ZC_OK;
	if (rc == ZC_OK)
		*out = r;
	return rc == ZC_ENOMEM ? ZC_FAIL(e, rc, "no room for relationships")
			       : rc;
}

const struct zc_opc_rel *
zc_opc_rels_of(const struct zc_opc_rels *r, const char *type)
{
	for (size_t i = 0; i < r->n; i++)
		if (zc_str_ends(r->v[i].type, type))
			return &r->v[i];
	return NULL;
}

const struct zc_opc_rel *
zc_opc_rels_id(const struct zc_opc_rels *r, struct zc_str id)
{
	for (size_t i = 0; i < r->n; i++)
		if (zc_str_eq(r->v[i].id, id))
			return &r->v[i];
	return NULL;
}

int
zc_opc_main(struct zc_zip *z, const char *otherwise, struct zc_arena *a,
    struct zc_str *out, struct zc_err *e)
{
	const struct zc_zip_entry *n = NULL;
	struct zc_opc_rels r = { 0 };
	const struct zc_opc_rel *l;
	int rc = zc_opc_rels_read(z, ZC_S(""), a, &r, e);

	if (rc != ZC_OK && rc != ZC_EINPUT)
		return rc;
	l = rc == ZC_OK ? zc_opc_rels_of(&r, "/officeDocument") : NULL;
	*out = l != NULL ? l->target : zc_str_of(otherwise);
	rc = zc_zip_find(z, *out, &n, e);
	if (rc == ZC_ENOENT) {
		*out = zc_str_of(otherwise);
		rc = zc_zip_find(z, *out, &n, e);
	}
	return rc;
}
