#!/bin/sh
# The same proof on the rpm side: a root that says it is openEuler, with
# packages built and installed here; faults are found, and not without them.
set -eu
cd "$(dirname "$0")/../.."
zicha=${ZICHA:-$PWD/build/zicha}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT INT TERM

for p in rpm rpmbuild jq; do
	command -v $p >/dev/null || {
		echo "$p is not installed"
		exit 77
	}
done
[ "$(id -u)" = 0 ] || {
	echo 'making a root needs the rights of root'
	exit 77
}

# package NAME VERSION FILE: a small package that brings one program.
package() {
	mkdir -p "$T/build/src$3"
	rmdir "$T/build/src$3"
	printf '#!/bin/sh\necho %s\n' "$1" >"$T/build/src$3"
	chmod 755 "$T/build/src$3"
	cat >"$T/$1.spec" <<-EOF
	Name: $1
	Version: $2
	Release: 1.oe2203
	Summary: $1
	License: MIT
	BuildArch: noarch
	%description
	$1
	%install
	mkdir -p %{buildroot}$(dirname "$3")
	cp -p $T/build/src$3 %{buildroot}$3
	%files
	$3
	EOF
	rpmbuild --quiet --define "_topdir $T/rb" --define '_build_id_links none' \
		-bb "$T/$1.spec" >/dev/null 2>"$T/err" || {
		cat "$T/err"
		exit 2
	}
}

tree() {
	R=$T/clean
	mkdir -p "$R/etc/yum.repos.d" "$R/etc/selinux" "$R/etc/ssh" \
		"$R/root" "$R/usr/bin" "$R/etc/security"
	printf 'NAME="openEuler"\nVERSION="22.03 (LTS-SP3)"\nID="openEuler"\nVERSION_ID="22.03"\nPRETTY_NAME="openEuler 22.03 (LTS-SP3)"\n' \
		>"$R/etc/os-release"
	echo office-srv >"$R/etc/hostname"
	echo 'root:x:0:0:root:/root:/bin/bash' >"$R/etc/passwd"
	echo 'root:*:20000:0:90:7:::' >"$R/etc/shadow"
	echo 'root:x:0:' >"$R/etc/group"
	echo 'root:*::' >"$R/etc/gshadow"
	chmod 000 "$R/etc/shadow" "$R/etc/gshadow"
	chmod 700 "$R/root"
	printf 'SELINUX=enforcing\nSELINUXTYPE=targeted\n' \
		>"$R/etc/selinux/config"
	printf '[OS]\nname=OS\nbaseurl=http://10.1.1.30/OS/\nenabled=1\ngpgcheck=1\n' \
		>"$R/etc/yum.repos.d/openEuler.repo"
	package office-tool 1.0 /usr/bin/office-tool
	package audit 3.0 /usr/sbin/auditd
	for f in "$T"/rb/RPMS/noarch/*.rpm; do
		rpm --force-debian --dbpath /var/lib/rpm --root "$R" --nodeps --noscripts -i "$f"
	done
}

plant() {
	R=$T/planted
	printf '%s\t%s\n' host.account.uid_zero toor \
		host.password.empty nopass \
		host.update.unsigned_source 10.1.1.31 \
		host.malware.program_changed /usr/bin/office-tool \
		host.malware.program_missing /usr/sbin/auditd \
		host.malware.setuid_unpackaged /usr/bin/rootsh \
		host.file.shadow /etc/shadow \
		host.package.network_tools hydra >"$T/expected"
	echo 'toor:x:0:0::/root:/bin/bash' >>"$R/etc/passwd"
	echo 'nopass:x:1000:1000::/:/bin/bash' >>"$R/etc/passwd"
	printf 'toor:*:20000:0:90:7:::\nnopass::20000:0:90:7:::\n' \
		>>"$R/etc/shadow"
	chmod 644 "$R/etc/shadow"
	printf '[own]\nname=own\nbaseurl=http://10.1.1.31/own/\nenabled=1\ngpgcheck=0\n' \
		>"$R/etc/yum.repos.d/own.repo"
	echo '# changed' >>"$R/usr/bin/office-tool"
	rm "$R/usr/sbin/auditd"
	cp /bin/sh "$R/usr/bin/rootsh"
	chmod 4755 "$R/usr/bin/rootsh"
	package hydra 9.4 /usr/bin/hydra
	rpm --force-debian --dbpath /var/lib/rpm --root "$R" --nodeps --noscripts -i "$T"/rb/RPMS/noarch/hydra*.rpm
	printf 'SELINUX=disabled\n' >"$R/etc/selinux/config"
	printf 'host.access.mac_off\tmandatory\n' >>"$T/expected"
}

look() {
	"$zicha" --lang en --db "$T/db" inspect --root "$T/$1" --skip \
		weak_password --format json -o "$T/$1.json" 2>"$T/$1.err" || :
	jq -r '.results[] | select(.verdict == "fail" or .verdict == "manual")
		| [.check, (.evidence | tostring)] | join("\t")' \
		"$T/$1.json" >"$T/$1.found"
}

tree
cp -a "$T/clean" "$T/planted"
plant
look clean
look planted
n=0
found=0
alarms=0
while IFS='	' read -r check want; do
	n=$((n + 1))
	if awk -F'\t' -v c="$check" '$1 == c' "$T/planted.found" |
		grep -qF "$want"; then
		found=$((found + 1))
	else
		echo "MISSED $check «$want»: $(jq -r --arg c "$check" \
			'.results[] | select(.check == $c) |
			.verdict + " " + .reason' "$T/planted.json")"
	fi
	if awk -F'\t' -v c="$check" '$1 == c' "$T/clean.found" | grep -q .; then
		alarms=$((alarms + 1))
		echo "FALSE ALARM $check on the clean root"
	fi
done <"$T/expected"
echo "$found of $n planted faults found on the rpm side, $alarms false alarms"
[ "$found" = "$n" ] && [ "$alarms" = 0 ]
