#include "core/example_lint.h"

#include "core/judge.h"

#include <stdarg.h>

void
zc_voice_say(struct zc_voice *v, const struct zc_at *at, const char *zh,
    const char *fmt, ...)
{
	char en[512], both[640];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(en, sizeof(en), fmt, ap);
	va_end(ap);
	(void)snprintf(both, sizeof(both), "%s：%s", zh, en);
	v->faults++;
	v->complain(v->ctx, at, both, en);
}

const struct zc_col *
zc_voice_columns(struct zc_voice *v, const char *table, size_t *n)
{
	const struct zc_probe *p = zc_probe_find(table);
	const struct zc_ledger *l;

	if (p != NULL) {
		*n = p->ncols;
		return p->cols;
	}
	l = zc_catalog_ledger(v->catalog, table);
	if (l == NULL)
		return NULL;
	*n = l->nfields;
	return zc_judge_ledger_cols(l, v->a);
}

const struct zc_given *
zc_example_given(const struct zc_example *x, const char *table)
{
	for (size_t i = 0; x != NULL && i < x->ngiven; i++)
		if (strcmp(x->given[i].table, table) == 0)
			return &x->given[i];
	return NULL;
}

const struct zc_col *
zc_example_col(const struct zc_col *cols, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(cols[i].name, name) == 0)
			return &cols[i];
	return NULL;
}

bool
zc_example_relative(struct zc_str s, int64_t *out)
{
	static const char units[] = "smhd";
	static const int64_t seconds[] = { 1, 60, 3600, 86400 };
	const char *u;
	int64_t n;

	if (s.n < 3 || (s.p[0] != '-' && s.p[0] != '+'))
		return false;
	u = memchr(units, s.p[s.n - 1], 4);
	if (u == NULL || !zc_str_int(zc_str_sub(s, 1, s.n - 2), 10, &n))
		return false;
	n *= seconds[u - units];
	*out = ZC_EXAMPLE_NOW + (s.p[0] == '-' ? -n : n);
	return true;
}

bool
zc_example_listed(const struct zc_reads *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->names[i], name) == 0)
			return true;
	return false;
}

/* An example with verdict unknown in which this table was not seen. */
static bool
proves_unknown(const struct zc_check *c, const char *table)
{
	for (size_t i = 0; i < c->nexamples; i++) {
		const struct zc_given *g =
		    zc_example_given(&c->examples[i], table);

		if (strcmp(c->examples[i].verdict, "unknown") == 0 &&
		    g != NULL && strcmp(g->status, "ok") != 0)
			return true;
	}
	return false;
}

void
zc_voice_look_reads(struct zc_voice *v, const struct zc_reads *reads)
{
	const struct zc_check *c = v->c;

	for (size_t i = 0; i < reads->n; i++) {
		if (!proves_unknown(c, reads->names[i]))
			zc_voice_say(v, &c->at,
			    "缺少该表未查看时结论为 unknown 的示例",
			    "no unknown example in which %s was not seen",
			    reads->names[i]);
		for (size_t k = 0; k < c->nexamples; k++)
			if (zc_example_given(
				&c->examples[k], reads->names[i]) == NULL)
				zc_voice_say(v, &c->examples[k].at,
				    "示例没有给出查询所读的表",
				    "the example does not give table %s",
				    reads->names[i]);
	}
	for (size_t i = 0; i < c->sound_when_partial.n; i++)
		if (!zc_example_listed(reads, c->sound_when_partial.v[i]))
			zc_voice_say(v, &c->at,
			    "sound_when_partial 中的表未被查询读取",
			    "sound_when_partial names %s, which is not read",
			    c->sound_when_partial.v[i]);
}

/* Is the column a text written in the query, as in 'TMOUT' AS name? */
static bool
literal(const struct zc_check *c, const char *name)
{
	char as[128];

	(void)snprintf(as, sizeof(as), "' AS %s", name);
	return strstr(c->query, as) != NULL;
}

/*
 * Has the column a name for people? What the query writes itself must be
 * named by the check; the rest is named by a table that the check reads.
 */
static bool
labelled(struct zc_voice *v, const struct zc_check *c,
    const struct zc_reads *reads, const char *name)
{
	for (size_t i = 0; i < c->nlabels; i++)
		if (strcmp(c->labels[i].name, name) == 0)
			return true;
	for (size_t i = 0; !literal(c, name) && i < reads->n; i++) {
		size_t n = 0;
		const struct zc_col *cols =
		    zc_voice_columns(v, reads->names[i], &n);

		if (cols != NULL && zc_example_col(cols, n, name) != NULL)
			return true;
	}
	return false;
}

/*
 * Does a column change although the thing stays the same? A finding that is
 * told apart by it would be another one after the next inspection.
 */
static bool
unsteady(struct zc_voice *v, const struct zc_reads *reads, const char *name)
{
	static const char *const names[] = { "line", "position", "version",
		"times", "age_days", "rank", "size" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	for (size_t i = 0; i < reads->n; i++) {
		size_t n = 0;
		const struct zc_col *cols =
		    zc_voice_columns(v, reads->names[i], &n);
		const struct zc_col *col =
		    cols == NULL ? NULL : zc_example_col(cols, n, name);

		/* The pid of a USB device is its product, and a text. */
		if (col != NULL &&
		    (col->type == ZC_TIME ||
			(col->type == ZC_INT && strcmp(name, "pid") == 0)))
			return true;
	}
	return false;
}

void
zc_voice_look_columns(struct zc_voice *v, const struct zc_reads *reads,
    const char *const *names, size_t n)
{
	const struct zc_check *c = v->c;

	for (size_t i = 0; i < n; i++)
		if (!labelled(v, c, reads, names[i]))
			zc_voice_say(v, &c->at,
			    "结果列没有中英文名称，请写入 labels",
			    "column %s has no label", names[i]);
	for (size_t i = 0; i < c->locator.n; i++) {
		bool found = false;

		for (size_t k = 0; k < n && !found; k++)
			found = strcmp(names[k], c->locator.v[i]) == 0;
		if (!found)
			zc_voice_say(v, &c->at, "locator 不是结果列",
			    "locator %s is no column of the result",
			    c->locator.v[i]);
		if (unsteady(v, reads, c->locator.v[i]))
			zc_voice_say(v, &c->at,
			    "locator 不能是时间、行号、版本等会变化的列",
			    "locator %s changes while the thing stays the same",
			    c->locator.v[i]);
	}
}
