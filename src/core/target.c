#include "core/target.h"

#include "base/fs.h"
#include "base/sha256.h"

enum {
	VALUE_MAX = 4096
};

bool
zc_target_placeholder(struct zc_str s)
{
	static const char *const words[] = { "to be filled by o.e.m.",
		"default string", "not specified", "not applicable", "none",
		"system serial number", "unknown", "0123456789", "n/a",
		"03000200-0400-0500-0006-000700080009", "uninitialized",
		"invalid" };
	bool same = true;

	s = zc_str_trim(s);
	for (size_t i = 1; i < s.n && same; i++)
		same = s.p[i] == s.p[0] || s.p[i] == '-';
	if (s.n < 4 || same)
		return true;
	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (zc_str_isi(s, words[i]))
			return true;
	return false;
}

static void
digest(const char *name, struct zc_str s, char out[33])
{
	struct zc_sha256 h;
	char hex[65];

	zc_sha256_init(&h);
	zc_sha256_add(&h, name, strlen(name) + 1);
	zc_sha256_add(&h, s.p, s.n);
	zc_sha256_hex(&h, hex);
	(void)snprintf(out, 33, "%.32s", hex);
}

static bool
read_value(int root, const char *path, struct zc_arena *a, struct zc_str *out)
{
	if (zc_fs_read(root, path, VALUE_MAX, a, out, NULL) != ZC_OK)
		return false;
	*out = zc_str_trim(*out);
	return !zc_target_placeholder(*out);
}

/* The first fixed disk, by name. */
static bool
disk_serial(int root, struct zc_arena *a, struct zc_str *out)
{
	static const char *const files[] = { "device/serial", "device/wwid",
		"wwid", "serial" };
	struct zc_fs_list l;

	if (zc_fs_dir(root, "/sys/block", 1000, a, &l, NULL) != ZC_OK)
		return false;
	for (size_t i = 0; i < l.n; i++) {
		char *dir = zc_fs_join(a, "/sys/block", l.names[i]);

		if (strncmp(l.names[i], "sd", 2) != 0 &&
		    strncmp(l.names[i], "nvme", 4) != 0 &&
		    strncmp(l.names[i], "vd", 2) != 0)
			continue;
		for (size_t k = 0; dir != NULL && k < ZC_LEN(files); k++) {
			char *path = zc_fs_join(a, dir, files[k]);

			if (path != NULL && read_value(root, path, a, out))
				return true;
		}
	}
	return false;
}

static void
add(struct zc_target *t, const char *name, struct zc_str value)
{
	t->source[t->n].name = name;
	digest(name, value, t->source[t->n].digest);
	t->n++;
}

void
zc_target_of(int root, const char *hostname, struct zc_target *out)
{
	struct zc_arena a;
	struct zc_str s;

	*out = (struct zc_target){ 0 };
	zc_arena_init(&a, 1 << 20);
	if (read_value(root, "/sys/class/dmi/id/product_uuid", &a, &s))
		add(out, "dmi_uuid", s);
	if (disk_serial(root, &a, &s))
		add(out, "disk_serial", s);
	if (read_value(root, "/etc/machine-id", &a, &s) ||
	    read_value(root, "/var/lib/dbus/machine-id", &a, &s))
		add(out, "machine_id", s);
	if (out->n > 0)
		memcpy(out->id, out->source[0].digest, sizeof(out->id));
	else
		digest("hostname", zc_str_of(hostname), out->id);
	zc_arena_fini(&a);
}
