/*
 * fuzz_probe: any bytes as one of the files that probes read. The first byte
 * tells which. Whatever it says, the probe ends with a cover, each message is
 * one that the parent takes, and rows do not outgrow the bytes they come from.
 */
#include "fuzz_root.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define FIREFOX "home/li/.mozilla/firefox/a.default/places.sqlite"
#define CHROME "home/li/.config/google-chrome/Default/History"

static const struct {
	const char *table, *path;
} files[] = {
	{ "sudo_rule", "etc/sudoers" },
	{ "pam_rule", "etc/pam.d/login" },
	{ "pam_rule", "etc/pam.conf" },
	{ "ssh_setting", "etc/ssh/sshd_config" },
	{ "ssh_key", "home/li/.ssh/authorized_keys" },
	{ "ssh_key", "home/li/.ssh/id_rsa" },
	{ "login_policy", "etc/login.defs" },
	{ "login_policy", "etc/security/limits.conf" },
	{ "login_policy", "etc/security/pwquality.conf" },
	{ "login_policy", "etc/profile" },
	{ "network_profile",
	    "etc/NetworkManager/system-connections/a.nmconnection" },
	{ "network_profile", "etc/sysconfig/network-scripts/ifcfg-eth0" },
	{ "network_profile", "etc/netplan/a.yaml" },
	{ "wireless_network", "etc/wpa_supplicant/wpa_supplicant.conf" },
	{ "interface", "etc/network/interfaces" },
	{ "dns_server", "etc/resolv.conf" },
	{ "schedule", "etc/crontab" },
	{ "schedule", "var/spool/cron/crontabs/root" },
	{ "service", "etc/systemd/system/a.service" },
	{ "package", "var/lib/dpkg/status" },
	{ "integrity", "var/lib/dpkg/info/a.md5sums" },
	{ "pending_update", "var/lib/apt/lists/a_Packages" },
	{ "package_source", "etc/apt/sources.list" },
	{ "package_source", "etc/apt/sources.list.d/a.sources" },
	{ "package_source", "etc/apt/apt.conf" },
	{ "package_source", "etc/yum.repos.d/a.repo" },
	{ "update_state", "var/log/apt/history.log" },
	{ "update_state", "var/log/dpkg.log" },
	{ "audit_rule", "etc/audit/rules.d/a.rules" },
	{ "antivirus", "var/lib/clamav/main.cvd" },
	{ "log_setting", "etc/rsyslog.conf" },
	{ "log_setting", "etc/logrotate.conf" },
	{ "log_setting", "etc/systemd/journald.conf" },
	{ "log_source", "var/log/syslog" },
	{ "log_source", "etc/logrotate.conf" },
	{ "login_event", "var/log/auth.log" },
	{ "login_event", "var/log/auth.log.1.gz" },
	{ "login_event", "var/log/wtmp" },
	{ "power_event", "var/log/wtmp" },
	{ "trace_gap", "home/li/.bash_history" },
	{ "trace_gap", "var/log/wtmp" },
	{ "usb_history", "var/log/kern.log" },
	{ "usb_history", "var/log/kern.log.2.gz" },
	{ "usb_history", "var/log/kern.log.3.xz" },
	{ "usb_history", "var/log/kern.log.4.lz4" },
	{ "browser_visit", FIREFOX },
	{ "browser_visit", FIREFOX "-wal" },
	{ "browser_visit", CHROME },
	{ "browser_visit", CHROME "-journal" },
	{ "download", CHROME },
	{ "browser_profile", "home/li/.mozilla/firefox/profiles.ini" },
	{ "mail_account", "home/li/.thunderbird/b.default/prefs.js" },
	{ "recent_file", "home/li/.local/share/recently-used.xbel" },
	{ "usb_history", "home/li/.local/share/recently-used.xbel" },
	{ "boot", "boot/grub/grub.cfg" },
	{ "mount", "etc/fstab" },
	{ "encryption", "etc/crypttab" },
	{ "firewall", "etc/nftables.conf" },
	{ "firewall_rule", "etc/iptables/rules.v4" },
	{ "share", "etc/samba/smb.conf" },
	{ "share", "etc/exports" },
	{ "printer", "etc/cups/printers.conf" },
	{ "service_setting", "etc/nginx/nginx.conf" },
	{ "service_setting", "etc/redis/redis.conf" },
	{ "service_setting", "etc/snmp/snmpd.conf" },
	{ "service_setting", "etc/mysql/my.cnf" },
	{ "service_setting", "etc/vsftpd.conf" },
	{ "service_setting", "etc/apache2/apache2.conf" },
	{ "plain_credential", "home/li/.netrc" },
	{ "plain_credential", "home/li/.bash_history" },
	{ "backup_job", "etc/borgmatic.yaml" },
	{ "backup_job", "etc/timeshift/timeshift.json" },
	{ "certificate", "etc/ssl/certs/a.pem" },
	{ "proxy", "etc/environment" },
	{ "kernel_setting", "etc/sysctl.conf" },
	{ "kernel_module", "etc/modprobe.d/a.conf" },
	{ "usb_policy", "etc/udev/rules.d/a.rules" },
	{ "usb_policy", "etc/usbguard/rules.conf" },
	{ "account", "etc/passwd" },
	{ "password", "etc/shadow" },
	{ "group_member", "etc/group" },
	{ "time_sync", "etc/chrony/chrony.conf" },
	{ "time_sync", "etc/systemd/timesyncd.conf" },
	{ "autostart", "etc/xdg/autostart/a.desktop" },
	{ "auto_login", "etc/gdm3/daemon.conf" },
	{ "auto_login", "etc/lightdm/lightdm.conf" },
	{ "screen_lock", "home/li/.config/dconf/user" },
	{ "access_control", "etc/selinux/config" },
	{ "os", "etc/os-release" },
	{ "burn_event", "home/li/.bash_history" },
	{ "burn_event", "home/li/.local/share/fish/fish_history" },
	{ "burn_event", "run/udev/data/b11:0" },
	{ "burn_event", "home/li/.local/share/recently-used.xbel" },
	{ "external_contact", "home/li/.thunderbird/a/prefs.js" },
	{ "external_contact", "etc/yum.repos.d/a.repo" },
	{ "external_contact", "var/log/apt/term.log" },
	{ "external_contact", FIREFOX },
	{ "trace_gap", "var/lib/logrotate/status" },
	{ "log_source",
	    "var/log/journal/0123456789abcdef0123456789abcdef/system.journal" },
};

