#include "text/mark.h"

#include "text/docno.h"
#include "text/mark_judge.h"

enum {
	BLOCK = 64 * 1024, /* bytes judged at a time */
	MARGIN = 4 * 1024, /* bytes seen on each side of a block */
	HEAD_LINES = 12,   /* lines that are the head of a text */
	HEAD_MAX = 2000    /* and its most bytes */
};

/* Work space for one block. */
struct room {
	char *text;
	uint32_t *at;
	struct zc_ac_hit *hits;
	size_t max; /* hits */
};

/* Raw offset where the first lines that are not blank end. */
static size_t
head_end(struct zc_str in)
{
	struct zc_str rest = zc_str_sub(in, 0, HEAD_MAX), line;
	unsigned n = 0;

	while (n < HEAD_LINES && zc_str_line(&rest, &line))
		n += zc_str_trim(line).n > 0;
	return rest.p == NULL ? (in.n < HEAD_MAX ? in.n : HEAD_MAX)
			      : (size_t)(rest.p - in.p);
}

static int
get_room(const struct zc_mark_rules *r, size_t n, struct zc_arena *a,
    struct room *room, struct zc_err *e)
{
	size_t most = BLOCK + 2 * MARGIN;

	if (n < most)
		most = n;
	/* Words end with whole characters, so hits are that far apart. */
	room->max = (most / r->shortest + 1) * zc_ac_most(r->ac);
	room->text = zc_arena_get(a, most + 1);
	room->at = zc_arena_array(a, most + 1, sizeof(*room->at));
	room->hits = zc_arena_array(a, room->max, sizeof(*room->hits));
	if (room->text == NULL || room->at == NULL || room->hits == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to look for marks");
	return ZC_OK;
}

/* Back to where a character starts. */
static size_t
boundary(struct zc_str in, size_t at)
{
	for (size_t k = 0; k < 3 && at > 0 && at < in.n &&
	     ((unsigned char)in.p[at] & 0xC0) == 0x80;
	     k++)
		at--;
	return at;
}

static void
see(struct zc_mark_view *v, const struct room *room, size_t block)
{
	size_t from = block > MARGIN ? boundary(v->in, block - MARGIN) : 0;
	size_t to = v->in.n - block > BLOCK + MARGIN - 4
	    ? boundary(v->in, block + BLOCK + MARGIN - 4)
	    : v->in.n;

	v->base = from;
	v->raw = zc_str_sub(v->in, from, to - from);
	v->text.p = room->text;
	v->text.n = zc_fold_into(
	    v->r->folder, v->raw, ZC_FOLD_TIGHT, room->text, room->at);
	v->at = room->at;
	v->hits = room->hits;
	v->nhits = zc_ac_run(v->r->ac, v->text, room->hits, room->max);
	assert(v->nhits <= room->max);
}

/* Append to the list; it doubles in the arena. */
static int
keep(struct zc_marks *m, size_t *cap, const struct zc_mark *one,
    struct zc_arena *a, struct zc_err *e)
{
	struct zc_mark *v;
	char *period;

