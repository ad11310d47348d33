/* credential: does a line hold a password in plain text? */
#ifndef ZC_CREDENTIAL_H
#define ZC_CREDENTIAL_H

#include "base/base.h"

/*
 * True when the line gives a value to a name that ends in password, secret,
 * token, access key … ("db_password = x", "'DB_PASSWORD', 'x'",
 * "<password>x</password>"). Comments, references ($x, ${x}, %x%, <x>),
 * empty values and placeholders are none. `code`: the file is a program, so a
 * value without quotes counts only in the shell form NAME=value.
 * `name` borrows the key from the line; the value is never given out.
 */
bool zc_credential_line(struct zc_str line, bool code, struct zc_str *name);

/*
 * The same for a command line: true when zc_mask_command finds something to
 * mask. `name` (at most 64 bytes, in the arena) is the option or assignment
 * before it, taken from the masked text.
 */
bool zc_credential_command(
    struct zc_str line, struct zc_arena *a, struct zc_str *name);

#endif
