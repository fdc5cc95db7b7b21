# SPDX-License-Identifier: GPL-2.0-only
# debuginfo.sh: for run: what finding places and variables costs, in the kernel that "make debuginfo" got the
# debug information of.  STAP_ROOT names a root directory with SystemTap in it, to measure that beside it (stap-root).

# The scripts; SystemTap has no index and no BTF, so it is asked once for what spile has several ways for.
declare -A questions=(
	[one]='probe kernel.function("vfs_read") { print($count) }'
	[many]='probe kernel.function("*@fs/*.c").call { print($$parms) }'
)
all='kernel.function("*")'

# "NAME CPU WALL PEAK", the median of each.
settled() { # name
	echo "$1 $(median 1 "$work/$1.cost") $(median 2 "$work/$1.cost") $(median 3 "$work/$1.cost")"
}

measure_debuginfo() {
	local i name stap vmlinux=$kernels/$release/usr/lib/debug/boot/vmlinux-$release
	rm -f "$work"/*.cost
	: >"$work/debuginfo.new"
	if [ ! -e "$vmlinux" ]; then
		say "places and variables are left out: 'make debuginfo' gets what they need"
		mv "$work/debuginfo.new" "$work/debuginfo.results"
		return
	fi
	gcc -std=gnu11 -O2 -Wall -Wextra -o "$work/cost" "$bench/cost.c"
	gcc -std=gnu11 -O2 -Wall -Wextra -o "$work/walk" "$bench/walk.c" -ldw
	say "debug information: $rounds rounds"
	cat "$vmlinux" >/dev/null # what is measured is not the disk
	"$spile" -r "$release" -p2 -e "${questions[one]}" >/dev/null
	for ((i = 0; i < rounds; i++)); do
		cost walk "$work/walk" "$vmlinux"
		rm -f "$work"/cache/index/*.dwarf
		cost index "$spile" -r "$release" -p2 --debuginfo=dwarf -e "${questions[one]}"
		cost one_btf "$spile" -r "$release" -p2 --debuginfo=btf -e "${questions[one]}"
		cost one_dwarf "$spile" -r "$release" -p2 --debuginfo=dwarf -e "${questions[one]}"
		cost many "$spile" -r "$release" -p2 -e "${questions[many]}"
		cost list "$spile" -r "$release" -L "$all"
	done
	if [ -n "${STAP_ROOT:-}" ]; then
		stap=("$bench/stap-root" "$STAP_ROOT" "$vmlinux" stap)
		say "the same with $("${stap[@]}" --version 2>&1 | sed -n 's/.*(version \([^,)]*\).*/SystemTap \1/p')"
		for name in "${!questions[@]}"; do
			cost "stap_$name" "${stap[@]}" -r "$release" -p2 -e "${questions[$name]}"
		done
		cost stap_list "${stap[@]}" -r "$release" -L "$all"
	fi
	for name in walk index one_btf one_dwarf many list stap_one stap_many stap_list; do
		[ ! -e "$work/$name.cost" ] || settled "$name" >>"$work/debuginfo.new"
	done
	mv "$work/debuginfo.new" "$work/debuginfo.results"
}
