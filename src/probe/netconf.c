#include "probe/netconf.h"

#include "base/fs.h"

enum {
	ENTRIES_MAX = 100000,
	FILES_MAX = 10000
};

struct zc_netconf *
zc_netconf_add(struct zc_netconfs *c, const char *program, const char *file)
{
	struct zc_netconf *v;

	if (c->n == ENTRIES_MAX)
		return NULL;
	if (c->n == c->cap) {
		size_t cap = c->cap == 0 ? 16 : c->cap * 2;

		v = zc_arena_array(c->l->a, cap, sizeof(*v));
		if (v == NULL)
			return NULL;
		if (c->n > 0)
			memcpy(v, c->v, c->n * sizeof(*v));
		c->v = v;
		c->cap = cap;
	}
	v = &c->v[c->n++];
	*v = (struct zc_netconf){ .program = program,
		.file = file,
		.kind = "",
		.method = "",
		.security = "",
		.shared = -1,
		.autoconnect = -1 };
	return v;
}

struct zc_str
zc_netconf_join(struct zc_netconfs *c, struct zc_str a, struct zc_str b)
{
	char *p;

	if (a.n == 0)
		return b;
	p = zc_arena_get(c->l->a, a.n + b.n + 1);
	if (p == NULL)
		return ZC_S("");
	memcpy(p, a.p, a.n);
	p[a.n] = ' ';
	if (b.n > 0)
		memcpy(p + a.n + 1, b.p, b.n);
	return (struct zc_str){ p, a.n + b.n + 1 };
}

bool
zc_netconf_unhex(struct zc_netconfs *c, struct zc_str hex, struct zc_str *out)
{
	char *p;

	if (hex.n == 0 || hex.n % 2 != 0)
		return false;
	p = zc_arena_get(c->l->a, hex.n / 2);
	if (p == NULL)
		return false;
	for (size_t i = 0; i < hex.n; i += 2) {
		int64_t v;

		if (hex.p[i] == '-' ||
		    !zc_str_int(zc_str_sub(hex, i, 2), 16, &v))
			return false;
		p[i / 2] = (char)v;
	}
	*out = (struct zc_str){ p, hex.n / 2 };
	return true;
}

static bool
between(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '"' ||
	    c == '\'';
}

bool
zc_netconf_item(struct zc_str *rest, struct zc_str *item)
{
	size_t n = 0;

	while (rest->n > 0 && between(rest->p[0]))
		*rest = zc_str_sub(*rest, 1, rest->n);
	while (n < rest->n && !between(rest->p[n]))
		n++;
	*item = zc_str_sub(*rest, 0, n);
	*rest = zc_str_sub(*rest, n, rest->n);
	return n > 0;
}

void
zc_netconf_dir(struct zc_netconfs *c, const char *dir, struct zc_fs_list *out)
{
	int rc = zc_fs_dir(c->l->root, dir, FILES_MAX, c->l->a, out, NULL);

	if (rc != ZC_OK)
		*out = (struct zc_fs_list){ 0 };
	zc_miss_rc(c->t, dir, rc);
}

int
zc_netconf_load(const struct zc_look *l, struct zc_table *t,
    struct zc_netconfs *out, struct zc_err *e)
{
	static int (*const readers[])(struct zc_netconfs *) = {
		zc_netconf_nm,
		zc_netconf_ifupdown,
		zc_netconf_ifcfg,
		zc_netconf_networkd,
		zc_netconf_netplan,
		zc_netconf_wpa,
		zc_netconf_iwd,
	};
	struct zc_netconfs c = { .l = l, .t = t };

	for (size_t i = 0; i < ZC_LEN(readers); i++) {
		if (readers[i](&c) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "connections: no room");
	}
	*out = c;
	return ZC_OK;
}
