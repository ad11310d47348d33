#include "codec/xlsx_style.h"

#include "codec/row.h"

#include <math.h>

enum {
	DIGITS_KEPT = 15,     /* what a double of a spreadsheet holds */
	SERIAL_END = 2958466, /* 10000-01-01 */
	LEAP_1900 = 60,       /* the 29th of February 1900 that never was */
	DAY_S = 86400,
	OFFSET_1904 = 1462,  /* days between the two counts */
	EPOCH_SERIAL = 25569 /* 1970-01-01 in the count from 1900 */
};

uint8_t
zc_xlsx_style_builtin(uint32_t id)
{
	/* 27 … 36 and 50 … 58 are dates in Chinese and Japanese settings. */
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 ||
	    (id >= 50 && id <= 54) || id == 57 || id == 58)
		return ZC_XLSX_DATE;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 ||
	    id == 47 || id == 55 || id == 56)
		return ZC_XLSX_TIME;
	if (id == 22)
		return ZC_XLSX_DATE | ZC_XLSX_TIME;
	return id == 46 ? ZC_XLSX_TIME | ZC_XLSX_HOURS : ZC_XLSX_NUMBER;
}

struct seen {
	bool date, month, time, hours;
	size_t zeros;
	bool other;
};

/* [Red], [$-804], [h]: bytes with the bracket. */
static size_t
bracket(struct zc_str s, struct seen *k)
{
	size_t n = zc_str_find(s, ']');
	struct zc_str in = zc_str_sub(s, 1, n - 1);

	if (n == s.n)
		return 1;
	if (zc_str_isi(in, "h") || zc_str_isi(in, "hh"))
		k->time = k->hours = true;
	else if (zc_str_isi(in, "m") || zc_str_isi(in, "mm") ||
	    zc_str_isi(in, "s") || zc_str_isi(in, "ss"))
		k->time = k->hours = true;
	return n + 1;
}

static size_t
token(struct zc_str s, struct seen *k)
{
	static const char *const words[] = { "AM/PM", "A/P", "上午/下午" };
	size_t n;

	if (s.n >= 7 && strncasecmp(s.p, "General", 7) == 0) {
		k->other = true;
		return 7;
	}
	for (size_t i = 0; i < ZC_LEN(words); i++) {
		n = strlen(words[i]);
		if (s.n >= n && strncasecmp(s.p, words[i], n) == 0) {
			k->time = true;
			return n;
		}
	}
	switch (s.p[0]) {
	case '"':
		k->other = true;
		n = zc_str_find(zc_str_sub(s, 1, s.n), '"');
		return n + 2;
	case '\\':
	case '_':
	case '*':
		k->other = true;
		return 2;
	case '[':
		return bracket(s, k);
	case 'E':
	case 'e':
		k->other = true;
		if (s.n > 1 && (s.p[1] == '+' || s.p[1] == '-'))
			return 2;
		k->date = true; /* the year of an era */
		return 1;
	case 'y':
	case 'Y':
	case 'd':
	case 'D':
		k->date = true;
		return 1;
	case 'm':
	case 'M':
		k->month = true;
		return 1;
	case 'h':
	case 'H':
	case 's':
	case 'S':
		k->time = true;
		return 1;
	case '0':
		k->zeros++;
		return 1;
	default:
		k->other = true;
		return 1;
	}
}

uint8_t
zc_xlsx_style_code(struct zc_str code)
{
	struct seen k = { 0 };
	size_t i = 0;

	/* The first section is for positive numbers. */
	while (i < code.n && code.p[i] != ';')
		i += token(zc_str_sub(code, i, code.n), &k);
	if (k.month && !k.time)
		k.date = true;
	if (k.hours && !k.date)
		return ZC_XLSX_TIME | ZC_XLSX_HOURS;
	if (k.date || k.time)
		return (uint8_t)((k.date ? ZC_XLSX_DATE : 0) |
		    (k.time ? ZC_XLSX_TIME : 0));
	if (k.zeros > 1 && !k.other && k.zeros <= ZC_XLSX_DIGITS)
		return (uint8_t)k.zeros;
	return ZC_XLSX_NUMBER;
}

/* Day 0 is 1970-01-01. Howard Hinnant, "chrono-compatible date algorithms". */
static void
put_date(struct zc_buf *b, int64_t day)
{
	int64_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t m = mp < 10 ? mp + 3 : mp - 9;

	zc_buf_fmt(b, "%04d-%02d-%02d", (int)(yoe + era * 400 + (m <= 2)),
	    (int)m, (int)(doy - (153 * mp + 2) / 5 + 1));
}

