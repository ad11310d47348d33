/* weak_password: one row per account whose password was guessed; never the
 * password. */
#include "base/clock.h"
#include "probe/guess.h"
#include "probe/shadow.h"

#include <dlfcn.h>

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "login name" },
	{ "class", ZC_TEXT, "class", "类别",
	    "empty, common, account_name, unit_name, person_name, year, "
	    "keyboard, short, repeated, default" },
	{ "scheme", ZC_TEXT, "hash scheme", "散列算法", "scheme of the hash" },
	{ "rank", ZC_INT, "rank", "名次",
	    "position in the guess list (1 = first); tells how quickly it "
	    "falls" },
	{ "can_login", ZC_BOOL, "can log in", "可登录",
	    "1 = the account can log in" },
};

enum {
	BUDGET_MS = 20000,      /* when the setting is not given */
	TARGETS_MAX = 2000,     /* accounts */
	DATA_SIZE = 256 * 1024, /* struct crypt_data: 32 KiB libxcrypt, 128 KiB
				   glibc */
	CHEAP_US = 2000         /* a guess below that is a cheap one */
};

typedef char *crypt_fn(const char *key, const char *setting, void *data);

static crypt_fn *crypt_r_fn;

static void
load(void)
{
	static const char *const names[] = { "libcrypt.so.1", "libcrypt.so.2" };

	for (size_t i = 0; crypt_r_fn == NULL && i < ZC_LEN(names); i++) {
		void *h = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);

		if (h != NULL)
			*(void **)&crypt_r_fn = dlsym(h, "crypt_r");
	}
}

/* An account with a hash, and how far its guessing came. */
struct target {
	const struct zc_shadow *s;
	struct zc_scheme scheme;
	const char *hash;
	struct zc_guesses own;
	size_t next;       /* position of the next guess */
	int64_t us;        /* cost of one guess */
	const char *class; /* of the hit; NULL = none so far */
	bool refused;      /* libcrypt does not know the scheme */
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_guesses common;
	size_t top;
	struct target *v;
	size_t n;
	void *data;
	int64_t start, deadline; /* zc_clock_ms */
};

/* Top list, then the account's own forms, then the rest of the common ones. */
static const struct zc_guess *
guess_at(const struct ctx *c, const struct target *x, size_t i)
{
	if (i < c->top)
		return &c->common.v[i];
	if (i - c->top < x->own.n)
		return &x->own.v[i - c->top];
	i -= x->own.n;
	return i < c->common.n ? &c->common.v[i] : NULL;
}

/* One guess. False when the list is at its end. */
static bool
try_next(struct ctx *c, struct target *x)
{
	const struct zc_guess *g = guess_at(c, x, x->next);
	const char *got;

	if (g == NULL)
		return false;
	got = crypt_r_fn(g->word, x->hash, c->data);
	x->next++;
	if (got != NULL && strcmp(got, x->hash) == 0)
		x->class = g->class;
	return true;
}

static bool
over(const struct target *x)
{
	return x->class != NULL || x->refused;
}

/*
 * Breadth first: every account gets its next guess before any gets one more.
 * Stops at position `upto`, at time `until`, or when nothing is left; only
 * accounts whose guess costs less than `below_us`.
 */
static void
sweep(struct ctx *c, size_t upto, int64_t until, int64_t below_us)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < c->n; i++) {
			struct target *x = &c->v[i];

			if (over(x) || x->next >= upto || x->us >= below_us)
				continue;
			if (zc_clock_ms() >= until)
				return;
			more = try_next(c, x) || more;
		}
	}
}

/* Measure one call of each scheme; a refusal shows here. */
static void
measure(struct ctx *c, struct target *x)
{
	int64_t from = zc_clock_ms(), spent;
	int64_t calls = 0;
	const char *got;

	do {
		got = crypt_r_fn("", x->hash, c->data);
		calls++;
		spent = zc_clock_ms() - from;
	} while (got != NULL && got[0] != '*' && spent < 2 && calls < 64);
	x->us = spent * 1000 / calls;
	if (got == NULL || got[0] == '*') {
		x->refused = true;
		zc_miss(c->t, x->s->name,
		    ZC_N("this computer cannot compute the account's password "
			 "scheme"));
	} else if (strcmp(got, x->hash) == 0) {
		x->class = "empty";
	}
}

static int
by_cost(const void *a, const void *b)
{
	const struct target *x = a, *y = b;

	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;
	return x->s->line - y->s->line;
}

