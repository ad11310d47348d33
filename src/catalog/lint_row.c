/* lint_row: whether a row fits the fields of a ledger. */
#include "catalog/lint.h"

#include "base/clock.h"

#include <arpa/inet.h>

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

/* YYYY-MM-DD of a day that exists. */
static bool
is_date(struct zc_str s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int64_t y, m, d;
	bool leap;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' ||
	    !digits(zc_str_sub(s, 0, 4)) || !digits(zc_str_sub(s, 5, 2)) ||
	    !digits(zc_str_sub(s, 8, 2)) ||
	    !zc_str_int(zc_str_sub(s, 0, 4), 10, &y) ||
	    !zc_str_int(zc_str_sub(s, 5, 2), 10, &m) ||
	    !zc_str_int(zc_str_sub(s, 8, 2), 10, &d))
		return false;
	leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
	return m >= 1 && m <= 12 && d >= 1 &&
	    d <= days[m - 1] + (m == 2 && leap ? 1 : 0);
}

static bool
is_time(struct zc_str s)
{
	int64_t t;

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

static const struct {
	const char *type;
	bool (*fits)(struct zc_str s);
} types[] = {
	{ "integer", is_integer },
	{ "boolean", is_boolean },
	{ "date", is_date },
	{ "time", is_time },
	{ "mac", is_mac },
	{ "ip", is_ip },
	{ "phone", is_phone },
	{ "id_number", is_id_number },
	{ "credit_code", is_credit_code },
	{ "money", is_money },
};

static bool
value_fits(const struct zc_ledger_field *f, const char *text)
{
	struct zc_str s = zc_str_of(text);

	if (strcmp(f->type, "enum") == 0) {
		for (size_t i = 0; i < f->values.n; i++)
			if (zc_str_is(s, f->values.v[i]))
				return true;
		return false;
	}
	for (size_t i = 0; i < ZC_LEN(types); i++)
		if (strcmp(types[i].type, f->type) == 0)
			return types[i].fits(s);
	return true; /* text, serial, person … : any text */
}

static const char *
cell(const struct zc_cells *row, const char *col)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, col) == 0)
			return row->v[i].text;
	return NULL;
}

bool
zc_lint_row(const struct zc_ledger *l, const struct zc_cells *row)
{
	for (size_t i = 0; i < l->nfields; i++) {
		const struct zc_ledger_field *f = &l->fields[i];
		const char *text = cell(row, f->name);
		bool none = text == NULL || text[0] == '\0';

		if (none ? f->required : !value_fits(f, text))
			return false;
	}
	return true;
}
