#include "catalog/kind.h"

const char *const zc_kind_confidence[] = { "V", "S", "R", "I", "unknown",
	NULL };

const char *
zc_kind_id(const void *def)
{
	return *(const char *const *)def;
}

const struct zc_at *
zc_kind_at(const struct zc_kind *k, const void *def)
{
	return (const void *)((const char *)def + k->shape->at);
}

const struct zc_node *
zc_kind_node(const struct zc_node *map, const char *key)
{
	const struct zc_node *n = zc_node_get(map, key);

	return n == NULL ? map : n;
}

static bool
part_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

size_t
zc_kind_parts(const char *id)
{
	size_t parts = 1, len = 0;

	for (; *id != '\0'; id++) {
		if (part_char(*id)) {
			len++;
			continue;
		}
		if (*id != '.' || len == 0)
			return 0;
		parts++;
		len = 0;
	}
	return len == 0 ? 0 : parts;
}

bool
zc_kind_slot(struct zc_str *text, struct zc_str *out)
{
	size_t from, n;
	bool dot;

	while ((from = zc_str_find(*text, '{')) < text->n) {
		*text = zc_str_sub(*text, from + 1, text->n);
		dot = false;
		for (n = 0; n < text->n; n++) {
			if (text->p[n] == '.')
				dot = true;
			else if (!part_char(text->p[n]))
				break;
		}
		if (n == text->n || text->p[n] != '}' || !dot ||
		    text->p[0] == '.' || text->p[n - 1] == '.')
			continue;
		*out = zc_str_sub(*text, 0, n);
		*text = zc_str_sub(*text, n + 1, text->n);
		return true;
	}
	return false;
}

void
zc_kind_wrong(struct zc_fill *f, const struct zc_at *at, const char *what,
    const char *zh, const char *en)
{
	char show[80];

	/* The same arguments serve both sentences: each leaves one out. */
	zc_say(f->say, at->line, at->col, "“%1$s”：%2$s%3$.0s",
	    "\"%1$s\": %3$s%2$.0s", zc_say_show(zc_str_of(what), show), zh, en);
}

void
zc_kind_named(struct zc_fill *f, const struct zc_node *map, const char *id)
{
	const struct zc_node *n = zc_kind_node(map, "id");
	const struct zc_at at = { f->say->file, n->line, n->col };
	const char *slash = strrchr(f->say->file, '/');
	struct zc_str file =
	    zc_str_of(slash == NULL ? f->say->file : slash + 1);

	file.n = file.n > 5 ? file.n - 5 : 0; /* .yaml */
	if (id[0] == '\0')
		return;
	if (zc_kind_parts(id) != 1)
		zc_kind_wrong(f, &at, id,
		    "编号只用小写字母、数字和下划线。请改正。",
		    "an id is lower-case letters, digits and _; correct it");
	else if (!zc_str_is(file, id))
		zc_kind_wrong(f, &at, id, "文件名应当与编号相同。请改名。",
		    "the file must be named after the id; rename it");
}

bool
zc_kind_in(const struct zc_strs *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i], name) == 0)
			return true;
	return false;
}

static bool
digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

static int
two(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

bool
zc_kind_date(struct zc_str s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int year, month, day;
	bool leap;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(s.p, 4) ||
	    !digits(s.p + 5, 2) || !digits(s.p + 8, 2))
		return false;
	year = two(s.p) * 100 + two(s.p + 2);
	month = two(s.p + 5);
	day = two(s.p + 8);
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month >= 1 && month <= 12 && day >= 1 &&
	    day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool
zc_kind_number(const char *s)
{
	struct zc_str text = zc_str_of(s), slot;

	if (digits(s, strlen(s)))
		return text.n <= 9;
	return zc_kind_slot(&text, &slot) && slot.p == s + 1 && text.n == 0;
}
