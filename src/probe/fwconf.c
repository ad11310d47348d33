#include "probe/fwconf.h"

#include "base/fs.h"
#include "probe/ini.h"
#include "probe/systemd.h"

enum {
	RULES_MAX = 200000
};

struct zc_fwrule *
zc_fwconf_rule(struct zc_fwconfs *f, const char *program)
{
	struct zc_fwrule *v;

	if (f->nrules == f->cap) {
		size_t cap = f->cap == 0 ? 32 : f->cap * 2;

		v = f->cap >= RULES_MAX
		    ? NULL
		    : zc_arena_array(f->l->a, cap, sizeof(*v));
		if (v == NULL)
			return NULL;
		if (f->nrules > 0)
			memcpy(v, f->rules, f->nrules * sizeof(*v));
		f->rules = v;
		f->cap = cap;
	}
	v = &f->rules[f->nrules++];
	*v = (struct zc_fwrule){ .program = program,
		.hook = "",
		.action = "other",
		.chain = ZC_S(""),
		.target = ZC_S(""),
		.protocol = ZC_S(""),
		.port = ZC_S(""),
		.source = ZC_S(""),
		.interface = ZC_S(""),
		.text = ZC_S("") };
	return v;
}

static struct zc_fwconf *
add(struct zc_fwconfs *f, const char *program, const char *source)
{
	struct zc_fwconf *c;

	assert(f->n < ZC_LEN(f->v));
	c = &f->v[f->n++];
	*c = (struct zc_fwconf){ .program = program,
		.source = source,
		.input = "",
		.forward = "",
		.output = "",
		.deny = -1 };
	return c;
}

static bool
any_exists(const struct zc_look *l, const char *a, const char *b, const char *c)
{
	return zc_fs_exists(l->root, a) ||
	    (b != NULL && zc_fs_exists(l->root, b)) ||
	    (c != NULL && zc_fs_exists(l->root, c));
}

static int
read_nftables(struct zc_fwconfs *f)
{
	static const char *const files[] = { "/etc/nftables.conf",
		"/etc/sysconfig/nftables.conf" };
	bool installed =
	    any_exists(f->l, "/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft");
	struct zc_fwconf *c;
	struct zc_str text;

	for (size_t i = 0; i < ZC_LEN(files); i++) {
		if (zc_look_read(f->l, f->t, files[i], &text) != ZC_OK)
			continue;
		c = add(f, "nftables", files[i]);
		c->installed = installed;
		c->enabled = zc_systemd_enabled(f->l, "nftables.service") == 1;
		return zc_fwconf_nft_text(f, c, text);
	}
	if (installed)
		add(f, "nftables", "/usr/sbin/nft")->installed = true;
	return ZC_OK;
}

static int
read_saved(struct zc_fwconfs *f, bool six)
{
	static const struct {
		const char *file, *unit;
		bool six;
	} saved[] = {
		{ "/etc/iptables/rules.v4", "netfilter-persistent.service",
		    false },
		{ "/etc/sysconfig/iptables", "iptables.service", false },
		{ "/etc/iptables/rules.v6", "netfilter-persistent.service",
		    true },
		{ "/etc/sysconfig/ip6tables", "ip6tables.service", true },
	};
	const char *program = six ? "ip6tables" : "iptables";
	bool installed = six
	    ? any_exists(f->l, "/usr/sbin/ip6tables", "/sbin/ip6tables", NULL)
	    : any_exists(f->l, "/usr/sbin/iptables", "/sbin/iptables", NULL);
	struct zc_fwconf *c;
	struct zc_str text;
	bool found = false;
	int rc = ZC_OK;

	for (size_t i = 0; i < ZC_LEN(saved) && rc == ZC_OK; i++) {
		if (saved[i].six != six ||
		    zc_look_read(f->l, f->t, saved[i].file, &text) != ZC_OK)
			continue;
		found = true;
		c = add(f, program, saved[i].file);
		c->installed = installed;
		c->enabled = zc_systemd_enabled(f->l, saved[i].unit) == 1;
		rc = zc_fwconf_save_text(f, c, text);
	}
	if (!found && installed)
		add(f, program,
		    six ? "/usr/sbin/ip6tables" : "/usr/sbin/iptables")
		    ->installed = true;
	return rc;
}

