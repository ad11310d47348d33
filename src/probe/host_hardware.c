/* hardware: one row per component. */
#include "base/fs.h"
#include "probe/lines.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "system, board, bios, processor, memory, disk, battery, tpm, "
	    "chassis" },
	{ "vendor", ZC_TEXT, "vendor", "厂商", "vendor" },
	{ "model", ZC_TEXT, "model", "型号", "model" },
	{ "serial", ZC_TEXT, "serial number", "序列号",
	    "serial number; empty when not readable or a placeholder" },
	{ "size", ZC_INT, "size", "容量", "bytes for memory and disk" },
	{ "detail", ZC_TEXT, "detail", "说明",
	    "firmware version, chassis type, cores …" },
	{ "domestic", ZC_BOOL, "domestic", "国产",
	    "1 = domestic vendor by the rule list; null when unknown" },
	{ "source", ZC_TEXT, "source", "来源", "file read" },
};

enum {
	SMALL = 64 * 1024,
	SECTOR = 512,
	DISKS_MAX = 1000
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	int rc;
};

struct part {
	const char *kind, *source;
	struct zc_str vendor, model, serial, detail;
	int64_t size;
};

/* A file's trimmed text; empty when it is not there or not readable. */
static struct zc_str
small(const struct ctx *c, const char *path)
{
	struct zc_str s = { "", 0 };
	int rc = zc_fs_read(c->l->root, path, SMALL, c->l->a, &s, NULL);

	if (rc == ZC_EACCES)
		zc_miss_rc(c->t, path, rc);
	s = zc_str_sub(s, 0, zc_str_find(s, '\0'));
	return zc_str_trim(s);
}

static struct zc_str
small_in(const struct ctx *c, const char *dir, const char *name)
{
	const char *p = zc_fs_join(c->l->a, dir, name);

	return p == NULL ? ZC_S("") : small(c, p);
}

/* What makers leave in when they do not fill in a field. */
static struct zc_str
real(struct zc_str s)
{
	static const char *const empty[] = { "to be filled by o.e.m.",
		"default string", "system serial number", "not specified",
		"system manufacturer", "system product name", "none",
		"base board serial number", "chassis serial number", "o.e.m.",
		"oem", "unknown", "n/a", "na", "not applicable", "invalid",
		"123456789", "1234567890", "0123456789", "serial number",
		"system version", "xxxxxxxxxx" };
	bool same = true;

	for (size_t i = 0; i < ZC_LEN(empty); i++)
		if (zc_str_isi(s, empty[i]))
			return ZC_S("");
	for (size_t i = 0; i < s.n; i++)
		same = same &&
		    (strchr("0.-: ", s.p[i]) != NULL || s.p[i] == 'F' ||
			s.p[i] == 'f') &&
		    s.p[i] != '\0';
	return same ? ZC_S("") : s;
}

/* 1, 0 or -1 by rule.domestic_vendors (fields vendor and foreign). */
static int
domestic(const struct ctx *c, struct zc_str vendor)
{
	struct zc_item it;
	size_t i = 0;

	while (vendor.n > 0 &&
	    zc_item_next(&c->l->items, "rule.domestic_vendors", &i, &it)) {
		size_t at = zc_str_search(vendor, it.value);

		if (at < vendor.n && strcmp(it.field, "vendor") == 0)
			return 1;
		if (at < vendor.n && strcmp(it.field, "foreign") == 0)
			return 0;
	}
	return -1;
}

static void
put(struct ctx *c, const struct part *p)
{
	int d = domestic(c, p->vendor.n > 0 ? p->vendor : p->model);

	if (c->rc != ZC_OK)
		return;
	zc_put_cstr(c->t, "kind", p->kind);
	zc_put(c->t, "vendor", real(p->vendor));
	zc_put(c->t, "model", real(p->model));
	zc_put(c->t, "serial", real(p->serial));
	if (p->size > 0)
		zc_put_int(c->t, "size", p->size);
	zc_put(c->t, "detail", real(p->detail));
	if (d != -1)
		zc_put_int(c->t, "domestic", d);
	zc_put_cstr(c->t, "source", p->source);
	c->rc = zc_row(c->t, c->e);
}

/* SMBIOS fields as the kernel shows them. */
static void
dmi(struct ctx *c)
{
	static const char dir[] = "/sys/class/dmi/id";
	static const struct {
		const char *kind, *vendor, *model, *serial, *detail;
	} parts[] = {
		{ "system", "sys_vendor", "product_name", "product_serial",
		    "product_version" },
		{ "board", "board_vendor", "board_name", "board_serial",
		    "board_version" },
		{ "bios", "bios_vendor", "bios_version", "", "bios_date" },
		{ "chassis", "chassis_vendor", "chassis_version",
		    "chassis_serial", "chassis_type" },
	};

	if (!zc_fs_exists(c->l->root, dir))
		return;
	for (size_t i = 0; i < ZC_LEN(parts); i++) {
		struct part p = { .kind = parts[i].kind,
			.source = dir,
			.vendor = small_in(c, dir, parts[i].vendor),
			.model = small_in(c, dir, parts[i].model),
			.serial = parts[i].serial[0] == '\0'
			    ? ZC_S("")
			    : small_in(c, dir, parts[i].serial),
			.detail = small_in(c, dir, parts[i].detail) };

		put(c, &p);
	}
}

static void
device_tree(struct ctx *c)
{
	static const char dir[] = "/proc/device-tree";
	struct part p = { .kind = "system",
		.source = dir,
		.vendor = { "", 0 },
		.detail = { "", 0 } };

	if (zc_fs_exists(c->l->root, "/sys/class/dmi/id"))
		return;
	p.model = small_in(c, dir, "model");
	p.serial = small_in(c, dir, "serial-number");
	if (p.model.n > 0)
		put(c, &p);
}

