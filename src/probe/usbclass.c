#include "probe/usbclass.h"

#include <strings.h>

/* Drivers of the Linux kernel and the kind of device they serve. */
static const struct {
	const char *driver; /* an end in '*' stands for any ending */
	const char *kind;
} drivers[] = {
	{ "usb-storage", "storage" },
	{ "uas", "storage" },
	{ "ums-*", "storage" },
	{ "rndis_host", "phone" },
	{ "ipheth", "phone" },
	{ "cdc_ncm", "modem" },
	{ "cdc_mbim", "modem" },
	{ "cdc_acm", "modem" },
	{ "cdc_ether", "modem" },
	{ "huawei_cdc_ncm", "modem" },
	{ "option", "modem" },
	{ "option1", "modem" },
	{ "qmi_wwan", "modem" },
	{ "sierra*", "modem" },
	{ "qcserial", "modem" },
	{ "btusb", "bluetooth" },
	{ "usbhid", "hid" },
	{ "hid-generic", "hid" },
	{ "usblp", "printer" },
	{ "uvcvideo", "camera" },
	{ "gspca*", "camera" },
	{ "snd-usb-audio", "audio" },
	{ "hub", "hub" },
	{ "rtl8*u*", "wireless" },
	{ "r8188eu", "wireless" },
	{ "r8712u", "wireless" },
	{ "rtw_8*u", "wireless" },
	{ "rtw88_8*u", "wireless" },
	{ "rt2*usb", "wireless" },
	{ "rt73usb", "wireless" },
	{ "mt76*u", "wireless" },
	{ "mt7921u", "wireless" },
	{ "ath9k_htc", "wireless" },
	{ "carl9170", "wireless" },
	{ "brcmfmac", "wireless" },
	{ "zd1211rw", "wireless" },
};

/* `name` against a pattern with at most one '*'. */
static bool
like(struct zc_str name, const char *pat)
{
	const char *star = strchr(pat, '*');
	size_t head, tail;

	if (star == NULL)
		return zc_str_is(name, pat);
	head = (size_t)(star - pat);
	if (name.n < head || memcmp(name.p, pat, head) != 0)
		return false;
	star++;
	tail = strcspn(star, "*");
	if (star[tail] == '*') { /* two stars: the middle anywhere */
		struct zc_str rest = zc_str_sub(name, head, name.n);

		for (size_t i = 0; i + tail <= rest.n; i++)
			if (memcmp(rest.p + i, star, tail) == 0)
				return true;
		return false;
	}
	return name.n >= head + tail && zc_str_ends(name, star);
}

const char *
zc_usbclass_driver(struct zc_str driver)
{
	for (size_t i = 0; i < ZC_LEN(drivers); i++)
		if (like(driver, drivers[i].driver))
			return drivers[i].kind;
	return NULL;
}

/* The rule's entry with this vid and pid; one without pid is for all. */
static const char *
by_rule(const struct zc_items *items, const struct zc_usbid *id)
{
	struct zc_item it;
	const char *entry = NULL, *best = NULL;
	bool vid = false, pid = false, pid_asked = false;
	size_t i = 0;

	while (zc_item_next(items, "rule.usb_class", &i, &it)) {
		if (entry == NULL || strcmp(entry, it.entry) != 0) {
			entry = it.entry;
			vid = pid = pid_asked = false;
		}
		if (strcmp(it.field, "vid") == 0) {
			vid = vid || zc_str_isi(id->vid, it.value);
		} else if (strcmp(it.field, "pid") == 0) {
			pid_asked = true;
			pid = pid || zc_str_isi(id->pid, it.value);
		} else if (strcmp(it.field, "class") == 0 && vid) {
			if (pid_asked && pid)
				return it.value;
			if (!pid_asked)
				best = it.value;
		}
	}
	return best;
}

/* USB-IF class codes, usb.org "Defined Class Codes". */
static const char *
by_interface(const struct zc_usbif *f)
{
	switch (f->cls) {
	case 0x01:
		return "audio";
	case 0x02: /* communications: 02 modem, 06 Ethernet, 0d NCM, 0e MBIM */
		return "modem";
	case 0x03:
		return "hid";
	case 0x06: /* still image: PTP, phones and cameras */
		return "phone";
	case 0x07:
		return "printer";
	case 0x08: /* 02: MMC-2, that is CD and DVD */
		return f->sub == 0x02 ? "burner" : "storage";
	case 0x09:
		return "hub";
	case 0x0b:
		return "token";
	case 0x0e:
		return "camera";
	case 0xe0:
		if (f->sub == 0x01 && f->proto == 0x01)
			return "bluetooth";
		if (f->sub == 0x01 && f->proto == 0x03)
			return "phone"; /* RNDIS: a phone shares its network */
		return "wireless";
	case 0xef:
		/* 04 01: RNDIS over Ethernet */
		return f->sub == 0x04 && f->proto == 0x01 ? "phone" : NULL;
	case 0xff:
		if (strcasecmp(f->name, "MTP") == 0 ||
		    strcasecmp(f->name, "ADB Interface") == 0)
			return "phone";
		break;
	default:
		break;
	}
	return f->driver[0] == '\0' ? NULL
				    : zc_usbclass_driver(zc_str_of(f->driver));
}

/* The more a kind matters, the earlier it stands. */
static const char *const order[] = { "phone", "storage", "burner", "modem",
	"wireless", "bluetooth", "camera", "printer", "token", "audio",
	"reader", "hid", "hub" };

static size_t
rank(const char *kind)
{
	size_t i = 0;

	while (i < ZC_LEN(order) && strcmp(order[i], kind) != 0)
		i++;
	return i;
}

static bool
has(struct zc_str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (strncasecmp(s.p + i, word, n) == 0)
			return true;
	return false;
}

/* Names that manufacturers give; only when nothing better is known. */
static const char *
by_name(struct zc_str product)
{
	static const struct {
		const char *word, *kind;
	} words[] = {
		{ "DVD", "burner" },
		{ "CDRW", "burner" },
		{ "Card Reader", "reader" },
		{ "CardReader", "reader" },
		{ "Flash Disk", "storage" },
		{ "Mass Storage", "storage" },
		{ "DataTraveler", "storage" },
		{ "USB DISK", "storage" },
		{ "Bluetooth", "bluetooth" },
		{ "WLAN", "wireless" },
		{ "802.11", "wireless" },
		{ "Wireless LAN", "wireless" },
		{ "Camera", "camera" },
		{ "Webcam", "camera" },
		{ "Android", "phone" },
		{ "iPhone", "phone" },
		{ "Keyboard", "hid" },
		{ "Mouse", "hid" },
		{ "Printer", "printer" },
		{ "LaserJet", "printer" },
		{ "Audio", "audio" },
		{ "Hub", "hub" },
	};

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (has(product, words[i].word))
			return words[i].kind;
	return NULL;
}

const char *
zc_usbclass(const struct zc_items *items, const struct zc_usbid *id)
{
	const char *best = by_rule(items, id), *name = by_name(id->product);

	if (best != NULL)
		return best;
	if (id->cls == 0x09)
		return "hub";
	for (size_t i = 0; i < id->nifs; i++) {
		const char *kind = by_interface(&id->ifs[i]);

		if (kind != NULL && (best == NULL || rank(kind) < rank(best)))
			best = kind;
	}
	/* A burner or a card reader speaks plain mass storage, too. */
	if (best != NULL && strcmp(best, "storage") == 0 && name != NULL &&
	    (strcmp(name, "burner") == 0 || strcmp(name, "reader") == 0))
		return name;
	if (best == NULL)
		best = name;
	return best == NULL ? "other" : best;
}
