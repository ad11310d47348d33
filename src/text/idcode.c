#include "text/idcode.h"

#include "text/idtext.h"

int
zc_idcode_credit(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	unsigned sum = 0, weight = 1;
	struct zc_str s;
	int rc = zc_idtext_pack(t, " -", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	if (s.n != 18)
		return ZC_ID_REFUSE(e,
		    ZC_N(
			"a unified social credit code has 18 characters, such "
			"as 91350100M000100Y43; copy it from the certificate"));
	for (size_t i = 0; i < s.n; i++) {
		const char *c = s.p[i] == '\0' ? NULL : strchr(set, s.p[i]);

		if (c == NULL)
			return ZC_ID_REFUSE(e,
			    ZC_N(
				"a unified social credit code holds digits and "
				"capital letters without I, O, S, V and Z; "
				"compare it with the certificate"));
		if (i == 17) {
			if ((31 - sum % 31) % 31 == (unsigned)(c - set))
				break;
			return ZC_ID_REFUSE(e,
			    ZC_N("the last character of the unified social "
				 "credit code does not fit the others; compare "
				 "it with the certificate"));
		}
		sum += (unsigned)(c - set) * weight;
		weight = weight * 3 % 31;
	}
	*normal = s;
	return ZC_OK;
}

int
zc_idcode_bank(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	unsigned sum = 0;
	struct zc_str s;
	int rc = zc_idtext_pack(t, " -", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	if (s.n < 13 || s.n > 19 || !zc_idtext_digits(s) || s.p[0] == '0')
		return ZC_ID_REFUSE(e,
		    ZC_N("a bank card number has 13 to 19 digits; copy it from "
			 "the card"));
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)(s.p[s.n - 1 - i] - '0');

		if (i % 2 == 1)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	if (sum % 10 != 0)
		return ZC_ID_REFUSE(e,
		    ZC_N("a digit of the bank card number is wrong; compare it "
			 "with the card"));
	*normal = s;
	return ZC_OK;
}

int
zc_idcode_serial(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	static const char *const none[] = { "N/A", "NA", "NONE", "NULL",
		"UNKNOWN", "无", "空", "暂无", "不详", "无序列号",
		"TO BE FILLED BY O.E.M.", "DEFAULT STRING",
		"SYSTEM SERIAL NUMBER", "NOT SPECIFIED", "NOT APPLICABLE",
		"CHASSIS SERIAL NUMBER" };
	bool any = false;
	struct zc_str s;
	size_t n = 0;
	char *p;
	int rc = zc_idtext_pack(t, "", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	p = zc_arena_dup(a, s.p, s.n);
	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to check a value");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ' ' && n > 0 && p[n - 1] == ' ')
			continue;
		p[n++] = s.p[i];
		any = any || strchr("0-_. /", s.p[i]) == NULL;
	}
	s = (struct zc_str){ p, n };
	for (size_t i = 0; i < ZC_LEN(none); i++)
		any = any && !zc_str_is(s, none[i]);
	if (!any)
		return ZC_ID_REFUSE(e,
		    ZC_N(
			"this is no serial number but says that there is none; "
			"read it from the label of the device"));
	*normal = s;
	return ZC_OK;
}
