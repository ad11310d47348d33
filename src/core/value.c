#include "base/tr.h"
#include "base/utf8.h"
#include "core/office_in.h"
#include "core/value_in.h"
#include "text/idcheck.h"

#include <regex.h>
#include <stdarg.h>

enum {
	TEXT_MAX = 1000,      /* characters of a text, unless it says so */
	LONGTEXT_MAX = 50000, /* … of a longtext */
	GIVEN_SHOWN = 60      /* bytes of what was given, in sentences */
};

static const char *const numbers[] = { "integer", "date", "time", "boolean",
	"money" };

bool
zc_value_is_text(const struct zc_ledger_field *f)
{
	for (size_t i = 0; i < ZC_LEN(numbers); i++)
		if (strcmp(numbers[i], f->type) == 0)
			return false;
	return true;
}

struct reading {
	struct zc_office *o;
	const struct zc_ledger_field *f;
	struct zc_str in;
	struct zc_value_why *why;
};

/* The sentences; what was given is repeated unless it is restricted. */
static int
wrong(struct reading *r, const char *word, const char *zh, const char *en)
{
	char given[GIVEN_SHOWN];

	r->why->word = word;
	zc_utf8_copy(given, sizeof(given), r->in);
	if (strcmp(r->f->sensitive, "restricted") == 0) {
		(void)snprintf(r->why->zh, sizeof(r->why->zh),
		    "“%s”填写有误，应当是%s。", r->f->label.zh, zh);
		(void)snprintf(r->why->en, sizeof(r->why->en),
		    "\"%s\" is not right; it should be %s", r->f->label.en, en);
		return ZC_EINPUT;
	}
	(void)snprintf(r->why->zh, sizeof(r->why->zh),
	    "“%s”填的是“%s”，应当是%s。", r->f->label.zh, given, zh);
	(void)snprintf(r->why->en, sizeof(r->why->en),
	    "\"%s\" was given as \"%s\"; it should be %s", r->f->label.en,
	    given, en);
	return ZC_EINPUT;
}

/* The same with what follows the words, in each language. */
static int
wrong_n(struct reading *r, const char *word, const char *zh, const char *en,
    const char *zh_limit, const char *en_limit)
{
	char a[240], b[240];

	(void)snprintf(a, sizeof(a), "%s%s", zh, zh_limit);
	(void)snprintf(b, sizeof(b), "%s %s", en, en_limit);
	return wrong(r, word, a, b);
}

/* Never repeats a word of the text. */
static int
marked(struct reading *r, bool strong)
{
	r->why->word = "mark";
	if (strong) {
		(void)snprintf(r->why->zh, sizeof(r->why->zh),
		    "“%s”的内容带有国家秘密标志的样式，已拒绝，没有保存任何"
		    "内容。本系统不得存储涉密内容：请只填登记编号。",
		    r->f->label.zh);
		(void)snprintf(r->why->en, sizeof(r->why->en),
		    "the text for \"%s\" has the form of a mark of a state "
		    "secret; it was refused and nothing of it was kept. "
		    "Enter a registration number only",
		    r->f->label.en);
		return ZC_EREFUSED;
	}
	(void)snprintf(r->why->zh, sizeof(r->why->zh),
	    "“%s”的内容疑似带有密级标志。请核对；确认不涉密后，"
	    "再加确认选项（--confirmed）保存。",
	    r->f->label.zh);
	(void)snprintf(r->why->en, sizeof(r->why->en),
	    "the text for \"%s\" may carry a mark of secrecy; look at it, and "
	    "save it with --confirmed when it holds nothing classified",
	    r->f->label.en);
	return ZC_EACCES;
}

/* Blanks at both ends, the ideographic one (E3 80 80) too. */
static struct zc_str
trim(struct zc_str s)
{
	bool more = true;

	while (more) {
		s = zc_str_trim(s);
		more = false;
		if (zc_str_starts(s, "\xE3\x80\x80")) {
			s = zc_str_sub(s, 3, s.n);
			more = true;
		}
		if (zc_str_ends(s, "\xE3\x80\x80")) {
			s.n -= 3;
			more = true;
		}
	}
	return s;
}

/* What the check of identifiers says, behind the field's name. */
static int
not_like(struct reading *r, const struct zc_err *e)
{
	r->why->word = "type";
	(void)snprintf(r->why->zh, sizeof(r->why->zh), "“%s”填写有误：%s",
	    r->f->label.zh, zc_tr("zh", e->msg));
	(void)snprintf(r->why->en, sizeof(r->why->en),
	    "\"%s\" is not right: %s", r->f->label.en, e->msg);
	return ZC_EINPUT;
}

static size_t
characters(struct zc_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xC0) != 0x80)
			n++;
	return n;
}

/* The name of the word of an enum that this is, or NULL. */
static const char *
word_of(const struct zc_ledger_field *f, struct zc_str in)
{
	for (size_t i = 0; i < f->nwords; i++) {
		const struct zc_word *w = &f->words[i];

		if (zc_str_is(in, w->name) || zc_str_is(in, w->text.zh) ||
		    zc_str_isi(in, w->text.en))
			return w->name;
	}
	return NULL;
}

