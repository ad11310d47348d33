#!/bin/sh
# The main proof: faults of every family are planted in a Debian 12 root, each
# must be found with its evidence, and the same root without them must not
# raise them. Needs root, debootstrap, jq, sqlite3, openssl; the tree is kept
# under build/cache, so only the first run needs a Debian mirror.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/tests/e2e/planted
zicha=${ZICHA:-$PWD/build/zicha}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT INT TERM

cannot() {
	echo "$1"
	exit 77
}

[ "$(id -u)" = 0 ] || cannot 'making a root needs the rights of root'
for p in debootstrap jq sqlite3 openssl tar perl; do
	command -v $p >/dev/null || cannot "$p is not installed"
done
[ -x "$zicha" ] || cannot "$zicha is not built"

. "$here/base.sh"
. "$here/clean.sh"
. "$here/inspect.sh"

base=$(base_tree) || cannot 'no Debian root could be made: no mirror reached'

# plant [-a|-l] CHECK EVIDENCE: what standard input does to the root is to be
# found as CHECK with EVIDENCE in one of its rows. -a: by absence, in a root of
# its own; -l: seen when the unit keeps its ledgers and the network is isolated.
plant() {
	where=planted
	view=found
	case $1 in
	-a)
		where=absent
		shift
		;;
	-l)
		view=kept
		shift
		;;
	esac
	printf '%s\t%s\t%s\t%s\n' "$where" "$view" "$1" "$2" >>"$T/expected"
	cat >"$T/step"
	(
		R=$T/$where
		cd "$R"
		set -e
		. "$T/step"
	) || {
		echo "cannot plant: $1 $2"
		exit 2
	}
}

cp -a "$base" "$T/clean"
(R=$T/clean && cd "$R" && harden)
cp -a "$T/clean" "$T/planted"
cp -a "$T/clean" "$T/absent"
for f in "$here"/faults/*.sh; do
	# shellcheck source=/dev/null
	. "$f"
done
# Times of files are evidence, too: nothing is "written this minute".
for r in clean planted absent; do
	inspect_root $r &
done
wait
for r in clean planted absent; do
	[ -s "$T/$r.found" ] && [ -s "$T/$r.kept" ] || {
		echo "the inspection of the $r root gave nothing"
		cat "$T/$r.err"
		exit 2
	}
done

planted=0
found=0
false_alarms=0
sort -u "$T/expected" >"$T/list"
while IFS='	' read -r where view check want; do
	planted=$((planted + 1))
	if seen "$T/$where.$view" "$check" "$want"; then
		found=$((found + 1))
	else
		echo "MISSED $check «$want»: $(told "$T/$where.$view" "$check")"
	fi
	if raised "$T/clean.$view" "$check"; then
		false_alarms=$((false_alarms + 1))
		echo "FALSE ALARM $check on the clean root: $(told \
			"$T/clean.$view" "$check")"
	fi
done <"$T/list"

# Whatever else the clean root is accused of must be known, with a reason.
while IFS='	' read -r check rest; do
	grep -q "^$check	" "$here/allowed.tsv" && continue
	false_alarms=$((false_alarms + 1))
	echo "FALSE ALARM $check on the clean root: $rest"
done <"$T/clean.found.fails"

if [ -n "${ZC_KEEP-}" ]; then
	mkdir -p "$ZC_KEEP" && cp "$T"/*.found* "$T"/*.kept "$T"/*.json \
		"$T/list" "$ZC_KEEP"
	# The roots themselves: bench/compare puts the peers to them.
	for r in clean planted absent; do
		rm -rf "${ZC_KEEP:?}/$r" && mv "$T/$r" "$ZC_KEEP/$r"
	done
fi
echo "$found of $planted planted faults found," \
	"$false_alarms false alarms on the clean root"
[ "$found" = "$planted" ] && [ "$false_alarms" = 0 ]
