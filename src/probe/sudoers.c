#include "probe/sudoers.h"

enum {
	LIST_MAX = 64 * 1024,
	EXPAND_DEPTH = 8
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_sudoers s;
	int files;
};

static int read_file(struct ctx *c, const char *path, int depth);

bool
zc_sudoers_cut(struct zc_str *rest, char sep, struct zc_str *piece)
{
	int paren = 0;
	bool quoted = false;
	size_t i;

	if (rest->p == NULL || rest->n == 0)
		return false;
	for (i = 0; i < rest->n; i++) {
		char k = rest->p[i];

		if (k == '\\' && i + 1 < rest->n)
			i++;
		else if (k == '"')
			quoted = !quoted;
		else if (!quoted && k == '(')
			paren++;
		else if (!quoted && k == ')')
			paren--;
		else if (!quoted && paren <= 0 && k == sep)
			break;
	}
	*piece = zc_str_trim(zc_str_sub(*rest, 0, i));
	*rest = zc_str_sub(*rest, i + 1, rest->n);
	return true;
}

/* A '#' begins a comment unless a number follows it: that is a user id. */
static struct zc_str
uncomment(struct zc_str line)
{
	bool quoted = false;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '\\')
			i++;
		else if (line.p[i] == '"')
			quoted = !quoted;
		else if (line.p[i] == '#' && !quoted &&
		    !(i + 1 < line.n && line.p[i + 1] >= '0' &&
			line.p[i + 1] <= '9'))
			return zc_str_trim(zc_str_sub(line, 0, i));
	}
	return line;
}

static bool
keyword(struct zc_str line, const char *word, struct zc_str *rest)
{
	size_t n = strlen(word);

	if (!zc_str_starts(line, word) || line.n == n ||
	    (line.p[n] != ' ' && line.p[n] != '\t'))
		return false;
	*rest = zc_lines_unquote(zc_str_trim(zc_str_sub(line, n, line.n)));
	return rest->n > 0;
}

/* Relative names lie beside the file that includes them. */
static const char *
beside(struct ctx *c, const char *from, struct zc_str name)
{
	struct zc_str dir = zc_str_of(from);

	if (name.p[0] == '/')
		return zc_lines_cstr(c->l->a, name);
	while (dir.n > 0 && dir.p[dir.n - 1] != '/')
		dir.n--;
	return zc_lines_cstr(
	    c->l->a, zc_lines_cat(c->l->a, dir, name, ZC_S("")));
}

static void
read_dir(struct ctx *c, const char *dir, int depth)
{
	struct zc_fs_list names;
	int rc = zc_fs_dir(c->l->root, dir, ZC_GLOB_MAX, c->l->a, &names, NULL);

	if (rc != ZC_OK) {
		zc_miss_rc(c->t, dir, rc);
		return;
	}
	for (size_t i = 0; i < names.n; i++) {
		const char *n = names.names[i], *p;

		/* sudoers(5): names with a '.' or ending in '~' are skipped */
		if (strchr(n, '.') != NULL || zc_str_ends(zc_str_of(n), "~"))
			continue;
		p = zc_fs_join(c->l->a, dir, n);
		if (p != NULL)
			(void)read_file(c, p, depth + 1);
	}
}

static bool
include(struct ctx *c, struct zc_str line, const char *from, int no, int depth)
{
	struct zc_str name;
	bool dir = keyword(line, "@includedir", &name) ||
	    keyword(line, "#includedir", &name);
	const char *path;

	if (!dir && !keyword(line, "@include", &name) &&
	    !keyword(line, "#include", &name))
		return false;
	path = beside(c, from, name);
	if (depth >= ZC_SUDO_DEPTH || ++c->files > 1000)
		zc_lines_miss(c->t, from, no,
		    ZC_N("files include each other too deeply"));
	else if (zc_str_find(name, '%') < name.n)
		zc_lines_miss(c->t, from, no,
		    ZC_N("an included file named by the host was not read"));
	else if (dir)
		read_dir(c, path, depth);
	else if (read_file(c, path, depth + 1) == ZC_ENOENT)
		zc_lines_miss(c->t, from, no,
		    ZC_N("the file it includes does not exist"));
	return true;
}