/*
 * A row needs bytes; besides, some probes say a fixed number of things, and
 * what is included says its own again, once for each file opened at most.
 */
enum {
	ROWS_ALWAYS = 400,
	OPENED_MAX = 20000
};

static size_t
rows_max(const char *table, size_t n)
{
	static const char *const includes[] = { "sudo_rule", "pam_rule",
		"ssh_setting", "log_setting", "service_setting" };

	for (size_t i = 0; i < ZC_LEN(includes); i++)
		if (strcmp(includes[i], table) == 0)
			return ROWS_ALWAYS + OPENED_MAX * (n + 1);
	return ROWS_ALWAYS + n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static char empty[1];
	struct fuzz_seen s;
	size_t k;

	if (n == 0)
		return 0;
	k = p[0] % ZC_LEN(files);
	(void)fuzz_root();
	fuzz_root_put(
	    files[k].path, n > 1 ? (const char *)p + 1 : empty, n - 1);
	fuzz_probe(files[k].table, -1, &s);
	if (s.covers == 0 || s.rows > rows_max(files[k].table, n))
		abort();
	/* The base of the next run. */
	fuzz_root_drop(files[k].path);
	if (strcmp(files[k].path, "etc/passwd") == 0)
		fuzz_root_text("etc/passwd",
		    "root:x:0:0:root:/root:/bin/bash\n"
		    "li:x:1000:1000::/home/li:/bin/sh\n");
	return 0;
}
