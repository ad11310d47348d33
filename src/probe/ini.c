#include "probe/ini.h"

void
zc_ini_init(struct zc_ini *i, struct zc_str text)
{
	/* A byte order mark is not part of the first key. */
	if (zc_str_starts(text, "\xef\xbb\xbf"))
		text = zc_str_sub(text, 3, text.n);
	*i = (struct zc_ini){ .rest = text, .section = ZC_S(""), .next = 1 };
}

static bool
cut_backslash(struct zc_str *s)
{
	if (s->n == 0 || s->p[s->n - 1] != '\\')
		return false;
	s->n--;
	*s = zc_str_trim(*s);
	return true;
}

bool
zc_ini_next(struct zc_ini *i)
{
	struct zc_str line, more;
	size_t eq;

	while (zc_str_line(&i->rest, &line)) {
		i->line = i->next++;
		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
			continue;
		if (line.p[0] == '[') {
			size_t end = zc_str_find(line, ']');

			i->section = zc_str_sub(line, 1, end - 1);
			continue;
		}
		eq = zc_str_find(line, '=');
		if (eq == line.n)
			continue;
		i->key = zc_str_trim(zc_str_sub(line, 0, eq));
		i->value = zc_str_trim(zc_str_sub(line, eq + 1, line.n));
		more = line;
		if (cut_backslash(&i->value)) {
			while (more.n > 0 && more.p[more.n - 1] == '\\' &&
			    zc_str_line(&i->rest, &more)) {
				i->next++;
				more = zc_str_trim(more);
			}
		}
		return true;
	}
	return false;
}

struct zc_str
zc_ini_get(struct zc_str text, const char *section, const char *key)
{
	struct zc_ini i;
	struct zc_str found = ZC_S("");

	zc_ini_init(&i, text);
	while (zc_ini_next(&i)) {
		if ((section == NULL || zc_str_is(i.section, section)) &&
		    zc_str_is(i.key, key))
			found = i.value;
	}
	return found;
}

struct zc_str
zc_ini_unquote(struct zc_str s)
{
	s = zc_str_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    s.p[s.n - 1] == s.p[0])
		return zc_str_sub(s, 1, s.n - 2);
	return s;
}

bool
zc_ini_true(struct zc_str s)
{
	s = zc_ini_unquote(s);
	return zc_str_isi(s, "yes") || zc_str_isi(s, "true") ||
	    zc_str_isi(s, "on") || zc_str_is(s, "1");
}
