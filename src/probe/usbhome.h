/*
 * usbhome: traces of removable media outside the kernel's logs: udev's
 * database, mount tables, udisks, and what desktops remember for their users.
 * All of them are added to a struct zc_usbtrace.
 */
#ifndef ZC_USBHOME_H
#define ZC_USBHOME_H

#include "probe/place.h"
#include "probe/usbtrace.h"

enum {
	ZC_THUMBS_MAX = 20000
}; /* pictures looked at in one home */

/* /run/udev/data: what is, or was since the last start, plugged in. */
ZC_MUST int zc_usb_udev(const struct zc_look *l, struct zc_table *t,
    struct zc_usbtrace *u, struct zc_err *e);
/* Mount tables, fstab and udisks: mount points below /media, /run/media. */
ZC_MUST int zc_usb_mounts(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *users, struct zc_usbtrace *u, struct zc_err *e);
/* Recently used files and thumbnails in every home directory. */
ZC_MUST int zc_usb_homes(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *users, struct zc_usbtrace *u, struct zc_err *e);

#endif
