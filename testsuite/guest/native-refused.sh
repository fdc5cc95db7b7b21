# SPDX-License-Identifier: GPL-2.0-only
# Where no breakpoint of spile's may stand, each with its reason, and nothing is changed.
# { dg-target }
# { dg-module other "-e 'probe module(@target).statement(\"landing_jump@\" @landing_jump) { }'" }
# { dg-module listed "--mechanism=native -e 'probe kprobe.function(\"do_int3\") { }'" }
places=/sys/kernel/debug/spile/places
$SPILERUN -c "echo refuse >/proc/spile_target; cat $places >seen" "$MODULES/other.ko" >out 2>err ||
	{ cat out err; exit 1; }
cat >wanted <<'Y'
fine=armed
nowhere=there is no code
data=there is no code
keeper=it is a part of spile
listed=the kernel allows no probe there
label=it is a jump label, which the kernel changes
static_call=it is a static call, which the kernel changes
warn=it is a trap of BUG() or WARN()
entry=it is what ftrace changes
faults=it may fault, and the kernel knows that by its address
middle=no instruction begins there
sti=it turns interrupts on for the next instruction, which waits for them
halt=it halts the processor
unknown=the instruction is not known
lock=armed
back=it jumps to where its function begins
emulated=its instruction can't be completed in the way that was asked for
short=what is to stand there is not as long as what stands there
part=what is to stand there is no whole instruction
rest=what is to stand there is no whole instruction
branch=of several instructions none may be a branch
branches=of several instructions none may be a branch
foreign=a breakpoint of somebody else stands there
kprobe=a kprobe stands there
before=a kprobe that may become a jump stands before it
behind=armed
still=armed
Y
diff wanted /proc/spile_target || exit
[ "$(grep -c . seen)" = 1 ] || { cat seen; exit 1; }
$SPILERUN "$MODULES/listed.ko" >out 2>err
[ $? = 3 ] && grep -q '^spilerun: error: kprobe.function("do_int3"): .*: the kernel allows no probe there)$' err ||
	{ cat out err; exit 1; }

# Of a module that comes and goes.
target=$MODULES/../spile_target.ko
rmmod spile_target && insmod "$target" refuse_states=1 && rmmod spile_target && insmod "$target" || exit
dmesg | sed -n 's/.*spile_target: at its //p' >states
diff - states <<'Y'
start: its code is gone after its module's start
end: its module is going away
Y
