/* blockdev: what the kernel tells of a block device (/sys, live only). */
#ifndef ZC_BLOCKDEV_H
#define ZC_BLOCKDEV_H

#include "probe/probe.h"

struct zc_blockdev {
	char name[64];  /* kernel name, e.g. dm-0 or sda1; "" = not found */
	bool removable; /* the disk is removable or hangs on USB */
	bool encrypted; /* it or a device below it is dm-crypt */
	struct zc_str crypt; /* CRYPT-LUKS2-… of the device found; or empty */
};

/* By device number (major:minor). False when /sys does not know it. */
bool zc_blockdev_get(const struct zc_look *l, unsigned major, unsigned minor,
    struct zc_blockdev *out);

/* By kernel name ("dm-0"). */
bool zc_blockdev_named(
    const struct zc_look *l, const char *name, struct zc_blockdev *out);

#endif
