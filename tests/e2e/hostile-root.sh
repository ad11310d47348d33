# A root that lies, is broken and has no end: clear covers, no crash, and
# nothing outside of it is ever read.
. tests/e2e/lib
need sqlite3 timeout truncate

canary=ZC-CANARY-7f3a91
printf 'outsider:x:0:0:%s:/root:/bin/bash\n' "$canary" >"$T/passwd"
printf 'outsider:%s:1:0:9:7:::\n' "$canary" >"$T/shadow"
printf '%s ALL=(ALL) NOPASSWD: ALL\n' "$canary" >"$T/sudoers"
garbage() {
	head -c "$2" /dev/urandom >"$1"
}
out='../../../../../../../../../../../..'

# Links out of it, absolute and relative, to files and directories.
hostile() {
	r=$T/r$1
	make_root "$r"
	mkdir -p "$r/var/lib/rpm" "$r/home/li/.mozilla/firefox/p.default" \
		"$r/home/li/.config" "$r/etc/NetworkManager"
	printf '%s' "$r"
}

r1=$(hostile 1)
ln -sf "$T/passwd" "$r1/etc/passwd"
ln -sf "$out$T/shadow" "$r1/etc/shadow"
ln -sf "$out$T/sudoers" "$r1/etc/sudoers"
ln -sf "$T/sudoers" "$r1/etc/sudoers.d/x"
ln -s "$T" "$r1/home/li/Downloads"
ln -s "$out$T" "$r1/etc/cron.daily"
ln -s loop "$r1/etc/loop"
rm -r "$r1/etc/pam.d"
ln -s pam.d "$r1/etc/pam.d"
ln -s ../.. "$r1/home/li/up"
ln -s ../li "$r1/home/li/li"
rm "$r1/etc/ssh/sshd_config"
ln -s sshd_config "$r1/etc/ssh/sshd_config"

# Malformed files.
r2=$(hostile 2)
printf ':::::\nroot\n\nx:y:z:w\nroot:x:-1:99999999999999999999:::\n%s\n' \
	"$(head -c 5000 /dev/zero | tr '\0' a)" >"$r2/etc/passwd"
printf 'root:$6$:::::::::::::\n\n:::\nroot:!\nli:$1$x$:99999999999999999999:\n' \
	>"$r2/etc/shadow"
printf '@include /etc/sudoers\n#includedir /etc/sudoers.d\nALL ALL=\\\n' \
	>"$r2/etc/sudoers"
printf '@include /etc/sudoers\n' >"$r2/etc/sudoers.d/again"
for f in var/log/wtmp var/log/btmp var/log/lastlog var/lib/rpm/rpmdb.sqlite \
	var/lib/rpm/Packages var/lib/rpm/Packages.db var/log/syslog.2.gz \
	home/li/.mozilla/firefox/p.default/places.sqlite etc/machine-id \
	var/lib/dpkg/status etc/os-release etc/fstab etc/crontab \
	etc/ssh/ssh_host_rsa_key etc/login.defs etc/group; do
	garbage "$r2/$f" 20000
done
# Something that begins like a database.
printf 'SQLite format 3\0' | cat - "$r2/etc/fstab" \
	>"$r2/home/li/.mozilla/firefox/p.default/cookies.sqlite"
cp "$r2/home/li/.mozilla/firefox/p.default/cookies.sqlite" \
	"$r2/var/lib/rpm/rpmdb.sqlite"

# Files without end, pipes and directories in place of files.
r3=$(hostile 3)
truncate -s 10G "$r3/etc/passwd"
truncate -s 10G "$r3/var/log/syslog"
truncate -s 10G "$r3/var/lib/dpkg/status"
for f in etc/shadow etc/group etc/sudoers var/log/wtmp etc/hostname \
	etc/machine-id etc/os-release var/log/auth.log \
	home/li/.bash_history; do
	rm -f "$r3/$f"
	mkfifo "$r3/$f"
done
for f in etc/login.defs etc/ssh/sshd_config etc/fstab etc/crontab \
	var/log/kern.log var/lib/rpm/rpmdb.sqlite; do
	rm -rf "${r3:?}/$f"
	mkdir -p "$r3/$f"
done

# Nothing at all.
mkdir "$T/r4"

for i in 1 2 3 4; do
	begin=$(date +%s)
	status '1|3' timeout -k 5 90 "$Z" --db "$T/db$i" inspect \
		--root "$T/r$i" --target "hostile-$i" --case "$T/$i.case" \
		--format html -o "$T/$i.html" >"$T/out" 2>"$T/err"
	end=$(date +%s)
	[ $((end - begin)) -le 60 ] || fail "root $i took $((end - begin)) s"
	same "$(sqlite3 -readonly "$T/$i.case" 'PRAGMA integrity_check')" ok
	broken=$(sql "$T/$i.case" "SELECT group_concat(name || ': ' || reason ||
		': ' || detail) FROM zc_table WHERE reason IN ('the worker broke down',
		'took too long', 'the worker sent something unexpected',
		'the worker ended without a result')")
	same "$broken" ''
	hasnot "$T/$i.case" "$canary"
	hasnot "$T/$i.html" "$canary"
	hasnot "$T/err" "$canary"
	# Every table that was not fully seen says why.
	same "$(sql "$T/$i.case" "SELECT group_concat(name) FROM zc_table WHERE
		status <> 'ok' AND coalesce(reason, '') = ''")" ''
done

# What could not be seen is not "ok".
cover() {
	sql "$T/$1.case" "SELECT status FROM zc_table WHERE name = '$2'"
}
for t in account password; do
	[ "$(cover 3 $t)" != ok ] || fail "root 3: $t is ok"
	[ "$(cover 4 $t)" != ok ] || fail "root 4: $t is ok"
done
for t in package; do
	[ "$(cover 2 $t)" != ok ] || fail "root 2: $t is ok"
	[ "$(cover 3 $t)" != ok ] || fail "root 3: $t is ok"
done
exit 0
