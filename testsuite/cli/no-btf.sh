# SPDX-License-Identifier: GPL-2.0-only
# A kernel without BTF: functions are found by the symbols, parameters are asked for in vain.
mkdir -p with/kernels/"$RELEASE"/boot without/kernels/"$RELEASE"/boot
ln -s "$SPILE_KERNEL" with/kernels/"$RELEASE"/boot/
SPILE_CACHE=$PWD/with "$SPILE" -r "$RELEASE" -p2 -e 'probe kernel.function("vfs_read") { println($count) }' \
	>out 2>&1 || { cat out; exit 1; }
objcopy --remove-section .BTF with/payload/*.elf without/kernels/"$RELEASE"/boot/vmlinuz-"$RELEASE" 2>/dev/null ||
	{ echo "no payload was unpacked"; ls -R with; exit 1; }
export SPILE_CACHE=$PWD/without
"$SPILE" -r "$RELEASE" -p2 -e 'probe kernel.function("vfs_read") { println(pp()) }' >out 2>&1 ||
	{ cat out; exit 1; }
"$SPILE" -r "$RELEASE" -p2 -e 'probe kernel.function("vfs_read") { println($count) }' >out 2>&1
status=$?
cat out
[ $status = 1 ] && grep -q 'the parameters of vfs_read are not known: .*BTF' out || exit 1

# Tracepoints too, but neither their arguments nor their systems.
trace() { # text awaited, script
	"$SPILE" -r "$RELEASE" -p2 -e "$2" >out 2>&1
	grep -q "$1" out || { cat out; exit 1; }
}
trace '^kernel.trace("sched_switch")$' 'probe kernel.trace("sched_sw*") { println($$name) }'
trace 'the parameters of sched_switch are not known: .*BTF' 'probe kernel.trace("sched_switch") { println($prev) }'
trace 'nothing that matches has known arguments: .*BTF' 'probe kernel.trace("sched_*") { println($$parms) }'
trace 'the systems of tracepoints are not known: .*BTF' 'probe kernel.trace("sched:*") { }'
