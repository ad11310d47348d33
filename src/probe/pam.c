#include "probe/pam.h"

#include "base/fs.h"
#include "probe/lines.h"

static const char *const dirs[] = { "/etc/pam.d", "/usr/lib/pam.d",
	"/usr/etc/pam.d" };
static const char *const types[] = { "auth", "account", "password", "session" };

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_pam pam;
	const char *service;
	const char *type; /* the stack that is being built */
	int64_t position;
	int opened; /* files read so far: includes may fan out */
	int rc;
};

enum {
	OPENED_MAX = 20000
};

/* One line cut into its parts. */
struct entry {
	struct zc_str service; /* pam.conf only */
	struct zc_str type, control, module, args;
	bool include_all; /* @include: module is the file */
};

static void expand(struct ctx *c, const char *file, int depth);

/* A word, or everything in brackets, off the front. */
static bool
take(struct zc_str *rest, struct zc_str *word)
{
	size_t n;

	*rest = zc_str_trim(*rest);
	if (rest->n == 0 || rest->p[0] != '[')
		return zc_str_word(rest, word);
	for (n = 1; n < rest->n && rest->p[n] != ']'; n++)
		if (rest->p[n] == '\\' && n + 1 < rest->n)
			n++;
	if (n == rest->n)
		return false;
	*word = zc_str_sub(*rest, 0, n + 1);
	*rest = zc_str_sub(*rest, n + 1, rest->n);
	return true;
}

static const char *
type_of(struct zc_str s)
{
	if (s.n > 0 && s.p[0] == '-')
		s = zc_str_sub(s, 1, s.n);
	for (size_t i = 0; i < ZC_LEN(types); i++)
		if (zc_str_isi(s, types[i]))
			return types[i];
	return NULL;
}

static bool
parse(struct zc_str line, bool with_service, struct entry *e)
{
	*e = (struct entry){ .args = { "", 0 } };
	line = zc_lines_before(line, '#');
	if (zc_str_starts(line, "@include")) {
		line = zc_str_sub(line, 8, line.n);
		e->include_all = true;
		return zc_str_word(&line, &e->module);
	}
	if (with_service && !zc_str_word(&line, &e->service))
		return false;
	if (!zc_str_word(&line, &e->type) || type_of(e->type) == NULL ||
	    !take(&line, &e->control) || !zc_str_word(&line, &e->module))
		return false;
	e->args = zc_str_trim(line);
	return true;
}

static bool
is_include(struct zc_str control)
{
	return zc_str_isi(control, "include") ||
	    zc_str_isi(control, "substack");
}

static struct zc_str
base_name(struct zc_str s)
{
	s = zc_str_base(s);
	if (zc_str_ends(s, ".so"))
		s.n -= 3;
	return s;
}

static void
add(struct ctx *c, const struct entry *e, const char *file, int line)
{
	if (c->pam.n == ZC_PAM_MAX) {
		c->rc = ZC_ELIMIT;
		return;
	}
	c->pam.v[c->pam.n++] = (struct zc_pam_rule){ .service = c->service,
		.type = c->type,
		.position = ++c->position,
		.control = zc_lines_cstr(c->l->a, e->control),
		.module = base_name(e->module),
		.args = e->args,
		.file = file,
		.line = line };
}

/* The file of a service: the first directory that has it. */
static const char *
file_of(const struct ctx *c, const char *name)
{
	if (name[0] == '/')
		return name;
	for (size_t i = 0; i < ZC_LEN(dirs); i++) {
		const char *p = zc_fs_join(c->l->a, dirs[i], name);

		if (p != NULL && zc_fs_exists(c->l->root, p))
			return p;
	}
	return NULL;
}

static void
include(
    struct ctx *c, const struct entry *e, const char *from, int line, int depth)
{
	const char *name = zc_lines_cstr(c->l->a, e->module);
	const char *file = file_of(c, name);

	if (file == NULL || !zc_fs_exists(c->l->root, file)) {
		zc_lines_miss(c->t, from, line,
		    ZC_N("the file it includes does not exist"));
		return;
	}
	if (depth == ZC_PAM_DEPTH) {
		zc_lines_miss(c->t, from, line,
		    ZC_N("files include each other too deeply"));
		return;
	}
	expand(c, file, depth + 1);
}

