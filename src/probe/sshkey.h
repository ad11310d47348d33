/*
 * sshkey: kind, length and protection of SSH keys, read from their public
 * part or from the head of a private key file; never the key itself.
 */
#ifndef ZC_SSHKEY_H
#define ZC_SSHKEY_H

#include "probe/probe.h"

struct zc_sshkey {
	const char *type;      /* rsa, ed25519, ecdsa, dsa; "" when unknown */
	int64_t bits;          /* 0 = not known */
	bool encrypted;        /* private keys: a pass phrase is needed */
	struct zc_str options; /* authorized keys: what stands before */
	struct zc_str comment;
};

/* Decode base64, blanks skipped. False when it is none. */
ZC_MUST bool zc_sshkey_base64(
    struct zc_str in, struct zc_arena *a, struct zc_str *out);

/* Read a public key blob, RFC 4253 6.6. False when it is none. */
ZC_MUST bool zc_sshkey_blob(struct zc_str blob, struct zc_sshkey *out);

/* Read a line of authorized_keys or a .pub file, sshd(8). */
ZC_MUST bool zc_sshkey_line(
    struct zc_str line, struct zc_arena *a, struct zc_sshkey *out);

/* Read a private key file: OpenSSH, PEM or PuTTY. False when it is none. */
ZC_MUST bool zc_sshkey_private(
    struct zc_str file, struct zc_arena *a, struct zc_sshkey *out);

#endif
