#include "probe/sshkey.h"
#include "zt.h"

#include <unistd.h>

static const struct zt_file tree[] = {
	{ "etc/ssh/sshd_config",
	    "Include /etc/ssh/sshd_config.d/*.conf\n"
	    "PermitRootLogin no\n"
	    "ChallengeResponseAuthentication no # old name\n"
	    "LoginGraceTime=2m\nAllowUsers li\nAllowUsers zhang@10.*\n"
	    "Ciphers -chacha20*,aes128-ctr\nMACs ^hmac-sha2-512\nX\n"
	    "Match User backup\n    PasswordAuthentication yes\n"
	    "Match all\nBanner /etc/issue.net\n",
	    0 },
	{ "etc/ssh/sshd_config.d/10.conf", "PermitRootLogin yes\n", 0 },
	{ "etc/ssh/sshd_config.d/20.conf", "PermitRootLogin no\n", 0 },
	{ "etc/ssh/sshd_config.d/readme", "PermitRootLogin maybe\n", 0 },
};

static size_t
row_of(const char *name, const char *match, size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		if (strcmp(zt_cell(i, "name"), name) == 0 &&
		    strcmp(zt_cell(i, "match_on"), match) == 0)
			return i;
	zt_fail(__FILE__, __LINE__, "no %s for \"%s\"", name, match);
	return 0;
}

ZT(ssh_settings_the_first_value_counts)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t n = zt_probe("ssh_setting", root), i, users = 0;

	ZT_STR(zc_str_of(zt_cover()), "partial"); /* the line "X" */
	i = row_of("permitrootlogin", "", n);
	ZT_STR(zc_str_of(zt_cell(i, "value")), "yes");
	ZT_STR(zc_str_of(zt_cell(i, "file")), "/etc/ssh/sshd_config.d/10.conf");
	i = row_of("kbdinteractiveauthentication", "", n);
	ZT_STR(zc_str_of(zt_cell(i, "value")), "no");
	i = row_of("logingracetime", "", n);
	ZT_STR(zc_str_of(zt_cell(i, "number")), "120");
	i = row_of("passwordauthentication", "User backup", n);
	ZT_STR(zc_str_of(zt_cell(i, "origin")), "file");
	i = row_of("passwordauthentication", "", n);
	ZT_STR(zc_str_of(zt_cell(i, "origin")), "default");
	i = row_of("banner", "", n); /* "Match all" is global again */
	ZT_STR(zc_str_of(zt_cell(i, "value")), "/etc/issue.net");
	i = row_of("ciphers", "", n);
	ZT_STR(zc_str_of(zt_cell(i, "effective")),
	    "aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,"
	    "aes256-gcm@openssh.com");
	i = row_of("macs", "", n);
	ZT_TRUE(zc_str_starts(
	    zc_str_of(zt_cell(i, "effective")), "hmac-sha2-512,umac-64-etm"));
	for (i = 0; i < n; i++)
		users += strcmp(zt_cell(i, "name"), "allowusers") == 0;
	ZT_EQ(users, 2);
	close(root);
}

ZT(ssh_settings_without_a_server_are_seen_and_empty)
{
	static const struct zt_file t[] = { { "etc", NULL, 0 } };
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("ssh_setting", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	close(root);
}

#define ED25519 \
	"AAAAC3NzaC1lZDI1NTE5AAAAIE1LQ0xLTUxLTUxLTUxLTUxLTUxLTUxLTUxLTUxLTUxL"
#define OPENSSH_NONE \
	"-----BEGIN OPENSSH PRIVATE KEY-----\n" \
	"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt" \
	"\nZWQyNTUxOQAAACBNS0NMS01MS01MS01MS01MS01MS01MS01MS01MS01MSw==\n" \
	"-----END OPENSSH PRIVATE KEY-----\n"

static const struct zt_file keys[] = {
	{ "etc/passwd", "li:x:1000:1000::/home/li:/bin/bash\n", 0 },
	{ "etc/group", "li:x:1000:\n", 0 },
	{ "etc/ssh/ssh_host_ed25519_key.pub",
	    "ssh-ed25519 " ED25519 " root@h\n", 0 },
	{ "etc/ssh/ssh_host_ed25519_key", "secret", 0640 },
	{ "home/li/.ssh/authorized_keys",
	    "# mine\n"
	    "from=\"10.0.0.0/8\",command=\"/bin/x --token=abc\",no-pty "
	    "ssh-ed25519 " ED25519 " li.si@example.com\n"
	    "ssh-rsa !!!\n",
	    0600 },
	{ "home/li/.ssh/id_ed25519", OPENSSH_NONE, 0644 },
	{ "home/li/old.pem",
	    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
	    "DEK-Info: AES-128-CBC,00\n\nAAAA\n"
	    "-----END RSA PRIVATE KEY-----\n",
	    0600 },
	{ "home/li/cert.pem", "-----BEGIN CERTIFICATE-----\nAA==\n", 0 },
};

ZT(ssh_keys_are_told_without_their_secrets)
{
	int root = zt_dir(keys, ZC_LEN(keys));
	size_t i;

	ZT_EQ(zt_probe("ssh_key", root), 4);
	ZT_STR(zc_str_of(zt_cover()), "partial"); /* the line with !!! */
	i = zt_find("kind", "host");
	ZT_STR(zc_str_of(zt_cell(i, "type")), "ed25519");
	ZT_STR(zc_str_of(zt_cell(i, "path")), "/etc/ssh/ssh_host_ed25519_key");
	ZT_STR(zc_str_of(zt_cell(i, "mode")), "416");
	i = zt_find("kind", "authorized");
	ZT_STR(zc_str_of(zt_cell(i, "options")),
	    "from=\"10.0.0.0/8\",command=,no-pty");
	ZT_STR(zc_str_of(zt_cell(i, "comment")), "l***@example.com");
	ZT_STR(zc_str_of(zt_cell(i, "bits")), "256");
	ZT_STR(zc_str_of(zt_cell(i, "line")), "2");
	i = zt_find("path", "/home/li/.ssh/id_ed25519");
	ZT_STR(zc_str_of(zt_cell(i, "encrypted")), "0");
	ZT_STR(zc_str_of(zt_cell(i, "type")), "ed25519");
	i = zt_find("path", "/home/li/old.pem");
	ZT_STR(zc_str_of(zt_cell(i, "encrypted")), "1");
	ZT_STR(zc_str_of(zt_cell(i, "type")), "rsa");
	close(root);
}

ZT(ssh_key_files_cut_anywhere_do_no_harm)
{
	struct zc_arena a;
	struct zc_sshkey k;
	size_t good = 0;

	for (size_t n = 0; n <= strlen(OPENSSH_NONE); n++) {
		zc_arena_init(&a, 1 << 16);
		good += zc_sshkey_private(
		    (struct zc_str){ OPENSSH_NONE, n }, &a, &k);
		zc_arena_fini(&a);
	}
	ZT_TRUE(good > 0 && good < 30);
}

ZT(ssh_key_of_an_unheard_curve_has_no_bits)
{
	static const char blob[] = "\0\0\0\x13"
				   "ecdsa-sha2-nistp-99";
	struct zc_sshkey k = { 0 };

	ZT_TRUE(zc_sshkey_blob(ZC_S(blob), &k));
	ZT_EQ(k.bits, 0);
}