static void
expand(struct ctx *c, const char *file, int depth)
{
	struct zc_lines r;
	struct zc_str text, line;
	struct entry e;

	if (c->rc == ZC_OK && ++c->opened > OPENED_MAX)
		c->rc = ZC_ELIMIT;
	if (c->rc != ZC_OK || zc_look_read(c->l, c->t, file, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, true, c->l->a);
	while (c->rc == ZC_OK && zc_lines_real(&r, &line)) {
		const char *type;

		if (!parse(line, false, &e)) {
			if (c->type == types[0]) /* say it once */
				zc_lines_miss(c->t, file, r.at,
				    ZC_N("this line is malformed and was "
					 "left out"));
			continue;
		}
		type = e.include_all ? c->type : type_of(e.type);
		if (type != c->type)
			continue;
		if (e.include_all || is_include(e.control))
			include(c, &e, file, r.at, depth);
		else
			add(c, &e, file, r.at);
	}
}

/* Left behind by package managers and editors; no program asks for them. */
static bool
is_leftover(const char *name)
{
	static const char *const ends[] = { "~", ".rpmsave", ".rpmnew",
		".rpmorig", ".dpkg-old", ".dpkg-new", ".dpkg-dist", ".bak",
		".orig", ".ucf-old", ".ucf-dist", ".pam-new", ".pam-old" };

	for (size_t i = 0; i < ZC_LEN(ends); i++)
		if (zc_str_ends(zc_str_of(name), ends[i]))
			return true;
	return name[0] == '.';
}

static void
service(struct ctx *c, const char *name, const char *file)
{
	c->service = name;
	for (size_t i = 0; i < ZC_LEN(types) && c->rc == ZC_OK; i++) {
		c->type = types[i];
		c->position = 0;
		expand(c, file, 0);
	}
}

static int
read_dirs(struct ctx *c)
{
	struct zc_fs_list names;
	bool any = false;

	for (size_t d = 0; d < ZC_LEN(dirs); d++) {
		int rc = zc_fs_dir(
		    c->l->root, dirs[d], ZC_GLOB_MAX, c->l->a, &names, NULL);

		if (rc == ZC_ENOENT)
			continue;
		if (rc != ZC_OK && d == 0)
			return rc;
		if (rc != ZC_OK) {
			zc_miss_rc(c->t, dirs[d], rc);
			continue;
		}
		any = true;
		for (size_t i = 0; i < names.n && c->rc == ZC_OK; i++) {
			const char *p =
			    zc_fs_join(c->l->a, dirs[d], names.names[i]);
			const char *first = file_of(c, names.names[i]);

			if (p == NULL)
				return ZC_ENOMEM;
			if (is_leftover(names.names[i]) || first == NULL ||
			    strcmp(first, p) != 0)
				continue;
			service(c, names.names[i], p);
		}
	}
	return any ? c->rc : ZC_ENOENT;
}

/* The one file of systems without /etc/pam.d: service first. */
static int
read_conf(struct ctx *c)
{
	static const char file[] = "/etc/pam.conf";
	struct zc_lines r;
	struct zc_str text, line;
	struct entry e;
	int rc = zc_look_read(c->l, c->t, file, &text);

	if (rc != ZC_OK)
		return rc;
	zc_lines_init(&r, text, true, c->l->a);
	while (c->rc == ZC_OK && zc_lines_real(&r, &line)) {
		if (!parse(line, true, &e) || e.include_all) {
			zc_lines_miss(c->t, file, r.at,
			    ZC_N("this line is malformed and was left out"));
			continue;
		}
		c->service = zc_lines_cstr(c->l->a, e.service);
		c->type = type_of(e.type);
		c->position = 0;
		for (size_t i = 0; i < c->pam.n; i++)
			c->position += c->pam.v[i].type == c->type &&
			    strcmp(c->pam.v[i].service, c->service) == 0;
		if (is_include(e.control))
			include(c, &e, file, r.at, 0);
		else
			add(c, &e, file, r.at);
	}
	return c->rc;
}

int
zc_pam_load(const struct zc_look *l, struct zc_table *t, struct zc_pam *out)
{
	struct ctx c = { .l = l, .t = t, .rc = ZC_OK };
	int rc;

	c.pam.v = zc_arena_array(l->a, ZC_PAM_MAX, sizeof(*c.pam.v));
	if (c.pam.v == NULL)
		return ZC_ENOMEM;
	rc = read_dirs(&c);
	if (rc == ZC_ENOENT)
		rc = read_conf(&c);
	if (rc == ZC_ELIMIT) {
		zc_miss(
		    t, dirs[0], ZC_N("too many rules: the rest was left out"));
		rc = ZC_OK;
	}
	if (rc == ZC_OK)
		*out = c.pam;
	return rc;
}

bool
zc_pam_arg(const struct zc_pam_rule *r, const char *name, struct zc_str *value)
{
	struct zc_str rest = r->args, w;
	size_t n = strlen(name);
	bool found = false;

	while (take(&rest, &w)) {
		if (w.n > 1 && w.p[0] == '[')
			w = zc_str_sub(w, 1, w.n - 2);
		if (!zc_str_starts(w, name) || (w.n > n && w.p[n] != '='))
			continue;
		*value = zc_str_sub(w, n + 1, w.n);
		found = true;
	}
	return found;
}
