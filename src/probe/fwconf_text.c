/* Three notations of rules: iptables-save(8), nft(8), firewalld.zone(5). */
#include "probe/fwconf.h"

#include "base/fs.h"

static const char *
policy_of(struct zc_str s)
{
	if (zc_str_isi(s, "drop"))
		return "drop";
	if (zc_str_isi(s, "reject"))
		return "reject";
	return zc_str_isi(s, "accept") ? "accept" : "";
}

static void
set_policy(struct zc_fwconf *c, const char *hook, const char *policy)
{
	if (policy[0] == '\0')
		return;
	if (strcmp(hook, "input") == 0) {
		c->input = policy;
		c->deny = strcmp(policy, "accept") != 0;
	} else if (strcmp(hook, "forward") == 0) {
		c->forward = policy;
	} else if (strcmp(hook, "output") == 0) {
		c->output = policy;
	}
}

/* An input rule without condition ends the way of every packet. */
static void
set_end(struct zc_fwconf *c, const struct zc_fwrule *r, bool *ended)
{
	if (!r->always || *ended || strcmp(r->hook, "input") != 0 ||
	    strcmp(r->action, "jump") == 0 || strcmp(r->action, "other") == 0)
		return;
	*ended = true;
	c->deny = strcmp(r->action, "accept") != 0;
}

static const char *
chain_hook(struct zc_str chain)
{
	if (zc_str_is(chain, "INPUT") || zc_str_is(chain, "ufw-user-input") ||
	    zc_str_is(chain, "ufw6-user-input"))
		return "input";
	if (zc_str_is(chain, "FORWARD"))
		return "forward";
	return zc_str_is(chain, "OUTPUT") ? "output" : "";
}

static const char *
action_of(struct zc_str target)
{
	static const char *const asides[] = { "LOG", "NFLOG", "MARK", "SNAT",
		"DNAT", "MASQUERADE", "REDIRECT", "RETURN", "TCPMSS" };
	const char *p = policy_of(target);

	if (p[0] != '\0')
		return p;
	for (size_t i = 0; i < ZC_LEN(asides); i++) {
		if (zc_str_is(target, asides[i]))
			return "other";
	}
	return "jump";
}

/* "-A INPUT -p tcp -m tcp --dport 22 -s 10.0.0.0/8 -j ACCEPT" */
static int
save_rule(
    struct zc_fwconfs *f, struct zc_fwconf *c, struct zc_str line, bool *ended)
{
	struct zc_fwrule *r = zc_fwconf_rule(f, c->program);
	struct zc_str word, value;
	bool inverted = false;

	if (r == NULL)
		return ZC_ENOMEM;
	r->text = line;
	r->always = true;
	(void)zc_str_word(&line, &word); /* -A */
	(void)zc_str_word(&line, &r->chain);
	r->hook = chain_hook(r->chain);
	r->position = ++c->rules;
	while (zc_str_word(&line, &word)) {
		if (zc_str_is(word, "!")) {
			inverted = true;
			continue;
		}
		if (!zc_str_starts(word, "-") || !zc_str_word(&line, &value))
			continue;
		if (zc_str_is(word, "-j") || zc_str_is(word, "-g")) {
			r->action = action_of(value);
			r->target = value;
			break; /* what follows are options of the target */
		}
		if (zc_str_is(word, "--comment")) {
			size_t end = zc_str_find(line, '"');

			if (value.n > 1 && value.p[0] == '"' &&
			    value.p[value.n - 1] != '"')
				line = zc_str_sub(line, end + 1, line.n);
			continue;
		}
		if (zc_str_is(word, "-m"))
			continue; /* its options are the condition */
		r->always = false;
		if (zc_str_is(word, "-p"))
			r->protocol = value;
		else if (zc_str_is(word, "--dport") ||
		    zc_str_is(word, "--dports"))
			r->port = value;
		else if (zc_str_is(word, "-s"))
			r->source = inverted ? ZC_S("not one address") : value;
		else if (zc_str_is(word, "-i"))
			r->interface = value;
		inverted = false;
	}
	set_end(c, r, ended);
	return ZC_OK;
}

int
zc_fwconf_save_text(
    struct zc_fwconfs *f, struct zc_fwconf *c, struct zc_str text)
{
	struct zc_str line, name, policy;
	bool filter = false, ended = false;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (line.p[0] == '*') {
			filter = zc_str_is(line, "*filter");
		} else if (filter && line.p[0] == ':') {
			line = zc_str_sub(line, 1, line.n);
			if (zc_str_word(&line, &name) &&
			    zc_str_word(&line, &policy))
				set_policy(
				    c, chain_hook(name), policy_of(policy));
		} else if (filter && zc_str_starts(line, "-A ")) {
			rc = save_rule(f, c, line, &ended);
		}
	}
	return rc;
}