/* "User_Alias A = x, y : B = z" */
static bool
alias(struct ctx *c, struct zc_str line, const char *file, int no)
{
	static const char *const kinds[] = { "User_Alias", "Runas_Alias",
		"Host_Alias", "Cmnd_Alias", "Cmd_Alias" };
	struct zc_str rest, one, name, list;
	size_t k = 0;

	while (k < ZC_LEN(kinds) && !keyword(line, kinds[k], &rest))
		k++;
	if (k == ZC_LEN(kinds))
		return false;
	rest = zc_str_trim(zc_str_sub(line, strlen(kinds[k]), line.n));
	while (zc_sudoers_cut(&rest, ':', &one)) {
		if (!zc_lines_pair(one, '=', &name, &list) ||
		    c->s.naliases == ZC_SUDO_ALIASES) {
			zc_lines_miss(c->t, file, no,
			    ZC_N("this line is malformed and was left out"));
			continue;
		}
		c->s.aliases[c->s.naliases++] = (struct zc_sudo_alias){
			.kind = zc_str_of(kinds[k == 4 ? 3 : k]),
			.name = name,
			.list = list,
		};
	}
	return true;
}

static int
read_file(struct ctx *c, const char *path, int depth)
{
	struct zc_lines r;
	struct zc_str text, line;
	int rc = zc_look_read(c->l, c->t, path, &text);

	if (rc != ZC_OK)
		return rc;
	zc_lines_init(&r, text, true, c->l->a);
	while (zc_lines_next(&r, &line)) {
		int at = r.at;

		if (line.n == 0 || include(c, line, path, at, depth))
			continue;
		line = uncomment(line);
		if (line.n == 0 || alias(c, line, path, at))
			continue;
		if (c->s.n == ZC_SUDO_LINES) {
			zc_miss(c->t, path,
			    ZC_N("too many rules: the rest was left out"));
			break;
		}
		c->s.v[c->s.n++] = (struct zc_sudo_line){ line, path, at };
	}
	return ZC_OK;
}

int
zc_sudoers_load(const struct zc_look *l, struct zc_table *t, const char *path,
    struct zc_sudoers *out)
{
	struct ctx c = { .l = l, .t = t };
	int rc;

	c.s.v = zc_arena_array(l->a, ZC_SUDO_LINES, sizeof(*c.s.v));
	c.s.aliases =
	    zc_arena_array(l->a, ZC_SUDO_ALIASES, sizeof(*c.s.aliases));
	if (c.s.v == NULL || c.s.aliases == NULL)
		return ZC_ENOMEM;
	rc = read_file(&c, path, 0);
	if (rc == ZC_OK)
		*out = c.s;
	return rc;
}

static const struct zc_sudo_alias *
find(const struct zc_sudoers *s, const char *kind, struct zc_str name)
{
	for (size_t i = 0; i < s->naliases; i++)
		if (zc_str_is(s->aliases[i].kind, kind) &&
		    zc_str_eq(s->aliases[i].name, name))
			return &s->aliases[i];
	return NULL;
}

static void
expand(const struct zc_sudoers *s, const char *kind, struct zc_str list,
    bool negated, int depth, struct zc_buf *b)
{
	const struct zc_sudo_alias *al;
	struct zc_str one;

	while (b->rc == ZC_OK && zc_sudoers_cut(&list, ',', &one)) {
		bool not = negated;

		while (one.n > 0 && one.p[0] == '!') {
			not = !not ;
			one = zc_str_trim(zc_str_sub(one, 1, one.n));
		}
		al = find(s, kind, one);
		if (al != NULL && depth < EXPAND_DEPTH) {
			expand(s, kind, al->list, not, depth + 1, b);
			continue;
		}
		if (b->n > 0)
			zc_buf_cstr(b, ", ");
		if (not )
			zc_buf_char(b, '!');
		zc_buf_str(b, zc_lines_unquote(one));
	}
}

struct zc_str
zc_sudoers_list(const struct zc_sudoers *s, const char *kind,
    struct zc_str list, struct zc_arena *a)
{
	struct zc_str out = { "", 0 };
	struct zc_buf b;

	zc_buf_init(&b, LIST_MAX);
	expand(s, kind, list, false, 0, &b);
	out = zc_lines_cat(a, zc_buf_get(&b), ZC_S(""), ZC_S(""));
	zc_buf_fini(&b);
	return out;
}
