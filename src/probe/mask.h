/*
 * mask: take passwords, tokens and keys out of command lines and addresses
 * before they become facts. What is masked reads "***".
 */
#ifndef ZC_MASK_H
#define ZC_MASK_H

#include "base/buf.h"

/*
 * Append a command line with its secrets masked: values of options and
 * assignments whose name speaks of a password, token, secret or key
 * (--password=x, --token x, PGPASSWORD=x), passwords given to programs that
 * take them in a short option (mysql -px, sshpass -p x, curl -u user:x),
 * user information in addresses (scheme://user:x@host), authorization
 * headers, and whatever looks like a secret by itself (secretlook.h). White
 * space runs stay as they are; at most `max` bytes of `cmd` are looked at.
 */
void zc_mask_command(struct zc_buf *b, struct zc_str cmd, size_t max);

/* Append an address with its user information and secret parameters masked. */
void zc_mask_url(struct zc_buf *b, struct zc_str url);

/* zc_mask_command into the arena, at most 512 bytes; "" when it is spent. */
const char *zc_mask_dup(struct zc_arena *a, struct zc_str cmd);

/* Put text into a column, masked as a command line or as an address. */
struct zc_table;
void zc_mask_put(struct zc_table *t, const char *col, struct zc_str cmd);
void zc_mask_put_url(struct zc_table *t, const char *col, struct zc_str url);

#endif
