#include "probe/shellvar.h"

void
zc_shellvar_init(struct zc_shellvars *s, struct zc_str text, struct zc_arena *a)
{
	*s = (struct zc_shellvars){ .rest = { "", 0 } };
	zc_lines_init(&s->r, text, true, a);
}

static bool
is_end(char c)
{
	return c == ';' || c == '&' || c == '|' || c == '(' || c == ')';
}

/* The next word or separator of the line; quotes stay on it. */
static bool
token(struct zc_str *rest, struct zc_str *out)
{
	char quote = 0;
	size_t n = 0;

	*rest = zc_str_trim(*rest);
	if (rest->n == 0 || rest->p[0] == '#')
		return false;
	if (is_end(rest->p[0])) {
		*out = zc_str_sub(*rest, 0, 1);
		*rest = zc_str_sub(*rest, 1, rest->n);
		return true;
	}
	for (; n < rest->n; n++) {
		char c = rest->p[n];

		if (c == '\\' && n + 1 < rest->n)
			n++;
		else if (quote != 0)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == ' ' || c == '\t' || is_end(c))
			break;
	}
	*out = zc_str_sub(*rest, 0, n);
	*rest = zc_str_sub(*rest, n, rest->n);
	return true;
}

static bool
one_of(struct zc_str w, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_is(w, list[i]))
			return true;
	return false;
}

static size_t
name_length(struct zc_str w)
{
	size_t n = 0;

	while (n < w.n &&
	    (w.p[n] == '_' || (w.p[n] >= 'A' && w.p[n] <= 'Z') ||
		(w.p[n] >= 'a' && w.p[n] <= 'z') ||
		(n > 0 && w.p[n] >= '0' && w.p[n] <= '9')))
		n++;
	return n;
}

/* NAME=VALUE, or a bare NAME behind a declaring word. */
static bool
assignment(struct zc_shellvars *s, struct zc_str w, struct zc_shellvar *out)
{
	size_t n = name_length(w);

	if (n == 0 || (n < w.n && w.p[n] != '='))
		return false;
	if (n == w.n && !(s->declares && s->readonly))
		return false;
	*out = (struct zc_shellvar){ .name = zc_str_sub(w, 0, n),
		.value = zc_lines_unquote(zc_str_sub(w, n + 1, w.n)),
		.assigned = n < w.n,
		.readonly = s->readonly,
		.line = s->r.at };
	return true;
}

static bool
call(struct zc_shellvars *s, struct zc_str w, struct zc_shellvar *out)
{
	struct zc_str arg = { "", 0 };

	s->start = false;
	if (!zc_str_is(w, "umask"))
		return false;
	while (token(&s->rest, &arg) && arg.p[0] == '-')
		arg.n = 0;
	if (arg.n == 0 || arg.p[0] < '0' || arg.p[0] > '9')
		return false;
	*out = (struct zc_shellvar){ .name = w,
		.value = zc_lines_unquote(arg),
		.assigned = true,
		.line = s->r.at };
	return true;
}

static bool
step(struct zc_shellvars *s, struct zc_str w, struct zc_shellvar *out)
{
	static const char *const lead[] = { "if", "then", "else", "elif", "do",
		"while", "until", "!", "{", "time", "builtin", "command" };
	static const char *const decl[] = { "export", "declare", "typeset",
		"local" };

	if (is_end(w.p[0])) {
		s->start = true;
		s->declares = s->readonly = false;
		return false;
	}
	if (s->declares && w.p[0] == '-') {
		s->readonly = s->readonly || zc_str_find(w, 'r') < w.n;
		return false;
	}
	if (s->start && zc_str_is(w, "readonly")) {
		s->declares = s->readonly = true;
		return false;
	}
	if (s->start && one_of(w, decl, ZC_LEN(decl))) {
		s->declares = true;
		return false;
	}
	if (!s->declares && s->start && one_of(w, lead, ZC_LEN(lead)))
		return false;
	if (!s->declares && !s->start)
		return false;
	if (assignment(s, w, out))
		return true;
	return s->declares ? false : call(s, w, out);
}

bool
zc_shellvar_next(struct zc_shellvars *s, struct zc_shellvar *out)
{
	struct zc_str w;

	for (;;) {
		while (token(&s->rest, &w))
			if (step(s, w, out))
				return true;
		if (!zc_lines_real(&s->r, &s->rest))
			return false;
		s->start = true;
		s->declares = s->readonly = false;
	}
}
