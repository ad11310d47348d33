#include "text/fold.h"

#include "base/utf8.h"

enum {
	BMP = 0x10000,
	DROP = 0,  /* entry: the character vanishes */
	SUB = 0x1A /* what a broken byte becomes: it joins with no other */
};

struct zc_folder {
	uint16_t to[BMP];
};

struct range {
	uint16_t first;
	uint16_t last;
	uint16_t to; /* of the first; DROP, ' ' and '\n' hold for all */
};

/* Later lines win. */
static const struct range ranges[] = {
	{ 'A', 'Z', 'a' },
	{ 0xFF01, 0xFF5E, '!' },
	{ 0xFF21, 0xFF3A, 'a' },
	/* blanks */
	{ '\t', '\t', ' ' },
	{ '\v', '\v', ' ' },
	{ 0x00A0, 0x00A0, ' ' },
	{ 0x1680, 0x1680, ' ' },
	{ 0x2000, 0x200A, ' ' },
	{ 0x202F, 0x202F, ' ' },
	{ 0x205F, 0x205F, ' ' },
	{ 0x3000, 0x3000, ' ' },
	{ 0x3164, 0x3164, ' ' },
	/* line ends */
	{ '\f', '\r', '\n' },
	{ 0x0085, 0x0085, '\n' },
	{ 0x2028, 0x2029, '\n' },
	/* nothing to see */
	{ 0x00AD, 0x00AD, DROP },
	{ 0x034F, 0x034F, DROP },
	{ 0x061C, 0x061C, DROP },
	{ 0x180E, 0x180E, DROP },
	{ 0x200B, 0x200F, DROP },
	{ 0x202A, 0x202E, DROP },
	{ 0x2060, 0x2064, DROP },
	{ 0x2066, 0x206F, DROP },
	{ 0xFE00, 0xFE0F, DROP },
	{ 0xFEFF, 0xFEFF, DROP },
	{ 0xFFF9, 0xFFFB, DROP },
};

/* Characters that stand for one of ASCII. */
static const struct {
	char to;
	const char *from;
} signs[] = {
	{ '*', "★☆⭐✩✪✫✬✭✮✯✰⋆∗﹡※●•·・▲◆" },
	{ '[', "【〔〖〘﹝︻︹" },
	{ ']', "】〕〗〙﹞︼︺" },
	{ '(', "﹙︵" },
	{ ')', "﹚︶" },
	{ ':', "﹕︰∶" },
	{ '-', "‐‑‒–﹣−" },
	{ '/', "∕⁄" },
	{ '.', "﹒" },
};

uint32_t
zc_fold_point(struct zc_str s, size_t *len)
{
	static const unsigned char mask[5] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	size_t k = zc_utf8_step(s);
	uint32_t v;

	*len = k == 0 ? 1 : k;
	if (k == 0)
		return 0xFFFD;
	v = (unsigned char)s.p[0] & mask[k];
	for (size_t i = 1; i < k; i++)
		v = v << 6 | ((unsigned char)s.p[i] & 0x3F);
	return v;
}

static void
set_signs(struct zc_folder *f)
{
	for (size_t i = 0; i < ZC_LEN(signs); i++) {
		struct zc_str s = zc_str_of(signs[i].from);
		size_t k;

		while (s.n > 0) {
			f->to[zc_fold_point(s, &k)] = (uint16_t)signs[i].to;
			s = zc_str_sub(s, k, s.n);
		}
	}
}

static int
set_pair(struct zc_folder *f, const struct zc_fold_pair *p, struct zc_err *e)
{
	uint32_t from, to;
	size_t n, m;

	if (zc_utf8_step(p->from) != p->from.n ||
	    zc_utf8_step(p->to) != p->to.n || p->from.n == 0 || p->to.n == 0 ||
	    p->from.n > 3 || p->to.n > p->from.n)
		return ZC_FAIL(e, ZC_EINPUT,
		    "%.*s: not one character to one that is no longer",
		    (int)(p->from.n < 40 ? p->from.n : 40), p->from.p);
	from = zc_fold_point(p->from, &n);
	to = zc_fold_point(p->to, &m);
	f->to[from] = (uint16_t)to;
	return ZC_OK;
}

int
zc_folder_new(const struct zc_fold_pair *pairs, size_t n, struct zc_arena *a,
    struct zc_folder **out, struct zc_err *e)
{
	struct zc_folder *f = zc_arena_get(a, sizeof(*f));
	int rc = ZC_OK;

