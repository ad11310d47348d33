#include "probe/gather.h"
#include "probe/guess.h"
#include "probe/shadow.h"
#include "zt.h"

#include <dlfcn.h>
#include <unistd.h>

ZT(password_schemes_are_named)
{
	static const struct {
		const char *field, *scheme;
		enum zc_pw_state state;
		bool weak;
	} of[] = {
		{ "", "", ZC_PW_EMPTY, false },
		{ "!", "", ZC_PW_NONE, false },
		{ "!!", "", ZC_PW_NONE, false },
		{ "*", "", ZC_PW_NONE, false },
		{ "$y$j9T$abcdefgh$0123456789", "yescrypt", ZC_PW_SET, false },
		{ "$gy$j9T$abcdefgh$0123456789", "gost-yescrypt", ZC_PW_SET,
		    false },
		{ "$7$CU..../....abcdefgh$0123456789", "scrypt", ZC_PW_SET,
		    false },
		{ "$6$salt$0123456789abcdef", "sha512", ZC_PW_SET, false },
		{ "$5$salt$0123456789abcdef", "sha256", ZC_PW_SET, false },
		{ "$sm3$salt$0123456789abcdef", "sm3", ZC_PW_SET, false },
		{ "$2b$05$abcdefghijklmnopqrstuu0123", "bcrypt", ZC_PW_SET,
		    false },
		{ "$1$salt$0123456789abcdef", "md5", ZC_PW_SET, true },
		{ "_J9..rasmBYk8r9AiWNc", "bsdi-des", ZC_PW_SET, true },
		{ "abJnggxhB/yWI", "des", ZC_PW_SET, true },
		{ "!$6$salt$0123456789abcdef", "sha512", ZC_PW_LOCKED, false },
		{ "plain text", "", ZC_PW_INVALID, true },
	};
	struct zc_scheme s;

	for (size_t i = 0; i < ZC_LEN(of); i++) {
		ZT_EQ(zc_shadow_state(of[i].field, &s), of[i].state);
		ZT_STR(zc_str_of(s.name), of[i].scheme);
		ZT_EQ(s.weak, of[i].weak);
	}
	ZT_EQ(zc_shadow_state("$6$rounds=5000$s$0123456789", &s), ZC_PW_SET);
	ZT_EQ(s.rounds, 5000);
	ZT_EQ(zc_shadow_state("$2b$12$abcdefghijklmnopqrstuu0", &s), ZC_PW_SET);
	ZT_EQ(s.rounds, 12);
}

static const struct zt_file tree[] = {
	{ "etc/passwd",
	    "root:x:0:0::/root:/bin/bash\na:x:1000:1000::/:/bin/sh\n"
	    "b:x:1001:1001::/:/bin/sh\nlost:x:1002:1002::/:/bin/sh\n",
	    0 },
	{ "etc/group", "root:x:0:\n", 0 },
	{ "etc/shadow",
	    "root:$6$salt$0123456789abcdef:20000:0:99999:7:::\n"
	    "a:$6$salt$0123456789abcdef:20000:1:90:7:30:21000:\n"
	    "b::0:0:99999:7:::\n"
	    "this line has no colon\n",
	    0600 },
};

ZT(password_rows_tell_ages_and_sharing_never_the_hash)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t i;

	ZT_EQ(zt_probe("password", root), 4);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	i = zt_find("account", "a");
	ZT_STR(zc_str_of(zt_cell(i, "state")), "set");
	ZT_STR(zc_str_of(zt_cell(i, "shared_with")), "1");
	ZT_STR(zc_str_of(zt_cell(i, "max_days")), "90");
	ZT_STR(zc_str_of(zt_cell(i, "changed_at")), "1728000000");
	ZT_STR(zc_str_of(zt_cell(i, "age_days")), "468");
	ZT_STR(zc_str_of(zt_cell(i, "expires_at")), "1814400000");
	i = zt_find("account", "b");
	ZT_STR(zc_str_of(zt_cell(i, "state")), "empty");
	ZT_STR(zc_str_of(zt_cell(i, "must_change")), "1");
	i = zt_find("account", "lost");
	ZT_STR(zc_str_of(zt_cell(i, "in_shadow")), "0");
	ZT_STR(zc_str_of(zt_cell(i, "state")), "none");
	for (i = 0; i < 4; i++)
		ZT_TRUE(strstr(zt_cell(i, "scheme"), "0123456789") == NULL);
	close(root);
}

