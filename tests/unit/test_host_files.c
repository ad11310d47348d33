#include "probe/probe.h"
#include "unit/zt.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWD \
	"root:x:0:0:root:/root:/bin/bash\n" \
	"li:x:1000:1000:Li:/home/li:/bin/bash\n"
#define GROUP "root:x:0:\nli:x:1000:\n"

static const struct zc_item items[] = {
	{ "rule.key_file", "shadow", "path", "/etc/shadow*" },
	{ "rule.key_file", "none", "path", "/etc/not-there" },
};

static void
with_items(struct zc_look *l)
{
	l->items = (struct zc_items){ items, ZC_LEN(items) };
}

static size_t
find_both(const char *path, const char *reason, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(zt_cell(i, "path"), path) == 0 &&
		    strcmp(zt_cell(i, "reason"), reason) == 0)
			return i;
	return SIZE_MAX;
}

static const struct zt_file modes[] = { { "etc/passwd", PASSWD, 0 },
	{ "etc/group", GROUP, 0 }, { "etc/shadow", "x", 0640 },
	{ "usr/bin/su", "elf!", 04755 }, { "usr/bin/wall", "elf!", 02755 },
	{ "usr/bin/ls", "elf!", 0755 }, { "srv/open", NULL, 0777 },
	{ "srv/tmp", NULL, 01777 }, { "srv/all.txt", "x", 0666 },
	{ "proc/1/mem", "x", 0666 }, { "home/li/.netrc", "x", 0600 },
	{ "home/li/.bashrc", "x", 0666 }, { "home/li/.profile", "x", 0644 },
	{ "home/li/.ssh/id_rsa", "x", 0644 },
	{ "home/li/.ssh/id_rsa.pub", "x", 0644 }, { "opt/who", "x", 0644 } };

ZT(file_walk_lists_what_deviates_and_nothing_else)
{
	int root = zt_dir(modes, ZC_LEN(modes));
	size_t n, at;

	/* Only root can give a file away. */
	if (geteuid() == 0)
		ZT_EQ(fchownat(root, "opt/who", 4242, 0, 0), 0);
	ZT_EQ(symlinkat("/srv", root, "srv/loop"), 0);
	n = zt_probe("file_walk", root);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	at = find_both("/usr/bin/su", "setuid", n);
	ZT_TRUE(at != SIZE_MAX);
	ZT_STR(zc_str_of(zt_cell(at, "mode")), "2541");
	ZT_STR(zc_str_of(zt_cell(at, "type")), "file");
	ZT_TRUE(find_both("/usr/bin/wall", "setgid", n) != SIZE_MAX);
	ZT_TRUE(find_both("/srv/open", "sticky_missing", n) != SIZE_MAX);
	ZT_TRUE(find_both("/srv/all.txt", "world_writable", n) != SIZE_MAX);
	if (geteuid() == 0) {
		at = find_both("/opt/who", "unowned", n);
		ZT_TRUE(at != SIZE_MAX);
		ZT_STR(zc_str_of(zt_cell(at, "owner")), "4242");
	}
	ZT_EQ(zt_find("path", "/usr/bin/ls"), SIZE_MAX);
	ZT_EQ(zt_find("path", "/etc/shadow"), SIZE_MAX);
	ZT_EQ(zt_find("path", "/srv/tmp"), SIZE_MAX);
	ZT_EQ(zt_find("path", "/proc/1/mem"), SIZE_MAX);
	(void)close(root);
}

static const struct zt_file two[] = { { "etc/passwd", PASSWD, 0 },
	{ "etc/group", GROUP, 0 }, { "etc/os-release", "ID=debian", 0 },
	{ "usr/bin/su", "elf!", 04755 }, { "srv/old/etc/passwd", PASSWD, 0 },
	{ "srv/old/usr/lib/os-release", "ID=debian", 0 },
	{ "srv/old/usr/bin/su", "elf!", 04755 },
	{ "srv/old/srv/in/etc/passwd", PASSWD, 0 },
	{ "srv/old/srv/in/etc/os-release", "ID=x", 0 },
	{ "srv/old/srv/in/su", "elf!", 04755 },
	{ "srv/older/usr/bin/su", "elf!", 04755 },
	{ "home/li/fake/etc/passwd", PASSWD, 0 },
	{ "home/li/fake/etc/os-release", "ID=debian", 0 },
	{ "home/li/fake/su", "elf!", 04755 },
	{ "home/li/half/etc/passwd", PASSWD, 0 },
	{ "home/li/half/su", "elf!", 04755 },
	{ "home/li/link/su", "elf!", 04755 } };

