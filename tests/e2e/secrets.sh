# Secrets that lie about on a computer, each planted where its owner puts it:
# none may leave a probe, neither into the case nor a report nor a complaint.
. tests/e2e/lib
need sqlite3 strings

r=$T/root
make_root "$r"
h=$r/home/li
mkdir -p "$h/.ssh" "$h/.mozilla/firefox/a.default" "$h/.config/google-chrome/Default" \
	"$h/.thunderbird/b.default" "$h/.docker" "$h/.aws" "$h/.local/share" \
	"$r/etc/NetworkManager/system-connections" "$r/etc/wpa_supplicant" \
	"$r/etc/netplan" "$r/etc/redis" "$r/etc/snmp" "$r/etc/ldap" \
	"$r/etc/apt/apt.conf.d" "$r/etc/apt/auth.conf.d" "$r/etc/apt/sources.list.d" \
	"$r/etc/mysql" "$r/etc/cron.d" "$r/etc/samba" "$r/etc/systemd/system" \
	"$r/etc/rsyslog.d" "$r/etc/ppp" "$r/etc/yum.repos.d" "$r/var/spool/cron/crontabs" \
	"$r/etc/default" "$r/etc/profile.d" "$r/etc/sysconfig/network-scripts" \
	"$r/etc/vsftpd" "$r/etc/postgresql" "$r/etc/proftpd" "$r/etc/cups" \
	"$r/etc/xdg/autostart" "$r/etc/rsnapshot.d" "$h/.config/autostart"

# Every secret is a word of its own, "zs" and two digits and "Q7xV" behind it.
s() {
	printf 'zs%sQ7xV' "$1"
}
hash=$(s 01)
printf 'li:$6$saltsalt$%s/abcdefghijklmnopqrstuvwxyz0123456789:20000:0:90:7:::\n' \
	"$hash" >"$r/etc/shadow"
printf 'root:$y$j9T$zs02Q7xV$abcdef:20000:0:90:7:::\n' >>"$r/etc/shadow"
printf 'li:zs03Q7xV:1000:1000:Li,,,%s:/home/li:/bin/bash\n' "" >>"$r/etc/passwd"
printf 'machine a.example login li password %s\n' "$(s 04)" >"$h/.netrc"
printf '[connection]\nid=w\ntype=wifi\n[wifi]\nssid=office\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=%s\n[vpn]\npassword=%s\n[vpn-secrets]\npassword=%s\n[802-1x]\npassword=%s\n' \
	"$(s 05)" "$(s 06)" "$(s 07)" "$(s 08)" \
	>"$r/etc/NetworkManager/system-connections/w.nmconnection"
printf 'network={\n ssid="home"\n psk="%s"\n password="%s"\n}\n' "$(s 09)" "$(s 10)" \
	>"$r/etc/wpa_supplicant/wpa_supplicant.conf"
printf 'network:\n wifis:\n  wlan0:\n   access-points:\n    "x":\n     password: "%s"\n' \
	"$(s 11)" >"$r/etc/netplan/a.yaml"
now=$(date +%s)
sqlite3 "$h/.mozilla/firefox/a.default/places.sqlite" "
	CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url TEXT, title TEXT,
	 rev_host TEXT, visit_count INTEGER, last_visit_date INTEGER);
	CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, place_id INTEGER,
	 visit_date INTEGER, visit_type INTEGER, from_visit INTEGER);
	CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER,
	 anno_attribute_id INTEGER, content TEXT);
	CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name TEXT);
	INSERT INTO moz_anno_attributes VALUES(1,'downloads/destinationFileURI');
	INSERT INTO moz_places VALUES(1,'https://pan.baidu.com/$(s 12)?pwd=$(s 13)','$(s 14)','moc.udiab.nap.',3,${now}000000);
	INSERT INTO moz_places VALUES(2,'https://u:$(s 15)@mail.qq.com/x','t','moc.qq.liam.',3,${now}000000);
	INSERT INTO moz_historyvisits VALUES(1,1,${now}000000,1,0),(2,2,${now}000000,1,0);"
