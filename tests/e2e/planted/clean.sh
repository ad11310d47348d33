# harden: what a careful administrator makes of the tree in the present
# directory ($R). Everything here is configuration and records of half a year.

# log_days FILE LINE: one record each hour for 200 days, as rsyslog writes it.
log_days() {
	perl -MPOSIX -e '
		my ($file, $text) = @ARGV;
		open(my $f, ">", $file) or die;
		my $now = time;
		for (my $t = $now - 200 * 86400; $t < $now; $t += 3600) {
			print $f strftime("%Y-%m-%dT%H:%M:%S+00:00", gmtime $t),
			    " office-pc $text\n";
		}' "$1" "$2"
	chmod 640 "$1"
	chown 0:4 "$1"
}

# utmp FILE TYPE USER LINE HOST TIME: one record of wtmp or btmp.
utmp() {
	perl -e 'my ($f, $type, $user, $line, $host, $at) = @ARGV;
		open(my $o, ">>", $f) or die;
		print $o pack("s x2 l a32 a4 a32 a256 s2 l l l a16 a20", $type,
		    4242, $line, "t1", $user, $host, 0, 0, 0, $at, 0, "", "")
		' "$@"
}

# lastlog UID TIME: when the account logged in last.
lastlog() {
	perl -e 'my ($uid, $at) = @ARGV;
		open(my $o, "+<", "var/log/lastlog") or
		    open($o, "+>", "var/log/lastlog") or die;
		binmode $o; seek $o, 292 * $uid, 0;
		print $o pack("l a32 a256", $at, "pts/0", "10.1.1.9")' "$@"
}

# enable UNIT: started at boot.
enable() {
	mkdir -p etc/systemd/system/multi-user.target.wants
	ln -sf "/lib/systemd/system/$1" \
		"etc/systemd/system/multi-user.target.wants/$1"
}

# hash PASSWORD: as the shadow file keeps it today.
hash() {
	perl -e 'print crypt($ARGV[0], "\$6\$rounds=1000\$".join("",
		map { chr(97 + rand 26) } 1 .. 12)."\$")' "$1"
}

days() {
	echo $(($(date +%s) / 86400 - $1))
}

harden_identity() {
	echo office-pc >etc/hostname
	printf '127.0.0.1 localhost\n127.0.1.1 office-pc\n' >etc/hosts
	ln -sf /usr/share/zoneinfo/Asia/Shanghai etc/localtime
	echo Asia/Shanghai >etc/timezone
	echo 'nameserver 10.1.1.53' >etc/resolv.conf
	for f in issue issue.net motd; do
		echo '本机仅供办公使用，操作将被记录。' >etc/$f
	done
	rm -f etc/update-motd.d/*
}

harden_accounts() {
	echo 'zhanggong:x:1000:1000:Zhang Gong:/home/zhanggong:/bin/bash' \
		>>etc/passwd
	echo 'zhanggong:x:1000:' >>etc/group
	echo 'zhanggong:!::' >>etc/gshadow
	echo "zhanggong:$(hash 'k7#Vu2-qLm9 tide'):$(days 20):1:90:7:30::" \
		>>etc/shadow
	[ -s etc/machine-id ] || echo 0123456789abcdef0123456789abcdef \
		>etc/machine-id
	touch -d '300 days ago' etc/machine-id
	mkdir -p home/zhanggong
	cp etc/skel/.bashrc etc/skel/.profile home/zhanggong
	chown -R 1000:1000 home/zhanggong
	chmod 700 home/zhanggong root
	: >var/log/wtmp
	chmod 664 var/log/wtmp
	now=$(date +%s)
	for d in 30 20 10 1; do
		at=$((now - d * 86400))
		at=$((at - at % 86400 + 2 * 3600)) # ten in the morning there
		utmp var/log/wtmp 2 reboot '~' 6.1.0-25-amd64 $at
		utmp var/log/wtmp 7 zhanggong pts/0 10.1.1.9 $((at + 600))
		utmp var/log/wtmp 1 shutdown '~' 6.1.0-25-amd64 $((at + 28800))
	done
	lastlog 1000 $((now - 86400))
	sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 90/
		s/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 1/
		s/^PASS_WARN_AGE.*/PASS_WARN_AGE 7/
		s/^UMASK.*/UMASK 027/' etc/login.defs
	sed -i 's/^INACTIVE=.*/INACTIVE=30/' etc/default/useradd
}