/* A chroot, a backup of a whole system: told, and told apart. */
ZT(file_walk_names_the_other_system_a_file_is_part_of)
{
	static const char *const own[] = { "/usr/bin/su",
		"/srv/older/usr/bin/su", "/home/li/fake/su", "/home/li/half/su",
		"/home/li/link/su" };
	int root = zt_dir(two, ZC_LEN(two));
	size_t n, at;

	if (geteuid() != 0) { /* only root can own a tree */
		(void)close(root);
		return;
	}
	ZT_EQ(fchownat(root, "home/li/fake", 1000, 1000, 0), 0);
	ZT_EQ(symlinkat("/etc", root, "home/li/link/etc"), 0);
	n = zt_probe("file_walk", root);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	at = find_both("/srv/old/usr/bin/su", "setuid", n);
	ZT_TRUE(at != SIZE_MAX);
	ZT_STR(zc_str_of(zt_cell(at, "tree")), "/srv/old");
	at = find_both("/srv/old/srv/in/su", "setuid", n);
	ZT_TRUE(at != SIZE_MAX);
	ZT_STR(zc_str_of(zt_cell(at, "tree")), "/srv/old");
	for (size_t i = 0; i < ZC_LEN(own); i++) {
		at = find_both(own[i], "setuid", n);
		ZT_TRUE(at != SIZE_MAX);
		ZT_STR(zc_str_of(zt_cell(at, "tree")), "");
	}
	(void)close(root);
}

ZT(file_mode_has_the_listed_files_and_no_others)
{
	int root = zt_dir(modes, ZC_LEN(modes));

	zt_look = with_items;
	ZT_EQ(zt_probe("file_mode", root), 1);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_STR(zc_str_of(zt_cell(0, "path")), "/etc/shadow");
	ZT_STR(zc_str_of(zt_cell(0, "reason")), "key");
	ZT_STR(zc_str_of(zt_cell(0, "mode")), "416");
	ZT_STR(zc_str_of(zt_cell(0, "owner")), geteuid() == 0 ? "root" : "li");
	(void)close(root);
}

ZT(home_file_lists_what_others_may_change_or_misuse)
{
	int root = zt_dir(modes, ZC_LEN(modes));
	size_t n = zt_probe("home_file", root);

	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_TRUE(find_both("/home/li/.netrc", "home_file", n) != SIZE_MAX);
	ZT_TRUE(find_both("/home/li/.bashrc", "home_file", n) != SIZE_MAX);
	ZT_TRUE(find_both("/home/li/.ssh/id_rsa", "home_file", n) != SIZE_MAX);
	ZT_EQ(zt_find("path", "/home/li/.ssh/id_rsa.pub"), SIZE_MAX);
	ZT_EQ(zt_find("path", "/usr/bin/su"), SIZE_MAX);
	(void)close(root);
}

/* Deeper than the walk goes: that says nothing about /etc/shadow. */
ZT(file_mode_does_not_mind_a_directory_too_deep_for_the_walk)
{
	int root = zt_dir(modes, ZC_LEN(modes)), dir = dup(root), next;

	for (int i = 0; i < 1000 && dir != -1; i++) {
		ZT_EQ(mkdirat(dir, "d", 0755), 0);
		next = openat(dir, "d", O_RDONLY | O_DIRECTORY);
		(void)close(dir);
		dir = next;
	}
	(void)close(dir);
	(void)zt_probe("file_walk", root);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	zt_look = with_items;
	ZT_EQ(zt_probe("file_mode", root), 1);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)zt_probe("home_file", root);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}

