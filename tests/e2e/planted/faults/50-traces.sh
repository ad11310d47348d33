# What people leave behind: credentials, browsers, media, networks, programs.

mine() {
	chown -R 1000:1000 home/zhanggong
}

plant host.credential.client_file '/home/zhanggong/.netrc' <<'EOF'
echo 'machine ftp.inner.lan login zhang password Secret-7' \
	>home/zhanggong/.netrc
chmod 644 home/zhanggong/.netrc
mine
EOF
plant host.credential.client_file '/root/.my.cnf' <<'EOF'
printf '[client]\nuser=root\npassword=Secret-8\n' >root/.my.cnf
chmod 600 root/.my.cnf
EOF
plant host.credential.readable '/home/zhanggong/.netrc' <<'EOF'
:
EOF
plant host.credential.in_history '/home/zhanggong/.bash_history' <<'EOF'
printf 'ls\nmysql -uroot -pSecret-9 office\nexit\n' \
	>home/zhanggong/.bash_history
chmod 600 home/zhanggong/.bash_history
mine
EOF
plant host.credential.network 'Cafe-Guest' <<'EOF'
mkdir -p etc/NetworkManager/system-connections
cat >etc/NetworkManager/system-connections/Cafe-Guest.nmconnection <<-'NM'
[connection]
id=Cafe-Guest
type=wifi
[wifi]
ssid=Cafe-Guest
[wifi-security]
key-mgmt=wpa-psk
psk=Secret-10
NM
cat >etc/NetworkManager/system-connections/Airport.nmconnection <<-'NM'
[connection]
id=Airport
type=wifi
[wifi]
ssid=Airport-Free
NM
chmod 600 etc/NetworkManager/system-connections/*
EOF
plant host.wireless.open_network 'Airport-Free' <<'EOF'
:
EOF
plant -l host.wireless.joined 'Cafe-Guest' <<'EOF'
:
EOF
plant host.network.connection_shared 'Hotspot' <<'EOF'
cat >etc/NetworkManager/system-connections/Hotspot.nmconnection <<-'NM'
[connection]
id=Hotspot
type=wifi
[wifi]
ssid=office-hotspot
mode=ap
[ipv4]
method=shared
NM
chmod 600 etc/NetworkManager/system-connections/Hotspot.nmconnection
EOF
plant -l host.external.dial_profile 'mobile' <<'EOF'
printf '[connection]\nid=mobile\ntype=gsm\n[gsm]\napn=cmnet\n' \
	>etc/NetworkManager/system-connections/mobile.nmconnection
chmod 600 etc/NetworkManager/system-connections/mobile.nmconnection
EOF
plant -l host.external.proxy 'proxy.example.com' <<'EOF'
echo 'http_proxy=http://proxy.example.com:8080' >>etc/environment
EOF
plant -l host.external.dns_public '114.114.114.114' <<'EOF'
echo 'nameserver 114.114.114.114' >>etc/resolv.conf
EOF
plant -l host.external.time_public 'ntp.aliyun.com' <<'EOF'
echo 'server ntp.aliyun.com iburst' >>etc/chrony/chrony.conf
EOF
plant -l host.update.public_source 'mirrors.example.org' <<'EOF'
echo 'deb http://mirrors.example.org/debian bookworm main' \
	>etc/apt/sources.list.d/net.list
EOF
plant -l host.external.login_public '8.8.4.4' <<'EOF'
utmp var/log/wtmp 7 zhanggong pts/1 8.8.4.4 "$(date -d '2 days ago' +%s)"
EOF

# A profile as Chromium keeps it; times are microseconds since 1601.
plant host.browser.web_mail '"domain":"mail.qq.com"' <<'EOF'
p="home/zhanggong/.config/chromium/Default"
mkdir -p "$p"
sqlite3 "$p/History" "
CREATE TABLE urls(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR,
 visit_count INTEGER DEFAULT 0, typed_count INTEGER DEFAULT 0,
 last_visit_time INTEGER, hidden INTEGER DEFAULT 0);
CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER,
 from_visit INTEGER, transition INTEGER);
CREATE TABLE downloads(id INTEGER PRIMARY KEY, guid VARCHAR,
 current_path LONGVARCHAR, target_path LONGVARCHAR, start_time INTEGER,
 received_bytes INTEGER, total_bytes INTEGER, state INTEGER,
 danger_type INTEGER, interrupt_reason INTEGER, hash BLOB,
 end_time INTEGER, opened INTEGER, last_access_time INTEGER,
 transient INTEGER, referrer VARCHAR, site_url VARCHAR, tab_url VARCHAR,
 tab_referrer_url VARCHAR, http_method VARCHAR, by_ext_id VARCHAR,
 by_ext_name VARCHAR, etag VARCHAR, last_modified VARCHAR,
 mime_type VARCHAR, original_mime_type VARCHAR);
CREATE TABLE downloads_url_chains(id INTEGER, chain_index INTEGER,
 url LONGVARCHAR);"
at=$((($(date +%s) - 86400 + 11644473600) * 1000000))
echo '{"profile": {"name": "1"}}' >"$p/Preferences"
i=0
for u in https://mail.qq.com/inbox https://pan.baidu.com/disk \
	https://tieba.baidu.com/p/1 https://fanyi.baidu.com/ \
	https://www.4399.com/ https://wx.qq.com/; do
	i=$((i + 1))
	sqlite3 "$p/History" "INSERT INTO urls VALUES($i, '$u', 't', 3, 0, $at, 0);
	INSERT INTO visits VALUES($i, $i, $at, 0, 0)"
done
sqlite3 "$p/History" "INSERT INTO downloads(id, guid, current_path, target_path,
 start_time, received_bytes, total_bytes, state, end_time, referrer, tab_url,
 site_url, mime_type) VALUES(1, 'g', '/home/zhanggong/Downloads/crack.deb',
 '/home/zhanggong/Downloads/crack.deb', $at, 10, 10, 1, $at,
 'https://soft.example.com/', 'https://soft.example.com/',
 'https://soft.example.com/', 'application/x-deb');
INSERT INTO downloads_url_chains VALUES(1, 0,
 'https://soft.example.com/crack.deb')"
sqlite3 "$p/Login Data" "CREATE TABLE logins(origin_url VARCHAR NOT NULL,
 action_url VARCHAR, username_element VARCHAR, username_value VARCHAR,
 password_element VARCHAR, password_value BLOB, signon_realm VARCHAR,
 date_created INTEGER, blacklisted_by_user INTEGER NOT NULL);
INSERT INTO logins VALUES('https://oa.inner.lan/', '', '', 'zhang', '',
 x'763130', 'https://oa.inner.lan/', $at, 0)"
mine
EOF
plant host.browser.web_disk '"domain":"pan.baidu.com"' <<'EOF'
:
EOF
plant host.browser.forum 'tieba.baidu.com' <<'EOF'
:
EOF
plant host.browser.recognition 'fanyi.baidu.com' <<'EOF'
:
EOF
plant host.browser.game_site '4399.com' <<'EOF'
:
EOF
plant host.browser.web_chat 'wx.qq.com' <<'EOF'
:
EOF
plant host.browser.download_program 'crack.deb' <<'EOF'
:
EOF
plant host.browser.saved_logins '"saved_logins":1' <<'EOF'
:
EOF
plant -l host.browser.intranet_visit 'pan.baidu.com' <<'EOF'
:
EOF
plant -l host.external.contact 'mirrors.example.org' <<'EOF'
: >var/lib/apt/lists/mirrors.example.org_debian_dists_bookworm_InRelease
EOF
plant host.browser.web_mail '"domain":"mail.163.com"' <<'EOF'
p=home/zhanggong/.mozilla/firefox/ab12.default
mkdir -p $p
at=$((($(date +%s) - 86400) * 1000000))
sqlite3 $p/places.sqlite "
CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR,
 title LONGVARCHAR, rev_host LONGVARCHAR, visit_count INTEGER DEFAULT 0,
 hidden INTEGER DEFAULT 0, typed INTEGER DEFAULT 0, last_visit_date INTEGER);
CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit INTEGER,
 place_id INTEGER, visit_date INTEGER, visit_type INTEGER, session INTEGER);
CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name VARCHAR(32));
CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER,
 anno_attribute_id INTEGER, content LONGVARCHAR, dateAdded INTEGER);
INSERT INTO moz_places VALUES(1, 'https://mail.163.com/js6/', 't', 'x', 2, 0,
 0, $at);
INSERT INTO moz_historyvisits VALUES(1, 0, 1, $at, 1, 0)"
mine
EOF

# plug KERN-LOG-TEXTS on standard input: lines of the kernel with a time.
kern() {
	while read -r l; do
		echo "$(date -u -d "$1" +%Y-%m-%dT%H:%M:%S+00:00) office-pc kernel: [  100.0] $l"
	done
}
plant -l host.usb.unregistered 'AA00112233445566' <<'EOF'
kern '40 days ago' >tmp.k <<'K'
usb 1-2: new high-speed USB device number 5 using xhci_hcd
usb 1-2: New USB device found, idVendor=0951, idProduct=1666, bcdDevice= 1.00
usb 1-2: New USB device strings: Mfr=1, Product=2, SerialNumber=3
usb 1-2: Product: DataTraveler 3.0
usb 1-2: Manufacturer: Kingston
usb 1-2: SerialNumber: AA00112233445566
usb-storage 1-2:1.0: USB Mass Storage device detected
scsi 3:0:0:0: Direct-Access     Kingston DataTraveler 3.0 PMAP PQ: 0 ANSI: 6
sd 3:0:0:0: [sdb] Attached SCSI removable disk
K
gzip -c tmp.k >var/log/kern.log.2.gz
rm tmp.k
EOF
plant -l host.usb.phone '"vid":"12d1"' <<'EOF'
kern '2 hours ago' >>var/log/kern.log <<'K'
usb 1-3: new high-speed USB device number 6 using xhci_hcd
usb 1-3: New USB device found, idVendor=12d1, idProduct=107e, bcdDevice= 2.99
usb 1-3: New USB device strings: Mfr=2, Product=3, SerialNumber=4
usb 1-3: Product: HUAWEI P40
usb 1-3: Manufacturer: HUAWEI
usb 1-3: SerialNumber: PHONE0123456789
K
EOF
plant -l host.usb.network_adapter '"class":"modem"' <<'EOF'
kern '1 hour ago' >>var/log/kern.log <<'K'
usb 1-4: new high-speed USB device number 7 using xhci_hcd
usb 1-4: New USB device found, idVendor=19d2, idProduct=0117, bcdDevice= 0.00
usb 1-4: New USB device strings: Mfr=2, Product=1, SerialNumber=3
usb 1-4: Product: ZTE WCDMA Technologies MSM
usb 1-4: Manufacturer: ZTE,Incorporated
usb 1-4: SerialNumber: MODEM0123456789
option 1-4:1.0: GSM modem (1-port) converter detected
usb 1-4: GSM modem (1-port) converter now attached to ttyUSB0
K
EOF
plant -l host.usb.storage_open '"hostname":"office-pc"' <<'EOF'
rm etc/modprobe.d/usb-storage.conf
EOF
plant host.usb.opened_documents 'report.docx' <<'EOF'
mkdir -p home/zhanggong/.local/share
cat >home/zhanggong/.local/share/recently-used.xbel <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<xbel version="1.0" xmlns:bookmark="http://www.freedesktop.org/standards/desktop-bookmarks">
 <bookmark href="file:///media/zhanggong/KINGSTON/report.docx" added="2026-01-02T03:04:05Z" modified="2026-01-02T03:04:05Z" visited="2026-01-02T03:04:05Z">
  <info><metadata owner="http://freedesktop.org"><bookmark:applications><bookmark:application name="WPS" exec="&apos;wps %u&apos;" modified="2026-01-02T03:04:05Z" count="1"/></bookmark:applications></metadata></info>
 </bookmark>
</xbel>
X
mine
EOF
plant host.mail.public_account '"domain":"163.com"' <<'EOF'
p=home/zhanggong/.thunderbird/xy.default
mkdir -p $p/ImapMail/imap.163.com
printf '[Profile0]\nName=default\nIsRelative=1\nPath=xy.default\n' \
	>home/zhanggong/.thunderbird/profiles.ini
cat >$p/prefs.js <<'X'
user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.hostname", "imap.163.com");
user_pref("mail.server.server1.type", "imap");
user_pref("mail.server.server1.userName", "zhang");
user_pref("mail.identity.id1.useremail", "zhang@163.com");
X
: >$p/ImapMail/imap.163.com/INBOX
mine
EOF
plant host.mail.received_documents '/home/zhanggong/' <<'EOF'
p="home/zhanggong/Documents/xwechat_files/wxid_1/msg/file/2026-11"
mkdir -p "$p"
: >"$p/notice.docx"
mine
EOF

plant -l host.software.remote_control 'ToDesk' <<'EOF'
mkdir -p opt/todesk var/lib/todesk
EOF
plant -l host.software.remote_control '向日葵' <<'EOF'
mkdir -p usr/share/applications
printf '[Desktop Entry]\nName=Sunlogin\nExec=/usr/local/sunlogin/bin/sunloginclient\n' \
	>usr/share/applications/sunlogin.desktop
EOF
plant -l host.software.game 'aisleriot' <<'EOF'
status aisleriot 1:3.22.26-1
EOF
plant -l host.software.chat '微信' <<'EOF'
status com.tencent.wechat 1.0.0.236
EOF
plant -l host.software.cloud_disk '百度网盘' <<'EOF'
status baidunetdisk 4.17.7
EOF
plant -l host.software.proxy 'v2ray' <<'EOF'
status v2ray 4.34.0-9
EOF
plant -l host.software.scanner 'Nmap' <<'EOF'
status nmap 7.93
EOF
plant -l host.software.tunnel 'ZeroTier' <<'EOF'
status zerotier-one 1.12.2
EOF
plant host.trace.cleaner 'bleachbit' <<'EOF'
status bleachbit 4.4.2-1
: >usr/bin/bleachbit
EOF
