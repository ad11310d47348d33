#include "text/mark_view.h"

#include "base/utf8.h"

const struct zc_mark_word *
zc_mark_word(const struct zc_mark_view *v, size_t i)
{
	return &v->r->words[v->hits[i].word];
}

size_t
zc_mark_start(const struct zc_mark_view *v, size_t i)
{
	return v->hits[i].end - zc_mark_word(v, i)->n;
}

size_t
zc_mark_raw(const struct zc_mark_view *v, size_t p)
{
	return v->base + v->at[p];
}

size_t
zc_mark_raw_end(const struct zc_mark_view *v, size_t p)
{
	size_t raw = v->at[p - 1];
	size_t k = zc_utf8_step(zc_str_sub(v->raw, raw, v->raw.n));

	return v->base + raw + (k == 0 ? 1 : k);
}

static bool
line_end(char c)
{
	return c == '\n' || c == '\r' || c == '\f';
}

bool
zc_mark_breaks(const struct zc_mark_view *v, size_t p, size_t q)
{
	size_t end = q > p ? zc_mark_raw_end(v, q) - v->base : 0;

	for (size_t i = v->at[p]; i < end; i++)
		if (line_end(v->raw.p[i]))
			return true;
	return false;
}

struct zc_mark_span
zc_mark_line(const struct zc_mark_view *v, struct zc_mark_span m, bool cut[2])
{
	size_t from = v->at[m.from], to = zc_mark_raw_end(v, m.to) - v->base;
	size_t low = from > ZC_MARK_LOOK ? from - ZC_MARK_LOOK : 0;
	size_t high =
	    v->raw.n - to > ZC_MARK_LOOK ? to + ZC_MARK_LOOK : v->raw.n;
	struct zc_mark_span line = m;

	while (from > low && !line_end(v->raw.p[from - 1]))
		from--;
	while (to < high && !line_end(v->raw.p[to]))
		to++;
	cut[0] = from == low && v->base + from > 0 &&
	    (from == 0 || !line_end(v->raw.p[from - 1]));
	cut[1] = to == high && v->base + to < v->in.n &&
	    (to == v->raw.n || !line_end(v->raw.p[to]));
	while (line.from > 0 && v->at[line.from - 1] >= from)
		line.from--;
	while (line.to < v->text.n && v->at[line.to] < to)
		line.to++;
	return line;
}

/* First hit whose end is at least p. */
static size_t
first_hit(const struct zc_mark_view *v, size_t p)
{
	size_t lo = 0, hi = v->nhits;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v->hits[mid].end < p)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t
zc_mark_find(const struct zc_mark_view *v, enum zc_mark_kind kind,
    struct zc_mark_span within)
{
	for (size_t i = first_hit(v, within.from);
	     i < v->nhits && v->hits[i].end <= within.to; i++)
		if (zc_mark_word(v, i)->kind == kind &&
		    zc_mark_start(v, i) >= within.from)
			return i;
	return SIZE_MAX;
}

size_t
zc_mark_holder(
    const struct zc_mark_view *v, enum zc_mark_kind kind, struct zc_mark_span m)
{
	for (size_t i = first_hit(v, m.to);
	     i < v->nhits && v->hits[i].end <= m.to + ZC_AC_WORD_MAX; i++)
		if (zc_mark_word(v, i)->kind == kind &&
		    zc_mark_start(v, i) <= m.from &&
		    zc_mark_word(v, i)->n > m.to - m.from)
			return i;
	return SIZE_MAX;
}

bool
zc_mark_talks(const struct zc_mark_view *v, struct zc_mark_span within)
{
	struct zc_mark_span left = within, w;
	size_t i;

	while ((i = zc_mark_find(v, ZC_MARK_K_TALK, left)) != SIZE_MAX) {
		w = (struct zc_mark_span){ zc_mark_start(v, i),
			v->hits[i].end };
		if (zc_mark_holder(v, ZC_MARK_K_INTERNAL, w) == SIZE_MAX)
			return true;
		left.from = w.to;
	}
	return false;
}