sqlite3 "$h/.config/google-chrome/Default/History" "
	CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT, title TEXT,
	 visit_count INTEGER, typed_count INTEGER, last_visit_time INTEGER,
	 hidden INTEGER);
	CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER,
	 visit_time INTEGER, from_visit INTEGER, transition INTEGER);
	CREATE TABLE downloads(id INTEGER PRIMARY KEY, target_path TEXT,
	 start_time INTEGER, end_time INTEGER, total_bytes INTEGER,
	 received_bytes INTEGER, tab_url TEXT, referrer TEXT, mime_type TEXT,
	 state INTEGER);
	CREATE TABLE downloads_url_chains(id INTEGER, chain_index INTEGER,
	 url TEXT);
	INSERT INTO urls VALUES(1,'https://u:$(s 16)@chat.example.com/$(s 17)?token=$(s 18)#$(s 19)','$(s 20)',1,1,13370000000000000,0);
	INSERT INTO visits VALUES(1,1,13370000000000000,0,0);
	INSERT INTO downloads VALUES(1,'/home/li/a.doc',13370000000000000,13370000000000000,1,1,'https://x.example/?k=$(s 21)','','text/plain',1);
	INSERT INTO downloads_url_chains VALUES(1,0,'https://u:$(s 22)@x.example/$(s 23)?sig=$(s 24)');"
sqlite3 "$h/.config/google-chrome/Default/Login Data" "
	CREATE TABLE logins(origin_url TEXT, username_value TEXT,
	 password_value BLOB, date_created INTEGER);
	INSERT INTO logins VALUES('https://b.example/$(s 25)','$(s 26)','$(s 27)',1);"
printf 'mysql -uroot -p%s\ncurl -u li:%s https://a.example/\nexport API_TOKEN=%s\nsshpass -p %s ssh x\n' \
	"$(s 28)" "$(s 29)" "$(s 30)" "$(s 31)" >"$h/.bash_history"
printf '5 1 * * * root mysqldump -uroot -p%s db >/backup/x\n6 1 * * * root MYSQL_PWD=%s mysqldump --password=%s db\n7 1 * * * root curl -u li:%s https://u:%s@a.example/?token=%s\n8 1 * * * root curl -H "Authorization: Bearer %s" x\n9 1 * * * root rsync --password-file=/x rsync://u:%s@h/m /backup\n' \
	"$(s 32)" "$(s 33)" "$(s 34)" "$(s 35)" "$(s 36)" "$(s 37)" "$(s 38)" "$(s 39)" \
	>"$r/etc/cron.d/job"
printf '1 1 * * * sshpass -p %s scp a b:\n2 1 * * * sshpass -p%s scp a b:\n3 1 * * * PGPASSWORD=%s pg_dump db\n4 1 * * * redis-cli -a %s save\n' \
	"$(s 40)" "$(s 41)" "$(s 42)" "$(s 43)" >"$r/var/spool/cron/crontabs/root"
{
	echo '-----BEGIN OPENSSH PRIVATE KEY-----'
	printf 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ%s\n' "$(s 44)"
	echo '-----END OPENSSH PRIVATE KEY-----'
} >"$h/.ssh/id_ed25519"
printf 'requirepass %s\nmasterauth %s\nbind 0.0.0.0\nuser a on >%s ~* +@all\n' \
	"$(s 45)" "$(s 46)" "$(s 47)" >"$r/etc/redis/redis.conf"
printf 'rocommunity %s 10.0.0.0/8\nrwcommunity %s\ncom2sec n default %s\ncreateUser u SHA %s AES %s\n' \
	"$(s 48)" "$(s 49)" "$(s 50)" "$(s 51)" "$(s 52)" >"$r/etc/snmp/snmpd.conf"
printf 'bindpw %s\nrootbinddn cn=x\n' "$(s 53)" >"$r/etc/ldap.conf"
printf 'BINDPW %s\n' "$(s 54)" >"$r/etc/ldap/ldap.conf"
printf 'Acquire::http::Proxy "http://u:%s@proxy.example:3128/";\n' "$(s 55)" \
	>"$r/etc/apt/apt.conf.d/proxy"
