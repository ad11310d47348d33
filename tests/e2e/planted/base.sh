# A Debian 12 tree with what an administrator would install, made once.

# Where this machine's own packages come from; nothing is written down here.
mirror() {
	sed -n 's/^URIs: *\([^ ]*\).*/\1/p' \
		/etc/apt/sources.list.d/*.sources 2>/dev/null
	sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' \
		/etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
}

packages=systemd-sysv,openssh-server,sudo,cron,rsyslog,logrotate,auditd,\
chrony,nftables,apparmor,libpam-pwquality,unattended-upgrades,clamav-daemon,\
clamav-freshclam

# base_tree: prints the directory of the tree.
base_tree() {
	cache=$PWD/build/cache
	name=bookworm-$(echo "$packages" | cksum | cut -d' ' -f1)
	if [ ! -d "$cache/$name" ]; then
		mkdir -p "$cache"
		url=$(mirror | head -n 1)
		[ -n "$url" ] || return 1
		rm -rf "$cache/$name.part"
		debootstrap --variant=minbase --include="$packages" bookworm \
			"$cache/$name.part" "$url" >"$cache/$name.log" 2>&1 ||
			return 1
		rm -rf "$cache/$name.part"/var/cache/apt/archives/*.deb
		mv "$cache/$name.part" "$cache/$name"
	fi
	echo "$cache/$name"
}
