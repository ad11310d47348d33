/*
 * usbclass: what kind of thing a USB device is: by the rule list
 * rule.usb_class (fields vid, pid, class), then by its interface classes
 * (USB-IF defined class codes), then by its product name.
 */
#ifndef ZC_USBCLASS_H
#define ZC_USBCLASS_H

#include "probe/probe.h"

struct zc_usbif {
	uint8_t cls, sub, proto; /* bInterfaceClass, SubClass, Protocol */
	char driver[24];         /* "" = none bound */
	char name[32];           /* iInterface string, "" = none */
};

struct zc_usbid {
	struct zc_str vid, pid; /* four hex digits */
	struct zc_str product;
	uint8_t cls; /* bDeviceClass */
	const struct zc_usbif *ifs;
	size_t nifs;
};

/*
 * One of storage, phone, wireless, bluetooth, modem, camera, printer, hid,
 * hub, audio, token, burner, reader, other. Never NULL.
 */
const char *zc_usbclass(
    const struct zc_items *items, const struct zc_usbid *id);

/* Kind told by the name of a driver in a kernel message, or NULL. */
const char *zc_usbclass_driver(struct zc_str driver);

#endif
