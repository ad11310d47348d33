# Login policy, PAM, sudo and the remote login.

plant host.password.max_days_default '"value":"99999"' <<'EOF'
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 99999/' etc/login.defs
EOF
plant host.password.min_days_default '"value":"0"' <<'EOF'
sed -i 's/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 0/' etc/login.defs
EOF
plant host.password.warn_days_default '"value":"3"' <<'EOF'
sed -i 's/^PASS_WARN_AGE.*/PASS_WARN_AGE 3/' etc/login.defs
EOF
plant host.password.scheme_default '"value":"MD5"' <<'EOF'
sed -i 's/^ENCRYPT_METHOD.*/ENCRYPT_METHOD MD5/' etc/login.defs
EOF
plant host.login.umask '"value":"022"' <<'EOF'
sed -i 's/^UMASK.*/UMASK 022/' etc/login.defs
EOF
plant host.password.min_length '"value":"6"' <<'EOF'
sed -i 's/^minlen.*/minlen = 6/' etc/security/pwquality.conf
EOF
plant host.password.min_classes '"number":1' <<'EOF'
sed -i 's/^minclass.*/minclass = 1/' etc/security/pwquality.conf
EOF
plant host.password.dictionary_off '"name":"dictcheck"' <<'EOF'
sed -i 's/^dictcheck.*/dictcheck = 0/' etc/security/pwquality.conf
EOF
plant host.password.quality_root '"missing":"enforce_for_root"' <<'EOF'
sed -i '/enforce_for_root/d' etc/security/pwquality.conf
EOF
plant host.password.history '"missing":"remember"' <<'EOF'
sed -i '/pam_pwhistory/d' etc/pam.d/common-password
EOF
plant host.login.deny '"value":"20"' <<'EOF'
sed -i 's/^deny.*/deny = 20/' etc/security/faillock.conf
EOF
plant host.login.unlock_time '"value":"10"' <<'EOF'
sed -i 's/^unlock_time.*/unlock_time = 10/' etc/security/faillock.conf
EOF
plant host.login.root_lockout '"missing":"even_deny_root"' <<'EOF'
sed -i '/root/d' etc/security/faillock.conf
EOF
plant host.login.tmout '"value":"7200"' <<'EOF'
echo 'TMOUT=7200' >etc/profile.d/tmout.sh
EOF
plant host.login.tmout_changeable '"name":"TMOUT"' <<'EOF'
:
EOF
plant host.login.core_dump '"missing":"core"' <<'EOF'
rm etc/security/limits.d/core.conf
EOF
plant host.login.banner_version '"path":"/etc/issue"' <<'EOF'
printf 'Debian GNU/Linux 12 \\n \\l\n' >etc/issue
EOF
plant host.pam.nullok '"arguments":"nullok"' <<'EOF'
sed -i 's/pam_unix.so$/& nullok/' etc/pam.d/common-auth
EOF
plant host.pam.su_open '"missing":"su"' <<'EOF'
sed -i '/pam_wheel.so use_uid/d' etc/pam.d/su
EOF
plant host.pam.other_open '"service":"other"' <<'EOF'
echo 'auth required pam_permit.so' >etc/pam.d/other
EOF
plant host.pam.permit_first '"service":"sshd"' <<'EOF'
sed -i '1i auth sufficient pam_permit.so' etc/pam.d/sshd
EOF
plant host.pam.rhosts '"module":"pam_rhosts"' <<'EOF'
sed -i '1i auth sufficient pam_rhosts.so' etc/pam.d/login
EOF
plant host.pam.unix_scheme '"module":"pam_unix"' <<'EOF'
sed -i 's/pam_unix.so use_authtok yescrypt/pam_unix.so use_authtok md5/' \
	etc/pam.d/common-password
EOF
plant -a host.login.lockout_off '"missing":"auth"' <<'EOF'
sed -i '/pam_faillock/d' etc/pam.d/common-auth
EOF
plant -a host.password.quality_off '"missing":"password"' <<'EOF'
sed -i '/pam_pwquality/d' etc/pam.d/common-password
EOF
plant -a host.login.tmout '"name":"TMOUT"' <<'EOF'
rm etc/profile.d/tmout.sh
EOF
plant -a host.login.banner_missing '"path":"/etc/issue.net"' <<'EOF'
: >etc/issue.net
EOF

plant host.sudo.nopasswd '"who":"bangong"' <<'EOF'
echo 'bangong ALL=(ALL) NOPASSWD: ALL' >etc/sudoers.d/bangong
chmod 440 etc/sudoers.d/bangong
EOF
plant host.sudo.everyone '"who":"ALL"' <<'EOF'
echo 'ALL ALL=(ALL) ALL' >>etc/sudoers.d/bangong
EOF
plant host.sudo.no_authenticate '"option":"authenticate"' <<'EOF'
echo 'Defaults:lisi !authenticate' >>etc/sudoers.d/bangong
EOF
plant host.sudo.unknown_account '"who":"formerboss"' <<'EOF'
echo 'formerboss ALL=(root) /usr/bin/systemctl restart ssh' \
	>>etc/sudoers.d/bangong
