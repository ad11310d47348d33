# Services, shares, printers and their settings.

# unit NAME COMMAND: a unit that starts with the system.
unit() {
	printf '[Unit]\nDescription=%s\n[Service]\nExecStart=%s\n[Install]\nWantedBy=multi-user.target\n' \
		"$1" "$2" >"lib/systemd/system/$1"
	enable "$1"
}

plant host.service.telnet 'inetutils-telnetd.service' <<'EOF'
unit inetutils-telnetd.service '/usr/sbin/telnetd -D'
EOF
plant host.service.ftp 'vsftpd.service' <<'EOF'
unit vsftpd.service '/usr/sbin/vsftpd /etc/vsftpd.conf'
EOF
plant host.service.ftp_anonymous '"value":"YES"' <<'EOF'
printf 'listen=YES\nanonymous_enable=YES\n' >etc/vsftpd.conf
EOF
plant host.service.ftp_clear '"file":"/etc/vsftpd.conf"' <<'EOF'
:
EOF
plant host.service.samba 'smbd.service' <<'EOF'
unit smbd.service /usr/sbin/smbd
EOF
plant host.service.nfs 'nfs-kernel-server.service' <<'EOF'
unit nfs-kernel-server.service /usr/sbin/rpc.nfsd
EOF
plant host.service.rpcbind 'rpcbind.service' <<'EOF'
unit rpcbind.service /sbin/rpcbind
EOF
plant host.service.snmp_default '"program":"snmpd"' <<'EOF'
mkdir -p etc/snmp
echo 'rocommunity public' >etc/snmp/snmpd.conf
EOF
plant host.service.redis_no_password '"program":"redis"' <<'EOF'
mkdir -p etc/redis
printf 'bind 0.0.0.0\nprotected-mode no\nport 6379\n' >etc/redis/redis.conf
EOF
plant host.service.redis_open '"name":"protected-mode"' <<'EOF'
:
EOF
plant host.service.mysql_no_auth 'skip-grant-tables' <<'EOF'
mkdir -p etc/mysql
printf '[mysqld]\nskip-grant-tables\nbind-address = 0.0.0.0\n' >etc/mysql/my.cnf
EOF
plant host.service.pg_trust 'trust' <<'EOF'
mkdir -p etc/postgresql/15/main
echo 'host all all 0.0.0.0/0 trust' >etc/postgresql/15/main/pg_hba.conf
EOF
plant host.service.nginx_autoindex '"program":"nginx"' <<'EOF'
mkdir -p etc/nginx
printf 'http {\n server {\n  listen 80;\n  autoindex on;\n  ssl_protocols TLSv1 TLSv1.2;\n }\n}\n' \
	>etc/nginx/nginx.conf
EOF
plant host.service.nginx_old_tls 'TLSv1' <<'EOF'
:
EOF
plant host.service.docker_tcp 'tcp://0.0.0.0:2375' <<'EOF'
mkdir -p etc/docker
echo '{"hosts": ["tcp://0.0.0.0:2375"]}' >etc/docker/daemon.json
EOF
plant host.service.rsync_no_auth '"name":"auth users"' <<'EOF'
printf '[files]\npath = /srv\nread only = no\n' >etc/rsyncd.conf
EOF
plant host.service.cups_open '"program":"cups"' <<'EOF'
mkdir -p etc/cups
printf 'Listen 0.0.0.0:631\n<Location />\n  Allow all\n</Location>\n' \
	>etc/cups/cupsd.conf
EOF
plant host.printer.shared '"name":"LaserJet"' <<'EOF'
printf '<Printer LaserJet>\nDeviceURI socket://10.1.1.60:9100\nMakeModel HP LaserJet\nShared Yes\n</Printer>\n' \
	>etc/cups/printers.conf
chmod 600 etc/cups/printers.conf
EOF
plant host.service.security_off 'auditd.service' <<'EOF'
rm etc/systemd/system/multi-user.target.wants/auditd.service
EOF
plant host.audit.not_enabled 'auditd.service' <<'EOF'
:
EOF
plant host.share.guest '"name":"public"' <<'EOF'
mkdir -p etc/samba srv/public
printf '[global]\nworkgroup = OFFICE\n[public]\npath = /srv/public\nguest ok = yes\nwritable = yes\n' \
	>etc/samba/smb.conf
EOF
plant host.share.open_writable '/srv/public' <<'EOF'
:
EOF
plant host.share.root_kept '/srv/data' <<'EOF'
echo '/srv/data *(rw,no_root_squash)' >etc/exports
EOF
plant host.share.system_directory '"path":"/etc"' <<'EOF'
echo '/etc 10.1.1.0/24(ro)' >>etc/exports
EOF
plant host.malware.service_unpackaged 'updatehelper.service' <<'EOF'
printf '[Service]\nExecStart=/opt/.x/helper\n[Install]\nWantedBy=multi-user.target\n' \
	>etc/systemd/system/updatehelper.service
mkdir -p opt/.x
ln -sf /etc/systemd/system/updatehelper.service \
	etc/systemd/system/multi-user.target.wants/updatehelper.service
EOF
