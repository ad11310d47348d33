#include "base/rd.h"

void
zc_rd_init(struct zc_rd *r, const void *p, size_t n)
{
	static const unsigned char none[1];
	const unsigned char *q = p == NULL ? none : p;

	*r = (struct zc_rd){ .p = q, .end = q + n, .start = q };
}

size_t
zc_rd_left(const struct zc_rd *r)
{
	return r->bad ? 0 : (size_t)(r->end - r->p);
}

void
zc_rd_seek(struct zc_rd *r, size_t at)
{
	if (at > (size_t)(r->end - r->start))
		r->bad = true;
	else
		r->p = r->start + at;
}

void
zc_rd_skip(struct zc_rd *r, size_t n)
{
	(void)zc_rd_bytes(r, n);
}

struct zc_str
zc_rd_bytes(struct zc_rd *r, size_t n)
{
	struct zc_str s = { "", 0 };

	if (r->bad || n > (size_t)(r->end - r->p)) {
		r->bad = true;
		return s;
	}
	s = (struct zc_str){ (const char *)r->p, n };
	r->p += n;
	return s;
}

/* n bytes (at most 8) as a number, least significant first or last. */
static uint64_t
number(struct zc_rd *r, size_t n, bool big)
{
	struct zc_str s = zc_rd_bytes(r, n);
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++) {
		size_t k = big ? i : s.n - 1 - i;

		v = v << 8 | (unsigned char)s.p[k];
	}
	return v;
}

uint8_t
zc_rd_u8(struct zc_rd *r)
{
	return (uint8_t)number(r, 1, false);
}

uint16_t
zc_rd_le16(struct zc_rd *r)
{
	return (uint16_t)number(r, 2, false);
}

uint32_t
zc_rd_le32(struct zc_rd *r)
{
	return (uint32_t)number(r, 4, false);
}

uint64_t
zc_rd_le64(struct zc_rd *r)
{
	return number(r, 8, false);
}

uint16_t
zc_rd_be16(struct zc_rd *r)
{
	return (uint16_t)number(r, 2, true);
}

uint32_t
zc_rd_be32(struct zc_rd *r)
{
	return (uint32_t)number(r, 4, true);
}

uint64_t
zc_rd_be64(struct zc_rd *r)
{
	return number(r, 8, true);
}