/* Where we are in an nftables.conf. */
struct place {
	struct zc_str family, table, chain;
	const char *hook;
	int depth;              /* of braces */
	int table_at, chain_at; /* depth inside; 0 none */
	int64_t position;
	bool ended, included;
};

static void
nft_rule_words(struct zc_fwrule *r, struct zc_str line)
{
	struct zc_str word, before = ZC_S("");

	r->always = true;
	while (zc_str_word(&line, &word)) {
		while (word.n > 0 && strchr(";,{}", word.p[word.n - 1]) != NULL)
			word.n--;
		if (zc_str_is(word, "accept") || zc_str_is(word, "drop") ||
		    zc_str_is(word, "reject")) {
			r->action = policy_of(word);
			if (zc_str_is(word, "reject"))
				break; /* "with …" follows */
		} else if (zc_str_is(word, "jump") || zc_str_is(word, "goto")) {
			r->action = "jump";
			(void)zc_str_word(&line, &r->target);
		} else if (zc_str_is(word, "counter")) {
			if (zc_str_starts(zc_str_trim(line), "packets")) {
				for (int i = 0; i < 4; i++)
					(void)zc_str_word(&line, &word);
			}
		} else if (zc_str_is(word, "comment") ||
		    zc_str_is(word, "log")) {
			if (zc_str_is(word, "comment"))
				break;
		} else {
			r->always = false;
		}
		if (zc_str_is(word, "dport")) {
			r->protocol = before;
			line = zc_str_trim(line);
			if (zc_str_starts(line, "{")) {
				size_t end = zc_str_find(line, '}');

				r->port =
				    zc_str_trim(zc_str_sub(line, 1, end - 1));
				line = zc_str_sub(line, end + 1, line.n);
			} else {
				(void)zc_str_word(&line, &r->port);
			}
		} else if (zc_str_is(word, "saddr")) {
			(void)zc_str_word(&line, &r->source);
		} else if (zc_str_is(word, "iif") ||
		    zc_str_is(word, "iifname")) {
			(void)zc_str_word(&line, &r->interface);
		}
		before = word;
	}
}

/* "type filter hook input priority 0; policy drop;" */
static void
nft_hook(struct zc_fwconf *c, struct place *p, struct zc_str line)
{
	struct zc_str word;
	bool filter = false;

	while (zc_str_word(&line, &word)) {
		while (word.n > 0 && word.p[word.n - 1] == ';')
			word.n--;
		if (zc_str_is(word, "filter"))
			filter = true;
		if (filter && zc_str_is(word, "hook") &&
		    zc_str_word(&line, &word)) {
			p->hook = zc_str_is(word, "input") ? "input"
			    : zc_str_is(word, "forward")   ? "forward"
			    : zc_str_is(word, "output")    ? "output"
							   : "";
			/* Without a word the policy is to accept. */
			set_policy(c, p->hook, "accept");
		} else if (zc_str_is(word, "policy") &&
		    zc_str_word(&line, &word)) {
			word = zc_str_sub(word, 0, zc_str_find(word, ';'));
			set_policy(c, p->hook, policy_of(word));
		}
	}
}

static int
nft_line(struct zc_fwconfs *f, struct zc_fwconf *c, struct place *p,
    struct zc_str line)
{
	struct zc_str rest = line, word, chain;
	struct zc_fwrule *r;
	char *name;
	int n;

	(void)zc_str_word(&rest, &word);
	if (zc_str_is(word, "include")) {
		p->included = true;
	} else if (zc_str_is(word, "table") && p->depth == 0) {
		(void)zc_str_word(&rest, &p->family);
		(void)zc_str_word(&rest, &p->table);
		p->table_at = 1;
	} else if (zc_str_is(word, "chain") && p->depth == 1) {
		(void)zc_str_word(&rest, &p->chain);
		p->chain_at = 2;
		p->hook = "";
		p->position = 0;
		p->ended = false;
	} else if (zc_str_is(word, "type") && p->depth == 2) {
		nft_hook(c, p, line);
	} else if (p->depth == 2 && p->chain_at == 2 && !zc_str_is(word, "}") &&
	    !zc_str_is(word, "policy")) {
		r = zc_fwconf_rule(f, c->program);
		chain = ZC_S("");
		name = zc_arena_get(
		    f->l->a, p->family.n + p->table.n + p->chain.n + 3);
		if (r == NULL || name == NULL)
			return ZC_ENOMEM;
		n = snprintf(name, p->family.n + p->table.n + p->chain.n + 3,
		    "%.*s/%.*s/%.*s", (int)p->family.n, p->family.p,
		    (int)p->table.n, p->table.p, (int)p->chain.n, p->chain.p);
		if (n > 0)
			chain = zc_str_of(name);
		r->chain = chain;
		r->hook = p->hook;
		r->position = ++p->position;
		r->text = line;
		c->rules++;
		nft_rule_words(r, line);
		set_end(c, r, &p->ended);
	}
	for (size_t i = 0; i < line.n; i++)
		p->depth += line.p[i] == '{' ? 1 : line.p[i] == '}' ? -1 : 0;
	if (p->depth < 2)
		p->chain_at = 0;
	return ZC_OK;
}

