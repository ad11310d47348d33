#include "probe/lines.h"

#include <errno.h>
#include <fnmatch.h>
#include <unistd.h>

enum {
	JOIN_MAX = 500
}; /* lines joined into one */

void
zc_lines_init(
    struct zc_lines *r, struct zc_str text, bool join, struct zc_arena *a)
{
	*r = (struct zc_lines){ .rest = text, .a = a, .join = join, .next = 1 };
}

struct zc_str
zc_lines_cat(
    struct zc_arena *m, struct zc_str a, struct zc_str b, struct zc_str c)
{
	char *p = zc_arena_get(m, a.n + b.n + c.n + 1);

	if (p == NULL)
		return (struct zc_str){ "", 0 };
	if (a.n > 0)
		memcpy(p, a.p, a.n);
	if (b.n > 0)
		memcpy(p + a.n, b.p, b.n);
	if (c.n > 0)
		memcpy(p + a.n + b.n, c.p, c.n);
	return (struct zc_str){ p, a.n + b.n + c.n };
}

static bool
continued(struct zc_str line)
{
	return line.n > 0 && line.p[line.n - 1] == '\\';
}

bool
zc_lines_next(struct zc_lines *r, struct zc_str *line)
{
	struct zc_str more;

	r->at = r->next;
	if (!zc_str_line(&r->rest, line))
		return false;
	r->next++;
	for (int i = 0; r->join && continued(*line) && i < JOIN_MAX; i++) {
		line->n--;
		if (!zc_str_line(&r->rest, &more))
			break;
		r->next++;
		*line = zc_lines_cat(r->a, *line, ZC_S(" "), more);
	}
	*line = zc_str_trim(*line);
	return true;
}

bool
zc_lines_real(struct zc_lines *r, struct zc_str *line)
{
	while (zc_lines_next(r, line))
		if (line->n > 0 && line->p[0] != '#')
			return true;
	return false;
}

struct zc_str
zc_lines_before(struct zc_str line, char c)
{
	char quote = 0;
	size_t i;

	for (i = 0; i < line.n; i++) {
		char k = line.p[i];

		if (k == '\\' && i + 1 < line.n)
			i++;
		else if (quote != 0)
			quote = k == quote ? 0 : quote;
		else if (k == c)
			break;
		else if (k == '"' || k == '\'')
			quote = k;
	}
	return zc_str_trim(zc_str_sub(line, 0, i));
}

bool
zc_lines_pair(
    struct zc_str line, char sep, struct zc_str *key, struct zc_str *value)
{
	size_t at = zc_str_find(line, sep);

	if (at == line.n)
		return false;
	*key = zc_str_trim(zc_str_sub(line, 0, at));
	*value = zc_str_trim(zc_str_sub(line, at + 1, line.n));
	return key->n > 0;
}

struct zc_str
zc_lines_unquote(struct zc_str s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    s.p[s.n - 1] == s.p[0])
		return zc_str_sub(s, 1, s.n - 2);
	return s;
}

bool
zc_lines_number(struct zc_str s, int64_t *out)
{
	size_t i = s.n > 0 && s.p[0] == '-' ? 1 : 0;

	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return zc_str_int(zc_str_sub(s, 0, i), 10, out);
}

const char *
zc_lines_cstr(struct zc_arena *a, struct zc_str s)
{
	const char *p = zc_arena_dup(a, s.p, s.n);

	return p == NULL ? "" : p;
}

void
zc_lines_miss(
    struct zc_table *t, const char *path, int line, const char *reason)
{
	char at[512];

	(void)snprintf(at, sizeof(at), "%s:%d", path, line);
	zc_miss(t, at, reason);
}

static bool
is_pattern(struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("*?[", s.p[i]) != NULL && s.p[i] != '\0')
			return true;
	return false;
}

/* One component of a pattern put behind every path found so far. */
static int
step(const struct zc_look *l, struct zc_table *t, struct zc_str part,
    struct zc_fs_list *found)
{
	const char *pat = zc_lines_cstr(l->a, part);
	struct zc_fs_list next = { 0 }, names;
	int rc;

	next.names = zc_arena_array(l->a, ZC_GLOB_MAX, sizeof(*next.names));
	if (next.names == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < found->n; i++) {
		if (!is_pattern(part)) {
			next.names[next.n++] =
			    zc_fs_join(l->a, found->names[i], pat);
			continue;
		}
		rc = zc_fs_dir(
		    l->root, found->names[i], ZC_GLOB_MAX, l->a, &names, NULL);
		if (rc != ZC_OK) {
			zc_miss_rc(t, found->names[i], rc);
			continue;
		}
		for (size_t k = 0; k < names.n && next.n < ZC_GLOB_MAX; k++)
			if (fnmatch(pat, names.names[k], FNM_PERIOD) == 0)
				next.names[next.n++] = zc_fs_join(
				    l->a, found->names[i], names.names[k]);
	}
	for (size_t i = 0; i < next.n; i++)
		if (next.names[i] == NULL)
			return ZC_ENOMEM;
	*found = next;
	return ZC_OK;
}

int
zc_lines_glob(const struct zc_look *l, struct zc_table *t, const char *pattern,
    struct zc_fs_list *out)
{
	struct zc_str rest = zc_str_of(pattern), part;
	const char *start = "/";
	struct zc_fs_list found = { .names = &start, .n = 1 };
	size_t n = 0;
	int rc;

	while (zc_str_cut(&rest, '/', &part)) {
		if (part.n == 0)
			continue;
		rc = step(l, t, part, &found);
		if (rc != ZC_OK)
			return rc;
	}
	if (found.names == &start)
		found.n = 0;
	for (size_t i = 0; i < found.n; i++) {
		struct stat st;

		rc = zc_fs_stat(l->root, found.names[i], &st, NULL);
		if (rc == ZC_OK)
			found.names[n++] = found.names[i];
		else if (rc != ZC_EINPUT)
			zc_miss_rc(t, found.names[i], rc);
	}
	found.n = n;
	*out = found;
	return ZC_OK;
}

static int
read_end(int fd, size_t max, struct zc_arena *a, struct zc_str *out, bool *cut)
{
	struct stat st;
	size_t n, got = 0;
	off_t from = 0;
	ssize_t r;
	char *p;

	if (fstat(fd, &st) == -1)
		return ZC_EIO;
	if (!S_ISREG(st.st_mode))
		return ZC_EINPUT;
	n = (uintmax_t)st.st_size > max ? max : (size_t)st.st_size;
	from = st.st_size - (off_t)n;
	p = zc_arena_get(a, n + 1);
	if (p == NULL)
		return ZC_ENOMEM;
	while (got < n) {
		r = pread(fd, p + got, n - got, from + (off_t)got);
		if (r == -1 && errno == EINTR)
			continue;
		if (r == -1)
			return zc_err_of(errno);
		if (r == 0)
			break;
		got += (size_t)r;
	}
	*cut = from > 0;
	*out = (struct zc_str){ p, got };
	return ZC_OK;
}

int
zc_lines_tail(const struct zc_look *l, struct zc_table *t, const char *path,
    size_t max, struct zc_str *out)
{
	bool cut = false;
	int fd = -1;
	int rc = zc_fs_open(l->root, path, &fd, NULL);

	if (rc == ZC_OK) {
		rc = read_end(fd, max, l->a, out, &cut);
		(void)close(fd);
	}
	if (t != NULL)
		zc_miss_rc(t, path, rc);
	if (t != NULL && cut)
		zc_miss(t, path, ZC_N("too large: only its end was read"));
	return rc;
}
