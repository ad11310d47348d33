#include "probe/guess.h"

#include "probe/lines.h"

#include <ctype.h>
#include <time.h>

static const char rule[] = "rule.weak_words";

enum { WORD_MAX = 40, FIRST_YEAR = 2018 };

struct maker {
	const struct zc_look *l;
	struct zc_guesses *g;
	const char *class;
	int year; /* of the case */
	int rc;
};

static void
add(struct maker *m, const char *word)
{
	size_t n = strlen(word);
	char *p;

	if (n == 0 || n > 2 * WORD_MAX || m->g->n == m->g->cap)
		return;
	p = zc_arena_dup(m->l->a, word, n);
	if (p == NULL) {
		m->rc = ZC_ENOMEM;
		return;
	}
	m->g->v[m->g->n++] = (struct zc_guess){ p, m->class };
}

static void
add2(struct maker *m, const char *a, const char *b)
{
	char w[2 * WORD_MAX + 1];

	size_t na = strlen(a), nb = strlen(b);

	if (na + nb >= sizeof(w))
		return;
	memcpy(w, a, na);
	memcpy(w + na, b, nb + 1);
	add(m, w);
}

/* Endings people put behind a word, the likeliest first. */
static const char *const endings[] = { "123", "@123", "123456", "1234",
	"12345", "@123456", "888", "666", "!", "@", "#123", "_123", "!@#",
	"123!", "321", "000", "001", "111", "520", "1", "12", "01", "@1234",
	"@12345", "12345678", "@888", "@666", "#", ".123", "-123", "$123" };

static const char *const joins[] = { "", "@", "#", "_" };

static void
years(struct maker *m, const char *w)
{
	char tail[16];

	for (int y = m->year + 1; y >= FIRST_YEAR; y--)
		for (size_t i = 0; i < ZC_LEN(joins); i++) {
			(void)snprintf(
			    tail, sizeof(tail), "%s%d", joins[i], y);
			add2(m, w, tail);
		}
}

static void
leet(const char *w, char *out)
{
	static const char from[] = "aois", to[] = "@01$";
	size_t i;

	for (i = 0; w[i] != '\0'; i++) {
		const char *k = strchr(from, w[i]);

		out[i] = k == NULL ? w[i] : to[k - from];
	}
	out[i] = '\0';
}

/* Turn `w` into its forms; `depth` of endings and years grows with `full`. */
static void
forms(struct maker *m, const char *w, bool full)
{
	char cap[WORD_MAX + 1], up[WORD_MAX + 1], rev[WORD_MAX + 1];
	char hack[WORD_MAX + 1];
	size_t n = strlen(w), ends = full ? ZC_LEN(endings) : 12;

	if (n < 2 || n > WORD_MAX)
		return;
	for (size_t i = 0; i <= n; i++) {
		cap[i] = up[i] = w[i];
		if (i < n) {
			up[i] = (char)toupper((unsigned char)w[i]);
			rev[i] = w[n - 1 - i];
		}
	}
	rev[n] = '\0';
	cap[0] = up[0];
	leet(w, hack);
	add(m, w);
	for (size_t i = 0; i < 6; i++) {
		add2(m, w, endings[i]);
		add2(m, cap, endings[i]);
	}
	add2(m, w, w);
	add(m, rev);
	add(m, cap);
	add(m, up);
	add(m, hack);
	years(m, w);
	years(m, cap);
	for (size_t i = 6; i < ends; i++) {
		add2(m, w, endings[i]);
		add2(m, cap, endings[i]);
	}
}

static void
rule_endings(struct maker *m, const char *w)
{
	struct zc_item it;
	size_t i = 0;

	while (zc_item_next(&m->l->items, rule, &i, &it))
		if (strcmp(it.field, "suffix") == 0)
			add2(m, w, it.value);
}

/* Runs of ASCII letters and digits of a text, in lower case, as roots. */
static void
roots_of(struct maker *m, const char *text, bool full)
{
	char w[WORD_MAX + 1], all[WORD_MAX + 1];
	size_t n = 0, na = 0, words = 0;

	for (;; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x80 && isalnum(c)) {
			if (n < WORD_MAX)
				w[n++] = (char)tolower(c);
			if (na < WORD_MAX)
				all[na++] = (char)tolower(c);
			continue;
		}
		w[n] = '\0';
		if (n > 1) {
			forms(m, w, full);
			rule_endings(m, w);
			words++;
		}
		n = 0;
		if (c == '\0' || words == 8)
			break;
	}
	all[na] = '\0';
	if (words > 1) /* "Zhang San": zhangsan */
		forms(m, all, full);
}

/* The class an entry of the rule gives to its words; NULL for none. */
static const char *
class_of(const struct zc_look *l, const char *entry)
{
	struct zc_item it;
	size_t i = 0;

	while (zc_item_next(&l->items, rule, &i, &it))
		if (strcmp(it.entry, entry) == 0 &&
		    strcmp(it.field, "class") == 0)
			return it.value;
	return NULL;
}

static const char *
shape_of(const char *w)
{
	size_t n = strlen(w), half = n / 2;

	if (n > 0 && strspn(w, (char[]){ w[0], '\0' }) == n)
		return "repeated";
	if (n >= 4 && n % 2 == 0 && memcmp(w, w + half, half) == 0)
		return "repeated";
	return n < 6 ? "short" : "common";
}

