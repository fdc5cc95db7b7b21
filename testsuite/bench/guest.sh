#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# guest.sh: the part of the measuring that is done in the guest, whose clock counts instructions.
#	guest.sh DIR READS PART		DIR has workload, spilerun, the bare modules and the scripts' modules
# PART is hits or engine; watch is engine with the host looking at each instruction of what is met: a file "ready" in
# DIR/turn tells it the name, or "off", and it makes "go".
# Says, a line each:
#	hit NAME MEDIAN MEAN HITS	what a read took, and how often the probe was met
#	arm NAME ARMED GONE BUSY FUNCTIONS REGISTRATIONS KPROBES
# ARMED: seconds from the start of spilerun until the command of -c runs; GONE: from that command's end to
# spilerun's; BUSY: of both together, what was not spent idle.
set -u

fail() { echo "guest: $*" >&2; exit 1; }

# The host's files come by 9p, and the clock jumps while the guest waits for the host.  So all of this runs in a root
# of its own, which is in the guest's memory: busybox, spilerun with its libraries, and what DIR has.
enter() { # dir, reads, part
	root=/run/bench
	mkdir -p $root/bin $root/proc $root/sys $root/dev $root/tmp $root/turn
	busybox=$(command -v busybox) || fail "busybox is not installed"
	for file in "$1"/*; do [ -d "$file" ] || cp "$file" $root || exit; done
	cp "$busybox" $root/bin && cp "$0" $root/guest.sh || exit
	ldd "$1/spilerun" | awk '$(NF - 1) ~ /^\// { print $(NF - 1) }' | while read -r lib; do
		mkdir -p "$root${lib%/*}" && cp "$lib" "$root$lib"
	done
	for dir in proc sys dev; do mount --rbind /$dir $root/$dir || exit; done
	[ ! -d "$1/turn" ] || mount --bind "$1/turn" $root/turn || exit
	exec chroot $root /bin/busybox sh -c '/bin/busybox --install -s /bin; exec sh /guest.sh "$@"' sh measure "$2" "$3"
}

ticks() { awk -v calls="$reads" '$2 == calls { print $3, $4 }' ticks; }

# What meets the probe: reads, of which file, or with names that begin so, renames.
calls() { # name
	case $1 in
	*rename* | tracepoint) echo "$reads rename" ;;
	*_none) echo "$reads /proc/bench/none" ;;
	*key*) echo "$reads /proc/bench/key" ;;
	*mark*) echo "$reads /proc/bench/mark" ;;
	*site*) echo "$reads /proc/bench/site" ;;
	*) echo "$reads" ;;
	esac
}

# The host is asked to look.
turn() { # name
	[ "$part" = watch ] || return 0
	echo "$1" >/turn/name && mv /turn/name /turn/ready
	while [ ! -e /turn/go ]; do sleep 0.05; done
	rm /turn/go
}

base() { # name
	turn "$1"
	./workload $(calls "$1") >ticks
	turn off
	echo "hit $1 $(ticks) 0"
}

# A module whose name and hits are in what it logs at its end.
bare() { # name, module, its way, its other parameters
	insmod "$2.ko" way="$3" $4 || fail "$2.ko way=$3 $4 cannot be loaded"
	[ "${5-}" = "" ] || wait_for "$5" /sys/kernel/debug/kprobes/list
	turn "$1"
	./workload $(calls "$1") >ticks
	turn off
	rmmod "$2"
	echo "hit $1 $(ticks) $(dmesg | sed -n "s/.*$2: $3 //p" | tail -n 1)"
}

# A kprobe is said to be optimised from when that is to be done.
wait_for() { # pattern, file
	for i in $(seq 100); do
		! grep -q "$1" "$2" || { sleep 1 && return; }
		sleep 0.1
	done
	fail "no $1 in $2"
}

# The script's last line is the number of hits, or each hit has printed a line.
script() { # name
	./spilerun -o out -c "sh /guest.sh met $reads $part $1" "$1.ko" >ticks || fail "$1: spilerun's status is $?"
	case $1 in
	*printf) hits=$(grep -c . out) ;;
	*) hits=$(tail -n 1 out) ;;
	esac
	echo "hit $1 $(ticks) $hits"
}

# What spilerun runs in "script", while the probes are armed.
met() { # name
	[ "$1" != site_kprobe ] || wait_for OPTIMIZED /sys/kernel/debug/kprobes/list
	turn "$1"
	./workload $(calls "$1")
	turn off
}

# What spilerun runs in "arm", while the probes are armed.
armed() {
	./workload stamp >armed
	sed -n 's/.*tramp: \(0x[0-9a-f]*\).*/\1/p' /sys/kernel/tracing/enabled_functions >tramps
	grep -c . /sys/kernel/tracing/enabled_functions >functions
	grep -c . /sys/kernel/debug/kprobes/list >kprobes
	./workload stamp >ended
}

arm() { # name
	./workload stamp >before
	./spilerun -o out -c "sh /guest.sh armed 0 hits" "$1.ko" || fail "$1: spilerun's status is $?"
	./workload stamp >gone
	echo "arm $1 $(cat before armed ended gone | awk '
		{ clock[NR] = $1; idle[NR] = $2 }
		END {
			all = clock[2] - clock[1] + clock[4] - clock[3]
			printf "%.3f %.3f %.3f", clock[2] - clock[1], clock[4] - clock[3],
				all - (idle[2] - idle[1]) - (idle[4] - idle[3])
		}') $(cat functions) $(sort -u tramps | grep -c .) $(cat kprobes)"
}

hits() {
	base base
	base base_rename
	for way in ftrace kprobe kretprobe tracepoint; do bare bare_$way bare $way at=vfs_read; done
	for name in count printf array stat return rename rename_args; do script hit_$name; done
	arm arm_none >/dev/null # warms up
	for name in none one many; do arm arm_$name; done
}

engine() {
	insmod sites.ko || fail "sites.ko cannot be loaded"
	base base_none
	base base_site
	base mark_off
	base key_off
	echo 1 >/proc/bench/key
	base key_on
	echo 0 >/proc/bench/key
	echo 0 >/proc/sys/debug/kprobes-optimization
	bare site_bare_step bare kprobe at=sites:sites_plain
	echo 1 >/proc/sys/debug/kprobes-optimization
	bare site_bare_emulate bare kprobe at=sites:sites_jump
	bare site_bare_detour bare kprobe at=sites:sites_plain OPTIMIZED
	for name in step emulate boost swap kprobe; do script site_$name; done
	script mark_on
	for way in step emulate boost; do bare site_native_$way native $way ""; done
	bare mark_native native mark ""
}

reads=$2 part=$3
case $1 in
measure)
	echo 0 >/proc/sys/kernel/watchdog
	sleep 5 # newer kernels are still busy after the boot
	case $part in
	watch) engine ;;
	*) "$part" ;;
	esac
	;;
armed) armed ;;
met) met "$4" ;;
*) enter "$1" "$2" "$3" ;;
esac
