#include "probe/shadow.h"

#include "base/fs.h"

enum {
	FIELDS = 9
};

static const char path[] = "/etc/shadow";

static int64_t
days(struct zc_str s)
{
	int64_t v;

	return zc_str_int(s, 10, &v) && v >= 0 && v < 10000000 ? v : -1;
}

static bool
parse(const struct zc_look *l, struct zc_str line, struct zc_shadow *s)
{
	struct zc_str f[FIELDS];
	size_t n = 0;

	if (zc_str_find(line, '\0') != line.n)
		return false;
	while (n < FIELDS && zc_str_cut(&line, ':', &f[n]))
		n++;
	/* Two fields are enough for libc; more than nine are not. */
	if (n < 2 || f[0].n == 0 || line.p != NULL)
		return false;
	for (; n < FIELDS; n++)
		f[n] = (struct zc_str){ "", 0 };
	s->name = zc_arena_dup(l->a, f[0].p, f[0].n);
	s->hash = zc_arena_dup(l->a, f[1].p, f[1].n);
	s->changed = days(f[2]);
	s->min = days(f[3]);
	s->max = days(f[4]);
	s->warn = days(f[5]);
	s->inactive = days(f[6]);
	s->expires = days(f[7]);
	s->in_shadow = true;
	return s->name != NULL && s->hash != NULL;
}

static struct zc_shadow
from_passwd(const struct zc_user *u)
{
	return (struct zc_shadow){ .user = u,
		.name = u->name,
		.hash = u->hash,
		.changed = -1,
		.min = -1,
		.max = -1,
		.warn = -1,
		.inactive = -1,
		.expires = -1 };
}

/* Lines of shadow, in their order; false when memory is spent. */
static bool
read_lines(const struct zc_look *l, struct zc_table *t, struct zc_str text,
    const struct zc_users *u, struct zc_shadows *out)
{
	struct zc_str line;
	size_t cap = 1;
	char at[64];

	for (size_t i = 0; i < text.n; i++)
		cap += text.p[i] == '\n';
	out->v = zc_arena_array(l->a, cap + u->n, sizeof(*out->v));
	if (out->v == NULL)
		return false;
	for (int no = 1; zc_str_line(&text, &line); no++) {
		struct zc_shadow *s = &out->v[out->n];

		if (zc_str_trim(line).n == 0 || line.p[0] == '#' ||
		    line.p[0] == '+' || line.p[0] == '-')
			continue;
		s->line = no;
		if (parse(l, line, s)) {
			s->user = zc_users_find(u, s->name);
			out->n++;
			continue;
		}
		(void)snprintf(at, sizeof(at), "%s:%d", path, no);
		zc_miss(t, at, ZC_N("this line is malformed and was left out"));
	}
	return true;
}

static int
cmp_name(const void *a, const void *b)
{
	const struct zc_shadow *x = *(const struct zc_shadow *const *)a;
	const struct zc_shadow *y = *(const struct zc_shadow *const *)b;
	int r = strcmp(x->name, y->name);

	return r != 0 ? r : x->line - y->line;
}

static int
sort_names(const struct zc_look *l, struct zc_shadows *s)
{
	s->by_name = zc_arena_array(l->a, s->n + 1, sizeof(*s->by_name));
	if (s->by_name == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < s->n; i++)
		s->by_name[i] = &s->v[i];
	qsort(s->by_name, s->n, sizeof(*s->by_name), cmp_name);
	return ZC_OK;
}

int
zc_shadow_load(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *u, struct zc_shadows *out)
{
	struct zc_shadows s = { 0 };
	struct zc_str text = { "", 0 };
	int rc = zc_look_read(l, t, path, &text);
	struct zc_shadows lines;
	size_t sent = 0;

	if (!read_lines(l, t, text, u, &s) || sort_names(l, &s) != ZC_OK)
		return ZC_ENOMEM;
	lines = s;
	for (size_t i = 0; i < u->n; i++) {
		if (zc_shadow_find(&lines, u->v[i].name) != NULL)
			continue;
		/* "x" says: in shadow. Unread, that is no knowledge. */
		if (rc != ZC_OK && rc != ZC_ENOENT &&
		    strcmp(u->v[i].hash, "x") == 0)
			continue;
		sent += rc == ZC_ENOENT && strcmp(u->v[i].hash, "x") == 0;
		s.v[s.n++] = from_passwd(&u->v[i]);
	}
	if (sent > 0)
		zc_miss(t, path,
		    ZC_N("it is missing: who can log in is not known"));
	if (sort_names(l, &s) != ZC_OK)
		return ZC_ENOMEM;
	*out = s;
	return rc == ZC_ENOENT ? ZC_OK : rc;
}

