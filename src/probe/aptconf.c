#include "probe/aptconf.h"

#include "base/fs.h"

#include <strings.h>

enum {
	DEPTH = 16,
	NAME = 512
};

/* Scopes that are open, joined by "::". */
struct scope {
	char name[NAME];
	size_t len[DEPTH]; /* of the name before each '{' */
	int depth;
};

struct token {
	struct zc_str s;
	char kind; /* 'w' word, 's' quoted, or the character itself; 0 end */
};

static void
skip_blank(struct zc_str *in)
{
	for (;;) {
		size_t n = 0;

		*in = zc_str_trim(*in);
		if (zc_str_starts(*in, "//") ||
		    (zc_str_starts(*in, "#") && !zc_str_starts(*in, "#clear") &&
			!zc_str_starts(*in, "#include")))
			n = zc_str_find(*in, '\n');
		else if (zc_str_starts(*in, "/*"))
			n = zc_str_search(*in, "*/") + 2;
		if (n == 0)
			return;
		*in = zc_str_sub(*in, n, in->n);
	}
}

static struct token
next(struct zc_str *in)
{
	struct token t = { { "", 0 }, 0 };
	size_t n = 0;

	skip_blank(in);
	if (in->n == 0)
		return t;
	t.kind = in->p[0];
	if (t.kind == '"') {
		struct zc_str rest = zc_str_sub(*in, 1, in->n);

		t.s = zc_str_sub(rest, 0, zc_str_find(rest, '"'));
		t.kind = 's';
		*in = zc_str_sub(rest, t.s.n + 1, rest.n);
		return t;
	}
	if (strchr("{};", t.kind) != NULL) {
		*in = zc_str_sub(*in, 1, in->n);
		return t;
	}
	while (n < in->n && strchr("{};\" \t\r\n", in->p[n]) == NULL)
		n++;
	t.kind = 'w';
	t.s = zc_str_sub(*in, 0, n);
	*in = zc_str_sub(*in, n, in->n);
	return t;
}

static void
open_scope(struct scope *sc, struct zc_str name)
{
	size_t n = strlen(sc->name);

	if (sc->depth < DEPTH)
		sc->len[sc->depth] = n;
	sc->depth++;
	(void)snprintf(sc->name + n, NAME - n, "%s%.*s", n > 0 ? "::" : "",
	    (int)name.n, name.p);
}

static void
close_scope(struct scope *sc)
{
	if (sc->depth == 0)
		return;
	sc->depth--;
	if (sc->depth < DEPTH)
		sc->name[sc->len[sc->depth]] = '\0';
}

static bool
is_wanted(const struct scope *sc, struct zc_str name, const char *want)
{
	char full[NAME * 2];

	(void)snprintf(full, sizeof(full), "%s%s%.*s", sc->name,
	    sc->name[0] != '\0' ? "::" : "", (int)name.n, name.p);
	return strcasecmp(full, want) == 0;
}

static bool
scan(struct zc_str text, const char *want, struct zc_str *out)
{
	struct scope sc = { .depth = 0 };
	struct zc_str name = ZC_S("");
	bool found = false;
	struct token t;

	for (t = next(&text); t.kind != 0; t = next(&text)) {
		bool had = name.n > 0;

		if (t.kind == '{') {
			open_scope(&sc, name);
		} else if (t.kind == '}') {
			close_scope(&sc);
		} else if ((t.kind == 's' || t.kind == 'w') && !had) {
			if (t.kind == 'w')
				name = t.s;
			continue;
		} else if (t.kind != ';' && is_wanted(&sc, name, want)) {
			*out = t.s;
			found = true;
		}
		name = ZC_S("");
	}
	return found;
}

/* Names that apt reads: no extension or ".conf". */
static bool
is_read(struct zc_str name)
{
	return zc_str_ends(name, ".conf") || zc_str_find(name, '.') == name.n;
}

bool
zc_aptconf_get(const struct zc_look *l, struct zc_table *t, const char *name,
    struct zc_str *out)
{
	static const char dir[] = "/etc/apt/apt.conf.d";
	struct zc_fs_list names = { 0 };
	struct zc_str text;
	bool found = false;
	int rc = zc_fs_dir(l->root, dir, 4096, l->a, &names, NULL);

	if (rc != ZC_OK)
		zc_miss_rc(t, dir, rc);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = zc_fs_join(l->a, dir, names.names[i]);

		if (path != NULL && is_read(zc_str_of(names.names[i])) &&
		    zc_look_read(l, t, path, &text) == ZC_OK)
			found = scan(text, name, out) || found;
	}
	if (zc_look_read(l, t, "/etc/apt/apt.conf", &text) == ZC_OK)
		found = scan(text, name, out) || found;
	return found;
}
