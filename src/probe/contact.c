#include "probe/contact.h"

#include "probe/ipaddr.h"

#include <strings.h>

enum {
	CONTACTS_MAX = 200000
};

static bool
name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    (unsigned char)c >= 0x80;
}

bool
zc_contact_public(struct zc_str remote)
{
	static const char *const local[] = { "local", "lan", "internal",
		"intranet", "home", "corp", "private", "localdomain",
		"localhost", "arpa", "test", "invalid", "example", "onion" };
	struct zc_ipaddr ip;
	struct zc_str last;
	size_t dot = remote.n;

	if (zc_ipaddr_parse(remote, &ip))
		return zc_ipaddr_public(&ip);
	if (remote.n < 4 || remote.n > 253 || remote.p[0] == '.' ||
	    remote.p[0] == '-')
		return false;
	for (size_t i = 0; i < remote.n; i++) {
		if (!name_byte(remote.p[i]))
			return false;
	}
	while (dot > 0 && remote.p[dot - 1] != '.')
		dot--;
	last = zc_str_sub(remote, dot, remote.n);
	/* A last label of digits is no name but a bad address or a version. */
	if (dot == 0 || last.n < 2 || (last.p[0] >= '0' && last.p[0] <= '9'))
		return false;
	for (size_t i = 0; i < ZC_LEN(local); i++) {
		if (zc_str_isi(last, local[i]))
			return false;
	}
	return true;
}

bool
zc_contact_host(struct zc_str url, struct zc_str *host)
{
	size_t at = zc_str_search(url, "://"), n = 0;
	struct zc_str s;

	if (at == url.n)
		return false;
	s = zc_str_sub(url, at + 3, url.n);
	while (n < s.n && strchr("/?#\"'<>|;)( \t,", s.p[n]) == NULL &&
	    s.p[n] != '\0')
		n++;
	s = zc_str_sub(s, 0, n);
	while (zc_str_find(s, '@') < s.n)
		s = zc_str_sub(s, zc_str_find(s, '@') + 1, s.n);
	if (zc_str_starts(s, "["))
		s = zc_str_sub(s, 0, zc_str_find(s, ']') + 1);
	else
		s = zc_str_sub(s, 0, zc_str_find(s, ':'));
	*host = s;
	return s.n > 0;
}

/* Lower case, in the arena; addresses in their usual form. */
static const char *
tidy(struct zc_contacts *c, struct zc_str s)
{
	struct zc_ipaddr ip;
	char text[48];
	char *p;

	if (zc_ipaddr_parse(s, &ip))
		s = zc_str_of(zc_ipaddr_text(&ip, text));
	while (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	p = zc_arena_dup(c->l->a, s.p, s.n);
	for (size_t i = 0; p != NULL && i < s.n; i++) {
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] - 'A' + 'a');
	}
	return p;
}

static size_t
hash(const char *remote)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (const char *p = remote; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	return h % ZC_CONTACT_BUCKETS;
}

static struct zc_contact *
find(struct zc_contacts *c, const struct zc_contact *want, size_t h)
{
	for (size_t i = c->bucket[h]; i != 0; i = c->v[i - 1].next) {
		struct zc_contact *v = &c->v[i - 1];

		if (strcmp(v->remote, want->remote) == 0 &&
		    strcmp(v->kind, want->kind) == 0 &&
		    strcmp(v->account, want->account) == 0 &&
		    strcmp(v->program, want->program) == 0 &&
		    strcmp(v->source, want->source) == 0)
			return v;
	}
	return NULL;
}

static struct zc_contact *
grow(struct zc_contacts *c)
{
	size_t cap = c->cap == 0 ? 64 : c->cap * 2;
	struct zc_contact *v;

	if (c->n < c->cap)
		return &c->v[c->n++];
	v = c->n >= CONTACTS_MAX ? NULL
				 : zc_arena_array(c->l->a, cap, sizeof(*v));
	if (v == NULL) {
		c->spent = true;
		return NULL;
	}
	if (c->n > 0)
		memcpy(v, c->v, c->n * sizeof(*v));
	c->v = v;
	c->cap = cap;
	return &c->v[c->n++];
}

bool
zc_contact_add(struct zc_contacts *c, const char *kind, struct zc_str remote,
    struct zc_str account, const char *program, const char *source, int64_t at)
{
	struct zc_contact want = { .kind = kind,
		.program = program,
		.source = source,
		.first = at,
		.last = at,
		.times = 1 };
	struct zc_contact *v;
	size_t h;

	if (!zc_contact_public(remote))
		return false;
	want.remote = tidy(c, remote);
	want.account = zc_arena_dup(c->l->a, account.p, account.n);
	if (want.remote == NULL || want.account == NULL) {
		c->spent = true;
		return false;
	}
	h = hash(want.remote);
	v = find(c, &want, h);
	if (v != NULL) {
		v->times++;
		if (at != 0 && (v->first == 0 || at < v->first))
			v->first = at;
		if (at > v->last)
			v->last = at;
		return true;
	}
	v = grow(c);
	if (v == NULL)
		return false;
	*v = want;
	v->next = c->bucket[h];
	c->bucket[h] = c->n;
	return true;
}

void
zc_contact_sum(struct zc_contacts *c, const char *kind, const char *account,
    const char *program, const char *source, struct zc_contact sum)
{
	struct zc_contact *v = grow(c);

	if (v == NULL)
		return;
	*v = sum;
	v->kind = kind;
	v->remote = "";
	v->account = account;
	v->program = program;
	v->source = source;
	v->next = 0; /* in no bucket: nothing is added to it */
}

void
zc_contact_urls(struct zc_contacts *c, const char *kind, struct zc_str text,
    struct zc_str account, const char *program, const char *source, int64_t at)
{
	struct zc_str host;
	size_t n;

	while ((n = zc_str_search(text, "://")) < text.n) {
		if (zc_contact_host(text, &host))
			(void)zc_contact_add(
			    c, kind, host, account, program, source, at);
		text = zc_str_sub(text, n + 3, text.n);
	}
}