static struct zc_item words[] = {
	{ "rule.weak_words", "top", "word", "123456" },
	{ "rule.weak_words", "top", "word", "P@ssw0rd" },
	{ "rule.weak_words", "keys", "class", "keyboard" },
	{ "rule.weak_words", "keys", "word", "1qaz@WSX" },
	{ "rule.weak_words", "roots", "root", "admin" },
	{ "rule.weak_words", "roots", "suffix", "@2099" },
};
static unsigned budget;

static void
with_words(struct zc_look *l)
{
	l->items = (struct zc_items){ words, ZC_LEN(words) };
	l->guess_ms = budget;
	l->words = "jyj\n";
}

ZT(guesses_put_the_mandatory_list_first)
{
	struct zc_arena a;
	struct zc_look l = { .a = &a, .now = 1768464000, .unit = "" };
	struct zc_guesses g;
	size_t top, n = 0;

	zc_arena_init(&a, 64 << 20);
	with_words(&l);
	ZT_EQ(zc_guess_common(&l, &g, &top), ZC_OK);
	ZT_EQ(top, 2);
	ZT_STR(zc_str_of(g.v[0].word), "123456");
	ZT_STR(zc_str_of(g.v[1].word), "P@ssw0rd");
	for (size_t i = 0; i < g.n; i++) {
		n += strcmp(g.v[i].word, "admin@2099") == 0;
		n += strcmp(g.v[i].word, "jyj@2026") == 0 &&
		    strcmp(g.v[i].class, "unit_name") == 0;
		n += strcmp(g.v[i].word, "1qaz@WSX") == 0 &&
		    strcmp(g.v[i].class, "keyboard") == 0;
	}
	ZT_TRUE(n >= 3);
	ZT_EQ(zc_guess_own(&l, "li", "Li Si,,,", &g), ZC_OK);
	ZT_STR(zc_str_of(g.v[0].word), "li");
	for (size_t i = n = 0; i < g.n; i++)
		n += strcmp(g.v[i].word, "lisi123") == 0 &&
		    strcmp(g.v[i].class, "person_name") == 0;
	ZT_EQ(n, 1);
	zc_arena_fini(&a);
}

/* Hashes are made here by the library that the probe asks. */
static const char *
hash(const char *word, const char *salt)
{
	static char data[256 * 1024];
	void *h = dlopen("libcrypt.so.1", RTLD_NOW);
	char *(*fn)(const char *, const char *, void *);

	if (h == NULL)
		return "";
	*(void **)&fn = dlsym(h, "crypt_r");
	return fn(word, salt, data);
}

static int
weak_root(void)
{
	static char shadow[2000];
	static struct zt_file t[] = {
		{ "etc/passwd",
		    "root:x:0:0::/root:/bin/bash\n"
		    "li:x:1000:1000::/:/bin/bash\n"
		    "wang:x:1001:1001::/:/sbin/nologin\n"
		    "good:x:1002:1002::/:/bin/bash\n"
		    "none:x:1003:1003::/:/bin/bash\n",
		    0 },
		{ "etc/group", "root:x:0:\n", 0 },
		{ "etc/shadow", shadow, 0600 },
	};
	size_t n = 0;

	n += (size_t)snprintf(shadow + n, sizeof(shadow) - n,
	    "root:%s:20000::::::\n", hash("123456", "$5$rounds=1000$ab"));
	n += (size_t)snprintf(shadow + n, sizeof(shadow) - n,
	    "li:%s:20000::::::\n", hash("li@123", "$1$cd"));
	n += (size_t)snprintf(shadow + n, sizeof(shadow) - n,
	    "wang:%s:20000::::::\n", hash("1qaz@WSX", "ef"));
	n += (size_t)snprintf(shadow + n, sizeof(shadow) - n,
	    "good:%s:20000::::::\nnone::20000::::::\n",
	    hash("uH7!kk29ZZqw", "$5$rounds=1000$gh"));
	return zt_dir(t, ZC_LEN(t));
}

