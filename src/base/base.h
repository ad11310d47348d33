/*
 * base: what every file of zicha includes first, and the only umbrella header.
 */
#ifndef ZC_BASE_H
#define ZC_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ZC_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define ZC_MUST __attribute__((warn_unused_result))
#define ZC_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define ZC_UNUSED __attribute__((unused))
/* Marks an English msgid that is translated where it is shown (xgettext). */
#define ZC_N(msgid) msgid

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include "base/banned.h"

#endif
