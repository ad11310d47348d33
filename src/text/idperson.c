#include "text/idperson.h"

#include "text/idtext.h"

/* First two digits: GB/T 2260 and residence permits. */
static bool
is_province(unsigned code)
{
	static const unsigned char codes[] = { 11, 12, 13, 14, 15, 21, 22, 23,
		31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
		53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83 };

	for (size_t i = 0; i < ZC_LEN(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

static bool
check_fits(struct zc_str s)
{
	static const unsigned char weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3,
		7, 9, 10, 5, 8, 4, 2 };
	unsigned sum = 0;

	for (size_t i = 0; i < ZC_LEN(weight); i++)
		sum += (unsigned)(s.p[i] - '0') * weight[i];
	return s.p[17] == "10X98765432"[sum % 11];
}

int
zc_idperson_number(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	unsigned y, at;
	struct zc_str s;
	bool old;
	int rc = zc_idtext_pack(t, " -", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	old = s.n == 15;
	if (!(old && zc_idtext_digits(s)) &&
	    !(s.n == 18 && zc_idtext_digits(zc_str_sub(s, 0, 17)) &&
		(s.p[17] == 'X' || zc_idtext_digits(zc_str_sub(s, 17, 1)))))
		return ZC_ID_REFUSE(e,
		    ZC_N(
			"an identity number has 18 characters: 17 digits and a "
			"digit or X, such as 11010519491231002X; compare it "
			"with the card"));
	if (!is_province(zc_idtext_value(zc_str_sub(s, 0, 2))))
		return ZC_ID_REFUSE(e,
		    ZC_N("the first two digits of the identity number are no "
			 "province; compare it with the card"));
	at = old ? 8 : 10;
	y = old ? 1900 + zc_idtext_value(zc_str_sub(s, 6, 2))
		: zc_idtext_value(zc_str_sub(s, 6, 4));
	if (!zc_idtext_day(y, zc_idtext_value(zc_str_sub(s, at, 2)),
		zc_idtext_value(zc_str_sub(s, at + 2, 2))))
		return ZC_ID_REFUSE(e,
		    ZC_N("the date of birth in the identity number does not "
			 "exist; compare it with the card"));
	if (!old && !check_fits(s))
		return ZC_ID_REFUSE(e,
		    ZC_N("the last character of the identity number does not "
			 "fit the others; compare it with the card"));
	*normal = s;
	return ZC_OK;
}

int
zc_idperson_passport(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	static const char *const forms[] = { "E*9999999", "G99999999",
		"SE9999999", "PE9999999", "DE9999999", "S99999999", "P99999999",
		"D99999999", "KJ9999999", "K99999999", "H99999999",
		"MA9999999" };
	struct zc_str s;
	int rc = zc_idtext_pack(t, " -", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < ZC_LEN(forms); i++)
		if (zc_idtext_fits(s, forms[i])) {
			*normal = s;
			return ZC_OK;
		}
	return ZC_ID_REFUSE(e,
	    ZC_N("a passport number has 9 characters, such as E12345678 or "
		 "EA1234567; compare it with the passport"));
}

/* 1(3\d|4[5-79]|5[0-35-9]|6[5-7]|7[0-8]|8\d|9[01256789]) */
static bool
is_mobile(struct zc_str s)
{
	static const char *const second[10] = { "", "", "", "0123456789",
		"5679", "012356789", "567", "012345678", "0123456789",
		"01256789" };

	return s.n == 11 && zc_idtext_digits(s) && s.p[0] == '1' &&
	    strchr(second[s.p[1] - '0'], s.p[2]) != NULL;
}

/* Without blanks and dashes, and without the country code. */
static int
mobile_digits(
    struct zc_str t, struct zc_arena *a, struct zc_str *out, struct zc_err *e)
{
	static const char *const country[] = { "+86", "0086", "86" };
	struct zc_str s;
	int rc = zc_idtext_pack(t, " -()", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < ZC_LEN(country); i++)
		if (zc_str_starts(s, country[i]) &&
		    s.n == strlen(country[i]) + 11) {
			s = zc_str_sub(s, strlen(country[i]), s.n);
			break;
		}
	*out = s;
	return ZC_OK;
}

int
zc_idperson_mobile(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	struct zc_str s;
	int rc = mobile_digits(t, a, &s, e);

	if (rc != ZC_OK)
		return rc;
	if (!is_mobile(s))
		return ZC_ID_REFUSE(e,
		    ZC_N("a mobile number has 11 digits, such as 13800138000; "
			 "put only one into a field"));
	*normal = s;
	return ZC_OK;
}

/* The number behind the area code: 7 or 8 digits, not 0 or 1 in front. */
static bool
is_local(struct zc_str s)
{
	return (s.n == 7 || s.n == 8) && s.p[0] >= '2';
}

/* Numbers that have no area code. */
static bool
is_special(struct zc_str s)
{
	if (s.n == 10)
		return zc_str_starts(s, "400") || zc_str_starts(s, "800");
	return s.n == 5 && (s.p[0] == '1' || s.p[0] == '9');
}

/* Bytes of the area code in front of the digits: 010, 02x, else four. */
static size_t
area(struct zc_str s)
{
	if (s.n < 10 || s.p[0] != '0')
		return 0;
	return s.p[1] == '1' || s.p[1] == '2' ? 3 : 4;
}

int
zc_idperson_landline(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	struct zc_str s, ext = { "", 0 }, all = t;
	size_t k, dash;
	int rc;

	if (zc_str_starts(t, "+86"))
		all = zc_str_sub(t, 3, t.n);
	/* An extension is what stands behind a dash and is short. */
	for (dash = all.n; dash > 0 && all.p[dash - 1] != '-';)
		dash--;
	if (dash >= 8 && all.n - dash >= 1 && all.n - dash <= 6) {
		ext = zc_str_sub(all, dash, all.n);
		all.n = dash - 1;
	}
	rc = zc_idtext_pack(all, " -()", a, &s, e);
	if (rc != ZC_OK)
		return rc;
	/* 400-123-4567: what looked like an extension belongs to it. */
	if (ext.n == 4 && s.n == 6 &&
	    (zc_str_starts(s, "400") || zc_str_starts(s, "800")))
		return zc_idtext_fmt(
		    a, normal, e, "%.3s-%.3s-%.4s", s.p, s.p + 3, ext.p);
	if (all.p != t.p && s.n > 0 && s.p[0] != '0')
		rc = zc_idtext_fmt(a, &s, e, "0%.*s", (int)s.n, s.p);
	if (rc != ZC_OK)
		return rc;
	k = area(s);
	if (!zc_idtext_digits(s) || (ext.n > 0 && !zc_idtext_digits(ext)) ||
	    (!is_local(zc_str_sub(s, k, s.n)) &&
		!(k == 0 && ext.n == 0 && is_special(s))))
		return ZC_ID_REFUSE(e,
		    ZC_N("a telephone number looks like 010-62345678 or "
			 "0371-62345678-801; put only one into a field"));
	return zc_idtext_fmt(a, normal, e, "%.*s%s%.*s%s%.*s", (int)k, s.p,
	    k > 0 ? "-" : "", (int)(s.n - k), s.p + k, ext.n > 0 ? "-" : "",
	    (int)ext.n, ext.p);
}

int
zc_idperson_phone(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	struct zc_str s;
	int rc = mobile_digits(t, a, &s, e);

	if (rc != ZC_OK)
		return rc;
	if (is_mobile(s)) {
		*normal = s;
		return ZC_OK;
	}
	rc = zc_idperson_landline(t, a, normal, e);
	if (rc == ZC_EINPUT)
		return ZC_ID_REFUSE(e,
		    ZC_N("a telephone number looks like 13800138000 or "
			 "010-62345678; put only one into a field"));
	return rc;
}

int
zc_idperson_plate(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	static const char provinces[] = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘"
					"晋蒙陕吉闽贵粤青藏川宁琼使领";
	static const char *const last[] = { "挂", "学", "警", "港", "澳" };
	struct zc_str s, rest;
	bool ok = false;
	int rc = zc_idtext_pack(t, " -.", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i + 3 < sizeof(provinces) && s.n > 4; i += 3)
		ok = ok || memcmp(s.p, provinces + i, 3) == 0;
	rest = zc_str_sub(s, 3, s.n);
	/* 京A·12345: the dot on the plate is none of its characters. */
	if (rest.n > 3 && (memcmp(rest.p + 1, "·", 2) == 0)) {
		rc = zc_idtext_fmt(a, &s, e, "%.4s%.*s", s.p,
		    (int)(rest.n - 3 < 64 ? rest.n - 3 : 64), rest.p + 3);
		if (rc != ZC_OK)
			return rc;
		rest = zc_str_sub(s, 3, s.n);
	}
	if (ok &&
	    (zc_idtext_fits(rest, "A*****") ||
		zc_idtext_fits(rest, "AD*9999") ||
		zc_idtext_fits(rest, "AF*9999") ||
		zc_idtext_fits(rest, "A99999D") ||
		zc_idtext_fits(rest, "A99999F"))) {
		*normal = s;
		return ZC_OK;
	}
	for (size_t i = 0; ok && i < ZC_LEN(last); i++)
		if (zc_str_ends(rest, last[i]) &&
		    zc_idtext_fits(zc_str_sub(rest, 0, rest.n - 3), "A****")) {
			*normal = s;
			return ZC_OK;
		}
	return ZC_ID_REFUSE(e,
	    ZC_N("a licence plate looks like 京A12345, or 京AD12345 for new "
		 "energy"));
}

static bool
mail_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Pieces between dots are not empty and of mail_char, or of host names. */
static bool
dotted(struct zc_str s, bool host)
{
	struct zc_str piece;
	size_t n = 0;

	while (zc_str_cut(&s, '.', &piece)) {
		if (piece.n == 0 || (host && piece.n > 63))
			return false;
		for (size_t i = 0; i < piece.n; i++)
			if (!mail_char(piece.p[i]) ||
			    (host && piece.p[i] != '-' &&
				strchr("!#$%&'*+/=?^_`{|}~", piece.p[i])))
				return false;
		if (host && (piece.p[0] == '-' || piece.p[piece.n - 1] == '-'))
			return false;
		n++;
	}
	return !host || (n >= 2 && piece.n >= 2 && !zc_idtext_digits(piece));
}

int
zc_idperson_email(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	size_t at = zc_str_find(t, '@');
	char *p;

	if (at == 0 || at > 64 || t.n - at > 254 ||
	    !dotted(zc_str_sub(t, 0, at), false) ||
	    !dotted(zc_str_sub(t, at + 1, t.n), true))
		return ZC_ID_REFUSE(e,
		    ZC_N(
			"an e-mail address looks like name@example.gov.cn; put "
			"only one into a field"));
	p = zc_arena_dup(a, t.p, t.n);
	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to check a value");
	for (size_t i = at; i < t.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] - 'A' + 'a');
	*normal = (struct zc_str){ p, t.n };
	return ZC_OK;
}