ZT(weak_passwords_are_found_by_guessing)
{
	int root = weak_root();

	budget = 1000;
	zt_look = with_words;
	ZT_EQ(zt_probe("weak_password", root), 4);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("account", "root"), "class")), "common");
	ZT_STR(zc_str_of(zt_cell(zt_find("account", "root"), "rank")), "1");
	ZT_STR(zc_str_of(zt_cell(zt_find("account", "li"), "class")),
	    "account_name");
	ZT_STR(zc_str_of(zt_cell(zt_find("account", "wang"), "class")),
	    "keyboard");
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("account", "wang"), "can_login")), "0");
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("account", "none"), "class")), "empty");
	ZT_EQ(zt_find("account", "good"), SIZE_MAX);
	zt_look = NULL;
	close(root);
}

struct seen {
	char text[1000];
	size_t n;
	struct zc_outcome o;
};

static int
seen_begin(void *ctx, const struct zc_probe *p, struct zc_err *e)
{
	(void)ctx;
	(void)p;
	(void)e;
	return ZC_OK;
}

static int
seen_row(void *ctx, const struct zc_probe *p, const struct zc_fact *v,
    struct zc_err *e)
{
	struct seen *s = ctx;

	(void)p;
	(void)e;
	s->n += (size_t)snprintf(s->text + s->n, sizeof(s->text) - s->n,
	    "%.*s %.*s %.*s %lld %lld\n", (int)v[0].s.n, v[0].s.p,
	    (int)v[1].s.n, v[1].s.p, (int)v[2].s.n, v[2].s.p, (long long)v[3].i,
	    (long long)v[4].i);
	return ZC_OK;
}

static int
seen_miss(void *ctx, const struct zc_probe *p, struct zc_str path,
    struct zc_str reason, struct zc_err *e)
{
	(void)ctx;
	(void)p;
	(void)path;
	(void)reason;
	(void)e;
	return ZC_OK;
}

static int
seen_end(void *ctx, const struct zc_probe *p, const struct zc_outcome *o,
    struct zc_err *e)
{
	(void)p;
	(void)e;
	((struct seen *)ctx)->o = *o;
	return ZC_OK;
}

/* In jails of their own, as a real inspection guesses. */
static void
guess_with(unsigned workers, struct seen *out)
{
	const struct zc_probe *p = zc_probe_find("weak_password");
	struct zc_look l = { .root = weak_root(),
		.is_root = true,
		.now = 1768464000,
		.unit = "" };
	struct zc_sink sink = { .ctx = out,
		.begin = seen_begin,
		.row = seen_row,
		.miss = seen_miss,
		.end = seen_end };

	budget = 2000;
	with_words(&l);
	*out = (struct seen){ .n = 0 };
	ZT_EQ(zc_gather(&l, &p, 1, workers, &sink, NULL), ZC_OK);
	close(l.root);
}

ZT(weak_passwords_are_the_same_with_any_number_of_workers)
{
	struct seen one, more;
	char word[32];

	guess_with(1, &one);
	ZT_EQ(one.o.cover, ZC_COVER_OK);
	ZT_EQ(one.o.rows, 4);
	ZT_TRUE(strstr(one.o.detail, "workers=1 ") != NULL);
	for (unsigned k = 2; k <= 4; k++) {
		guess_with(k, &more);
		ZT_EQ(more.o.cover, ZC_COVER_OK);
		ZT_STR(zc_str_of(more.text), one.text);
		(void)snprintf(word, sizeof(word), "workers=%u ", k);
		ZT_TRUE(strstr(more.o.detail, word) != NULL);
	}
}

static void
no_list(struct zc_look *l)
{
	l->guess_ms = 100;
}

ZT(weak_passwords_without_a_list_are_never_ok)
{
	int root = weak_root();

	zt_look = no_list;
	(void)zt_probe("weak_password", root);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

static void
no_time(struct zc_look *l)
{
	with_words(l);
	l->guess_ms = 1;
}

ZT(weak_passwords_out_of_time_are_partial)
{
	static char shadow[400];
	static struct zt_file t[] = {
		{ "etc/passwd", "u:x:1:1::/:/bin/sh\n", 0 },
		{ "etc/group", "u:x:1:\n", 0 },
		{ "etc/shadow", shadow, 0600 },
	};
	int root;

	(void)snprintf(shadow, sizeof(shadow), "u:%s:20000::::::\n",
	    hash("uH7!kk29ZZqw", "$6$rounds=200000$ab"));
	root = zt_dir(t, ZC_LEN(t));
	zt_look = no_time;
	ZT_EQ(zt_probe("weak_password", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	zt_look = NULL;
	close(root);
}