harden_pam() {
	cat >etc/pam.d/common-auth <<-'EOF'
	auth required pam_faillock.so preauth
	auth [success=1 default=ignore] pam_unix.so
	auth [default=die] pam_faillock.so authfail
	auth required pam_permit.so
	EOF
	cat >etc/pam.d/common-password <<-'EOF'
	password requisite pam_pwquality.so retry=3
	password required pam_pwhistory.so remember=5 use_authtok enforce_for_root
	password [success=1 default=ignore] pam_unix.so use_authtok yescrypt
	password requisite pam_deny.so
	password required pam_permit.so
	EOF
	sed -i '1i auth required pam_wheel.so use_uid' etc/pam.d/su
	printf '%s\n' 'minlen = 12' 'minclass = 4' 'dictcheck = 1' \
		'usercheck = 1' 'enforce_for_root' >etc/security/pwquality.conf
	printf '%s\n' 'deny = 5' 'unlock_time = 1800' 'even_deny_root' \
		'root_unlock_time = 1800' >etc/security/faillock.conf
	echo '* hard core 0' >etc/security/limits.d/core.conf
	echo 'readonly TMOUT=600; export TMOUT' >etc/profile.d/tmout.sh
	echo 'umask 027' >etc/profile.d/umask.sh
}

harden_remote() {
	cat >etc/ssh/sshd_config.d/office.conf <<-'EOF'
	PermitRootLogin no
	PasswordAuthentication no
	MaxAuthTries 3
	MaxStartups 10:30:60
	LoginGraceTime 30
	ClientAliveInterval 300
	ClientAliveCountMax 2
	X11Forwarding no
	AllowTcpForwarding no
	AllowAgentForwarding no
	AllowUsers zhanggong@10.1.1.*
	MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
	Banner /etc/issue.net
	EOF
	chmod 600 etc/ssh/sshd_config etc/ssh/sshd_config.d/office.conf
	printf '%s\n' 'Defaults logfile=/var/log/sudo.log' 'Defaults use_pty' \
		>etc/sudoers.d/office
	chmod 440 etc/sudoers.d/office
	cat >etc/nftables.conf <<-'EOF'
	flush ruleset
	table inet filter {
		chain input {
			type filter hook input priority 0; policy drop;
			ct state established,related accept
			iif lo accept
			ip saddr 10.1.1.0/24 tcp dport 22 accept
		}
		chain forward {
			type filter hook forward priority 0; policy drop;
		}
		chain output {
			type filter hook output priority 0; policy accept;
		}
	}
	EOF
	for u in nftables chrony auditd rsyslog cron apparmor \
		clamav-daemon clamav-freshclam; do
		enable $u.service
	done
	mkdir -p etc/systemd/system/sysinit.target.wants
	ln -sf /lib/systemd/system/apparmor.service \
		etc/systemd/system/sysinit.target.wants/apparmor.service
	ln -sf /dev/null etc/systemd/system/ctrl-alt-del.target
	rm -f etc/chrony/sources.d/* etc/chrony/conf.d/*
	echo 'server 10.1.1.1 iburst' >etc/chrony/chrony.conf
}

harden_kernel() {
	mkdir -p etc/modprobe.d
	cat >etc/sysctl.d/90-office.conf <<-'EOF'
	net.ipv4.conf.all.accept_redirects = 0
	net.ipv4.conf.default.accept_redirects = 0
	net.ipv6.conf.all.accept_redirects = 0
	net.ipv6.conf.default.accept_redirects = 0
	net.ipv4.conf.all.secure_redirects = 0
	net.ipv4.conf.default.secure_redirects = 0
	net.ipv4.conf.all.send_redirects = 0
	net.ipv4.conf.default.send_redirects = 0
	net.ipv4.conf.all.rp_filter = 1
	net.ipv4.conf.default.rp_filter = 1
	net.ipv4.conf.all.log_martians = 1
	net.ipv4.conf.default.log_martians = 1
	net.ipv4.conf.all.accept_source_route = 0
	net.ipv4.tcp_syncookies = 1
	kernel.randomize_va_space = 2
	kernel.kptr_restrict = 2
	kernel.dmesg_restrict = 1
	kernel.unprivileged_bpf_disabled = 1
	kernel.yama.ptrace_scope = 1
	kernel.kexec_load_disabled = 1
	fs.protected_hardlinks = 1
	fs.protected_symlinks = 1
	fs.protected_fifos = 2
	fs.protected_regular = 2
	fs.suid_dumpable = 0
	EOF
	printf 'install usb-storage /bin/false\nblacklist usb-storage\n' \
		>etc/modprobe.d/usb-storage.conf
	cat >etc/fstab <<-'EOF'
	UUID=0a1b2c3d-0001-4000-8000-000000000001 / ext4 errors=remount-ro 0 1
	UUID=0a1b2c3d-0001-4000-8000-000000000002 /home ext4 nodev,nosuid 0 2
	UUID=0a1b2c3d-0001-4000-8000-000000000003 /var ext4 nodev,nosuid 0 2
	UUID=0a1b2c3d-0001-4000-8000-000000000004 /var/log ext4 nodev,nosuid,noexec 0 2
	UUID=0a1b2c3d-0001-4000-8000-000000000005 /var/log/audit ext4 nodev,nosuid,noexec 0 2
	tmpfs /tmp tmpfs nodev,nosuid,noexec 0 0
	tmpfs /var/tmp tmpfs nodev,nosuid,noexec 0 0
	tmpfs /dev/shm tmpfs nodev,nosuid,noexec 0 0
	EOF
	mkdir -p boot/grub
	cat >boot/grub/grub.cfg <<-'EOF'
	set superusers="root"
	password_pbkdf2 root grub.pbkdf2.sha512.10000.AB12.CD34
	menuentry 'Debian GNU/Linux' --unrestricted {
		linux /vmlinuz-6.1.0-25-amd64 root=UUID=0a1b2c3d-0001-4000-8000-000000000001 ro quiet
		initrd /initrd.img-6.1.0-25-amd64
	}
	EOF
	chmod 600 boot/grub/grub.cfg
}

harden_audit() {
	cat >etc/audit/rules.d/office.rules <<-'EOF'
	-w /etc/passwd -p wa -k identity
	-w /etc/shadow -p wa -k identity
	-w /etc/group -p wa -k identity
	-w /etc/gshadow -p wa -k identity
	-w /etc/security -p wa -k login
	-w /etc/login.defs -p wa -k login
	-w /etc/pam.d -p wa -k login
	-w /etc/sudoers -p wa -k power
	-w /etc/sudoers.d -p wa -k power
	-w /etc/audit -p wa -k audit
	-w /etc/rsyslog.conf -p wa -k audit
	-w /etc/crontab -p wa -k jobs
	-w /etc/cron.d -p wa -k jobs
	-w /var/spool/cron -p wa -k jobs
	-w /etc/hosts -p wa -k net
	-w /etc/hostname -p wa -k net
	-w /etc/ssh/sshd_config -p wa -k remote
	-w /etc/systemd/system -p wa -k units
	-w /var/log/lastlog -p wa -k logins
	-w /var/log/faillog -p wa -k logins
	-w /var/log/wtmp -p wa -k session
	-w /var/log/btmp -p wa -k session
	-w /etc/apparmor.d -p wa -k mac
	-w /dev/bus/usb -p rwa -k usb
	-a always,exit -F arch=b64 -S adjtimex,settimeofday,clock_settime -k time
	-a always,exit -F arch=b64 -S sethostname,setdomainname -k net
	-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
	-a always,exit -F arch=b64 -S mount -k mounts
	-a always,exit -F arch=b64 -S unlink,unlinkat,rename,renameat -k delete
	-a always,exit -F arch=b64 -S chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,setxattr,removexattr -k perm
	-a always,exit -F arch=b64 -S open,openat,creat,truncate,ftruncate -F exit=-EACCES -k refused
	-a always,exit -F arch=b64 -S open,openat,creat,truncate,ftruncate -F exit=-EPERM -k refused
	-a always,exit -F arch=b64 -C euid!=uid -F euid=0 -S execve -k power
	-e 2
	EOF
	chmod 640 etc/audit/rules.d/office.rules
	sed -i 's/^max_log_file_action.*/max_log_file_action = keep_logs/
		s/^max_log_file = .*/max_log_file = 32/
		s/^space_left_action.*/space_left_action = email/
		s/^admin_space_left_action.*/admin_space_left_action = halt/
		s/^disk_full_action.*/disk_full_action = halt/
		s/^disk_error_action.*/disk_error_action = syslog/' \
		etc/audit/auditd.conf
}

