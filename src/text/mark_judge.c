/*
 * The decision layers of spec/detection B.3. A word becomes a candidate with
 * star, period, label and place; what stands around it raises or lowers it.
 */
#include "text/mark_judge.h"

enum {
	NEAR = 120,       /* folded bytes in front that may speak of marks */
	EXAM_NEAR = 3000, /* folded bytes in which exam words are looked for */
	SHORT_LINE = 180  /* folded bytes of a line that is no paragraph */
};

struct cand {
	const struct zc_mark_view *v;
	const struct zc_mark_word *w;
	struct zc_mark_span word; /* the level or phrase itself */
	struct zc_mark_span mark; /* with star, period and brackets */
	struct zc_mark_span line;
	bool star, real_star;
	enum zc_mark_term term;
	char *norm;
	size_t label; /* hit of 密级 in front of it, or SIZE_MAX */
	bool first;   /* nothing but filler in front of it on the line */
	bool last;    /* nothing but filler behind it on the line */
	bool set_off; /* blanks or brackets on both sides */
	bool talk;    /* the line or what is in front speaks of marks */
	bool example; /* an example or a quotation */
	bool data;    /* in plain quotation marks, as programs write data */
	bool listed;  /* another level stands beside it */
	bool topic;   /* the line names a register, a law, teaching */
	enum zc_mark_place place;
};

static struct zc_str
at(const struct zc_mark_view *v, size_t p)
{
	return zc_str_sub(v->text, p, v->text.n);
}

static bool
found(const struct cand *c, enum zc_mark_kind kind, size_t from, size_t to)
{
	return zc_mark_find(c->v, kind, (struct zc_mark_span){ from, to }) !=
	    SIZE_MAX;
}

static bool
talks(const struct cand *c, size_t from, size_t to)
{
	return zc_mark_talks(c->v, (struct zc_mark_span){ from, to });
}

/* Several words that can be marks hold one another: only the longest. */
static bool
swallowed(const struct zc_mark_view *v, size_t i)
{
	static const enum zc_mark_kind marks[] = { ZC_MARK_K_LEVEL,
		ZC_MARK_K_WORK, ZC_MARK_K_INTERNAL, ZC_MARK_K_COMMERCIAL };
	struct zc_mark_span w = { zc_mark_start(v, i), v->hits[i].end };

	for (size_t k = 0; k < ZC_LEN(marks); k++)
		if (zc_mark_holder(v, marks[k], w) != SIZE_MAX)
			return true;
	return false;
}

/* [ ] or ( ) stand right around the span. */
static bool
bracketed(const struct zc_mark_view *v, struct zc_mark_span s)
{
	char open, shut;

	if (s.from == 0 || s.to >= v->text.n)
		return false;
	open = v->text.p[s.from - 1];
	shut = v->text.p[s.to];
	return (open == '[' && shut == ']') || (open == '(' && shut == ')');
}

/* The star behind the word: 机密★, 机密级★, 【机密】★ or in front: ★机密. */
static void
read_star(struct cand *c)
{
	size_t p = c->word.to, k;

	if (zc_str_starts(at(c->v, p), "级"))
		p += strlen("级");
	if (bracketed(c->v, (struct zc_mark_span){ c->word.from, p }))
		p++;
	k = zc_mark_star(c->v, p, &c->real_star);
	if (k > 0 &&
	    (!zc_mark_breaks(c->v, c->word.from, p + k) ||
		zc_mark_breaks(c->v, c->word.from, c->word.to))) {
		c->star = true;
		c->mark.to = p + k;
		return;
	}
	if (c->word.from > 0 &&
	    zc_mark_star(c->v, c->word.from - 1, &c->real_star) > 0 &&
	    c->real_star &&
	    !zc_mark_breaks(c->v, c->word.from - 1, c->word.to)) {
		c->star = true;
		c->mark.from--;
	}
}