printf 'machine r.example login x password %s\n' "$(s 56)" >"$r/etc/apt/auth.conf.d/a.conf"
printf 'deb https://u:%s@r.example/debian stable main\n' "$(s 57)" \
	>"$r/etc/apt/sources.list"
printf 'http_proxy=http://u:%s@p.example:1/\nexport https_proxy="http://u:%s@p.example:2"\n' \
	"$(s 58)" "$(s 59)" >"$r/etc/environment"
cp "$r/etc/environment" "$r/etc/profile.d/proxy.sh"
printf '[client]\npassword=%s\n[mysqld]\nbind-address=0.0.0.0\n' "$(s 60)" \
	>"$r/etc/mysql/my.cnf"
cp "$r/etc/mysql/my.cnf" "$h/.my.cnf"
printf '[Unit]\nDescription=x\n[Service]\nExecStart=/usr/bin/agent --token=%s --password %s\nExecStop=/usr/bin/mysql -p%s\nEnvironment="DB_PASSWORD=%s"\n[Install]\nWantedBy=multi-user.target\n' \
	"$(s 61)" "$(s 62)" "$(s 63)" "$(s 64)" >"$r/etc/systemd/system/agent.service"
printf '[Desktop Entry]\nType=Application\nName=x\nExec=/usr/bin/x --password=%s --api-key %s\n' \
	"$(s 65)" "$(s 66)" >"$r/etc/xdg/autostart/x.desktop"
cp "$r/etc/xdg/autostart/x.desktop" "$h/.config/autostart/"
printf '//srv/share /mnt cifs username=li,password=%s 0 0\nhttps://u:%s@d.example/ /dav davfs rw 0 0\n' \
	"$(s 67)" "$(s 68)" >"$r/etc/fstab"
printf 'user_pref("mail.server.server1.hostname", "imap.example.com");\nuser_pref("mail.server.server1.userName", "%s@example.com");\nuser_pref("mail.identity.id1.useremail", "%s@example.com");\nuser_pref("mail.server.server1.type", "imap");\nuser_pref("mail.account.account1.server", "server1");\nuser_pref("mail.account.account1.identities", "id1");\nuser_pref("mail.accountmanager.accounts", "account1");\n' \
	"$(s 69)" "$(s 69)" >"$h/.thunderbird/b.default/prefs.js"
printf 'li * %s *\n' "$(s 70)" >"$r/etc/ppp/chap-secrets"
printf '[r]\nname=r\nbaseurl=https://u:%s@y.example/repo?key=%s\nenabled=1\nproxy_password=%s\n' \
	"$(s 71)" "$(s 72)" "$(s 73)" >"$r/etc/yum.repos.d/r.repo"
printf '{"auths":{"a":{"auth":"%s"}}}\n' "$(s 74)" >"$h/.docker/config.json"
printf '[default]\naws_secret_access_key=%s\n' "$(s 75)" >"$h/.aws/credentials"
printf 'https://li:%s@git.example\n' "$(s 76)" >"$h/.git-credentials"
printf '*:*:*:li:%s\n' "$(s 77)" >"$h/.pgpass"
printf 'ESSID=x\nKEY=%s\nWPA_PSK=%s\n' "$(s 78)" "$(s 79)" \
	>"$r/etc/sysconfig/network-scripts/ifcfg-w"
cp "$r/etc/sysconfig/network-scripts/ifcfg-w" \
	"$r/etc/sysconfig/network-scripts/keys-w"
printf '*.* action(type="omelasticsearch" pwd="%s")\n*.* :ommysql:h,d,u,%s\n' \
	"$(s 80)" "$(s 81)" >"$r/etc/rsyslog.d/a.conf"
printf 'set superusers="root"\npassword_pbkdf2 root grub.pbkdf2.sha512.10000.%s.AB\npassword a %s\n' \
	"$(s 82)" "$(s 83)" >"$r/etc/grub.d_40"
