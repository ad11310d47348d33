/* der: what an X.509 certificate says (ITU-T X.690, RFC 5280), bounded. */
#ifndef ZC_DER_H
#define ZC_DER_H

#include "base/base.h"

struct zc_der_cert {
	struct zc_str subject; /* common name, else organisation; UTF-8 */
	struct zc_str issuer;  /* the same of the issuer */
	bool self_issued;      /* issuer's name is the subject's */
	int64_t not_before;    /* seconds since 1970 UTC */
	int64_t not_after;
	const char *key_type;  /* rsa, ec, sm2, ed25519, ed448, dsa, other */
	int64_t bits;          /* of the key; 0 = not known */
	const char *signature; /* sha256-rsa, sm3-sm2 …; "other" */
};

/*
 * Read one certificate; bytes behind it are ignored. Names live in `a`.
 * ZC_EINPUT: not a certificate or cut short; ZC_ENOMEM: arena spent.
 */
ZC_MUST int zc_der_cert(struct zc_str der, struct zc_arena *a,
    struct zc_der_cert *out, struct zc_err *e);

#endif