/* Words [from, to) of the list, counted over entry `only` or all. */
static void
words(struct maker *m, const char *only, size_t from, size_t to, bool other)
{
	struct zc_item it;
	const char *entry = "", *class = NULL;
	size_t i = 0, k = 0;

	while (zc_item_next(&m->l->items, rule, &i, &it)) {
		bool mine = only == NULL || strcmp(it.entry, only) == 0;

		if (strcmp(it.field, "word") != 0 || mine == other)
			continue;
		if (k++ < from || k > to)
			continue;
		if (strcmp(entry, it.entry) != 0) {
			entry = it.entry;
			class = class_of(m->l, entry);
		}
		m->class = class != NULL ? class : shape_of(it.value);
		add(m, it.value);
	}
}

static void
roots(struct maker *m)
{
	struct zc_item it;
	size_t i = 0;

	m->class = "common";
	while (zc_item_next(&m->l->items, rule, &i, &it))
		if (strcmp(it.field, "root") == 0) {
			forms(m, it.value, true);
			rule_endings(m, it.value);
		}
}

/* Walks over the rows and columns of a keyboard, and running digits. */
static void
walks(struct maker *m)
{
	static const char *const rows[] = { "1234567890", "0987654321",
		"qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv",
		"qazwsxedcrfv", "1q2w3e4r5t6y", "147258369", "741852963",
		"abcdefghij", "zaq12wsx", "!@#$%^&*()", "qweasdzxc",
		"123qweasdzxc", "1qaz@WSX3edc" };
	char w[WORD_MAX + 1];

	m->class = "keyboard";
	for (size_t n = 4; n <= 16; n++)
		for (size_t i = 0; i < ZC_LEN(rows); i++) {
			if (strlen(rows[i]) < n)
				continue;
			(void)snprintf(
			    w, sizeof(w), "%.*s", (int)n, rows[i]);
			add(m, w);
			w[0] = (char)toupper((unsigned char)w[0]);
			if (w[0] != rows[i][0])
				add(m, w);
			add2(m, w, "123");
		}
}

static void
repeats(struct maker *m)
{
	static const char of[] = "0123456789abcdeqwz";
	char w[16];

	m->class = "repeated";
	for (size_t n = 3; n <= 10; n++)
		for (size_t i = 0; of[i] != '\0'; i++) {
			memset(w, of[i], n);
			w[n] = '\0';
			add(m, w);
		}
}

static void
dates(struct maker *m)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };
	char w[32];

	m->class = "year";
	for (int y = m->year + 1; y >= 1950; y--) {
		(void)snprintf(w, sizeof(w), "%d", y);
		add(m, w);
		add2(m, w, w);
	}
	for (int y = m->year; y >= 1960; y--)
		for (int d = 0; d < 12 * 31; d++) {
			if (d % 31 + 1 > days[d / 31])
				continue;
			(void)snprintf(w, sizeof(w), "%04d%02d%02d", y,
			    d / 31 + 1, d % 31 + 1);
			add(m, w);
			add(m, w + 2);
		}
}

static int
init(struct maker *m, const struct zc_look *l, size_t cap,
    struct zc_guesses *g)
{
	time_t now = (time_t)l->now;
	struct tm tm;

	*m = (struct maker){ .l = l, .g = g, .class = "common",
		.year = FIRST_YEAR, .rc = ZC_OK };
	if (gmtime_r(&now, &tm) != NULL && tm.tm_year + 1900 > FIRST_YEAR &&
	    tm.tm_year < 300)
		m->year = tm.tm_year + 1900;
	*g = (struct zc_guesses){ .cap = cap };
	g->v = zc_arena_array(l->a, cap, sizeof(*g->v));
	return g->v == NULL ? ZC_ENOMEM : ZC_OK;
}

int
zc_guess_common(
    const struct zc_look *l, struct zc_guesses *out, size_t *top)
{
	struct zc_guesses g;
	struct maker m;
	const char *only = "top";
	int rc = init(&m, l, ZC_GUESS_COMMON, &g);

	if (rc != ZC_OK)
		return rc;
	words(&m, only, 0, SIZE_MAX, false);
	if (g.n == 0) {
		only = NULL;
		words(&m, NULL, 0, ZC_GUESS_TOP, false);
	}
	*top = g.n;
	m.class = "unit_name";
	roots_of(&m, l->words == NULL ? "" : l->words, true);
	roots_of(&m, l->unit == NULL ? "" : l->unit, true);
	if (only != NULL)
		words(&m, only, 0, SIZE_MAX, true);
	else
		words(&m, NULL, ZC_GUESS_TOP, SIZE_MAX, false);
	repeats(&m);
	walks(&m);
	roots(&m);
	dates(&m);
	if (m.rc == ZC_OK)
		*out = g;
	return m.rc;
}

int
zc_guess_own(const struct zc_look *l, const char *name, const char *gecos,
    struct zc_guesses *out)
{
	struct zc_guesses g;
	struct maker m;
	int rc = init(&m, l, ZC_GUESS_OWN, &g);

	if (rc != ZC_OK)
		return rc;
	m.class = "account_name";
	forms(&m, name, true);
	rule_endings(&m, name);
	m.class = "person_name";
	roots_of(&m, gecos, false);
	if (m.rc == ZC_OK)
		*out = g;
	return m.rc;
}