static void
read_period(struct cand *c)
{
	bool vertical = zc_mark_breaks(c->v, c->word.from, c->word.to);
	size_t p = c->mark.to, end = p;
	char sign = p < c->v->text.n ? c->v->text.p[p] : '\0';

	/* 机密：10年, 机密/10年, 机密(10年) */
	if (!c->star && sign != '\0' && strchr(":/-(", sign) != NULL)
		p++;
	c->term = zc_mark_period(c->v, p, &end, c->norm);
	/*
	 * What begins the next line is no period of this mark, and without a
	 * star 秘密会议开始前 is a sentence.
	 */
	if (c->term != ZC_MARK_NO_TERM &&
	    ((!vertical && zc_mark_breaks(c->v, c->mark.to - 1, end)) ||
		(!c->star && (unsigned char)c->norm[0] >= 0x80 &&
		    !zc_str_starts(zc_str_of(c->norm), "长期")))) {
		c->term = ZC_MARK_NO_TERM;
		c->norm[0] = '\0';
	}
	if (c->term != ZC_MARK_NO_TERM)
		c->mark.to = end;
}

/* 密级：机密, with signs between; and 保密期限：10年 behind it. */
static void
read_label(struct cand *c)
{
	size_t low = c->word.from > 24 ? c->word.from - 24 : 0, p, end, i;

	for (p = c->word.from; p > low; p--) {
		unsigned char b = (unsigned char)c->v->text.p[p - 1];

		if (b >= 0x80 || (b >= '0' && b <= '9') ||
		    (b >= 'a' && b <= 'z'))
			break;
	}
	for (size_t n = 6; n <= 30 && n <= p; n += 3) {
		struct zc_mark_span s = { p - n, p };

		i = zc_mark_find(c->v, ZC_MARK_K_LABEL, s);
		if (i != SIZE_MAX && c->v->hits[i].end == p) {
			c->label = i;
			break;
		}
	}
	if (c->label == SIZE_MAX || c->term != ZC_MARK_NO_TERM)
		return;
	i = zc_mark_find(c->v, ZC_MARK_K_PERIOD,
	    (struct zc_mark_span){ c->mark.to, c->mark.to + 60 });
	if (i == SIZE_MAX)
		return;
	/* 保密期 is found before the longer 保密期限. */
	while (i + 1 < c->v->nhits &&
	    zc_mark_word(c->v, i + 1)->kind == ZC_MARK_K_PERIOD &&
	    zc_mark_start(c->v, i + 1) == zc_mark_start(c->v, i))
		i++;
	p = c->v->hits[i].end;
	if (zc_str_starts(at(c->v, p), ":"))
		p++;
	c->term = zc_mark_period(c->v, p, &end, c->norm);
}

/* Brackets around the mark belong to it when asking for its place. */
static struct zc_mark_span
with_brackets(const struct cand *c)
{
	struct zc_mark_span s = c->mark;
	const char *t = c->v->text.p;

	while (s.from > c->line.from && strchr("([*-", t[s.from - 1]) != NULL &&
	    t[s.from - 1] != '\0')
		s.from--;
	while (s.to < c->line.to && strchr(")]*", t[s.to]) != NULL &&
	    t[s.to] != '\0')
		s.to++;
	return s;
}

/* “机密★10年”: quotation marks on both sides. */
static bool
quoted(const struct cand *c)
{
	static const char *const open[] = { "“", "‘", "「", "『", "《" };
	static const char *const shut[] = { "”", "’", "」", "』", "》" };
	struct zc_str before = zc_str_sub(c->v->text, 0, c->mark.from);

	for (size_t i = 0; i < ZC_LEN(open); i++)
		if (zc_str_ends(before, open[i]) &&
		    zc_str_starts(at(c->v, c->mark.to), shut[i]))
			return true;
	return false;
}

enum plain_quote {
	UNQUOTED,
	AS_DATA, /* {"mark":"机密★10年"} */
	AS_WORDS /* 标注"机密★10年" */
};

/* Plain quotation marks: what stands in front tells data from prose. */
static enum plain_quote
plain_quote(const struct cand *c)
{
	const char *t = c->v->text.p;
	size_t p = c->mark.from;
	char q = p > 0 ? t[p - 1] : '\0';

	if ((q != '"' && q != '\'') || c->mark.to >= c->v->text.n ||
	    t[c->mark.to] != q)
		return UNQUOTED;
	if (p == 1 || (t[p - 2] != '\0' && strchr(",:;=[{(<>|", t[p - 2])) ||
	    zc_mark_breaks(c->v, p - 2, p))
		return AS_DATA;
	return AS_WORDS;
}