EOF
plant host.sudo.wildcard '/var/log/*' <<'EOF'
echo 'lisi ALL=(root) /usr/bin/less /var/log/*' >>etc/sudoers.d/bangong
EOF
plant host.sudo.timeout '"value":"600"' <<'EOF'
echo 'Defaults timestamp_timeout=600' >>etc/sudoers.d/bangong
EOF
plant -a host.sudo.logfile '"missing":"logfile"' <<'EOF'
rm etc/sudoers.d/office
EOF

plant host.ssh.root_login '"match_on":""' <<'EOF'
sed -i 's/^PermitRootLogin.*/PermitRootLogin yes/' \
	etc/ssh/sshd_config.d/office.conf
EOF
plant host.ssh.empty_passwords '10.1.1.0/24' <<'EOF'
printf 'Match Address 10.1.1.0/24\n\tPermitEmptyPasswords yes\n' \
	>>etc/ssh/sshd_config.d/zz-match.conf
EOF
plant host.ssh.max_auth_tries '"value":"50"' <<'EOF'
sed -i 's/^MaxAuthTries.*/MaxAuthTries 50/' etc/ssh/sshd_config.d/office.conf
EOF
plant host.ssh.ciphers 'aes128-cbc' <<'EOF'
sed -i '1i Ciphers aes256-gcm@openssh.com,aes128-cbc' \
	etc/ssh/sshd_config.d/office.conf
EOF
plant host.ssh.kex 'diffie-hellman-group1-sha1' <<'EOF'
sed -i '1i KexAlgorithms diffie-hellman-group1-sha1' \
	etc/ssh/sshd_config.d/office.conf
EOF
plant host.ssh.x11 '"value":"yes"' <<'EOF'
sed -i 's/^X11Forwarding.*/X11Forwarding yes/' \
	etc/ssh/sshd_config.d/office.conf
EOF
plant -a host.ssh.no_limit '"missing":"allowusers"' <<'EOF'
sed -i '/^AllowUsers/d' etc/ssh/sshd_config.d/office.conf
EOF
plant host.ssh.idle '"name":"clientaliveinterval"' <<'EOF'
sed -i '/^ClientAlive/d' etc/ssh/sshd_config.d/office.conf
EOF
plant host.ssh.private_key_plain '/home/zhanggong/.ssh/id_old' <<'EOF'
mkdir -p home/zhanggong/.ssh
openssl genrsa -traditional -out home/zhanggong/.ssh/id_old 1024 2>/dev/null
chown -R 1000:1000 home/zhanggong/.ssh
chmod 700 home/zhanggong/.ssh
chmod 644 home/zhanggong/.ssh/id_old
EOF
plant host.ssh.private_key_open '/home/zhanggong/.ssh/id_old' <<'EOF'
:
EOF
plant host.ssh.key_weak '"bits":1024' <<'EOF'
:
EOF
plant host.ssh.root_authorized '/root/.ssh/authorized_keys' <<'EOF'
mkdir -p root/.ssh
chmod 700 root/.ssh
echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0eX4mplek3yN0tUsedAnywhereAtAll000000000000 stranger@afar' \
	>root/.ssh/authorized_keys
EOF
plant host.ssh.host_key_open 'ssh_host_rsa_key' <<'EOF'
openssl genrsa -traditional -out etc/ssh/ssh_host_rsa_key 2048 2>/dev/null
chmod 644 etc/ssh/ssh_host_rsa_key
EOF
plant host.session.auto_login '"account":"zhanggong"' <<'EOF'
mkdir -p etc/gdm3
printf '[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin=zhanggong\n' \
	>etc/gdm3/daemon.conf
EOF
plant host.session.auto_login 'lightdm' <<'EOF'
mkdir -p etc/lightdm
printf '[Seat:*]\nautologin-user=bangong\n' >etc/lightdm/lightdm.conf
EOF
plant host.session.path_relative '"account":"root"' <<'EOF'
echo 'PATH=.:$PATH; export PATH' >>root/.bashrc
EOF
plant host.screen.lock_off '"desktop":"gnome"' <<'EOF'
mkdir -p etc/dconf/db/local.d
printf '[org/gnome/desktop/screensaver]\nlock-enabled=false\n' \
	>etc/dconf/db/local.d/00-screen
mkdir -p usr/share/gnome-shell usr/share/xsessions
printf '[Desktop Entry]\nName=GNOME\nExec=gnome-session\n' \
	>usr/share/xsessions/gnome.desktop
EOF
