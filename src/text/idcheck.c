#include "text/idcheck.h"

#include "text/docno.h"
#include "text/idcode.h"
#include "text/idnet.h"
#include "text/idperson.h"
#include "text/idtext.h"
#include "text/idvalue.h"

static const struct zc_idcheck_type types[] = {
	{ "bank_card", zc_idcode_bank, ZC_N("13 to 19 digits") },
	{ "cidr", zc_idnet_cidr, ZC_N("such as 192.168.1.0/24") },
	{ "credit_code", zc_idcode_credit,
	    ZC_N("18 characters, such as 91350100M000100Y43") },
	{ "date", zc_idvalue_date, ZC_N("such as 2026-03-05") },
	{ "document_number", zc_docno_check,
	    ZC_N("such as 国办发〔2026〕3号") },
	{ "email", zc_idperson_email, ZC_N("such as name@example.gov.cn") },
	{ "id_number", zc_idperson_number,
	    ZC_N("18 characters, such as 11010519491231002X") },
	{ "ip", zc_idnet_ip, ZC_N("such as 192.168.1.1 or fd00::1") },
	{ "landline", zc_idperson_landline, ZC_N("such as 010-62345678") },
	{ "mac", zc_idnet_mac, ZC_N("such as 00:1A:2B:3C:4D:5E") },
	{ "mobile", zc_idperson_mobile,
	    ZC_N("11 digits, such as 13800138000") },
	{ "money", zc_idvalue_money, ZC_N("such as 1234.56 (yuan)") },
	{ "passport", zc_idperson_passport, ZC_N("such as E12345678") },
	{ "phone", zc_idperson_phone,
	    ZC_N("such as 13800138000 or 010-62345678") },
	{ "plate", zc_idperson_plate, ZC_N("such as 京A12345") },
	{ "serial", zc_idcode_serial,
	    ZC_N("the number on the label of the device") },
};

const struct zc_idcheck_type *
zc_idcheck_types(size_t *n)
{
	*n = ZC_LEN(types);
	return types;
}

const struct zc_idcheck_type *
zc_idcheck_find(const char *name)
{
	for (size_t i = 0; i < ZC_LEN(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

int
zc_idcheck(const char *type, struct zc_str in, struct zc_arena *a,
    struct zc_str *normal, struct zc_err *e)
{
	const struct zc_idcheck_type *t = zc_idcheck_find(type);
	struct zc_str plain;
	int rc;

	if (t == NULL)
		return ZC_FAIL(e, ZC_ENOENT, "%s: no such type", type);
	if (in.n > ZC_IDCHECK_MAX)
		return ZC_ID_REFUSE(e,
		    ZC_N("the value is too long; check whether several values "
			 "were put into one field"));
	rc = zc_idtext_plain(in, a, &plain, e);
	if (rc != ZC_OK)
		return rc;
	if (plain.n == 0)
		return ZC_ID_REFUSE(e, ZC_N("the value is empty; fill it in"));
	return t->run(plain, a, normal, e);
}