/* A. 机密★10年: one of several answers. */
static bool
answer(const struct cand *c)
{
	size_t p = c->line.from;
	const char *t = c->v->text.p;

	if (p + 1 >= c->mark.from)
		return false;
	if (t[p] == '(')
		p++;
	return t[p] >= 'a' && t[p] <= 'h' &&
	    (strchr(".):", t[p + 1]) != NULL ||
		zc_str_starts(at(c->v, p + 1), "、"));
}

/* Between two levels of a list stand only signs, periods, 和 or 或. */
static bool
list_gap(struct zc_str s)
{
	static const char *const links[] = { "、", "，", "；", "年", "月", "日",
		"个", "长期", "或", "和", "及", "级", "□", "○", "√" };
	size_t k, i;

	while (s.n > 0) {
		for (i = 0; i < ZC_LEN(links); i++)
			if (zc_str_starts(s, links[i]))
				break;
		if (i == ZC_LEN(links) &&
		    ((unsigned char)s.p[0] >= 0x80 ||
			(s.p[0] >= 'a' && s.p[0] <= 'z')))
			return false;
		k = i < ZC_LEN(links) ? strlen(links[i]) : 1;
		s = zc_str_sub(s, k, s.n);
	}
	return true;
}

/* Another level stands beside it: a choice or a list, not a mark. */
static bool
choice(const struct cand *c)
{
	struct zc_mark_span s = { c->mark.from > 30 ? c->mark.from - 30 : 0,
		c->mark.to + 30 };
	size_t i, from, to;

	while ((i = zc_mark_find(c->v, ZC_MARK_K_LEVEL, s)) != SIZE_MAX) {
		s.from = c->v->hits[i].end;
		if (c->w->level == NULL ||
		    strcmp(zc_mark_word(c->v, i)->level, c->w->level) == 0)
			continue;
		from = s.from <= c->mark.from ? s.from : c->mark.to;
		to = s.from <= c->mark.from ? c->mark.from
					    : zc_mark_start(c->v, i);
		if (to >= from &&
		    list_gap(zc_str_sub(c->v->text, from, to - from)))
			return true;
	}
	return false;
}

static void
look_around(struct cand *c)
{
	const struct zc_mark_view *v = c->v;
	struct zc_mark_span m;
	size_t near;
	bool cut[2];

	c->line = zc_mark_line(v, c->mark, cut);
	m = with_brackets(c);
	c->first = !cut[0] &&
	    zc_mark_filler(v, (struct zc_mark_span){ c->line.from, m.from });
	c->last = !cut[1] &&
	    zc_mark_filler(v, (struct zc_mark_span){ m.to, c->line.to });
	c->set_off =
	    zc_mark_open_left(v, m.from) && zc_mark_open_right(v, m.to);
	near = c->mark.from > NEAR ? c->mark.from - NEAR : 0;
	if (near > c->line.from)
		near = c->line.from;
	c->talk = answer(c) || talks(c, c->line.from, c->mark.from) ||
	    talks(c, c->mark.to, c->line.to) || talks(c, near, c->line.from);
	c->topic = found(c, ZC_MARK_K_TOPIC, c->line.from, c->line.to) ||
	    found(c, ZC_MARK_K_TEACH, c->line.from, c->line.to);
	c->data = plain_quote(c) == AS_DATA;
	c->listed = choice(c);
	c->example = quoted(c) || plain_quote(c) == AS_WORDS ||
	    found(c, ZC_MARK_K_EXAMPLE, c->mark.from > 9 ? c->mark.from - 9 : 0,
		c->mark.from);
	if (c->first && c->last)
		c->place = ZC_MARK_OWN_LINE;
	else if (c->set_off &&
	    (c->first || c->last || c->line.to - c->line.from <= SHORT_LINE))
		c->place = ZC_MARK_IN_LINE;
	else
		c->place = ZC_MARK_SENTENCE;
}

static void
set(struct zc_mark *m, enum zc_mark_sure sure, const char *why)
{
	m->sure = sure;
	m->why = why;
}

