/* weak_password: one row per account whose password was guessed; never the
 * password. */
#include "base/clock.h"
#include "probe/guess.h"
#include "probe/shadow.h"
#include "probe/team.h"

#include <dlfcn.h>
#include <time.h>

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

/* How far all workers together came with an account. */
struct mark {
	atomic_uint next;    /* position of the next guess; those before it
				have been taken by a worker */
	atomic_uint hit;     /* position of the hit plus one; 0 = none */
	atomic_bool refused; /* libcrypt does not know the scheme */
};

struct shared {
	atomic_llong start; /* zc_clock_ms of the first worker's first guess */
	atomic_uint ended;
	struct mark v[TARGETS_MAX];
};

/* An account with a hash. */
struct target {
	const struct zc_shadow *s;
	struct zc_scheme scheme;
	const char *hash;
	struct zc_guesses own;
	struct mark *m;
	int64_t us; /* cost of one guess to this worker; 0 = not known yet */
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_guesses common;
	size_t top;
	struct target *v;
	size_t n;
	struct shared *all;
	void *data;
	int64_t deadline; /* zc_clock_ms */
};

/*
 * The empty word, the top list, then the account's own forms, then the rest
 * of the common ones.
 */
static const struct zc_guess *
guess_at(const struct ctx *c, const struct target *x, size_t i)
{
	static const struct zc_guess none = { "", "empty" };

	if (i == 0)
		return &none;
	if (--i < c->top)
		return &c->common.v[i];
	if (i - c->top < x->own.n)
		return &x->own.v[i - c->top];
	i -= x->own.n;
	return i < c->common.n ? &c->common.v[i] : NULL;
}

static bool
over(const struct target *x)
{
	return x->m->hit != 0 || x->m->refused;
}

/* The next guess that no worker has taken, below `upto`; NULL for none. */
static const struct zc_guess *
claim(const struct ctx *c, struct target *x, size_t upto, unsigned *at)
{
	const struct zc_guess *g;
	unsigned i = x->m->next;

	do {
		g = i < upto ? guess_at(c, x, i) : NULL;
	} while (
	    g != NULL && !atomic_compare_exchange_weak(&x->m->next, &i, i + 1));
	*at = i;
	return g;
}

/* Of several hits the first position counts, whoever was quicker. */
static void
hit(struct mark *m, unsigned at)
{
	unsigned old = m->hit;

	while ((old == 0 || at + 1 < old) &&
	    !atomic_compare_exchange_weak(&m->hit, &old, at + 1))
		continue;
}

static int64_t
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* One guess. False when the list is at its end. */
static bool
try_next(struct ctx *c, struct target *x, size_t upto)
{
	unsigned at;
	const struct zc_guess *g = claim(c, x, upto, &at);
	int64_t from = x->us == 0 ? now_us() : 0;
	const char *got;

	if (g == NULL)
		return false;
	got = crypt_r_fn(g->word, x->hash, c->data);
	if (x->us == 0)
		x->us = now_us() - from + 1;
	if (got == NULL || got[0] == '*') {
		if (!atomic_exchange(&x->m->refused, true))
			zc_miss(c->t, x->s->name,
			    ZC_N("this computer cannot compute the account's "
				 "password scheme"));
		return false;
	}
	if (strcmp(got, x->hash) == 0)
		hit(x->m, at);
	return true;
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

			if (over(x) || x->us >= below_us)
				continue;
			if (zc_clock_ms() >= until)
				return;
			more = try_next(c, x, upto) || more;
		}
	}
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
		x.m = &c->all->v[c->n];
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
			hit(x.m, 0);
		else
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

		if (x->m->hit == 0)
			continue;
		zc_put_cstr(c->t, "account", x->s->name);
		zc_put_cstr(
		    c->t, "class", guess_at(c, x, x->m->hit - 1)->class);
		zc_put_cstr(c->t, "scheme", x->scheme.name);
		zc_put_int(c->t, "rank", x->m->hit < 3 ? 1 : x->m->hit - 1);
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
	size_t least = SIZE_MAX, tried = 0, words;
	bool refused = false;
	char detail[200];

	for (size_t i = 0; i < c->n; i++) {
		const struct target *x = &c->v[i];

		refused = refused || x->m->refused;
		tried += x->m->next;
		/* Its first guess, the empty word, is none of the list. */
		words = x->m->next == 0 ? 0 : x->m->next - 1;
		if (!over(x) && words < least)
			least = words;
	}
	(void)snprintf(detail, sizeof(detail),
	    "accounts=%zu guesses=%zu least_per_account=%zu mandatory=%zu "
	    "workers=%u ms=%lld",
	    c->n, tried, least == SIZE_MAX ? tried : least, c->top,
	    c->l->workers == 0 ? 1 : c->l->workers,
	    (long long)(zc_clock_ms() - c->all->start));
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

/* The time for all workers runs from the first guess of any of them. */
static void
start_clock(struct ctx *c)
{
	int64_t ms = c->l->guess_ms == 0 ? BUDGET_MS : c->l->guess_ms;
	long long none = 0;

	(void)atomic_compare_exchange_strong(
	    &c->all->start, &none, zc_clock_ms());
	c->deadline = c->all->start + ms;
}

/* *last: no other worker guesses any more, what is known is all. */
static int
guess(struct ctx *c, const struct zc_shadows *all, bool *last)
{
	int rc;

	c->all = zc_team_memory(c->l, sizeof(*c->all));
	if (c->all == NULL)
		return ZC_ENOMEM;
	rc = zc_guess_common(c->l, &c->common, &c->top);
	if (rc == ZC_OK)
		rc = collect(c, all);
	if (rc != ZC_OK)
		return rc;
	start_clock(c);
	sweep(c, c->top + 1, c->deadline, INT64_MAX);
	/* Cheap hashes may use half of what is left, then all go on. */
	sweep(c, SIZE_MAX, (zc_clock_ms() + c->deadline) / 2, CHEAP_US);
	sweep(c, SIZE_MAX, c->deadline, INT64_MAX);
	*last = zc_team_last(c->l, &c->all->ended);
	return ZC_OK;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t };
	struct zc_users u;
	struct zc_shadows all = { 0 };
	int rc = zc_users_load(l, t, &u), shadow;
	bool last = false;

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
	rc = guess(&c, &all, &last);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "no room for guesses");
	rc = last ? emit(&c, e) : ZC_OK;
	if (rc != ZC_OK || !last)
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
	.shared = sizeof(struct shared),
	.load = load,
	.run = run,
};