static struct zc_str
cpu_field(struct zc_str text, const char *name)
{
	struct zc_str line, key, value;

	while (zc_str_line(&text, &line))
		if (zc_lines_pair(line, ':', &key, &value) &&
		    zc_str_isi(key, name))
			return value;
	return (struct zc_str){ "", 0 };
}

static void
processor(struct ctx *c)
{
	static const char path[] = "/proc/cpuinfo";
	struct part p = {
		.kind = "processor", .source = path, .serial = { "", 0 }
	};
	struct zc_str text, rest, line, key, value;
	char detail[64];
	int n = 0;

	if (zc_fs_read(c->l->root, path, 8 << 20, c->l->a, &text, NULL) !=
	    ZC_OK)
		return;
	for (rest = text; zc_str_line(&rest, &line);)
		n += zc_lines_pair(line, ':', &key, &value) &&
		    zc_str_is(key, "processor");
	p.vendor = cpu_field(text, "vendor_id");
	if (p.vendor.n == 0)
		p.vendor = cpu_field(text, "CPU implementer");
	p.model = cpu_field(text, "model name");
	if (p.model.n == 0)
		p.model = cpu_field(text, "hardware");
	(void)snprintf(detail, sizeof(detail), "threads=%d", n);
	p.detail = zc_str_of(detail);
	put(c, &p);
}

static void
memory(struct ctx *c)
{
	static const char path[] = "/proc/meminfo";
	struct part p = { .kind = "memory",
		.source = path,
		.vendor = { "", 0 },
		.model = { "", 0 },
		.serial = { "", 0 },
		.detail = { "", 0 } };
	struct zc_str text;
	int64_t kb;

	if (zc_fs_read(c->l->root, path, SMALL, c->l->a, &text, NULL) != ZC_OK)
		return;
	if (zc_lines_number(cpu_field(text, "MemTotal"), &kb)) {
		p.size = kb * 1024;
		put(c, &p);
	}
}

static bool
is_virtual_disk(const char *name)
{
	static const char *const kinds[] = { "loop", "ram", "zram", "dm-", "md",
		"sr", "fd", "nbd" };

	for (size_t i = 0; i < ZC_LEN(kinds); i++)
		if (zc_str_starts(zc_str_of(name), kinds[i]))
			return true;
	return false;
}

/* Unit serial number page of SCSI: four bytes of head, then text. */
static struct zc_str
disk_serial(struct ctx *c, const char *dir)
{
	const char *pg = zc_fs_join(c->l->a, dir, "device/vpd_pg80");
	struct zc_str s = small_in(c, dir, "device/serial");

	if (s.n == 0)
		s = small_in(c, dir, "serial");
	if (s.n == 0 && pg != NULL &&
	    zc_fs_read(c->l->root, pg, SMALL, c->l->a, &s, NULL) == ZC_OK)
		s = zc_str_trim(zc_str_sub(s, 4, s.n));
	return s;
}

static void
disks(struct ctx *c)
{
	struct zc_fs_list f;
	int64_t n;

	if (zc_fs_dir(c->l->root, "/sys/block", DISKS_MAX, c->l->a, &f, NULL) !=
	    ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		const char *dir = zc_fs_join(c->l->a, "/sys/block", f.names[i]);
		struct part p = { .kind = "disk" };

		if (dir == NULL || is_virtual_disk(f.names[i]))
			continue;
		p.source = dir;
		p.vendor = small_in(c, dir, "device/vendor");
		p.model = small_in(c, dir, "device/model");
		p.serial = disk_serial(c, dir);
		p.detail = zc_str_is(small_in(c, dir, "queue/rotational"), "1")
		    ? ZC_S("rotational")
		    : ZC_S("solid state");
		if (zc_str_is(small_in(c, dir, "removable"), "1"))
			p.detail = ZC_S("removable");
		if (zc_str_int(small_in(c, dir, "size"), 10, &n))
			p.size = n * SECTOR;
		put(c, &p);
	}
}

static void
batteries(struct ctx *c)
{
	struct zc_fs_list f;

	if (zc_lines_glob(c->l, c->t, "/sys/class/power_supply/BAT*", &f) !=
	    ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		struct part p = { .kind = "battery",
			.source = f.names[i],
			.vendor = small_in(c, f.names[i], "manufacturer"),
			.model = small_in(c, f.names[i], "model_name"),
			.serial = small_in(c, f.names[i], "serial_number"),
			.detail = small_in(c, f.names[i], "technology") };

		put(c, &p);
	}
}

static void
tpm(struct ctx *c)
{
	struct zc_fs_list f;

	if (zc_lines_glob(c->l, c->t, "/sys/class/tpm/tpm*", &f) != ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		struct part p = { .kind = "tpm",
			.source = f.names[i],
			.vendor = { "", 0 },
			.serial = { "", 0 },
			.model = small_in(c, f.names[i], "tpm_version_major"),
			.detail =
			    small_in(c, f.names[i], "device/description") };

		put(c, &p);
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };

	if (!zc_fs_exists(l->root, "/sys/class") &&
	    !zc_fs_exists(l->root, "/proc/cpuinfo"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("hardware can be seen on a running system only"),
		    NULL);
	dmi(&c);
	device_tree(&c);
	processor(&c);
	memory(&c);
	disks(&c);
	batteries(&c);
	tpm(&c);
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_hardware = {
	.table = "hardware",
	.en = "hardware",
	.zh = "硬件",
	.mean = "one row per component",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