/* A level with a star. */
static void
judge_star(const struct cand *c, struct zc_mark *m)
{
	bool open = zc_mark_open_right(c->v, c->mark.to);

	if (c->term == ZC_MARK_PLACEHOLDER)
		set(m, ZC_MARK_WEAK,
		    ZC_N("a template: the period is left open"));
	else if (c->example)
		set(m, ZC_MARK_WEAK, ZC_N("quoted or given as an example"));
	else if (c->term == ZC_MARK_NO_TERM && !open)
		set(m,
		    c->first && !c->talk && !c->topic ? ZC_MARK_MEDIUM
						      : ZC_MARK_WEAK,
		    ZC_N("no known period behind the star"));
	else if (c->talk && (c->place != ZC_MARK_OWN_LINE || answer(c)))
		set(m, ZC_MARK_WEAK, ZC_N("the line speaks about marks"));
	else if (c->place == ZC_MARK_SENTENCE)
		set(m, ZC_MARK_MEDIUM,
		    ZC_N("level, star and period inside a sentence"));
	else if (!c->real_star)
		set(m, ZC_MARK_MEDIUM,
		    ZC_N("level and period with an unusual star"));
	else if (c->data)
		set(m, ZC_MARK_MEDIUM, ZC_N("a full mark in a file of data"));
	else if (c->listed)
		set(m, ZC_MARK_MEDIUM,
		    ZC_N("marks of several levels are listed"));
	else if (c->talk || (c->v->teaching && !m->head))
		set(m, ZC_MARK_MEDIUM,
		    ZC_N(
			"a full mark, but the text around it speaks of marks"));
	else if (c->term == ZC_MARK_NO_TERM)
		set(m, ZC_MARK_STRONG,
		    ZC_N("level and star where a mark stands"));
	else
		set(m, ZC_MARK_STRONG,
		    ZC_N("level, star and period where a mark stands"));
}

/* A level without a star. */
static void
judge_bare(const struct cand *c, struct zc_mark *m)
{
	bool own = c->place == ZC_MARK_OWN_LINE;
	bool brackets = bracketed(c->v, c->mark);

	if (zc_mark_breaks(c->v, c->word.from, c->word.to) || c->example ||
	    c->listed)
		set(m, ZC_MARK_WEAK, ZC_N("a word in a text"));
	else if (c->label != SIZE_MAX && c->term != ZC_MARK_PLACEHOLDER &&
	    zc_mark_open_right(c->v, c->mark.to) && !c->talk)
		set(m, ZC_MARK_MEDIUM, ZC_N("a level behind its label"));
	else if (c->talk || c->topic || c->v->teaching)
		set(m, ZC_MARK_WEAK, ZC_N("the text speaks about marks"));
	else if (c->term == ZC_MARK_TERM && (own || (c->last && c->set_off)))
		set(m, ZC_MARK_MEDIUM, ZC_N("level and period without a star"));
	else if (own && m->head)
		set(m, ZC_MARK_MEDIUM,
		    ZC_N("a level alone on a line at the head"));
	else if (m->head && c->set_off && c->last &&
	    (brackets || c->line.to - c->line.from <= SHORT_LINE) &&
	    c->place == ZC_MARK_IN_LINE)
		set(m, ZC_MARK_MEDIUM, ZC_N("a level at the end of a title"));
	else if (m->head && c->first && brackets)
		set(m, ZC_MARK_MEDIUM,
		    ZC_N("a level in brackets in front of a title"));
	else
		set(m, ZC_MARK_WEAK, ZC_N("a word in a text"));
}

/* Work secrets, internal papers, commercial secrets. */
static void
judge_phrase(const struct cand *c, struct zc_mark *m)
{
	if (c->example || c->term == ZC_MARK_PLACEHOLDER)
		set(m, ZC_MARK_WEAK, ZC_N("quoted or given as an example"));
	else if (c->place == ZC_MARK_OWN_LINE && !c->talk)
		set(m, ZC_MARK_STRONG, ZC_N("alone on its line"));
	else if (c->star && c->term == ZC_MARK_TERM && !c->talk)
		set(m,
		    c->place == ZC_MARK_SENTENCE ? ZC_MARK_MEDIUM
						 : ZC_MARK_STRONG,
		    ZC_N("with a star and a period"));
	else if (c->talk || c->topic || c->v->teaching)
		set(m, ZC_MARK_WEAK, ZC_N("the text speaks about marks"));
	else if (c->label != SIZE_MAX)
		set(m, ZC_MARK_MEDIUM, ZC_N("behind the label of a level"));
	else if (m->head && c->place == ZC_MARK_IN_LINE)
		set(m, ZC_MARK_MEDIUM, ZC_N("set off in the head of the text"));
	else
		set(m, ZC_MARK_WEAK, ZC_N("a word in a text"));
}