static int
collect(struct ctx *c, const struct zc_shadows *all)
{
	int rc = ZC_OK;

	c->v = zc_arena_array(c->l->a, TARGETS_MAX, sizeof(*c->v));
	c->data = zc_arena_get(c->l->a, DATA_SIZE);
	if (c->v == NULL || c->data == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; rc == ZC_OK && i < all->n; i++) {
		struct target x = { .s = &all->v[i] };
		enum zc_pw_state st = zc_shadow_state(x.s->hash, &x.scheme);

		if (st != ZC_PW_SET && st != ZC_PW_EMPTY)
			continue;
		if (c->n == TARGETS_MAX) {
			zc_miss(c->t, "/etc/shadow",
			    ZC_N("too many accounts: the rest was not tried"));
			break;
		}
		x.hash =
		    zc_arena_dup(c->l->a, x.scheme.hash.p, x.scheme.hash.n);
		if (x.hash == NULL)
			return ZC_ENOMEM;
		if (st == ZC_PW_EMPTY)
			x.class = "empty";
		else
			measure(c, &x);
		if (!over(&x))
			rc = zc_guess_own(c->l, x.s->name,
			    x.s->user == NULL ? "" : x.s->user->gecos, &x.own);
		c->v[c->n++] = x;
	}
	return rc;
}

static int
emit(const struct ctx *c, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < c->n; i++) {
		const struct target *x = &c->v[i];

		if (x->class == NULL)
			continue;
		zc_put_cstr(c->t, "account", x->s->name);
		zc_put_cstr(c->t, "class", x->class);
		zc_put_cstr(c->t, "scheme", x->scheme.name);
		zc_put_int(c->t, "rank", x->next == 0 ? 1 : (int64_t)x->next);
		zc_put_int(c->t, "can_login",
		    x->s->user != NULL && zc_users_shell_ok(x->s->user->shell));
		rc = zc_row(c->t, e);
	}
	return rc;
}

/* OK only when the mandatory list was tried for every account. */
static int
conclude(const struct ctx *c)
{
	size_t least = SIZE_MAX, tried = 0;
	bool refused = false;
	char detail[200];

	for (size_t i = 0; i < c->n; i++) {
		const struct target *x = &c->v[i];

		refused = refused || x->refused;
		tried += x->next;
		if (!over(x) && x->next < least)
			least = x->next;
	}
	(void)snprintf(detail, sizeof(detail),
	    "accounts=%zu guesses=%zu least_per_account=%zu mandatory=%zu "
	    "ms=%lld",
	    c->n, tried, least == SIZE_MAX ? tried : least, c->top,
	    (long long)(zc_clock_ms() - c->start));
	if (c->top == 0 && c->n > 0)
		return zc_cover(c->t, ZC_COVER_PARTIAL,
		    ZC_N("no list of common passwords is loaded"), detail);
	if (least < c->top)
		return zc_cover(c->t, ZC_COVER_PARTIAL,
		    ZC_N("time was up before the common passwords were tried "
			 "for every account"),
		    detail);
	if (refused)
		return zc_cover(c->t, ZC_COVER_PARTIAL,
		    ZC_N("some password schemes cannot be computed here"),
		    detail);
	return zc_cover(c->t, ZC_COVER_OK,
	    ZC_N("the common passwords were tried for every account"), detail);
}

static int
guess(struct ctx *c, const struct zc_shadows *all)
{
	int64_t ms = c->l->guess_ms == 0 ? BUDGET_MS : c->l->guess_ms;
	int rc = zc_guess_common(c->l, &c->common, &c->top);

	if (rc != ZC_OK)
		return rc;
	c->start = zc_clock_ms();
	c->deadline = c->start + ms;
	rc = collect(c, all);
	if (rc != ZC_OK)
		return rc;
	qsort(c->v, c->n, sizeof(*c->v), by_cost);
	sweep(c, c->top, c->deadline, INT64_MAX);
	/* Cheap hashes may use half of what is left, then all go on. */
	sweep(c, SIZE_MAX, (zc_clock_ms() + c->deadline) / 2, CHEAP_US);
	sweep(c, SIZE_MAX, c->deadline, INT64_MAX);
	return ZC_OK;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t };
	struct zc_users u;
	struct zc_shadows all = { 0 };
	int rc = zc_users_load(l, t, &u), shadow;

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no accounts file: not a Linux system"), NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/passwd was not read");
	if (crypt_r_fn == NULL)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("the library that computes passwords is missing here"),
		    "libcrypt.so.1");
	shadow = zc_shadow_load(l, t, &u, &all);
	if (shadow != ZC_OK && all.n == 0)
		return zc_cover(t,
		    shadow == ZC_EACCES ? ZC_COVER_DENIED : ZC_COVER_ERROR,
		    ZC_N("the password file could not be read"), "/etc/shadow");
	rc = guess(&c, &all);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "no room for guesses");
	rc = emit(&c, e);
	if (rc != ZC_OK)
		return rc;
	if (shadow != ZC_OK)
		return zc_cover(t,
		    shadow == ZC_EACCES ? ZC_COVER_DENIED : ZC_COVER_PARTIAL,
		    ZC_N("the password file could not be read"), "/etc/shadow");
	return conclude(&c);
}

const struct zc_probe zc_probe_host_weak_password = {
	.table = "weak_password",
	.en = "weak passwords",
	.zh = "弱口令",
	.mean = "one row per account whose password was guessed; never the "
		"password",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_HIGH,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.seconds = 3600,
	.load = load,
	.run = run,
};