mkdir -p "$r/boot/grub" "$r/etc/grub.d"
cp "$r/etc/grub.d_40" "$r/boot/grub/grub.cfg"
cp "$r/etc/grub.d_40" "$r/etc/grub.d/40_custom"
printf 'r:!$6$%s:20000::::::\n' "$(s 84)" >>"$r/etc/shadow"
printf '<?xml version="1.0"?>\n<xbel version="1.0">\n<bookmark href="http://u:%s@s.example/%s?t=%s" added="2026-01-01T00:00:00Z" modified="2026-01-01T00:00:00Z" visited="2026-01-01T00:00:00Z"/>\n</xbel>\n' \
	"$(s 85)" "$(s 86)" "$(s 87)" >"$h/.local/share/recently-used.xbel"
printf 'Jan  1 00:00:00 x sudo:  li : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql -p%s\n' \
	"$(s 88)" >"$r/var/log/auth.log"
printf '%s ALL=(ALL) NOPASSWD: /usr/bin/mysql -p%s\n' li "$(s 89)" >>"$r/etc/sudoers"
printf 'auth required pam_mysql.so user=x passwd=%s db=d\n' "$(s 90)" >"$r/etc/pam.d/x"
printf 'repository_password: %s\nencryption_passphrase: "%s"\n' "$(s 91)" "$(s 92)" \
	>"$r/etc/borgmatic.yaml"
printf 'DeviceURI ipp://u:%s@printer.example/ipp\n' "$(s 93)" |
	{ printf '<Printer p>\n'; cat; printf '</Printer>\n'; } >"$r/etc/cups/printers.conf"
printf 'Defaults passprompt="%s"\n' x >>"$r/etc/sudoers"
# Programs of which nothing is known: only the look of the word tells.
printf '1 2 * * * root /opt/agent -p%s\n2 2 * * * root /opt/agent -p %s\n3 2 * * * root /opt/agent -u li:%s x\n' \
	"$(s 94)" "$(s 95)" "$(s 96)" >"$r/etc/cron.d/agent"
printf '[Service]\nExecStart=/opt/agent -P%s -v\n[Install]\nWantedBy=multi-user.target\n' \
	"$(s 97)" >"$r/etc/systemd/system/other.service"
printf '[Desktop Entry]\nType=Application\nName=x\nExec=/opt/agent -w%s\n' \
	"$(s 98)" >"$h/.config/autostart/agent.desktop"

status '0|1' "$Z" --db "$T/db" inspect --root "$r" --case "$T/c.case" \
	-o "$T/c.txt" >"$T/out" 2>"$T/err"
"$Z" --db "$T/db" case export "$T/c.case" -o "$T/c.jsonl" 2>>"$T/err" ||
	fail 'the case could not be exported'
[ -s "$T/c.jsonl" ] || fail 'the exported case is empty'
for f in html json; do
	status '0|1' "$Z" --db "$T/db$f" inspect --root "$r" --case "$T/$f.case" \
		--format "$f" -o "$T/c.$f" >>"$T/out" 2>>"$T/err"
done

# Nothing passes because nothing was seen: the sources were read.
for t in schedule password network_profile browser_visit package_source proxy; do
	n=$(sql "$T/c.case" "SELECT count(*) FROM \"$t\"")
	[ "$n" -gt 0 ] || fail "$t saw nothing of what was planted"
done

leaks=
for f in "$T/c.case" "$T/c.txt" "$T/c.json" "$T/c.html" "$T/c.jsonl" \
	"$T/out" "$T/err"; do
	[ -e "$f" ] || fail "there is no ${f##*/} to search"
	for e in s l; do
		leaks="$leaks$(strings -a -n 6 -e "$e" "$f" |
			grep -o 'zs[0-9][0-9]Q7xV' | sort -u |
			sed "s|^| ${f##*/}:|")"
	done
done
[ -z "$leaks" ] || fail "left the computer:$leaks"

# The same of a process that runs now.
printf 'echo $$ >"$0.pid"\nsleep 60\n' >"$T/agent"
sh "$T/agent" "-p$(s 99)" &
agent=$!
while [ ! -s "$T/agent.pid" ]; do
	sleep 0.1
done
status 0 "$Z" --db "$T/db" query --format csv \
	"SELECT command FROM process WHERE pid = $agent" >"$T/out" 2>"$T/err"
kill "$agent"
has "$T/out" 'agent -p\*\*\*'
hasnot "$T/out" 'zs99Q7xV'
exit 0