harden_logs() {
	log_days var/log/syslog 'systemd[1]: Starting hourly job.'
	log_days var/log/auth.log 'CRON[99]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)'
	log_days var/log/kern.log 'kernel: [    1.000000] audit: type=1400 audit(1.0:1): apparmor="STATUS"'
	: >var/log/btmp
	chmod 660 var/log/btmp
	mkdir -p var/log/audit var/log/journal
	chmod 700 var/log/audit
	perl -e 'for (my $t = time - 200 * 86400; $t < time; $t += 3600) {
		print "type=USER_ACCT msg=audit($t.001:7): pid=9 uid=0\n" }' \
		>var/log/audit/audit.log
	chmod 600 var/log/audit/audit.log
	sed -i '/^\*\.\*.*@/d' etc/rsyslog.conf
	echo '*.* @@10.1.1.20:514' >etc/rsyslog.d/remote.conf
	mkdir -p etc/systemd/journald.conf.d
	printf '[Journal]\nStorage=persistent\nMaxRetentionSec=1year\n' \
		>etc/systemd/journald.conf.d/office.conf
	sed -i 's/^weekly/monthly/; s/^rotate .*/rotate 12/' etc/logrotate.conf
	for f in etc/logrotate.d/*; do
		sed -i 's/rotate [0-9]*/rotate 12/; s/daily/monthly/
			s/weekly/monthly/' "$f"
	done
}

