#include "probe/rotate.h"

#include "probe/conffile.h"

#include <fnmatch.h>

enum {
	PATTERNS_MAX = 4096
};

struct parse {
	const struct zc_look *l;
	struct zc_rotates *out;
	struct zc_rotate *block; /* NULL = outside */
	struct zc_buf names;     /* paths of the block that is to come */
	bool script;             /* between prerotate … endscript */
};

static int64_t
period_of(struct zc_str word)
{
	static const struct {
		const char *word;
		int64_t days;
	} known[] = { { "hourly", 1 }, { "daily", 1 }, { "weekly", 7 },
		{ "monthly", 30 }, { "yearly", 365 } };

	for (size_t i = 0; i < ZC_LEN(known); i++)
		if (zc_str_is(word, known[i].word))
			return known[i].days;
	return 0;
}

static void
setting(struct zc_rotate *r, struct zc_str line)
{
	struct zc_str word, value = ZC_S("");
	int64_t v = 0;
	bool number;

	if (!zc_str_word(&line, &word))
		return;
	(void)zc_str_word(&line, &value);
	number = zc_str_int(value, 10, &v) && v >= 0;
	if (period_of(word) != 0)
		r->period = period_of(word);
	else if (zc_str_is(word, "rotate") && number)
		r->count = v;
	else if (zc_str_is(word, "maxage") && number)
		r->maxage = v;
	else if (zc_str_is(word, "size"))
		r->period = 0; /* by size alone: time tells nothing */
}

static int
begin(struct parse *p, const struct zc_confline *c)
{
	struct zc_rotate *r = zc_arena_get(p->l->a, sizeof(*r));

	if (r == NULL)
		return ZC_ENOMEM;
	*r = p->out->global;
	r->patterns = zc_arena_dup(p->l->a, p->names.p, p->names.n);
	r->file = c->path;
	r->line = c->line;
	if (r->patterns == NULL)
		return ZC_ENOMEM;
	r->next = p->out->list;
	p->out->list = r;
	p->block = r;
	zc_buf_clear(&p->names);
	return ZC_OK;
}

static bool
is_script(struct zc_str s)
{
	return zc_str_starts(s, "prerotate") ||
	    zc_str_starts(s, "postrotate") || zc_str_starts(s, "firstaction") ||
	    zc_str_starts(s, "lastaction") || zc_str_starts(s, "preremove");
}

static int
line(void *ctx, const struct zc_confline *c)
{
	struct parse *p = ctx;
	struct zc_str s = c->text;
	size_t brace;
	int rc;

	if (p->script) {
		p->script = !zc_str_starts(s, "endscript");
		return ZC_OK;
	}
	if (is_script(s)) {
		p->script = true;
		return ZC_OK;
	}
	if (p->block != NULL) {
		brace = zc_str_find(s, '}');
		setting(p->block, zc_str_sub(s, 0, brace));
		if (brace < s.n)
			p->block = NULL;
		return ZC_OK;
	}
	brace = zc_str_find(s, '{');
	if (s.p[0] == '/' || s.p[0] == '"' || brace < s.n) {
		zc_buf_str(&p->names, zc_str_sub(s, 0, brace));
		zc_buf_char(&p->names, ' ');
		if (brace == s.n)
			return ZC_OK;
		rc = begin(p, c);
		s = zc_str_sub(s, brace + 1, s.n);
		if (rc == ZC_OK && s.n > 0)
			setting(p->block, s);
		return rc;
	}
	setting(&p->out->global, s);
	return ZC_OK;
}

int
zc_rotate_read(
    const struct zc_look *l, struct zc_table *t, struct zc_rotates *out)
{
	struct parse p = { .l = l, .out = out };
	int rc;

	*out = (struct zc_rotates){ .global = { .count = -1 } };
	zc_buf_init(&p.names, PATTERNS_MAX);
	rc = zc_conffile_read(l, t, "/etc/logrotate.conf", line, &p);
	p.block = NULL;
	p.script = false;
	if (rc == ZC_OK)
		rc = zc_conffile_dir(l, t, "/etc/logrotate.d", "", line, &p);
	zc_buf_fini(&p.names);
	return rc;
}

static bool
covers(const struct zc_rotate *r, const char *path)
{
	struct zc_str rest = zc_str_of(r->patterns), word;
	char one[512];

	while (zc_str_word(&rest, &word)) {
		if (word.n > 1 && word.p[0] == '"')
			word = zc_str_sub(word, 1, word.n - 2);
		(void)snprintf(one, sizeof(one), "%.*s",
		    (int)(word.n < 511 ? word.n : 511), word.p);
		if (fnmatch(one, path, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

int64_t
zc_rotate_days(const struct zc_rotates *r, const char *path)
{
	for (const struct zc_rotate *x = r->list; x != NULL; x = x->next) {
		int64_t days;

		if (!covers(x, path))
			continue;
		/* The current file and `count` old ones. */
		days = x->count < 0 ? 0 : x->count * x->period;
		if (x->maxage != 0 && (days == 0 || x->maxage < days))
			days = x->maxage;
		return days;
	}
	return 0;
}

bool
zc_rotate_keeps(const struct zc_rotates *r, const char *path)
{
	for (const struct zc_rotate *x = r->list; x != NULL; x = x->next)
		if (covers(x, path))
			return x->count > 0;
	return true; /* nobody rotates it */
}