static void
put_time(struct zc_buf *b, int64_t s)
{
	zc_buf_fmt(b, "%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60));
	if (s % 60 != 0)
		zc_buf_fmt(b, ":%02d", (int)(s % 60));
}

static bool
put_serial(struct zc_buf *b, double v, uint8_t form, bool date1904)
{
	int64_t s, day;

	if (!(v >= 0) || v >= SERIAL_END)
		return false;
	s = (int64_t)llround(v * DAY_S);
	if ((form & ZC_XLSX_HOURS) != 0 || (v < 1 && !date1904)) {
		put_time(b, s);
		return true;
	}
	day = s / DAY_S;
	if ((form & ZC_XLSX_DATE) == 0) {
		put_time(b, s % DAY_S);
		return true;
	}
	if (date1904)
		day += OFFSET_1904;
	else if (day < LEAP_1900)
		day++;
	else if (day == LEAP_1900)
		return false;
	put_date(b, day - EPOCH_SERIAL);
	if ((form & ZC_XLSX_TIME) != 0) {
		zc_buf_char(b, ' ');
		put_time(b, s % DAY_S);
	}
	return true;
}

/* Digits that count, when raw is plain: [-]digits[.digits]; 0 when not. */
static size_t
plain_digits(struct zc_str raw)
{
	size_t i = raw.n > 0 && raw.p[0] == '-', n = 0, dots = 0;

	for (; i < raw.n; i++) {
		if (raw.p[i] >= '0' && raw.p[i] <= '9')
			n += n > 0 || raw.p[i] != '0' || i + 1 == raw.n;
		else if (raw.p[i] != '.' || dots++ > 0)
			return 0;
	}
	return n;
}

static void
put_number(struct zc_buf *b, double v)
{
	char t[64];
	int places;

	if (fabs(v) < 1e15 && v == floor(v)) {
		zc_buf_fmt(b, "%.0f", v);
		return;
	}
	if (fabs(v) >= 1e15 && fabs(v) < 1e21) {
		/* The 15 digits that count, and zeros for the lost ones. */
		(void)snprintf(t, sizeof(t), "%.14e", v);
		places = (int)floor(log10(fabs(v))) - 14;
		for (const char *p = t; *p != 'e' && *p != '\0'; p++)
			if (*p != '.')
				zc_buf_char(b, *p);
		while (places-- > 0)
			zc_buf_char(b, '0');
		return;
	}
	(void)snprintf(t, sizeof(t), "%.15g", v);
	if (strchr(t, 'e') == NULL || fabs(v) >= 1e21 || fabs(v) < 1e-12) {
		zc_buf_cstr(b, t);
		return;
	}
	/* 1.5e-05 is 0.000015 to a reader. */
	places = 14 - (int)floor(log10(fabs(v)));
	(void)snprintf(t, sizeof(t), "%.*f", places, v);
	for (size_t n = strlen(t); n > 0 && t[n - 1] == '0'; n--)
		t[n - 1] = '\0';
	zc_buf_cstr(b, t);
}

void
zc_xlsx_style_text(struct zc_buf *b, struct zc_str raw, uint8_t form,
    bool date1904, uint32_t *flags)
{
	size_t digits = plain_digits(raw);
	char *end = NULL;
	double v;

	if (form == ZC_XLSX_NUMBER && digits > 0 && digits <= DIGITS_KEPT) {
		*flags |= ZC_CELL_NUMBER;
		zc_buf_str(b, raw);
		return;
	}
	v = strtod(raw.p, &end);
	if (raw.n == 0 || end != raw.p + raw.n || !isfinite(v) ||
	    strpbrk(raw.p, "xXnN") != NULL) {
		zc_buf_str(b, raw);
		return;
	}
	if ((form & (ZC_XLSX_DATE | ZC_XLSX_TIME)) != 0 &&
	    put_serial(b, v, form, date1904)) {
		*flags |= ZC_CELL_DATE;
		return;
	}
	*flags |= ZC_CELL_NUMBER;
	if (fabs(v) >= 1e15 && v == floor(v))
		*flags |= ZC_CELL_IMPRECISE;
	if ((form & (ZC_XLSX_DATE | ZC_XLSX_TIME)) == 0 && form != 0 &&
	    v >= 0 && v < 1e15 && v == floor(v))
		zc_buf_fmt(b, "%0*.0f", (int)(form & ZC_XLSX_DIGITS), v);
	else
		put_number(b, v);
}
