# Logs and signs of cleaning, audit, clock, backups, antivirus, certificates.

plant host.trace.log_emptied '/var/log/auth.log' <<'EOF'
: >var/log/auth.log
touch -d '3 days ago' var/log/auth.log
EOF
plant host.logging.gap '"name":"syslog"' <<'EOF'
# Nine days are cut out while the machine was on.
awk -v a="$(date -u -d '15 days ago' +%Y-%m-%d)" \
	-v b="$(date -u -d '5 days ago' +%Y-%m-%d)" \
	'substr($0, 1, 10) < a || substr($0, 1, 10) > b' var/log/syslog >s.tmp
cat s.tmp >var/log/syslog
rm s.tmp
utmp var/log/wtmp 2 reboot '~' 6.1.0-25-amd64 "$(date -d '16 days ago' +%s)"
EOF
plant host.trace.history_cleared 'openhome' <<'EOF'
ln -s /dev/null home/openhome/.bash_history
EOF
plant host.trace.history_cleared 'HISTFILE' <<'EOF'
echo 'export HISTFILE=/dev/null' >>home/zhanggong/.bashrc
EOF
plant host.trace.log_to_null '/var/log/messages' <<'EOF'
ln -s /dev/null var/log/messages
EOF
plant host.trace.clock_set_back 'min' <<'EOF'
mkdir -p var/log
d=$(date -d '3 days ago' '+%Y-%m-%d')
printf '%s 10:00:00 status installed a:amd64 1\n%s 04:00:00 status installed b:amd64 1\n' \
	"$d" "$d" >>var/log/dpkg.log
EOF
plant host.logging.readable '"name":"kern"' <<'EOF'
chmod 644 var/log/kern.log
EOF
plant host.logging.retention_setting '"retention_days"' <<'EOF'
printf '/var/log/syslog\n/var/log/auth.log\n{\n\trotate 4\n\tweekly\n}\n' \
	>etc/logrotate.d/rsyslog
EOF
plant host.logging.remote_public '203.0.113.7' <<'EOF'
echo '*.* @203.0.113.7:514' >etc/rsyslog.d/zz.conf
EOF
plant host.logging.create_mode '"value":"0644"' <<'EOF'
sed -i 's/^\$FileCreateMode.*/$FileCreateMode 0644/' etc/rsyslog.conf
EOF
plant host.login.failed_many '"account":"root"' <<'EOF'
at=$(date -d '1 day ago' +%s)
for i in $(seq 40); do
	utmp var/log/btmp 6 root ssh:notty 10.1.1.66 $((at + i))
done
EOF
plant host.login.root_remote '10.1.1.67' <<'EOF'
utmp var/log/wtmp 7 root pts/2 10.1.1.67 "$(date -d '1 day ago' +%s)"
EOF
plant -a host.logging.none '"missing":"log"' <<'EOF'
rm -rf var/log/syslog var/log/auth.log var/log/kern.log var/log/audit/* \
	var/log/journal
EOF
plant -a host.trace.log_emptied '/var/log/audit/audit.log' <<'EOF'
:
EOF
plant -a host.logging.no_remote '"missing":"remote"' <<'EOF'
rm etc/rsyslog.d/remote.conf
EOF
plant -a host.logging.journal_off '"value":"none"' <<'EOF'
printf '[Journal]\nStorage=none\n' >etc/systemd/journald.conf.d/office.conf
EOF
plant -a host.logging.service_off '"missing":"rsyslog"' <<'EOF'
rm -f etc/systemd/system/multi-user.target.wants/rsyslog.service \
	etc/systemd/system/syslog.service
EOF

# forget NAME: takes a package out of dpkg's database.
forget() {
	perl -00 -i -ne "print unless /^Package: $1\$/m" var/lib/dpkg/status
}
plant -a host.audit.missing '"missing":"auditd"' <<'EOF'
forget auditd
EOF
plant host.audit.no_rules '"missing":"rules"' <<'EOF'
sed -i '/^-[wa]/d' etc/audit/rules.d/office.rules
rm -f etc/audit/audit.rules
EOF
plant host.audit.time_change '"syscalls":"adjtimex"' <<'EOF'
:
EOF
plant host.audit.switched_off '-e 0' <<'EOF'
sed -i 's/^-e 2/-e 0/' etc/audit/rules.d/office.rules
EOF
plant host.audit.log_full_lost '"value":"IGNORE"' <<'EOF'
sed -i 's/^max_log_file_action.*/max_log_file_action = IGNORE/' \
	etc/audit/auditd.conf
