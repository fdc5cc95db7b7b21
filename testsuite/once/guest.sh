#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# guest.sh: the part of "everything probed once" that is done in the guest.
#	guest.sh PART DIR SEED COUNT HOT PER CONTROL	DIR is what build made, with spilerun and keep.ko
# PART count: each batch of PER functions is probed by the engine, then by kprobes; the program load is run several
# times with each, from the second time on with handlers that take longer; the table of /proc/spile_once is printed.
# CONTROL says where kprobes are set, "kprobe" (everywhere) or "some" (once.c tells).  PART load: by the engine alone,
# while programs run, twice over.  COUNT functions are chosen out of all, HOT out of what the program load runs.  New
# lines of the kernel's log are printed at the end, "log LINE".
set -u

fail() { echo "guest: $*" >&2; exit 1; }

# All of this runs in a root of its own, in the guest's memory: what comes from the host has a time of its own.
if [ "$1" != inside ]; then
	root=/run/once
	mkdir -p $root/bin $root/proc $root/sys $root/dev $root/tmp || exit
	cp "$2"/load "$2"/pick "$2"/guest.sh "$2"/*.ko $root && cp "$(command -v busybox)" $root/bin || exit
	echo 1 >/proc/sys/kernel/printk
	"$2/spilerun" "$2/keep.ko" || fail "the keeper's script: status $?"
	for dir in proc sys dev; do mount --rbind /$dir $root/$dir || exit; done
	exec chroot $root /bin/busybox sh -c '/bin/busybox --install -s /bin; exec sh /guest.sh inside "$@"' sh \
		"$1" "$3" "$4" "$5" "$6" "$7"
fi
part=$2 seed=$3 count=$4 hot=$5 per=$6 control=$7
export PATH=/bin
priority=37
once=/proc/spile_once

# Which functions the program runs.
reached() {
	tell "reach $priority"
	./load $priority >&2 || fail "the program does not work by itself"
	tell reached
	cat /proc/spile_reached
}

tell() { echo "$*" >$once || fail "$*"; }

cd /tmp && cp /load . || exit
insmod /spile_once.ko || exit
echo 0 >/proc/sys/debug/kprobes-optimization
echo 0 >/proc/sys/kernel/randomize_va_space
echo -1 >/proc/sys/kernel/sched_rt_runtime_us
[ "$hot" = 0 ] || reached >reached
[ "$hot" != 0 ] || : >reached
awk -v seed="$seed" -v count="$count" -v hot="$hot" -f /pick reached /proc/kallsyms >functions
awk -v per="$per" '{ print >sprintf("batch.%05d", (NR - 1) / per) }' functions
dmesg | wc -l >lines

count() { # DELAY: what the program hits is a column
	sleep 0.5 # what RCU and workers still have to do is done, as before the other runs
	tell "count $1 $priority"
	./load $priority || fail "the program's results are wrong"
	tell counted
}

both() {
	./load $priority || fail "the program does not work by itself"
	for delay in 0 300; do
		tell "arm native"
		count $delay
		tell disarm
	done
	tell "arm $control"
	count 0
	count 300
	count 3000
	tell disarm
}

under_load() {
	for i in 1 2; do
		tell "arm native"
		tell "count 0 0"
		sleep 0.2
		tell counted
		tell disarm
	done
}

if [ "$part" = load ]; then
	for i in 1 2; do
		while [ ! -e stop ]; do ./load || { touch bad; fail "the program's results are wrong"; }; done &
	done
fi
for batch in batch.*; do
	cat "$batch" >$once || fail "$batch"
	if [ "$part" = load ]; then
		under_load
	else
		both
	fi
	cat $once
	tell clear
done
touch stop
wait
[ ! -e bad ] || exit 1
rmmod spile_once || exit
dmesg | tail -n +$(($(cat lines) + 1)) | sed 's/^/log /'