static const char *
ufw_policy(struct zc_str text, const char *key)
{
	struct zc_str s = zc_ini_unquote(zc_ini_get(text, NULL, key));

	if (zc_str_isi(s, "drop"))
		return "drop";
	if (zc_str_isi(s, "reject"))
		return "reject";
	return zc_str_isi(s, "accept") ? "accept" : "";
}

static int
read_ufw(struct zc_fwconfs *f)
{
	static const char *const rules[] = { "/etc/ufw/user.rules",
		"/etc/ufw/user6.rules", "/lib/ufw/user.rules" };
	struct zc_fwconf *c, saved;
	struct zc_str text, policies = ZC_S("");
	int rc;

	rc = zc_look_read(f->l, f->t, "/etc/ufw/ufw.conf", &text);
	if (rc != ZC_OK && !zc_fs_exists(f->l->root, "/usr/sbin/ufw"))
		return ZC_OK;
	c = add(f, "ufw", "/etc/ufw/ufw.conf");
	c->installed = zc_fs_exists(f->l->root, "/usr/sbin/ufw");
	c->enabled =
	    rc == ZC_OK && zc_ini_true(zc_ini_get(text, NULL, "ENABLED"));
	if (zc_look_read(f->l, f->t, "/etc/default/ufw", &policies) == ZC_OK) {
		c->input = ufw_policy(policies, "DEFAULT_INPUT_POLICY");
		c->forward = ufw_policy(policies, "DEFAULT_FORWARD_POLICY");
		c->output = ufw_policy(policies, "DEFAULT_OUTPUT_POLICY");
	}
	if (c->input[0] != '\0')
		c->deny = strcmp(c->input, "accept") != 0;
	rc = ZC_OK;
	for (size_t i = 0; i < ZC_LEN(rules) && rc == ZC_OK; i++) {
		if (zc_look_read(f->l, f->t, rules[i], &text) != ZC_OK)
			continue;
		/* The chains of these files have no policies of their own. */
		saved = *c;
		rc = zc_fwconf_save_text(f, &saved, text);
		c->rules = saved.rules;
	}
	return rc;
}

static int
read_zone(struct zc_fwconfs *f, struct zc_fwconf *c, struct zc_str zone)
{
	static const char *const dirs[] = { "/etc/firewalld/zones",
		"/usr/lib/firewalld/zones" };
	struct zc_str text;
	char path[300];

	for (size_t i = 0; i < ZC_LEN(dirs); i++) {
		(void)snprintf(path, sizeof(path), "%s/%.*s.xml", dirs[i],
		    (int)(zone.n < 64 ? zone.n : 64), zone.p);
		if (zc_look_read(f->l, f->t, path, &text) == ZC_OK)
			return zc_fwconf_zone_text(f, c, zone, text);
	}
	return ZC_OK;
}

static int
read_firewalld(struct zc_fwconfs *f)
{
	struct zc_fwconf *c;
	struct zc_str text = ZC_S(""), zone;
	int rc =
	    zc_look_read(f->l, f->t, "/etc/firewalld/firewalld.conf", &text);
	bool installed = any_exists(
	    f->l, "/usr/sbin/firewalld", "/usr/bin/firewall-cmd", NULL);

	if (rc != ZC_OK && !installed)
		return ZC_OK;
	c = add(f, "firewalld", "/etc/firewalld/firewalld.conf");
	c->installed = installed;
	c->enabled = zc_systemd_enabled(f->l, "firewalld.service") == 1;
	zone = zc_ini_get(rc == ZC_OK ? text : ZC_S(""), NULL, "DefaultZone");
	if (zone.n == 0)
		zone = ZC_S("public");
	return read_zone(f, c, zone);
}

int
zc_fwconf_load(const struct zc_look *l, struct zc_table *t,
    struct zc_fwconfs *out, struct zc_err *e)
{
	int rc;

	*out = (struct zc_fwconfs){ .l = l, .t = t };
	rc = read_nftables(out);
	if (rc == ZC_OK)
		rc = read_saved(out, false);
	if (rc == ZC_OK)
		rc = read_saved(out, true);
	if (rc == ZC_OK)
		rc = read_ufw(out);
	if (rc == ZC_OK)
		rc = read_firewalld(out);
	return rc == ZC_OK ? ZC_OK : ZC_FAIL(e, rc, "firewall: no room");
}
