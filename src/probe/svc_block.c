/* svc_block: settings written "name value;" and "name { … }": nginx, BIND. */
#include "probe/svc.h"

#include "base/buf.h"

struct want {
	const char *name;
	const char *fallback; /* documented default; NULL = none certain */
	bool seen;
};

struct block { /* a text being cut into statements */
	struct zc_str rest;
	int64_t line; /* where the cursor stands */
};

static void
step(struct block *b)
{
	b->line += b->rest.p[0] == '\n';
	b->rest = zc_str_sub(b->rest, 1, b->rest.n);
}

/* Past '#', '//' and C comments; true when there was one. */
static bool
comment(struct block *b)
{
	struct zc_str s = b->rest;

	if (zc_str_starts(s, "/*")) {
		while (b->rest.n > 0 && !zc_str_starts(b->rest, "*/"))
			step(b);
		b->rest = zc_str_sub(b->rest, 2, b->rest.n);
		return true;
	}
	if (s.n == 0 || (s.p[0] != '#' && !zc_str_starts(s, "//")))
		return false;
	while (b->rest.n > 0 && b->rest.p[0] != '\n')
		step(b);
	return true;
}

static void
quoted(struct block *b, struct zc_buf *out)
{
	char q = b->rest.p[0];

	step(b);
	while (b->rest.n > 0 && b->rest.p[0] != q) {
		zc_buf_char(out, b->rest.p[0]);
		step(b);
	}
	if (b->rest.n > 0)
		step(b);
}

/*
 * Next statement without its end into `out`; *end is ';', '{', '}' or 0 at
 * the end of the text; *line is where it began.
 */
static bool
statement(struct block *b, struct zc_buf *out, int64_t *line, char *end)
{
	zc_buf_clear(out);
	*end = 0;
	while (b->rest.n > 0) {
		char c = b->rest.p[0];

		/* An address or pattern may hold "//" inside a word. */
		if ((out->n == 0 || out->p[out->n - 1] == ' ' || c == '#') &&
		    comment(b))
			continue;
		if (c == ';' || c == '{' || c == '}') {
			step(b);
			*end = c;
			return true;
		}
		if (out->n == 0)
			*line = b->line;
		if (c == '"' || c == '\'') {
			quoted(b, out);
			continue;
		}
		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			if (out->n > 0 && out->p[out->n - 1] != ' ')
				zc_buf_char(out, ' ');
		} else {
			zc_buf_char(out, c);
		}
		step(b);
	}
	return out->n > 0;
}

static struct want *
wanted(struct want *w, size_t n, struct zc_str key)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_is(key, w[i].name))
			return &w[i];
	return NULL;
}

/* BIND: "allow-transfer { a; b; };" has its value inside. */
static void
braces(struct block *b, struct zc_buf *value)
{
	struct zc_buf one;
	unsigned depth = 1;
	int64_t line = 0;
	char end;

	zc_buf_init(&one, 4096);
	zc_buf_clear(value);
	while (depth > 0 && statement(b, &one, &line, &end)) {
		zc_buf_str(value, zc_str_trim(zc_buf_get(&one)));
		depth += end == '{';
		depth -= end == '}';
		if (end == ';' && one.n > 0)
			zc_buf_cstr(value, "; ");
	}
	zc_buf_fini(&one);
}

static int
read_text(struct zc_svc *s, struct zc_str text, struct want *w, size_t n,
    bool lists, struct zc_err *e)
{
	struct block b = { .rest = text, .line = 1 };
	struct zc_buf st, value;
	struct want *hit;
	struct zc_str key, rest;
	int64_t line = 1;
	int rc = ZC_OK;
	char end;

	zc_buf_init(&st, 65536);
	zc_buf_init(&value, 65536);
	while (rc == ZC_OK && statement(&b, &st, &line, &end)) {
		rest = zc_buf_get(&st);
		if (!zc_str_word(&rest, &key))
			continue;
		hit = wanted(w, n, key);
		if (hit == NULL || end == '}' || (end == '{' && !lists))
			continue;
		hit->seen = true;
		if (end == '{') {
			braces(&b, &value);
			rest = zc_buf_get(&value);
		}
		rc = zc_svc_put(s, (struct zc_str){ "", 0 }, hit->name,
		    zc_str_trim(rest), line, e);
	}
	zc_buf_fini(&st);
	zc_buf_fini(&value);
	return rc;
}

static int
read_all(struct zc_svc *s, const char *const *patterns, struct want *w,
    size_t n, bool lists, struct zc_err *e)
{
	struct zc_paths files = { 0 };
	struct zc_str text;
	bool any = false;
	size_t i;
	int rc = zc_svc_files(s, patterns, &files, e);

	for (i = 0; i < files.n && rc == ZC_OK; i++) {
		s->file = files.v[i];
		if (zc_look_read(s->l, s->t, s->file, &text) != ZC_OK)
			continue;
		any = true;
		rc = read_text(s, text, w, n, lists, e);
	}
	s->file = NULL;
	for (i = 0; any && i < n && rc == ZC_OK; i++)
		if (!w[i].seen && w[i].fallback != NULL)
			rc = zc_svc_put(s, (struct zc_str){ "", 0 }, w[i].name,
			    zc_str_of(w[i].fallback), 0, e);
	return rc;
}

/* Defaults: nginx.org, ngx_http_core_module and its neighbours. */
int
zc_svc_nginx(struct zc_svc *s, struct zc_err *e)
{
	static const char *const files[] = { "/etc/nginx/nginx.conf",
		"/etc/nginx/conf.d/*.conf", "/etc/nginx/sites-enabled/*",
		"/etc/nginx/default.d/*.conf", "/etc/nginx/vhosts/*.conf",
		"/usr/local/nginx/conf/nginx.conf",
		"/usr/local/nginx/conf/*/*.conf", NULL };
	struct want w[] = { { "server_tokens", "on", false },
		{ "autoindex", "off", false }, { "ssl_protocols", NULL, false },
		{ "ssl_ciphers", NULL, false }, { "user", NULL, false },
		{ "listen", NULL, false }, { "access_log", NULL, false },
		{ "error_log", NULL, false },
		{ "client_max_body_size", "1m", false },
		{ "proxy_pass", NULL, false } };

	s->program = "nginx";
	return read_all(s, files, w, ZC_LEN(w), false, e);
}

/* Defaults: BIND 9 Administrator Reference Manual. */
int
zc_svc_bind(struct zc_svc *s, struct zc_err *e)
{
	static const char *const files[] = { "/etc/bind/named.conf",
		"/etc/bind/named.conf.*", "/etc/named.conf",
		"/etc/named/*.conf", NULL };
	struct want w[] = { { "recursion", "yes", false },
		{ "allow-transfer", NULL, false },
		{ "allow-query", NULL, false },
		{ "allow-recursion", NULL, false },
		{ "allow-update", NULL, false }, { "version", NULL, false },
		{ "dnssec-validation", NULL, false },
		{ "listen-on", NULL, false } };

	s->program = "bind";
	return read_all(s, files, w, ZC_LEN(w), true, e);
}