const struct zc_shadow *
zc_shadow_find(const struct zc_shadows *s, const char *name)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(s->by_name[mid]->name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->n && strcmp(s->by_name[lo]->name, name) == 0
	    ? s->by_name[lo]
	    : NULL;
}

/* Prefixes of crypt(5) and, for $sm3$, of openEuler's libxcrypt. */
static const struct {
	const char *prefix;
	const char *name;
	bool weak;
} schemes[] = {
	{ "$y$", "yescrypt", false },
	{ "$gy$", "gost-yescrypt", false },
	{ "$7$", "scrypt", false },
	{ "$2a$", "bcrypt", false },
	{ "$2b$", "bcrypt", false },
	{ "$2x$", "bcrypt", true },
	{ "$2y$", "bcrypt", false },
	{ "$6$", "sha512", false },
	{ "$5$", "sha256", false },
	{ "$sm3$", "sm3", false },
	{ "$sm3y$", "sm3-yescrypt", false },
	{ "$sha1$", "sha1", true },
	{ "$md5", "sunmd5", true },
	{ "$1$", "md5", true },
	{ "$3$", "nt", true },
	{ "_", "bsdi-des", true },
};

static bool
is_itoa64(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '.' || c == '/';
}

static bool
is_des(struct zc_str h)
{
	if (h.n != 13 && h.n != 24) /* traditional, bigcrypt of two blocks */
		return false;
	for (size_t i = 0; i < h.n; i++)
		if (!is_itoa64(h.p[i]))
			return false;
	return true;
}

/* "rounds=N" of SHA and SM3, two digits of bcrypt. */
static int64_t
rounds_of(const char *name, struct zc_str h)
{
	size_t at = zc_str_search(h, "rounds=");
	size_t n = 0;
	int64_t v;

	if (strcmp(name, "bcrypt") == 0 && h.n > 6)
		return zc_str_int(zc_str_sub(h, 4, 2), 10, &v) ? v : -1;
	if (at == h.n)
		return -1;
	h = zc_str_sub(h, at + 7, h.n);
	while (n < h.n && h.p[n] >= '0' && h.p[n] <= '9')
		n++;
	return zc_str_int(zc_str_sub(h, 0, n), 10, &v) ? v : -1;
}

static bool
find_scheme(struct zc_str h, struct zc_scheme *out)
{
	for (size_t i = 0; i < ZC_LEN(schemes); i++) {
		if (!zc_str_starts(h, schemes[i].prefix))
			continue;
		/* The hash part must follow the salt. */
		if (h.n < strlen(schemes[i].prefix) + 13)
			return false;
		out->name = schemes[i].name;
		out->weak = schemes[i].weak;
		out->rounds = rounds_of(out->name, h);
		return true;
	}
	if (!is_des(h))
		return false;
	out->name = h.n == 13 ? "des" : "bigcrypt";
	out->weak = true;
	return true;
}

enum zc_pw_state
zc_shadow_state(const char *field, struct zc_scheme *out)
{
	struct zc_str h = zc_str_of(field);
	bool locked = false;

	*out =
	    (struct zc_scheme){ .name = "", .rounds = -1, .hash = { "", 0 } };
	if (h.n == 0)
		return ZC_PW_EMPTY;
	if (zc_str_starts(h, "*LK*") || zc_str_starts(h, "*NP*"))
		return ZC_PW_NONE;
	while (h.n > 0 && (h.p[0] == '!' || h.p[0] == '*')) {
		locked = true;
		h = zc_str_sub(h, 1, h.n);
	}
	if (h.n == 0 || zc_str_is(h, "x") || zc_str_is(h, "NP"))
		return ZC_PW_NONE;
	out->hash = h;
	if (!find_scheme(h, out)) {
		out->weak = true;
		return locked ? ZC_PW_NONE : ZC_PW_INVALID;
	}
	return locked ? ZC_PW_LOCKED : ZC_PW_SET;
}