static int
pick_word(struct reading *r, struct zc_val *out)
{
	const struct zc_ledger_field *f = r->f;
	const char *name = word_of(f, r->in);
	char zh[160], en[160];
	size_t a = 0, b = 0;

	if (name != NULL) {
		*out = (struct zc_val){ .type = ZC_VAL_TEXT,
			.s = zc_str_of(name) };
		return ZC_OK;
	}
	zh[0] = en[0] = '\0';
	for (size_t i = 0; i < f->nwords; i++) {
		const struct zc_word *w = &f->words[i];

		if (a + strlen(w->text.zh) + 8 < sizeof(zh))
			a += (size_t)snprintf(zh + a, sizeof(zh) - a, "%s%s",
			    a == 0 ? "" : "、", w->text.zh);
		if (b + strlen(w->text.en) + 8 < sizeof(en))
			b += (size_t)snprintf(en + b, sizeof(en) - b, "%s%s",
			    b == 0 ? "" : ", ", w->text.en);
	}
	return wrong_n(r, "type", "下列之一：", "one of", zh, en);
}

static int
pattern_fits(struct reading *r, const char *text)
{
	regex_t re;
	bool fits;

	if (r->f->pattern[0] == '\0')
		return ZC_OK;
	if (regcomp(&re, r->f->pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return wrong(r, "pattern", "定义中的格式（定义本身有误）",
		    "of the pattern of the definition, which is broken");
	fits = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	if (fits)
		return ZC_OK;
	if (r->f->help.zh[0] != '\0')
		return wrong(r, "pattern", r->f->help.zh, r->f->help.en);
	return wrong_n(r, "pattern", "这种格式：", "of the form", r->f->pattern,
	    r->f->pattern);
}

static int
length_fits(struct reading *r, struct zc_str s)
{
	bool is_long = strcmp(r->f->type, "longtext") == 0;
	int64_t max = r->f->has_max ? r->f->max
	    : is_long               ? LONGTEXT_MAX
				    : TEXT_MAX;
	int64_t n = (int64_t)characters(s);
	char limit[32];

	if (n > max) {
		(void)snprintf(limit, sizeof(limit), "%lld", (long long)max);
		return wrong_n(r, "length", "不超过这么多个字的内容：",
		    "a text of at most so many characters:", limit, limit);
	}
	if (r->f->has_min && n < r->f->min) {
		(void)snprintf(
		    limit, sizeof(limit), "%lld", (long long)r->f->min);
		return wrong_n(r, "length", "不少于这么多个字的内容：",
		    "a text of at least so many characters:", limit, limit);
	}
	return ZC_OK;
}

/*
 * Marks that turn the direction of writing (U+202A to U+202E, U+2066 to
 * U+2069): a reader would see another text than the one that is kept.
 */
static bool
turns_around(struct zc_str s)
{
	for (size_t i = 0; i + 2 < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i + 2];

		if (s.p[i] != '\xE2')
			continue;
		if ((s.p[i + 1] == '\x80' && c >= 0xAA && c <= 0xAE) ||
		    (s.p[i + 1] == '\x81' && c >= 0xA6 && c <= 0xA9))
			return true;
	}
	return false;
}

/* Only what prints; a line feed in a longtext. */
static int
clean(struct reading *r, struct zc_str s)
{
	bool lines = strcmp(r->f->type, "longtext") == 0;

	if (!zc_utf8_valid(s))
		return wrong(r, "type", "UTF-8 文字", "text in UTF-8");
	if (turns_around(s))
		return wrong(r, "type", "不含改变书写方向的控制符的文字",
		    "text without marks that turn the direction of writing");
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 || c == 0x7F) &&
		    !(lines && (c == '\n' || c == '\r' || c == '\t')))
			return wrong(r, "type", "不含控制字符和换行的文字",
			    "text without control characters or line ends");
	}
	return ZC_OK;
}

/* What is proved and then forgotten: 已核验 instead of the number. */
static int
only_checked(struct reading *r, struct zc_val *out)
{
	struct zc_err e = { 0 };
	struct zc_str normal;
	struct zc_arena a;
	int rc = ZC_OK;

	zc_arena_init(&a, 64 << 10);
	if (!zc_str_is(r->in, "已核验") && !zc_str_isi(r->in, "verified"))
		rc = zc_idcheck("id_number", r->in, &a, &normal, &e);
	zc_arena_fini(&a);
	if (rc != ZC_OK)
		return rc == ZC_EINPUT ? not_like(r, &e) : rc;
	*out = (struct zc_val){ .type = ZC_VAL_TEXT, .s = ZC_S("已核验") };
	return ZC_OK;
}