harden_care() {
	mkdir -p var/lib/clamav var/log/clamav
	perl -MPOSIX -e 'printf "%-512s", strftime("ClamAV-VDB:%d %b %Y %H-%M +0000:27000:1000:90:0:x:builder:%s", gmtime(time - 86400))' \
		>var/lib/clamav/daily.cvd
	rm -f etc/apt/sources.list
	cat >etc/apt/sources.list.d/office.sources <<-'EOF'
	Types: deb
	URIs: http://10.1.1.30/debian
	Suites: bookworm bookworm-updates
	Components: main
	Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
	EOF
	mkdir -p var/lib/apt/lists var/log/apt
	rm -rf var/lib/apt/lists/*
	date -u '+Suite: stable
Codename: bookworm
Date: %a, %d %b %Y %H:%M:%S UTC' \
		>var/lib/apt/lists/10.1.1.30_debian_dists_bookworm_InRelease
	date -d '5 days ago' '+%Y-%m-%d %H:%M:%S upgrade libc6:amd64 2.36-9 2.36-10' \
		>var/log/dpkg.log
	date -d '5 days ago' '+Start-Date: %Y-%m-%d  %H:%M:%S
Commandline: /usr/bin/unattended-upgrade
Upgrade: libc6:amd64 (2.36-9, 2.36-10)
End-Date: %Y-%m-%d  %H:%M:%S
' >var/log/apt/history.log
	printf '%s\n' 'APT::Periodic::Update-Package-Lists "1";' \
		'APT::Periodic::Unattended-Upgrade "1";' \
		>etc/apt/apt.conf.d/20auto-upgrades
	echo '30 18 * * * root /usr/bin/rsync -a /home/ backup@10.1.1.40:/srv/office-pc/' \
		>etc/cron.d/backup
	echo root >etc/cron.allow
	chmod 600 etc/cron.allow etc/crontab
	chmod 700 etc/cron.d etc/cron.hourly etc/cron.daily etc/cron.weekly \
		etc/cron.monthly
}

harden() {
	set -e
	harden_identity
	harden_accounts
	harden_pam
	harden_remote
	harden_kernel
	harden_audit
	harden_logs
	harden_care
}