	if (f == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to fold text");
	for (uint32_t i = 0; i < BMP; i++)
		f->to[i] = (uint16_t)i;
	for (size_t i = 0; i < ZC_LEN(ranges); i++) {
		const struct range *r = &ranges[i];
		bool all = r->to == DROP || r->to == ' ' || r->to == '\n';

		for (uint32_t c = r->first; c <= r->last; c++)
			f->to[c] =
			    (uint16_t)(all ? r->to : r->to + (c - r->first));
	}
	set_signs(f);
	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = set_pair(f, &pairs[i], e);
	if (rc == ZC_OK)
		*out = f;
	return rc;
}

/* Where folding stands. */
struct out {
	char *text;
	uint32_t *at;
	size_t n;
	bool tight;
};

static void
put(struct out *o, char c, size_t from)
{
	o->text[o->n] = c;
	o->at[o->n++] = (uint32_t)from;
}

/* A blank or a line end: runs of blanks are one. */
static void
put_blank(struct out *o, char c, size_t from)
{
	if (o->tight)
		return;
	if (c == ' ' && o->n > 0 && o->text[o->n - 1] == ' ')
		return;
	put(o, c, from);
}

static void
put_point(struct out *o, uint32_t c, size_t from)
{
	if (c < 0x80) {
		put(o, (char)c, from);
	} else if (c < 0x800) {
		put(o, (char)(0xC0 | c >> 6), from);
		put(o, (char)(0x80 | (c & 0x3F)), from);
	} else {
		put(o, (char)(0xE0 | c >> 12), from);
		put(o, (char)(0x80 | (c >> 6 & 0x3F)), from);
		put(o, (char)(0x80 | (c & 0x3F)), from);
	}
}

static void
put_same(struct out *o, const char *p, size_t k, size_t from)
{
	for (size_t i = 0; i < k; i++)
		put(o, p[i], from);
}

/* The three-byte sequence at p: its code point, or 0 when it is none. */
static uint32_t
three(const unsigned char *p, size_t left)
{
	uint32_t c;

	if (left < 3 || (p[0] & 0xF0) != 0xE0 || (p[1] & 0xC0) != 0x80 ||
	    (p[2] & 0xC0) != 0x80)
		return 0;
	c = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 |
	    (p[2] & 0x3Fu);
	return c < 0x800 || (c >= 0xD800 && c <= 0xDFFF) ? 0 : c;
}

/* One character that is not ASCII; returns its bytes. */
static size_t
fold_one(const struct zc_folder *f, struct zc_str s, size_t from, struct out *o)
{
	uint32_t c = three((const unsigned char *)s.p, s.n), to;
	size_t k = 3;

	if (c == 0)
		c = zc_fold_point(s, &k);
	if (k == 1) {
		put(o, SUB, from);
		return 1;
	}
	to = k == 4 ? c : f->to[c];
	if (to == c)
		put_same(o, s.p, k, from);
	else if (to == ' ' || to == '\n')
		put_blank(o, (char)to, from);
	else if (to != DROP)
		put_point(o, to, from);
	return k;
}

size_t
zc_fold_into(const struct zc_folder *f, struct zc_str in, unsigned flags,
    char *text, uint32_t *at)
{
	struct out o = { text, at, 0, (flags & ZC_FOLD_TIGHT) != 0 };
	size_t i = 0;

	while (i < in.n) {
		unsigned char c = (unsigned char)in.p[i];

		if (c >= 0x80) {
			i += fold_one(f, zc_str_sub(in, i, in.n), i, &o);
			continue;
		}
		c = (unsigned char)f->to[c];
		if (c > ' ')
			put(&o, (char)c, i);
		else if (c == '\n' && in.p[i] == '\r' && i + 1 < in.n &&
		    in.p[i + 1] == '\n')
			; /* the line feed stands for both */
		else if (c == ' ' || c == '\n')
			put_blank(&o, (char)c, i);
		else
			put(&o, (char)c, i);
		i++;
	}
	at[o.n] = (uint32_t)in.n;
	return o.n;
}

int
zc_fold(const struct zc_folder *f, struct zc_str in, unsigned flags,
    struct zc_arena *a, struct zc_folded *out, struct zc_err *e)
{
	char *text;
	uint32_t *at;
	size_t n;

	if (in.n >= UINT32_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "text of 4 GiB or more");
	text = zc_arena_get(a, in.n + 1);
	at = zc_arena_array(a, in.n + 1, sizeof(*at));
	if (text == NULL || at == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to fold text");
	n = zc_fold_into(f, in, flags, text, at);
	*out = (struct zc_folded){ { text, n }, at };
	return ZC_OK;
}

/* Value of a Chinese numeral 0..9, 10, 100, 1000; -1 for anything else. */
static int
numeral(struct zc_str s)
{
	static const struct {
		const char *c;
		int v;
	} all[] = { { "〇", 0 }, { "零", 0 }, { "一", 1 }, { "二", 2 },
		{ "两", 2 }, { "三", 3 }, { "四", 4 }, { "五", 5 }, { "六", 6 },
		{ "七", 7 }, { "八", 8 }, { "九", 9 }, { "十", 10 },
		{ "百", 100 }, { "千", 1000 }, { "壹", 1 }, { "贰", 2 },
		{ "叁", 3 }, { "肆", 4 }, { "伍", 5 }, { "陆", 6 }, { "柒", 7 },
		{ "捌", 8 }, { "玖", 9 }, { "拾", 10 } };

	for (size_t i = 0; i < ZC_LEN(all); i++)
		if (zc_str_starts(s, all[i].c))
			return all[i].v;
	return -1;
}

static size_t
arabic(struct zc_str s, uint32_t *out)
{
	uint32_t v = 0;
	size_t i = 0;

	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
		if (v > 9999999)
			return 0;
		v = v * 10 + (uint32_t)(s.p[i] - '0');
	}
	*out = v;
	return i;
}

size_t
zc_fold_number(struct zc_str s, uint32_t *out)
{
	uint32_t sum = 0, digits = 0, v = 0;
	bool unit = false;
	size_t i = 0;
	int d;

	if (s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9')
		return arabic(s, out);
	/* Numerals are three bytes each; four digits, or digit and unit. */
	for (; i < 27 && (d = numeral(zc_str_sub(s, i, s.n))) >= 0; i += 3) {
		if (d >= 10) {
			sum += (uint32_t)d * (digits == 0 ? 1 : v);
			v = digits = 0;
			unit = true;
		} else {
			if (digits >= 4)
				return 0;
			v = unit ? (uint32_t)d : v * 10 + (uint32_t)d;
			digits++;
		}
	}
	if (i == 0 || sum + v > 9999)
		return 0;
	*out = sum + v;
	return i;
}