ZT(file_mode_without_its_list_is_not_fully_seen)
{
	static const struct zt_file bare[] = { { "etc/passwd", PASSWD, 0 },
		{ "etc/group", GROUP, 0 } };
	int root = zt_dir(bare, ZC_LEN(bare));

	(void)zt_probe("file_mode", root);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(file_tables_of_a_root_without_accounts_are_no_success)
{
	static const struct zt_file bare[] = { { "etc/x", "x", 0 } };
	static const char *const tables[] = { "file_mode", "file_walk",
		"home_file" };
	int root = zt_dir(bare, ZC_LEN(bare));

	for (size_t i = 0; i < ZC_LEN(tables); i++) {
		ZT_EQ(zt_probe(tables[i], root), 0);
		ZT_TRUE(strcmp(zt_cover(), "ok") != 0);
	}
	(void)close(root);
}

#define RSA_CERT \
	"-----BEGIN CERTIFICATE-----\n" \
	"MIICBjCCAW+gAwIBAgIULLz6Ks1lm8Xh52a/dGrkHUN+xrEwDQYJKoZIhvcNAQEL\n" \
	"BQAwFTETMBEGA1UEAwwKb2EuZXhhbXBsZTAeFw0yNjExMjMwMTUxNTdaFw0yNjEy\n" \
	"MjMwMTUxNTdaMBUxEzARBgNVBAMMCm9hLmV4YW1wbGUwgZ8wDQYJKoZIhvcNAQEB\n" \
	"BQADgY0AMIGJAoGBAKzcTNVRZBcqXqPOnsGY1QTfnHxlIHR3DBvoGB0N9B5gwXCX\n" \
	"3NDPd9akdh3l0TAGvXGZz+eur9EP+vWveD5p3IfdnJgrBrpd0GSCj9MEDFmriTWT\n" \
	"C+nN4wrHckfS9V+T/WPoTuY23SGMdShvr1GGeWqltfG8n/l1v5saefGn2fk5AgMB\n" \
	"AAGjUzBRMB0GA1UdDgQWBBRQzP1v1vuX05vckBSOVaMZrqdoYTAfBgNVHSMEGDAW\n" \
	"gBRQzP1v1vuX05vckBSOVaMZrqdoYTAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3\n" \
	"DQEBCwUAA4GBABQiwS9x7I2J/J2rLztnoes4rQ2HcyQIH2UlaFP5azhufXXwKdfL\n" \
	"PQGPnkmPJBSUbVHt8CYDn/BDeSh8sRZO2ARCI8NjhUVg6NhSRJ1isFX0Qqjx7Vge\n" \
	"aUDWYZ/PXhdKRa8sWauyidY9kSZyOC1w0Jh+fs5hKq8sdc1RlPvJbv0A\n" \
	"-----END CERTIFICATE-----\n"

#define SM2_CERT \
	"-----BEGIN CERTIFICATE-----\n" \
	"MIIBljCCATugAwIBAgIUcP0b9dz2OjnVAxsGZkcAOFYJDewwCgYIKoEcz1UBg3Uw\n" \
	"IDENMAsGA1UECgwEVW5pdDEPMA0GA1UEAwwG5Zu95a+GMB4XDTI2MTEyMzAxNTE1\n" \
	"N1oXDTI2MTIyMzAxNTE1N1owIDENMAsGA1UECgwEVW5pdDEPMA0GA1UEAwwG5Zu9\n" \
	"5a+GMFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEYPTsHcZj+k3qlrhb0YbzbSVB\n" \
	"GcmWmmvlljcE7vb39LSJ3BJMyw+6bkYHMuyhGlq/8yW2un6Y+vkNqaiWGLR0E6NT\n" \
	"MFEwHQYDVR0OBBYEFKUZI2SP0Twtjo0RGpIFQFgguY3MMB8GA1UdIwQYMBaAFKUZ\n" \
	"I2SP0Twtjo0RGpIFQFgguY3MMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoEcz1UBg3UD\n" \
	"SQAwRgIhAJkINLg0bKcaATtTYBx45chmgwxUqbbCJTQ/70kOZN/RAiEAvKOmlODY\n" \
	"69q402EFR9OiXmuQIVsp11MOQ8DqEybIuFM=\n" \
	"-----END CERTIFICATE-----\n"

ZT(certificate_reads_rsa_and_sm2_and_the_key_beside)
{
	static const struct zt_file tree[] = { { "etc/nginx/ssl/oa.crt",
						   RSA_CERT, 0 },
		{ "etc/nginx/ssl/oa.key", "k", 0644 },
		{ "etc/nginx/ssl/gm.pem", SM2_CERT, 0 },
		{ "etc/ssl/certs/ca-certificates.crt", RSA_CERT, 0 } };
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t at;

	ZT_EQ(zt_probe("certificate", root), 2);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	at = zt_find("path", "/etc/nginx/ssl/oa.crt");
	ZT_STR(zc_str_of(zt_cell(at, "subject")), "oa.example");
	ZT_STR(zc_str_of(zt_cell(at, "key_type")), "rsa");
	ZT_STR(zc_str_of(zt_cell(at, "bits")), "1024");
	ZT_STR(zc_str_of(zt_cell(at, "signature")), "sha256-rsa");
	ZT_STR(zc_str_of(zt_cell(at, "self_signed")), "1");
	ZT_STR(zc_str_of(zt_cell(at, "not_before")), "1795398717");
	ZT_STR(zc_str_of(zt_cell(at, "private_readable")), "1");
	at = zt_find("path", "/etc/nginx/ssl/gm.pem");
	ZT_STR(zc_str_of(zt_cell(at, "subject")), "国密");
	ZT_STR(zc_str_of(zt_cell(at, "key_type")), "sm2");
	ZT_STR(zc_str_of(zt_cell(at, "signature")), "sm3-sm2");
	(void)close(root);
}

ZT(certificate_that_is_damaged_is_told_not_passed_over)
{
	static const struct zt_file tree[] = { { "etc/nginx/a.pem",
	    "-----BEGIN CERTIFICATE-----\nMIICBjCCAW8=\n"
	    "-----END CERTIFICATE-----\n",
	    0 } };
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("certificate", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}
