#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# guest.sh: the part of the measuring that is done in the guest, whose clock counts instructions.
#	guest.sh DIR READS	DIR has workload, spilerun, bare.ko and the scripts' modules
# Says, a line each:
#	hit NAME MEDIAN MEAN HITS	what a read took, and how often the probe was met
#	arm NAME ARMED GONE BUSY FUNCTIONS REGISTRATIONS KPROBES
# ARMED: seconds from the start of spilerun until the command of -c runs; GONE: from that command's end to
# spilerun's; BUSY: of both together, what was not spent idle.
set -u

fail() { echo "guest: $*" >&2; exit 1; }

# The host's files come by 9p, and the clock jumps while the guest waits for the host.  So all of this runs in a root
# of its own, which is in the guest's memory: busybox, spilerun with its libraries, and what DIR has.
enter() { # dir, reads
	root=/run/bench
	mkdir -p $root/bin $root/proc $root/sys $root/dev $root/tmp
	busybox=$(command -v busybox) || fail "busybox is not installed"
	cp "$busybox" $root/bin && cp "$1"/* $root && cp "$0" $root/guest.sh || exit
	ldd "$1/spilerun" | awk '$(NF - 1) ~ /^\// { print $(NF - 1) }' | while read -r lib; do
		mkdir -p "$root${lib%/*}" && cp "$lib" "$root$lib"
	done
	for dir in proc sys dev; do mount --rbind /$dir $root/$dir || exit; done
	exec chroot $root /bin/busybox sh -c '/bin/busybox --install -s /bin; exec sh /guest.sh measure "$1"' sh "$2"
}

ticks() { awk -v calls="$reads" '$2 == calls { print $3, $4 }' ticks; }

# What meets the probe: reads, or with names that begin so, renames.
calls() { # name
	case $1 in
	*rename* | tracepoint) echo "$reads rename" ;;
	*) echo "$reads" ;;
	esac
}

base() { # name
	./workload $(calls "$1") >ticks
	echo "hit $1 $(ticks) 0"
}

bare() { # way
	insmod bare.ko way="$1" || fail "bare.ko way=$1 cannot be loaded"
	./workload $(calls "$1") >ticks
	rmmod bare
	echo "hit bare_$1 $(ticks) $(dmesg | sed -n "s/.*bare: $1 //p" | tail -n 1)"
}

# The script's last line is the number of hits, or each hit has printed a line.
script() { # name
	./spilerun -o out -c "/workload $(calls "$1")" "$1.ko" >ticks || fail "$1: spilerun's status is $?"
	case $1 in
	*printf) hits=$(grep -c . out) ;;
	*) hits=$(tail -n 1 out) ;;
	esac
	echo "hit $1 $(ticks) $hits"
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
	./spilerun -o out -c "sh /guest.sh armed 0" "$1.ko" || fail "$1: spilerun's status is $?"
	./workload stamp >gone
	echo "arm $1 $(cat before armed ended gone | awk '
		{ clock[NR] = $1; idle[NR] = $2 }
		END {
			all = clock[2] - clock[1] + clock[4] - clock[3]
			printf "%.3f %.3f %.3f", clock[2] - clock[1], clock[4] - clock[3],
				all - (idle[2] - idle[1]) - (idle[4] - idle[3])
		}') $(cat functions) $(sort -u tramps | grep -c .) $(cat kprobes)"
}

measure() {
	echo 0 >/proc/sys/kernel/watchdog
	sleep 5 # newer kernels are still busy after the boot
	base base
	base base_rename
	for way in ftrace kprobe kretprobe tracepoint; do bare $way; done
	for name in count printf array stat return rename rename_args; do script hit_$name; done
	arm arm_none >/dev/null # warms up
	for name in none one many; do arm arm_$name; done
}

reads=$2
case $1 in
measure) measure ;;
armed) armed ;;
*) enter "$1" "$2" ;;
esac
