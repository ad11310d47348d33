/* Functions that lose bounds or errors: any use is a compile error. */
#ifndef ZC_BANNED_H
#define ZC_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Hardened headers make macros of two of them for clang. */
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets
#pragma GCC poison system popen strtok atoi atol atof tmpnam mktemp

#endif