/* 绝密★启用前 with words of examinations; a mark that is lifted. */
static void
reclass(const struct cand *c, struct zc_mark *m)
{
	size_t from = c->mark.from > EXAM_NEAR ? c->mark.from - EXAM_NEAR : 0;
	struct zc_mark_span behind = { c->mark.to, c->line.to };

	if (m->class != ZC_MARK_STATE_SECRET)
		return;
	if (zc_mark_find(c->v, ZC_MARK_K_LIFTED, c->line) != SIZE_MAX &&
	    !zc_str_is(m->period, "解密后") &&
	    !found(c, ZC_MARK_K_PERIOD, behind.from, behind.to)) {
		m->class = ZC_MARK_LIFTED;
		set(m, ZC_MARK_WEAK,
		    ZC_N("said to be lifted in the same line"));
	} else if (zc_str_ends(m->period, "启用前") &&
	    m->sure != ZC_MARK_WEAK &&
	    found(c, ZC_MARK_K_EXAM, from, c->mark.to + EXAM_NEAR)) {
		m->class = ZC_MARK_EXAM;
		set(m, ZC_MARK_MEDIUM,
		    ZC_N("an examination paper: was it used already?"));
	}
}

static bool
class_of(enum zc_mark_kind kind, enum zc_mark_class *out)
{
	switch (kind) {
	case ZC_MARK_K_LEVEL:
		*out = ZC_MARK_STATE_SECRET;
		return true;
	case ZC_MARK_K_WORK:
		*out = ZC_MARK_WORK_SECRET;
		return true;
	case ZC_MARK_K_INTERNAL:
		*out = ZC_MARK_INTERNAL;
		return true;
	case ZC_MARK_K_COMMERCIAL:
		*out = ZC_MARK_COMMERCIAL;
		return true;
	default:
		return false;
	}
}

bool
zc_mark_judge(
    const struct zc_mark_view *v, size_t i, struct zc_mark *out, char norm[64])
{
	struct cand c = {
		.v = v, .w = zc_mark_word(v, i), .norm = norm, .label = SIZE_MAX
	};
	bool cover;

	norm[0] = '\0';
	if (!class_of(c.w->kind, &out->class) || swallowed(v, i))
		return false;
	c.word = (struct zc_mark_span){ zc_mark_start(v, i), v->hits[i].end };
	c.mark = c.word;
	read_star(&c);
	read_period(&c);
	/* ** is how some write bold; ☆ and * need a period. */
	if (c.star && !c.real_star && c.term != ZC_MARK_TERM) {
		c.star = false;
		c.term = ZC_MARK_NO_TERM;
		c.mark = c.word;
		norm[0] = '\0';
	}
	read_label(&c);
	cover = zc_mark_holder(v, ZC_MARK_K_COVER, c.word) != SIZE_MAX;
	if (cover && c.label == SIZE_MAX && !(c.star && c.term == ZC_MARK_TERM))
		return false;
	if (!c.star && c.label != SIZE_MAX && c.mark.to == c.word.to &&
	    zc_str_starts(at(v, c.mark.to), "级"))
		c.mark.to += strlen("级");
	look_around(&c);
	out->place = c.place;
	out->level = c.w->level;
	out->period =
	    c.term == ZC_MARK_TERM ? zc_str_of(norm) : (struct zc_str){ "", 0 };
	out->offset = zc_mark_raw(v, c.mark.from);
	out->n = zc_mark_raw_end(v, c.mark.to) - out->offset;
	out->head = out->offset < v->head;
	out->rule = c.w->entry;
	if (c.w->kind != ZC_MARK_K_LEVEL)
		judge_phrase(&c, out);
	else if (c.star)
		judge_star(&c, out);
	else
		judge_bare(&c, out);
	reclass(&c, out);
	return true;
}