	if (m->n == *cap) {
		v = zc_arena_array(a, *cap == 0 ? 8 : *cap * 2, sizeof(*v));
		if (v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for marks");
		if (m->n > 0)
			memcpy(v, m->v, m->n * sizeof(*v));
		m->v = v;
		*cap = *cap == 0 ? 8 : *cap * 2;
	}
	period = zc_arena_dup(a, one->period.p, one->period.n);
	if (period == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for marks");
	m->v[m->n] = *one;
	m->v[m->n++].period.p = period;
	return ZC_OK;
}

/* A run of six digits alone on its line, or behind 份号. GB/T 9704 7.2.1 */
static struct zc_str
copy_number(const struct zc_mark_view *v, struct zc_str head)
{
	struct zc_str rest = head, line, none = { "", 0 };
	size_t i;

	while (zc_str_line(&rest, &line)) {
		line = zc_str_trim(line);
		for (i = 0; i < line.n && line.p[i] >= '0' && line.p[i] <= '9';)
			i++;
		if (i == 6 && line.n == 6)
			return line;
	}
	for (i = 0; i < v->nhits; i++) {
		struct zc_str s = zc_str_sub(v->text, v->hits[i].end, 24);
		size_t from = 0, n = 0;

		if (zc_mark_word(v, i)->kind != ZC_MARK_K_COPY)
			continue;
		while (from < s.n && (s.p[from] == ':' || s.p[from] == '.'))
			from++;
		while (from + n < s.n && s.p[from + n] >= '0' &&
		    s.p[from + n] <= '9')
			n++;
		if (n == 6 && zc_mark_raw(v, v->hits[i].end) < v->head)
			return zc_str_sub(s, from, n);
	}
	return none;
}

/* Copy number, urgency and document number of the head. */
static int
read_head(const struct zc_mark_view *v, struct zc_arena *a,
    struct zc_marks *out, struct zc_err *e)
{
	struct zc_str head = zc_str_sub(v->in, 0, v->head), copy, urgency;
	struct zc_mark_span all = { 0, v->text.n };
	size_t i;

	copy = copy_number(v, head);
	copy.p = zc_arena_dup(a, copy.p, copy.n);
	i = zc_mark_find(v, ZC_MARK_K_URGENCY, all);
	urgency = (struct zc_str){ "", 0 };
	if (i != SIZE_MAX && zc_mark_raw(v, zc_mark_start(v, i)) < v->head &&
	    zc_mark_open_left(v, zc_mark_start(v, i)))
		urgency = zc_str_sub(
		    v->text, zc_mark_start(v, i), zc_mark_word(v, i)->n);
	urgency.p = zc_arena_dup(a, urgency.p, urgency.n);
	if (copy.p == NULL || urgency.p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the head");
	out->copy = copy;
	out->urgency = urgency;
	return zc_docno_find(head, a, &out->number, e);
}

static bool
is_teaching(const struct zc_mark_view *v)
{
	for (size_t i = 0; i < v->nhits; i++)
		if (zc_mark_word(v, i)->kind == ZC_MARK_K_TEACH &&
		    zc_mark_raw(v, zc_mark_start(v, i)) < v->head)
			return true;
	return false;
}

int
zc_mark(const struct zc_mark_rules *r, struct zc_str in, size_t max,
    struct zc_arena *a, struct zc_marks *out, struct zc_err *e)
{
	struct zc_mark_view v = { .r = r, .in = in, .head = head_end(in) };
	struct zc_marks m = { .copy = { "", 0 } };
	size_t cap = 0, weak = 0;
	struct room room;
	struct zc_mark one;
	char norm[64];
	int rc;

	if (in.n >= UINT32_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "text of 4 GiB or more");
	rc = get_room(r, in.n, a, &room, e);
	for (size_t b = 0; rc == ZC_OK && (b == 0 || b < in.n); b += BLOCK) {
		see(&v, &room, b);
		if (b == 0) {
			v.teaching = is_teaching(&v);
			rc = read_head(&v, a, &m, e);
		}
		for (size_t i = 0; rc == ZC_OK && i < v.nhits; i++) {
			size_t start = zc_mark_raw(&v, zc_mark_start(&v, i));

			if (start < b || start - b >= BLOCK ||
			    !zc_mark_judge(&v, i, &one, norm))
				continue;
			if (one.sure == ZC_MARK_WEAK && ++weak > max)
				m.more++;
			else
				rc = keep(&m, &cap, &one, a, e);
		}
	}
	if (rc == ZC_OK)
		*out = m;
	return rc;
}

enum zc_mark_verdict
zc_mark_verdict(const struct zc_marks *m)
{
	enum zc_mark_verdict v = ZC_MARK_PASS;

	for (size_t i = 0; i < m->n; i++) {
		const struct zc_mark *x = &m->v[i];

		if (x->sure == ZC_MARK_WEAK || x->class == ZC_MARK_LIFTED ||
		    x->class == ZC_MARK_INTERNAL)
			continue;
		if (x->class == ZC_MARK_STATE_SECRET &&
		    x->sure == ZC_MARK_STRONG)
			return ZC_MARK_REFUSE;
		v = ZC_MARK_ASK;
	}
	return v;
}

const char *
zc_mark_class_name(enum zc_mark_class c)
{
	static const char *const names[] = { "state_secret", "work_secret",
		"internal", "commercial", "exam", "lifted" };

	assert((size_t)c < ZC_LEN(names));
	return names[c];
}

const char *
zc_mark_sure_name(enum zc_mark_sure s)
{
	static const char *const names[] = { "weak", "medium", "strong" };

	assert((size_t)s < ZC_LEN(names));
	return names[s];
}
