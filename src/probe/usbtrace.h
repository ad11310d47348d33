/*
 * usbtrace: USB devices out of kernel messages. A device is known by what the
 * kernel prints when it is plugged in ("usb 1-2: New USB device found,
 * idVendor=…", "Product:", "Manufacturer:", "SerialNumber:"), what drivers say
 * afterwards, and "USB disconnect"; messages belong together by bus position.
 */
#ifndef ZC_USBTRACE_H
#define ZC_USBTRACE_H

#include "probe/probe.h"

enum {
	ZC_USBTRACE_MAX = 5000,
	ZC_USBTRACE_PORTS = 128
};

/* A device as one source knows it. */
struct zc_usbseen {
	struct zc_usbseen *next;
	const char *serial, *vid, *pid, *vendor, *product; /* never NULL */
	const char *kind; /* told by drivers; NULL = not known */
	const char *source;
	const char *account; /* "" = none */
	const char *volume;  /* "" = not known */
	int64_t first, last; /* 0 = unknown */
	int64_t times;
	bool guessed;
};

struct zc_usbport { /* a bus position and what is plugged in there */
	char path[24];
	char vid[5], pid[5];
	char serial[128], vendor[128], product[128];
	const char *kind;
	int64_t first, last;
	bool guessed;
	bool busy;
};

struct zc_usbtrace {
	struct zc_arena *a;
	struct zc_usbseen *list; /* newest kind of device first */
	size_t n;
	bool full; /* more devices or ports than are kept, or no memory */
	const char *source;
	struct zc_usbport ports[ZC_USBTRACE_PORTS];
};

/* Memory comes from `a`. */
void zc_usbtrace_init(struct zc_usbtrace *u, struct zc_arena *a);
/* Begin another source: what is still plugged in is counted for the old. */
void zc_usbtrace_source(struct zc_usbtrace *u, const char *source);
/* Take one kernel message (without host and tag). */
void zc_usbtrace_line(
    struct zc_usbtrace *u, struct zc_str msg, int64_t at, bool guessed);
/* Count what is still plugged in. */
void zc_usbtrace_end(struct zc_usbtrace *u);

/* Add a device that another kind of source knows; equal ones are merged. */
void zc_usbtrace_add(struct zc_usbtrace *u, const struct zc_usbseen *d);

#endif