int
zc_fwconf_nft_text(
    struct zc_fwconfs *f, struct zc_fwconf *c, struct zc_str text)
{
	struct place p = { .hook = "" };
	struct zc_str line;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		line = zc_str_trim(zc_str_sub(line, 0, zc_str_find(line, '#')));
		if (line.n > 0 && p.depth >= 0 && p.depth < 100)
			rc = nft_line(f, c, &p, line);
	}
	if (p.included)
		zc_miss(f->t, c->source,
		    ZC_N("the file takes in further files, which were not "
			 "read"));
	return rc;
}

/* Value of an attribute of an XML tag, "" when it has none. */
static struct zc_str
attribute(struct zc_str tag, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 1; i + n + 2 < tag.n; i++) {
		if (memcmp(tag.p + i, name, n) == 0 && tag.p[i + n] == '=' &&
		    (tag.p[i - 1] == ' ' || tag.p[i - 1] == '\n' ||
			tag.p[i - 1] == '\t')) {
			char quote = tag.p[i + n + 1];
			struct zc_str rest = zc_str_sub(tag, i + n + 2, tag.n);

			if (quote == '"' || quote == '\'')
				return zc_str_sub(
				    rest, 0, zc_str_find(rest, quote));
		}
	}
	return ZC_S("");
}

/* The next tag "<…>" without its brackets; comments are passed over. */
static bool
next_tag(struct zc_str *rest, struct zc_str *tag)
{
	for (;;) {
		size_t at = zc_str_find(*rest, '<'), end;

		if (at == rest->n)
			return false;
		*rest = zc_str_sub(*rest, at + 1, rest->n);
		if (zc_str_starts(*rest, "!--")) {
			end = zc_str_search(*rest, "-->");
			*rest = zc_str_sub(*rest, end, rest->n);
			continue;
		}
		end = zc_str_find(*rest, '>');
		*tag = zc_str_sub(*rest, 0, end);
		*rest = zc_str_sub(*rest, end, rest->n);
		return true;
	}
}

static bool
tag_is(struct zc_str tag, const char *name)
{
	struct zc_str word;

	if (!zc_str_word(&tag, &word))
		return false;
	if (word.n > 0 && word.p[word.n - 1] == '/')
		word.n--;
	return zc_str_is(word, name);
}

static int
zone_rule(struct zc_fwconfs *f, struct zc_fwconf *c, struct zc_str zone,
    struct zc_str tag)
{
	struct zc_fwrule *r = zc_fwconf_rule(f, "firewalld");

	if (r == NULL)
		return ZC_ENOMEM;
	r->chain = zone;
	r->hook = "input";
	r->position = ++c->rules;
	r->action = "accept";
	r->text = tag;
	if (tag_is(tag, "service")) {
		r->port = attribute(tag, "name");
	} else {
		r->port = attribute(tag, "port");
		r->protocol = attribute(tag, "protocol");
	}
	return ZC_OK;
}

int
zc_fwconf_zone_text(struct zc_fwconfs *f, struct zc_fwconf *c,
    struct zc_str zone, struct zc_str text)
{
	struct zc_str tag, target;
	bool rich = false;
	int rc = ZC_OK;

	while (rc == ZC_OK && next_tag(&text, &tag)) {
		if (tag_is(tag, "zone")) {
			target = attribute(tag, "target");
			c->input = zc_str_is(target, "ACCEPT") ? "accept"
			    : zc_str_is(target, "DROP")        ? "drop"
							       : "reject";
			c->deny = strcmp(c->input, "accept") != 0;
		} else if (tag_is(tag, "rule")) {
			rich = tag.n == 0 || tag.p[tag.n - 1] != '/';
		} else if (tag_is(tag, "/rule")) {
			rich = false;
			c->rules++;
		} else if (!rich &&
		    (tag_is(tag, "service") || tag_is(tag, "port"))) {
			rc = zone_rule(f, c, zone, tag);
		}
	}
	return rc;
}
