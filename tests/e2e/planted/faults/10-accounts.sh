# Accounts, groups and passwords.

# user NAME UID HASH [SHADOW-FIELDS]: an account with a home of its own.
user() {
	echo "$1:x:$2:$2::/home/$1:/bin/bash" >>etc/passwd
	echo "$1:x:$2:" >>etc/group
	echo "$1:$3:${4:-$(days 20):1:90:7:30::}" >>etc/shadow
	mkdir -p "home/$1"
	chown "$2:$2" "home/$1"
	chmod 700 "home/$1"
	lastlog "$2" "$(date -d yesterday +%s)"
}
strong() {
	hash "Lq8#$1-vT3 harbour"
}

plant host.account.uid_zero '"account":"toor"' <<'EOF'
echo 'toor:x:0:0::/root:/bin/bash' >>etc/passwd
echo 'toor:*:20000:0:99999:7:::' >>etc/shadow
EOF
plant host.account.duplicate_uid '"account":"twin"' <<'EOF'
user twin 1000 "$(strong twin)"
EOF
plant host.account.duplicate_name '"account":"lisi"' <<'EOF'
user lisi 1021 "$(strong lisi)"
echo 'lisi:x:1022:1021::/home/lisi:/bin/bash' >>etc/passwd
EOF
plant host.account.duplicate_gid '"grp":"samegid"' <<'EOF'
echo 'samegid:x:1000:' >>etc/group
EOF
plant host.account.group_password '"grp":"opendoor"' <<'EOF'
echo 'opendoor:x:1100:' >>etc/group
echo "opendoor:$(strong grp)::" >>etc/gshadow
EOF
plant host.account.group_unknown_member '"account":"ghost"' <<'EOF'
echo 'haunted:x:1101:ghost' >>etc/group
EOF
plant host.account.group_missing '"account":"nogroup1"' <<'EOF'
user nogroup1 1023 "$(strong ng)"
sed -i '/^nogroup1:/d' etc/group
EOF
plant host.account.home_missing '"account":"homeless"' <<'EOF'
user homeless 1024 "$(strong h)"
rmdir home/homeless
EOF
plant host.account.home_open '"account":"openhome"' <<'EOF'
user openhome 1025 "$(strong o)"
chmod 777 home/openhome
EOF
plant host.account.home_owner '"account":"squatted"' <<'EOF'
user squatted 1026 "$(strong s)"
chown 1000:1000 home/squatted
EOF
plant host.account.plus_entry '"name":"+"' <<'EOF'
echo '+::::::' >>etc/passwd
EOF
plant host.account.shadow_group '"account":"zhanggong"' <<'EOF'
sed -i 's/^shadow:.*/&zhanggong/' etc/group
EOF
plant host.account.shared_name '"account":"bangong"' <<'EOF'
user bangong 1027 "$(strong b)"
EOF
plant host.account.default_enabled '"account":"guest"' <<'EOF'
user guest 1028 "$(strong g)"
EOF
plant host.account.stale '"account":"wangwu"' <<'EOF'
user wangwu 1029 "$(strong w)"
lastlog 1029 "$(date -d '200 days ago' +%s)"
EOF
plant host.account.system_shell '"account":"news"' <<'EOF'
sed -i 's|^\(news:.*\):/usr/sbin/nologin|\1:/bin/bash|' etc/passwd
EOF
plant host.account.system_can_login '"account":"uucp"' <<'EOF'
sed -i 's|^\(uucp:.*\):/usr/sbin/nologin|\1:/bin/bash|' etc/passwd
sed -i "s|^uucp:[^:]*:|uucp:$(strong u):|" etc/shadow
EOF
plant host.account.privileged_many '"account":"openhome"' <<'EOF'
sed -i 's/^sudo:.*/&zhanggong,openhome,squatted,bangong,wangwu/' etc/group
EOF
plant -l host.account.unregistered '"account":"wangwu"' <<'EOF'
:
EOF

plant host.password.empty '"account":"nopass"' <<'EOF'
user nopass 1030 ''
EOF
plant host.password.weak '"account":"lazy"' <<'EOF'
user lazy 1031 "$(hash 123456)"
EOF
plant host.password.weak '"account":"yesc"' <<'EOF'
user yesc 1032 "$(perl -e 'print crypt("password", "\$y\$j9T\$abcdefghijklmnop\$")')"
EOF
plant host.password.default '"account":"sale01"' <<'EOF'
user sale01 1033 "$(hash sale01)"
EOF
plant host.password.weak_scheme '"account":"md5user"' <<'EOF'
user md5user 1034 "$(openssl passwd -1 -salt abcdefgh 'Yr9-long and odd 7')"
EOF
plant host.password.same '"account":"same1"' <<'EOF'
h=$(strong same)
user same1 1035 "$h"
user same2 1036 "$h"
EOF
plant host.password.not_shadowed '"account":"bare"' <<'EOF'
echo "bare:$(strong bare):1037:1000::/home/zhanggong:/bin/bash" >>etc/passwd
EOF
plant host.password.invalid '"account":"broken"' <<'EOF'
user broken 1038 'zz$$not-a-hash'
EOF
plant host.password.change_future '"account":"tomorrow"' <<'EOF'
user tomorrow 1039 "$(strong t)" "$(days -30):1:90:7:30::"
EOF
plant host.password.old '"account":"oldpass"' <<'EOF'
user oldpass 1040 "$(strong op)" "$(days 400):1:90:7:30::"
EOF
plant host.password.max_days '"account":"forever"' <<'EOF'
user forever 1041 "$(strong f)" "$(days 20):0:99999:0:::"
EOF
plant host.password.min_days '"account":"forever"' <<'EOF'
:
EOF
plant host.password.inactive '"account":"forever"' <<'EOF'
:
EOF