EOF
plant -a host.time.none '"missing":"server"' <<'EOF'
rm etc/chrony/chrony.conf
EOF
plant host.time.zone 'America/New_York' <<'EOF'
ln -sf /usr/share/zoneinfo/America/New_York etc/localtime
echo America/New_York >etc/timezone
EOF
plant host.cert.expired '/etc/ssl/certs/oa.pem' <<'EOF'
mkdir -p etc/ssl/certs etc/ssl/private ca.tmp
openssl req -newkey rsa:1024 -nodes -keyout etc/ssl/private/oa.key \
	-out ca.tmp/oa.csr -subj /CN=oa.inner.lan 2>/dev/null
: >ca.tmp/index
echo 01 >ca.tmp/serial
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = ca.tmp/index\nserial = ca.tmp/serial\nnew_certs_dir = ca.tmp\ndefault_md = sha256\npolicy = p\n[p]\ncommonName = supplied\n' \
	>ca.tmp/cnf
openssl ca -config ca.tmp/cnf -batch -selfsign -keyfile etc/ssl/private/oa.key \
	-in ca.tmp/oa.csr -out etc/ssl/certs/oa.pem -notext \
	-startdate 20200101000000Z -enddate 20210101000000Z 2>/dev/null
rm -r ca.tmp
EOF
plant host.cert.weak_key '"bits":1024' <<'EOF'
:
EOF
plant host.backup.to_cloud 'aliyuncs.com' <<'EOF'
echo '0 2 * * * root /usr/bin/rclone sync /srv/work oss-cn-hangzhou.aliyuncs.com:bucket' \
	>etc/cron.d/cloud
EOF
plant -a host.backup.none '"hostname":"office-pc"' <<'EOF'
rm etc/cron.d/backup
EOF
plant host.antivirus.signature_expired 'ClamAV' <<'EOF'
perl -e 'printf "%-512s", "ClamAV-VDB:16 Sep 2021 08-32 -0400:26000:1:90:0:x:b:1"' \
	>var/lib/clamav/daily.cvd
EOF
plant host.antivirus.no_auto_update 'ClamAV' <<'EOF'
rm etc/systemd/system/multi-user.target.wants/clamav-freshclam.service
EOF
plant -a host.antivirus.missing '"hostname":"office-pc"' <<'EOF'
forget clamav
forget clamav-base
forget clamav-daemon
forget clamav-freshclam
forget clamdscan
rm -rf var/lib/clamav etc/clamav usr/sbin/clamd usr/bin/clam* \
	usr/bin/freshclam lib/systemd/system/clamav* \
	etc/systemd/system/*.wants/clamav*
# The scripts of /etc/init.d stay, as they do when a package is removed.
EOF
plant -a host.access.mac_off '"missing":"mandatory"' <<'EOF'
rm -f etc/systemd/system/sysinit.target.wants/apparmor.service
EOF
plant -a host.network.firewall_off '"hostname":"office-pc"' <<'EOF'
rm -f etc/nftables.conf \
	etc/systemd/system/multi-user.target.wants/nftables.service
EOF
plant -a host.usb.not_recorded '"hostname":"office-pc"' <<'EOF'
sed -i '/bus.usb/d' etc/audit/rules.d/office.rules
EOF
plant host.network.firewall_accepts 'nftables' <<'EOF'
sed -i 's/policy drop/policy accept/' etc/nftables.conf
EOF
plant host.usb.burn_seen 'growisofs' <<'X'
printf '#%s\ngrowisofs -Z /dev/sr0=x.iso\n' "$(date -d '2 days ago' +%s)" \
	>>home/zhanggong/.bash_history
X