static bool
beside(enum zc_mark_kind k)
{
	return k == ZC_MARK_K_LABEL || k == ZC_MARK_K_PERIOD ||
	    k == ZC_MARK_K_URGENCY || k == ZC_MARK_K_COPY ||
	    k == ZC_MARK_K_LIFTED || k == ZC_MARK_K_WORK ||
	    k == ZC_MARK_K_INTERNAL;
}

/* The end of a word at p that may stand beside a mark, or p. */
static size_t
skip_word(const struct zc_mark_view *v, size_t p, size_t to)
{
	size_t best = p;

	for (size_t i = first_hit(v, p); i < v->nhits && v->hits[i].end <= to;
	     i++) {
		const struct zc_mark_word *w = zc_mark_word(v, i);

		if (zc_mark_start(v, i) != p)
			continue;
		if (beside(w->kind) && v->hits[i].end > best)
			best = v->hits[i].end;
	}
	return best;
}

/* A full-width stop, three bytes each. */
static bool
is_stop(struct zc_str s)
{
	static const char *const stops[] = { "，", "。", "；", "、", "！" };

	for (size_t i = 0; i < ZC_LEN(stops); i++)
		if (zc_str_starts(s, stops[i]))
			return true;
	return false;
}

bool
zc_mark_filler(const struct zc_mark_view *v, struct zc_mark_span s)
{
	size_t p = s.from;

	while (p < s.to) {
		unsigned char c = (unsigned char)v->text.p[p];
		size_t q;

		if (c < 0x80 && !(c >= 'a' && c <= 'z')) {
			p++;
			continue;
		}
		q = skip_word(v, p, s.to);
		if (q == p && is_stop(zc_str_sub(v->text, p, s.to - p)))
			q += 3;
		if (q == p)
			return false;
		p = q;
	}
	return true;
}

static bool
raw_blank(struct zc_str s)
{
	size_t k;
	uint32_t c;

	if (s.n == 0)
		return true;
	c = zc_fold_point(s, &k);
	return c <= ' ' || c == 0x3000 || c == 0xA0 ||
	    (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029;
}

/* Signs that set off a cell or a bracket. */
static bool
divider(char c)
{
	return strchr("[](){}|,;:<>=\"/", c) != NULL && c != '\0';
}

bool
zc_mark_open_left(const struct zc_mark_view *v, size_t p)
{
	struct zc_str gap;
	size_t raw, k;

	if (p == 0 || divider(v->text.p[p - 1]) ||
	    (p < v->text.n && (v->text.p[p] == '(' || v->text.p[p] == '[')))
		return true;
	/* What vanished between the character in front and this one? */
	raw = zc_mark_raw_end(v, p);
	gap = zc_str_sub(v->in, raw, zc_mark_raw(v, p) - raw);
	while (gap.n > 0) {
		if (raw_blank(gap))
			return true;
		(void)zc_fold_point(gap, &k);
		gap = zc_str_sub(gap, k, gap.n);
	}
	return false;
}

bool
zc_mark_open_right(const struct zc_mark_view *v, size_t p)
{
	struct zc_str rest = zc_str_sub(v->text, p, v->text.n);

	if (rest.n == 0 || divider(rest.p[0]) || rest.p[0] == '*' ||
	    (p > 0 && (v->text.p[p - 1] == ')' || v->text.p[p - 1] == ']')))
		return true;
	return p == 0 || is_stop(rest) ||
	    raw_blank(zc_str_sub(v->in, zc_mark_raw_end(v, p), v->in.n));
}

size_t
zc_mark_star(const struct zc_mark_view *v, size_t p, bool *real)
{
	if (p >= v->text.n || v->text.p[p] != '*')
		return 0;
	*real = zc_str_starts(zc_str_sub(v->raw, v->at[p], 3), "★");
	return 1;
}
