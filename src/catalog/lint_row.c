/* lint_row: whether a row fits the fields of a ledger. */
#include "catalog/lint.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "catalog/kind.h"

#include <arpa/inet.h>
#include <regex.h>

static bool
digits(struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static bool
is_integer(struct zc_str s)
{
	int64_t v;

	return zc_str_int(s, 10, &v);
}

static bool
is_boolean(struct zc_str s)
{
	return zc_str_is(s, "true") || zc_str_is(s, "false") ||
	    zc_str_is(s, "1") || zc_str_is(s, "0");
}

/* A time that a person types has no seconds: 2026-05-01 09:30. */
static bool
is_time(struct zc_str s)
{
	char full[32];
	int64_t t;

	if (s.n == strlen("2026-05-01 09:30")) {
		(void)snprintf(full, sizeof(full), "%.*s:00", (int)s.n, s.p);
		s = zc_str_of(full);
	}
	return zc_clock_parse(s, &t);
}

static bool
hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

/* Six pairs of hexadecimal digits with ':' or '-' between. */
static bool
is_mac(struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (i % 3 == 2 ? s.p[i] != ':' && s.p[i] != '-' : !hex(s.p[i]))
			return false;
	return s.n == 17;
}

static bool
is_ip(struct zc_str s)
{
	unsigned char out[16];
	char text[64];

	if (s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return inet_pton(AF_INET, text, out) == 1 ||
	    inet_pton(AF_INET6, text, out) == 1;
}

/* Digits, with "+", "-", blanks and brackets; five digits at least. */
static bool
is_phone(struct zc_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			n++;
		else if (strchr("+-() ", s.p[i]) == NULL)
			return false;
	}
	return n >= 5 && n <= 20;
}

/* GB 11643-1999: 17 digits and a check character, ISO 7064 MOD 11-2. */
static bool
is_id_number(struct zc_str s)
{
	static const char check[] = "10X98765432";
	unsigned sum = 0, weight;

	if (s.n != 18 || !digits(zc_str_sub(s, 0, 17)))
		return false;
	for (unsigned i = 0; i < 17; i++) {
		weight = (1U << (17 - i)) % 11;
		sum += weight * (unsigned)(s.p[i] - '0');
	}
	return check[sum % 11] == (s.p[17] == 'x' ? 'X' : s.p[17]);
}

/* GB 32100-2015: 18 characters, the last by weights 3^i modulo 31. */
static bool
is_credit_code(struct zc_str s)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	unsigned sum = 0, weight = 1;
	const char *q;

	if (s.n != 18)
		return false;
	for (size_t i = 0; i < 18; i++) {
		q = s.p[i] == '\0' ? NULL : strchr(set, s.p[i]);
		if (q == NULL)
			return false;
		if (i < 17)
			sum += weight * (unsigned)(q - set);
		else
			return (unsigned)(q - set) == (31 - sum % 31) % 31;
		weight = weight * 3 % 31;
	}
	return false;
}

/* Digits with at most two behind a point. */
static bool
is_money(struct zc_str s)
{
	struct zc_str whole;

	if (s.n > 0 && s.p[0] == '-')
		s = zc_str_sub(s, 1, s.n);
	if (!zc_str_cut(&s, '.', &whole) || !digits(whole) || whole.n > 15)
		return false;
	return s.p == NULL || (digits(s) && s.n <= 2);
}

/* LOCAL@DOMAIN with a point in the domain; no blanks. */
static bool
is_email(struct zc_str s)
{
	size_t at = zc_str_find(s, '@');
	struct zc_str domain;

	if (at == 0 || at >= s.n || zc_str_find(s, ' ') < s.n)
		return false;
	domain = zc_str_sub(s, at + 1, s.n);
	return domain.n > 2 && zc_str_find(domain, '@') == domain.n &&
	    zc_str_find(domain, '.') < domain.n - 1;
}

static bool
is_url(struct zc_str s)
{
	return (zc_str_starts(s, "http://") || zc_str_starts(s, "https://")) &&
	    s.n > strlen("https://") && zc_str_find(s, ' ') == s.n;
}

/* Labels with points between; letters of any script. */
static bool
is_domain(struct zc_str s)
{
	char before = '.';

	for (size_t i = 0; i < s.n; i++) {
		if (strchr(" /:@,;\t\n", s.p[i]) != NULL ||
		    (s.p[i] == '.' && before == '.'))
			return false;
		before = s.p[i];
	}
	return zc_str_find(s, '.') < s.n && before != '.';
}

static const struct {
	const char *type;
	bool (*fits)(struct zc_str s);
} types[] = {
	{ "integer", is_integer },
	{ "boolean", is_boolean },
	{ "date", zc_kind_date },
	{ "time", is_time },
	{ "mac", is_mac },
	{ "ip", is_ip },
	{ "phone", is_phone },
	{ "id_number", is_id_number },
	{ "credit_code", is_credit_code },
	{ "money", is_money },
	{ "email", is_email },
	{ "url", is_url },
	{ "domain", is_domain },
};

static bool
is_word(const struct zc_ledger_field *f, struct zc_str s)
{
	for (size_t i = 0; i < f->nwords; i++)
		if (zc_str_is(s, f->words[i].name))
			return true;
	return false;
}

bool
zc_lint_value(const struct zc_ledger_field *f, const char *text)
{
	struct zc_str s = zc_str_of(text);

	if (strcmp(f->type, "enum") == 0)
		return is_word(f, s);
	for (size_t i = 0; i < ZC_LEN(types); i++)
		if (strcmp(types[i].type, f->type) == 0)
			return types[i].fits(s);
	return true; /* text, serial, person … : any text */
}

/* What min and max count: the number, whole yuan, or characters. */
static int64_t
amount(const struct zc_ledger_field *f, struct zc_str s)
{
	int64_t v = 0;
	size_t step;

	if (strcmp(f->type, "integer") == 0 || strcmp(f->type, "money") == 0) {
		(void)zc_str_int(zc_str_sub(s, 0, zc_str_find(s, '.')), 10, &v);
		return v;
	}
	while (s.n > 0) {
		step = zc_utf8_step(s);
		s = zc_str_sub(s, step > 0 ? step : 1, s.n);
		v++;
	}
	return v;
}

static bool
matches(const char *pattern, const char *text)
{
	regex_t re;
	bool yes;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false; /* the loader has told */
	yes = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return yes;
}

/* Why the value is not taken, or NULL. */
static const char *
value_fault(const struct zc_ledger_field *f, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return f->required ? "required" : NULL;
	if (!zc_lint_value(f, text))
		return "type";
	if (f->has_min && amount(f, zc_str_of(text)) < f->min)
		return "range";
	if (f->has_max && amount(f, zc_str_of(text)) > f->max)
		return "range";
	if (f->pattern[0] != '\0' && !matches(f->pattern, text))
		return "pattern";
	return NULL;
}

static const char *
cell(const struct zc_cells *row, const char *col)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, col) == 0)
			return row->v[i].text;
	return NULL;
}

const char *
zc_lint_row(const struct zc_ledger *l, const struct zc_cells *row)
{
	const char *why = NULL;

	for (size_t i = 0; i < l->nfields && why == NULL; i++) {
		const struct zc_ledger_field *f = &l->fields[i];
		const char *text = cell(row, f->name);

		/* What is left empty gets its default or its number. */
		if ((text == NULL || text[0] == '\0') &&
		    (f->def[0] != '\0' ||
			strcmp(f->name, l->number_field) == 0))
			continue;
		why = value_fault(f, text);
	}
	return why;
}