/* Types without a check of their own: person, unit, file, url, domain … */
static int
check_type(struct reading *r, struct zc_arena *a, struct zc_str *out)
{
	struct zc_err e = { 0 };
	int rc;

	*out = r->in;
	if (zc_idcheck_find(r->f->type) == NULL)
		return zc_value_loose(r->f->type, r->in)
		    ? ZC_OK
		    : wrong(r, "type",
			  "网址或域名，例如 https://www.example.gov.cn",
			  "an address such as https://www.example.gov.cn");
	rc = zc_idcheck(r->f->type, r->in, a, out, &e);
	return rc == ZC_EINPUT ? not_like(r, &e) : rc;
}

static int
read_text(struct reading *r, struct zc_arena *a, struct zc_val *out)
{
	struct zc_str s;
	const char *p;
	int rc = clean(r, r->in);

	if (rc != ZC_OK)
		return rc;
	if (strcmp(r->f->type, "enum") == 0)
		return pick_word(r, out);
	if (strcmp(r->f->type, "id_number") == 0 &&
	    strcmp(r->f->sensitive, "restricted") == 0)
		return only_checked(r, out);
	rc = check_type(r, a, &s);
	if (rc == ZC_OK)
		rc = length_fits(r, s);
	if (rc != ZC_OK)
		return rc;
	/* A copy with a '\0' behind, which the pattern needs, too. */
	p = zc_arena_dup(a, s.p, s.n);
	if (p == NULL)
		return ZC_ENOMEM;
	rc = pattern_fits(r, p);
	if (rc == ZC_OK)
		*out = (struct zc_val){ .type = ZC_VAL_TEXT, .s = { p, s.n } };
	return rc;
}

static const char *
limit_text(int64_t v, char out[40])
{
	(void)snprintf(out, 40, "%lld", (long long)v);
	return out;
}

static int
not_number(struct reading *r)
{
	if (strcmp(r->f->type, "time") == 0)
		return wrong(r, "type", "日期和时间，例如 2026-05-01 09:30",
		    "a date and time such as 2026-05-01 09:30");
	if (strcmp(r->f->type, "boolean") == 0)
		return wrong(r, "type", "“是”或“否”", "yes or no");
	return wrong(r, "type", "整数，例如 12", "a whole number such as 12");
}

static int
take_number(struct reading *r, int64_t *n)
{
	struct zc_err e = { 0 };
	struct zc_str s;
	struct zc_arena a;
	int rc = ZC_OK;

	zc_arena_init(&a, 64 << 10);
	if (strcmp(r->f->type, "money") == 0) {
		rc = zc_idcheck("money", r->in, &a, &s, &e);
		if (rc == ZC_OK && !zc_str_int(s, 10, n))
			rc = wrong(r, "type", "较小的金额", "a smaller sum");
		else if (rc == ZC_EINPUT)
			rc = not_like(r, &e);
	} else if (strcmp(r->f->type, "date") == 0) {
		rc = zc_idcheck("date", r->in, &a, &s, &e);
		if (rc == ZC_OK && !zc_value_date(s, n))
			rc = ZC_EINPUT;
		if (rc == ZC_EINPUT)
			rc = wrong(r, "type", "日期，例如 2026-05-01",
			    "a date such as 2026-05-01");
	} else if (!zc_value_number(r->f->type, r->in, n)) {
		rc = not_number(r);
	}
	zc_arena_fini(&a);
	return rc;
}

static int
read_number(struct reading *r, struct zc_val *out)
{
	/* Limits of money are written in yuan, values are kept in fen. */
	int64_t unit = strcmp(r->f->type, "money") == 0 ? 100 : 1;
	char limit[40];
	int64_t n = 0;
	int rc = take_number(r, &n);

	if (rc != ZC_OK)
		return rc;
	if (r->f->has_min && n < r->f->min * unit)
		return wrong_n(r, "range", "不小于以下数值：",
		    "a number not below", limit_text(r->f->min, limit), limit);
	if (r->f->has_max && n > r->f->max * unit)
		return wrong_n(r, "range", "不大于以下数值：",
		    "a number not above", limit_text(r->f->max, limit), limit);
	*out = (struct zc_val){ .type = ZC_VAL_INT, .i = n };
	return ZC_OK;
}

int
zc_value_read(struct zc_office *o, const struct zc_ledger_field *f,
    struct zc_str text, bool confirmed, struct zc_arena *a, struct zc_val *out,
    struct zc_value_why *why)
{
	struct reading r = { o, f, trim(text), why };
	int level;

	if (r.in.n == 0) {
		*out = (struct zc_val){ .type = ZC_VAL_NULL };
		return ZC_OK;
	}
	/* A word of the definition, such as 秘密 of the levels of a medium, is
	 * no mark on what is stored. */
	if (strcmp(f->type, "enum") == 0 && word_of(f, r.in) != NULL)
		return pick_word(&r, out);
	level = zc_office_scan(o, r.in);
	if (level == ZC_EREFUSED)
		return marked(&r, true);
	if (level == ZC_EACCES && !confirmed)
		return marked(&r, false);
	if (level != ZC_OK && level != ZC_EACCES)
		return level;
	return zc_value_is_text(f) ? read_text(&r, a, out)
				   : read_number(&r, out);
}
